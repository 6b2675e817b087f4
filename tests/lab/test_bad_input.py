"""Every wrong input ends in an error that names the field, the value and what is allowed."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reformlab.lab import (
    China2020,
    InfeasibleReform,
    InputError,
    Lab,
    LeverError,
    ParameterError,
    Parameters,
    build,
)
from reformlab.lab.inputs import check_total
from tests.lab.oracle import oracle_inputs


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ({"citizenization": 1.2}, "citizenization must be between 0 and 1, got 1.2"),
        ({"citizenization": float("nan")}, "citizenization must be between 0 and 1, got nan"),
        ({"citizenization": "a lot"}, "citizenization must be a number between 0 and 1, got 'a lot'"),
        ({"citizenization": {"Atlantis": 0.5}}, "citizenization: 'Atlantis' is not a province"),
        ({"citizenization": [0.1, 0.2]}, r"takes one number or 31 \(one per province\), got shape \(2,\)"),
        ({"citizenization": pd.Series({"Beijing": 2.0})}, "must be between 0 and 1, got 2 for Beijing"),
        ({"national_funding": [0.5] * 31}, "national_funding takes one number for the whole country"),
        ({"across_province_barrier": 0.0}, "across_province_barrier must be between 0.1 and 2, got 0"),
        ({"carrying_capacity": np.inf}, "carrying_capacity must be between 0.7 and 1.5, got inf"),
        ({"regional_equalisation": 0.7, "money_follows_people": 0.7}, "must not exceed 1, got 1.4"),
        ({"land_follow_people": 0.5}, "no lever is called 'land_follow_people'; did you mean land_follows_people"),
        ({"charge_costs": "yes"}, "charge_costs must be True or False, got 'yes'"),
    ],
)
def test_levers(lab, levers, message):
    with pytest.raises(LeverError, match=message):
        lab.solve(**levers)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"migration_elasticity": 0.0}, "migration_elasticity must be a number between 0.1 and 20, got 0.0"),
        ({"migration_elasticity": None}, "migration_elasticity must be a number between 0.1 and 20, got None"),
        ({"land_kept": 1.05}, "land_kept must be a number between 0 and 1, got 1.05"),
        ({"own_space_bias": -0.1}, "own_space_bias must be a number between 0 and 1, got -0.1"),
        ({"public_capital": 30}, "public_capital must be a number between 0 and 1, got 30"),
        ({"benefit_cost": 0}, "benefit_cost must be a number above 0, got 0"),
        ({"benefit_cost": -2.0}, "benefit_cost must be a number above 0, got -2.0"),
        ({"rural_job_elasticity": 0.0}, "rural_job_elasticity must be a number above 0, got 0.0"),
        ({"rural_job_elasticity": float("nan")}, "rural_job_elasticity must be a number above 0, got nan"),
        ({"cost_per_served": -1}, "cost_per_served must be a number between 0 and 1000, got -1"),
        ({"tax_rate": 0.9}, "tax_rate must be a number between 0.01 and 0.6, got 0.9"),
        ({"trade_elasticity": float("inf")}, "trade_elasticity must be a number between 0.5 and 30, got inf"),
        ({"value_added_farm": 0.7}, "cost shares of farm output must add up to 1, got 1.11"),
        ({"labour_share": 0.97}, r"labour_share \+ land_share must leave a share for capital"),
    ],
)
def test_parameters(fields, message):
    with pytest.raises(ParameterError, match=message):
        Parameters(**fields)


def _with(name, edit):
    inputs = oracle_inputs()
    values = np.array(getattr(inputs, name), dtype=float)
    edit(values)
    return lambda: replace(inputs, **{name: values})


def _set(where, what):
    def edit(values):
        values[where] = what

    return edit


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_with("residents", _set(3, np.nan)), "residents must be finite, got nan for Shanxi"),
        (_with("residents", _set(0, -1.0)), "residents must lie strictly between 0 and inf, got -1 for Beijing"),
        (_with("urban_share", _set(1, 1.0)), "urban_share must lie strictly between 0 and 1, got 1 for Tianjin"),
        (_with("moved", _set((0, 1), -0.5)), "moved must lie between 0 and inf, got -0.5 for Beijing"),
        (_with("transfers", _set(0, -0.1)), "transfers must lie between 0 and 1, got -0.1 for Beijing"),
        (_with("town_share", _set(2, 1.0)), "town_share must lie strictly between 0 and 1, got 1 for Hebei"),
        (_with("moved", _set((0, 0), 1.0)), "the diagonal must be 0, got 1"),
        (_with("moved", _set((0, 1), 99.0)), "million people from elsewhere do not fit into Tianjin"),
        (_with("distance", _set((0, 1), 0.0)), "distance: two provinces must lie more than 0 km apart"),
        (_with("transfers", _set(0, 0.5)), "transfers: shares of the pool must add up to 1, got 1.4"),
        (lambda: replace(oracle_inputs(), output=np.ones(3)), r"output must have shape \(31,\), got \(3,\)"),
        (lambda: replace(oracle_inputs(), names=("A",) * 31), "each province must be named once"),
        (lambda: replace(oracle_inputs(), output=np.array(["x"] * 31)), "output must hold numbers"),
    ],
)
def test_inputs(change, message):
    with pytest.raises(InputError, match=message):
        change()


def test_build_options():
    inputs = oracle_inputs()
    with pytest.raises(ParameterError, match="spaces must be 2"):
        build(inputs, spaces=4)
    with pytest.raises(InputError, match="farm_employment: rural_nonfarm=True needs"):
        build(inputs)
    with pytest.raises(InputError, match="urban_income and rural_income"):
        build(inputs, rural_nonfarm=False)
    with pytest.raises(InputError, match="transfers: give shares"):
        build(replace(inputs, transfers=None), rural_nonfarm=False, official_incomes=False)
    with pytest.raises(ParameterError, match="no assumption is called 'luck'"):
        build(inputs, rural_nonfarm=False, official_incomes=False, assumed={"luck": 1.0})
    for name, wrong, message in (
        ("match_rural", float("nan"), "match_rural must be a number between 0.75 and 12, got nan"),
        ("town_service_ratio", -0.9, "town_service_ratio must be a number between 0.35 and 1, got -0.9"),
        ("own_share_other", 1.0, "own_share_other must be a number between 0.25 and 0.99, got 1.0"),
        ("tax_rate", 0.3, r"tax_rate is a field of Parameters: pass parameters=Parameters\(tax_rate=0.3\)"),
        ("discount_factor", 0.9, r"discount_factor is a speed of the transition: pass pace=Pace\("),
    ):
        with pytest.raises(ParameterError, match=message):
            build(inputs, rural_nonfarm=False, official_incomes=False, assumed={name: wrong})
    with pytest.raises(InputError, match="town_share: three spaces need"):
        build(replace(inputs, town_share=None), spaces=3, rural_nonfarm=False, official_incomes=False)


def test_adding_up_with_the_nation():
    check_total("people", [1.0, 2.0], 3.0, 1e-9, "million")
    with pytest.raises(
        InputError, match=r"people: the provinces add up to 3 million, the nation to 4; a gap of -25.00%"
    ):
        check_total("people", [1.0, 2.0], 4.0, 1e-3, "million")


def test_calibrated_fields_need_a_new_economy(lab):
    with pytest.raises(ParameterError, match="tax_rate shapes the base year: build a new economy with tax_rate=0.25"):
        Lab(lab.economy, replace(lab.baseline.parameters, tax_rate=0.25))
    with pytest.raises(ParameterError, match="parameters must be a Parameters object, got dict"):
        Lab(lab.economy, {"tax_rate": 0.25})
    with pytest.raises(ParameterError, match="engel must be True or False, got 1"):
        China2020(engel=1)


def test_costs_that_nobody_can_pay(lab):
    dear = lab.with_parameters(replace(lab.baseline.parameters, cost_per_served=1000.0))
    with pytest.raises(
        InfeasibleReform, match="public cost: .* billion yuan a year would ask for a tax rate above 75%"
    ):
        dear.solve(citizenization=1.0, national_funding=1.0)


def test_experiments(lab, package):
    with pytest.raises(ParameterError, match="map must be one of ev"):
        package.map("happiness")
    with pytest.raises(ParameterError, match="draws must be a whole number of at least 2, got 0"):
        lab.uncertainty(package, draws=0)
    with pytest.raises(ParameterError, match="runs: give at least one run"):
        lab.uncertainty([])
    with pytest.raises(ParameterError, match="builds the base year anew: give parameters to the economy"):
        lab.with_parameters(replace(lab.baseline.parameters, benefit_cost=5.0)).uncertainty(package, draws=2)
    with pytest.raises(ParameterError, match="seed must be a whole number of at least 0, got -1"):
        lab.uncertainty(package, draws=4, seed=-1)
    with pytest.raises(ParameterError, match="workers must be a whole number of at least 1, got 0"):
        lab.uncertainty(package, draws=4, workers=0)
    with pytest.raises(ParameterError, match="scheduler must be the address of a Dask scheduler"):
        lab.uncertainty(package, draws=4, scheduler=3)
    with pytest.raises(ParameterError, match="damping must lie between 0"):
        lab.best_response(package, damping=0)
    with pytest.raises(ParameterError, match="to must be a whole number between 2021 and 2100, got 2500"):
        lab.transition(package, to=2500)
    with pytest.raises(ParameterError, match="start must be a whole number between 2020"):
        lab.transition(package, start=1999)
    with pytest.raises(ParameterError, match="rounds must be a whole number between 2 and 1000, got 1"):
        lab.transition(package, foresight=True, rounds=1)
    with pytest.raises(LeverError, match="at least one reform"):
        lab.sweep([])
