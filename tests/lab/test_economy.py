"""The base year stands on the tables: it adds up, and it meets what it was calibrated to."""

import numpy as np
import pandas as pd
import pytest

from reformlab import data
from reformlab.lab import ASSUMED, China2020, assumed
from reformlab.lab.china import shift_odds
from reformlab.lab.residence import proportional_fit


def test_people_come_from_the_census(lab):
    table = data.load("provinces")
    census = table[(table["series"] == "census_population") & (table["year"] == 2020)].set_index("province")["value"]
    people = pd.Series(lab.baseline.people.sum(1), index=lab.economy.names)
    pd.testing.assert_series_equal(people * 1e6, census[list(people.index)], check_names=False, check_index_type=False)
    urban = lab.baseline.people[:, 1].sum() / people.sum()
    assert 100 * urban == pytest.approx(63.84, abs=0.01)
    hukou = lab.baseline.registered[:, 1].sum() / people.sum()
    assert 100 * hukou == pytest.approx(45.4, abs=1e-6)


def test_accounts_meet_output_farm_work_and_incomes(lab):
    inputs, base = lab.inputs, lab.baseline
    np.testing.assert_allclose(base.income.value_added, inputs.output, rtol=2e-2)  # balancing shifts a little
    assert base.value_added == pytest.approx(inputs.output.sum(), rel=1e-6)
    # In the Northeast some farm workers live in towns; at most 95% of rural residents are counted as farmers.
    farming = np.minimum(inputs.farm_employment * inputs.residents, 0.95 * base.people[:, 0])
    np.testing.assert_allclose(base.farm_workers, farming, rtol=1e-12)
    assert (farming < inputs.farm_employment * inputs.residents).sum() <= 3
    urban = base.income.disposable[:, 1] / base.people[:, 1]
    rural = base.income.disposable[:, 0] / base.people[:, 0]
    np.testing.assert_allclose(urban / rural, inputs.urban_income / inputs.rural_income, rtol=2e-2)
    national = (base.income.disposable[:, 1].sum() / base.people[:, 1].sum()) / (
        base.income.disposable[:, 0].sum() / base.people[:, 0].sum()
    )
    assert national == pytest.approx(2.559, abs=0.02)  # official urban-rural income ratio of 2020


def test_service_budgets_follow_official_spending(lab):
    official = lab.inputs.service_budget / lab.inputs.service_budget.sum()
    model = lab.baseline.budget / lab.baseline.budget.sum()
    # A few rich provinces raise more than they officially spend in the model; the floor on transfers shows there.
    assert np.corrcoef(official, model)[0, 1] > 0.98
    assert lab.baseline.budget.sum() / lab.baseline.value_added == pytest.approx(0.21, abs=0.01)


def test_goods_markets_of_the_base_year_clear(lab, lab3):
    for one in (lab, lab3):
        economy = one.economy
        parts = one.solve().solution.parts
        np.testing.assert_allclose(parts["sold"], economy.output, rtol=1e-12)
        np.testing.assert_allclose(economy.trade.sum(2), 1.0, rtol=1e-12)
        own = np.array([np.diag(economy.trade[1])[:31], np.diag(economy.trade[0])[:31]])
        assert (own > 0).all()


def test_three_spaces_split_the_same_people(lab, lab3):
    np.testing.assert_allclose(lab3.baseline.people[:, 1:].sum(1), lab.baseline.people[:, 1], rtol=1e-10)
    towns = lab3.baseline.people[:, 1].sum() / lab3.baseline.people[:, 1:].sum()
    assert 0.3 < towns < 0.5


def test_refinements_can_be_switched_off():
    plain = China2020(engel=False, rural_nonfarm=False, official_incomes=False)
    assert plain.baseline.need == 0
    assert plain.economy.plants[:, 0].max() == 0
    np.testing.assert_array_equal(plain.baseline.farm_workers, plain.baseline.people[:, 0])
    assert np.ptp(plain.economy.shares.labour) == 0
    assert plain.solve().ev == pytest.approx(0, abs=1e-10)


def test_a_changed_assumption_is_used():
    fuller = China2020(assumed={"urban_use_of_capacity": 1.0, "rural_use_of_capacity": 0.7})
    urban, people = fuller.economy.use[:, 1], fuller.baseline.people.sum(1)
    assert (urban * people).sum() / people.sum() == pytest.approx(1.0)
    assert set(fuller.economy.use[:, 0]) == {0.7}


def test_everything_assumed_is_labelled(lab, package):
    table = assumed.table()
    assert set(table["standing"]) <= set(assumed.STANDINGS)
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert (table["source"].str.len() > 10).all()
    assert set(package.rests_on) <= set(ASSUMED)
    assert "access_outsider_rural_hukou" in package.rests_on
    assert "town_productivity" not in package.rests_on
    free = lab.solve(citizenization=0.5, charge_costs=False)
    assert "benefit_cost" in package.rests_on
    assert "benefit_cost" not in free.rests_on
    assert "unconfirmed" in lab.sources()


def test_proportional_fit_meets_margins_and_keeps_odds():
    seed = np.array([[6.0, 2.0], [0.35, 8.0]])
    table = proportional_fit(seed, np.array([3.0, 7.0]), np.array([4.0, 6.0]))
    np.testing.assert_allclose(table.sum(0), [4, 6], rtol=1e-10)
    np.testing.assert_allclose(table.sum(1), [3, 7], rtol=1e-10)
    odds = seed[0, 0] * seed[1, 1] / seed[0, 1] / seed[1, 0]
    assert table[0, 0] * table[1, 1] / table[0, 1] / table[1, 0] == pytest.approx(odds)


def test_shift_of_odds():
    shares, weights = np.array([0.2, 0.5, 0.8]), np.array([1.0, 2.0, 3.0])
    moved = shift_odds(shares, weights, 0.4)
    assert (moved * weights).sum() / weights.sum() == pytest.approx(0.4)
    odds = lambda p: p / (1 - p)  # noqa: E731
    np.testing.assert_allclose(odds(moved) / odds(shares), odds(moved[0]) / odds(shares[0]))
