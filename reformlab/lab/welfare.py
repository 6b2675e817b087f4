"""Who gains and who loses: equivalent variation in % of own income, in yuan, and by group.

The equivalent variation of a group is the rise of all its base-year incomes, at base-year prices and places, that would
be worth as much to it as the reform (Hicks 1939). It counts subsistence, and what the group owns of capital.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reformlab.lab.errors import LeverError
from reformlab.lab.residence import HUKOU

if TYPE_CHECKING:
    from reformlab.lab.equilibrium import Solution
    from reformlab.lab.laboratory import Lab
    from reformlab.lab.utility import Utility
    from reformlab.types import Array, Levers

UNCHANGED = 1e-7  # % of income; smaller changes are rounding
HALF_PERCENT = 0.5  # % of income
NEWTON_STEPS = 30
NEWTON_TOLERANCE = 1e-13


def equivalent_rise(income: Array, need: float, shares: Array, kappa: float, log_welfare: Array) -> Array:
    """Rise of all incomes of each group that changes log welfare by a given amount.

    Solves for :math:`e`, by Newton's method,

    .. math:: \\frac1\\kappa\\ln\\sum_\\ell m_\\ell
              \\Bigl(\\frac{(1+e)y_\\ell - f}{y_\\ell - f}\\Bigr)^\\kappa = \\ln\\hat W.

    Parameters
    ----------
    income, shares : array (..., N, S)
        Base-year income per head and shares of each group over places; the shares of a group add up to one.
    need : float
        Spending on subsistence, in units of income.
    kappa : float
        Migration elasticity.
    log_welfare : array (...)
    """
    above = income - need
    rise = np.zeros_like(log_welfare)
    for _ in range(NEWTON_STEPS):
        ratio = np.maximum(1 + rise[..., None, None] * income / above, 1e-6)
        weight = shares * ratio**kappa
        total = weight.sum((-2, -1))
        gap = np.log(total) / kappa - log_welfare
        slope = (weight * income / (ratio * above)).sum((-2, -1)) / total
        rise = rise - gap / slope
        if np.abs(gap).max() < NEWTON_TOLERANCE:
            break
    return rise


class Welfare:
    """Welfare of the 2 N groups under a reform; arrays are (N, 2): province of registration, hukou type.

    Parameters
    ----------
    solution : Solution
    utility : Utility
    """

    def __init__(self, solution: Solution, utility: Utility) -> None:
        self.base, self.parts, self.utility = solution.system.base, solution.parts, utility
        base = self.base
        self.people, self.population = base.registered, base.population
        self.shares = base.economy.residence / base.registered[:, :, None, None]  # before the reform
        kappa = base.parameters.migration_elasticity
        weight = self.shares * np.exp(kappa * utility.total)
        total = weight.sum((2, 3))
        self.log_welfare = np.log(total) / kappa
        self.shares_after = weight / total[:, :, None, None]

    @cached_property
    def mean_income(self) -> Array:
        """Income per head of each group in the base year, without capital, thousand yuan."""
        return (self.shares * self.base.income_by_origin).sum((2, 3))

    @cached_property
    def owner_gain(self) -> Array:
        """Rise of capital income per head in units of the investment goods that it buys, thousand yuan."""
        base, capital = self.base, self.base.income.capital
        invested = capital / capital.sum()
        log_price = (invested[:, None] * base.economy.plants * self.parts["price"][..., 1]).sum()
        growth = self.parts["income"].capital.sum() / capital.sum() / np.exp(log_price)
        return base.owner_income * (growth - 1)

    def _in_percent(self, log_welfare):
        base = self.base
        kappa = base.parameters.migration_elasticity
        rise = equivalent_rise(base.income_by_origin, base.need, self.shares, kappa, log_welfare)
        money = self.mean_income * rise + self.owner_gain
        return money, 100 * money / (self.mean_income + base.owner_income)

    @cached_property
    def _equivalent(self):
        return self._in_percent(self.log_welfare)

    @property
    def money(self) -> Array:
        """Equivalent variation per head, thousand yuan a year."""
        return self._equivalent[0]

    @property
    def ev(self) -> Array:
        """Equivalent variation, % of own income."""
        return self._equivalent[1]

    @cached_property
    def relief(self) -> Array:
        """What lower barriers are worth to those who lived behind them already, log points: utility by assumption."""
        return (self.shares * self.utility.barriers).sum((2, 3))

    @cached_property
    def ev_without_relief(self) -> Array:
        """Equivalent variation less direct relief of barriers, % of own income."""
        if not self.relief.any():
            return self.ev
        return self._in_percent(self.log_welfare - self.relief)[1]

    def mean(self, values: Array) -> float:
        """Mean over people."""
        return float((self.people * values).sum() / self.population)

    def losing(self, values: Array | None = None, *, more_than: float = UNCHANGED) -> tuple[float, Array]:
        """People in groups that lose, % of all people and of the people of each hukou type (2,)."""
        lost = self.people * ((self.ev if values is None else values) < -more_than)
        return 100 * lost.sum() / self.population, 100 * lost.sum(0) / self.people.sum(0)

    def outcomes(self) -> dict[str, float]:
        """Headline numbers of welfare (a dict)."""
        people, total = self.people, self.people.sum(0)
        yuan = people * self.money  # billion yuan a year
        income = (people * (self.mean_income + self.base.owner_income)).sum()
        share, by_hukou = self.losing()
        rural, urban = (people * self.ev).sum(0) / total
        return {
            "EV": self.mean(self.ev),
            "EV, rural hukou": rural,
            "EV, urban hukou": urban,
            "EV without relief": self.mean(self.ev_without_relief),
            "EV in yuan (% of income)": 100 * yuan.sum() / income,
            "gains (billion yuan)": yuan[yuan > 0].sum(),
            "losses (billion yuan)": abs(yuan[yuan < 0].sum()),
            "people in losing groups (%)": share,
            "losing, rural hukou (%)": by_hukou[0],
            "losing, urban hukou (%)": by_hukou[1],
            "losing more than 0.5% (%)": self.losing(more_than=HALF_PERCENT)[0],
            "losing without relief (%)": self.losing(self.ev_without_relief)[0],
            "log welfare": 100 * self.mean(self.log_welfare),
        }


@dataclass(frozen=True)
class Losers:
    """Groups (province of registration x hukou type) that are worse off."""

    share: float  # % of all people
    more_than_half_percent: float  # % of all people, in groups that lose more than 0.5% of income
    by_hukou: pd.Series  # % of the people of each hukou type
    groups: pd.DataFrame  # losing groups, worst first: people (million), EV (% of own income), loss (billion yuan)

    def __repr__(self):
        if self.groups.empty:
            return "No group loses."
        worst = self.groups.head(5).round(2).to_string(index=False)
        rest = f"\n... and {len(self.groups) - 5} more groups" if len(self.groups) > 5 else ""
        shares = ", ".join(f"{name} {value:.1f}%" for name, value in self.by_hukou.items())
        much = f"{self.more_than_half_percent:.1f}% in groups that lose more than 0.5% of income"
        return f"{self.share:.1f}% of people are in losing groups ({shares}), {much}. Worst off:\n{worst}{rest}"


def losers(welfare: Welfare, names: Sequence[str]) -> Losers:
    """Groups whose welfare falls (`Losers`)."""
    people, ev = welfare.people, welfare.ev
    rows = [
        (names[i], HUKOU[h], people[i, h], ev[i, h], -people[i, h] * welfare.money[i, h])
        for i, h in zip(*np.nonzero(ev < -UNCHANGED), strict=True)
    ]
    groups = pd.DataFrame(rows, columns=["province", "hukou", "people", "EV", "loss"])
    share, by_hukou = welfare.losing()
    return Losers(
        float(share),
        float(welfare.losing(more_than=HALF_PERCENT)[0]),
        pd.Series(by_hukou, index=list(HUKOU), name="losing (%)"),
        groups.sort_values("EV", ignore_index=True),
    )


def complements(lab: Lab, first: Levers, second: Levers, *, charge_costs: bool = True) -> pd.Series:
    """How much two lever settings add to each other: mean EV of both, less mean EV of each (% of income).

    Returns a Series: first, second, both, interaction (positive means complements).
    """
    clash = sorted(set(first) & set(second))
    if clash:
        raise LeverError(f"complements: {clash[0]} stands in both settings; move each lever in one of them only")
    one, two = (lab.solve(charge_costs=charge_costs, **levers).ev for levers in (first, second))
    both = lab.solve(charge_costs=charge_costs, **first, **second).ev
    return pd.Series({"first": one, "second": two, "both": both, "interaction": both - one - two}, name="EV")
