r"""How far does a given sum of grants lift the places with the least money?

Question
    Places differ in own revenue per person and in what a unit of services costs. A pool of money is to bring the
    weakest up as far as it reaches. Which standard can everybody reach, and who gets how much?

Equation
    .. math:: G_i = \max\{0,\; z\, c_i N_i - R_i\}, \qquad \sum_i G_i = M

    `R` is the own revenue of place i, `N` its people, `c` its cost index (1 on average), `M` the pool and `z` the
    standard in money per person that the pool can guarantee; `z` rises with the pool, and nobody pays in.

Source
    R. Boadway and A. Shah (2009), Fiscal Federalism (Cambridge University Press), for gap-filling grants; the
    common standard is found by filling from the bottom.
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
    """Places, their own money and the pool; the defaults are teaching values.

    Attributes
    ----------
    population : array, shape (n,)
        People who are to be served, million; above 0. Registered people or residents: the choice decides who is paid
        for.
    own_revenue : array, shape (n,)
        Own revenue, billion yuan a year; 0 or greater.
    pool : float
        Money to be given out, billion yuan a year; 0 or greater.
    cost_index : array, shape (n,), or None
        Cost of a unit of services relative to the country; above 0. None means 1 everywhere.
    """

    population: Numbers = (80.0, 60.0, 60.0, 40.0)
    own_revenue: Numbers = (800.0, 360.0, 300.0, 120.0)
    pool: float = 400.0
    cost_index: Numbers | None = None

    def __post_init__(self) -> None:
        population = vector("population", positive("population", self.population))
        revenue = vector("own_revenue", non_negative("own_revenue", self.own_revenue))
        index = np.ones(population.size) if self.cost_index is None else self.cost_index
        index = vector("cost_index", positive("cost_index", index))
        same_length(population=population, own_revenue=revenue, cost_index=index)
        non_negative("pool", self.pool)
        keep(self, population=population, own_revenue=revenue, cost_index=index)


@dataclass(frozen=True, eq=False)
class Result:
    """The standard that is reached and what it takes.

    Attributes
    ----------
    standard : float
        z, guaranteed money per person at average cost; thousand yuan a year.
    grant : array, shape (n,)
        Grant of each place, billion yuan a year; they add up to the pool.
    before, after : array, shape (n,)
        Money per person divided by the cost index, without and with the grant; thousand yuan a year.
    receives : array of bool, shape (n,)
        True for places that get a grant.
    gap_before, gap_after : float
        Best provided place divided by the worst provided one; infinite if a place has nothing.
    """

    standard: float
    grant: Array
    before: Array
    after: Array
    receives: np.ndarray
    gap_before: float
    gap_after: float


def solve(parameters: Parameters) -> Result:
    """Fill the gaps from the bottom until the pool is spent.

    Examples
    --------
    >>> result = solve(Parameters(population=[1, 1], own_revenue=[10, 4], pool=3))
    >>> result.standard, result.grant.tolist()
    (7.0, [0.0, 3.0])
    """
    need = parameters.cost_index * parameters.population
    before = parameters.own_revenue / need
    order = np.argsort(before, kind="stable")
    # If the k poorest places are lifted to one standard, it is their revenue and the pool over their need; the right k
    # is the largest at which that standard still lies above the richest of them.
    levels = (np.cumsum(parameters.own_revenue[order]) + parameters.pool) / np.cumsum(need[order])
    lifted = int(np.flatnonzero(levels >= before[order])[-1])
    standard = float(levels[lifted])
    grant = np.maximum(standard * need - parameters.own_revenue, 0.0)
    after = (parameters.own_revenue + grant) / need
    return Result(
        standard=standard,
        grant=grant,
        before=before,
        after=after,
        receives=grant > 0,
        gap_before=_gap(before),
        gap_after=_gap(after),
    )


def _gap(levels: Array) -> float:
    # Python's division, unlike numpy's, is silent where next to nothing makes the quotient infinite.
    most, least = float(levels.max()), float(levels.min())
    return most / least if least > 0 else np.inf
