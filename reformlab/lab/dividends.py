"""The reform dividend: welfare split by channel, exactly, and shared out among bundles of reforms.

Channels follow the source text. *Factor flow*: real earnings, beyond what they would be if nobody moved. *Public
service*: access to services and their level. *Social structure*: lower barriers, property and land rights.
*Institutional potential*: real earnings that change in place, with nobody moving.

The split over places is exact for a CES (logit) index with Sato (1976) and Vartia (1976) weights; the split over
bundles is the Shapley (1953) value of the channels, so the dividend matrix adds up along rows and columns.
"""

from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from reformlab.lab.bundles import BREAKTHROUGHS, combine
from reformlab.lab.errors import LeverError
from reformlab.lab.welfare import losing_share

CHANNELS = ("factor flow", "public service", "social structure", "institutional potential")
MOST_BUNDLES = 8


def sato_vartia(before, after):
    """Weights w over the last two axes with sum(w * dlnV) = dlnW exactly, for shares before and after."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(after / before)
        mean = np.where(np.abs(ratio) < 1e-7, (before + after) / 2, (after - before) / ratio)
    mean = np.where((before <= 0) | (after <= 0), 0.0, mean)
    return mean / mean.sum((2, 3), keepdims=True)


def channels(run):
    """Welfare dividend of a run by channel (`CHANNELS`), 100 x log points; the four add up to `run.welfare`."""
    base = run.solution.system.base
    before = base.economy.residence / base.registered[:, :, None, None]
    after = run.residence / base.registered[:, :, None, None]
    group = base.registered / base.population
    weight = sato_vartia(before, after) * group[:, :, None, None]
    utility = run.utility
    in_place = 100 * (before * group[:, :, None, None] * run.in_place.earnings).sum()
    return (
        100 * (weight * utility.earnings).sum() - in_place,
        100 * (weight * utility.services).sum(),
        100 * (weight * (utility.barriers + utility.property)).sum(),
        in_place,
    )


@dataclass(frozen=True)
class Shapley:
    """Dividend matrix and what bundles do alone, in pairs and together (100 x log points of welfare)."""

    matrix: pd.DataFrame  # bundles x channels
    alone: pd.Series  # each bundle by itself
    interactions: pd.DataFrame  # pairs: together less each alone; positive means complements
    losing: pd.Series  # share of people in losing groups (%), each bundle alone and the package
    package: object  # Run of all bundles together

    @property
    def total(self):
        """Dividend of the package."""
        return float(self.matrix.to_numpy().sum())

    @property
    def complementarity(self):
        """Package less the sum of bundles alone."""
        return self.total - float(self.alone.sum())

    def table(self):
        """Matrix with row and column totals, and what each bundle does alone."""
        full = self.matrix.copy()
        full["total"] = full.sum(axis=1)
        full["alone"] = self.alone
        full.loc["package"] = full.sum()
        return full

    def __repr__(self):
        lines = [
            "Dividend matrix: Shapley value of each bundle by channel (100 x log points of welfare)",
            self.table().round(2).to_string(),
            f"Complementarity of the package: {self.complementarity:+.2f}",
            "People in losing groups (%): " + ", ".join(f"{name} {share:.1f}" for name, share in self.losing.items()),
            self.package.footnote(),
        ]
        return "\n".join(lines)


def shapley(lab, bundles=BREAKTHROUGHS, intensity=1.0, *, charge_costs=True):
    """Shapley value of bundles over all their coalitions, channel by channel.

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
    everyone = tuple(range(len(bundles)))
    runs, value = {}, {}
    for size in range(len(bundles) + 1):
        for members in combinations(everyone, size):
            levers = combine([bundles[i] for i in members], lab.baseline.neutral, intensity)
            runs[members] = lab.solve(charge_costs=charge_costs, **levers)
            value[members] = np.array(runs[members].channels)
    matrix = np.zeros((len(bundles), len(CHANNELS)))
    for i in everyone:
        others = [j for j in everyone if j != i]
        for size in range(len(bundles)):
            weight = factorial(size) * factorial(len(bundles) - size - 1) / factorial(len(bundles))
            for members in combinations(others, size):
                matrix[i] += weight * (value[tuple(sorted((*members, i)))] - value[members])
    alone = pd.Series([value[(i,)].sum() for i in everyone], index=names, name="alone")
    pairs = pd.DataFrame(0.0, index=names, columns=names)
    for i, j in combinations(everyone, 2):
        pairs.iloc[i, j] = pairs.iloc[j, i] = value[(i, j)].sum() - value[(i,)].sum() - value[(j,)].sum()
    losing = pd.Series(
        {names[i]: losing_share(runs[(i,)]) for i in everyone} | {"package": losing_share(runs[everyone])}
    )
    index = pd.Index(names, name="bundle")
    return Shapley(
        pd.DataFrame(matrix, index=index, columns=pd.Index(CHANNELS, name="channel")),
        alone,
        pairs,
        losing,
        runs[everyone],
    )
