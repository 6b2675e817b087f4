"""Flows in both directions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reformlab.models.two_way_flows import Parameters, solve

FLOWS = st.integers(2, 6).flatmap(lambda n: arrays(float, (n, n), elements=st.floats(0, 1e6)))


@given(FLOWS)
def test_net_flows_cancel_and_measures_stay_in_bounds(flows):
    result = solve(Parameters(flows))
    assert result.net.sum() == pytest.approx(0, abs=1e-6)
    assert result.inflow.sum() == pytest.approx(result.total)
    assert np.all(np.abs(result.effectiveness) <= 100 + 1e-9)
    assert 0 <= result.table_effectiveness <= result.one_way + 1e-9 <= 100 + 2e-9
    np.testing.assert_array_equal(result.exchange, -result.exchange.T)
    np.testing.assert_allclose(result.exchange.sum(axis=0), result.net, atol=1e-6)


@given(FLOWS)
def test_turning_all_flows_round_turns_the_net_round(flows):
    np.testing.assert_allclose(solve(Parameters(flows.T)).net, -solve(Parameters(flows)).net)


def test_one_way_and_two_way():
    assert solve(Parameters([[0, 5], [0, 0]])).table_effectiveness == 100
    assert solve(Parameters([[9, 5], [5, 9]])).table_effectiveness == 0
    assert solve(Parameters([[3, 0], [0, 4]])).total == 0


def test_each_result_follows_its_equation():
    result = solve(Parameters([[9, 4, 10], [1, 9, 5], [6, 2, 9]]))  # what stays in a place does not count
    assert result.inflow.tolist() == [7, 6, 15]
    assert result.outflow.tolist() == [14, 6, 8]
    assert result.net.tolist() == [-7, 0, 7]
    assert result.effectiveness == pytest.approx(np.array([-100 * 7 / 21, 0, 100 * 7 / 23]))
    assert result.total == 28
    assert result.table_effectiveness == pytest.approx(100 * 14 / (2 * 28))
    assert result.one_way == pytest.approx(100 * (3 + 4 + 3) / 28)
    assert result.exchange.tolist() == [[0, 3, 4], [-3, 0, 3], [-4, -3, 0]]
    still = solve(Parameters([[3, 0], [0, 3]]))
    assert (still.effectiveness.tolist(), still.total, still.table_effectiveness) == ([0, 0], 0, 0)
    assert still.one_way == 0


def test_a_circle_is_one_way_in_pairs_and_balanced_in_places():
    circle = solve(Parameters([[0, 10, 0], [0, 0, 10], [10, 0, 0]]))
    assert (circle.table_effectiveness, circle.one_way) == (0, 100)


def test_errors():
    with pytest.raises(ValueError, match="flows must be 0 or greater, got -1 at position 0, 1"):
        Parameters([[0, -1], [0, 0]])
    with pytest.raises(ValueError, match="flows must be square"):
        Parameters([[0, 1, 2], [0, 0, 1]])
