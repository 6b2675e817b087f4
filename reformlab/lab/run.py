"""The result of one reform: everything a learner asks of it, by name."""

from functools import cached_property

import numpy as np
import pandas as pd

from reformlab.lab import assumed
from reformlab.lab.dividends import CHANNELS, channels
from reformlab.lab.errors import InfeasibleReform, ParameterError
from reformlab.lab.levers import settle
from reformlab.lab.risks import risks, risks_after
from reformlab.lab.utility import change_of_utility, residence_after
from reformlab.lab.welfare import inequality, inequality_after, losers, losing_share

MAPS = {
    "welfare": "change of welfare of people registered there, 100 x log points",
    "welfare_rural_hukou": "change of welfare, rural hukou, 100 x log points",
    "welfare_urban_hukou": "change of welfare, urban hukou, 100 x log points",
    "people": "change of residents, %",
    "urban_share": "urban residents, % of residents",
    "urban_share_change": "change of the urban share, points",
    "arrivals": "residents registered in other provinces, % of residents",
    "output": "change of output volume, 100 x log points",
    "income": "change of real income per resident, 100 x log points",
    "services": "change of services per user, 100 x log points",
    "rent": "change of urban housing cost, 100 x log points",
    "use_of_capacity": "use of urban carrying capacity, ratio",
}


class Run:
    """An equilibrium under a reform. Made by `Lab.solve`; ask it, for example, ``run.dividends()``."""

    def __init__(self, lab, reform, solution):
        self.lab, self.reform, self.solution = lab, reform, solution
        self.band = None  # set by Lab.uncertainty

    # --- raw results -------------------------------------------------------------------------------------------------
    @cached_property
    def utility(self):
        """Change of indirect utility by group and place (`utility.Utility`)."""
        return change_of_utility(self.solution)

    @cached_property
    def residence(self):
        """Residence table after the reform (N, 2, N, S), million people."""
        return residence_after(self.solution, self.utility)

    @cached_property
    def in_place(self):
        """Change of utility under the same reform if nobody moved."""
        try:
            solution = self.lab.solver.solve(self.reform, given=self.lab.given, tolerance=self.lab.tolerance)
        except InfeasibleReform as error:
            raise InfeasibleReform(f"dividends compare with nobody moving, which cannot be: {error}") from error
        return change_of_utility(solution)

    @cached_property
    def channels(self):
        """Welfare dividend by channel, in the order of `dividends.CHANNELS`."""
        return channels(self)

    @cached_property
    def references(self):
        """Where solves near to this run may start, with people free and with people fixed (see `Solver`).

        Solved anew: how this run was reached must not show in the last digits of what starts from it.
        """
        solver, tolerance = self.lab.solver, self.lab.tolerance
        return {
            False: solver.reference(self.reform, tolerance=tolerance),
            True: solver.reference(self.reform, given=self.lab.given, tolerance=tolerance),
        }

    @property
    def levers(self):
        """Levers that were moved."""
        return self.reform.moved

    @property
    def rests_on(self):
        """Assumptions behind this run (names; `assumptions` shows them)."""
        names = self.lab.economy.rests_on
        costless = not self.reform.charge_costs
        return tuple(n for n in names if not (costless and assumed.ASSUMED[n].group == "cost"))

    def assumptions(self):
        """Assumptions behind this run, with value, range and reason."""
        return assumed.table(self.rests_on)

    # --- headline numbers --------------------------------------------------------------------------------------------
    @property
    def group_welfare(self):
        """Change of welfare by province of registration and hukou type, 100 x log points."""
        values = 100 * np.log(self.solution.welfare_by_group)
        return pd.DataFrame(values, index=self._index, columns=["rural hukou", "urban hukou"])

    @property
    def welfare(self):
        """Change of welfare of all people, 100 x log points (mean of log changes, weighted by people)."""
        base = self.lab.baseline
        return float(100 * (base.registered * np.log(self.solution.welfare_by_group)).sum() / base.population)

    @property
    def urban_share(self):
        """Urban residents, % of all people."""
        people = self.solution.parts["people"]
        return float(100 * people[:, 1:].sum() / people.sum())

    def headline(self):
        """Headline outcomes as a Series; the same list that `uncertainty` draws bands for."""
        return pd.Series(self.outcomes(), dtype=float, name="value")

    def outcomes(self):
        """Headline outcomes as a dict (a thousand draws have no time to make a Series each)."""
        base, parts = self.lab.baseline, self.solution.parts
        by_type = (base.registered * np.log(self.solution.welfare_by_group)).sum(0) / base.registered.sum(0)
        gamma, n = base.shares.gamma, len(base.people)
        volume = gamma * self.lab.economy.output[:n]
        inter = self.residence.sum((1, 3))
        real = (parts["income"].value_added / np.exp(parts["basket"])).sum() / base.value_added
        values = {
            "welfare": self.welfare,
            **{f"dividend: {name}": value for name, value in zip(CHANNELS, self.channels, strict=True)},
            "welfare, rural hukou": 100 * by_type[0],
            "welfare, urban hukou": 100 * by_type[1],
            "people in losing groups (%)": losing_share(self),
            "output volume": 100 * np.log((volume * np.exp(parts["made"][:n])).sum() / volume.sum()),
            "real income": 100 * np.log(real),
            "urban share (%)": self.urban_share,
            "farm workers (%)": 100 * parts["farmers"].sum() / base.population,
            "living outside the province of hukou (%)": 100 * (1 - np.trace(inter) / inter.sum()),
            "tax rate (%)": 100 * parts["tax_rate"],
        }
        values |= inequality_after(self) | risks_after(self.solution)
        return {name: float(number) for name, number in values.items()}

    # --- questions ---------------------------------------------------------------------------------------------------
    def dividends(self):
        """Welfare dividend by channel, 100 x log points; adds up to `welfare`."""
        return pd.Series(
            self.channels, index=pd.Index(CHANNELS, name="channel"), name="dividend (100 x log points)", dtype=float
        )

    def risks(self):
        """Four risk indicators, base and after."""
        if not hasattr(self, "_risks"):
            self._risks = risks(self.solution)
        return self._risks.copy()

    def losers(self):
        """Groups that are worse off, and how many people they hold."""
        return losers(self)

    def inequality(self):
        """Inequality measures, base and after."""
        return inequality(self)

    def map(self, what="welfare"):
        """One number per province, ready for a tile map; `MAPS` lists what can be asked for.

        Raises
        ------
        ParameterError
            If `what` is not on the list.
        """
        if what not in MAPS:
            raise ParameterError(f"map must be one of {', '.join(MAPS)}; got {what!r}")
        series = pd.Series(self._map(what), index=self._index, name=what)
        series.attrs["label"] = MAPS[what]
        return series

    def provinces(self):
        """Every mapped quantity by province."""
        return pd.DataFrame({what: self._map(what) for what in MAPS}, index=self._index)

    def _map(self, what):
        base, parts = self.lab.baseline, self.solution.parts
        n = len(base.people)
        people, before = parts["people"], base.people
        log_welfare = 100 * np.log(self.solution.welfare_by_group)
        urban, urban_before = people[:, 1:].sum(1) / people.sum(1), before[:, 1:].sum(1) / before.sum(1)
        if what == "welfare":
            return (log_welfare * base.registered).sum(1) / base.registered.sum(1)
        if what.startswith("welfare_"):
            return log_welfare[:, 0 if "rural" in what else 1]
        if what == "people":
            return 100 * (people.sum(1) / before.sum(1) - 1)
        if what == "urban_share":
            return 100 * urban
        if what == "urban_share_change":
            return 100 * (urban - urban_before)
        if what == "arrivals":
            return 100 * parts["masses"][2:].sum((0, 2)) / people.sum(1)
        if what == "output":
            volume = base.shares.gamma * self.lab.economy.output[:n]
            return 100 * np.log((volume * np.exp(parts["made"][:n])).sum(1) / volume.sum(1))
        if what == "income":
            real = parts["income"].disposable.sum(1) / people.sum(1) / np.exp(parts["basket"])
            return 100 * np.log(real / (base.income.disposable.sum(1) / before.sum(1)))
        weight = people[:, 1:] / people[:, 1:].sum(1, keepdims=True)
        if what == "services":
            return 100 * (weight * parts["level"][:, 1:]).sum(1)
        if what == "rent":
            return 100 * (weight * parts["rent"][:, 1:]).sum(1)
        return (weight * parts["use"][:, 1:]).sum(1)

    @property
    def _index(self):
        return pd.Index(self.lab.economy.names, name="province")

    # --- reading aloud -----------------------------------------------------------------------------------------------
    def footnote(self):
        """One line on what the numbers rest on, for captions."""
        band = "" if self.band is None else f" Band: {self.band.describe()}."
        missing = " No band was drawn: call lab.uncertainty(run)." if self.band is None else ""
        return f"Model result; rests on {len(self.rests_on)} assumptions (run.assumptions()).{band}{missing}"

    def __repr__(self):
        share = self.losers().share
        risk = self.risks()
        risk_text = ", ".join(
            f"{name} {risk.loc[name, 'base']:.1f} -> {risk.loc[name, 'after']:.1f}" for name in ("R1", "R2", "R3", "R4")
        )
        band = ""
        if self.band is not None:
            low, high = self.band.bands().loc["welfare", ["5%", "95%"]]
            band = f" (90% band {low:+.2f} to {high:+.2f})"
        parts = ", ".join(f"{name} {value:+.2f}" for name, value in self.dividends().items())
        before = self.lab.baseline.people
        start = 100 * before[:, 1:].sum() / before.sum()
        return "\n".join(
            [
                f"{self.reform!r}",
                f"Welfare {self.welfare:+.2f}{band}, 100 x log points: {parts}",
                f"Urban residents {start:.2f}% -> {self.urban_share:.2f}%; people in losing groups {share:.1f}%",
                f"Risks: {risk_text}",
                self.footnote(),
            ]
        )


def neutral_reform(lab):
    """Return the reform that moves nothing."""
    return settle({}, lab.economy.names, lab.baseline.neutral)
