"""The road from 2020: each year a few people reconsider where to live, hukou is converted, productivity grows.

A share delta of people reconsiders each year (Calvo), with shares m* proportional to m0 exp(kappa J). Myopic people
look at today, J = ln V; people with foresight at J(t) = (1 - b) ln V(t) + b J(t+1), b = beta (1 - delta). Within a year
all markets clear for the people where they are. Source of the idea: Caliendo, Dvorkin and Parro (2019).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reformlab.lab.acceleration import fixed_point
from reformlab.lab.assumed import value
from reformlab.lab.bundles import intensify
from reformlab.lab.errors import NonConvergence, ParameterError
from reformlab.lab.levers import settle
from reformlab.lab.residence import RURAL, URBAN, Given
from reformlab.lab.risks import risks_after
from reformlab.lab.utility import change_of_utility

if TYPE_CHECKING:
    from reformlab.lab.laboratory import Lab
    from reformlab.lab.run import Run
    from reformlab.types import Array

BASE_YEAR = 2020
LAST_YEAR = 2100
YEAR_TOLERANCE = 1e-7  # log points within a year
LIMITS = {
    "reconsider_rate": (0.001, 1.0),
    "discount_factor": (0.0, 0.999),
    "natural_increase": (-0.05, 0.05),
    "farm_productivity_growth": (-0.05, 0.10),
    "other_productivity_growth": (-0.05, 0.10),
    "conversion_boost": (0.0, 20.0),
    "pull": (-3.0, 5.0),
    "conversion": (0.0, 0.2),
}


@dataclass(frozen=True)
class Pace:
    """Speeds of the transition; all assumed but `pull` and `conversion`, which `calibrate_pace` fits to 2020-2024."""

    reconsider_rate: float = value("reconsider_rate")
    discount_factor: float = value("discount_factor")
    natural_increase: float = value("natural_increase")
    farm_productivity_growth: float = value("farm_productivity_growth")
    other_productivity_growth: float = value("other_productivity_growth")
    conversion_boost: float = value("conversion_boost")
    pull: float = 0.0  # unfinished adjustment of rural hukou towards towns in 2020, log points
    conversion: float = 0.0  # town residents without local urban hukou who obtain it in a year

    def __post_init__(self):
        for name, (low, high) in LIMITS.items():
            number = getattr(self, name)
            if not (isinstance(number, Real) and low <= number <= high):
                raise ParameterError(f"{name} must lie between {low:g} and {high:g}, got {number!r}")


STILL = Pace(natural_increase=0.0, farm_productivity_growth=0.0, other_productivity_growth=0.0, conversion_boost=0.0)


@dataclass(frozen=True)
class Transition:
    """A path: one row a year, and the urban share by province."""

    path: pd.DataFrame
    provinces: pd.DataFrame  # year x province, urban share in %
    residence: np.ndarray  # people in the last year (N, 2, N, S), million
    pace: Pace
    foresight: bool
    rounds: int  # rounds of path relaxation (1 when myopic)
    title: str

    def __repr__(self):
        kind = "with foresight" if self.foresight else "myopic"
        marks = [year for year in (2020, 2025, 2030, 2035, 2050, self.path.index[-1]) if year in self.path.index]
        table = self.path.loc[sorted(set(marks))].round(2).to_string()
        return f"{self.title}, {kind}. Model path; speeds are assumed (assumed.table()).\n{table}"


def _years(to, start, phase, rounds):
    for name, number, low, high in (
        ("to", to, BASE_YEAR + 1, LAST_YEAR),
        ("start", start, BASE_YEAR, LAST_YEAR),
        ("phase", phase, 0, LAST_YEAR - BASE_YEAR),
        ("rounds", rounds, 2, 1000),
    ):
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or not low <= number <= high:
            raise ParameterError(f"{name} must be a whole number between {low} and {high}, got {number!r}")
    return range(BASE_YEAR, int(to) + 1)


def convert_hukou(table: Array, rate: float) -> None:
    """Give local urban hukou to a share of the town residents who lack it (changes the table in place)."""
    here = np.arange(len(table))
    moving = table[..., 1:] * rate
    moving[here, URBAN, here] = 0.0
    table[..., 1:] -= moving
    table[here, URBAN, here, 1:] += moving.sum((0, 1))


def transition(
    lab: Lab,
    run: Run | None = None,
    to: int = 2050,
    *,
    start: int = 2025,
    phase: int = 10,
    foresight: bool = False,
    pace: Pace | None = None,
    rounds: int = 40,
    tolerance: float = 1e-6,
) -> Transition:
    """Follow the economy year by year from 2020.

    Parameters
    ----------
    lab : Lab
    run : Run, optional
        The reform to phase in; none gives the path without reform.
    to : int
        Last year.
    start, phase : int
        First year of the reform, and years until it is carried out in full.
    foresight : bool
        Whether people foresee the path (a fixed point, found by accelerated relaxation) or look at the present only.
    pace : Pace, optional
        Speeds; by default those fitted to 2020-2024 (`Lab.pace`).
    rounds : int
        Limit on rounds under foresight, at least 2; the first is the myopic path.

    Raises
    ------
    ParameterError, NonConvergence
    """
    years = _years(to, start, phase, rounds)
    pace = lab.pace() if pace is None else pace
    base, kappa = lab.baseline, lab.baseline.parameters.migration_elasticity
    reforms = [_reform(lab, run, year, start, phase) for year in years]
    wish = base.economy.residence.copy()
    wish[:, RURAL, :, 1:] *= np.exp(pace.pull)
    wish /= wish.sum((2, 3), keepdims=True)
    shape = (len(years), *wish.shape)
    weight = pace.discount_factor * (1 - pace.reconsider_rate)
    states = [None] * len(years)
    found = _pass(lab, pace, years, reforms, wish, kappa, None, states)  # myopic; with foresight, where it starts
    made, gap = 1, 0.0

    def again(utility):
        """Utility along the path when people expect `utility`; both flat."""
        nonlocal found
        ahead = utility.reshape(shape).copy()
        for t in range(len(years) - 2, -1, -1):
            ahead[t] = (1 - weight) * ahead[t] + weight * ahead[t + 1]
        found = _pass(lab, pace, years, reforms, wish, kappa, ahead, states)
        return found[0].ravel()

    if foresight:
        _, more, gap = fixed_point(again, found[0].ravel(), tolerance=tolerance, most=rounds - 1)
        made += more
    _, rows, shares, table = found
    if not gap <= tolerance:
        raise NonConvergence(
            f"the path with foresight did not settle: after {made} rounds it still moves by {gap:.1e} log points, "
            f"allowed is {tolerance:.0e}. Try more rounds, a lower discount_factor, or a later last year.",
            residual=float(gap), sweeps=made,
        )  # fmt: skip
    title = "Path without reform" if run is None else f"Path with {run.reform!r}, phased in {start}-{start + phase}"
    index = pd.Index(list(years), name="year")
    return Transition(
        path=pd.DataFrame(rows, index=index),
        provinces=pd.DataFrame(shares, index=index, columns=list(base.economy.names)),
        residence=table, pace=pace, foresight=foresight, rounds=made, title=title,
    )  # fmt: skip


def _reform(lab, run, year, start, phase):
    """The reform as far as it is carried out in a year."""
    begun = run is not None and year >= start
    done = (min((year - start) / phase, 1.0) if phase else 1.0) if begun else 0.0
    levers = intensify(run.levers, done, lab.baseline.neutral) if done else {}
    charge = True if run is None else run.reform.charge_costs
    return settle(levers, lab.economy.names, lab.baseline.neutral, charge)


def _pass(lab, pace, years, reforms, wish, kappa, outlook, states):
    """One pass along the years; `states` keeps each year's market state for the next pass."""
    base = lab.baseline
    table = base.economy.residence.copy()
    utility, rows, shares = [], [], []
    for t, (year, reform) in enumerate(zip(years, reforms, strict=True)):
        growth = (t * np.log1p(pace.farm_productivity_growth), t * np.log1p(pace.other_productivity_growth))
        first = states[t] if states[t] is not None else (states[t - 1] if t else None)
        solution = lab.solver.solve(reform, given=Given(table), start=first, tolerance=YEAR_TOLERANCE, growth=growth)
        states[t] = solution.state
        change = change_of_utility(solution).total
        utility.append(change)
        rows.append(_row(table, change, solution))
        by_province = table.sum((0, 1))
        shares.append(100 * by_province[:, 1:].sum(1) / by_province.sum(1))
        if year == years[-1]:
            break
        chosen = wish * np.exp(kappa * (change if outlook is None else outlook[t]))
        chosen *= (table.sum((2, 3)) / chosen.sum((2, 3)))[:, :, None, None]
        table = (1 - pace.reconsider_rate) * table + pace.reconsider_rate * chosen
        citizenized = float(np.mean(reform["citizenization"]))
        convert_hukou(table, min(pace.conversion * (1 + pace.conversion_boost * citizenized), 1.0))
        table *= 1 + pace.natural_increase
    return np.array(utility), rows, shares, table


def _row(table, change, solution):
    total = table.sum()
    parts = solution.parts
    return {
        "population": total,
        "urban residents (%)": 100 * table[..., 1:].sum() / total,
        "urban hukou (%)": 100 * table[:, URBAN].sum() / total,
        "farm workers (%)": 100 * parts["farmers"].sum() / total,
        "welfare": 100 * (table * change).sum() / total,
        "service budgets (% of output)": 100 * parts["budget"].sum() / parts["income"].value_added.sum(),
        **risks_after(solution),
    }


def calibrate_pace(
    lab: Lab, urban_rise: tuple[int, float], hukou_rise: tuple[int, float], *, pace: Pace | None = None
) -> Pace:
    """Fit `pull` and `conversion` so that the path without reform meets two observed rises.

    Parameters
    ----------
    urban_rise : (int, float)
        Year and rise of the urban share since 2020, in points.
    hukou_rise : (int, float)
        Year and rise of the urban hukou share since 2020, in points.
    """
    pace = Pace() if pace is None else pace
    last = max(urban_rise[0], hukou_rise[0])

    def miss(guess):
        path = transition(lab, None, last, pace=replace(pace, pull=guess[0], conversion=guess[1])).path
        urban, hukou = path["urban residents (%)"], path["urban hukou (%)"]
        return np.array(
            [
                urban[urban_rise[0]] - urban[BASE_YEAR] - urban_rise[1],
                hukou[hukou_rise[0]] - hukou[BASE_YEAR] - hukou_rise[1],
            ]
        )

    guess, steps = np.array([1.0, 0.02]), np.array([0.05, 0.002])
    for _ in range(8):  # Newton with differences; the two rises react almost separately
        now = miss(guess)
        if np.max(np.abs(now)) < 1e-6:
            break
        slope = np.column_stack([(miss(guess + step) - now) / step.sum() for step in np.diag(steps)])
        low, high = np.array([LIMITS["pull"], LIMITS["conversion"]]).T
        guess = np.clip(guess - np.linalg.solve(slope, now), low + 1e-6, high - 0.003)
    else:
        raise NonConvergence(
            f"pull and conversion could not be fitted: the rises still miss by {np.max(np.abs(now)):.1e} points. "
            "Pass pace=Pace(...) with values of your own.",
            residual=float(np.max(np.abs(now))), sweeps=8,
        )  # fmt: skip
    return replace(pace, pull=float(guess[0]), conversion=float(guess[1]))
