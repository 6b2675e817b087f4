"""Everybody moves at once: the naive iteration, why it cycles, and the damped one that does not.

Each round, markets clear for the people where they are, then everyone chooses again at those prices. With many people
reacting to the same prices the round overshoots. Damping (only a share of people moves in a round) brings it to rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reformlab.lab.errors import InfeasibleReform, NonConvergence, ParameterError
from reformlab.lab.residence import Given
from reformlab.lab.utility import change_of_utility

if TYPE_CHECKING:
    from reformlab.lab.laboratory import Lab
    from reformlab.lab.run import Run


@dataclass(frozen=True)
class Rounds:
    """Rounds of best response: distance to the equilibrium and urban share, one row a round."""

    path: pd.DataFrame
    settled: bool
    stopped: str = ""  # why it could not go on: crowds so large that no prices clear the markets

    def __repr__(self):
        state = "settles" if self.settled else ("breaks off" if self.stopped else "does not settle")
        last = self.path["distance"].iloc[-1]
        return f"Best response {state} in {len(self.path)} rounds; last distance {last:.2e} log points"


def best_response(lab: Lab, run: Run, *, damping: float = 1.0, rounds: int = 40, settled: float = 1e-6) -> Rounds:
    """Iterate best responses from the base year towards the equilibrium of `run`.

    Parameters
    ----------
    damping : float
        Share of people who move in a round (1: everybody).
    rounds : int
    settled : float
        Change between two rounds, in log points of residents, below which the iteration has settled.
    """
    if not 0 < damping <= 1:
        raise ParameterError(f"damping must lie between 0 (excluded) and 1, got {damping!r}")
    if not isinstance(rounds, int) or rounds < 1:
        raise ParameterError(f"rounds must be a whole number of at least 1, got {rounds!r}")
    base, kappa = lab.baseline, lab.baseline.parameters.migration_elasticity
    table = base.economy.residence.copy()
    goal = np.log(run.solution.parts["people"])
    rows, state, done, stopped = [], None, False, ""
    for _ in range(rounds):
        try:
            solution = lab.solver.solve(run.reform, given=Given(table), start=state, tolerance=1e-9)
        except (NonConvergence, InfeasibleReform) as error:
            stopped = str(error)
            break
        state = solution.state
        weight = base.economy.residence * np.exp(kappa * change_of_utility(solution).total)
        chosen = weight * (base.registered / weight.sum((2, 3)))[:, :, None, None]
        before = np.log(table.sum((0, 1)))
        table = np.exp((1 - damping) * np.log(table) + damping * np.log(chosen))
        table *= (base.registered / table.sum((2, 3)))[:, :, None, None]
        people = table.sum((0, 1))
        change = np.max(np.abs(np.log(people) - before))
        rows.append((np.max(np.abs(np.log(people) - goal)), change, 100 * people[:, 1:].sum() / people.sum()))
        if change < settled:
            done = True
            break
    path = pd.DataFrame(rows, columns=["distance", "change", "urban share (%)"])
    path.index = pd.RangeIndex(1, len(path) + 1, name="round")
    return Rounds(path, done, stopped)
