"""The four risks that the source text names, each as an indicator that rises when the risk rises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from reformlab.lab.equilibrium import Solution

SAFE_USE = 0.9  # use of capacity above which a place counts as strained
SHORTFALL = 0.02  # budget gap of a province that counts

MEANING = {
    "R1": "burden of public products: cost of serving everyone at the base standard over the service budget, %",
    "R1 provinces": "people in provinces whose gap exceeds 2%, %",
    "R2": "insufficient citizenization: town residents without services, service-weighted, % of people",
    "R3": "carrying capacity of small and medium places: strain above 90% use and lost services, 100 x log points",
    "R4": "production-city mismatch: value added against services over places, %",
}


def risks(solution: Solution) -> pd.DataFrame:
    """Risk indicators in the base year and after the reform (a DataFrame).

    R3 looks at towns in the three-space version and at urban space outside the East in the two-space version.
    """
    base = solution.system.base
    nobody = np.zeros_like(base.people)
    before = {"users": base.users, "people": base.people, "use": base.economy.use, "level": nobody, "newly": nobody}
    before |= {"services": base.services, "value": 1.0}
    rows = [_indicators(base, base.income, before), risks_after(solution)]
    frame = pd.DataFrame(rows, index=["base", "after"]).T
    frame["change"] = frame["after"] - frame["base"]
    frame["meaning"] = pd.Series(MEANING)
    return frame


def risks_after(solution: Solution) -> dict[str, float]:
    """Risk indicators after the reform (a dict)."""
    base, parts = solution.system.base, solution.parts
    value = parts["income"].value_added.sum() / base.value_added
    return _indicators(base, parts["income"], parts | {"value": value})


def _indicators(base, income, now):
    p, economy = base.parameters, base.economy
    people, users, spaces = now["people"], now["users"], base.people.shape[1]
    # The standard is a fixed share of national income per head, so growth alone neither solves nor worsens R1.
    standard = np.exp(base.log_level) * base.users ** (p.service_rivalry - 1)
    standard = standard * now["value"] * base.population / people.sum()
    # Newly served people are charged at what serving them costs, and at nothing else.
    need = (standard * (users - now["newly"])).sum(1) + p.cost_per_served * now["value"] * now["newly"].sum(1)
    spent = now["services"].sum(1)

    small, column = (~economy.eastern, slice(1, None)) if spaces == 2 else (np.ones(len(people), bool), slice(1, 2))
    if not small.any():  # a country without an inland: every urban place counts
        small = np.ones(len(people), bool)
    use, where, level = now["use"][small, column], people[small, column], now["level"][small, column]
    strain = np.maximum(use / SAFE_USE - 1, 0.0) + np.maximum(-level, 0.0)

    made = income.plant_value.copy()
    made[:, 0] += income.value_added - income.plant_value.sum(1)
    return {
        "R1": 100 * (need.sum() / spent.sum() - 1),
        "R1 provinces": 100 * (people.sum(1) * (need / spent - 1 > SHORTFALL)).sum() / people.sum(),
        "R2": 100 * (people[:, 1:] - users[:, 1:]).sum() / people.sum(),
        "R3": 100 * (where * strain).sum() / where.sum(),
        "R4": 50 * np.abs(made / made.sum() - now["services"] / now["services"].sum()).sum(),
    }
