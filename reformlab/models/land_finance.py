r"""How does the loop of land sales, infrastructure and land prices run, and what happens when demand falls?

Question
    A city sells land, borrows on the proceeds, builds, and so raises the price of the land it sells next. How long
    does the loop feed itself, and what does it leave when the demand for new land shrinks?

Equation
    .. math:: R_t = P_t A, \qquad P_t = \Bigl(\frac{G_t}{G_0}\Bigr)^{\varepsilon} (1 + g)^t, \qquad
              G_{t+1} = (1 - \delta)\,G_t + \max(0,\; n R_t + B_t - i D_t), \qquad
              D_{t+1} = D_t + B_t + \max(0,\; i D_t - n R_t - B_t), \qquad B_t = b\,n R_t

    `R` is land revenue, `A` the revenue at the price of the first year, `P` the price index, `G` infrastructure,
    `epsilon` how strongly it is capitalised in the price, `g` the change of demand a year, `n` the part of revenue
    that is left after land preparation, `B` new borrowing, `b` borrowing per yuan of net revenue, `D` debt at the
    interest rate `i`. Interest comes first: a city without money left builds nothing, it does not sell its roads, and
    interest that it cannot pay is added to its debt.

Source
    L. Han and J. K.-S. Kung (2015), "Fiscal incentives and policy choices of local governments", Journal of Development
    Economics 116, and Z. Chen, Z. He and C. Liu (2020), "The financing of local government in China", Journal of
    Financial Economics 137, for land and for borrowing; the loop and its accounting are the course's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reformlab.models._arrays import Array, vector
from reformlab.models._check import positive, whole, within

__all__ = ["Parameters", "Result", "chain", "solve"]


@dataclass(frozen=True)
class Parameters:
    """The loop; the defaults are teaching values, in shares of the first year's land revenue.

    Attributes
    ----------
    revenue : float
        Land revenue of the first year, any money unit; above 0.
    demand_growth : float
        g, change of the demand for land a year; -0.5 to 0.5.
    net_share : float
        n, part of the revenue left after demolition and land preparation; 0 to 1.
    capitalization : float
        epsilon, rise of the land price in percent if infrastructure rises by one percent; 0 to 1.
    infrastructure : float
        G in the first year, the same unit; above 0.
    wear : float
        delta, part of the infrastructure that wears out a year; 0 to 0.5.
    borrowing : float
        b, new debt per unit of net land revenue; 0 to 3.
    interest : float
        i, interest rate on debt; 0 to 0.3.
    years : int
        Years to follow; 1 to 100.
    """

    revenue: float = 1.0
    demand_growth: float = 0.0
    net_share: float = 0.3
    capitalization: float = 0.6
    infrastructure: float = 5.0
    wear: float = 0.05
    borrowing: float = 0.5
    interest: float = 0.05
    years: int = 20

    def __post_init__(self) -> None:
        positive("revenue", self.revenue)
        within("demand_growth", self.demand_growth, -0.5, 0.5)
        within("net_share", self.net_share, 0, 1)
        within("capitalization", self.capitalization, 0, 1)
        positive("infrastructure", self.infrastructure)
        within("wear", self.wear, 0, 0.5)
        within("borrowing", self.borrowing, 0, 3)
        within("interest", self.interest, 0, 0.3)
        whole("years", self.years, 1, 100)


@dataclass(frozen=True, eq=False)
class Result:
    """The path, year by year; all arrays have the shape (years + 1,).

    Attributes
    ----------
    year : array
        0, 1, 2, ...
    price : array
        Land price, 1 in the first year.
    revenue, net_revenue : array
        Land revenue, and what is left after land preparation.
    infrastructure : array
        Stock of infrastructure.
    debt : array
        Debt at the start of the year.
    interest_burden : array
        Interest as a share of net land revenue; infinite if there is debt and no net revenue.
    squeezed : float or None
        First year in which interest takes all net revenue and all new borrowing, so that nothing is built; None if
        never.
    """

    year: Array
    price: Array
    revenue: Array
    net_revenue: Array
    infrastructure: Array
    debt: Array
    interest_burden: Array
    squeezed: float | None


def chain(start: float, changes: ArrayLike) -> Array:
    """Levels that follow from a first level and yearly changes in percent, the first level included.

    Raises
    ------
    TypeError, ValueError
        If `start` is not above 0 or a change is -100 or lower.

    Examples
    --------
    >>> chain(8.7, [-23, -13.2, -16, -14.7]).round(2).tolist()
    [8.7, 6.7, 5.81, 4.88, 4.17]
    """
    positive("start", start)
    changes = vector("changes", changes)
    positive("100 + changes", 100 + changes)
    return start * np.cumprod(np.append(1.0, 1 + changes / 100))


def solve(parameters: Parameters) -> Result:
    """Run the loop.

    Examples
    --------
    >>> up, down = solve(Parameters(demand_growth=0.05)), solve(Parameters(demand_growth=-0.10))
    >>> bool(up.interest_burden[-1] < down.interest_burden[-1])
    True
    """
    p = parameters
    stock, debt, rows = p.infrastructure, 0.0, []
    for year in range(int(p.years) + 1):
        price = (stock / p.infrastructure) ** p.capitalization * (1 + p.demand_growth) ** year
        revenue = p.revenue * price
        net = p.net_share * revenue
        due = p.interest * debt
        rows.append((year, price, revenue, net, stock, debt, due))
        left = (1 + p.borrowing) * net - due
        stock = (1 - p.wear) * stock + max(0.0, left)
        debt += p.borrowing * net + max(0.0, -left)
    year, price, revenue, net, stock, debt, due = np.array(rows, dtype=float).T
    nothing_left = np.flatnonzero(due > (1 + p.borrowing) * net)
    burden = np.divide(due, net, out=np.where(due > 0, np.inf, 0.0), where=net > 0)
    return Result(
        year=year,
        price=price,
        revenue=revenue,
        net_revenue=net,
        infrastructure=stock,
        debt=debt,
        interest_burden=burden,
        squeezed=float(year[nothing_left[0]]) if nothing_left.size else None,
    )
