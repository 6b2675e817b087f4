r"""Services per resident or per registered person: who is in the denominator?

Question
    A place has so many school places, beds or teachers. How good does its provision look if it is divided by the people
    who are registered there, and if it is divided by the people who live there?

Equation
    .. math:: s^{\text{res}}_i = 1000\,\frac{x_i}{R_i}, \qquad s^{\text{reg}}_i = 1000\,\frac{x_i}{H_i}, \qquad
              \frac{s^{\text{reg}}_i}{s^{\text{res}}_i} = \frac{R_i}{H_i}

    `x` is the stock of places, `R` the number of residents and `H` the number of registered people of place i.

Source
    Accounting identity; the two denominators are those of China's population statistics (permanent residents and
    household registration).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array, keep, vector
from reformlab.models._check import non_negative, positive, same_length
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Stocks and the two populations; the defaults are a teaching example.

    Attributes
    ----------
    places : array, shape (n,)
        Stock of the service in each place (school places, beds, teachers); 0 or greater.
    registered : array, shape (n,)
        People with local registration; above 0.
    residents : array, shape (n,)
        People who live there, in the same unit as `registered`; above 0.
    """

    places: Numbers = 60_000.0
    registered: Numbers = 600_000.0
    residents: Numbers = 1_000_000.0

    def __post_init__(self) -> None:
        places = vector("places", non_negative("places", self.places))
        registered = vector("registered", positive("registered", self.registered))
        residents = vector("residents", positive("residents", self.residents))
        same_length(places=places, registered=registered, residents=residents)
        keep(self, places=places, registered=registered, residents=residents)


@dataclass(frozen=True, eq=False)
class Result:
    """Provision with the two denominators.

    Attributes
    ----------
    per_resident, per_registered : array, shape (n,)
        Stock per 1,000 residents and per 1,000 registered people.
    rank_resident, rank_registered : array of whole numbers, shape (n,)
        Rank of each place, 1 for the best provided; equal values share the better rank.
    rank_change : array of whole numbers, shape (n,)
        Rank by residents minus rank by registered people: above 0 if the place looks worse when all residents count.
    order : array of whole numbers, shape (n,)
        Positions of the places, the largest change of rank in either direction first.
    """

    per_resident: Array
    per_registered: Array
    rank_resident: np.ndarray
    rank_registered: np.ndarray
    rank_change: np.ndarray
    order: np.ndarray


def solve(parameters: Parameters) -> Result:
    """Divide the same stock by the two populations.

    Examples
    --------
    >>> result = solve(Parameters(places=60_000, registered=600_000, residents=1_000_000))
    >>> result.per_registered.item(), result.per_resident.item()
    (100.0, 60.0)
    """
    per_resident = 1000 * parameters.places / parameters.residents
    per_registered = 1000 * parameters.places / parameters.registered

    def rank(values: Array) -> np.ndarray:
        return 1 + (values[None, :] > values[:, None]).sum(axis=1)

    change = rank(per_resident) - rank(per_registered)
    return Result(
        per_resident=per_resident,
        per_registered=per_registered,
        rank_resident=rank(per_resident),
        rank_registered=rank(per_registered),
        rank_change=change,
        order=np.argsort(-np.abs(change), kind="stable"),
    )
