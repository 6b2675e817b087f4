r"""What does it cost if only one seller may supply urban land, and who gains if villages may sell too?

Question
    The local government is the only seller of construction land and rural collectives stand outside. How much is too
    little sold, how large is the loss, and how is the value of land shared when collective land is admitted?

Equation
    .. math:: P = a - bQ, \quad MC = c + dQ, \qquad Q_m = \frac{a - c}{2b + d}, \quad Q_c = \frac{a - c}{b + d}, \qquad
              \text{loss} = \tfrac12\,\bigl(P(Q) - MC(Q)\bigr)\,(Q_c - Q)

    `Q` is the area sold, `P` its price, `MC` the cost of giving up and preparing one more unit; `m` marks the single
    seller and `c` competition. A share `e` of the missing area is admitted from collectives:
    :math:`Q = Q_m + e\,(Q_c - Q_m)`.

Source
    A. P. Lerner (1934), "The concept of monopoly and the measurement of monopoly power", Review of Economic Studies 1,
    and A. C. Harberger (1954), "Monopoly and resource allocation", American Economic Review 44, for the loss.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, positive, within

__all__ = ["Parameters", "Result", "admitted_for", "solve"]


@dataclass(frozen=True)
class Parameters:
    """Demand, cost and rules of the land market; the defaults are teaching values.

    Attributes
    ----------
    demand_price : float
        a, price at which nobody buys; above `cost_price`.
    demand_slope : float
        b, fall of the price for one more unit of land; above 0.
    cost_price : float
        c, cost of the first unit of land; 0 or greater.
    cost_slope : float
        d, rise of the cost for one more unit; 0 or greater.
    admitted : float
        e, share of the missing area that collectives may bring to the market; 0 to 1.
    village_share : float
        Part of the gain on requisitioned land that is paid to the villages beyond the cost; 0 to 1.
    levy : float
        Part of the gain on collective land that they hand over as an adjustment levy; 0 to 1.
    """

    demand_price: float = 100.0
    demand_slope: float = 1.0
    cost_price: float = 20.0
    cost_slope: float = 0.5
    admitted: float = 0.0
    village_share: float = 0.1
    levy: float = 0.3

    def __post_init__(self) -> None:
        positive("demand_price", self.demand_price)
        positive("demand_slope", self.demand_slope)
        non_negative("cost_price", self.cost_price)
        non_negative("cost_slope", self.cost_slope)
        if self.cost_price >= self.demand_price:
            raise InvalidValue(
                f"cost_price must be below demand_price ({self.demand_price:g}), got {self.cost_price:g}"
            )
        within("admitted", self.admitted, 0, 1)
        within("village_share", self.village_share, 0, 1)
        within("levy", self.levy, 0, 1)


@dataclass(frozen=True, eq=False)
class Result:
    """Area, price, loss, and who gets the value.

    Attributes
    ----------
    quantity, price : float
        Area sold and its price under the rules given.
    single_quantity, single_price : float
        Area and price if the local government is the only seller.
    open_quantity, open_price : float
        Area and price under competition.
    loss : float
        Welfare that is lost against competition.
    buyers, government, villages : float
        Gain of land users, of the local government and of the villages; with the loss they add up to `potential`.
    potential : float
        Whole gain under competition.
    area, demand, cost : array, shape (200,)
        Areas from 0 to a little beyond competition, and price and marginal cost there.
    """

    quantity: float
    price: float
    single_quantity: float
    single_price: float
    open_quantity: float
    open_price: float
    loss: float
    buyers: float
    government: float
    villages: float
    potential: float
    area: Array
    demand: Array
    cost: Array


def admitted_for(quantity: float, parameters: Parameters) -> float:
    """Share of the missing area that must be admitted so that `quantity` is sold.

    Raises
    ------
    ValueError
        If the quantity lies below that of a single seller or above that of competition.
    """
    result = solve(parameters)
    within("quantity", quantity, result.single_quantity, result.open_quantity)
    return (quantity - result.single_quantity) / (result.open_quantity - result.single_quantity)


def solve(parameters: Parameters) -> Result:
    """Compare a single seller, competition, and what lies between.

    Examples
    --------
    >>> result = solve(Parameters(demand_price=100, demand_slope=1, cost_price=20, cost_slope=0.5))
    >>> result.single_quantity, result.single_price, round(result.loss, 1)
    (32.0, 68.0, 341.3)
    """
    p = parameters
    margin = p.demand_price - p.cost_price
    single, competition = margin / (2 * p.demand_slope + p.cost_slope), margin / (p.demand_slope + p.cost_slope)
    quantity = single + p.admitted * (competition - single)
    price = p.demand_price - p.demand_slope * quantity

    def rent(start: float, end: float) -> float:
        # Price received minus cost, over the units from start to end of the cost curve.
        return (price - p.cost_price) * (end - start) - p.cost_slope * (end**2 - start**2) / 2

    requisitioned, collective = rent(0, single), rent(single, quantity)
    wedge = price - p.cost_price - p.cost_slope * quantity
    area = np.linspace(0, 1.2 * competition, 200)
    return Result(
        quantity=quantity,
        price=price,
        single_quantity=single,
        single_price=p.demand_price - p.demand_slope * single,
        open_quantity=competition,
        open_price=p.demand_price - p.demand_slope * competition,
        loss=0.5 * wedge * (competition - quantity),
        buyers=0.5 * p.demand_slope * quantity**2,
        government=(1 - p.village_share) * requisitioned + p.levy * collective,
        villages=p.village_share * requisitioned + (1 - p.levy) * collective,
        potential=0.5 * margin * competition,
        area=area,
        demand=p.demand_price - p.demand_slope * area,
        cost=p.cost_price + p.cost_slope * area,
    )
