"""How unequal the outcome is: real income over groups and places, and the ratios that the debate uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from reformlab.lab.run import Run
    from reformlab.types import Array


def gini(values: Array, weights: Array) -> float:
    """Gini coefficient of weighted values (Brown 1994, trapezoid formula)."""
    order = np.argsort(values, axis=None)
    values, weights = values.ravel()[order], weights.ravel()[order]
    people = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    lorenz = np.concatenate([[0.0], np.cumsum(values * weights) / (values * weights).sum()])
    return float(1 - ((lorenz[1:] + lorenz[:-1]) * np.diff(people)).sum())


def theil(values: Array, weights: Array) -> float:
    """Theil T index of weighted values (Theil 1967)."""
    relative = values / ((values * weights).sum() / weights.sum())
    return float((weights * relative * np.log(relative)).sum() / weights.sum())


def _spread(table, real, people, disposable):
    """Inequality of real income by group and place (N, 2, N, S), a dict."""
    by_province = (table * real).sum((0, 1, 3)) / table.sum((0, 1, 3))
    weight = people.sum(1)
    mean = (by_province * weight).sum() / weight.sum()
    hukou = (table * real).sum((0, 2, 3)) / table.sum((0, 2, 3))
    urban = disposable[:, 1:].sum() / people[:, 1:].sum()
    rural = disposable[:, 0].sum() / people[:, 0].sum()
    return {
        "Gini, real income": gini(real, table),
        "Theil, real income": theil(real, table),
        "variation across provinces": np.sqrt((weight * (by_province - mean) ** 2).sum() / weight.sum()) / mean,
        "urban-rural income ratio": urban / rural,
        "urban-rural hukou ratio": hukou[1] / hukou[0],
    }


def inequality_after(run: Run) -> dict[str, float]:
    """Inequality of real income after a reform (a dict)."""
    parts = run.solution.parts
    real = run.utility.income / np.exp(parts["living"])
    return _spread(run.residence, real, parts["people"], parts["income"].disposable)


def inequality(run: Run) -> pd.DataFrame:
    """Inequality measures in the base year and after a reform (a DataFrame)."""
    base = run.solution.system.base
    before = _spread(base.economy.residence, base.income_by_origin, base.people, base.income.disposable)
    frame = pd.DataFrame([before, inequality_after(run)], index=["base", "after"]).T
    frame["change"] = frame["after"] - frame["base"]
    return frame
