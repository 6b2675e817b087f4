r"""Are the sizes of a country's cities spread as Zipf's law says?

Question
    Rank cities by size. Does the second have half the people of the first, the third a third, and how sure can one be
    with so few cities?

Equation
    .. math:: \ln\bigl(\text{rank}_i - \tfrac12\bigr) = a - \zeta \ln S_i + u_i, \qquad
              \text{s.e.}(\zeta) = \zeta \sqrt{2/n}

    `S` is the size of city i among the n largest, `zeta` the exponent: 1 is Zipf's law, above 1 sizes are more even,
    below 1 the largest dominate. One half is taken off the rank because the plain regression is biased in small
    samples, and the standard error printed by a regression would be far too small.

Source
    X. Gabaix and R. Ibragimov (2011), "Rank - 1/2: a simple way to improve the OLS estimation of tail exponents",
    Journal of Business and Economic Statistics 29.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, keep, vector
from reformlab.models._check import positive, whole
from reformlab.models._regression import ols
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Cities of one country.

    Attributes
    ----------
    sizes : array, shape (m,)
        People of each city, in any order and unit; above 0, at least five, not all equal.
    largest : int or None
        n, number of the largest cities to use; at least five. None uses all.
    """

    sizes: Numbers
    largest: int | None = None

    def __post_init__(self) -> None:
        sizes = vector("sizes", positive("sizes", self.sizes))
        if sizes.size < 5:
            raise InvalidValue(f"sizes must hold at least 5 cities, got {sizes.size}")
        if self.largest is not None:
            whole("largest", self.largest, 5, sizes.size)
        used = np.sort(sizes)[::-1][: None if self.largest is None else int(self.largest)]
        if used[0] == used[-1]:
            raise InvalidValue(f"sizes must differ, got {used[0]:g} for every city that is used")
        keep(self, sizes=sizes)


@dataclass(frozen=True, eq=False)
class Result:
    """Exponent and fit.

    Attributes
    ----------
    exponent, error : float
        zeta and its standard error.
    interval : tuple of two floats
        95 percent interval, from the normal distribution.
    zipf : bool
        True if the interval holds 1.
    r_squared : float
        Fit of the line; close to 1 for almost any ranked data, and no test of the law.
    primacy : float
        Size of the largest city as a share of all cities used.
    size, rank : array, shape (n,)
        Sizes, the largest first, and ranks from 1.
    fitted_rank : array, shape (n,)
        Rank on the fitted line.
    """

    exponent: float
    error: float
    interval: tuple[float, float]
    zipf: bool
    r_squared: float
    primacy: float
    size: Array
    rank: Array
    fitted_rank: Array


def solve(parameters: Parameters) -> Result:
    """Fit the rank-size line.

    Examples
    --------
    >>> result = solve(Parameters(sizes=[1000 / rank for rank in range(1, 101)]))
    >>> result.zipf
    True
    """
    size = np.sort(parameters.sizes)[::-1]
    if parameters.largest is not None:
        size = size[: int(parameters.largest)]
    rank = np.arange(1.0, size.size + 1)
    line = ols(np.column_stack([np.ones_like(size), np.log(size)]), np.log(rank - 0.5))
    exponent = -float(line.coefficient[1])
    error = exponent * np.sqrt(2 / size.size)
    low, high = exponent - 1.959964 * error, exponent + 1.959964 * error
    return Result(
        exponent=exponent,
        error=float(error),
        interval=(float(low), float(high)),
        zipf=bool(low <= 1 <= high),
        r_squared=line.r_squared,
        primacy=float(size[0] / size.sum()),
        size=size,
        rank=rank,
        fitted_rank=np.exp(line.fitted) + 0.5,
    )
