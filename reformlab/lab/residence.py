"""Who lives where: the residence table by province and hukou type of registration, and province and space of residence.

The full table is not public. It is the maximum-entropy table (iterative proportional fitting, Deming and Stephan 1940)
on the public margins: movers between provinces, urban share, urban hukou share. How strongly hukou type goes with the
type of place is a seed (`match_rural`, `match_urban`) whose halving and doubling shows what the margins leave open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.assumed import value
from reformlab.lab.errors import InputError

if TYPE_CHECKING:
    from reformlab.lab.inputs import ProvincialInputs
    from reformlab.types import Array

RURAL, URBAN = 0, 1  # hukou types, and the first two spaces
HUKOU = ("rural hukou", "urban hukou")


@dataclass(frozen=True)
class Matching:
    """Assumptions about people that the tables do not tell (see `assumed.py`)."""

    match_rural: float = value("match_rural")
    match_urban: float = value("match_urban")
    movers_rural_hukou: float = value("movers_rural_hukou")
    movers_in_towns: float = value("movers_in_towns")


def proportional_fit(seed: Array, rows: Array, columns: Array, *, rounds: int = 500, tolerance: float = 1e-13) -> Array:
    """Scale a non-negative table to given row and column sums (iterative proportional fitting).

    Parameters
    ----------
    seed : array (n, m)
        Starting table; its odds ratios are kept.
    rows, columns : array (n,), (m,)
        Target sums; both must add up to the same total.
    """
    seed = np.asarray(seed, dtype=float)
    across = np.ones(seed.shape[1])
    reach = seed.sum(1)
    for _ in range(rounds):  # scaling vectors (Sinkhorn 1964) instead of whole tables: two products a round
        down = rows / np.maximum(reach, 1e-300)
        across = columns / np.maximum(down @ seed, 1e-300)
        reach = seed @ across
        if np.abs(down * reach / rows - 1).max() < tolerance:
            break
    return down[:, None] * seed * across


def residence_table(inputs: ProvincialInputs, spaces: int, matching: Matching | None = None) -> Array:
    """Build the residence table in millions of people, shape (N, 2, N, spaces).

    Axes: province of registration, hukou type (rural, urban), province of residence, space (rural, urban) or
    (village, town, city).

    Raises
    ------
    InputError
        If the margins contradict each other, or three spaces are asked for and `town_share` is missing.
    """
    matching = Matching() if matching is None else matching
    n = len(inputs.names)
    table = np.zeros((n, 2, n, 2))
    for hukou, share in ((RURAL, matching.movers_rural_hukou), (URBAN, 1 - matching.movers_rural_hukou)):
        table[:, hukou, :, RURAL] = inputs.moved * share * (1 - matching.movers_in_towns)
        table[:, hukou, :, URBAN] = inputs.moved * share * matching.movers_in_towns

    registered = inputs.registered
    staying = registered - inputs.moved.sum(1)
    if np.any(staying <= 0):
        worst = int(np.argmin(staying))
        raise InputError(f"moved: more people left {inputs.names[worst]} than are registered there")
    # Small provinces of arrival can hold more urban movers than the margin allows; the clip keeps every cell positive.
    urban_hukou = registered * inputs.urban_hukou_share - table[:, URBAN].sum((1, 2))
    urban_hukou = np.clip(urban_hukou, 0.05 * staying, 0.95 * staying)
    urban_place = inputs.residents * inputs.urban_share - table[..., URBAN].sum((0, 1))
    urban_place = np.clip(urban_place, 0.05 * staying, 0.97 * staying)
    seed = np.array([[matching.match_rural, 1.0], [1.0 / matching.match_urban, 1.0]])
    for i in range(n):
        table[i, :, i, :] = proportional_fit(
            seed,
            np.array([staying[i] - urban_hukou[i], urban_hukou[i]]),
            np.array([staying[i] - urban_place[i], urban_place[i]]),
            rounds=2000,
        )
    if spaces == 3:
        if inputs.town_share is None:
            raise InputError("town_share: three spaces need the share of towns in urban residents, got None")
        towns = inputs.town_share[:, None]
        table = np.concatenate(
            [table[..., :1], table[..., 1:] * towns[None, None], table[..., 1:] * (1 - towns)], axis=3
        )
    return table


def by_class(table: Array) -> Array:
    """Residents by class, (4, N, S), from a table (N, 2, N, S).

    Classes: locals with rural and with urban hukou, then people registered elsewhere with rural and with urban hukou.
    Whatever a place offers depends on where people come from through their class alone.
    """
    here = np.arange(len(table))
    local = table[here, :, here, :].transpose(1, 0, 2)
    return np.concatenate([local, table.sum(0) - local])


class Given:
    """A residence table (N, 2, N, S), folded into what accounts and the solver need of it.

    Attributes
    ----------
    masses : array (4, N, S)
        People by class, see `by_class`.
    registered : array (N, 2)
        People by province of registration and hukou type.
    """

    def __init__(self, table: Array) -> None:
        self.table = table
        self.masses, self.registered = by_class(table), table.sum((2, 3))
        self._away = {}

    def away(self, hukou: int) -> Array:
        """People of a hukou type away from their village (rural) or town (urban), (N, N*S): origin by residence."""
        if hukou not in self._away:  # dense, so made when asked for
            n = len(self.table)
            here, at_home = np.arange(n), slice(0, 1) if hukou == RURAL else slice(1, None)
            people = self.table[:, hukou].copy()
            people[here, here, at_home] = 0.0
            self._away[hukou] = people.reshape(n, -1)
        return self._away[hukou]


def by_origin(classes: Array) -> Array:
    """Spread values by class (4, N, S) over all provinces of registration, (N, 2, N, S)."""
    _, n, spaces = classes.shape
    table = np.empty((n, 2, n, spaces))
    table[:] = classes[2:]
    here = np.arange(n)
    table[here, :, here, :] = classes[:2].transpose(1, 0, 2)
    return table


def access_by_class(table: Array, assumptions: Mapping[str, float] | None = None) -> Array:
    """Service access by class, (4, N, S); see `by_class`."""
    get = value if assumptions is None else assumptions.__getitem__
    n, _, _, spaces = table.shape
    access = np.ones((4, n, spaces))
    access[1:, :, 0] = get("access_rural_outsider")
    for number, who in ((0, "local_rural"), (2, "outsider_rural"), (3, "outsider_urban")):
        access[number, :, 1:] = get(f"access_{who}_hukou")
    return access
