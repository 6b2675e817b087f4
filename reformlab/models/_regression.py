"""Least squares with standard errors, and Student's t, in plain numpy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array


@dataclass(frozen=True, eq=False)
class Line:
    """A fitted linear regression.

    Attributes
    ----------
    coefficient, error : array, shape (k,)
        Coefficients and their standard errors.
    residual, fitted : array, shape (n,)
        What the regression leaves and what it explains.
    r_squared : float
        Share of the variance that is explained.
    freedom : int
        Degrees of freedom, n - k.
    """

    coefficient: Array
    error: Array
    residual: Array
    fitted: Array
    r_squared: float
    freedom: int

    def interval(self, which: int, level: float = 0.95) -> tuple[float, float]:
        """Confidence interval of one coefficient, from Student's t."""
        half = t_quantile(0.5 + level / 2, self.freedom) * self.error[which]
        return float(self.coefficient[which] - half), float(self.coefficient[which] + half)


def ols(columns: Array, outcome: Array, *, robust: bool = True) -> Line:
    """Ordinary least squares.

    Parameters
    ----------
    columns : array, shape (n, k)
        Regressors, the constant included.
    outcome : array, shape (n,)
        What is to be explained.
    robust : bool, default True
        White's heteroskedasticity-robust standard errors with the n / (n - k) correction (HC1); False gives the
        textbook ones.

    Raises
    ------
    ValueError
        If there are not more observations than regressors, or if the regressors are collinear.
    """
    n, k = columns.shape
    if n <= k:
        raise InvalidValue(f"a regression on {k} columns needs more than {k} observations, got {n}")
    if np.linalg.matrix_rank(columns) < k:
        raise InvalidValue("the regressors must not be collinear: one of them is a combination of the others")
    inverse = np.linalg.inv(columns.T @ columns)
    coefficient = np.linalg.lstsq(columns, outcome, rcond=None)[0]
    fitted = columns @ coefficient
    residual = outcome - fitted
    if robust:
        scores = columns * residual[:, None]
        covariance = inverse @ (scores.T @ scores) @ inverse * n / (n - k)
    else:
        covariance = inverse * (residual @ residual) / (n - k)
    spread = outcome - outcome.mean()
    total = float(spread @ spread)
    r_squared = 1.0 - float(residual @ residual) / total if total > 0 else 0.0
    return Line(coefficient, np.sqrt(np.diag(covariance)), residual, fitted, r_squared, n - k)


@cache
def _nodes() -> tuple[Array, Array]:
    return np.polynomial.legendre.leggauss(200)


def t_quantile(probability: float, freedom: int) -> float:
    """Quantile of Student's t, for a probability between 0.5 and 1.

    With ``t = sqrt(df) tan(angle)`` the density becomes a power of the cosine on a bounded interval, which
    Gauss-Legendre nodes integrate to machine precision.
    """
    nodes, weights = _nodes()

    def area(angle: float) -> float:
        return float(angle / 2 * weights @ np.cos(angle / 2 * (nodes + 1)) ** (freedom - 1))

    target = (2 * probability - 1) * area(np.pi / 2)
    low, high = 0.0, np.pi / 2
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if area(middle) < target else (low, middle)
    return float(np.sqrt(freedom) * np.tan(0.5 * (low + high)))
