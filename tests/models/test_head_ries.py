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


def test_errors():
    with pytest.raises(ValueError, match="the diagonal of people must be greater than 0, got 0 at position 1"):
        Parameters([[1, 1], [1, 0]])
    with pytest.raises(ValueError, match="kappa must be greater than 0"):
        Parameters(kappa=0)
