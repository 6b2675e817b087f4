"""Years between two urban shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models import logistic
from reformlab.models.urban_paths import Parameters, solve

YEARS = np.arange(1950, 2026)


@given(st.floats(0.03, 0.12), st.floats(1970, 2000), st.floats(75, 95))
def test_years_of_a_logistic_country(growth, midpoint, ceiling):
    curve = logistic.Curve(ceiling, growth, midpoint)
    result = solve(Parameters(YEARS, logistic.solve(curve, YEARS).share[:, None]))

    def year(share):
        return midpoint + np.log(share / (ceiling - share)) / growth

    if year(30) > 1951 and year(60) < 2024:
        assert result.low_year[0] == pytest.approx(year(30), abs=0.05)
        assert result.duration[0] == pytest.approx(year(60) - year(30), abs=0.05)
        assert result.pace[0] == pytest.approx(30 / (year(60) - year(30)), abs=0.05)


def test_paths_are_aligned_at_their_own_year():
    share = np.column_stack([np.linspace(20, 70, 76), np.linspace(35, 85, 76)])
    result = solve(Parameters(YEARS, share))
    for country in (0, 1):
        assert np.interp(0, result.time[:, country], share[:, country]) == pytest.approx(40)


def test_what_was_not_observed_is_masked_and_never_guessed():
    share = np.column_stack([np.full(76, 20.0), np.full(76, 50.0), np.linspace(40, 70, 76)])
    result = solve(Parameters(YEARS, share))
    assert result.low_year.mask.tolist() == [True, True, True]
    assert result.high_year.mask.tolist() == [True, True, False]
    assert result.duration.mask.all()
    assert result.align_year[2] == 1950


def test_a_share_that_falls_back_counts_from_the_first_time():
    result = solve(Parameters([0, 1, 2, 3, 4], [[20], [40], [25], [35], [65]]))
    assert result.low_year[0] == pytest.approx(0.5)


def test_each_result_follows_its_equation():
    years = np.array([1950, 1960, 1980, 1990])
    share = np.array([[20, 35, 30], [32, 45, 45], [48, 58, 50], [64, 59, 52.0]])
    result = solve(Parameters(years, share, low=30, high=60, align=40))
    low = 1950 + 10 / 12 * 10
    high = 1980 + 12 / 16 * 10
    assert result.low_year.tolist() == [pytest.approx(low), None, 1950]  # above it from the start; exactly there
    assert result.high_year.tolist() == [pytest.approx(high), None, None]
    assert result.align_year.tolist() == pytest.approx([1960 + 8 / 16 * 20, 1955, 1950 + 10 / 15 * 10])
    assert result.duration.tolist() == [pytest.approx(high - low), None, None]
    assert result.pace.tolist() == [pytest.approx(30 / (high - low)), None, None]
    assert result.time[0].tolist() == pytest.approx([1950 - 1970, 1950 - 1955, 1950 - 1950 - 20 / 3])
    assert np.diff(result.time, axis=0).tolist() == [[10] * 3, [20] * 3, [10] * 3]


def test_errors():
    with pytest.raises(ValueError, match=r"high must be above low \(30\), got 30"):
        Parameters([0, 1], [[1], [2]], high=30)
    with pytest.raises(ValueError, match="share must be between 0 and 100, got 101"):
        Parameters([0, 1], [[1], [101]])
    with pytest.raises(ValueError, match="share must be a matrix of shape 2 x any"):
        Parameters([0, 1], [[1]])
