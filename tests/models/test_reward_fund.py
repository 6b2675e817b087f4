"""The reward fund."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reformlab.models.reward_fund import Parameters, solve

TABLE = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: arrays(float, shape, elements=st.floats(0.01, 100))
)


def test_syllabus_number():
    result = solve(Parameters([1, 1, 1], 0.5))
    assert result.weight.tolist() == [1, 0.5, 0.25]
    assert 100 * result.cohort_share[0] == pytest.approx(57.1, abs=0.05)


@given(TABLE, st.floats(0, 1), st.floats(1, 1000))
def test_the_fund_is_used_up(settled, kept, fund):
    result = solve(Parameters(settled, kept, fund))
    assert result.place_money.sum() == pytest.approx(fund)
    assert result.cohort_share.sum() == pytest.approx(1)
    # Billion yuan from yuan per person times million people.
    assert (settled * result.per_settler).sum() / 1000 == pytest.approx(fund)
    assert np.all(np.diff(result.per_settler) <= 1e-9)


def test_equal_weights_pay_by_the_stock_and_none_by_the_newest_alone():
    settled = [[4, 0], [0, 4]]
    assert solve(Parameters(settled, 1, 10)).place_money.tolist() == [5, 5]
    assert solve(Parameters(settled, 0, 10)).place_money.tolist() == [10, 0]


def test_a_place_that_stops_settling_loses_year_by_year():
    shares = [solve(Parameters([[0] * k + [2, 2], [1] * (k + 2)], 0.5)).place_money[0] for k in range(4)]
    assert np.all(np.diff(shares) < 0)


def test_each_result_follows_its_equation():
    settled = np.array([[2.0, 0.0, 1.0], [1.0, 3.0, 4.0]])
    result = solve(Parameters(settled, kept=0.4, fund=30))
    weight = np.array([1, 0.4, 0.16])
    points = settled * weight
    assert result.weight == pytest.approx(weight)
    assert result.cohort_share == pytest.approx(points.sum(axis=0) / points.sum())
    assert result.place_money == pytest.approx(30 * points.sum(axis=1) / points.sum())
    assert result.per_settler == pytest.approx(30e9 * weight / (points.sum() * 1e6))
    assert settled.sum(axis=0) * 1e6 @ result.per_settler == pytest.approx(30e9)


def test_errors():
    with pytest.raises(ValueError, match="settled must not be 0 everywhere"):
        Parameters([0, 0])
    with pytest.raises(ValueError, match="kept must be above 0 if nobody is in the newest cohort"):
        Parameters([0, 1], kept=0)
    with pytest.raises(ValueError, match="kept must be between 0 and 1, got 2"):
        Parameters(kept=2)
