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


def test_each_result_follows_its_equation():
    efforts, costs = np.array([0.4, 0.8, 0.6, 1.0, 0.2]), np.array([1, 0.4, 0.2, 0.6, 0.5])
    case = Parameters(
        efforts, starts=(1, 2, 1, 3, 1), phase=2, rho=-2.0, costs=costs, shares=(0.5, 0.2, 0.3), central_share=0.25,
        collected=0.4, interest=0.1, years=4,
    )  # fmt: skip
    result = solve(case)
    built = np.array([[0.5, 0, 0.5, 0, 0.5], [1, 0.5, 1, 0, 1], [1, 1, 1, 0.5, 1], [1, 1, 1, 1, 1]])
    effort = built * efforts
    assert result.year.tolist() == [1, 2, 3, 4]
    assert result.effort == pytest.approx(effort)
    package = np.array([0, 0, *(np.mean(effort[2:] ** -2.0, axis=1) ** (-1 / 2))])  # a lever not begun stops all
    assert result.package == pytest.approx(package)
    brings, takes = np.maximum(case.effects, 0), np.maximum(-case.effects, 0)
    gain = (package / effort.mean(axis=1))[:, None] * (effort @ brings) - effort @ takes
    balance = 0.4 * gain @ [0.5, 0.2, 0.3] - 0.75 * effort @ costs
    assert result.gain == pytest.approx(gain)
    assert result.worst == pytest.approx(gain.min(axis=1))
    assert result.balance == pytest.approx(balance)
    debt = [0.0]
    for surplus in balance:
        debt.append(1.1 * debt[-1] - surplus)
    assert result.debt == pytest.approx(np.array(debt[1:]))
    assert result.no_loser == (gain[-1].min() >= 0)
    assert result.no_loser_on_the_way == (gain.min() >= 0)
    assert result.balanced == (balance[-1] >= 0.1 * debt[-2])


def test_a_plan_without_effort_neither_gains_nor_owes():
    result = solve(Parameters(efforts=(0, 0, 0, 0, 0)))
    assert np.all(result.gain == 0) and np.all(result.debt == 0)
    assert (result.no_loser, result.no_loser_on_the_way, result.balanced) == (True, True, True)


def test_a_balance_that_pays_its_interest_is_balanced():
    # No gains and costs in the first year alone would be needed; a negative cost is refused, so gains must pay.
    gains = np.zeros((5, 3))
    gains[0] = 1.0
    case = Parameters(effects=gains, rho=1.0, costs=(0.3, 0, 0, 0, 0), central_share=0, collected=0.3, phase=1)
    assert solve(case).balanced  # income just covers the cost
    assert not solve(dataclasses.replace(case, collected=0.29)).balanced


def test_errors():
    with pytest.raises(ValueError, match="efforts must hold 5 numbers, got 2"):
        Parameters(efforts=[0.5, 0.5])
    with pytest.raises(ValueError, match="starts must be between 1 and 10, got 11"):
        Parameters(starts=[1, 1, 1, 1, 11])
    with pytest.raises(ValueError, match="rho must be 1 or below, got 2"):
        Parameters(rho=2)
    with pytest.raises(ValueError, match="effects must be a matrix of shape 5 x 3"):
        Parameters(effects=[[1, 2, 3]])
