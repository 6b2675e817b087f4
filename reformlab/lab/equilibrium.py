"""Solve for the equilibrium of a reform, and say clearly when there is none or it was not found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.acceleration import fixed_point, jacobian_inverse
from reformlab.lab.bundles import BREAKTHROUGHS, combine
from reformlab.lab.choice import LEAST_ABOVE_NEED
from reformlab.lab.errors import InfeasibleReform, NonConvergence, ParameterError
from reformlab.lab.levers import settle
from reformlab.lab.system import MOST_TAX, System

if TYPE_CHECKING:
    from reformlab.lab.acceleration import Preconditioner
    from reformlab.lab.baseline import Baseline
    from reformlab.lab.levers import Reform
    from reformlab.lab.residence import Given
    from reformlab.types import Array

DENSE_LIMIT = 200  # locations up to which a Jacobian of the base year pays for itself
TOLERANCE = 1e-10
MEMORY = 40  # steps that unpreconditioned acceleration looks back on
ADVICE = (
    "Try start=<a run nearer to this one>, smaller steps of the levers (intensity below 1), method='plain' with more "
    "sweeps, or parameters inside the ranges of assumed.table()."
)


@dataclass
class Solution:
    """A fixed point of a `System`: its state vector, its parts, and how it was reached."""

    system: System
    state: np.ndarray
    parts: dict
    sweeps: int
    residual: float

    @property
    def welfare_by_group(self) -> Array:
        """Change of welfare by group, a factor of the base year, (N, 2)."""
        return self.parts["weights"] ** (1 / self.system.base.parameters.migration_elasticity)


@dataclass(frozen=True)
class Reference:
    """A solved point, as a change of the state from the base year, and the inverse Jacobian there."""

    change: np.ndarray
    preconditioner: Preconditioner


class Solver:
    """Solves reforms for one baseline; Jacobians are computed when first needed, then kept.

    `references` (whether people are fixed -> Reference) replaces base year and Jacobian where solves start.
    """

    def __init__(
        self,
        base: Baseline,
        preconditioners: dict[bool, Preconditioner] | None = None,
        references: dict[bool, Reference | None] | None = None,
    ) -> None:
        self.base = base
        self.preconditioners = {} if preconditioners is None else preconditioners
        self.references = {} if references is None else references

    def reference(
        self, reform: Reform, *, given: Given | None = None, tolerance: float = TOLERANCE
    ) -> Reference | None:
        """Solve a reform and return its `Reference`; small economies only, None for others."""
        if not self.small:
            return None
        solution = self.solve(reform, given=given, tolerance=tolerance)
        with np.errstate(all="ignore"):
            change = solution.state - solution.system.start()
            return Reference(change, jacobian_inverse(solution.system.sweep, solution.state))

    @property
    def small(self) -> bool:
        """Whether a Jacobian pays for itself."""
        n, spaces = self.base.economy.size
        return n * spaces <= DENSE_LIMIT

    def preconditioner(self, fixed: bool) -> Preconditioner:
        """Inverse Jacobian (I - J)^-1 with people fixed or free, at the five breakthroughs at half their size.

        There the loops that some reforms open (claims that follow people, say) are open; at the base year they are not.
        """
        fixed = bool(fixed)
        if fixed not in self.preconditioners:
            levers = combine(BREAKTHROUGHS, self.base.neutral, 0.5)
            reform = settle(levers, self.base.economy.names, self.base.neutral)
            system = System(self.base, reform, self.base.given if fixed else None)
            point = system.start()
            with np.errstate(all="ignore"):
                near, _, residual = fixed_point(system.sweep, point, most=300, memory=MEMORY)
            point = near if residual < 1e-6 else point
            self.preconditioners[fixed] = jacobian_inverse(system.sweep, point)
        return self.preconditioners[fixed]

    def all_preconditioners(self) -> dict[bool, Preconditioner]:
        """Both, for a near laboratory; made before they are shared, so that nothing depends on who solves first."""
        if self.small:
            self.preconditioner(False)
            self.preconditioner(True)
        return self.preconditioners

    def solve(
        self,
        reform: Reform,
        *,
        given: Given | None = None,
        start: Array | None = None,
        tolerance: float = TOLERANCE,
        method: str = "auto",
        most: int = 500,
        growth: tuple[float, float] = (0.0, 0.0),
    ) -> Solution:
        """Find the equilibrium of a reform.

        Parameters
        ----------
        reform : Reform
        given : Given, optional
            Keep this residence table (nobody moves).
        start : array, optional
            State to start from.
        tolerance : float
            Largest allowed residual of the equilibrium map, in log points.
        method : {"auto", "newton", "anderson", "plain"}
            Chord-Newton with acceleration (small economies), acceleration alone, or damped sweeps.
        most : int
            Limit on sweeps of each attempt.
        growth : (float, float)
            Log productivity growth since the base year, farm and non-farm.

        Raises
        ------
        NonConvergence
            With the residual and what to try.
        InfeasibleReform
            If a budget would be empty or subsistence cannot be paid for.
        """
        if method not in ("auto", "newton", "anderson", "plain"):
            raise ParameterError(f"method must be 'auto', 'newton', 'anderson' or 'plain', got {method!r}")
        if not 1e-14 <= tolerance <= 1e-2:
            raise ParameterError(f"tolerance must lie between 1e-14 and 0.01, got {tolerance!r}")
        system = System(self.base, reform, given, growth)
        near = self.references.get(given is not None) if start is None else None
        x = system.start() if start is None else np.array(start, dtype=float)
        if near:
            x = x + near.change
        if x.shape != (system.cuts[-1],):
            raise ParameterError(f"start must be a state of length {system.cuts[-1]}, got shape {x.shape}")
        sweeps = 0
        with np.errstate(all="ignore"):  # a wild step may overflow; the residual then sends the iteration back
            if method == "plain":
                x, sweeps, residual = _damped(system.sweep, x, tolerance, most)
            else:
                residual = np.inf
                if method == "newton" or (method == "auto" and self.small):
                    known = near.preconditioner if near else None
                    known = known or self.preconditioner(given is not None)
                    first = x
                    x, sweeps, residual = fixed_point(
                        system.sweep, x, tolerance=tolerance, most=most, precondition=known
                    )
                    if residual >= tolerance and not np.all(np.isfinite(x)):
                        x = first
                if not residual < tolerance and method in ("auto", "anderson"):
                    x = x if np.all(np.isfinite(x)) else system.start()
                    x, more, residual = fixed_point(system.sweep, x, tolerance=tolerance, most=most, memory=MEMORY)
                    sweeps += more
            if not residual < tolerance:
                raise NonConvergence(
                    f"no equilibrium found for {reform!r}: after {sweeps} sweeps the largest gap is {residual:.1e} "
                    f"log points, allowed is {tolerance:.0e}. {ADVICE}",
                    residual=float(residual), sweeps=sweeps,
                )  # fmt: skip
            parts = system.parts()
        _check_feasible(system, parts)
        return Solution(system, x, parts, sweeps, float(residual))


def _damped(sweep, x, tolerance, most, damping=0.3):
    """Plain damped iteration, the slow and sturdy way."""
    residual = np.inf
    for made in range(1, most + 1):
        gap = sweep(x) - x
        residual = np.max(np.abs(gap))
        if residual < tolerance or not np.isfinite(residual):
            return x, made, residual
        x = x + damping * gap
    return x, most, residual


def _check_feasible(system, parts):
    """Raise when the fixed point leans on a guard that only serves the iteration."""
    names = system.base.economy.names
    if parts["tax_rate"] >= MOST_TAX * (1 - 1e-9):
        raise InfeasibleReform(
            f"public cost: {parts['funded'].sum() + parts['upkeep'].sum():,.0f} billion yuan a year would ask for a "
            f"tax rate above {MOST_TAX:.0%}; lower national_funding, citizenization or the levers that are paid for"
        )
    if np.any(parts["budget"] <= 0):
        worst = int(np.argmin(parts["budget"]))
        raise InfeasibleReform(
            f"service budget: {names[worst]} would spend {parts['budget'][worst]:.1f} billion yuan; it must be above 0"
        )
    lowest = parts["income_by_class"].min(0)
    short = lowest - parts["need"] <= LEAST_ABOVE_NEED * lowest
    if short.any():
        worst = np.unravel_index(np.argmax(short), short.shape)
        raise InfeasibleReform(
            f"subsistence: the poorest in {names[worst[0]]} would earn {lowest[worst]:.2f} thousand yuan, food alone "
            f"costs {parts['need'][worst]:.2f}; income must stay above it"
        )
