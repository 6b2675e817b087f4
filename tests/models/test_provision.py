"""Two denominators."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reformlab.models.provision import Parameters, solve

ROWS = st.lists(st.tuples(st.floats(0, 1e6), st.floats(1, 1e7), st.floats(1, 1e7)), min_size=1, max_size=10)


def test_syllabus_numbers():
    result = solve(Parameters(places=60_000, registered=600_000, residents=1_000_000))
    assert result.per_registered[0] == pytest.approx(100)
    assert result.per_resident[0] == pytest.approx(60)


@given(ROWS)
def test_ranks_agree_with_scipy_and_changes_add_to_zero_without_ties(rows):
    places, registered, residents = (np.array(column) for column in zip(*rows, strict=True))
    result = solve(Parameters(places, registered, residents))
    np.testing.assert_array_equal(result.rank_resident, stats.rankdata(-result.per_resident, method="min"))
    np.testing.assert_array_equal(result.rank_registered, stats.rankdata(-result.per_registered, method="min"))
    if len(set(result.rank_resident)) == len(set(result.rank_registered)) == len(rows):
        assert result.rank_change.sum() == 0
    assert np.all(np.diff(np.abs(result.rank_change[result.order])) <= 0)


def test_a_place_with_many_newcomers_falls_when_all_count():
    result = solve(Parameters(places=[100, 90, 80], registered=[10, 10, 10], residents=[20, 10, 10]))
    assert result.rank_change.tolist() == [2, -1, -1]
    assert result.order[0] == 0


def test_each_result_follows_its_equation():
    result = solve(Parameters(places=(20, 30, 12), registered=(100, 200, 120), residents=(400, 200, 120)))
    assert result.per_resident == pytest.approx(np.array([50, 150, 100]))
    assert result.per_registered == pytest.approx(np.array([200, 150, 100]))
    assert result.rank_resident.tolist() == [3, 1, 2]
    assert result.rank_registered.tolist() == [1, 2, 3]
    assert result.rank_change.tolist() == [2, -1, -1]
    assert result.order.tolist() == [0, 1, 2]
    level = solve(Parameters(places=(10, 10, 5), registered=(100, 100, 100), residents=(100, 100, 100)))
    assert level.rank_resident.tolist() == [1, 1, 3]  # equal values share the better rank


def test_errors():
    with pytest.raises(ValueError, match="residents must be greater than 0"):
        Parameters(residents=0)
    with pytest.raises(ValueError, match="must have the same length"):
        Parameters(places=[1, 2])
