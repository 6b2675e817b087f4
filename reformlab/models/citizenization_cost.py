r"""What does it cost to settle one person in a city, and why do published figures differ so much?

Question
    Services for a new citizen cost something every year and perhaps something once; the person also contributes. What
    is all of it worth today, in which year does it pay for itself, and how large is the bill for many people?

Equation
    .. math:: PV_{\text{cost}} = C_0 + \sum_{t=1}^{T} \frac{c\,(1 + g_c)^{t-1}}{(1 + r)^t}, \qquad
              PV_{\text{contribution}} = \sum_{t=1}^{T} \frac{b\,(1 + g_b)^{t}}{(1 + r)^t}, \qquad
              t^*: \ b\,(1 + g_b)^{t} \ge c\,(1 + g_c)^{t-1}

    `C0` is paid once, `c` at the end of each of `T` years, growing at `gc`; `b` is the contribution of the present
    year, which grows at `gb`; `r` is the discount rate and `t*` the first year without a deficit. A stock (present
    value) must not be compared with a flow (yuan a year).

Source
    G. Du and J. Cai (2014), Academic Journal of Zhongzhou 10, for 16,859 yuan per person and year in 2012, a flow; the
    80,000 yuan per person of the Development Research Center are a stock. The rest is annuity arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, positive, whole, within

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """Cost and contribution of one person, and how many there are.

    Attributes
    ----------
    once : float
        C0, cost that is paid once, yuan per person; 0 or greater.
    yearly : float
        c, cost of the first year, yuan per person; 0 or greater.
    yearly_growth : float
        gc, growth of the yearly cost; -0.2 to 0.2.
    contribution : float
        b, taxes and dues of the present year that the person brings, yuan; 0 or greater.
    contribution_growth : float
        gb, growth of the contribution; -0.2 to 0.2.
    rate : float
        r, discount rate a year; 0 to 0.3.
    years : int
        T, years that are counted; 1 to 100.
    people : float
        People to be settled, million; above 0.
    spread : float
        Years over which they are settled; above 0.
    revenue : float
        Public revenue of a year to compare with, trillion yuan; above 0.
    """

    once: float = 0.0
    yearly: float = 16_859.3
    yearly_growth: float = 0.0
    contribution: float = 0.0
    contribution_growth: float = 0.0
    rate: float = 0.04
    years: int = 30
    people: float = 250.0
    spread: float = 20.0
    revenue: float = 8.3

    def __post_init__(self) -> None:
        non_negative("once", self.once)
        non_negative("yearly", self.yearly)
        within("yearly_growth", self.yearly_growth, -0.2, 0.2)
        non_negative("contribution", self.contribution)
        within("contribution_growth", self.contribution_growth, -0.2, 0.2)
        within("rate", self.rate, 0, 0.3)
        whole("years", self.years, 1, 100)
        positive("people", self.people)
        positive("spread", self.spread)
        positive("revenue", self.revenue)


@dataclass(frozen=True, eq=False)
class Result:
    """Present values, the first year without a deficit, and the bill.

    Attributes
    ----------
    cost, contribution : float
        Present values, yuan per person.
    balance : float
        Contribution minus cost, yuan per person.
    first_year : int or None
        t*, counted from 1; None if it does not come within the years that are counted.
    bill_once : float
        One-off cost of all people, trillion yuan.
    bill_a_year : float
        The same, a year while they are being settled, trillion yuan.
    bill_share : float
        The same, percent of the revenue.
    year, yearly_cost, yearly_contribution : array, shape (years,)
        Years from 1, and cost and contribution in each, yuan per person.
    running_balance : array, shape (years,)
        Present value of all balances up to each year, the one-off cost included.
    """

    cost: float
    contribution: float
    balance: float
    first_year: int | None
    bill_once: float
    bill_a_year: float
    bill_share: float
    year: Array
    yearly_cost: Array
    yearly_contribution: Array
    running_balance: Array


def solve(parameters: Parameters) -> Result:
    """Discount cost and contribution.

    Examples
    --------
    >>> round(solve(Parameters(yearly=16_859.3, years=30, rate=0.04)).cost)
    291532
    >>> bill = solve(Parameters(once=80_000, people=250, spread=20, revenue=8.3))
    >>> bill.bill_once, round(bill.bill_share, 1)
    (20.0, 12.0)
    """
    p = parameters
    year = np.arange(1.0, int(p.years) + 1)
    discount = (1 + p.rate) ** -year
    cost = p.yearly * (1 + p.yearly_growth) ** (year - 1)
    brought = p.contribution * (1 + p.contribution_growth) ** year
    covered = np.flatnonzero(brought >= cost)
    running = np.cumsum((brought - cost) * discount) - p.once
    bill = p.once * p.people / 1e6
    return Result(
        cost=float(p.once + cost @ discount),
        contribution=float(brought @ discount),
        balance=float(running[-1]),
        first_year=int(year[covered[0]]) if covered.size else None,
        bill_once=bill,
        bill_a_year=bill / p.spread,
        bill_share=100 * bill / p.spread / p.revenue,
        year=year,
        yearly_cost=cost,
        yearly_contribution=brought,
        running_balance=running,
    )
