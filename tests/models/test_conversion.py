"""Conversion of registration."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.conversion import Parameters, solve

CASE = st.builds(
    Parameters,
    service_gain=st.floats(0, 20),
    years=st.integers(1, 40),
    rate=st.floats(0, 0.2),
    land_value=st.floats(0, 500),
    land_kept=st.floats(0, 1),
    cost=st.floats(0, 50),
    spread=st.floats(1, 100),
)


@given(CASE)
def test_gain_share_and_decision_agree(case):
    result = solve(case)
    assert result.converts == (result.gain > 0) == (result.share > 0.5) or result.gain == pytest.approx(0, abs=1e-9)
    assert 0 <= result.share <= 1
    if case.rate > 0.001:
        annuity = (1 - (1 + case.rate) ** -case.years) / case.rate
        expected = case.service_gain * annuity - (1 - case.land_kept) * case.land_value - case.cost
        assert result.gain == pytest.approx(expected, abs=1e-6)


@given(CASE)
def test_at_the_break_even_value_half_convert(case):
    value = solve(case).break_even
    if 0 < value < 1e6:
        assert solve(dataclasses.replace(case, land_value=value)).share == pytest.approx(0.5, abs=1e-6)


@given(CASE, st.floats(0, 1))
def test_keeping_land_never_lowers_conversion(case, step):
    more = dataclasses.replace(case, land_kept=case.land_kept + step * (1 - case.land_kept))
    assert solve(more).share >= solve(case).share - 1e-12


def test_the_map_falls_with_land_and_rises_with_services():
    shares = solve(Parameters()).share_map
    assert np.all(np.diff(shares, axis=0) <= 0)
    assert np.all(np.diff(shares, axis=1) >= 0)


def test_extremes_of_the_break_even_value():
    assert solve(Parameters(land_kept=1)).break_even == np.inf
    assert solve(Parameters(service_gain=0)).break_even == 0


def test_each_result_follows_its_equation():
    case = Parameters(service_gain=8, years=3, rate=0.25, land_value=20, land_kept=0.4, cost=5, spread=7)
    result = solve(case)
    annuity = (1 - 1.25**-3) / 0.25
    gain = 8 * annuity - 0.6 * 20 - 5
    assert result.gain == pytest.approx(gain)
    assert result.converts is (gain > 0)
    assert result.share == pytest.approx(1 / (1 + np.exp(-gain / 7)))
    assert result.break_even == pytest.approx((8 * annuity - 5) / 0.6)
    assert result.service_gains == pytest.approx(np.linspace(0, 16, 41))
    assert result.land_values == pytest.approx(np.linspace(0, 40, 41))
    row, column = 30, 10
    there = result.service_gains[column] * annuity - 0.6 * result.land_values[row] - 5
    assert result.share_map[row, column] == pytest.approx(1 / (1 + np.exp(-there / 7)))
    small = solve(dataclasses.replace(case, service_gain=0.3, land_value=0.2))
    assert (small.service_gains[-1], small.land_values[-1]) == (1, 1)
    # Services worth just the cost: it never pays, and a household that gains nothing stays.
    even = solve(Parameters(service_gain=5, years=1, rate=0, land_value=0, land_kept=1, cost=5))
    assert (even.gain, even.converts, even.share, even.break_even) == (0, False, 0.5, 0)


def test_errors():
    with pytest.raises(ValueError, match="land_kept must be between 0 and 1"):
        Parameters(land_kept=-0.1)
    with pytest.raises(ValueError, match="spread must be greater than 0"):
        Parameters(spread=0)
