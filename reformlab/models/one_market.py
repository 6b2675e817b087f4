r"""What is a unified national market worth, compared with openness abroad?

Question
    Trade costs fall by a tenth, once between provinces and once at the border. By how much do real wages rise, and
    why is the gain several times larger if firms buy from firms?

Equation
    .. math:: \hat P^{-\theta} = (\pi_{own} + \pi_{dom} \hat d_{dom}^{-\theta})\,\hat c^{-\theta}
              + \pi_{ext} \hat d_{ext}^{-\theta}, \qquad \hat c = \hat P^{\,1-\gamma}, \qquad
              \hat W = \hat P^{-1} = \hat\pi_{own}^{-1/(\theta\gamma)}

    `pi` are the shares of purchases from the own province, from other provinces and from abroad, `d` trade costs,
    `theta` the trade elasticity, `gamma` the share of value added in output (the rest is bought from other firms),
    `P` the price index, `c` unit cost, `W` the real wage; a hat is the new over the old value. Provinces are alike,
    and the wage relative to foreign costs is held fixed.

Source
    J. Eaton and S. Kortum (2002), "Technology, geography, and trade", Econometrica 70; C. Arkolakis, A. Costinot and
    A. Rodriguez-Clare (2012), "New trade models, same old gains?", American Economic Review 102, for the last
    expression.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, within
from reformlab.models._roots import bisect

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """Purchases and changes of trade costs; the defaults are teaching values.

    Attributes
    ----------
    domestic_share, foreign_share : float
        Shares of purchases from other provinces and from abroad; 0 or greater, together below 1.
    domestic_cost, foreign_cost : float
        Change of trade costs between provinces and at the border, as a factor (0.9 is a cut by a tenth); 0.5 to 2.
    elasticity : float
        theta; above 1, at most 12.
    value_added : float
        gamma; 0.2 to 1 (1: no purchases from other firms).
    """

    domestic_share: float = 0.25
    foreign_share: float = 0.10
    domestic_cost: float = 0.9
    foreign_cost: float = 1.0
    elasticity: float = 4.0
    value_added: float = 0.35

    def __post_init__(self) -> None:
        non_negative("domestic_share", self.domestic_share)
        non_negative("foreign_share", self.foreign_share)
        if self.domestic_share + self.foreign_share >= 1:
            got = self.domestic_share + self.foreign_share
            raise InvalidValue(f"domestic_share and foreign_share must together be below 1, got {got:g}")
        within("domestic_cost", self.domestic_cost, 0.5, 2)
        within("foreign_cost", self.foreign_cost, 0.5, 2)
        if within("elasticity", self.elasticity, 1, 12) == 1:
            raise InvalidValue("elasticity must be above 1, got 1")
        within("value_added", self.value_added, 0.2, 1)


@dataclass(frozen=True, eq=False)
class Result:
    """Price, wage and shares.

    Attributes
    ----------
    price : float
        P-hat.
    gain : float
        Rise of the real wage, percent.
    gain_without_links : float
        The same if firms bought nothing from firms (gamma = 1).
    own_share, domestic_share, foreign_share : float
        New shares of purchases; they add up to 1.
    costs, domestic_curve, foreign_curve : array, shape (61,)
        Cost factors from 0.7 to 1.3, and the rise of the real wage in percent if trade costs between provinces, or
        those at the border, change to that while the others stay.
    """

    price: float
    gain: float
    gain_without_links: float
    own_share: float
    domestic_share: float
    foreign_share: float
    costs: Array
    domestic_curve: Array
    foreign_curve: Array


def solve(parameters: Parameters) -> Result:
    """Change trade costs.

    Examples
    --------
    >>> inside, border = solve(Parameters()), solve(Parameters(domestic_cost=1, foreign_cost=0.9))
    >>> inside.gain > border.gain, round(inside.gain), round(inside.gain_without_links)
    (True, 8, 3)
    """
    p = parameters
    theta, own = p.elasticity, 1 - p.domestic_share - p.foreign_share

    def price(domestic: float, foreign: float, gamma: float) -> float:
        inside = own + p.domestic_share * domestic**-theta
        outside = p.foreign_share * foreign**-theta

        # In logs: the left side rises faster than the right one, so there is one crossing.
        def excess(log_price: float) -> float:
            return -theta * log_price - math.log(inside * math.exp(-theta * (1 - gamma) * log_price) + outside)

        # At a price below every cost factor the left side is larger, above every one of them smaller.
        bound = math.log(2) / gamma + 1e-9
        return math.exp(bisect(excess, -bound, bound))

    new = price(p.domestic_cost, p.foreign_cost, p.value_added)
    cost = new ** (1 - p.value_added)
    costs = np.linspace(0.7, 1.3, 61)
    return Result(
        price=new,
        gain=100 * (1 / new - 1),
        gain_without_links=100 * (1 / price(p.domestic_cost, p.foreign_cost, 1.0) - 1),
        own_share=own * (cost / new) ** -theta,
        domestic_share=p.domestic_share * (cost * p.domestic_cost / new) ** -theta,
        foreign_share=p.foreign_share * (p.foreign_cost / new) ** -theta,
        costs=costs,
        domestic_curve=np.array([100 * (1 / price(float(c), 1.0, p.value_added) - 1) for c in costs]),
        foreign_curve=np.array([100 * (1 / price(1.0, float(c), p.value_added) - 1) for c in costs]),
    )
