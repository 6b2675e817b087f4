r"""Why do migrants with the same income consume less, and what would equal services change?

Question
    A household without access to local services pays more out of its own pocket and saves against risks that others are
    insured against. How much lower is its consumption, and by how much would it rise if access were equal?

Equation
    .. math:: c = \tfrac12\bigl(y_1 + \bar y_2\bigr) - \tfrac12\,(1 - a)\,h - \tfrac{\gamma}{4}\,\sigma_a^2, \qquad
              \sigma_a = \sigma\,(1 - \iota a), \qquad
              \text{rise to parity} = \frac{g}{1 - g}

    Income is `y1` now and `y2` later, with mean :math:`\bar y_2` and standard deviation `sigma`; `a` is access to
    services, `h` the cost of the same services on the market, `iota` the part of the risk that full access insures,
    `gamma` absolute risk aversion. The last term is precautionary saving. If consumption lies the share `g` below
    another group's, it must rise by g / (1 - g), not by g, to be equal.

Source
    H. E. Leland (1968), "Saving and uncertainty", Quarterly Journal of Economics 82; the closed form for constant
    absolute risk aversion and normal risk as in R. J. Caballero (1990), "Consumption puzzles and precautionary
    savings", Journal of Monetary Economics 25, for two periods, with interest equal to impatience.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, positive, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "rise_to_parity", "solve"]


@dataclass(frozen=True)
class Parameters:
    """A household over two periods; the defaults are teaching values.

    Attributes
    ----------
    income : float
        y1, income now, thousand yuan a year; above 0.
    later_income : float
        Mean income later, thousand yuan a year; above 0.
    risk : float
        sigma, standard deviation of later income, thousand yuan; 0 or greater.
    risk_aversion : float
        gamma, absolute risk aversion per thousand yuan; 0 or greater. About 3 divided by consumption is common.
    service_cost : float
        h, what the services cost a household without access, thousand yuan over the two periods; 0 or greater.
    insured : float
        iota, part of the risk that full access removes; 0 to 1.
    access : float
        a, access to services; 0 (none) to 1 (as a registered resident).
    """

    income: float = 50.0
    later_income: float = 50.0
    risk: float = 25.0
    risk_aversion: float = 0.06
    service_cost: float = 12.0
    insured: float = 0.7
    access: float = 0.3

    def __post_init__(self) -> None:
        positive("income", self.income)
        positive("later_income", self.later_income)
        non_negative("risk", self.risk)
        non_negative("risk_aversion", self.risk_aversion)
        non_negative("service_cost", self.service_cost)
        within("insured", self.insured, 0, 1)
        within("access", self.access, 0, 1)
        lowest = _consumption(self, 0.0)
        if lowest <= 0:
            raise InvalidValue(
                f"risk, risk_aversion and service_cost must leave consumption above 0 at access 0, got {lowest:.4g}"
            )


@dataclass(frozen=True, eq=False)
class Result:
    """Budget now and the distance to full access.

    Attributes
    ----------
    consumption : float
        Consumption now other than the services themselves, thousand yuan a year.
    out_of_pocket : float
        Services paid for in each period, thousand yuan a year.
    precautionary : float
        Saving against risk, thousand yuan a year.
    saving : float
        All saving now, thousand yuan a year; consumption, out-of-pocket payments and saving add up to income.
    gap : float
        How far consumption lies below that with full access, percent of the latter.
    rise : float
        Rise of consumption that full access brings, percent of present consumption.
    levels, curve : array, shape (101,)
        Access from 0 to 1, and consumption at each.
    """

    consumption: float
    out_of_pocket: float
    precautionary: float
    saving: float
    gap: float
    rise: float
    levels: Array
    curve: Array


def rise_to_parity(gap: float) -> float:
    """Rise in percent that closes a gap given in percent of the higher value.

    Raises
    ------
    ValueError
        If `gap` is below 0 or not below 100.

    Examples
    --------
    >>> round(rise_to_parity(30.7), 1)
    44.3
    """
    if within("gap", gap, 0, 100) == 100:
        raise InvalidValue("gap must be below 100, got 100")
    return 100 * gap / (100 - gap)


def _consumption(p: Parameters, access: Numbers) -> Numbers:
    precaution = p.risk_aversion * (p.risk * (1 - p.insured * access)) ** 2 / 4
    return (p.income + p.later_income - (1 - access) * p.service_cost) / 2 - precaution


def solve(parameters: Parameters) -> Result:
    """Split the income of a household into consumption, services and saving.

    Examples
    --------
    >>> result = solve(Parameters(access=1))
    >>> result.gap, result.rise
    (0.0, 0.0)
    """
    p = parameters
    consumption, full = float(_consumption(p, p.access)), float(_consumption(p, 1.0))
    out_of_pocket = (1 - p.access) * p.service_cost / 2
    levels = np.linspace(0, 1, 101)
    gap = 100 * (1 - consumption / full)
    return Result(
        consumption=consumption,
        out_of_pocket=out_of_pocket,
        precautionary=p.risk_aversion * (p.risk * (1 - p.insured * p.access)) ** 2 / 4,
        saving=p.income - consumption - out_of_pocket,
        gap=gap,
        rise=rise_to_parity(gap),
        levels=levels,
        curve=_consumption(p, levels),
    )
