"""Cross-checks inside the national table: sums, shares, ratios and vintages that must agree with each other."""

from __future__ import annotations

import pandas as pd

from reformlab.data.checks.report import Gap, percent, register, worst
from reformlab.data.loading import load, series

CHECKS = []
check = register(CHECKS)
SECTORS = ("primary", "secondary", "tertiary")


def national(name: str) -> pd.Series:
    """Return one national series by year."""
    return series("national", name)


@check(
    "Urban plus rural population = population",
    tables=["national"],
    unit="10k persons",
    allowed=1.0,
    why="Rural population is total minus urban; at most a rounding.",
)
def _urban_rural():
    return worst(national("pop_urban_yearend") + national("pop_rural_yearend") - national("pop_total_yearend"))


@check(
    "Resident rate x population = urban population",
    tables=["national"],
    unit="%",
    allowed=0.05,
    why="The rate is printed with two decimals: half a hundredth of a point of about 11% in 1950.",
)
def _rate():
    count = national("urban_rate_resident") * national("pop_total_yearend") / 100
    return worst(percent(count, national("pop_urban_yearend")))


@check(
    "First-release rate x population = urban population",
    tables=["national"],
    unit="%",
    allowed=0.01,
    why="Rounding of the rate. The check would fail if the two vintages of 2011-2019 were mixed.",
)
def _rate_first():
    count = national("urban_rate_resident_first_release") * national("pop_total_yearend_first_release") / 100
    return worst(percent(count, national("pop_urban_yearend_first_release")))


@check(
    "Resident rate minus hukou rate = gap, both vintages",
    tables=["national"],
    unit="points",
    allowed=0.005,
    why="Arithmetic; no gap is expected.",
)
def _gap():
    hukou = national("urban_rate_hukou")
    revised = national("urban_rate_resident") - hukou - national("urban_rate_gap_revised")
    first = national("urban_rate_resident_first_release") - hukou - national("urban_rate_gap_first_release")
    return worst(pd.concat([revised, first], keys=["revised", "first release"]))


@check(
    "Gap x population = urban residents without urban hukou",
    tables=["national"],
    unit="10k persons",
    allowed=0.5,
    why="Rounded to ten thousand people.",
)
def _without():
    implied = national("urban_rate_gap_revised") / 100 * national("pop_total_yearend")
    return worst(implied - national("urban_residents_without_local_urban_hukou_implied"))


@check(
    "Sectors of value added = GDP (vintage of mid-2024)",
    tables=["national"],
    unit="100m yuan",
    allowed=0.1,
    why="Printed with one decimal.",
)
def _gdp():
    return worst(sum(national(f"va_{sector}_v2024") for sector in SECTORS) - national("gdp_current_v2024"))


@check(
    "Shares of GDP and of employment sum to 100",
    tables=["national"],
    unit="points",
    allowed=0.1,
    why="Printed with one or two decimals.",
)
def _shares():
    patterns = ("gdp_share_{}_v2024", "gdp_share_{}_v2025", "employment_share_{}", "employment_share_{}_first_release")
    return worst(pd.concat({text: sum(national(text.format(sector)) for sector in SECTORS) - 100 for text in patterns}))


@check(
    "Migrant workers: local plus away = all",
    tables=["national"],
    unit="10k persons",
    allowed=1.0,
    why="Rounded to ten thousand people.",
)
def _migrants():
    return worst(national("migrant_local") + national("migrant_outgoing") - national("migrant_total"))


@check(
    "Floating population: across plus inside provinces = all (2020)",
    tables=["national"],
    unit="10k persons",
    allowed=1.0,
    why="Rounded to ten thousand people.",
)
def _floating():
    parts = national("floating_pop_interprovincial_census") + national("floating_pop_intraprovincial_census")
    return worst((parts - national("floating_pop_census")).dropna())


@check(
    "Census communique minus county volume = armed forces (2020)",
    tables=["national"],
    unit="10k persons",
    allowed=0.5,
    why="Two million members of the armed forces, all counted as urban, are in the communique only.",
)
def _armed_forces():
    gaps = {
        "population": national("census_pop_total") - national("census_volume_population") / 1e4 - 200,
        "urban": national("census_pop_urban") - national("census_volume_urban_population") / 1e4 - 200,
    }
    return worst(pd.concat(gaps).dropna())


@check(
    "Urban income over rural income = ratio, computed and as published",
    tables=["national"],
    unit="ratio",
    allowed=0.005,
    why="Published with two decimals.",
)
def _income_ratio():
    ratio = national("income_urban") / national("income_rural")
    old = national("income_urban_old_survey") / national("income_rural_net_old_survey")
    return worst(
        pd.concat(
            {
                "computed": ratio - national("income_ratio"),
                "published": ratio - national("income_ratio_official"),
                "old survey": old - national("income_ratio_old_survey"),
            }
        )
    )


@check(
    "Rate-weighted urban and rural income against all-resident income",
    tables=["national"],
    unit="%",
    allowed=7.0,
    why="They do not agree; the gap grows from 2.2% (2013) to 6.5% (2025), on checked figures as well: the share of "
    "urban residents that makes them equal is lower than the published rate (56.4% against 63.9% in 2020). The survey "
    "does not publish its weights. Do not derive one of the three incomes from the other two.",
)
def _income_mix():
    rate = national("urban_rate_resident") / 100
    mix = rate * national("income_urban") + (1 - rate) * national("income_rural")
    return worst(percent(mix, national("income_national")))


@check(
    "Local and central budgets: shares and self-sufficiency",
    tables=["national"],
    unit="points",
    allowed=0.05,
    why="Shares are given with one decimal.",
)
def _budgets():
    revenue, spending = national("rev_local"), national("exp_local")
    return worst(
        pd.concat(
            {
                "revenue share": 100 * revenue / (revenue + national("rev_central")) - national("rev_local_share"),
                "spending share": 100 * spending / (spending + national("exp_central")) - national("exp_local_share"),
                "self-sufficiency": 100 * revenue / spending - national("local_self_sufficiency"),
                "land revenue": 100 * national("land_transfer_revenue_mof") / revenue
                - national("land_revenue_to_local_budget_revenue"),
            }
        )
    )


# result: the inputs it is computed from
INPUTS = {
    "pop_rural_yearend": ["pop_total_yearend", "pop_urban_yearend"],
    "urban_rate_gap_revised": ["urban_rate_resident", "urban_rate_hukou"],
    "urban_rate_gap_first_release": ["urban_rate_resident_first_release", "urban_rate_hukou"],
    "urban_residents_without_local_urban_hukou_implied": [
        "urban_rate_resident",
        "urban_rate_hukou",
        "pop_total_yearend",
    ],
    "income_ratio": ["income_urban", "income_rural"],
    "income_ratio_old_survey": ["income_urban_old_survey", "income_rural_net_old_survey"],
    "rev_local_share": ["rev_local", "rev_central"],
    "exp_local_share": ["exp_local", "exp_central"],
    "local_self_sufficiency": ["rev_local", "exp_local"],
    "land_revenue_to_local_budget_revenue": ["land_transfer_revenue_mof", "rev_local"],
    "pension_ratio": ["pension_employee_monthly_avg", "pension_resident_monthly_avg"],
    "dibao_ratio": ["dibao_standard_urban", "dibao_standard_rural"],
}


@check(
    "No computed figure is firmer than what it is computed from",
    tables=["national"],
    unit="figures",
    allowed=0,
    why="A figure computed from a recalled one is recalled.",
)
def _firmness():
    table = load("national").pivot(index="year", columns="series", values="standing")
    wrong = [
        f"{result} {year}"
        for result, inputs in INPUTS.items()
        for year in table.index[(table[inputs] == "recalled").any(axis=1) & table[result].notna()]
        if table.loc[year, result] != "recalled"
    ]
    return Gap(len(wrong), wrong[0] if wrong else "none")
