"""Shapley values: the result of a package shared out among its bundles, and among the classes of its levers.

The Shapley (1953) value of a part is what it adds, averaged over all orders in which the parts can be added. It adds up
to the package for every outcome, so a table of bundles by channels adds up along rows and columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reformlab.lab.bundles import BREAKTHROUGHS, combine
from reformlab.lab.channels import CHANNELS
from reformlab.lab.errors import LeverError
from reformlab.lab.levers import GROUPS, LEVERS

if TYPE_CHECKING:
    from reformlab.lab.bundles import Bundle
    from reformlab.lab.laboratory import Lab
    from reformlab.lab.run import Run
    from reformlab.types import Array, Levers

MOST_BUNDLES = 8
SHARED = ("EV", "EV in yuan (% of income)", "output volume", "people in losing groups (%)")


def shapley_value(parts: int, value: Callable[[tuple[int, ...]], Any]) -> Array:
    """Shapley value of each part.

    Parameters
    ----------
    parts : int
        How many.
    value : callable
        Takes a sorted tuple of part numbers and returns what this coalition gives (an array).

    Returns
    -------
    array (parts, ...)
    """
    known = {c: value(c) for size in range(parts + 1) for c in combinations(range(parts), size)}
    result = np.zeros((parts, *np.shape(known[()])))
    for i in range(parts):
        others = [j for j in range(parts) if j != i]
        for size in range(parts):
            weight = factorial(size) * factorial(parts - size - 1) / factorial(parts)
            for members in combinations(others, size):
                result[i] += weight * (known[tuple(sorted((*members, i)))] - known[members])
    return result


def _shared(run):
    welfare = run.welfare.outcomes()
    return [welfare.get(name, run.output) for name in SHARED]


@dataclass(frozen=True)
class Shapley:
    """What bundles do alone, in pairs and together, and their shares of the package."""

    matrix: pd.DataFrame  # bundles x channels, 100 x log points of welfare
    shares: pd.DataFrame  # bundles x SHARED, Shapley values
    alone: pd.DataFrame  # bundles x SHARED, each bundle by itself
    interactions: pd.DataFrame  # pairs, EV: together less each alone; positive means complements
    package: Run  # of all bundles together

    @property
    def total(self) -> float:
        """Mean EV of the package, % of income."""
        return self.package.ev

    @property
    def complementarity(self) -> float:
        """EV of the package less the sum of bundles alone."""
        return self.total - float(self.alone["EV"].sum())

    def table(self) -> pd.DataFrame:
        """Channels and shares of EV, output and losers, with the package below."""
        full = pd.concat([self.matrix, self.shares], axis=1)
        full["EV alone"], full["losing alone (%)"] = self.alone["EV"], self.alone["people in losing groups (%)"]
        full.loc["package"] = full.sum()
        full.loc["package", "losing alone (%)"] = np.nan
        return full

    def __repr__(self):
        lines = [
            "Shapley value of each bundle by channel (100 x log points of welfare), and of EV, output and losers",
            self.table().round(2).to_string(),
            f"Complementarity of the package: {self.complementarity:+.2f}% of income",
            self.package.footnote(),
        ]
        return "\n".join(lines)


def shapley(
    lab: Lab,
    bundles: Sequence[Bundle] = BREAKTHROUGHS,
    intensity: float = 1.0,
    *,
    charge_costs: bool = True,
) -> Shapley:
    """Shapley value of bundles over all their coalitions.

    Parameters
    ----------
    lab : Lab
    bundles : sequence of Bundle
        Two to eight.
    intensity : float
        Scales every bundle (0 none, 1 as given, up to 3).

    Raises
    ------
    LeverError
        If the number of bundles, their names or the intensity do not fit.
    """
    bundles = list(bundles)
    names = [one.name for one in bundles]
    if not 2 <= len(bundles) <= MOST_BUNDLES:
        raise LeverError(
            f"bundles: between 2 and {MOST_BUNDLES} are allowed (2^n coalitions are solved), got {len(bundles)}"
        )
    if len(set(names)) != len(names):
        raise LeverError(f"bundles: names must differ, got {names}")
    if not 0 < intensity <= 3:
        raise LeverError(f"intensity must lie between 0 (excluded) and 3, got {intensity!r}")
    runs, ev = {}, {}

    def value(members):
        levers = combine([bundles[i] for i in members], lab.baseline.neutral, intensity)
        run = runs[members] = lab.solve(charge_costs=charge_costs, **levers)
        ev[members] = run.ev
        return np.array([*run.channels, *_shared(run)])

    parts = len(bundles)
    found = shapley_value(parts, value)
    index = pd.Index(names, name="bundle")
    pairs = pd.DataFrame(0.0, index=names, columns=names)
    for i, j in combinations(range(parts), 2):
        pairs.iloc[i, j] = pairs.iloc[j, i] = ev[(i, j)] - ev[(i,)] - ev[(j,)]
    channels = len(CHANNELS)
    return Shapley(
        pd.DataFrame(found[:, :channels], index=index, columns=pd.Index(CHANNELS, name="channel")),
        pd.DataFrame(found[:, channels:], index=index, columns=SHARED),
        pd.DataFrame([_shared(runs[(i,)]) for i in range(parts)], index=index, columns=SHARED),
        pairs,
        runs[tuple(range(parts))],
    )


def class_shares(lab: Lab, levers: Levers, *, charge_costs: bool = True) -> pd.DataFrame:
    """Shapley value of the three classes of levers (`levers.GROUPS`) for EV, yuan, output and losers.

    Parameters
    ----------
    levers : mapping
        Lever values of the reform.

    Returns
    -------
    DataFrame
        Classes by `SHARED`; the row "all" is the reform.
    """

    def value(members):
        groups = [GROUPS[i] for i in members]
        some = {name: v for name, v in levers.items() if name in LEVERS and LEVERS[name].group in groups}
        return np.array(_shared(lab.solve(charge_costs=charge_costs, **some)))

    lab.reform(**levers)  # names and values are checked before anything is solved
    found = shapley_value(len(GROUPS), value)
    table = pd.DataFrame(found, index=pd.Index(GROUPS, name="class"), columns=SHARED)
    table.loc["all"] = table.sum()
    return table
