"""The laboratory: one economy, its solver, and the experiments that can be made with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reformlab.lab import assumed, levers
from reformlab.lab.baseline import Baseline
from reformlab.lab.best_response import best_response
from reformlab.lab.bundles import BREAKTHROUGHS, PRESETS, combine
from reformlab.lab.dividends import class_shares, shapley
from reformlab.lab.economy import rebuild
from reformlab.lab.equilibrium import TOLERANCE, Solver
from reformlab.lab.errors import LeverError, ParameterError
from reformlab.lab.levers import settle
from reformlab.lab.residence import Given
from reformlab.lab.run import Run
from reformlab.lab.scheduling import run_all
from reformlab.lab.system import System
from reformlab.lab.transition import STILL, calibrate_pace, transition
from reformlab.lab.uncertainty import uncertainty
from reformlab.lab.welfare import complements

if TYPE_CHECKING:
    from reformlab.lab.acceleration import Preconditioner
    from reformlab.lab.best_response import Rounds
    from reformlab.lab.bundles import Bundle
    from reformlab.lab.dividends import Shapley
    from reformlab.lab.economy import Economy
    from reformlab.lab.equilibrium import Reference
    from reformlab.lab.levers import Reform
    from reformlab.lab.parameters import Parameters
    from reformlab.lab.transition import Pace, Transition
    from reformlab.lab.uncertainty import Uncertainty
    from reformlab.types import Array, Levers


class Lab:
    """An economy that reforms can be tried on.

    Parameters
    ----------
    economy : Economy
        See `economy.build`; `China2020` makes the one of the course.
    parameters : Parameters, optional
        Elasticities that differ from those the economy was built with.
    tolerance : float
        Largest allowed residual of an equilibrium, in log points.
    preconditioners : dict, optional
        Jacobians of a near laboratory, to be used here too.
    references : dict, optional
        Where solves start (`equilibrium.Solver`); the base year without them.
    rises : ((int, float), (int, float)), optional
        Year and rise since 2020 of the urban and of the urban hukou share, in points; transitions are fitted to them.

    Examples
    --------
    >>> from reformlab.lab import China2020
    >>> lab = China2020()
    >>> run = lab.solve(citizenization=0.6, land_follows_people=0.5)
    >>> run.dividends().index.tolist()
    ['own step of movers', "others' moves", 'public service', 'land and property rights', 'relief of barriers',
    'institutional potential']
    """

    def __init__(
        self,
        economy: Economy,
        parameters: Parameters | None = None,
        *,
        tolerance: float = TOLERANCE,
        preconditioners: dict[bool, Preconditioner] | None = None,
        references: dict[bool, Reference | None] | None = None,
        rises: tuple[tuple[int, float], tuple[int, float]] | None = None,
    ) -> None:
        self.economy, self.tolerance, self.rises = economy, tolerance, rises
        self.baseline = Baseline(economy, parameters)
        self.solver = Solver(self.baseline, preconditioners, references)
        self._pace: Pace | None = None

    def with_parameters(self, parameters: Parameters, references: dict[bool, Reference | None] | None = None) -> Lab:
        """Same economy, other elasticities; Jacobians are shared, since a near one serves as well."""
        return Lab(
            self.economy, parameters, tolerance=self.tolerance, preconditioners=self.solver.all_preconditioners(),
            references=references, rises=self.rises,
        )  # fmt: skip

    def rebuilt(self, drawn: Mapping[str, float], references: dict[bool, Reference | None] | None = None) -> Lab:
        """Laboratory of an economy that is built anew with other values of some assumptions."""
        return Lab(
            rebuild(self.economy, drawn), tolerance=self.tolerance, preconditioners=self.solver.all_preconditioners(),
            references=references, rises=self.rises,
        )  # fmt: skip

    # --- one reform --------------------------------------------------------------------------------------------------
    def reform(self, *, charge_costs: bool = True, **given: Any) -> Reform:
        """Check lever values; `levers()` lists them."""
        return settle(given, self.economy.names, self.baseline.neutral, charge_costs)

    def run(self, reform: Reform, *, start: Run | None = None, method: str = "auto", most: int = 500) -> Run:
        """Solve a reform that was checked before."""
        state = start.solution.state if isinstance(start, Run) else start
        solution = self.solver.solve(reform, start=state, tolerance=self.tolerance, method=method, most=most)
        return Run(self, reform, solution)

    def solve(
        self,
        *,
        charge_costs: bool = True,
        start: Run | None = None,
        method: str = "auto",
        most: int = 500,
        **given: Any,
    ) -> Run:
        """Find the equilibrium of a reform.

        Parameters
        ----------
        charge_costs : bool
            Whether networks, productivity and capacity are paid for (see `levers.settle`).
        start : Run, optional
            Run to start the solver from.
        method : {"auto", "newton", "anderson", "plain"}
        most : int
            Limit on sweeps.
        **given
            Lever values, e.g. ``citizenization=0.6``; a Series by province where `levers()` says so.

        Returns
        -------
        Run

        Raises
        ------
        LeverError, NonConvergence, InfeasibleReform
        """
        return self.run(self.reform(charge_costs=charge_costs, **given), start=start, method=method, most=most)

    def package(
        self,
        bundles: Sequence[Bundle] = BREAKTHROUGHS,
        intensity: float | Mapping[str, float] = 1.0,
        *,
        charge_costs: bool = True,
    ) -> Run:
        """Solve several bundles at once.

        Parameters
        ----------
        bundles : sequence of Bundle
        intensity : float or dict
            How far each is carried out (0 not at all, 1 as given, up to 3): one number for all, or
            ``{bundle name: number}``, where bundles left out rest.
        charge_costs : bool
        """
        return self.solve(charge_costs=charge_costs, **combine(list(bundles), self.baseline.neutral, intensity))

    def preset(self, name: str) -> Run:
        """Solve a package of `bundles.PRESETS`.

        Raises
        ------
        LeverError
            If no preset has this name.
        """
        if name not in PRESETS:
            raise LeverError(f"preset must be one of {', '.join(PRESETS)}; got {name!r}")
        return self.solve(**PRESETS[name].levers(self.baseline.neutral))

    # --- experiments -------------------------------------------------------------------------------------------------
    def shapley(
        self,
        bundles: Sequence[Bundle] = BREAKTHROUGHS,
        intensity: float = 1.0,
        *,
        charge_costs: bool = True,
    ) -> Shapley:
        """Share a package out among its bundles (see `dividends.shapley`)."""
        return shapley(self, bundles, intensity, charge_costs=charge_costs)

    def class_shares(self, *, charge_costs: bool = True, **levers: Any) -> pd.DataFrame:
        """Share a reform out among the three classes of its levers (see `dividends.class_shares`)."""
        return class_shares(self, levers, charge_costs=charge_costs)

    def complements(self, first: Levers, second: Levers, *, charge_costs: bool = True) -> pd.Series:
        """How much two lever settings add to each other (see `welfare.complements`)."""
        return complements(self, first, second, charge_costs=charge_costs)

    def transition(self, run: Run | None = None, to: int = 2050, **options: Any) -> Transition:
        """Follow the economy year by year (see `transition.transition`)."""
        return transition(self, run, to, **options)

    def uncertainty(
        self, runs: Run | Sequence[Run], draws: int = 500, **options: Any
    ) -> Uncertainty | list[Uncertainty]:
        """Monte Carlo band of a run, or of several on the same draws (see `uncertainty.uncertainty`)."""
        return uncertainty(self, runs, draws, **options)

    def best_response(self, run: Run, **options: Any) -> Rounds:
        """Everybody moves at once, round by round (see `best_response.best_response`)."""
        return best_response(self, run, **options)

    def sweep(
        self,
        settings: Sequence[Levers],
        *,
        charge_costs: bool = True,
        scheduler: Any = None,
        workers: int = 1,
        progress: bool = False,
    ) -> pd.DataFrame:
        """Solve many reforms; one row of headline outcomes each.

        Parameters
        ----------
        settings : list of dict
            Lever values of each reform.
        scheduler, workers, progress
            See `scheduling.run_all`; the numbers do not depend on them.
        """
        reforms = [self.reform(charge_costs=charge_costs, **one) for one in settings]
        if not reforms:
            raise LeverError("settings: give at least one reform, got an empty list")
        self.solver.all_preconditioners()
        rows = run_all(
            solve_reforms, self, reforms, scheduler=scheduler, workers=workers, progress=progress, label="reforms"
        )
        outcomes = pd.DataFrame(rows)
        moved = pd.DataFrame([dict(reform.moved) for reform in reforms])
        return pd.concat([moved, outcomes], axis=1, keys=["levers", "outcomes"])

    def congestion_range(self, weights: Sequence[float] = (0.0, 0.05, 0.10), **given: Any) -> pd.DataFrame:
        """EV and risks of a reform over the range of the congestion weight, which nobody has estimated."""
        from dataclasses import replace

        rows = {}
        for weight in weights:
            other = self.with_parameters(replace(self.baseline.parameters, congestion_weight=weight))
            run = other.solve(**given)
            rows[weight] = {"EV": run.ev, "urban share (%)": run.urban_share, **run.risks()["after"]}
        return pd.DataFrame(rows).T.rename_axis("congestion weight")

    # --- looking inside ----------------------------------------------------------------------------------------------
    def pace(self) -> Pace:
        """Speeds of the transition, fitted to the observed rises (once); without any, nothing moves by itself."""
        if self._pace is None:
            self._pace = STILL if self.rises is None else calibrate_pace(self, *self.rises)
        return self._pace

    def residual(self, **given: Any) -> tuple[Callable[[Array], Array], Array]:
        """The equilibrium as a root problem: (function x -> G(x) - x, start), for other solvers to try."""
        system = System(self.baseline, self.reform(**given))
        return (lambda x: system.sweep(x) - x), system.start()

    def response_eigenvalues(self, run: Run, step: float = 1e-5) -> NDArray[np.inexact]:
        """Eigenvalues of the best response (d log residents chosen / d log residents) at an equilibrium.

        Real parts below 1 mean a locally unique equilibrium; one below -1 means that undamped best response cycles.
        """
        from reformlab.lab.utility import change_of_utility

        base, kappa = self.baseline, self.baseline.parameters.migration_elasticity
        here = np.log(run.residence.sum((0, 1))).ravel()
        state: Array | None = None

        def respond(log_people):
            nonlocal state
            table = run.residence * np.exp((log_people - here).reshape(base.people.shape))
            solution = self.solver.solve(run.reform, given=Given(table), start=state, tolerance=1e-12, most=2000)
            state = solution.state
            weight = base.economy.residence * np.exp(kappa * change_of_utility(solution).total)
            chosen = weight * (base.registered / weight.sum((2, 3)))[:, :, None, None]
            return np.log(chosen.sum((0, 1))).ravel()

        first = respond(here)
        slope = np.empty((here.size, here.size))
        for i in range(here.size):
            moved = here.copy()
            moved[i] += step
            slope[:, i] = (respond(moved) - first) / step
        return np.linalg.eigvals(slope)

    @staticmethod
    def levers() -> pd.DataFrame:
        """All levers with their ranges and meaning."""
        return levers.describe()

    def assumptions(self) -> pd.DataFrame:
        """Assumptions that the base year rests on."""
        return assumed.table(self.economy.rests_on)

    def __repr__(self):
        return f"Lab({self.economy!r}); try lab.solve(citizenization=0.6), lab.levers(), lab.assumptions()"


def solve_reforms(lab: Lab, reforms: Sequence[Reform]) -> list[dict[str, float]]:
    """Headline outcomes of some reforms (a dict each)."""
    return [lab.run(reform).outcomes() for reform in reforms]


def check_flag(name: str, given: object) -> bool:
    """Return a yes-or-no option, or raise a ParameterError."""
    if not isinstance(given, bool | np.bool_):
        raise ParameterError(f"{name} must be True or False, got {given!r}")
    return bool(given)
