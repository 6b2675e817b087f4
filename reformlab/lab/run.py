"""The result of one reform: everything a learner asks of it, by name."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reformlab.lab import assumed
from reformlab.lab.channels import CHANNELS, EARNINGS, channels, earnings_account
from reformlab.lab.errors import InfeasibleReform, ParameterError
from reformlab.lab.inequality import inequality, inequality_after
from reformlab.lab.residence import HUKOU
from reformlab.lab.risks import risks, risks_after
from reformlab.lab.utility import change_of_utility, residence_after
from reformlab.lab.welfare import Welfare, losers

if TYPE_CHECKING:
    from reformlab.lab.equilibrium import Reference, Solution
    from reformlab.lab.laboratory import Lab
    from reformlab.lab.levers import Reform
    from reformlab.lab.uncertainty import Uncertainty
    from reformlab.lab.utility import Utility
    from reformlab.lab.welfare import Losers
    from reformlab.types import Array

MAPS = {
    "ev": "equivalent variation of people registered there, % of income",
    "ev_rural_hukou": "equivalent variation, rural hukou, % of income",
    "ev_urban_hukou": "equivalent variation, urban hukou, % of income",
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
    """An equilibrium under a reform. Made by `Lab.solve`; ask it, for example, ``run.losers()``."""

    def __init__(self, lab: Lab, reform: Reform, solution: Solution) -> None:
        self.lab, self.reform, self.solution = lab, reform, solution
        self.band: Uncertainty | None = None  # set by Lab.uncertainty

    # --- raw results -------------------------------------------------------------------------------------------------
    @cached_property
    def utility(self) -> Utility:
        """Change of indirect utility by group and place (`utility.Utility`)."""
        return change_of_utility(self.solution)

    @cached_property
    def residence(self) -> Array:
        """Residence table after the reform (N, 2, N, S), million people."""
        return residence_after(self.solution, self.utility)

    @cached_property
    def welfare(self) -> Welfare:
        """Welfare of the groups (`welfare.Welfare`)."""
        return Welfare(self.solution, self.utility)

    @cached_property
    def in_place(self) -> Solution:
        """Solution of the same reform if nobody moved."""
        try:
            return self.lab.solver.solve(self.reform, given=self.lab.baseline.given, tolerance=self.lab.tolerance)
        except InfeasibleReform as error:
            raise InfeasibleReform(f"channels compare with nobody moving, which cannot be: {error}") from error

    @cached_property
    def references(self) -> dict[bool, Reference | None]:
        """Where solves near to this run may start, with people free and with people fixed (see `Solver`).

        Solved anew: how this run was reached must not show in the last digits of what starts from it.
        """
        solver, tolerance = self.lab.solver, self.lab.tolerance
        return {
            False: solver.reference(self.reform, tolerance=tolerance),
            True: solver.reference(self.reform, given=self.lab.baseline.given, tolerance=tolerance),
        }

    @property
    def levers(self) -> dict[str, Any]:
        """Levers that were moved."""
        return self.reform.moved

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Assumptions behind this run (names; `assumptions` shows them)."""
        free = () if self.reform.charge_costs else ("benefit_cost", "annuity_rate", "capacity_cost")
        return tuple(name for name in self.lab.economy.rests_on if name not in free)

    def assumptions(self) -> pd.DataFrame:
        """Assumptions behind this run, with value, range, source and standing."""
        return assumed.table(self.rests_on)

    # --- headline numbers --------------------------------------------------------------------------------------------
    @property
    def ev(self) -> float:
        """Equivalent variation, % of own income, mean over people."""
        return self.welfare.mean(self.welfare.ev)

    @property
    def log_welfare(self) -> float:
        """Change of log welfare, mean over people, 100 x log points."""
        return 100 * self.welfare.mean(self.welfare.log_welfare)

    @property
    def group_ev(self) -> pd.DataFrame:
        """Equivalent variation by province of registration and hukou type, % of own income."""
        return pd.DataFrame(self.welfare.ev, index=self._index, columns=list(HUKOU))

    @property
    def urban_share(self) -> float:
        """Urban residents, % of all people."""
        people = self.solution.parts["people"]
        return float(100 * people[:, 1:].sum() / people.sum())

    def headline(self) -> pd.Series:
        """Headline outcomes as a Series; the same list that `uncertainty` draws bands for."""
        return pd.Series(self.outcomes(), dtype=float, name="value")

    def outcomes(self) -> dict[str, float]:
        """Headline outcomes as a dict (hundreds of draws have no time to make a Series each)."""
        base, parts = self.lab.baseline, self.solution.parts
        inter = self.residence.sum((1, 3))
        values = self.welfare.outcomes()
        values |= {f"channel: {name}": value for name, value in zip(CHANNELS, self.channels, strict=True)}
        values |= {"owners' income": self.owners}
        values |= {f"earnings: {name}": value for name, value in zip(EARNINGS, self.earnings, strict=True)}
        real = parts["income"].value_added / np.exp((parts["basket"] * base.economy.plants).sum(1))
        values |= {
            "output volume": self.output,
            "real GDP": 100 * np.log(real.sum() / base.value_added),
            "urban share (%)": self.urban_share,
            "farm workers (%)": 100 * parts["farmers"].sum() / base.population,
            "living outside the province of hukou (%)": 100 * (1 - np.trace(inter) / inter.sum()),
            "tax rate (%)": 100 * parts["tax_rate"],
            "yearly cost (billion yuan)": parts["due"].sum() + parts["upkeep"].sum(),
        }
        values |= inequality_after(self) | risks_after(self.solution)
        return {name: float(number) for name, number in values.items()}

    @property
    def output(self) -> float:
        """Change of output volume at base-year prices, 100 x log points."""
        base, made = self.lab.baseline, self.solution.parts["made"]
        volume = base.shares.gamma * self.lab.economy.output[: len(base.people)]
        return float(100 * np.log((volume * np.exp(made[: len(base.people)])).sum() / volume.sum()))

    @cached_property
    def channels(self) -> tuple[float, ...]:
        """Welfare by channel, in the order of `channels.CHANNELS`, 100 x log points."""
        return channels(self.welfare, change_of_utility(self.in_place))

    @cached_property
    def earnings(self) -> tuple[float, ...]:
        """Mean real earnings by account, in the order of `channels.EARNINGS`, %."""
        return earnings_account(self.lab.baseline, self.solution.parts, self.in_place.parts)

    @property
    def owners(self) -> float:
        """What the income of owners of capital adds to the mean equivalent variation, % of income."""
        base, welfare = self.lab.baseline, self.welfare
        return 100 * welfare.mean(welfare.owner_gain / (welfare.mean_income + base.owner_income))

    # --- questions ---------------------------------------------------------------------------------------------------
    def dividends(self) -> pd.Series:
        """Welfare by channel, 100 x log points; adds up to `log_welfare`."""
        return pd.Series(
            self.channels, index=pd.Index(CHANNELS, name="channel"), name="welfare (100 x log points)", dtype=float
        )

    def earnings_account(self) -> pd.Series:
        """Mean real earnings: what changes in place, by others' moves and by the movers' own step, %."""
        values = [*self.earnings, sum(self.earnings)]
        return pd.Series(values, index=pd.Index([*EARNINGS, "total"], name="account"), name="mean real earnings (%)")

    def costs(self) -> pd.Series:
        """Yearly public cost and who carries it, billion yuan of the base year."""
        parts = self.solution.parts
        due, funded, upkeep = parts["due"].sum(), parts["funded"].sum(), parts["upkeep"].sum()
        return pd.Series(
            {
                "newly served people": due,
                "networks and capacity": upkeep,
                "paid by a national tax": funded + upkeep,
                "carried by thinner services": due - funded,
            },
            name="billion yuan a year",
        )

    def risks(self) -> pd.DataFrame:
        """Four risk indicators, base and after."""
        return risks(self.solution)

    def losers(self) -> Losers:
        """Groups that are worse off, and how many people they hold."""
        return losers(self.welfare, self.lab.economy.names)

    def inequality(self) -> pd.DataFrame:
        """Inequality measures, base and after."""
        return inequality(self)

    def map(self, what: str = "ev") -> pd.Series:
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

    def provinces(self) -> pd.DataFrame:
        """Every mapped quantity by province."""
        return pd.DataFrame({what: self._map(what) for what in MAPS}, index=self._index)

    def _map(self, what):
        base, parts = self.lab.baseline, self.solution.parts
        n = len(base.people)
        people, before = parts["people"], base.people
        urban, urban_before = people[:, 1:].sum(1) / people.sum(1), before[:, 1:].sum(1) / before.sum(1)
        if what == "ev":
            return (self.welfare.ev * base.registered).sum(1) / base.registered.sum(1)
        if what.startswith("ev_"):
            return self.welfare.ev[:, 0 if "rural" in what else 1]
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
            real = (parts["income"].disposable / np.exp(parts["basket"])).sum(1) / people.sum(1)
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
    def footnote(self) -> str:
        """One line on what the numbers rest on, for captions."""
        band = "" if self.band is None else f" Band: {self.band.describe()}."
        missing = " No band was drawn: call lab.uncertainty(run)." if self.band is None else ""
        return f"Model result; rests on {len(self.rests_on)} assumptions (run.assumptions()).{band}{missing}"

    def __repr__(self):
        lost, risk, now = self.losers(), self.risks(), self.welfare.outcomes()
        risk_text = ", ".join(
            f"{name} {risk.loc[name, 'base']:.1f} -> {risk.loc[name, 'after']:.1f}" for name in ("R1", "R2", "R3", "R4")
        )
        band = ""
        if self.band is not None:
            low, high = self.band.bands().loc["EV", ["5%", "95%"]]
            band = f" (90% band {low:+.2f} to {high:+.2f})"
        before = self.lab.baseline.people
        start = 100 * before[:, 1:].sum() / before.sum()
        costs = self.costs()
        return "\n".join(
            [
                f"{self.reform!r}",
                f"EV {now['EV']:+.2f}% of income{band}; {now['EV without relief']:+.2f} without relief of barriers",
                f"In yuan: gains {now['gains (billion yuan)']:,.0f} billion a year, losses "
                f"{now['losses (billion yuan)']:,.0f}; cost {costs.iloc[:2].sum():,.0f}, of which a national tax pays "
                f"{costs['paid by a national tax']:,.0f}",
                f"People in losing groups {lost.share:.1f}%; losing more than 0.5% of income "
                f"{lost.more_than_half_percent:.1f}%",
                f"Output {self.output:+.2f}; urban residents {start:.2f}% -> {self.urban_share:.2f}%",
                f"Risks: {risk_text}",
                self.footnote(),
            ]
        )
