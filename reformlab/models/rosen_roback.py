r"""Why are wages low and rents high where life is good?

Question
    People and firms may choose where to be, and all of them want the good places. How much of the worth of services and
    amenities ends up in rents, and how much in lower wages?

Equation
    .. math:: \ln w_n - \eta \ln q_n + \ln B_n = \bar u, \qquad \beta \ln w_n + (1 - \beta) \ln q_n = \ln A_n
              \quad\Rightarrow\quad
              \ln q_n = \frac{\ln A_n + \beta(\ln B_n - \bar u)}{\beta\eta + 1 - \beta}

    `w` is the wage, `q` the price of land and housing, `B` amenities (services, climate), `A` productivity of place
    n; `eta` is the share of housing in spending, `beta` the share of labour in the cost of firms (the rest is land)
    and `u` the utility that people can have anywhere, which is set so that wages have a mean log of 0.

Source
    S. Rosen (1979), "Wage-based indexes of urban quality of life"; J. Roback (1982), "Wages, rents, and the quality of
    life", Journal of Political Economy 90.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array, keep, vector
from reformlab.models._check import positive, same_length, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "quality_of_life", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Places; the defaults are teaching values.

    Attributes
    ----------
    productivity : array, shape (n,)
        A of each place, 1 for an ordinary one; above 0.
    amenity : array, shape (n,)
        B of each place, 1 for an ordinary one; above 0. 1.1 is worth ten percent of the wage.
    housing_share : float
        eta, share of housing in spending; above 0 and below 1.
    labour_share : float
        beta, share of labour in the cost of firms; above 0 and below 1.
    """

    productivity: Numbers = (1.0, 1.2, 1.0)
    amenity: Numbers = (1.0, 1.0, 1.2)
    housing_share: float = 0.25
    labour_share: float = 0.8

    def __post_init__(self) -> None:
        productivity = vector("productivity", positive("productivity", self.productivity))
        amenity = vector("amenity", positive("amenity", self.amenity))
        same_length(productivity=productivity, amenity=amenity)
        within("housing_share", self.housing_share, 0, 1, open_ends=True)
        within("labour_share", self.labour_share, 0, 1, open_ends=True)
        keep(self, productivity=productivity, amenity=amenity)


@dataclass(frozen=True, eq=False)
class Result:
    """Wages and prices that keep everybody where they are.

    Attributes
    ----------
    wage, price : array, shape (n,)
        Wage and price of land and housing, relative to each other across places; above 0.
    real_wage : array, shape (n,)
        Wage over the cost of living; low where amenities are high.
    utility : float
        Log utility, the same everywhere.
    in_rents, in_wages : float
        Part of a better amenity that is paid in higher housing cost and in lower wages; they add up to 1.
    """

    wage: Array
    price: Array
    real_wage: Array
    utility: float
    in_rents: float
    in_wages: float


def quality_of_life(wage: Array, price: Array, housing_share: float) -> Array:
    """Log amenity of places that their wages and prices reveal, relative to the mean place.

    Raises
    ------
    TypeError, ValueError
        If wages or prices are not above 0, differ in number, or the share is not between 0 and 1.
    """
    wage, price = vector("wage", positive("wage", wage)), vector("price", positive("price", price))
    same_length(wage=wage, price=price)
    within("housing_share", housing_share, 0, 1, open_ends=True)
    worth = housing_share * np.log(price) - np.log(wage)
    return worth - worth.mean()


def solve(parameters: Parameters) -> Result:
    """Find wages and prices.

    Examples
    --------
    >>> result = solve(Parameters(productivity=[1, 1], amenity=[1, 1.2]))
    >>> bool(result.price[1] > result.price[0]), bool(result.wage[1] < result.wage[0])
    (True, True)
    """
    p = parameters
    eta, beta = p.housing_share, p.labour_share
    strength = beta * eta + 1 - beta
    log_a, log_b = np.log(p.productivity), np.log(p.amenity)
    # ln w = eta ln q - ln B + u is linear in u: choose u so that the mean of ln w is 0.
    without = eta * (log_a + beta * log_b) / strength - log_b
    utility = -without.mean() / (1 - eta * beta / strength)
    log_price = (log_a + beta * (log_b - utility)) / strength
    log_wage = eta * log_price - log_b + utility
    in_rents = eta * beta / strength
    return Result(
        wage=np.exp(log_wage),
        price=np.exp(log_price),
        real_wage=np.exp(log_wage - eta * log_price),
        utility=float(utility),
        in_rents=in_rents,
        in_wages=1 - in_rents,
    )
