"""Who gains, who loses, and how unequal the outcome is."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reformlab.lab.errors import LeverError
from reformlab.lab.residence import HUKOU

UNCHANGED = 1e-9  # welfare changes below this are rounding


@dataclass(frozen=True)
class Losers:
    """Groups (province of registration x hukou type) that are worse off."""

    share: float  # % of all people
    by_hukou: pd.Series  # % of the people of each hukou type
    groups: pd.DataFrame  # losing groups, worst first: people (million), welfare change (100 x log points)

    def __repr__(self):
        if self.groups.empty:
            return "No group loses."
        worst = self.groups.head(5).round(2).to_string(index=False)
        rest = f"\n... and {len(self.groups) - 5} more groups" if len(self.groups) > 5 else ""
        shares = ", ".join(f"{name} {value:.1f}%" for name, value in self.by_hukou.items())
        return f"{self.share:.1f}% of people are in losing groups ({shares}). Worst off:\n{worst}{rest}"


def losing_share(run):
    """People in groups whose welfare falls, % of all people."""
    people = run.solution.system.base.registered
    lost = np.log(run.solution.welfare_by_group) < -UNCHANGED
    return float(100 * (people * lost).sum() / people.sum())


def losers(run):
    """People in groups whose welfare falls."""
    base = run.solution.system.base
    change = np.log(run.solution.welfare_by_group)
    lost = change < -UNCHANGED
    people = base.registered
    rows = [
        (base.economy.names[i], HUKOU[h], people[i, h], 100 * change[i, h])
        for i, h in zip(*np.nonzero(lost), strict=True)
    ]
    groups = pd.DataFrame(rows, columns=["province", "hukou", "people", "welfare"]).sort_values(
        "welfare", ignore_index=True
    )
    by_hukou = pd.Series(100 * (people * lost).sum(0) / people.sum(0), index=list(HUKOU), name="losing (%)")
    return Losers(losing_share(run), by_hukou, groups)


def gini(values, weights):
    """Gini coefficient of weighted values (Brown 1994, trapezoid formula)."""
    order = np.argsort(values, axis=None)
    values, weights = values.ravel()[order], weights.ravel()[order]
    people = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    lorenz = np.concatenate([[0.0], np.cumsum(values * weights) / (values * weights).sum()])
    return float(1 - ((lorenz[1:] + lorenz[:-1]) * np.diff(people)).sum())


def theil(values, weights):
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


def inequality_after(run):
    """Inequality of real income after a reform (a dict)."""
    parts, k = run.solution.parts, run.solution.system.base.shares
    living = np.exp((1 - k.eta) * parts["basket"][:, None] + k.eta * parts["rent"])
    return _spread(run.residence, run.utility.income / living, parts["people"], parts["income"].disposable)


def inequality(run):
    """Inequality of real income over groups and places, and the ratios that the debate uses (base, after)."""
    base = run.solution.system.base
    before = _spread(base.economy.residence, run.utility.base_income, base.people, base.income.disposable)
    frame = pd.DataFrame([before, inequality_after(run)], index=["base", "after"]).T
    frame["change"] = frame["after"] - frame["base"]
    return frame


def complements(lab, first, second, *, charge_costs=True):
    """How much two lever settings add to each other: welfare of both, less welfare of each (100 x log points).

    Returns a Series: first, second, both, interaction (positive means complements).
    """
    clash = sorted(set(first) & set(second))
    if clash:
        raise LeverError(f"complements: {clash[0]} stands in both settings; move each lever in one of them only")
    one, two = (lab.solve(charge_costs=charge_costs, **levers).welfare for levers in (first, second))
    both = lab.solve(charge_costs=charge_costs, **first, **second).welfare
    return pd.Series({"first": one, "second": two, "both": both, "interaction": both - one - two}, name="welfare")
