"""Sharing the bill."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.cost_sharing import Parameters, solve

PAYERS = st.lists(st.tuples(st.floats(0.01, 1), st.floats(1, 1000)), min_size=1, max_size=7)


@given(PAYERS, st.floats(1, 5000), st.floats(0, 1))
def test_shares_and_amounts_add_up(payers, bill, towards):
    shares, room = (np.array(column) for column in zip(*payers, strict=True))
    result = solve(Parameters(bill, shares / shares.sum(), room, towards))
    assert result.share.sum() == pytest.approx(1)
    assert result.amount.sum() == pytest.approx(bill)
    np.testing.assert_allclose(result.burden * room, result.amount)
    np.testing.assert_allclose(result.shortfall, np.maximum(result.amount - room, 0), atol=1e-9)
    if result.balanced:
        assert np.all(result.amount <= room + 1e-6)
        assert result.possible or bill == pytest.approx(room.sum())
    else:
        assert np.any(result.amount > room)


@given(PAYERS, st.floats(1, 5000))
def test_by_capacity_all_burdens_are_equal_and_balance_if_anything_does(payers, bill):
    shares, room = (np.array(column) for column in zip(*payers, strict=True))
    result = solve(Parameters(bill, shares / shares.sum(), room, 1.0))
    np.testing.assert_allclose(result.burden, bill / room.sum())
    assert result.balanced == result.possible or bill == pytest.approx(room.sum())


@given(st.floats(0, 0.9), st.floats(0, 0.1))
def test_moving_towards_capacity_never_raises_the_largest_burden(towards, more):
    first, second = (solve(Parameters(towards_capacity=t)).burden.max() for t in (towards, towards + more))
    assert second <= first + 1e-12


def test_a_city_asked_for_too_much():
    result = solve(Parameters())
    assert not result.balanced
    assert result.shortfall.tolist() == [0, 0, 100, 0, 0]


def test_each_result_follows_its_equation():
    result = solve(Parameters(bill=50, shares=(0.5, 0.3, 0.2), room=(10, 60, 30), towards_capacity=0.25))
    share = 0.75 * np.array([0.5, 0.3, 0.2]) + 0.25 * np.array([0.1, 0.6, 0.3])
    assert result.share == pytest.approx(share)
    assert result.amount == pytest.approx(50 * share)
    assert result.burden == pytest.approx(50 * share / [10, 60, 30])
    assert result.shortfall == pytest.approx(np.array([50 * share[0] - 10, 0, 0]))
    assert (result.balanced, result.possible) == (False, True)
    full = solve(Parameters(bill=100, shares=(0.1, 0.6, 0.3), room=(10, 60, 30)))
    assert (full.balanced, full.possible) == (True, True)  # just enough is enough
    assert solve(Parameters(bill=101, shares=(0.1, 0.6, 0.3), room=(10, 60, 30))).possible is False


def test_errors():
    with pytest.raises(ValueError, match="shares must add up to 1"):
        Parameters(shares=[0.1] * 5)
    with pytest.raises(ValueError, match="room must be greater than 0, got 0 at position 4"):
        Parameters(room=[1, 1, 1, 1, 0])
