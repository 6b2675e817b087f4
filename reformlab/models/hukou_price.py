r"""What is a local registration worth in yuan?

Question
    Registration opens services that an outsider gets only in part. Which income would make up for the missing part, and
    which price would a buyer pay once for the right?

Equation
    .. math:: \chi \ln\frac{1}{a} = \Delta \ln y, \qquad \text{worth a year} = y\,(1 - a^{\chi}), \qquad
              \text{price} = y\,(1 - a^{\chi})\,\frac{1 - (1 + r)^{-T}}{r}

    `a` is the access of an outsider (1 is that of a registered person), `chi` the weight of services in utility, `y`
    income a year of the registered, `r` the discount rate and `T` the years for which the right counts.

Source
    S. Rosen (1974), "Hedonic prices and implicit markets", Journal of Political Economy 82, for prices of attributes;
    Y. Chen, S. Shi and Y. Tang (2019), Journal of Development Economics, for a price found in Jinan (90,000 to 126,000
    yuan in 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array
from reformlab.models._check import positive, within

__all__ = ["Parameters", "Result", "implied_weight", "solve"]


@dataclass(frozen=True)
class Parameters:
    """Income, access and preferences; the defaults are teaching values.

    Attributes
    ----------
    income : float
        y, income of a registered person or household, yuan a year; above 0.
    access : float
        a, access of an outsider to services; above 0 and at most 1.
    service_weight : float
        chi, weight of services in utility; 0 to 1.
    rate : float
        r, discount rate a year; above 0, at most 0.3.
    years : float
        T, years for which the right counts; above 0, infinite allowed.
    """

    income: float = 50_000.0
    access: float = 0.45
    service_weight: float = 0.13
    rate: float = 0.05
    years: float = np.inf

    def __post_init__(self) -> None:
        positive("income", self.income)
        positive("access", within("access", self.access, 0, 1))
        within("service_weight", self.service_weight, 0, 1)
        positive("rate", within("rate", self.rate, 0, 0.3))
        if self.years != np.inf:
            positive("years", self.years)


@dataclass(frozen=True, eq=False)
class Result:
    """Worth and price.

    Attributes
    ----------
    log_points : float
        chi ln(1/a), rise of income in log points that makes up for missing services.
    yearly_worth : float
        Worth of registration, yuan a year.
    income_share : float
        The same as a share of the income.
    price : float
        Present value of it, yuan.
    levels, prices : array, shape (100,)
        Access from 0.01 to 1, and the price at each.
    """

    log_points: float
    yearly_worth: float
    income_share: float
    price: float
    levels: Array
    prices: Array


def _annuity(rate: float, years: float) -> float:
    return 1 / rate if years == np.inf else -np.expm1(-years * np.log1p(rate)) / rate


def implied_weight(price: float, parameters: Parameters) -> float:
    """Weight of services in utility at which `price` would be paid, all else as in `parameters`.

    Raises
    ------
    ValueError
        If the price is not above 0, exceeds the worth of the whole income, or if access is 1.
    """
    p = parameters
    share = positive("price", price) / (_annuity(p.rate, p.years) * p.income)
    if share >= 1:
        raise InvalidValue(f"price must be below the present value of income ({price / share:g}), got {price:g}")
    if p.access == 1:
        raise InvalidValue("access must be below 1 for a price to say anything, got 1")
    return float(np.log(1 - share) / np.log(p.access))


def solve(parameters: Parameters) -> Result:
    """Price the registration.

    Examples
    --------
    >>> result = solve(Parameters(income=50_000, access=0.45, service_weight=0.13, rate=0.05))
    >>> 90_000 < result.price < 126_000
    True
    """
    p = parameters
    factor = _annuity(p.rate, p.years)
    levels = np.linspace(0.01, 1, 100)
    share = 1 - p.access**p.service_weight
    return Result(
        log_points=-p.service_weight * np.log(p.access),
        yearly_worth=p.income * share,
        income_share=share,
        price=p.income * share * factor,
        levels=levels,
        prices=p.income * (1 - levels**p.service_weight) * factor,
    )
