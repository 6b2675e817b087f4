"""A vote on a reform before and after people know what it brings them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.reform_vote import Parameters, solve


def test_each_result_follows_its_equation():
    p = Parameters(shares=[0.3, 0.5, 0.2], chances=[1, 0.4, 0], gains=[10, 30, 5], losses=[1, 10, 2])
    result = solve(p)
    np.testing.assert_allclose(result.expected, [10, 0.4 * 30 - 0.6 * 10, -2])
    np.testing.assert_allclose(result.threshold, [1 / 11, 10 / 40, 2 / 7])
    assert result.before == pytest.approx(0.3 + 0.5)
    assert result.after == pytest.approx(0.3 + 0.5 * 0.4)
    assert result.mean == pytest.approx(0.3 * 10 + 0.5 * 6 - 0.2 * 2)
    assert not result.trapped


def test_the_example_of_the_source_fails_beforehand_and_would_be_kept():
    # 40 of 100 know that they gain 5; of the other 60, 20 will gain 5 and 40 lose 5.
    result = solve(Parameters(shares=[0.4, 0.6], chances=[1, 1 / 3], gains=[5, 5], losses=[5, 5]))
    assert (result.before, result.trapped) == (0.4, True)
    assert result.after == pytest.approx(0.6)
    assert result.mean > 0


def test_half_of_the_votes_are_no_majority():
    result = solve(Parameters(shares=[0.5, 0.5], chances=[1, 0.2], gains=[1, 1], losses=[1, 1]))
    assert result.before == 0.5
    assert result.trapped


@given(st.lists(st.tuples(st.floats(0.01, 1), st.booleans()), min_size=1, max_size=5))
def test_who_knows_votes_as_afterwards(groups):
    shares = np.array([share for share, _ in groups]) / sum(share for share, _ in groups)
    knows = [float(gains) for _, gains in groups]
    result = solve(Parameters(shares, knows, np.full(len(groups), 3.0), np.full(len(groups), 2.0)))
    assert result.before == pytest.approx(result.after)
    assert not result.trapped


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_votes_turn_at_the_threshold(gain, loss):
    at = solve(Parameters([1.0], [0.5], [gain], [loss])).threshold[0]
    for chance, votes in ((at * 0.99, 0.0), (at + (1 - at) * 0.01, 1.0)):
        assert solve(Parameters([1.0], [chance], [gain], [loss])).before == votes


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"shares": [0.5, 0.6]}, "shares must add up to 1"),
        ({"chances": [1.0, 1.2]}, "chances must be between 0 and 1"),
        ({"gains": [0.0, 1.0]}, "gains must be greater than 0, got 0 at position 0"),
        ({"losses": [-1.0, 1.0]}, "losses must be"),
        ({"losses": [1.0]}, "length"),
    ],
)
def test_errors(options, message):
    with pytest.raises(ValueError, match=message):
        Parameters(**options)
