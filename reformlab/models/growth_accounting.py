r"""How much of growth came from more workers, from moving between sectors, and from doing better within them?

Question
    Output per person grew by so much. Which part is due to the share of people who work (population), which to their
    move between sectors (structural change, the part that mobility reforms act on), which to capital, and what is left?

Equation
    .. math:: \ln\frac{(Y/N)_1}{(Y/N)_0} = \Delta\ln\frac{L}{N} + \sum_j \omega_j\,\Delta\ln\frac{L_j}{L}
              + \sum_j \omega_j \alpha_j\,\Delta\ln\frac{K_j}{L_j} + \text{rest}, \qquad
              \omega_j = \frac{\Lambda(y_{j1}, y_{j0})}{\Lambda(y_1, y_0)}

    `Y` is output, `N` people, `L` workers, `K` capital, j a sector, `alpha` the capital share, `y` = Y/L and `y_j` =
    Y_j/L; `Lambda` is the logarithmic mean :math:`(a - b)/(\ln a - \ln b)`. With these weights the parts add up
    without a residual.

Source
    R. M. Solow (1957), "Technical change and the aggregate production function", Review of Economics and Statistics 39;
    B. W. Ang (2004), "Decomposition analysis for policymaking in energy", Energy Policy 32, for the logarithmic-mean
    weights (LMDI).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array, keep, matrix, vector
from reformlab.models._check import positive, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "logarithmic_mean", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Two years of a country; the defaults are teaching values.

    Attributes
    ----------
    output : array, shape (2, s)
        Output of each sector in the first and the last year, constant prices; above 0.
    workers : array, shape (2, s)
        Workers of each sector; above 0.
    population : array, shape (2,)
        People; above 0.
    capital : array, shape (2, s), or None
        Capital of each sector, constant prices; above 0. None leaves capital in the rest.
    capital_share : float
        alpha, output elasticity of capital; 0 to 1.
    years : float
        Years between the two; above 0.
    """

    output: Numbers = ((30.0, 70.0), (40.0, 260.0))
    workers: Numbers = ((60.0, 40.0), (30.0, 80.0))
    population: Numbers = (180.0, 200.0)
    capital: Numbers | None = ((30.0, 150.0), (50.0, 700.0))
    capital_share: float = 0.4
    years: float = 20.0

    def __post_init__(self) -> None:
        output = matrix("output", positive("output", self.output), (2, None))
        workers = matrix("workers", positive("workers", self.workers), (2, output.shape[1]))
        population = vector("population", positive("population", self.population), 2)
        capital = self.capital
        if capital is not None:
            capital = matrix("capital", positive("capital", capital), (2, output.shape[1]))
        within("capital_share", self.capital_share, 0, 1)
        positive("years", self.years)
        keep(self, output=output, workers=workers, population=population, capital=capital)


@dataclass(frozen=True, eq=False)
class Result:
    """Growth and its parts, all in percent a year (100 times log points); the four parts add up.

    Attributes
    ----------
    growth : float
        Growth of output per person.
    demographic : float
        From the share of people who work.
    reallocation : float
        From the move of workers between sectors.
    capital : float
        From capital per worker within sectors; 0 if no capital was given.
    rest : float
        From productivity within sectors.
    sector_reallocation, sector_rest : array, shape (s,)
        The second and the fourth part by sector.
    weight : array, shape (s,)
        omega of each sector.
    """

    growth: float
    demographic: float
    reallocation: float
    capital: float
    rest: float
    sector_reallocation: Array
    sector_rest: Array
    weight: Array


def logarithmic_mean(a: Array | float, b: Array | float) -> Array:
    """Logarithmic mean of two positive numbers; their common value if they are equal."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    gap = np.log(a / b)
    near = np.abs(gap) < 1e-6
    # sinh(x)/x by its series where the quotient would lose its digits.
    ratio = np.where(near, 1 + gap**2 / 24, 2 * np.sinh(gap / 2) / np.where(near, 1.0, gap))
    return np.sqrt(a * b) * ratio


def solve(parameters: Parameters) -> Result:
    """Split the growth of output per person.

    Examples
    --------
    >>> r = solve(Parameters())
    >>> bool(np.isclose(r.growth, r.demographic + r.reallocation + r.capital + r.rest))
    True
    """
    p = parameters
    total_output, total_workers = p.output.sum(axis=1), p.workers.sum(axis=1)
    per_worker = p.output / total_workers[:, None]
    weight = logarithmic_mean(per_worker[1], per_worker[0]) / logarithmic_mean(*(total_output / total_workers)[::-1])
    scale = 100 / p.years
    move = scale * weight * np.diff(np.log(p.workers / total_workers[:, None]), axis=0)[0]
    inside = scale * weight * np.diff(np.log(p.output / p.workers), axis=0)[0]
    deepening = np.zeros_like(inside)
    if p.capital is not None:
        deepening = scale * weight * p.capital_share * np.diff(np.log(p.capital / p.workers), axis=0)[0]
    return Result(
        growth=float(scale * np.diff(np.log(total_output / p.population))[0]),
        demographic=float(scale * np.diff(np.log(total_workers / p.population))[0]),
        reallocation=float(move.sum()),
        capital=float(deepening.sum()),
        rest=float((inside - deepening).sum()),
        sector_reallocation=move,
        sector_rest=inside - deepening,
        weight=weight,
    )
