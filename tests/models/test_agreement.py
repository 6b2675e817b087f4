"""Agreement of two readers."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reformlab.models.agreement import Parameters, solve, table

COUNTS = arrays(float, (3, 3), elements=st.integers(0, 30).map(float))


def test_a_table_worked_by_hand():
    # 35 of 50 alike; by chance 25/50 * 30/50 + 25/50 * 20/50
    result = solve(Parameters([[20, 5], [10, 15]]))
    assert (result.observed, result.expected, result.kappa) == pytest.approx((0.7, 0.5, 0.4))


def test_the_same_agreement_is_worth_less_where_one_category_is_common():
    common, mixed = (solve(Parameters(c)) for c in ([[45, 15], [25, 15]], [[25, 35], [5, 35]]))
    assert common.observed == mixed.observed == 0.6
    assert (common.kappa, mixed.kappa) == pytest.approx((0.1304, 0.2593), abs=1e-4)


@given(COUNTS)
def test_kappa_is_one_only_without_a_quarrel_and_does_not_know_who_is_first(counts):
    assume(counts.sum() > 0)
    result = solve(Parameters(counts))
    assume(np.isfinite(result.kappa))
    assert result.kappa <= 1 + 1e-12
    assert (result.kappa == pytest.approx(1)) == (np.trace(counts) == counts.sum())
    assert solve(Parameters(counts.T)).kappa == pytest.approx(result.kappa)


@given(arrays(float, 3, elements=st.integers(1, 9).map(float)), arrays(float, 3, elements=st.integers(1, 9).map(float)))
def test_blind_readers_agree_as_chance_has_it(first, second):
    assert solve(Parameters(np.outer(first, second))).kappa == pytest.approx(0, abs=1e-12)


def test_one_category_for_all_says_nothing():
    assert np.isnan(solve(Parameters([[7, 0], [0, 0]])).kappa)


def test_pairs_are_counted():
    assert table(["a", "b", "b"], ["a", "a", "b"], ["a", "b"]).tolist() == [[1, 0], [1, 1]]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [(["a"], ["a", "b"], "of one length, got 1 and 2"), (["a"], ["c"], "'c' is no category; allowed: a, b")],
)
def test_lists_that_cannot_be_compared_are_refused(first, second, said):
    with pytest.raises(ValueError, match=said):
        table(first, second, ["a", "b"])


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[1, -1], [0, 2]], [[1, 2, 3], [1, 2, 3]]])
def test_tables_that_are_none_are_refused(counts):
    with pytest.raises(ValueError, match="counts"):
        Parameters(counts)
