r"""Where did the first dividend of urbanization come from, and why does it end?

Question
    While farms have more hands than they need, industry can hire at a constant wage, and profits that are invested draw
    more people to town. When does the surplus end, and what happens to wages and profits then?

Equation
    .. math:: w_u = (1 + \mu)\,\max\{\bar c,\ MPL_a(N - L_u)\}, \quad \theta A K^{1-\theta} L_u^{\theta-1} = w_u, \quad
              K_{t+1} = K_t + \sigma\,\Pi_t, \qquad MPL_a(x) = \gamma B x^{\gamma - 1}

    `c` is subsistence in the village, `mu` the gap that town employers pay on top, `L_u` town workers out of `N`, `K`
    capital, `Pi` profits of which the share `sigma` is invested. The surplus ends (the turning point) when so many have
    left that the marginal product of a farm worker reaches subsistence.

Source
    W. A. Lewis (1954), "Economic development with unlimited supplies of labour", Manchester School 22; the turning
    point as in G. Ranis and J. C. H. Fei (1961), "A theory of economic development", American Economic Review 51.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, positive, whole, within
from reformlab.models._roots import bisect

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """Farms, industry and saving; the defaults are teaching values.

    Attributes
    ----------
    subsistence : float
        c, income on which a villager can live, any unit; above 0.
    gap : float
        mu, what town employers pay above it, as a share; 0 or greater.
    saving : float
        sigma, share of profits that is invested; 0 to 1.
    capital : float
        K in the first year; above 0.
    industry_productivity, farm_productivity : float
        A and B; above 0.
    labour_share : float
        theta, exponent of labour in industry; above 0 and below 1.
    farm_exponent : float
        gamma, exponent of labour on farms; above 0 and below 1.
    workers : float
        N, all workers; above 0.
    years : int
        Years to follow; 1 to 500.
    """

    subsistence: float = 0.5
    gap: float = 0.3
    saving: float = 0.5
    capital: float = 0.1
    industry_productivity: float = 1.0
    farm_productivity: float = 0.7
    labour_share: float = 0.5
    farm_exponent: float = 0.4
    workers: float = 1.0
    years: int = 60

    def __post_init__(self) -> None:
        for name in ("subsistence", "capital", "industry_productivity", "farm_productivity", "workers"):
            positive(name, getattr(self, name))
        non_negative("gap", self.gap)
        within("saving", self.saving, 0, 1)
        within("labour_share", self.labour_share, 0, 1, open_ends=True)
        within("farm_exponent", self.farm_exponent, 0, 1, open_ends=True)
        whole("years", self.years, 1, 500)


@dataclass(frozen=True, eq=False)
class Result:
    """The path, year by year.

    Attributes
    ----------
    year : array, shape (years,)
        0, 1, 2, ...
    urban_share : array, shape (years,)
        Share of the workers who work in town.
    urban_wage, farm_product : array, shape (years,)
        Wage in town and marginal product of a farm worker.
    output : array, shape (years,)
        Output of both sectors.
    profit_share : array, shape (years,)
        Profits as a share of the output of both sectors.
    capital : array, shape (years,)
        Capital of industry.
    turning_share : float
        Share of workers in town at which the surplus is used up; 0 if there is none at the start.
    turning_year : int or None
        First year with the surplus used up; None if the path does not reach it.
    """

    year: Array
    urban_share: Array
    urban_wage: Array
    farm_product: Array
    output: Array
    profit_share: Array
    capital: Array
    turning_share: float
    turning_year: int | None


def solve(parameters: Parameters) -> Result:
    """Follow hiring, profits and wages year by year.

    Examples
    --------
    >>> path = solve(Parameters())
    >>> before = path.year < path.turning_year
    >>> len(set(path.urban_wage[before].round(9).tolist()))
    1
    """
    p = parameters

    def farm_product(town: float) -> float:
        return p.farm_exponent * p.farm_productivity * (p.workers - town) ** (p.farm_exponent - 1)

    def wage(town: float) -> float:
        return (1 + p.gap) * max(p.subsistence, farm_product(town))

    def hired(capital: float) -> float:
        scale = p.labour_share * p.industry_productivity * capital ** (1 - p.labour_share)

        def surplus(town: float) -> float:
            return scale * town ** (p.labour_share - 1) - wage(town)

        return bisect(surplus, 1e-12 * p.workers, (1 - 1e-12) * p.workers)

    rows, capital = [], p.capital
    for _ in range(int(p.years)):
        town = hired(capital)
        made = p.industry_productivity * capital ** (1 - p.labour_share) * town**p.labour_share
        profit = (1 - p.labour_share) * made
        output = made + p.farm_productivity * (p.workers - town) ** p.farm_exponent
        rows.append((town / p.workers, wage(town), farm_product(town), output, profit / output, capital))
        capital += p.saving * profit
    share, wages, product, output, profit_share, stock = np.array(rows).T
    # Farm workers at which one more hand is worth exactly its subsistence.
    needed = (p.farm_exponent * p.farm_productivity / p.subsistence) ** (1 / (1 - p.farm_exponent))
    turning_share = max(0.0, 1 - needed / p.workers)
    past = np.flatnonzero(share >= turning_share)
    return Result(
        year=np.arange(int(p.years), dtype=float),
        urban_share=share,
        urban_wage=wages,
        farm_product=product,
        output=output,
        profit_share=profit_share,
        capital=stock,
        turning_share=turning_share,
        turning_year=int(past[0]) if past.size else None,
    )
