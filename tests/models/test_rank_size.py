"""Rank and size."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reformlab.models.rank_size import Parameters, solve


def pareto(exponent, n, seed=0):
    return np.random.default_rng(seed).pareto(exponent, n) + 1


def test_the_line_agrees_with_statsmodels_and_the_error_is_that_of_the_paper():
    sizes = pareto(1.1, 120)
    result = solve(Parameters(sizes))
    theirs = sm.OLS(np.log(result.rank - 0.5), sm.add_constant(np.log(result.size))).fit()
    assert result.exponent == pytest.approx(-theirs.params[1])
    assert result.error == pytest.approx(result.exponent * np.sqrt(2 / 120))
    assert result.r_squared == pytest.approx(theirs.rsquared)
    # The error that a regression prints is several times too small.
    assert result.error > 3 * theirs.bse[1]


@pytest.mark.parametrize("exponent", [0.8, 1.0, 1.4])
def test_a_known_exponent_is_inside_its_interval_nineteen_times_in_twenty(exponent):
    inside = []
    for seed in range(300):
        low, high = solve(Parameters(pareto(exponent, 100, seed))).interval
        inside.append(low <= exponent <= high)
    assert 0.90 <= np.mean(inside) <= 0.99


@given(st.lists(st.floats(1, 1e7), min_size=5, max_size=40, unique=True), st.floats(0.01, 100))
def test_the_unit_and_the_order_do_not_matter(sizes, scale):
    first, second = solve(Parameters(sizes)), solve(Parameters(np.array(sizes)[::-1] * scale))
    assert first.exponent == pytest.approx(second.exponent, rel=1e-6)
    assert first.exponent > 0
    assert first.primacy == pytest.approx(second.primacy)


def test_only_the_largest_are_used():
    result = solve(Parameters([*range(100, 200), 1, 2, 3], largest=100))
    assert result.size.min() == 100
    assert result.rank[-1] == 100


def test_each_result_follows_its_equation():
    result = solve(Parameters([3, 40, 12, 9, 90, 25, 1], largest=6))
    size, rank = np.array([90, 40, 25, 12, 9, 3]), np.arange(1, 7)
    line = stats.linregress(np.log(size), np.log(rank - 0.5))
    assert result.size.tolist() == size.tolist()
    assert result.rank.tolist() == rank.tolist()
    assert result.exponent == pytest.approx(-line.slope)
    assert result.error == pytest.approx(-line.slope * np.sqrt(2 / 6))
    reach = stats.norm.ppf(0.975) * result.error
    assert result.interval == pytest.approx((result.exponent - reach, result.exponent + reach))
    assert result.zipf is (result.interval[0] <= 1 <= result.interval[1])
    assert result.r_squared == pytest.approx(line.rvalue**2)
    assert result.primacy == pytest.approx(90 / 179)
    assert result.fitted_rank == pytest.approx(np.exp(line.intercept + line.slope * np.log(size)) + 0.5)


def test_zipf_is_rejected_on_either_side():
    rank = np.arange(1, 401)
    assert [solve(Parameters((rank - 0.5) ** -power)).zipf for power in (1 / 2, 1, 2)] == [False, True, False]


def test_errors():
    with pytest.raises(ValueError, match="sizes must hold at least 5 cities, got 2"):
        Parameters([1, 2])
    with pytest.raises(ValueError, match="sizes must differ, got 3 for every city"):
        Parameters([3] * 6)
    with pytest.raises(ValueError, match="largest must be between 5 and 6, got 9"):
        Parameters([1, 2, 3, 4, 5, 6], largest=9)
