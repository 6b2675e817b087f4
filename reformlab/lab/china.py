"""Inputs for China in 2020 from the course's tables; nothing is typed in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reformlab import data
from reformlab.lab.assumed import value
from reformlab.lab.errors import InputError
from reformlab.lab.inputs import ProvincialInputs, check_total

if TYPE_CHECKING:
    from reformlab.types import Array

YEAR = 2020
INCOME_SURVEY = 2019  # last year whose urban and rural incomes by province are confirmed
HUKOU_PATTERN = 2010  # last census that published hukou type by province
LEAST_TOWN_SHARE, MOST_TOWN_SHARE = 0.02, 0.90


def _column(table, name, year, units, frames):
    """One series of one year by province, in the order of `units`, and whether any figure is unconfirmed."""
    if table not in frames:
        frames[table] = data.load(table)
    frame = frames[table]
    rows = frame[(frame["series"] == name) & (frame["year"] == year)].set_index("province")
    missing = [unit for unit in units if unit not in rows.index]
    if missing:
        raise InputError(
            f"{table}: {name} has no figure for {missing[0]} in {year}; the lab needs all {len(units)} provinces"
        )
    column = rows.loc[list(units)]
    return column["value"].to_numpy(float), bool((column["standing"] == "recalled").any())


def shift_odds(shares: Array, weights: Array, mean: float) -> Array:
    """Move all shares by one odds factor so that their weighted mean becomes `mean`."""
    low, high = -8.0, 8.0
    odds = np.log(shares / (1 - shares))
    for _ in range(100):
        middle = (low + high) / 2
        now = (weights / (1 + np.exp(-(odds + middle)))).sum() / weights.sum()
        low, high = (middle, high) if now < mean else (low, middle)
    return 1 / (1 + np.exp(-(odds + middle)))


def use_of_capacity(per_place: Sequence[Array], residents: Array, mean: float) -> Array:
    """Use of urban carrying capacity: pupils per teacher, people per bed, less dwelling space, around an assumed mean.

    The pattern is the geometric mean of the three indicators, each relative to the nation; half of its log spread is
    kept, because a shortage of one item says less about a place than it seems.
    """
    logs = np.mean([np.log(v) - np.log((v * residents).sum() / residents.sum()) for v in per_place], axis=0)
    pattern = np.exp(0.5 * logs)
    return mean * pattern / ((pattern * residents).sum() / residents.sum())


def china_2020(urban_use_of_capacity: float | None = None) -> ProvincialInputs:
    """Read the tables and return `ProvincialInputs` for the 31 provinces in 2020.

    Parameters
    ----------
    urban_use_of_capacity : float
        National mean; the assumed one if None.

    Raises
    ------
    InputError
        If a table lacks a province, or the provinces do not add up to the nation.
    """
    mean_use = value("urban_use_of_capacity") if urban_use_of_capacity is None else urban_use_of_capacity
    units = data.load("province_units").set_index("province")
    names = tuple(units.index)
    frames, unconfirmed = {}, {}

    def get(table, series, year=YEAR):
        column, recalled = _column(table, series, year, names, frames)
        if recalled:
            unconfirmed[f"{series} {year}"] = table
        return column

    national = data.load("national")

    def nation(series, year=YEAR):
        row = national[(national["series"] == series) & (national["year"] == year)]
        return float(row["value"].iloc[0])

    residents = get("provinces", "census_population") / 1e6
    urban_share = get("provinces", "census_urban_population") / 1e6 / residents
    check_total("census_population", residents, nation("census_volume_population") / 1e6, 1e-6, "million")
    output = get("provinces", "grp") / 10
    farm_share = get("provinces", "va_primary") / 10 / output

    matrix = data.square("hukou_matrix_2020").loc[list(names), list(names)]
    moved = np.nan_to_num(matrix.to_numpy(float).T) / 1e6  # stored by residence; the lab wants registration in rows
    arrivals = nation("census_volume_inmigrants_other_province") / 1e6
    check_total("hukou_matrix_2020", moved.sum(), arrivals, 1e-3, "million movers")
    registered = residents - moved.sum(0) + moved.sum(1)

    pattern = get("province_hukou", "nonag_hukou_share", HUKOU_PATTERN) / 100
    urban_hukou = shift_odds(pattern, registered, nation("urban_rate_hukou") / 100)

    average = get("province_incomes", "disposable_income_pc")
    ratio = get("province_incomes", "disposable_income_pc_urban", INCOME_SURVEY)
    ratio = ratio / get("province_incomes", "disposable_income_pc_rural", INCOME_SURVEY)
    trend = nation("income_urban") / nation("income_rural")
    ratio *= trend / (nation("income_urban", INCOME_SURVEY) / nation("income_rural", INCOME_SURVEY))
    rural_income = average / (urban_share * ratio + 1 - urban_share) / 1000

    crowding = [
        (get("province_services", "pupil_teacher_primary") * get("province_services", "pupil_teacher_junior")) ** 0.5,
        residents / get("province_services", "health_beds"),
        1 / get("province_services", "housing_area_per_capita"),
    ]
    service_budget = get("province_budgets", "general_budget_expenditure_local") / 10
    farm_employment = get("provinces", "emp_share_primary_census") / 100
    notes = {
        "residents": "2020 census",
        "output": "gross regional product and primary value added, 2020",
        "moved": "hukou_matrix_2020, an estimate by proportional fitting; its margin of leavers is partly unconfirmed",
        "urban_hukou_share": f"pattern of the {HUKOU_PATTERN} census, moved by one odds factor to the rate of {YEAR}",
        "incomes": f"all residents {YEAR}; urban-rural ratio of {INCOME_SURVEY} moved with the national ratio",
        "farm_employment": "2020 census, long form",
        "service_budget": f"general budget expenditure of local governments, {YEAR}",
        "urban_use": "pattern from pupils per teacher, hospital beds and dwelling space; level assumed",
        "town_share": "urban residents of counties and county-level cities in the 2020 county table",
        "unconfirmed": ", ".join(f"{name} ({table})" for name, table in unconfirmed.items()) or "none",
    }
    inputs = ProvincialInputs(
        names=names,
        eastern=(units["region"] == "East").to_numpy(),
        residents=residents,
        urban_share=urban_share,
        output=output,
        farm_share=farm_share,
        moved=moved,
        urban_hukou_share=urban_hukou,
        distance=_distances(names),
        urban_use=use_of_capacity(crowding, residents, mean_use),
        service_budget=service_budget,
        farm_employment=farm_employment,
        urban_income=rural_income * ratio,
        rural_income=rural_income,
        notes=notes,
    )
    return replace(inputs, town_share=_town_share(names))


def _distances(names):
    """Distances between provincial capitals, km."""
    square = data.square("distances").loc[list(names), list(names)].to_numpy(float)
    np.fill_diagonal(square := square.copy(), 0.0)
    return square


def _town_share(names):
    """Share of towns in urban residents: what lives in counties and county-level cities rather than in districts.

    Municipalities without counties get a small share, because the lab needs people in every cell.
    """
    counties = data.load("counties")
    urban = counties.pivot_table("urban_2020", "province", "type", aggfunc="sum").reindex(list(names)).fillna(0.0)
    share = 1 - urban["district"] / urban.sum(axis=1)
    return pd.Series(share).clip(LEAST_TOWN_SHARE, MOST_TOWN_SHARE).to_numpy()
