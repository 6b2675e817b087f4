r"""Where will the urban share be in ten years, and what does each scenario assume?

Question
    Carry a share forward with several constant paces and with S-curves to several ceilings. How wide is the fan, when
    is a target reached, and which pace would a target need?

Equation
    .. math:: u_t = u_0 + g\,(t - t_0), \qquad
              u_t = \frac{K}{1 + e^{-k (t - \tau)}}, \qquad
              g^* = \frac{u^* - u_0}{t^* - t_0}

    `u` is the urban share in percent, `g` a pace in points a year, `K` a ceiling; `k` and `tau` follow from two
    observed points, an early one and the latest one. The pace `g*` brings the share to the target `u*` in the year
    `t*`.

Source
    Arithmetic; P.-F. Verhulst (1838) for the S-curve. A scenario is a conditional statement, not a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, keep, vector
from reformlab.models._check import finite, whole, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Two observations, assumptions and a target; the defaults are China's figures of 1978 and 2025.

    Attributes
    ----------
    early_year, early_share : float
        An early observation; year, and percent of the population. It is used by the S-curves alone.
    start_year, start_share : float
        The latest observation; year, and percent of the population.
    end_year : int
        Last year of the scenarios; after the start, at most 200 years on.
    paces : array, shape (g,)
        Paces of the straight scenarios, points a year; -5 to 5.
    ceilings : array, shape (c,)
        Ceilings of the S-curves, percent; above both observations, at most 100.
    target_share, target_year : float
        The target; percent of the population, and a year after the start.
    """

    early_year: float = 1978
    early_share: float = 17.92
    start_year: float = 2025
    start_share: float = 67.89
    end_year: int = 2035
    paces: Numbers = (0.5, 0.7, 0.8)
    ceilings: Numbers = (75.0, 80.0, 85.0)
    target_share: float = 70.0
    target_year: float = 2029

    def __post_init__(self) -> None:
        finite("early_year", self.early_year)
        if finite("start_year", self.start_year) <= self.early_year:
            raise InvalidValue(f"start_year must be after early_year ({self.early_year:g}), got {self.start_year:g}")
        whole("end_year", self.end_year, int(self.start_year) + 1, int(self.start_year) + 200)
        within("start_share", self.start_share, 0, 100, open_ends=True)
        within("early_share", self.early_share, 0, self.start_share, open_ends=True)
        paces = vector("paces", within("paces", self.paces, -5, 5))
        ceilings = vector("ceilings", within("ceilings", self.ceilings, 0, 100))
        if np.any(ceilings <= self.start_share):
            raise InvalidValue(f"ceilings must be above start_share ({self.start_share:g}), got {ceilings.min():g}")
        within("target_share", self.target_share, 0, 100)
        if finite("target_year", self.target_year) <= self.start_year:
            raise InvalidValue(f"target_year must be after start_year ({self.start_year:g}), got {self.target_year:g}")
        keep(self, paces=paces, ceilings=ceilings)


@dataclass(frozen=True, eq=False)
class Result:
    """The fan and the target.

    Attributes
    ----------
    year : array, shape (t,)
        Years from the start to the end.
    straight : array, shape (g, t)
        Share in percent for each pace; never below 0 or above 100.
    curved : array, shape (c, t)
        Share in percent for each ceiling.
    low, high : array, shape (t,)
        Lowest and highest scenario in each year.
    mean_pace : float
        Mean change from the early observation to the start, points a year.
    needed_pace : float
        g*, points a year.
    years_straight : array, shape (g,)
        Years from the start until the target is reached at each pace; infinite if it is not.
    years_curved : array, shape (c,)
        The same for each ceiling.
    """

    year: Array
    straight: Array
    curved: Array
    low: Array
    high: Array
    mean_pace: float
    needed_pace: float
    years_straight: Array
    years_curved: Array


def solve(parameters: Parameters) -> Result:
    """Draw the fan.

    Examples
    --------
    >>> fan = solve(Parameters(start_year=2025, start_share=67.89, paces=[0.8, 0.7], target_share=70))
    >>> fan.years_straight.round(2).tolist()
    [2.64, 3.01]
    """
    p = parameters
    year = np.arange(p.start_year, p.end_year + 1)
    ahead = year - p.start_year
    straight = np.clip(p.start_share + p.paces[:, None] * ahead, 0, 100)

    def logit(share: float) -> Array:
        return np.log(share / (p.ceilings - share))

    rate = (logit(p.start_share) - logit(p.early_share)) / (p.start_year - p.early_year)
    curved = p.ceilings[:, None] / (1 + np.exp(-(logit(p.start_share)[:, None] + rate[:, None] * ahead)))
    missing = p.target_share - p.start_share
    years_straight = np.full(p.paces.size, np.inf)
    towards = p.paces * np.sign(missing) > 0
    with np.errstate(over="ignore"):  # a pace next to nothing takes for ever
        years_straight[towards] = missing / p.paces[towards]
    years_curved = np.full(p.ceilings.size, np.inf)
    below = p.ceilings > p.target_share
    if missing >= 0:
        goal = np.log(p.target_share / (p.ceilings[below] - p.target_share))
        years_curved[below] = (goal - logit(p.start_share)[below]) / rate[below]
    if missing == 0:
        years_straight[:] = 0.0
    both = np.vstack([straight, curved])
    return Result(
        year=year,
        straight=straight,
        curved=curved,
        low=both.min(axis=0),
        high=both.max(axis=0),
        mean_pace=(p.start_share - p.early_share) / (p.start_year - p.early_year),
        needed_pace=missing / (p.target_year - p.start_year),
        years_straight=years_straight,
        years_curved=years_curved,
    )
