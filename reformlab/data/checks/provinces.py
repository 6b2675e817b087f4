"""Cross-checks of the 31 provinces: against the nation, and between their own tables."""

from __future__ import annotations

import pandas as pd

from reformlab.data.checks.nation import SECTORS, national
from reformlab.data.checks.report import percent, register, worst
from reformlab.data.loading import load, series

CHECKS = []
check = register(CHECKS)


def province(name: str, table: str = "provinces") -> pd.DataFrame:
    """Return one series as year x province."""
    return series(table, name)


def whole(frame: pd.DataFrame) -> pd.Series:
    """Return the sum over provinces, only for the years in which all 31 have a figure."""
    return frame[frame.notna().sum(axis=1) == 31].sum(axis=1)


@check(
    "Population: sum of 31 = China, 2011-2024",
    tables=["provinces", "national"],
    unit="%",
    allowed=0.2,
    why="The armed forces (about 2 million) are in the national figure only.",
)
def _population():
    return worst(percent(whole(province("resident_population_yearend")), national("pop_total_yearend")).loc[2011:])


@check(
    "Population: sum of 31 = China, 2000-2010",
    tables=["provinces", "national"],
    unit="%",
    allowed=1.7,
    why="Before the 2010 census provinces missed people who had moved on; the sum was below the nation.",
)
def _population_before():
    return worst(percent(whole(province("resident_population_yearend")), national("pop_total_yearend")).loc[:2010])


@check(
    "Urban population: sum of 31 = China",
    tables=["provinces", "national"],
    unit="%",
    allowed=1.1,
    why="Armed forces; provincial rates with two decimals or fewer; before 2010 provincial estimates of their own.",
)
def _urban():
    return worst(percent(whole(province("urban_population_yearend")), national("pop_urban_yearend")))


@check(
    "Census 2020: sum of 31 = county volume, six counts",
    tables=["provinces", "province_hukou", "national"],
    unit="persons",
    allowed=0,
    why="The same volume: exact.",
)
def _census():
    pairs = {
        ("provinces", "census_population"): "population",
        ("provinces", "census_urban_population"): "urban_population",
        ("provinces", "census_rural_population"): "rural_population",
        ("province_hukou", "inmigrants_other_province"): "inmigrants_other_province",
        ("province_hukou", "moved_other_county_same_province"): "moved_other_county",
        ("province_hukou", "moved_within_county"): "moved_within_county",
    }
    gaps = {
        name: whole(province(name, table)).loc[2020] - national(f"census_volume_{total}").loc[2020]
        for (table, name), total in pairs.items()
    }
    return worst(pd.Series(gaps))


@check(
    "Census: urban plus rural = population, by province",
    tables=["provinces"],
    unit="persons",
    allowed=0,
    why="The same volumes: exact.",
)
def _census_parts():
    parts = province("census_urban_population") + province("census_rural_population")
    return worst((parts - province("census_population")).loc[[2010, 2020]])


@check(
    "Urban rate x population = urban population, by province",
    tables=["provinces"],
    unit="%",
    allowed=0.15,
    why="The rate is printed with two decimals; populations are rounded to ten thousand, which is 0.3% of Tibet.",
)
def _rate():
    count = province("urbanization_rate") / 100 * province("resident_population_yearend")
    return worst(percent(count, province("urban_population_yearend")))


@check(
    "Sectors of value added = gross regional product",
    tables=["provinces"],
    unit="100m yuan",
    allowed=0.15,
    why="Printed with one decimal.",
)
def _sectors():
    return worst(sum(province(f"va_{sector}") for sector in SECTORS) - province("grp"))


@check(
    "Industry plus construction against the secondary sector",
    tables=["provinces"],
    unit="%",
    allowed=4.0,
    why="Industry includes services to mining and repair of machinery, which the classification of sectors counts as "
    "tertiary; most where oil and coal are mined (Heilongjiang).",
)
def _secondary():
    return worst(percent(province("va_industry") + province("va_construction"), province("va_secondary")))


@check(
    "Gross regional product: sum of 31 against GDP",
    tables=["provinces", "national"],
    unit="%",
    allowed=1.0,
    why="Provinces and the nation are computed apart. GDP before 2023 is implied from a share in this vintage.",
)
def _grp():
    return worst(percent(whole(province("grp")), national("gdp_current_v2025")))


@check(
    "Gross regional product per person = product over mean population",
    tables=["provinces"],
    unit="%",
    allowed=0.9,
    why="Year-end populations are rounded to ten thousand; 2024 was published on preliminary populations.",
)
def _per_person():
    people = province("resident_population_yearend")
    mean = (people + people.shift()) / 2
    return worst(percent(province("grp") / mean * 1e4, province("grp_per_capita")))


@check(
    "Budgets: sum of 31 = local revenue and expenditure",
    tables=["province_budgets", "national"],
    unit="%",
    allowed=0.03,
    why="Exact to 2021; later national figures are preliminary execution or recalled.",
)
def _budgets():
    gaps = {
        local: percent(whole(province(name, "province_budgets")), national(local))
        for name, local in (
            ("general_budget_revenue_local", "rev_local"),
            ("general_budget_expenditure_local", "exp_local"),
        )
    }
    return worst(pd.concat(gaps))


@check(
    "Budgets: expenditure minus revenue = gap; taxes within revenue",
    tables=["province_budgets"],
    unit="100m yuan",
    allowed=0.01,
    why="Arithmetic; no gap is expected.",
)
def _fiscal_gap():
    revenue = province("general_budget_revenue_local", "province_budgets")
    spending = province("general_budget_expenditure_local", "province_budgets")
    gap = spending - revenue - province("fiscal_gap_local", "province_budgets")
    above = (province("tax_revenue_local", "province_budgets") - revenue).clip(lower=0)
    return worst(pd.concat([gap, above]))


@check(
    "Employment: sum of 31 = China, 2020-2023",
    tables=["provinces", "national"],
    unit="%",
    allowed=0.01,
    why="One definition since the 2020 census: exact.",
)
def _employment():
    return worst(percent(whole(province("employed_total")), national("employment_total")).loc[2020:])


@check(
    "Employment: sum of 31 against China, 2005-2010",
    tables=["provinces", "national"],
    unit="%",
    allowed=9.0,
    why="Another definition in the provinces: the sum misses up to 8.9% (2005). Do not join it with 2020.",
)
def _employment_before():
    return worst(percent(whole(province("employed_total")), national("employment_total")).loc[:2010])


@check(
    "Hospital beds: sum of 31 over population = beds per 1,000",
    tables=["province_services", "national"],
    unit="per 1,000",
    allowed=0.06,
    why="Populations were revised after the 2020 census; the national ratio (recalled) used the first release.",
)
def _beds():
    beds = whole(province("health_beds", "province_services")) / national("pop_total_yearend") * 1000
    return worst(beds - national("beds_per_1000_national"))


def _weighted(name, people):
    values = province(name, "province_incomes")
    both = values.notna() & people.notna()
    full = both.sum(axis=1) == 31
    return ((values * people).sum(axis=1) / people.where(both).sum(axis=1))[full]


@check(
    "Incomes: mean of 31 weighted by residents = China",
    tables=["province_incomes", "provinces", "national"],
    unit="%",
    allowed=1.0,
    why="The survey uses weights of its own. Urban and rural incomes by province are recalled except for 2019: that "
    "they return the checked national figures within 0.7% speaks for them.",
)
def _incomes():
    people, rate = province("resident_population_yearend"), province("urbanization_rate") / 100
    gaps = {
        "all": percent(_weighted("disposable_income_pc", people), national("income_national")),
        "urban": percent(_weighted("disposable_income_pc_urban", people * rate), national("income_urban")),
        "rural": percent(_weighted("disposable_income_pc_rural", people * (1 - rate)), national("income_rural")),
    }
    return worst(pd.concat(gaps))


def mixed_income() -> pd.DataFrame:
    """Return u x urban + (1 - u) x rural income against all-resident income, %, year x province."""
    rate = province("urbanization_rate") / 100
    urban, rural = (province(f"disposable_income_pc_{part}", "province_incomes") for part in ("urban", "rural"))
    return percent(rate * urban + (1 - rate) * rural, province("disposable_income_pc", "province_incomes"))


@check(
    "Incomes: u x urban + (1-u) x rural against all residents, by province",
    tables=["province_incomes", "provinces"],
    unit="%",
    allowed=13.5,
    why="They do not agree: 6.2% on average in 2020-2023, most where the urban rate is low (Guizhou, Tibet, Gansu), "
    "under 1.1% only in Beijing, Tianjin and Shanghai. The nation shows the same (6.2% in 2020). The survey weighs "
    "towns less than the published rate does; its weights are not published.",
)
def _income_mix():
    return worst(mixed_income().loc[2015:])


@check(
    "Incomes: all residents lie between rural and urban",
    tables=["province_incomes"],
    unit="yuan",
    allowed=0,
    why="A mean lies between its parts; Shanghai included.",
)
def _income_order():
    every, urban, rural = (
        province(f"disposable_income_pc{part}", "province_incomes") for part in ("", "_urban", "_rural")
    )
    return worst(pd.concat([(every - urban).clip(lower=0), (rural - every).clip(lower=0)]))


@check(
    "Five-year migration: arrivals = departures over the 31",
    tables=["province_hukou"],
    unit="persons",
    allowed=0,
    why="Every arrival is a departure: exact.",
)
def _five_years():
    return worst(
        whole(province("migrants_5yr_in", "province_hukou")) - whole(province("migrants_5yr_out", "province_hukou"))
    )


@check(
    "Five-year arrivals over residents from other provinces (2010), within 0.4 to 1.2",
    tables=["province_hukou"],
    unit="distance",
    allowed=0,
    why="Most people registered elsewhere came within five years. Six western rows carry another label in the copy "
    "read: as labelled there the ratio would be 0.1 in one province and 5 in another; as assigned here all lie within.",
)
def _reassigned():
    stock = province("inmigrants_other_province", "province_hukou").loc[2010]
    ratio = province("migrants_5yr_in", "province_hukou").loc[2010] / stock
    return worst((0.4 - ratio).clip(lower=0) + (ratio - 1.2).clip(lower=0))


@check(
    "Tile grid: one tile a province",
    tables=["province_units"],
    unit="tiles",
    allowed=0,
    why="Two provinces on one tile would hide one of them.",
)
def _tiles():
    units = load("province_units").set_index("province")
    return worst(units.duplicated(["tile_row", "tile_col"]).astype(float))
