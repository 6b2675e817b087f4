"""Change of indirect utility by group and place, split into the parts that the channels are read from.

Everything is a log change from the base year with axes (province of registration, hukou type, province of residence,
space). The parts add up to the whole exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.residence import RURAL, URBAN, by_origin

if TYPE_CHECKING:
    from reformlab.lab.equilibrium import Solution
    from reformlab.types import Array


@dataclass(frozen=True)
class Utility:
    """Log changes by group and place, and incomes per head (thousand yuan)."""

    earnings: np.ndarray  # real earnings after food needs, net of congestion
    property: np.ndarray  # land and property income beside earnings
    services: np.ndarray  # access to services and their level
    barriers: np.ndarray  # lower barriers
    income: np.ndarray  # income per head after tax

    @property  # type: ignore[operator]  # a field has the name
    def total(self) -> Array:
        """Log change of indirect utility."""
        return self.earnings + self.property + self.services + self.barriers


def change_of_utility(solution: Solution) -> Utility:
    """Return the `Utility` of a solution, arrays of shape (N, 2, N, S)."""
    system, parts = solution.system, solution.parts
    base, p, m = system.base, system.base.parameters, system.latest
    income, base_income = by_origin(parts["income_by_class"]), base.income_by_origin
    for hukou, at_home in ((RURAL, slice(0, 1)), (URBAN, slice(1, None))):
        kept = system.kept(m)[hukou]
        if kept is not None:
            _add_kept(income, hukou, kept, parts["net"], at_home)

    wage, base_wage = parts["income"].wage * parts["net"], base.income.wage * base.income.net
    place = np.log(wage / base_wage) - parts["living"] - parts["crowding"]
    left, base_left = 1 - parts["need"] / income, 1 - base.need / base_income
    return Utility(
        earnings=place + np.log(left / base_left),
        property=np.log(income / wage) - np.log(base_income / base_wage),
        services=by_origin(p.service_weight * (np.log(system.access / base.economy.access) + parts["level"])),
        barriers=by_origin(-system.barrier),
        income=income,
    )


def _add_kept(income, hukou, kept, net, at_home):
    """Add what people of a hukou type keep wherever they live but at home, where they have it already."""
    here = np.arange(len(income))
    before = income[here, hukou, here, at_home].copy()
    income[:, hukou] += kept[:, None, None] * net
    income[here, hukou, here, at_home] = before


def residence_after(solution: Solution, utility: Utility) -> Array:
    """Residence table chosen in a solution (N, 2, N, S), million people."""
    table = solution.system.base.economy.residence
    kappa = solution.system.base.parameters.migration_elasticity
    weight = table * np.exp(kappa * utility.total)
    return weight * (table.sum((2, 3)) / weight.sum((2, 3)))[:, :, None, None]
