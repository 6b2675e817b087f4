"""The Lab against published counterfactuals: the same reform as far as the Lab has it, their figures beside its own.

Every row names what differs, because no row compares like with like in full: the Lab has 31 provinces in 2020, one
elasticity of migration, no skill, and subsistence. Costs are off, because the studies have none. A published figure is
"checked" where its source or abstract was read, and "reported" where only another author's summary was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reformlab.lab.parameters import Parameters

if TYPE_CHECKING:
    from reformlab.lab.laboratory import Lab
    from reformlab.lab.run import Run

EIGHT = ("Beijing", "Tianjin", "Shanghai", "Jiangsu", "Zhejiang", "Fujian", "Guangdong", "Hainan")
FOUR = ("Beijing", "Shanghai", "Zhejiang", "Guangdong")
NATIVES = (-17.0, -10.6)  # of first-tier cities, low and high skill


@dataclass(frozen=True)
class Comparison:
    """One reform of one study, and how the Lab carries it out.

    `published` maps outcomes to what the study found: a number, or the two ends of a range. `run` takes a function
    (parameter values -> Lab) and returns the same outcomes; those without a published figure are added for reading.
    """

    number: int
    study: str
    cite: str  # key of the bibliography, or empty
    reform: str
    published: dict
    standing: str
    setting: str  # what the Lab does
    run: Callable
    differs: str


def arithmetic_welfare(run: Run) -> float:
    """Mean over people of the change of welfare as a factor, %: the measure of most of these studies."""
    welfare = run.welfare
    return 100 * (welfare.mean(np.exp(welfare.log_welfare)) - 1)


def _free(lab, **levers):
    return lab.solve(charge_costs=False, **levers)


def _usual(run):
    return {"output volume, %": run.output, "welfare, %": arithmetic_welfare(run)}


def _real(run):
    return {"real GDP, %": run.outcomes()["real GDP"], "welfare, %": arithmetic_welfare(run)}


def _third_outside(labs):
    return _usual(_free(labs(), across_province_barrier=0.245))


def _internal_trade(labs):
    return _real(_free(labs(), interprovincial_trade_cost=0.9))


def _external_trade(labs):
    return _real(_free(labs(), external_trade_cost=0.9))


def _land_kept(labs):
    lab = labs(land_kept=0.0)
    ways = {
        "villagers keep": {"land_right_portability": 1.0},
        "townspeople keep": {"urban_property_kept": 1.0},
        "both keep": {"land_right_portability": 1.0, "urban_property_kept": 1.0},
    }
    found = {}
    for name, levers in ways.items():
        found |= {f"{what}, {name}": value for what, value in _usual(_free(lab, **levers)).items()}
    return found


def _costs_fall(labs):
    lab, before = labs(), 1 / 0.55
    dear = _free(lab, within_province_barrier=before, across_province_barrier=before).outcomes()
    now = _free(lab).outcomes()
    return {
        "farm workers, % change": 100 * (now["farm workers (%)"] / dear["farm workers (%)"] - 1),
        "variation across provinces, % change": 100
        * (now["variation across provinces"] / dear["variation across provinces"] - 1),
        "output volume, %": -dear["output volume"],
    }


def _spending_per_head(labs):
    return _usual(_free(labs(service_weight=0.1, service_rivalry=1.0), spending_equalisation=1.0))


FULL_ACCESS = {"citizenization": 1.0, "outsider_property_rights": 1.0}
TAXED = FULL_ACCESS | {"national_funding": 1.0, "across_province_barrier": 0.85}


def _natives(run):
    ev = run.group_ev["urban hukou"]
    return {"natives of Beijing, EV %": ev["Beijing"], "natives of Shanghai, EV %": ev["Shanghai"]}


def _no_hukou(labs):
    open_, taxed = _free(labs(), **FULL_ACCESS), _free(labs(), **TAXED)
    found = {"output volume, %": open_.output, "EV, %": open_.ev} | _natives(open_)
    other = {"output volume, %": taxed.output} | _natives(taxed)
    return found | {f"{name}, taxed and easier moves": value for name, value in other.items()}


def _no_hukou_with_land(labs):
    before, after = _free(labs(), **TAXED), _free(labs(), **TAXED, land_follows_people=1.0, money_follows_people=0.2)
    return {
        "welfare, %": arithmetic_welfare(after),
        "welfare without land and transfers, %": arithmetic_welfare(before),
        "natives of Beijing, EV %": _natives(after)["natives of Beijing, EV %"],
        "natives of Beijing without, EV %": _natives(before)["natives of Beijing, EV %"],
    }


def _eight_entries():
    return dict.fromkeys(EIGHT, 0.164)


def _cheaper_entry(labs):
    lab = labs()
    now, then = _free(lab, across_province_barrier=_eight_entries()), _free(lab)
    spread = [run.outcomes()["variation across provinces"] for run in (now, then)]
    return _real(now) | {"variation across provinces, % change": 100 * (spread[0] / spread[1] - 1)}


def _land_and_entry(labs):
    lab, land, entry = labs(), dict.fromkeys(FOUR, 1.5), _eight_entries()
    each = [
        arithmetic_welfare(_free(lab, **levers))
        for levers in ({"construction_land": land}, {"across_province_barrier": entry})
    ]
    both = arithmetic_welfare(_free(lab, construction_land=land, across_province_barrier=entry))
    return {"both over the product of each, ratio": (1 + both / 100) / np.prod([1 + one / 100 for one in each])}


def _mobility(labs):
    return {"output volume, %": _third_outside(labs)["output volume, %"]}


def _hukou_and_land(labs):
    lab = labs()
    now, then = _free(lab, land_right_portability=1.0, citizenization=1.0).outcomes(), _free(lab).outcomes()
    return {
        "farm workers, points": now["farm workers (%)"] - then["farm workers (%)"],
        "urban share, points": now["urban share (%)"] - then["urban share (%)"],
    }


def _more_migrants(labs):
    lab = labs()
    run = _free(lab, within_province_barrier=0.867, across_province_barrier=0.867)
    here = np.arange(len(lab.economy.names))
    away = [table[:, 0].sum() - table[here, 0, here, 0].sum() for table in (run.residence, lab.economy.residence)]
    return {
        "output volume, %": run.output,
        "rural hukou away from the village, % change": 100 * (away[0] / away[1] - 1),
    }


COMPARISONS = (
    Comparison(
        1, "Tombe and Zhu (2019)", "tombezhu2019", "a third of workers live outside their province",
        {"output volume, %": 12.8, "welfare, %": 45.6}, "reported",
        "barrier between provinces x 0.245, so that a third live outside", _third_outside,
        "economy of 2005; gaps of 2020 are smaller, rents and crowding rise; in both, most of welfare is relief",
    ),
    Comparison(
        2, "Tombe and Zhu (2019)", "tombezhu2019", "internal trade costs as they fell, by 10 to 15%",
        {"real GDP, %": 11.2, "welfare, %": 11.4}, "reported",
        "trade cost between provinces x 0.9", _internal_trade,
        "gains come through prices: the volume of output hardly changes in the Lab",
    ),
    Comparison(
        3, "Tombe and Zhu (2019)", "tombezhu2019", "external trade costs as they fell, by 10%, farm goods 25%",
        {"real GDP, %": 4.0, "welfare, %": 2.9}, "reported",
        "trade cost with the world x 0.9", _external_trade, "one fall for all goods",
    ),
    Comparison(
        4, "Tombe and Zhu (2019)", "tombezhu2019", "land income is kept wherever one lives",
        {"output volume, %, both keep": -2.4, "welfare, %, both keep": 11.8}, "reported",
        "nothing kept in the base year, then all: by villagers, by townspeople, by both", _land_kept,
        "signs agree only where townspeople alone keep; in the Lab a fixed rent is shared with people who earn more "
        "than those who stay, which lowers the mean; neither agreement nor contradiction",
    ),
    Comparison(
        5, "Hao, Sun, Tombe and Zhu (2020)", "haosun2020", "migration costs fell by 45%, 2000 to 2015",
        {"farm workers, % change": -50.0, "variation across provinces, % change": -33.3}, "checked",
        "barriers from 1/0.55 to 1", _costs_fall,
        "all causes together in the study, whose migration costs stand also between sectors",
    ),
    Comparison(
        6, "Zhou and Gong (2024)", "", "social spending equal per head, total unchanged",
        {"output volume, %": -0.625, "welfare, %": 2.693}, "reported",
        "all local service budgets pooled and spread per head; service weight 0.1, full rivalry", _spending_per_head,
        "finer regions in the study; the Lab keeps subsistence and rents",
    ),
    Comparison(
        7, "Wu and You (2025)", "wuyou2025", "no hukou, 2020",
        {"output volume, %": 4.3} | dict.fromkeys(("natives of Beijing, EV %", "natives of Shanghai, EV %"), NATIVES),
        "reported", "full access and property for all, unfunded; then taxed, with barriers between provinces x 0.85",
        _no_hukou, "their natives are of first-tier cities in 2010; the Lab has provinces and no skill",
    ),
    Comparison(
        8, "Wu and You (2025)", "wuyou2025", "no hukou, with elastic land and transfers",
        {"welfare, %": 11.7, "welfare without land and transfers, %": 4.7}, "reported",
        "the taxed reform of row 7, then with land and a fifth of transfers following people", _no_hukou_with_land,
        "direction only: land is 5% of value added here",
    ),
    Comparison(
        9, "Zhao and Chen (2021)", "zhaochen2021", "cheaper entry to eight provinces",
        {"real GDP, %": (1.47, 4.63), "welfare, %": 35.53, "variation across provinces, % change": -20.51},
        "reported", "barrier of arrival in the same eight x 0.164, so that welfare is theirs", _cheaper_entry,
        "the size of the barrier is set by their welfare; the Lab moves more output",
    ),
    Comparison(
        10, "Zhao and Chen (2021)", "zhaochen2021", "better land allocation and cheaper entry together",
        {"both over the product of each, ratio": 1.038}, "reported",
        "row 9 with half more construction land in four of the eight", _land_and_entry,
        "super-additive in both; which land allocation is ours",
    ),
    Comparison(
        11, "Bryan and Morten (2019)", "bryanmorten2019", "mobility of the United States, Indonesia",
        {"output volume, %": 7.1}, "checked", "as row 1", _mobility, "another country",
    ),
    Comparison(
        12, "Ngai, Pissarides and Wang (2016)", "ngai2019", "hukou and land policy gone",
        {"farm workers, points": -6.7, "urban share, points": 6.3}, "checked",
        "all land income kept, full access to services", _hukou_and_land,
        "figures of the version of 2016; here half of land income is kept in the base year, and one wage premium",
    ),
    Comparison(
        13, "Gai, Guo, Li, Shi and Zhu (2021)", "gai2021migration", "hukou as in the most liberal region",
        {"output volume, %": 1.1, "rural hukou away from the village, % change": 9.0}, "checked",
        "both barriers x 0.867, so that 9% more rural hukou live away", _more_migrants,
        "aggregate productivity in general equilibrium, working paper; who counts as a migrant differs",
    ),
)  # fmt: skip


def _numbers(published):
    low, high = published if isinstance(published, tuple) else (published, published)
    return {"low": low, "high": high}


def validate(make: Callable[..., Lab] | None = None) -> pd.DataFrame:
    """Carry out every comparison.

    Parameters
    ----------
    make : callable, optional
        Builds a Lab from a `Parameters` object; `China2020` by default.

    Returns
    -------
    DataFrame
        One row an outcome: number, study, cite, reform, outcome, published low and high (NaN where the study has no
        such figure), standing, what the Lab finds, its setting, and what differs.
    """
    if make is None:
        from reformlab.lab.china2020 import China2020

        def make(parameters):
            return China2020(parameters=parameters)

    @cache
    def built(changed):
        return make(replace(Parameters(), **dict(changed)))

    def labs(**changed):
        return built(tuple(sorted(changed.items())))

    rows = []
    for one in COMPARISONS:
        for outcome, value in one.run(labs).items():
            rows.append(
                {
                    "number": one.number, "study": one.study, "cite": one.cite, "reform": one.reform,
                    "outcome": outcome, **_numbers(one.published.get(outcome, np.nan)), "standing": one.standing,
                    "lab": float(value), "setting": one.setting, "differs": one.differs,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def say(low: float, high: float, standing: str, tr: Callable[[str], str] = str) -> str:
    """Published figure in words that `tr` may translate: "reported as" where only another author's summary was read."""
    if np.isnan(low):
        return ""
    number = f"{low:+.3g}" if low == high else tr("{low:+.3g} to {high:+.3g}").format(low=low, high=high)
    return tr("reported as {number}").format(number=number) if standing == "reported" else number
