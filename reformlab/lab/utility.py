"""Change of indirect utility by group and place, split into the parts that the dividends are read from.

Everything is a log change from the base year with axes (province of registration, hukou type, province of residence,
space). The parts add up to the whole exactly.
"""

from dataclasses import dataclass

import numpy as np

from reformlab.lab.residence import RURAL, by_origin


@dataclass(frozen=True)
class Utility:
    """Log changes by group and place, and incomes per head (thousand yuan)."""

    earnings: np.ndarray  # real earnings after food needs, net of congestion
    property: np.ndarray  # land and property income beside earnings
    services: np.ndarray  # access to services and their level
    barriers: np.ndarray  # lower barriers
    income: np.ndarray  # income per head after tax
    base_income: np.ndarray

    @property
    def total(self):
        """Log change of indirect utility."""
        return self.earnings + self.property + self.services + self.barriers


def change_of_utility(solution):
    """Return the `Utility` of a solution, arrays of shape (N, 2, N, S)."""
    system, parts = solution.system, solution.parts
    base, p, k = system.base, system.base.parameters, system.base.shares
    here, net = system.here, parts["net"]
    income, base_income = by_origin(parts["income_by_class"]), by_origin(base.income_by_class)
    if system.portability:
        kept = system.portability * parts["income"].land_claim
        at_home = income[here, RURAL, here, 0].copy()
        income[:, RURAL] += kept[:, None, None] * net
        income[here, RURAL, here, 0] = at_home  # at home the full claim is already in the local income

    wage, base_wage = parts["income"].wage * net, base.income.wage * base.net
    place = (
        np.log(wage / base_wage) - (1 - k.eta) * parts["basket"][:, None] - k.eta * parts["rent"] - parts["crowding"]
    )
    earnings = np.broadcast_to(place, income.shape)
    if base.need:
        left, base_left = 1 - parts["need"][:, None] / income, 1 - base.need / base_income
        earnings = earnings + np.log(left / base_left)
    return Utility(
        earnings=earnings,
        property=np.log(income / wage) - np.log(base_income / base_wage),
        services=by_origin(p.service_weight * (np.log(system.access / base.economy.access) + parts["level"])),
        barriers=by_origin(-system.barrier),
        income=income,
        base_income=base_income,
    )


def residence_after(solution, utility):
    """Residence table chosen in a solution (N, 2, N, S), million people."""
    table = solution.system.base.economy.residence
    kappa = solution.system.base.parameters.migration_elasticity
    weight = table * np.exp(kappa * utility.total)
    return weight * (table.sum((2, 3)) / weight.sum((2, 3)))[:, :, None, None]
