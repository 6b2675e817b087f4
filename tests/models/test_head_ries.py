"""Costs that a table reveals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.head_ries import Parameters, solve

SEED, KAPPA = st.integers(0, 10_000), st.floats(0.5, 8)


@given(SEED, KAPPA)
def test_the_costs_that_made_the_table_are_found_again(seed, kappa):
    random = np.random.default_rng(seed)
    cost = np.exp(random.uniform(0, 1.5, (5, 5)) * (1 - np.eye(5)))
    worth = np.exp(random.normal(0, 0.3, 5))
    pull = (worth[None, :] / cost) ** kappa
    people = random.uniform(1, 9, 5)[:, None] * pull / pull.sum(axis=1, keepdims=True)
    result = solve(Parameters(people, kappa))
    np.testing.assert_allclose(result.cost, np.sqrt(cost * cost.T), rtol=1e-9)
    np.testing.assert_allclose(np.diag(result.cost), 1)
    np.testing.assert_allclose(result.loss, 1 - 1 / result.cost)


@given(KAPPA)
def test_the_same_table_gives_costs_that_scale_with_one_over_kappa(kappa):
    once, unit = solve(Parameters(kappa=kappa)), solve(Parameters(kappa=1))
    np.testing.assert_allclose(np.log(once.cost) * kappa, np.log(unit.cost), atol=1e-12)


def test_only_ratios_count():
    first = Parameters().people
    scaled = first * np.array([[1.0], [20.0], [0.1]])
    np.testing.assert_allclose(solve(Parameters(scaled)).cost, solve(Parameters(first)).cost)


def test_empty_cells_are_counted_and_filled():
    result = solve(Parameters([[10, 0], [1, 10]], floor=1e-4))
    assert result.filled == 1
    assert np.isfinite(result.cost).all()
    assert solve(Parameters(np.eye(2))).mean_cost == pytest.approx(solve(Parameters(np.eye(2))).typical_cost)


def test_each_result_follows_its_equation():
    people = np.array([[60, 30, 10], [5, 45, 0], [2, 8, 30.0]])
    result = solve(Parameters(people, kappa=2.5, floor=0.001))
    share = people / np.array([[100], [50], [40]])
    m = np.where(share == 0, 0.001, share)
    cost = np.array([[(m[o, o] * m[d, d] / (m[o, d] * m[d, o])) ** (1 / 5) for d in range(3)] for o in range(3)])
    assert result.share == pytest.approx(share)
    assert result.cost == pytest.approx(cost)
    assert result.loss == pytest.approx(1 - 1 / cost)
    pairs = np.array([cost[0, 1], cost[0, 2], cost[1, 2]])
    assert result.mean_cost == pytest.approx(np.exp(np.average(np.log(pairs), weights=[35, 12, 8])))
    assert result.typical_cost == pytest.approx(np.median(pairs))
    assert result.filled == 1
    # Nobody lives away: all pairs count alike.
    apart = solve(Parameters(np.diag([1.0, 2.0, 3.0]), kappa=1, floor=0.01))
    assert (apart.mean_cost, apart.filled) == (pytest.approx(100), 6)


def test_errors():
    with pytest.raises(ValueError, match="the diagonal of people must be greater than 0, got 0 at position 1"):
        Parameters([[1, 1], [1, 0]])
    with pytest.raises(ValueError, match="kappa must be greater than 0"):
        Parameters(kappa=0)
