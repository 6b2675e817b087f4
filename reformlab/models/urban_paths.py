r"""How many years did countries take from one urban share to another?

Question
    Put countries side by side at the same urban share instead of the same year. How long did each take from 30 to 60
    percent, and who was faster?

Equation
    .. math:: t(s) = t_k + \frac{s - u_k}{u_{k+1} - u_k}\,(t_{k+1} - t_k), \qquad \text{years} = t(60) - t(30)

    `u` is the urban share at the observed times `t`; k is the last observation before the share first reaches `s`, so
    that the crossing is found on the straight line between two observations.

Source
    Linear interpolation of the published series. Results depend on each country's definition of "urban".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, keep, matrix, vector
from reformlab.models._check import within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Urban shares of countries over time.

    Attributes
    ----------
    years : array, shape (t,)
        Years, rising; at least two.
    share : array, shape (t, n)
        Urban share in percent, a row for each year and a column for each country; 0 to 100, no missing values.
    low, high : float
        The two shares, percent; `low` below `high`.
    align : float
        Share at which the paths are laid on top of each other, percent.
    """

    years: Numbers
    share: Numbers
    low: float = 30.0
    high: float = 60.0
    align: float = 40.0

    def __post_init__(self) -> None:
        years = vector("years", self.years)
        if years.size < 2 or np.any(np.diff(years) <= 0):
            raise InvalidValue(f"years must hold at least 2 years in rising order, got {years.tolist()}")
        share = matrix("share", within("share", self.share, 0, 100), (years.size, None))
        within("low", self.low, 0, 100)
        within("align", self.align, 0, 100)
        if within("high", self.high, 0, 100) <= self.low:
            raise InvalidValue(f"high must be above low ({self.low:g}), got {self.high:g}")
        keep(self, years=years, share=share)


@dataclass(frozen=True, eq=False)
class Result:
    """Crossings and durations; what was not observed is masked.

    Attributes
    ----------
    low_year, high_year, align_year : masked array, shape (n,)
        Decimal year in which each country first reached the share; masked if it has not, or had before the first year.
    duration : masked array, shape (n,)
        Years from the low to the high share; masked if one of the two is.
    pace : masked array, shape (n,)
        Points a year between the two.
    time : masked array, shape (t, n)
        Years since the country was at the share `align`: the horizontal axis of the aligned paths.
    """

    low_year: np.ma.MaskedArray
    high_year: np.ma.MaskedArray
    align_year: np.ma.MaskedArray
    duration: np.ma.MaskedArray
    pace: np.ma.MaskedArray
    time: np.ma.MaskedArray


def solve(parameters: Parameters) -> Result:
    """Find the crossings.

    Examples
    --------
    >>> years = [1980, 1990, 2000, 2010]
    >>> paths = Parameters(years=years, share=[[20, 40], [30, 50], [50, 70], [65, 75]])
    >>> solve(paths).duration.round(2).tolist()
    [16.67, None]
    """
    p = parameters
    low, high, align = (_crossing(p.years, p.share, level) for level in (p.low, p.high, p.align))
    duration = high - low
    return Result(
        low_year=low,
        high_year=high,
        align_year=align,
        duration=duration,
        pace=(p.high - p.low) / duration,
        time=p.years[:, None] - align[None, :],
    )


def _crossing(years: Array, share: Array, level: float) -> np.ma.MaskedArray:
    n = share.shape[1]
    above = share >= level
    first = above.argmax(axis=0)
    known = above.any(axis=0) & ((first > 0) | (share[0] == level))
    found = np.ma.array(np.zeros(n), mask=True)
    for country in np.flatnonzero(known):
        k = first[country]
        if k == 0:
            found[country] = years[0]
            continue
        before, after = share[k - 1, country], share[k, country]
        found[country] = years[k - 1] + (level - before) / (after - before) * (years[k] - years[k - 1])
    return found
