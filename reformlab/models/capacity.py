r"""How many people can a place carry, and which factor sets the limit?

Question
    Water, housing, schools and jobs each suffice for some number of people. Which one is the shortest stave of the
    barrel, and how far would the place get if only that one were improved?

Equation
    .. math:: K = \min_f \frac{S_f}{d_f}, \qquad u_f = \frac{N\,d_f}{S_f}

    `S` is the supply of factor f, `d` the need per person, `K` the carrying capacity and `u` the use of the factor by
    `N` people (above 1: overloaded).

Source
    J. von Liebig (1840s) for the law of the minimum; the use for cities is common in Chinese studies of carrying
    capacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, keep, labels, vector
from reformlab.models._check import positive, same_length
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Supplies and needs; the defaults are teaching values.

    Attributes
    ----------
    factors : sequence of n names
        Names of the factors, at least two.
    supply : array, shape (n,)
        Supply of each factor, its own unit (cubic metres a day, square metres, places, jobs); above 0.
    need : array, shape (n,)
        Need per person, the same unit per person; above 0.
    people : float
        People who live there; above 0.
    """

    factors: Sequence[str] = ("water", "housing", "school", "jobs")
    supply: Numbers = (400_000_000.0, 45_000_000.0, 90_000.0, 380_000.0)
    need: Numbers = (100.0, 35.0, 0.12, 0.45)
    people: float = 700_000.0

    def __post_init__(self) -> None:
        supply = vector("supply", positive("supply", self.supply))
        need = vector("need", positive("need", self.need))
        same_length(factors=tuple(self.factors), supply=supply, need=need)
        if supply.size < 2:
            raise InvalidValue(f"factors must hold at least 2 names, got {supply.size}")
        positive("people", self.people)
        keep(self, factors=labels("factors", self.factors, supply.size), supply=supply, need=need)


@dataclass(frozen=True, eq=False)
class Result:
    """Capacity and what limits it.

    Attributes
    ----------
    by_factor : array, shape (n,)
        People for whom each factor suffices.
    capacity : float
        K, people.
    binding : str
        Name of the factor that sets the limit.
    use : array, shape (n,)
        Use of each factor by the people who live there; 1 means full.
    overloaded : tuple of str
        Factors with a use above 1.
    next_capacity : float
        Capacity if the binding factor alone is improved as far as it helps.
    next_binding : str
        Factor that sets the limit then.
    needed_supply : float
        Supply of the binding factor that this takes.
    """

    by_factor: Array
    capacity: float
    binding: str
    use: Array
    overloaded: tuple[str, ...]
    next_capacity: float
    next_binding: str
    needed_supply: float


def solve(parameters: Parameters) -> Result:
    """Find the shortest stave.

    Examples
    --------
    >>> result = solve(Parameters())
    >>> result.by_factor.round().tolist(), result.binding
    ([4000000.0, 1285714.0, 750000.0, 844444.0], 'school')
    """
    p = parameters
    by_factor = p.supply / p.need
    first, second = np.argsort(by_factor, kind="stable")[:2]
    use = p.people * p.need / p.supply
    return Result(
        by_factor=by_factor,
        capacity=float(by_factor[first]),
        binding=p.factors[first],
        use=use,
        overloaded=tuple(name for name, level in zip(p.factors, use, strict=True) if level > 1),
        next_capacity=float(by_factor[second]),
        next_binding=p.factors[second],
        needed_supply=float(by_factor[second] * p.need[first]),
    )
