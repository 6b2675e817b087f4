"""Cross-checks of the world tables and of the tables of words."""

import pandas as pd

from reformlab.data.checks.report import Gap, register, worst
from reformlab.data.loading import load, series
from reformlab.data.manifest import tables

CHECKS = []
check = register(CHECKS)


@check(
    "World: the urban share is that of the newest vintage",
    tables=["world", "world_vintages"],
    unit="points",
    allowed=1e-6,
    why="The same release. A figure that a later refresh renewed has another source and is not compared.",
)
def _newest():
    vintages = series("world_vintages", "urban_share")
    newest = max(vintages.columns.get_level_values("vintage"))
    world = load("world").query("series == 'urban_share' and source == @source", local_dict={"source": f"wdi-{newest}"})
    return worst(
        vintages.xs(newest, axis=1, level="vintage") - world.pivot(index="year", columns="iso3", values="value")
    )


@check(
    "World: World Urbanization Prospects 2018 = the World Bank's release of July 2025",
    tables=["world", "world_vintages"],
    unit="points",
    allowed=0.006,
    why="The World Bank's releases of that time print the prospects with three decimals.",
)
def _prospects():
    vintages = series("world_vintages", "urban_share").xs("2025-07", axis=1, level="vintage")
    return worst(vintages - series("world", "urban_share_wup2018"))


@check(
    "World: employment shares sum to 100",
    tables=["world"],
    unit="points",
    allowed=0.001,
    why="Rounding.",
)
def _employment():
    return worst(
        sum(series("world", f"employment_{sector}") for sector in ("agriculture", "industry", "services")) - 100
    )


@check(
    "World: sectors of GDP against 100",
    tables=["world"],
    unit="points",
    allowed=18,
    why="Taxes less subsidies on products are outside the sectors (the sum is below 100); releases of two months are "
    "combined, and some old accounts do not close (the sum is above 100, most in Brazil 1990-1993).",
)
def _sectors():
    return worst(sum(series("world", f"{sector}_share") for sector in ("agriculture", "industry", "services")) - 100)


@check(
    "History: sectors of GDP sum to 100",
    tables=["history"],
    unit="points",
    allowed=0.5,
    why="Rounding in the compilation.",
)
def _history():
    return worst(sum(series("history", f"{sector}_share") for sector in ("agriculture", "industry", "services")) - 100)


@check(
    "World against China: urban share 2020 and the census",
    tables=["world_vintages", "national"],
    unit="points",
    allowed=2.5,
    why="61.43 in releases to July 2025, 63.52 in 2026, 63.89 in the census.",
)
def _china():
    vintages = series("world_vintages", "urban_share", unit="CHN").loc[2020]
    return worst((vintages - series("national", "census_urban_rate").loc[2020]).dropna())


@check(
    "Concepts: every link joins two concepts, every claim and every table exists, every term has its concept",
    tables=["concepts", "concept_links", "terms", "claims"],
    unit="names",
    allowed=0,
    why="A name without an entry would be a dead end.",
)
def _concepts():
    concepts, links, claims = load("concepts"), load("concept_links"), load("claims")
    known = set(concepts["concept"])
    lost = sorted((set(links["from"]) | set(links["to"])) - known)
    lost += sorted(set(";".join(concepts["claims"].dropna()).split(";")) - set(claims["claim"]))
    lost += sorted(set(";".join(claims["concepts"].dropna()).split(";")) - known)
    lost += sorted(set(";".join(concepts["tables"].dropna()).split(";")) - set(tables()))
    lost += sorted(set(load("terms")["concept"]) - known)
    return Gap(float(len(lost)), lost[0] if lost else "none")


@check(
    "Estimates: low is not above high; a figure read at second hand or remembered is recalled",
    tables=["dividend_estimates", "citizenization_costs"],
    unit="rows",
    allowed=0,
    why="Only what was read in the study itself may stand as checked.",
)
def _estimates():
    estimates, costs = load("dividend_estimates"), load("citizenization_costs")
    wrong = [
        *estimates.loc[(estimates["read_in"] == "abstract or paper") != (estimates["standing"] == "checked"), "study"],
        *pd.concat([estimates, costs]).query("low > high")["study"],
    ]
    return Gap(float(len(wrong)), wrong[0] if wrong else "none")
