r"""Which plan of reforms leaves nobody behind on the way, and can the city pay for it?

Question
    Five reforms start in different years and grow to full strength. Benefits come through only as far as the package
    works together; burdens come in full. Who gains in which year, and is the budget of the city balanced in the end?

Equation
    .. math:: R_t = \Bigl(\tfrac15 \sum_l e_{lt}^{\rho}\Bigr)^{1/\rho}, \quad s_t = \frac{R_t}{\bar e_t}, \qquad
              \Delta_{ht} = s_t \sum_l e_{lt} E_{lh}^{+} - \sum_l e_{lt} E_{lh}^{-}, \qquad
              D_{t+1} = (1 + i) D_t + (1 - \kappa) \sum_l c_l e_{lt} - \tau \sum_h n_h \Delta_{ht}

    `e` is the effort for lever l in year t, `R` the package and `s` the part of the effort that comes through; `E` is
    what a lever at full effort brings household h (plus) or takes from it (minus), `n` the shares of the households,
    `c` the cost of a lever, `kappa` the share of the centre, `tau` what the city collects of new income, `D` the debt
    of the city.

Source
    P. Milgrom and J. Roberts (1990), American Economic Review 80, for complementarity; all numbers are teaching values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, adds_up, keep, matrix, vector
from reformlab.models._check import finite, non_negative, whole, within
from reformlab.models.reform_package import combine
from reformlab.types import Numbers

__all__ = ["HOUSEHOLDS", "LEVERS", "Parameters", "Result", "solve"]

LEVERS = ("public goods", "connectivity", "rights", "competition", "regional balance")
HOUSEHOLDS = ("urban registered", "migrant", "rural")


@dataclass(frozen=True, eq=False)
class Parameters:
    """A plan; the order of levers is that of `LEVERS`, of households that of `HOUSEHOLDS`. Defaults are teaching
    values.

    Attributes
    ----------
    efforts : array, shape (5,)
        Effort for each lever at full strength; 0 to 1.
    starts : array of whole numbers, shape (5,)
        Year in which each lever starts, counted from 1; 1 up to `years`.
    phase : int
        Years from the start of a lever to its full strength; 1 to 20.
    rho : float
        Substitution parameter of the package; 1 or below. See the model `reform_package`.
    effects : array, shape (5, 3)
        E, thousand yuan a year per person at full effort; below 0 for a burden.
    shares : array, shape (3,)
        n, share of each household in all people, adding up to 1.
    costs : array, shape (5,)
        c, cost of each lever at full effort, thousand yuan a year per person; 0 or greater.
    central_share : float
        kappa, share of the cost that the centre pays; 0 to 1.
    collected : float
        tau, part of new income that the city collects; 0 to 1.
    interest : float
        i, interest rate on the debt of the city; 0 to 0.2.
    years : int
        Years to follow; 1 to 50.
    """

    efforts: Numbers = (0.5, 0.5, 0.5, 0.5, 0.5)
    starts: Sequence[int] | Array = (1, 1, 1, 1, 1)
    phase: int = 4
    rho: float = -1.0
    effects: Numbers = (
        (-0.8, 4.0, 0.5),
        (0.6, 0.8, 1.5),
        (-0.2, 1.5, 1.0),
        (1.5, 1.0, 0.1),
        (-0.4, -0.2, 1.4),
    )
    shares: Numbers = (0.48, 0.19, 0.33)
    costs: Numbers = (0.8, 0.5, 0.1, 0.3, 0.4)
    central_share: float = 0.4
    collected: float = 0.3
    interest: float = 0.03
    years: int = 10

    def __post_init__(self) -> None:
        n, h = len(LEVERS), len(HOUSEHOLDS)
        years = whole("years", self.years, 1, 50)
        if finite("rho", self.rho) > 1:
            raise InvalidValue(f"rho must be 1 or below, got {self.rho:g}")
        whole("phase", self.phase, 1, 20)
        within("central_share", self.central_share, 0, 1)
        within("collected", self.collected, 0, 1)
        within("interest", self.interest, 0, 0.2)
        keep(
            self,
            efforts=vector("efforts", within("efforts", self.efforts, 0, 1), n),
            starts=vector("starts", whole("starts", self.starts, 1, int(years)), n),
            effects=matrix("effects", self.effects, (n, h)),
            shares=adds_up("shares", vector("shares", non_negative("shares", self.shares), h)),
            costs=vector("costs", non_negative("costs", self.costs), n),
        )


@dataclass(frozen=True, eq=False)
class Result:
    """The way of the plan, year by year.

    Attributes
    ----------
    year : array, shape (years,)
        1, 2, 3, ...
    effort : array, shape (years, 5)
        Effort for each lever.
    package : array, shape (years,)
        R.
    gain : array, shape (years, 3)
        Gain of each household, thousand yuan a year per person.
    worst : array, shape (years,)
        The lowest of the three.
    balance : array, shape (years,)
        Balance of the city before interest, thousand yuan a year per person.
    debt : array, shape (years,)
        Debt of the city at the end of each year; below 0 is money in the bank.
    no_loser : bool
        True if nobody loses in the last year.
    no_loser_on_the_way : bool
        True if nobody loses in any year.
    balanced : bool
        True if the balance of the last year covers the interest on the debt.
    """

    year: Array
    effort: Array
    package: Array
    gain: Array
    worst: Array
    balance: Array
    debt: Array
    no_loser: bool
    no_loser_on_the_way: bool
    balanced: bool


def solve(parameters: Parameters) -> Result:
    """Carry out the plan.

    Examples
    --------
    >>> together = solve(Parameters())
    >>> alone = solve(Parameters(efforts=[0.5, 0, 0, 0, 0]))
    >>> together.no_loser, alone.no_loser
    (True, False)
    """
    p = parameters
    year = np.arange(1.0, int(p.years) + 1)
    effort = p.efforts * np.clip((year[:, None] - p.starts + 1) / p.phase, 0, 1)
    equal = np.full(len(LEVERS), 1 / len(LEVERS))
    package = np.array([combine(row, equal, float(p.rho)) for row in effort])
    average = effort.mean(axis=1)
    through = np.divide(package, average, out=np.zeros_like(package), where=average > 0)
    gain = through[:, None] * (effort @ np.maximum(p.effects, 0)) - effort @ np.maximum(-p.effects, 0)
    balance = p.collected * (gain @ p.shares) - (1 - p.central_share) * (effort @ p.costs)
    debt, owed = np.empty_like(balance), 0.0
    for t, surplus in enumerate(balance):
        before, owed = owed, (1 + p.interest) * owed - surplus
        debt[t] = owed
    worst = gain.min(axis=1)
    return Result(
        year=year,
        effort=effort,
        package=package,
        gain=gain,
        worst=worst,
        balance=balance,
        debt=debt,
        no_loser=bool(worst[-1] >= -1e-12),
        no_loser_on_the_way=bool(worst.min() >= -1e-12),
        balanced=bool(balance[-1] >= p.interest * max(before, 0.0) - 1e-12),
    )
