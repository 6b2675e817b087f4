"""From measured inputs to shares: who farms, what labour earns where, how spending on food falls with income."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.accounts import Shares, incomes

if TYPE_CHECKING:
    from reformlab.lab.inputs import ProvincialInputs
    from reformlab.lab.parameters import Parameters
    from reformlab.types import Array

ROUNDS = 200
LABOUR_RANGE = (0.25, 0.75)  # a provincial labour share outside this says more about the income survey than about firms
HOUSEHOLD_RANGE = (0.3, 1.0)
PREMIUM_RANGE = (1.0, 5.0)  # wage of rural plants over the farm wage
FARM_WORK_RANGE = (0.05, 0.95)


@dataclass(frozen=True)
class Calibration:
    """Calibrated shares, and how well official incomes are met."""

    labour: np.ndarray  # (N,) labour in non-farm value added
    farm_household: np.ndarray  # (N,) part of farm value added that reaches rural households
    farm_workers: np.ndarray  # (N,) rural residents who live from farming, million people
    plants: np.ndarray  # (N, S) share of each space in non-farm output
    food: float  # marginal budget share of farm goods
    subsistence: float  # farm goods that everybody needs, thousand yuan per head


def farm_workers(inputs: ProvincialInputs, rural: Array, nonfarm: bool) -> Array:
    """Rural residents who live from farming: all, or the census share of the primary sector."""
    if not nonfarm:
        return rural.copy()
    low, high = FARM_WORK_RANGE
    return np.clip(inputs.farm_employment * inputs.residents, low * rural, high * rural)


def split_plants(rural_share: Array, people: Array, town_productivity: Array) -> Array:
    """Shares of the spaces in non-farm output: rural plants, then towns and cities by people and productivity."""
    plants = np.empty_like(people)
    plants[:, 0] = rural_share
    weight = people[:, 1:].copy()
    if people.shape[1] == 3:
        weight[:, 0] *= town_productivity
    plants[:, 1:] = (1 - rural_share)[:, None] * weight / weight.sum(1, keepdims=True)
    return plants


def calibrate(
    inputs: ProvincialInputs,
    parameters: Parameters,
    people: Array,
    output: Array,
    town_productivity: Array,
    *,
    nonfarm: bool,
    official_incomes: bool,
    import_share: Array,
) -> Calibration:
    """Find shares that reproduce output by sector, farm employment, official incomes and total food spending.

    Official household incomes enter as a pattern: their common level is free, so that labour's national share stays
    at `parameters.labour_share` (survey incomes add up to less than households' income in the national accounts).
    Urban income sets the province's labour share. Rural income sets how much of farm value added reaches rural
    households; where even all of it is too little, rural plants pay more than the farm does.
    """
    p = parameters
    n, spaces = people.shape
    gamma, eta, own_land = p.value_added, p.housing(spaces), 1 - p.structures_share
    farm_value, other_value = (gamma * output).T
    rural, urban = people[:, 0], people[:, 1:].sum(1)
    farming = farm_workers(inputs, rural, nonfarm)
    off_farm = (rural - farming) / farming  # workers of rural plants per farm worker
    net, kept = 1 - p.tax_rate, 1 - p.land_rent_to_government
    recycled = net * kept * own_land * eta[1]

    labour, household, premium = np.full(n, p.labour_share), np.ones(n), np.ones(n)
    food_spending = (1 + import_share) * output[:, 0].sum() - (p.inputs[0] * output).sum()
    level, food, subsistence = 1.0, 0.1, 0.0
    zero = np.zeros((n, spaces))
    for _ in range(ROUNDS):
        before = np.r_[labour, household, premium, food, subsistence]
        rural_wages = p.farm_labour_share * household * premium * off_farm * farm_value
        rural_share = rural_wages / labour / other_value
        if official_incomes:
            need = subsistence * people
            target = level * np.asarray(inputs.urban_income) * urban
            urban_value = other_value * (1 - rural_share)
            wages = (target * (1 - recycled) + recycled * need[:, 1:].sum(1)) / net - kept * p.land_share * urban_value
            labour = np.clip((wages + rural_wages) / other_value, *LABOUR_RANGE)
            level *= p.labour_share / (labour @ other_value / other_value.sum())
            back = own_land * eta[0]
            target = level * inputs.rural_income * rural * (1 - back) + back * need[:, 0]
            plant_income = p.farm_labour_share * off_farm * farm_value * (1 + p.land_share / labour)
            household = np.clip(target / (farm_value + plant_income), *HOUSEHOLD_RANGE)
            missing = np.maximum(target / household - farm_value, 0.0)
            premium = np.clip(missing / np.maximum(plant_income, 1e-9), *PREMIUM_RANGE)
        plants = split_plants(rural_share, people, town_productivity)
        shares = Shares.of(p, spaces, labour, household, food, subsistence)
        income = incomes(
            shares, output, plants, people, people, 1.0, rural, rural, np.ones((n, spaces)),
            tax_rate=p.tax_rate, portability=0.0, gains=0.0, received=zero,
        )  # fmt: skip
        spent = (1 - eta) * income.disposable
        food = p.farm_goods_income_elasticity * food_spending / spent.sum()
        subsistence = (food_spending - food * spent.sum()) / (people.sum() - food * ((1 - eta) * people).sum())
        if np.max(np.abs(np.r_[labour, household, premium, food, subsistence] - before)) < 1e-14:
            break
    if p.farm_goods_income_elasticity == 1.0:
        subsistence = 0.0
    return Calibration(labour, household, farming, plants, food, subsistence)
