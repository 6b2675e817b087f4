r"""The S-curve of urbanization: how fast does an urban share rise, and where does it level off?

Question
    If the urban share of a country follows a logistic curve, what share does the curve give for a later year, and how
    much does that answer depend on the ceiling that somebody assumed?

Equation
    .. math:: u(t) = \frac{K}{1 + e^{-k (t - t_0)}}, \qquad
              \frac{du}{dt} = k\, u \left(1 - \frac{u}{K}\right)

    `u` is the urban share in percent of the population, `K` the ceiling in percent, `k` the growth constant per year
    and `t0` the year of the inflection, in which the share is half of the ceiling and grows fastest, by `k K / 4`
    points a year. With `K` given, the logit :math:`\ln\frac{u}{K - u} = k (t - t_0)` is a straight line in time, so
    that two points are enough to find `k` and `t0`.

Source
    P.-F. Verhulst (1838) for the curve. R. M. Northam, *Urban Geography* (New York: Wiley, 1975), for its use as the
    "urbanization curve".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reformlab.errors import InvalidValue, NoSolution
from reformlab.models._check import finite, positive, same_length, within

__all__ = ["Curve", "Fit", "Result", "fit", "solve", "through", "yearly_change"]


@dataclass(frozen=True)
class Curve:
    """Parameters of one logistic curve.

    Attributes
    ----------
    ceiling : float
        K, the share that the curve approaches and never reaches; percent of the population, above 0 and at most 100.
    growth : float
        k, the growth constant; per year, above 0 (a falling urban share is not a logistic rise).
    midpoint : float
        t0, the year of the inflection, as a decimal year.

    Raises
    ------
    TypeError, ValueError
        If a field is not a finite number in its range.
    """

    ceiling: float
    growth: float
    midpoint: float

    def __post_init__(self) -> None:
        positive("ceiling", within("ceiling", self.ceiling, 0, 100))
        positive("growth", self.growth)
        finite("midpoint", self.midpoint)

    @property
    def fastest(self) -> float:
        """Growth in the year of the inflection, k K / 4, in percentage points a year."""
        return self.growth * self.ceiling / 4


@dataclass(frozen=True)
class Result:
    """A logistic curve, evaluated.

    Attributes
    ----------
    year : array
        The years asked for.
    share : array
        Urban share in percent, one for each year.
    slope : array
        Growth of the share in percentage points a year, one for each year.
    """

    year: NDArray[np.float64]
    share: NDArray[np.float64]
    slope: NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A logistic curve fitted to observed shares.

    Attributes
    ----------
    curve : Curve
        The fitted curve; its ceiling is the one that was assumed.
    year : array
        Years used in the fit.
    residual : array
        Observed minus fitted share in percentage points, one for each year used.
    rmse : float
        Root of the mean squared residual, in percentage points.
    """

    curve: Curve
    year: NDArray[np.float64]
    residual: NDArray[np.float64]
    rmse: float


def solve(curve: Curve, years: ArrayLike) -> Result:
    """Evaluate a curve in given years.

    Parameters
    ----------
    curve : Curve
        The parameters.
    years : array_like
        One or more years, any shape.

    Returns
    -------
    Result
        Arrays of the shape of `years`.

    Examples
    --------
    >>> curve = through(1978, 17.92, 2025, 67.89, ceiling=80)
    >>> float(solve(curve, 2035).share.round(1))
    73.1
    """
    finite("years", years)
    year = np.asarray(years, dtype=float)
    # tanh instead of 1 / (1 + exp(-x)): the same curve, and no overflow far from the inflection.
    share = curve.ceiling * 0.5 * (1 + np.tanh(curve.growth * (year - curve.midpoint) / 2))
    return Result(year=year, share=share, slope=curve.growth * share * (1 - share / curve.ceiling))


def through(first_year: float, first_share: float, last_year: float, last_share: float, *, ceiling: float) -> Curve:
    """Find the curve that passes through two observed points, for an assumed ceiling.

    Parameters
    ----------
    first_year, last_year : float
        Years of the two points; the last is later than the first.
    first_share, last_share : float
        Urban shares in percent, above 0 and below the ceiling; the last is higher than the first.
    ceiling : float
        The assumed ceiling K in percent, at most 100.

    Returns
    -------
    Curve
        The only logistic curve with this ceiling through both points.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range, or if the share does not rise.

    Examples
    --------
    >>> curve = through(1978, 17.92, 2025, 67.89, ceiling=80)
    >>> round(curve.growth, 4), round(curve.midpoint, 1)
    (0.0631, 1997.7)
    """
    positive("ceiling", within("ceiling", ceiling, 0, 100))
    finite("first_year", first_year)
    within("first_share", first_share, 0, ceiling, open_ends=True)
    within("last_share", last_share, 0, ceiling, open_ends=True)
    if finite("last_year", last_year) <= first_year:
        raise InvalidValue(f"last_year must be later than first_year ({first_year:g}), got {last_year:g}")
    if last_share <= first_share:
        raise InvalidValue(f"last_share must be higher than first_share ({first_share:g}), got {last_share:g}")
    low, high = _logit(np.array([first_share, last_share], dtype=float), ceiling)
    growth = (high - low) / (last_year - first_year)
    return Curve(ceiling=float(ceiling), growth=float(growth), midpoint=float(first_year - low / growth))


def fit(years: ArrayLike, shares: ArrayLike, *, ceiling: float) -> Fit:
    """Fit a curve to observed shares by least squares, for an assumed ceiling.

    The sum of squared residuals is measured in percentage points, not in logits, so that every year counts alike.

    Parameters
    ----------
    years : array_like, shape (n,)
        Years of the observations, at least three, all different.
    shares : array_like, shape (n,)
        Observed urban shares in percent, each above 0 and below the ceiling.
    ceiling : float
        The assumed ceiling K in percent, at most 100.

    Returns
    -------
    Fit
        The curve and what it leaves unexplained.

    Raises
    ------
    TypeError, ValueError
        If a value is outside its range, if there are fewer than three years, or if the shares do not rise.
    RuntimeError
        If the iteration does not settle, which happens only if the data look nothing like a logistic curve.
    """
    positive("ceiling", within("ceiling", ceiling, 0, 100))
    finite("years", years)
    within("shares", shares, 0, ceiling, open_ends=True)
    year, share = np.ravel(np.asarray(years, dtype=float)), np.ravel(np.asarray(shares, dtype=float))
    same_length(years=year, shares=share)
    if np.unique(year).size < 3:
        raise InvalidValue(f"years must hold at least 3 different years, got {np.unique(year).size}")
    # Start from the straight line through the logits, then let Gauss-Newton minimise the residuals in points.
    growth, level = np.polyfit(year - year.mean(), _logit(share, ceiling), 1)
    if growth <= 0:
        raise InvalidValue(f"shares must rise over the years, got a trend of {growth:.3g} a year in logits")
    growth, midpoint = _gauss_newton(year, share, ceiling, growth, year.mean() - level / growth)
    curve = Curve(ceiling=float(ceiling), growth=float(growth), midpoint=float(midpoint))
    residual = share - solve(curve, year).share
    return Fit(curve=curve, year=year, residual=residual, rmse=float(np.sqrt(np.mean(residual**2))))


def yearly_change(first_year: float, first_share: float, last_year: float, last_share: float) -> float:
    """Mean change of a share between two years, in percentage points a year.

    Examples
    --------
    >>> round(yearly_change(1978, 17.92, 2025, 67.89), 3)
    1.063
    """
    finite("first_year", first_year)
    within("first_share", first_share, 0, 100)
    within("last_share", last_share, 0, 100)
    if finite("last_year", last_year) <= first_year:
        raise InvalidValue(f"last_year must be later than first_year ({first_year:g}), got {last_year:g}")
    return (last_share - first_share) / (last_year - first_year)


def _logit(share: NDArray[np.float64], ceiling: float) -> NDArray[np.float64]:
    return np.log(share / (ceiling - share))


def _gauss_newton(
    year: NDArray[np.float64], share: NDArray[np.float64], ceiling: float, growth: float, midpoint: float
) -> tuple[float, float]:
    # Unknowns: growth k and level a = -k * (t0 - mean year); the centred time keeps the two columns well scaled.
    centre = year.mean()
    time = year - centre
    unknown = np.array([growth, growth * (centre - midpoint)])

    def residuals(at: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        model = ceiling * 0.5 * (1 + np.tanh((at[0] * time + at[1]) / 2))
        return share - model, model

    gap, model = residuals(unknown)
    for _ in range(100):
        slope = model * (1 - model / ceiling)
        step = np.linalg.lstsq(np.column_stack([slope * time, slope]), gap, rcond=None)[0]
        length = 1.0
        while True:  # halve the step until it does not raise the sum of squares
            new_gap, new_model = residuals(unknown + length * step)
            if new_gap @ new_gap <= gap @ gap or length < 1e-8:
                break
            length /= 2
        unknown, gap, model = unknown + length * step, new_gap, new_model
        if np.all(np.abs(length * step) <= 1e-12 * np.maximum(1e-3, np.abs(unknown))):
            return unknown[0], centre - unknown[1] / unknown[0]
    raise NoSolution("the logistic fit did not settle after 100 steps; look at the data for breaks or errors")
