"""Beta and sigma convergence, against statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reformlab.models.convergence import Parameters, solve


@pytest.fixture
def panel():
    random = np.random.default_rng(2)
    start = random.normal(9, 0.6, 31)
    end = start + 18 * (0.25 - 0.02 * start + random.normal(0, 0.01, 31))
    return np.exp([start, (start + end) / 2, end])


@pytest.mark.parametrize(("robust", "kind"), [(True, "HC1"), (False, "nonrobust")])
def test_slope_and_error_agree_with_statsmodels(panel, robust, kind):
    ours = solve(Parameters([2005, 2014, 2023], panel, robust=robust))
    logs = np.log(panel)
    theirs = sm.OLS((logs[-1] - logs[0]) / 18, sm.add_constant(logs[0])).fit(cov_type=kind, use_t=True)
    assert ours.slope == pytest.approx(theirs.params[1])
    assert ours.error == pytest.approx(theirs.bse[1])
    np.testing.assert_allclose(ours.interval, theirs.conf_int()[1])
    np.testing.assert_allclose(ours.sigma, logs.std(axis=1))


@given(st.floats(0.001, 0.2), st.integers(1, 60))
def test_a_known_speed_is_found_again(speed, years):
    start = np.array([1.0, 2.0, 3.0, 5.0])
    end = np.exp(1 + np.log(start) * np.exp(-speed * years))
    result = solve(Parameters([0, years], [start, end]))
    assert result.speed == pytest.approx(speed, rel=1e-6)
    assert result.half_life == pytest.approx(np.log(2) / speed, rel=1e-6)
    assert result.sigma[1] == pytest.approx(result.sigma[0] * np.exp(-speed * years))


def test_divergence_has_no_half_life():
    result = solve(Parameters([0, 10], [[1, 2, 4], [1, 3, 9]]))
    assert result.slope > 0
    assert result.speed < 0
    assert result.half_life == np.inf


def test_ranks_that_turn_round_have_an_infinite_speed():
    result = solve(Parameters([0, 10], [[1, 2, 4], [4, 2, 1]]))
    assert result.speed == np.inf
    assert result.half_life == 0


@pytest.mark.parametrize(
    ("years", "income", "message"),
    [
        ([2000], [[1, 2, 3]], "years must hold at least 2 years"),
        ([2010, 2000], [[1, 2, 3]] * 2, "rising order"),
        ([2000, 2010], [[1, 2]] * 2, "income must hold at least 3 places, got 2"),
        ([2000, 2010], [[1, 2, 0], [1, 2, 3]], "income must be greater than 0, got 0 at position 0, 2"),
        ([2000, 2010], [[1, 2, 3]] * 3, "income must be a matrix of shape 2 x any"),
        ([2000, 2010], [[1, 1, 1], [1, 2, 3]], "collinear"),
    ],
)
def test_errors(years, income, message):
    with pytest.raises(ValueError, match=message):
        solve(Parameters(years, income))


def test_each_result_follows_its_equation():
    years = np.array([2000.0, 2004.0, 2010.0])
    first, noise = np.random.default_rng(5).normal(1, 0.5, (2, 9))
    income = np.exp([first, first + 0.4, 0.6 * first + 0.2 * noise + 1])
    result = solve(Parameters(years, income, level=0.9, robust=False))
    start, growth = np.log(income[0]), np.log(income[2] / income[0]) / 10
    line = stats.linregress(start, growth)
    assert result.start == pytest.approx(start)
    assert result.growth == pytest.approx(growth)
    assert (result.slope, result.error, result.r_squared) == pytest.approx((line.slope, line.stderr, line.rvalue**2))
    assert result.fitted == pytest.approx(line.intercept + line.slope * start)
    reach = stats.t.ppf(0.95, 7) * line.stderr
    assert result.interval == pytest.approx((line.slope - reach, line.slope + reach))
    assert line.slope == pytest.approx(-(1 - np.exp(-result.speed * 10)) / 10)
    assert result.half_life == pytest.approx(np.log(2) / result.speed)
    assert result.sigma == pytest.approx(np.log(income).std(axis=1))


def test_places_whose_order_turns_round_have_no_finite_speed():
    # Whatever the start, all end equal (b = -1/T), or beyond each other.
    for end in ([1.0, 1.0, 1.0], [4.0, 2.0, 1.0]):
        result = solve(Parameters([2000, 2010], [[1.0, 2.0, 4.0], end]))
        assert result.speed > 3 if end[0] == 1 else result.speed == np.inf
        assert result.half_life < 0.3
