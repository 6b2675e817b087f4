r"""Who gains and who loses when outsiders get full services, and how does the answer depend on who pays?

Question
    A city opens its services to residents without local registration. How do natives and newcomers fare if the city
    pays, and how large must a transfer be that leaves natives as well off as before?

Equation
    .. math:: \mathsf g = \frac{E}{U^{\zeta}}, \quad U = N + a\,M, \qquad a' = a + c\,(1 - a), \quad
              \text{bill} = r\,\bar c\,(U' - U), \qquad E' = E - (1 - s)\,\text{bill} + G, \qquad
              \Delta_N = \chi \ln\frac{\mathsf g'}{\mathsf g}, \quad \Delta_M = \chi \ln\frac{a' \mathsf
              g'}{a\,\mathsf g}

    `E` is spending on services, `U` effective users: `N` natives and `M` outsiders with access `a`; `zeta` is rivalry
    (1: a place in class is lost to the next), `c` the part of the missing access that is granted, `r c` the yearly
    cost of one more full user, `s` the share that the centre pays, `G` a grant on top, `chi` the weight of services
    in utility.

Source
    W. E. Oates (1999), "An essay on fiscal federalism", Journal of Economic Literature 37, and J. M. Buchanan (1965),
    Economica 32, for rivalry; the accounting is that of the Reform Lab of this course.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._check import non_negative, positive, within

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """A city, its outsiders and the rule; the defaults are teaching values.

    Attributes
    ----------
    natives, outsiders : float
        N and M, million; above 0.
    access : float
        a, access of outsiders before; above 0 and at most 1.
    granted : float
        c, part of the missing access that is granted; 0 to 1.
    rivalry : float
        zeta; 0 (a park in the rain) to 1.
    spending : float
        E, billion yuan a year; above 0.
    cost : float
        c-bar, one-off cost of a full user, thousand yuan; 0 or greater.
    rate : float
        r, part of that cost that falls due each year; 0 to 0.3.
    central_share : float
        s, share of the bill that the centre pays; 0 to 1.
    grant : float
        G, grant beyond the bill, billion yuan a year; 0 or greater.
    weight : float
        chi, weight of services in utility; 0 to 1.
    """

    natives: float = 6.0
    outsiders: float = 4.0
    access: float = 0.5
    granted: float = 0.6
    rivalry: float = 0.8
    spending: float = 120.0
    cost: float = 100.0
    rate: float = 0.05
    central_share: float = 0.0
    grant: float = 0.0
    weight: float = 0.1

    def __post_init__(self) -> None:
        positive("natives", self.natives)
        positive("outsiders", self.outsiders)
        positive("access", within("access", self.access, 0, 1))
        within("granted", self.granted, 0, 1)
        within("rivalry", self.rivalry, 0, 1)
        positive("spending", self.spending)
        non_negative("cost", self.cost)
        within("rate", self.rate, 0, 0.3)
        within("central_share", self.central_share, 0, 1)
        non_negative("grant", self.grant)
        within("weight", self.weight, 0, 1)
        most = self.rate * self.cost * self.outsiders * (1 - self.access) * self.granted * (1 - self.central_share)
        if most >= self.spending + self.grant:
            raise InvalidValue(f"spending must exceed the bill of the city ({most:g}), got {self.spending:g}")


@dataclass(frozen=True)
class Result:
    """Bill, service level and who gains.

    Attributes
    ----------
    users_before, users : float
        U before and after, million.
    bill : float
        Yearly bill, billion yuan.
    level : float
        Service level after over before, a factor.
    natives_gain, outsiders_gain : float
        Change of welfare, percent of income; below 0 for a loss.
    city_gain : float
        Mean over all residents, percent.
    needed_grant : float
        Grant at which natives are as well off as before, billion yuan a year, at this share of the centre; 0 if they
        lose nothing.
    natives_agree : bool
        True if natives do not lose.
    """

    users_before: float
    users: float
    bill: float
    level: float
    natives_gain: float
    outsiders_gain: float
    city_gain: float
    needed_grant: float
    natives_agree: bool


def solve(parameters: Parameters) -> Result:
    """Open services and see who pays.

    Examples
    --------
    >>> alone = solve(Parameters())
    >>> alone.natives_agree, alone.city_gain > 0
    (False, True)
    >>> solve(Parameters(central_share=1, grant=alone.needed_grant)).natives_agree
    True
    """
    p = parameters
    access = p.access + p.granted * (1 - p.access)
    before, after = p.natives + p.access * p.outsiders, p.natives + access * p.outsiders
    bill = p.rate * p.cost * (after - before)
    own = p.spending - (1 - p.central_share) * bill
    level = (own + p.grant) / p.spending * (before / after) ** p.rivalry
    natives = p.weight * np.log(level)
    outsiders = p.weight * np.log(access / p.access * level)
    mean = (p.natives * natives + p.outsiders * outsiders) / (p.natives + p.outsiders)
    needed = max(0.0, p.spending * (after / before) ** p.rivalry - own)
    return Result(
        users_before=before,
        users=after,
        bill=bill,
        level=float(level),
        natives_gain=float(100 * np.expm1(natives)),
        outsiders_gain=float(100 * np.expm1(outsiders)),
        city_gain=float(100 * np.expm1(mean)),
        needed_grant=needed,
        natives_agree=bool(natives >= -1e-12),
    )
