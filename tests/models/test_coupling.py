"""Coupling and coordination."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.coupling import Parameters, solve

SCORE = st.floats(1e-6, 1)


def test_syllabus_numbers():
    result = solve(Parameters(0.8, 0.4))
    assert result.coupling[0] == pytest.approx(0.943, abs=0.002)
    assert result.level[0] == pytest.approx(0.60)
    assert result.coordination[0] == pytest.approx(0.752, abs=0.002)
    assert result.lagging[0] == 2


@given(SCORE, SCORE, st.floats(0, 1))
def test_bounds_and_symmetry(first, second, weight):
    result = solve(Parameters(first, second, weight))
    for degree in (result.coupling, result.level, result.coordination):
        assert 0 < degree[0] <= 1
    assert solve(Parameters(second, first, weight)).coupling[0] == pytest.approx(result.coupling[0])
    assert result.weaker[0] - 1e-12 <= result.level[0]


@given(SCORE, SCORE, st.floats(0.01, 1))
def test_coupling_says_nothing_about_the_level(first, second, scale):
    result, small = solve(Parameters(first, second)), solve(Parameters(first * scale, second * scale))
    assert small.coupling[0] == pytest.approx(result.coupling[0])
    assert small.level[0] <= result.level[0] + 1e-12


def test_two_weak_systems_are_perfectly_coupled():
    result = solve(Parameters([0.05, 0.9], [0.05, 0.9]))
    np.testing.assert_allclose(result.coupling, 1)
    assert result.coordination[0] < 0.25 < result.coordination[1]
    assert result.lagging.tolist() == [0, 0]


def test_each_result_follows_its_equation():
    result = solve(Parameters(first=(0.9, 0.2, 0.5), second=(0.1, 0.8, 0.5), weight=0.3))
    coupling = 2 * np.sqrt([0.09, 0.16, 0.25]) / [1.0, 1.0, 1.0]
    level = np.array([0.3 * 0.9 + 0.7 * 0.1, 0.3 * 0.2 + 0.7 * 0.8, 0.5])
    assert result.coupling == pytest.approx(coupling)
    assert result.level == pytest.approx(level)
    assert result.coordination == pytest.approx(np.sqrt(coupling * level))
    assert result.weaker.tolist() == [0.1, 0.2, 0.5]
    assert result.lagging.tolist() == [2, 1, 0]


def test_errors():
    with pytest.raises(ValueError, match="first must be between 0 and 1, got 1.2"):
        Parameters(1.2, 0.5)
    with pytest.raises(ValueError, match="second must be greater than 0, got 0"):
        Parameters(0.5, 0)
    with pytest.raises(ValueError, match="must have the same length"):
        Parameters([0.5, 0.5], [0.5])
