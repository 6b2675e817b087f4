"""Present value of citizenization."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.citizenization_cost import Parameters, solve

CASE = st.builds(
    Parameters,
    once=st.floats(0, 2e5),
    yearly=st.floats(0, 5e4),
    yearly_growth=st.floats(-0.1, 0.1),
    contribution=st.floats(0, 5e4),
    contribution_growth=st.floats(-0.1, 0.1),
    rate=st.floats(0, 0.2),
    years=st.integers(1, 60),
)


def test_the_bill_of_250_million_people():
    result = solve(Parameters(once=80_000, people=250, spread=20, revenue=8.3))
    assert result.bill_once == pytest.approx(20)
    assert result.bill_a_year == pytest.approx(1.0)
    assert result.bill_share == pytest.approx(12.0, abs=0.1)


@pytest.mark.parametrize(("rate", "value"), [(0.04, 291_532), (0.02, 377_589), (0.08, 189_798)])
def test_present_value_of_thirty_years(rate, value):
    assert solve(Parameters(rate=rate)).cost == pytest.approx(value, abs=200)


def test_the_flow_is_several_times_the_stock():
    assert solve(Parameters()).cost / 80_000 == pytest.approx(3.64, abs=0.005)


def test_first_year_without_a_deficit():
    case = Parameters(yearly=17_000, contribution=6_000, contribution_growth=0.05)
    assert solve(case).first_year == 22
    assert solve(dataclasses.replace(case, years=21)).first_year is None


@given(CASE)
def test_present_values_agree_with_the_formula_of_a_growing_annuity(case):
    result = solve(case)

    def annuity(first, growth):
        if abs(case.rate - growth) < 1e-6:
            return first * case.years / (1 + case.rate)
        return first * (1 - ((1 + growth) / (1 + case.rate)) ** case.years) / (case.rate - growth)

    brought = annuity(case.contribution * (1 + case.contribution_growth), case.contribution_growth)
    assert result.cost == pytest.approx(case.once + annuity(case.yearly, case.yearly_growth), rel=1e-4)
    assert result.contribution == pytest.approx(brought, rel=1e-4)
    assert result.balance == pytest.approx(result.contribution - result.cost, abs=1e-4)
    assert result.running_balance.shape == result.year.shape


@given(CASE, st.floats(0.001, 0.05))
def test_a_higher_rate_never_raises_the_cost(case, more):
    assert solve(dataclasses.replace(case, rate=case.rate + more)).cost <= solve(case).cost + 1e-6


def test_without_discounting_a_sum_is_a_sum():
    assert solve(Parameters(yearly=10, rate=0, years=5)).cost == pytest.approx(50)
    assert np.all(np.diff(solve(Parameters()).running_balance) < 0)


def test_each_result_follows_its_equation():
    case = Parameters(
        once=100, yearly=50, yearly_growth=0.1, contribution=40, contribution_growth=0.2, rate=0.25, years=2,
        people=30, spread=4, revenue=0.0005,
    )  # fmt: skip
    result = solve(case)
    assert result.year.tolist() == [1, 2]
    assert result.yearly_cost == pytest.approx(np.array([50, 55]))
    assert result.yearly_contribution == pytest.approx(np.array([48, 57.6]))
    assert result.cost == pytest.approx(100 + 50 / 1.25 + 55 / 1.25**2)
    assert result.contribution == pytest.approx(48 / 1.25 + 57.6 / 1.25**2)
    assert result.running_balance == pytest.approx(np.array([-100 - 2 / 1.25, -100 - 2 / 1.25 + 2.6 / 1.25**2]))
    assert result.balance == result.running_balance[-1]
    assert result.first_year == 2
    assert result.bill_once == pytest.approx(0.003)  # 100 yuan for 30 million people, in trillion yuan
    assert result.bill_a_year == pytest.approx(0.00075)
    assert result.bill_share == pytest.approx(150)
    assert solve(dataclasses.replace(case, contribution=50 / 1.2, yearly=50)).first_year == 1  # no deficit at equality


def test_errors():
    with pytest.raises(ValueError, match="rate must be between 0 and 0.3, got 4"):
        Parameters(rate=4)
    with pytest.raises(ValueError, match="years must be a whole number"):
        Parameters(years=2.5)
    with pytest.raises(ValueError, match="people must be greater than 0"):
        Parameters(people=0)
