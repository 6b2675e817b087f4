"""Trade costs inside a country and at its border."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models.one_market import Parameters, solve

CASE = st.builds(
    Parameters,
    domestic_share=st.floats(0, 0.5),
    foreign_share=st.floats(0, 0.4),
    domestic_cost=st.floats(0.5, 2),
    foreign_cost=st.floats(0.5, 2),
    elasticity=st.floats(1.5, 10),
    value_added=st.floats(0.2, 1),
)


@given(CASE)
def test_shares_add_up_and_the_gain_follows_from_the_own_share_alone(case):
    result = solve(case)
    assert result.own_share + result.domestic_share + result.foreign_share == pytest.approx(1)
    own = 1 - case.domestic_share - case.foreign_share
    formula = (result.own_share / own) ** (-1 / (case.elasticity * case.value_added))
    assert 1 + result.gain / 100 == pytest.approx(formula, rel=1e-6)


@given(CASE, st.floats(0.8, 1))
def test_lower_costs_never_lower_wages(case, cut):
    lower = dataclasses.replace(
        case,
        domestic_cost=max(0.5, case.domestic_cost * cut),
        foreign_cost=max(0.5, case.foreign_cost * cut),
    )
    assert solve(lower).gain >= solve(case).gain - 1e-9


@given(st.floats(0.2, 1), st.floats(1.5, 10))
def test_no_change_is_worth_nothing(value_added, elasticity):
    result = solve(Parameters(domestic_cost=1, elasticity=elasticity, value_added=value_added))
    assert result.gain == pytest.approx(0, abs=1e-9)
    assert result.domestic_curve[30] == pytest.approx(0, abs=1e-9)


def test_a_closed_country_of_one_province_does_not_care():
    assert solve(Parameters(domestic_share=0, foreign_share=0, domestic_cost=0.5)).gain == pytest.approx(0)


def test_links_between_firms_multiply_the_gain_from_eight_to_three():
    result = solve(Parameters())
    assert result.gain == pytest.approx(8, abs=0.5)
    assert result.gain_without_links == pytest.approx(3, abs=0.3)
    assert np.all(np.diff(result.domestic_curve) < 0)


def test_each_result_follows_its_equation():
    case = Parameters(
        domestic_share=0.3, foreign_share=0.2, domestic_cost=0.8, foreign_cost=1.1, elasticity=3, value_added=0.5
    )
    result = solve(case)

    def price(domestic, foreign, gamma):
        def excess(p):
            return p**-3 - (0.5 + 0.3 * domestic**-3) * p ** (-3 * (1 - gamma)) - 0.2 * foreign**-3

        return optimize.brentq(excess, 0.1, 5, xtol=1e-14)

    new = price(0.8, 1.1, 0.5)
    assert result.price == pytest.approx(new)
    assert result.gain == pytest.approx(100 * (1 / new - 1))
    assert result.gain_without_links == pytest.approx(100 * (1 / price(0.8, 1.1, 1) - 1))
    unit = new**0.5
    assert result.own_share == pytest.approx(0.5 * (unit / new) ** -3)
    assert result.domestic_share == pytest.approx(0.3 * (unit * 0.8 / new) ** -3)
    assert result.foreign_share == pytest.approx(0.2 * (1.1 / new) ** -3)
    assert 1 / new == pytest.approx((result.own_share / 0.5) ** (-1 / (3 * 0.5)))
    assert result.costs == pytest.approx(np.linspace(0.7, 1.3, 61))
    for k in (0, 45):
        cost = result.costs[k]
        assert result.domestic_curve[k] == pytest.approx(100 * (1 / price(cost, 1, 0.5) - 1))
        assert result.foreign_curve[k] == pytest.approx(100 * (1 / price(1, cost, 0.5) - 1))
    # The widest changes that are allowed still have their crossing inside the bounds of the search.
    for ends in ((0.5, 0.5), (2, 2)):
        far = solve(Parameters(0.3, 0.2, *ends, elasticity=3, value_added=0.2))
        assert far.price == pytest.approx(price(*ends, 0.2))


def test_errors():
    with pytest.raises(ValueError, match="must together be below 1, got 1.1"):
        Parameters(domestic_share=0.6, foreign_share=0.5)
    with pytest.raises(ValueError, match="elasticity must be above 1, got 1"):
        Parameters(elasticity=1)
