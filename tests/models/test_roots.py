"""Roots and fixed points, against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models import _roots


@given(st.floats(0.1, 50))
def test_bisection_agrees_with_brent(level):
    def excess(x):
        return np.exp(x) - level

    assert _roots.bisect(excess, -10, 10) == pytest.approx(optimize.brentq(excess, -10, 10, xtol=1e-14), abs=1e-12)


def test_a_root_at_a_bound_is_returned():
    assert _roots.bisect(lambda x: x, 0.0, 1.0) == 0.0
    assert _roots.bisect(lambda x: x - 1, 0.0, 1.0) == 1.0


def test_no_change_of_sign_is_an_error():
    with pytest.raises(RuntimeError, match="no change of sign between 1 and 2"):
        _roots.bisect(lambda x: x, 1.0, 2.0)


def test_fixed_point_of_the_cosine():
    point, steps = _roots.fixed_point(np.cos, np.array([0.0]))
    assert point[0] == pytest.approx(optimize.brentq(lambda x: np.cos(x) - x, 0, 1), abs=1e-11)
    assert steps > 1


def test_a_step_that_swings_too_far_is_slowed_down():
    point, steps = _roots.fixed_point(lambda x: 1 - 4 * x, np.array([3.0]), speed=0.9)
    assert point[0] == pytest.approx(0.2)
    assert steps < 200
    still, one = _roots.fixed_point(lambda x: x, np.array([3.0]))
    assert (still[0], one) == (3, 1)


def test_a_falling_function_has_its_root_found_too_to_the_last_bit():
    root = _roots.bisect(lambda x: 2 - x**2, 0.0, 10.0)
    assert root == pytest.approx(np.sqrt(2), rel=1e-15)


def test_a_search_that_leaves_the_numbers_stops_at_once():
    with pytest.raises(RuntimeError, match=r"no fixed point after 1 steps \(residual nan"):
        _roots.fixed_point(lambda x: x * np.nan, np.array([1.0]))


def test_a_step_that_runs_away_raises_with_the_residual():
    with pytest.raises(RuntimeError, match="no fixed point after 50 steps"):
        _roots.fixed_point(lambda x: x + 1, np.array([0.0]), limit=50)
