"""The price of a registration."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.hukou_price import Parameters, implied_weight, solve

CASE = st.builds(
    Parameters,
    income=st.floats(1e4, 2e5),
    access=st.floats(0.05, 0.95),
    service_weight=st.floats(0.01, 0.9),
    rate=st.floats(0.01, 0.2),
    years=st.one_of(st.just(np.inf), st.floats(1, 80)),
)


@given(CASE)
def test_the_weight_behind_a_price_is_found_again(case):
    assert implied_weight(solve(case).price, case) == pytest.approx(case.service_weight, rel=1e-6)


@given(CASE)
def test_income_that_makes_up_for_services_leaves_utility_as_it_was(case):
    result = solve(case)
    left = (case.income - result.yearly_worth) * 1.0**case.service_weight
    assert left == pytest.approx(case.income * case.access**case.service_weight)
    assert result.income_share == pytest.approx(-np.expm1(-result.log_points))
    assert np.all(np.diff(result.prices) <= 0)


def test_the_prices_found_in_jinan_are_a_tenth_of_an_income():
    for price, worth in ((90_000, 4_500), (126_000, 6_300)):
        case = Parameters(income=50_000, rate=0.05)
        weight = implied_weight(price, case)
        result = solve(Parameters(income=50_000, rate=0.05, service_weight=weight))
        assert result.yearly_worth == pytest.approx(worth)
        assert 0.11 < weight < 0.19


def test_full_access_has_no_price():
    assert solve(Parameters(access=1)).price == 0


def test_a_right_for_fewer_years_is_worth_less():
    assert solve(Parameters(years=20)).price < solve(Parameters()).price
    assert solve(Parameters(years=1e5)).price == pytest.approx(solve(Parameters()).price)


def test_each_result_follows_its_equation():
    case = Parameters(income=80_000, access=0.25, service_weight=0.5, rate=0.1, years=3)
    result = solve(case)
    annuity = 1 / 1.1 + 1 / 1.1**2 + 1 / 1.1**3
    assert result.log_points == pytest.approx(0.5 * np.log(4))
    assert result.income_share == pytest.approx(1 - 0.25**0.5)
    assert result.yearly_worth == pytest.approx(40_000)
    assert result.price == pytest.approx(40_000 * annuity)
    assert result.levels == pytest.approx(np.linspace(0.01, 1, 100))
    assert result.prices == pytest.approx(80_000 * (1 - np.sqrt(result.levels)) * annuity)
    assert solve(dataclasses.replace(case, years=np.inf)).price == pytest.approx(40_000 / 0.1)


def test_errors():
    with pytest.raises(ValueError, match="price must be below the present value of income"):
        implied_weight(2e6, Parameters())
    with pytest.raises(ValueError, match="access must be below 1"):
        implied_weight(1000, Parameters(access=1))
    with pytest.raises(ValueError, match="years must be"):
        Parameters(years=0)
    with pytest.raises(ValueError, match="rate must be greater than 0"):
        Parameters(rate=0)
