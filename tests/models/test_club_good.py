"""Cost of a club good."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models.club_good import Parameters, cost_per_user, solve

POSITIVE = st.floats(1e-3, 1e6)


def test_syllabus_numbers():
    result = solve(Parameters(fixed_cost=1000, crowding=0.1))
    assert result.best_size == pytest.approx(100)
    assert result.lowest_cost == pytest.approx(20)


@given(st.floats(1, 1e5), st.floats(1e-3, 10))
def test_the_best_size_is_where_a_search_ends(fixed, crowding):
    result = solve(Parameters(fixed, crowding))
    found = optimize.minimize_scalar(lambda n: cost_per_user(n, fixed, crowding), (1e-3, result.best_size * 2))
    assert result.best_size == pytest.approx(found.x, rel=1e-4)
    assert result.lowest_cost == pytest.approx(found.fun)


@given(POSITIVE, POSITIVE, POSITIVE)
def test_no_size_is_cheaper_than_the_best(fixed, crowding, users):
    result = solve(Parameters(fixed, crowding, users))
    assert result.excess >= -1e-12
    assert result.curve.min() >= result.lowest_cost * (1 - 1e-12)


def test_half_and_double_the_best_size_cost_the_same():
    half, double = (solve(Parameters(1000, 0.1, users)) for users in (50, 200))
    assert half.cost == pytest.approx(double.cost)
    assert half.excess == pytest.approx(0.25)


@pytest.mark.parametrize("name", ["fixed_cost", "crowding", "users"])
def test_errors_name_the_field(name):
    with pytest.raises(ValueError, match=f"{name} must be greater than 0, got 0"):
        Parameters(**{name: 0})


def test_each_result_follows_its_equation():
    result = solve(Parameters(fixed_cost=800, crowding=2, users=4))
    assert (result.best_size, result.lowest_cost) == pytest.approx((20, 80))
    assert result.cost == pytest.approx(800 / 4 + 2 * 4)
    assert result.excess == pytest.approx(208 / 80 - 1)
    assert result.size == pytest.approx(np.linspace(2, 80, 200))
    assert result.curve == pytest.approx(800 / result.size + 2 * result.size)


def test_x():
    pass
