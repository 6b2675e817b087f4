"""Plans of reforms over time."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models import reform_package
from reformlab.models.reform_plan import HOUSEHOLDS, LEVERS, Parameters, solve

CASE = st.builds(
    Parameters,
    efforts=st.lists(st.floats(0, 1), min_size=5, max_size=5),
    starts=st.lists(st.integers(1, 10), min_size=5, max_size=5),
    phase=st.integers(1, 8),
    rho=st.floats(-10, 1),
    central_share=st.floats(0, 1),
    collected=st.floats(0, 1),
    interest=st.floats(0, 0.1),
)


@given(CASE)
def test_efforts_grow_to_full_strength_and_the_package_is_that_of_the_ces(case):
    result = solve(case)
    assert result.effort.shape == (10, len(LEVERS))
    assert result.gain.shape == (10, len(HOUSEHOLDS))
    assert np.all(np.diff(result.effort, axis=0) >= 0)
    assert np.all(result.effort <= case.efforts)
    last = reform_package.solve(reform_package.Parameters(result.effort[-1], case.rho))
    assert result.package[-1] == pytest.approx(last.package)


@given(CASE)
def test_debt_adds_up_the_balances_with_interest(case):
    result = solve(case)
    years = np.arange(len(result.year))
    owed = -np.sum(result.balance * (1 + case.interest) ** (len(years) - 1 - years))
    assert result.debt[-1] == pytest.approx(owed, abs=1e-9)


@given(CASE, st.floats(0.01, 1))
def test_substitutes_bring_benefits_in_full(case, step):
    result = solve(dataclasses.replace(case, rho=1.0))
    np.testing.assert_allclose(result.gain, result.effort @ case.effects, atol=1e-9)
    assert np.all(solve(case).gain <= result.gain + 1e-9)


def test_nothing_done_changes_nothing():
    result = solve(Parameters(efforts=[0] * 5))
    assert not result.gain.any()
    assert not result.debt.any()
    assert result.no_loser and result.balanced


def test_one_reform_alone_has_losers_and_all_together_none():
    alone, together = solve(Parameters(efforts=[0.5, 0, 0, 0, 0])), solve(Parameters())
    assert not alone.no_loser
    assert alone.worst[-1] == pytest.approx(-0.4)
    assert together.no_loser_on_the_way


def test_the_same_end_reached_one_by_one_has_losers_on_the_way():
    steps = solve(Parameters(starts=[1, 2, 3, 4, 5], phase=2))
    assert steps.no_loser
    assert not steps.no_loser_on_the_way


def test_some_plan_has_no_loser_and_a_balanced_budget():
    plan = solve(Parameters(central_share=0.6))
    assert plan.no_loser_on_the_way and plan.balanced
    assert not solve(Parameters()).balanced


def test_errors():
    with pytest.raises(ValueError, match="efforts must hold 5 numbers, got 2"):
        Parameters(efforts=[0.5, 0.5])
    with pytest.raises(ValueError, match="starts must be between 1 and 10, got 11"):
        Parameters(starts=[1, 1, 1, 1, 11])
    with pytest.raises(ValueError, match="rho must be 1 or below, got 2"):
        Parameters(rho=2)
    with pytest.raises(ValueError, match="effects must be a matrix of shape 5 x 3"):
        Parameters(effects=[[1, 2, 3]])
