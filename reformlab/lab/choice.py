"""Where people live: the residence choice inside a sweep of the equilibrium map."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.residence import RURAL, URBAN

if TYPE_CHECKING:
    from reformlab.lab.system import System

LEAST_ABOVE_NEED = 0.02  # part of income that stays above subsistence while iterating
BLOCK = 200_000  # numbers in a block of a table of origins by places


def choose(system: System, m: SimpleNamespace) -> None:
    """Add to `m` the people who choose each place, by class (4, N, S), and the income that they take along.

    Choice is multinomial with elasticity kappa, in changes from base-year shares. Indirect utility depends on the
    origin only through hukou type and being local or not, so matrix-vector products do; land and property income that
    is kept when away depends on the origin and needs the full block of that hukou type.
    """
    base, n, spaces = system.base, system.n, system.spaces
    kappa = base.parameters.migration_elasticity
    kept = land, town = system.kept(m)
    above = m.income_by_class - m.need
    if land is not None:
        above[RURAL, :, 1:] += land[:, None] * m.net[1:]
    if town is not None:
        above[URBAN, :, 0] += town * m.net[0]
    np.maximum(above, LEAST_ABOVE_NEED * m.income_by_class, out=above)
    taste = m.offer + system.taste
    value = base.spread * np.exp(kappa * (np.log(above) - base.log_above_need + taste))
    here = value.sum(2)
    m.chosen, m.inflow, weights = np.empty_like(value), np.zeros((n, spaces)), np.empty((2, n))
    for hukou in (RURAL, URBAN):
        away, people = 2 + hukou, base.registered[:, hukou]
        if kept[hukou] is not None:
            scale = np.exp(kappa * taste[away]).ravel()
            found = _with_income(system, m, hukou, kept[hukou], above[away], scale, here[hukou])
            weights[hukou], m.chosen[away], inflow = found
            m.inflow += inflow
        elif base.flow is None:
            shares = base.away_share(hukou)
            weights[hukou] = here[hukou] + shares @ value[away].ravel()
            m.chosen[away] = ((people / weights[hukou]) @ shares).reshape(n, spaces) * value[away]
        else:
            weights[hukou] = here[hukou] + base.flow @ here[away] / people
            m.chosen[away] = ((1 / weights[hukou]) @ base.flow)[:, None] * value[away]
    np.multiply((base.registered.T / weights)[:, :, None], value[:2], out=m.chosen[:2])
    if land is not None:
        m.inflow[:, 1:] += land[:, None] * m.chosen[RURAL, :, 1:]
    if town is not None:
        m.inflow[:, 0] += town * m.chosen[URBAN, :, 0]
    m.weights = weights.T


def _with_income(system, m, hukou, kept, above, scale, here):
    """Weights (N,) of a hukou type by origin; those of it in other provinces, and the income they bring along (N, S).

    Parameters
    ----------
    kept : array (N,)
        Income kept, by province of registration, before tax.
    above : array (N, S)
        Income above need without it.
    scale : array (N*S,)
        Value of a place beside income.
    here : array (N,)
        Weight of the own province.
    """
    kappa, people = system.base.parameters.migration_elasticity, system.base.registered[:, hukou]
    net, rest, shares = np.tile(m.net, system.n), above.ravel(), system.away_weight[hukou]
    weights, pulled = np.empty_like(kept), np.zeros((2, rest.size))  # people, and the income that they bring
    step = max(1, BLOCK // rest.size)
    for first in range(0, len(kept), step):  # block by block of origins: large tables stay in the processor's cache
        rows = slice(first, first + step)
        flat = kept[rows, None] * net
        flat += rest
        _power(flat, kappa)
        flat *= shares[rows]
        weights[rows] = here[rows] + flat @ scale
        per_weight = people[rows] / weights[rows]
        pulled += np.stack([per_weight, per_weight * kept[rows]]) @ flat
    chosen, brought = (pulled * scale).reshape(2, *above.shape)
    return weights, chosen, brought


def _power(values, kappa):
    """Raise an array to a power in place; square roots are several times faster than logs where they do."""
    if kappa == 1.5:
        values *= np.sqrt(values)
    else:
        np.log(values, out=values)
        values *= kappa
        np.exp(values, out=values)
