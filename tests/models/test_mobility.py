"""Mobility between classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.mobility import Parameters, solve

BASE = [[0.85, 0.14, 0.01], [0.10, 0.80, 0.10], [0.02, 0.13, 0.85]]
SERVICES = [[0.78, 0.20, 0.02], [0.08, 0.81, 0.11], [0.02, 0.13, 0.85]]


@st.composite
def chains(draw):
    n = draw(st.integers(2, 5))
    rows = np.array(draw(st.lists(st.lists(st.floats(0.01, 1), min_size=n, max_size=n), min_size=n, max_size=n)))
    return rows / rows.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(("table", "middle"), [(BASE, 0.403), (SERVICES, 0.449)])
def test_syllabus_numbers(table, middle):
    assert solve(Parameters(table)).long_run[1] == pytest.approx(middle, abs=0.001)


@given(chains())
def test_the_long_run_is_where_many_generations_lead(table):
    result = solve(Parameters(table, start=None, generations=200))
    np.testing.assert_allclose(result.long_run, np.linalg.matrix_power(table, 4096)[0], atol=1e-9)
    np.testing.assert_allclose(result.path.sum(axis=1), 1)
    assert np.all(result.path >= 0)
    assert result.long_run.sum() == pytest.approx(1)


def test_the_half_life_is_that_of_the_distance():
    result = solve(Parameters([[0.9, 0.1], [0.2, 0.8]], start=[1, 0], generations=10))
    distance = np.abs(result.path[:, 0] - result.long_run[0])
    assert np.log(2) / -np.log(distance[5] / distance[4]) == pytest.approx(result.half_life)
    assert result.expected_stay.tolist() == pytest.approx([10, 5])


def test_extremes():
    assert solve(Parameters([[0.5, 0.5], [0.5, 0.5]], start=None)).mobility == 1
    assert solve(Parameters([[0.5, 0.5], [0.5, 0.5]], start=None)).half_life == 0
    swapped = solve(Parameters([[0, 1], [1, 0]], start=None))
    assert swapped.half_life == np.inf
    assert swapped.mobility == 2
    absorbed = solve(Parameters([[0.9, 0.1], [0, 1]], start=None))
    assert absorbed.long_run.tolist() == pytest.approx([0, 1], abs=1e-12)
    assert absorbed.expected_stay[1] == np.inf


def test_each_result_follows_its_equation():
    chances = np.array([[0.7, 0.3], [0.2, 0.8]])
    result = solve(Parameters(chances, (0.9, 0.1), generations=3))
    expected = [np.array([0.9, 0.1]) @ np.linalg.matrix_power(chances, t) for t in range(4)]
    assert result.path == pytest.approx(np.array(expected))
    assert result.long_run == pytest.approx(np.array([0.4, 0.6]))
    assert result.mobility == pytest.approx((2 - 1.5) / (2 - 1))
    assert result.half_life == pytest.approx(1)  # the second eigenvalue is 0.7 + 0.8 - 1
    assert result.expected_stay == pytest.approx(np.array([1 / 0.3, 1 / 0.2]))


def test_the_ends_of_mobility():
    at_once = solve(Parameters([[0.4, 0.6], [0.4, 0.6]], None, generations=1))
    assert at_once.path.tolist() == [[1, 0], [0.4, 0.6]]  # everybody starts in the first class
    assert (at_once.half_life, at_once.mobility) == (0, pytest.approx(1))
    swap = solve(Parameters([[0, 1], [1, 0]], None, generations=2))
    assert (swap.half_life, swap.mobility) == (np.inf, 2)
    trap = solve(Parameters([[1, 0], [0.5, 0.5]], (0, 1), generations=1))
    assert trap.expected_stay.tolist() == [np.inf, 2]
    assert trap.long_run == pytest.approx(np.array([1, 0]))


def test_errors():
    with pytest.raises(ValueError, match="transition must link all classes"):
        solve(Parameters(np.eye(3)))
    with pytest.raises(ValueError, match="transition must add up to 1, got 0.9 in row 1"):
        Parameters([[1, 0], [0.4, 0.5]], start=None)
    with pytest.raises(ValueError, match="start must hold 2 numbers, got 3"):
        Parameters([[0.5, 0.5], [0.4, 0.6]])
    with pytest.raises(ValueError, match="transition must be 0 or greater"):
        Parameters([[1.5, -0.5], [0.5, 0.5]], start=None)
