r"""If villagers could take their land income along, who would leave, and who would lose?

Question
    A village shares the rent of its land among those who stay. Whoever leaves loses the claim, or keeps a part of it.
    What does portability do to migration, to output, and to those who farmed the land of others for nothing?

Equation
    .. math:: D = \frac{R}{H + \rho\,(N - H)}, \qquad
              \frac{N - H}{N} = \frac{1}{1 + e^{-[(w_u - c + \rho D) - (w_r + D)]/s}}

    `R` is the rent of the land, `N` the members of the village and `H` those at home, `rho` the part of a claim that a
    leaver keeps, `D` the rent per full claim; `w_u` and `w_r` are incomes from work in town and village, `c` the cost
    of living away and `s` how much people differ.

Source
    L. R. Ngai, C. A. Pissarides and J. Wang (2019), "China's mobility barriers and employment allocations", Journal
    of the European Economic Association 17, for land that is kept only by staying; the common pool of claims is the
    course's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, positive, within
from reformlab.models._roots import bisect

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """A village; the defaults are teaching values.

    Attributes
    ----------
    kept : float
        rho, part of a claim that a leaver keeps; 0 to 1.
    rent : float
        R / N, rent of the land per member, thousand yuan a year; 0 or greater.
    urban_income, rural_income : float
        w_u and w_r, income from work, thousand yuan a year; above 0.
    away_cost : float
        c, cost of living away, thousand yuan a year; 0 or greater.
    spread : float
        s, how much people differ in the worth of leaving, thousand yuan a year; above 0.
    """

    kept: float = 0.0
    rent: float = 6.0
    urban_income: float = 45.0
    rural_income: float = 20.0
    away_cost: float = 15.0
    spread: float = 8.0

    def __post_init__(self) -> None:
        within("kept", self.kept, 0, 1)
        non_negative("rent", self.rent)
        positive("urban_income", self.urban_income)
        positive("rural_income", self.rural_income)
        non_negative("away_cost", self.away_cost)
        positive("spread", self.spread)


@dataclass(frozen=True, eq=False)
class Result:
    """Who leaves and what each gets.

    Attributes
    ----------
    leavers : float
        Share of the members who live in town.
    claim : float
        D, rent per full claim, thousand yuan a year.
    stayer_income, leaver_income : float
        Income with land, thousand yuan a year.
    output : float
        Income from work and land per member, thousand yuan a year.
    stayer_change, leaver_change, output_change : float
        The three against no portability (rho = 0), thousand yuan a year.
    portability, leavers_curve, stayer_curve : array, shape (51,)
        rho from 0 to 1, and share of leavers and income of stayers at each.
    """

    leavers: float
    claim: float
    stayer_income: float
    leaver_income: float
    output: float
    stayer_change: float
    leaver_change: float
    output_change: float
    portability: Array
    leavers_curve: Array
    stayer_curve: Array


def solve(parameters: Parameters) -> Result:
    """Find who leaves at a given portability.

    Examples
    --------
    >>> result = solve(Parameters(kept=1))
    >>> result.output_change > 0, result.stayer_change < 0
    (True, True)
    """
    p = parameters

    def claim(leavers: float, kept: float) -> float:
        claims = 1 - leavers + kept * leavers
        return p.rent / claims if claims > 0 else np.inf if p.rent > 0 else 0.0

    def settle(kept: float) -> float:
        # The rent per claim rises when others leave, so leaving is its own brake: one crossing.
        def excess(leavers: float) -> float:
            land = (1 - kept) * claim(leavers, kept) if kept < 1 else 0.0
            worth = p.urban_income - p.away_cost - p.rural_income - land
            return 0.5 * (1 + np.tanh(worth / p.spread / 2)) - leavers

        return bisect(excess, 0.0, 1.0)

    def incomes(kept: float) -> tuple[float, float, float, float, float]:
        leavers = settle(kept)
        each = claim(leavers, kept)
        output = leavers * p.urban_income + (1 - leavers) * p.rural_income + p.rent
        return leavers, each, p.rural_income + each, p.urban_income + kept * each, output

    leavers, each, stayer, leaver, output = incomes(p.kept)
    _, _, stayer_base, leaver_base, output_base = incomes(0.0)
    portability = np.linspace(0, 1, 51)
    curve = [incomes(float(kept)) for kept in portability]
    return Result(
        leavers=leavers,
        claim=each,
        stayer_income=stayer,
        leaver_income=leaver,
        output=output,
        stayer_change=stayer - stayer_base,
        leaver_change=leaver - leaver_base,
        output_change=output - output_base,
        portability=portability,
        leavers_curve=np.array([row[0] for row in curve]),
        stayer_curve=np.array([row[2] for row in curve]),
    )
