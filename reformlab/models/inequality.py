r"""How unequal are places, and is the difference between regions or within them?

Question
    Provinces differ in income per person and in population. How large is the inequality between people if everyone had
    the mean income of the place, and which part of it would remain if regions had equal means?

Equation
    .. math:: T = \sum_i s_i \ln\frac{s_i}{p_i} = \underbrace{\sum_g S_g \ln\frac{S_g}{P_g}}_{\text{between}}
              + \underbrace{\sum_g S_g T_g}_{\text{within}}, \qquad
              G = \frac{1}{2\bar y}\sum_i\sum_j p_i p_j\,|y_i - y_j|

    `p` is the population share and `s` the income share of place i, `P` and `S` those of region g, `T` Theil's index
    and `G` the Gini index, both weighted by population. Theil's index splits exactly; the Gini index leaves a third
    part, the overlap of regions whose incomes interleave.

Source
    H. Theil (1967), Economics and Information Theory, chapter 4; A. F. Shorrocks (1980), "The class of additively
    decomposable inequality measures", Econometrica 48; for the Gini index, N. Bhattacharya and B. Mahalanobis (1967),
    "Regional disparities in household consumption in India", Journal of the American Statistical Association 62.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reformlab.models._arrays import Array, keep, vector
from reformlab.models._check import positive, same_length
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "gini", "solve", "theil"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Places with an income per person and a population.

    Attributes
    ----------
    income : array, shape (n,)
        Income or output per person of each place, any unit; above 0.
    population : array, shape (n,)
        People of each place, any unit (shares will do); above 0.
    region : sequence of n labels, or None
        Region of each place; None puts all places into one region.

    Raises
    ------
    TypeError, ValueError
        If a field is outside its range or the lengths differ.
    """

    income: Numbers
    population: Numbers
    region: Any = None  # a tuple of text once the model is built

    def __post_init__(self) -> None:
        income = vector("income", positive("income", self.income))
        population = vector("population", positive("population", self.population))
        region = ("all",) * income.size if self.region is None else tuple(str(label) for label in self.region)
        same_length(income=income, population=population, region=region)
        keep(self, income=income, population=population, region=region)


@dataclass(frozen=True, eq=False)
class Result:
    """Inequality of the places.

    Attributes
    ----------
    mean : float
        Mean income per person, weighted by population.
    income_share, population_share : array, shape (n,)
        Shares of each place in all income and in all people.
    theil, theil_between, theil_within : float
        Theil's index and its two parts; they add up.
    gini, gini_between, gini_within, gini_overlap : float
        Gini index and its three parts; they add up.
    variation : float
        Coefficient of variation, weighted by population.
    regions : tuple of str
        Names of the regions, in the order of the next three arrays.
    region_mean, region_share, region_theil : array, shape (g,)
        Mean income, share in all income and Theil's index inside each region.
    """

    mean: float
    income_share: Array
    population_share: Array
    theil: float
    theil_between: float
    theil_within: float
    gini: float
    gini_between: float
    gini_within: float
    gini_overlap: float
    variation: float
    regions: tuple[str, ...]
    region_mean: Array
    region_share: Array
    region_theil: Array


def theil(income: Array, population: Array) -> float:
    """Theil's index of income per person, weighted by population; 0 if all are equal."""
    people = population / population.sum()
    money = income * people
    money = money / money.sum()
    return float(money @ np.log(money / people))


def gini(income: Array, population: Array) -> float:
    """Gini index of income per person, weighted by population; 0 if all are equal."""
    order = np.argsort(income, kind="stable")
    people = population[order] / population.sum()
    money = income[order] * people
    money = money / money.sum()
    # Twice the area between the Lorenz curve and the diagonal, by trapezoids.
    below = np.cumsum(money) - money / 2
    return float(1 - 2 * people @ below)


def solve(parameters: Parameters) -> Result:
    """Measure inequality and split it by region.

    Examples
    --------
    >>> table = Parameters(income=[100, 68, 64, 60], population=[0.40, 0.26, 0.27, 0.07])
    >>> result = solve(table)
    >>> round(result.mean, 2), round(result.theil, 4)
    (79.16, 0.023)
    """
    income, population = parameters.income, parameters.population
    regions = tuple(dict.fromkeys(parameters.region))
    member = np.array([[label == name for label in parameters.region] for name in regions], dtype=bool)
    money = income * population
    people_of, money_of = member @ population, member @ money
    region_mean, region_share = money_of / people_of, money_of / money.sum()
    region_theil = np.array([theil(income[row], population[row]) for row in member])
    region_gini = np.array([gini(income[row], population[row]) for row in member])
    whole, between = gini(income, population), gini(region_mean, people_of)
    within = float(people_of / population.sum() * region_share @ region_gini)
    mean = money.sum() / population.sum()
    return Result(
        mean=float(mean),
        income_share=money / money.sum(),
        population_share=population / population.sum(),
        theil=theil(income, population),
        theil_between=theil(region_mean, people_of),
        theil_within=float(region_share @ region_theil),
        gini=whole,
        gini_between=between,
        gini_within=within,
        gini_overlap=whole - between - within,
        variation=float(np.sqrt(population @ (income - mean) ** 2 / population.sum()) / mean),
        regions=regions,
        region_mean=region_mean,
        region_share=region_share,
        region_theil=region_theil,
    )
