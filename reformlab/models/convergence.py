r"""Do poorer places catch up, and how sure can we be?

Question
    Did places that started poor grow faster (beta convergence), and did the spread of incomes shrink (sigma
    convergence)? The first does not imply the second.

Equation
    .. math:: \frac{1}{T}\ln\frac{y_{iT}}{y_{i0}} = a + b \ln y_{i0} + u_i, \qquad
              b = -\frac{1 - e^{-\beta T}}{T}, \qquad \sigma_t = \operatorname{sd}_i(\ln y_{it})

    `y` is income per person of place i, `T` the years between the first and the last observation, `b` the slope,
    `beta` the speed of convergence per year and :math:`\ln 2/\beta` its half-life; `sigma` is the spread of log
    incomes in each year.

Source
    R. J. Barro and X. Sala-i-Martin (1992), "Convergence", Journal of Political Economy 100. H. White (1980), "A
    heteroskedasticity-consistent covariance matrix estimator", Econometrica 48, for the standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, keep, matrix, vector
from reformlab.models._check import positive, within
from reformlab.models._regression import ols
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Incomes of the same places in several years.

    Attributes
    ----------
    years : array, shape (t,)
        Years of the observations, rising; at least two.
    income : array, shape (t, n)
        Income or output per person, a row for each year and a column for each place, in constant prices or relative to
        the national mean; above 0, at least three places.
    level : float
        Confidence level of the interval of the slope; above 0 and below 1.
    robust : bool
        True for heteroskedasticity-robust standard errors (HC1), False for the textbook ones.
    """

    years: Numbers
    income: Numbers
    level: float = 0.95
    robust: bool = True

    def __post_init__(self) -> None:
        years = vector("years", self.years)
        if years.size < 2 or np.any(np.diff(years) <= 0):
            raise InvalidValue(f"years must hold at least 2 years in rising order, got {years.tolist()}")
        income = matrix("income", positive("income", self.income), (years.size, None))
        if income.shape[1] < 3:
            raise InvalidValue(f"income must hold at least 3 places, got {income.shape[1]}")
        within("level", self.level, 0, 1, open_ends=True)
        keep(self, years=years, income=income)


@dataclass(frozen=True, eq=False)
class Result:
    """Slope, speed and spread.

    Attributes
    ----------
    slope, error : float
        b and its standard error, per year; negative if poorer places grew faster.
    interval : tuple of two floats
        Confidence interval of the slope.
    r_squared : float
        Share of the differences in growth that the starting income explains.
    speed : float
        beta per year; infinite if the slope is so steep that ranks would be reversed within the period.
    half_life : float
        Years until half of a gap is closed; infinite if the slope is not negative.
    start, growth, fitted : array, shape (n,)
        Log income in the first year, mean growth per year, and the growth on the fitted line.
    sigma : array, shape (t,)
        Standard deviation of log income in each year (divisor n).
    """

    slope: float
    error: float
    interval: tuple[float, float]
    r_squared: float
    speed: float
    half_life: float
    start: Array
    growth: Array
    fitted: Array
    sigma: Array


def solve(parameters: Parameters) -> Result:
    """Estimate beta and sigma convergence.

    Examples
    --------
    >>> start = [1.0, 2.0, 4.0, 8.0]
    >>> end = [2.0, 3.2, 5.1, 8.2]
    >>> result = solve(Parameters(years=[2000, 2010], income=[start, end]))
    >>> result.slope < 0, bool(result.sigma[1] < result.sigma[0])
    (True, True)
    """
    logs = np.log(parameters.income)
    period = float(parameters.years[-1] - parameters.years[0])
    start, growth = logs[0], (logs[-1] - logs[0]) / period
    line = ols(np.column_stack([np.ones_like(start), start]), growth, robust=parameters.robust)
    slope = float(line.coefficient[1])
    left = 1 + slope * period  # share of a gap that is left at the end of the period
    speed = -np.log(left) / period if left > 0 else np.inf
    return Result(
        slope=slope,
        error=float(line.error[1]),
        interval=line.interval(1, parameters.level),
        r_squared=line.r_squared,
        speed=float(speed),
        half_life=float(np.log(2) / speed) if speed > 0 else np.inf,
        start=start,
        growth=growth,
        fitted=line.fitted,
        sigma=logs.std(axis=1),
    )
