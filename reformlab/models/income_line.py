r"""Urban share and income across countries: how many more points of urban share go with twice the income?

Question
    If countries are compared in one year, how does the urban share rise with income per person, and how far from that
    line does a country stand?

Equation
    .. math:: u_i = a + b \ln y_i + e_i

    `u` is the urban share in percent, `y` income per person, `e` what the line leaves unexplained. The line is fitted
    by ordinary least squares. Twice the income goes with :math:`b \ln 2` more points of urban share. The line
    describes countries side by side; it does not say what would happen to a country that grows richer.

Source
    The relation is shown for 1985-2010 by M. Chen, H. Zhang, W. Liu and W. Zhang, "The Global Pattern of Urbanization
    and Economic Growth", PLoS ONE 9(8) (2014), e103799.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reformlab.errors import InvalidValue
from reformlab.models._check import finite, positive, same_length, within

__all__ = ["Fit", "Line", "fit", "solve"]


@dataclass(frozen=True)
class Line:
    """Parameters of the line.

    Attributes
    ----------
    intercept : float
        a, the urban share at an income of 1, in percent; far outside the data, so without meaning of its own.
    slope : float
        b, percentage points of urban share for each unit of log income.
    """

    intercept: float
    slope: float

    def __post_init__(self) -> None:
        finite("intercept", self.intercept)
        finite("slope", self.slope)

    @property
    def doubling(self) -> float:
        """Percentage points of urban share that go with twice the income, b ln 2."""
        return self.slope * float(np.log(2))


@dataclass(frozen=True)
class Fit:
    """The fitted line and how well it describes the countries.

    Attributes
    ----------
    line : Line
        Intercept and slope.
    correlation : float
        Correlation of urban share and log income, -1 to 1.
    residual : array
        Observed minus fitted urban share, in percentage points, in the order of the countries.
    count : int
        Number of countries.
    """

    line: Line
    correlation: float
    residual: NDArray[np.float64]
    count: int


def solve(line: Line, income: ArrayLike) -> NDArray[np.float64]:
    """Return the urban share, in percent, that the line gives for incomes above 0 (in the unit of the fit)."""
    positive("income", income)
    return line.intercept + line.slope * np.log(np.asarray(income, dtype=float))


def fit(income: ArrayLike, share: ArrayLike) -> Fit:
    """Fit the line by ordinary least squares.

    Parameters
    ----------
    income : array_like, shape (n,)
        Income per person of each country, above 0; any currency, the same for all.
    share : array_like, shape (n,)
        Urban share of each country, in percent.

    Returns
    -------
    Fit
        The line, the correlation and the residuals.

    Raises
    ------
    TypeError, ValueError
        If a value is missing or outside its range, if the lengths differ, or if fewer than three countries have
        different incomes.

    Examples
    --------
    >>> found = fit([1000, 2000, 4000, 8000], [20, 30, 40, 50])
    >>> round(found.line.doubling, 6), round(found.correlation, 6)
    (10.0, 1.0)
    """
    positive("income", income)
    within("share", share, 0, 100)
    y, u = np.ravel(np.asarray(income, dtype=float)), np.ravel(np.asarray(share, dtype=float))
    same_length(income=y, share=u)
    if np.unique(y).size < 3:
        raise InvalidValue(f"income must hold at least 3 different values, got {np.unique(y).size}")
    slope, intercept = np.polyfit(np.log(y), u, 1)
    line = Line(intercept=float(intercept), slope=float(slope))
    correlation = 0.0 if np.ptp(u) == 0 else float(np.corrcoef(np.log(y), u)[0, 1])
    return Fit(line=line, correlation=correlation, residual=u - solve(line, y), count=int(y.size))
