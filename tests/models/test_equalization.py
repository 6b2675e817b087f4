"""Grants that fill from the bottom, against linear programming."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models.equalization import Parameters, solve

ROWS = st.lists(st.tuples(st.floats(1, 100), st.floats(0, 1000), st.floats(0.5, 2)), min_size=1, max_size=8)


@given(ROWS, st.floats(0, 5000))
def test_grants_add_up_and_lift_the_poorest_to_one_level(rows, pool):
    people, revenue, index = (np.array(column) for column in zip(*rows, strict=True))
    result = solve(Parameters(people, revenue, pool, index))
    assert result.grant.sum() == pytest.approx(pool, abs=1e-6)
    assert np.all(result.grant >= 0)
    assert result.after.min() == pytest.approx(result.standard, abs=1e-6)
    np.testing.assert_allclose(result.after[result.grant > 1e-6], result.standard)
    assert result.gap_after <= result.gap_before * (1 + 1e-9)


def test_the_standard_is_the_highest_that_the_pool_can_guarantee():
    p = Parameters()
    need = p.cost_index * p.population
    n = need.size
    # Maximise z subject to revenue + grant >= z need, grants >= 0 and their sum = pool.
    found = optimize.linprog(
        np.append(np.zeros(n), -1.0),
        A_ub=np.column_stack([-np.eye(n), need]),
        b_ub=p.own_revenue,
        A_eq=[np.append(np.ones(n), 0.0)],
        b_eq=[p.pool],
        bounds=[(0, None)] * (n + 1),
    )
    assert solve(p).standard == pytest.approx(found.x[-1])


@given(st.floats(0, 2000), st.floats(0.1, 500))
def test_a_larger_pool_never_lowers_the_standard(pool, more):
    assert solve(Parameters(pool=pool + more)).standard > solve(Parameters(pool=pool)).standard


def test_enough_money_makes_all_equal():
    result = solve(Parameters(pool=10_000))
    assert result.gap_after == pytest.approx(1)
    assert result.receives.all()


def test_no_money_changes_nothing():
    result = solve(Parameters(pool=0))
    np.testing.assert_array_equal(result.before, result.after)
    assert solve(Parameters([1, 1], [0, 1], 0)).gap_before == np.inf


@pytest.mark.filterwarnings("error")
def test_next_to_nothing_counts_as_nothing():
    assert solve(Parameters([1, 1], [5e-324, 1], 0)).gap_before == np.inf


def test_each_result_follows_its_equation():
    case = Parameters(own_revenue=(30, 2, 6), population=(3, 2, 1), cost_index=(1, 1, 2), pool=4)
    result = solve(case)
    # Needs 3, 2, 2 and levels 10, 1, 3: two are lifted to (2 + 6 + 4) / 4 = 3, where the third stands already.
    assert result.standard == pytest.approx(3)
    assert result.grant == pytest.approx(np.array([0, 4, 0]))
    assert result.before == pytest.approx(np.array([10, 1, 3]))
    assert result.after == pytest.approx(np.array([10, 3, 3]))
    assert result.receives.tolist() == [False, True, False]
    assert (result.gap_before, result.gap_after) == pytest.approx((10, 10 / 3))
    more = solve(dataclasses.replace(case, pool=8))
    assert more.standard == pytest.approx(4)
    assert more.grant == pytest.approx(np.array([0, 6, 2]))
    assert solve(dataclasses.replace(case, own_revenue=(30, 0, 6), pool=0)).gap_before == np.inf


def test_errors():
    with pytest.raises(ValueError, match="pool must be 0 or greater, got -1"):
        Parameters(pool=-1)
    with pytest.raises(ValueError, match="cost_index must be greater than 0"):
        Parameters(cost_index=[1, 1, 1, 0])
