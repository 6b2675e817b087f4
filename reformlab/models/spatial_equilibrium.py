r"""Do transfers between regions cost output, and what does a smaller gap per person cost?

Question
    Dense regions are more productive. A tax on all incomes is paid back equally to everybody, so that money flows to
    poorer regions, and some people follow it. How far does the gap per person fall, and how much output is lost?

Equation
    .. math:: y_n = \bar A_n L_n^{\lambda}, \quad x_n = (1 - t)\,y_n + t \sum_k L_k y_k, \quad
              q_n = \bar q_n (x_n L_n)^{1-b}, \qquad
              L_n = \frac{\bar B_n \bigl(x_n / q_n^{\eta}\bigr)^{\kappa}}{\sum_k \bar B_k \bigl(x_k /
              q_k^{\eta}\bigr)^{\kappa}}

    `L` is the share of people in region n, `y` output and `x` income per person after the transfer at the rate `t`,
    `q` the rent. Productivity, land and amenities (bars) are such that the present output and people are the
    equilibrium at `t` = 0; `lambda` is the density elasticity, `eta` the share of housing, `b` that of structures,
    `kappa` the migration elasticity.

Source
    S. J. Redding and E. Rossi-Hansberg (2017), "Quantitative spatial economics", Annual Review of Economics 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, adds_up, keep, vector
from reformlab.models._check import positive, same_length, within
from reformlab.models._roots import fixed_point
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Regions and elasticities; the defaults are teaching values.

    Attributes
    ----------
    people : array, shape (n,)
        Present share of the people in each region, adding up to 1; above 0, at least two regions.
    output : array, shape (n,)
        Present output per person, any unit; above 0.
    transfer : float
        t, transfer rate; 0 to 0.9.
    density : float
        lambda, elasticity of output per person to the number of people; 0 to 0.2.
    housing_share, structures : float
        eta, above 0 and below 1, and b, 0 up to below 1.
    kappa : float
        Migration elasticity; above 0, at most 10.
    """

    people: Numbers = (0.3, 0.4, 0.3)
    output: Numbers = (100.0, 70.0, 50.0)
    transfer: float = 0.2
    density: float = 0.05
    housing_share: float = 0.2
    structures: float = 0.36
    kappa: float = 1.5

    def __post_init__(self) -> None:
        people = adds_up("people", vector("people", positive("people", self.people)))
        output = vector("output", positive("output", self.output))
        same_length(people=people, output=output)
        if people.size < 2:
            raise InvalidValue(f"people must hold at least 2 regions, got {people.size}")
        within("transfer", self.transfer, 0, 0.9)
        within("density", self.density, 0, 0.2)
        within("housing_share", self.housing_share, 0, 1, open_ends=True)
        if within("structures", self.structures, 0, 1) == 1:
            raise InvalidValue("structures must be below 1, got 1")
        positive("kappa", within("kappa", self.kappa, 0, 10))
        keep(self, people=people, output=output)


@dataclass(frozen=True, eq=False)
class Result:
    """Equilibrium at the transfer rate, and the frontier over all rates.

    Attributes
    ----------
    people, output, income, rent : array, shape (n,)
        People, output and income per person, and rent (1 at present), at the transfer rate.
    gap_before, gap : float
        Variation of income per person (coefficient, weighted by people) at the rate 0 and at the transfer rate.
    total_change : float
        Change of the output of the country against the rate 0, percent.
    rates, gaps, totals : array, shape (46,)
        Rates from 0 to 0.9, and gap and change of output at each: the frontier.
    halving_rate : float or None
        Lowest rate at which the gap is half of that at 0, interpolated; None if 0.9 is not enough.
    halving_cost : float or None
        Change of output there, percent.
    """

    people: Array
    output: Array
    income: Array
    rent: Array
    gap_before: float
    gap: float
    total_change: float
    rates: Array
    gaps: Array
    totals: Array
    halving_rate: float | None
    halving_cost: float | None


def solve(parameters: Parameters) -> Result:
    """Find the equilibrium and the frontier.

    Raises
    ------
    RuntimeError
        If density gains and the response of people are so strong that the search does not settle.

    Examples
    --------
    >>> result = solve(Parameters())
    >>> result.gap < result.gap_before
    True
    """
    p = parameters
    # Rents answer people with the elasticity -m; a step of 1 / (1 + m / 2) damps exactly that swing.
    speed = 1 / (1 + p.kappa * p.housing_share * (1 - p.structures) * (1 + p.density) / 2)

    def equilibrium(rate: float, start: Array) -> tuple[Array, Array, Array, Array]:
        def places(people: Array) -> tuple[Array, Array, Array]:
            output = p.output * (people / p.people) ** p.density
            income = (1 - rate) * output + rate * (people @ output)
            return output, income, (income * people / (p.output * p.people)) ** (1 - p.structures)

        def step(logs: Array) -> Array:
            people = np.exp(logs)
            _, income, rent = places(people)
            pull = p.people * (income / p.output / rent**p.housing_share) ** p.kappa
            return np.log(pull / pull.sum())

        logs, _ = fixed_point(step, np.log(start), speed=speed)
        people = np.exp(logs)
        return people, *places(people)

    def measure(people: Array, output: Array, income: Array) -> tuple[float, float]:
        mean = people @ income
        return float(np.sqrt(people @ (income - mean) ** 2) / mean), float(people @ output)

    rates, rows, people = np.linspace(0, 0.9, 46), [], p.people
    for rate in rates:
        people, output, income, _ = equilibrium(float(rate), people)
        rows.append(measure(people, output, income))
    gaps, totals = np.array(rows).T
    changes = 100 * (totals / totals[0] - 1)
    halving = _first_crossing(rates, gaps, gaps[0] / 2)
    people, output, income, rent = equilibrium(float(p.transfer), p.people)
    gap, total = measure(people, output, income)
    return Result(
        people=people,
        output=output,
        income=income,
        rent=rent,
        gap_before=float(gaps[0]),
        gap=gap,
        total_change=100 * (total / float(totals[0]) - 1),
        rates=rates,
        gaps=gaps,
        totals=changes,
        halving_rate=halving,
        halving_cost=None if halving is None else float(np.interp(halving, rates, changes)),
    )


def _first_crossing(rates: Array, gaps: Array, level: float) -> float | None:
    # The gap may rise a little at first, because people who follow the money make the poor region larger.
    below = np.flatnonzero(gaps <= level)
    if below.size == 0:
        return None
    k = below[0]
    if k == 0:
        return float(rates[0])
    return float(rates[k - 1] + (gaps[k - 1] - level) / (gaps[k - 1] - gaps[k]) * (rates[k] - rates[k - 1]))
