"""Transfers between regions, against scipy on the same equations."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models.spatial_equilibrium import Parameters, solve

CASE = st.builds(
    lambda shares, **rest: Parameters(people=np.array(shares) / np.sum(shares), **rest),
    st.lists(st.floats(0.1, 1), min_size=3, max_size=3),
    output=st.lists(st.floats(20, 200), min_size=3, max_size=3),
    transfer=st.floats(0, 0.9),
    density=st.floats(0, 0.1),
    kappa=st.floats(0.5, 3),
)


@given(CASE)
@settings(max_examples=15)
def test_the_equilibrium_is_that_of_scipy(case):
    result = solve(case)

    def residual(logs):
        people = np.exp(logs) / np.exp(logs).sum()
        output = case.output * (people / case.people) ** case.density
        income = (1 - case.transfer) * output + case.transfer * (people @ output)
        rent = (income * people / (case.output * case.people)) ** (1 - case.structures)
        pull = case.people * (income / case.output / rent**case.housing_share) ** case.kappa
        return np.log(pull / pull.sum()) - np.log(people) + (np.exp(logs).sum() - 1)

    found = optimize.root(residual, np.log(case.people), tol=1e-12)
    assert found.success
    np.testing.assert_allclose(result.people, np.exp(found.x) / np.exp(found.x).sum(), atol=1e-9)


@given(CASE)
@settings(max_examples=15)
def test_people_and_money_add_up(case):
    result = solve(case)
    assert result.people.sum() == pytest.approx(1)
    assert result.people @ result.income == pytest.approx(result.people @ result.output)
    # Whoever was poorer than the mean gets money: incomes lie closer together than output.
    assert np.ptp(result.income) == pytest.approx((1 - case.transfer) * np.ptp(result.output))


@given(CASE)
@settings(max_examples=15)
def test_at_the_halving_rate_the_gap_is_half(case):
    result = solve(case)
    if result.halving_rate is not None:
        there = solve(dataclasses.replace(case, transfer=result.halving_rate))
        assert there.gap == pytest.approx(result.gap_before / 2, rel=0.02, abs=1e-9)


def test_a_gap_that_rises_at_first_still_has_a_halving_rate():
    result = solve(Parameters([0.2, 0.4, 0.4], [20, 49, 53], density=0, kappa=3))
    assert result.gaps[1] > result.gaps[0]
    assert 0.6 < result.halving_rate < 0.7


def test_a_gap_that_no_rate_halves_has_none():
    result = solve(Parameters([0.001, 0.999], [1, 100], density=0, kappa=9))
    assert result.gaps[-1] > result.gaps[0] / 2
    assert result.halving_rate is None and result.halving_cost is None


def test_without_a_transfer_today_is_the_equilibrium():
    result = solve(Parameters(transfer=0))
    np.testing.assert_allclose(result.people, [0.3, 0.4, 0.3])
    np.testing.assert_allclose(result.output, [100, 70, 50])
    np.testing.assert_allclose(result.rent, 1)
    assert result.total_change == pytest.approx(0, abs=1e-9)


def test_money_that_people_follow_costs_output():
    result = solve(Parameters())
    assert result.people[2] > 0.3
    assert result.total_change < 0
    there = solve(Parameters(transfer=result.halving_rate))
    assert there.gap == pytest.approx(result.gap_before / 2, rel=0.01)
    assert there.total_change == pytest.approx(result.halving_cost, rel=0.02)


def test_the_more_people_respond_the_more_output_is_lost():
    losses = [solve(dataclasses.replace(Parameters(), kappa=kappa)).halving_cost for kappa in (0.5, 1.5, 3)]
    assert losses == sorted(losses, reverse=True)


def test_each_result_follows_its_equation():
    people, output = np.array([0.5, 0.3, 0.2]), np.array([90, 60, 30.0])
    case = Parameters(people, output, transfer=0.3, density=0.08, housing_share=0.3, structures=0.25, kappa=2)
    result = solve(case)
    change = result.people / people
    assert result.output == pytest.approx(output * change**0.08)
    assert result.income == pytest.approx(0.7 * result.output + 0.3 * (result.people @ result.output))
    assert result.rent == pytest.approx((result.income * result.people / (output * people)) ** 0.75)
    pull = people * (result.income / output / result.rent**0.3) ** 2
    assert result.people == pytest.approx(pull / pull.sum(), rel=1e-6)

    def variation(income, weight):
        return np.sqrt(np.average((income - weight @ income) ** 2, weights=weight)) / (weight @ income)

    assert result.gap_before == pytest.approx(variation(output, people))
    assert result.gap == pytest.approx(variation(result.income, result.people))
    assert result.total_change == pytest.approx(100 * (result.people @ result.output / (people @ output) - 1))
    assert result.rates == pytest.approx(np.linspace(0, 0.9, 46))
    assert (result.gaps[15], result.totals[15]) == pytest.approx((result.gap, result.total_change), rel=1e-5)
    k = np.flatnonzero(result.gaps <= result.gaps[0] / 2)[0]
    part = (result.gaps[k - 1] - result.gaps[0] / 2) / (result.gaps[k - 1] - result.gaps[k])
    assert result.halving_rate == pytest.approx(result.rates[k - 1] + part * 0.02)
    assert result.halving_cost == pytest.approx(result.totals[k - 1] + part * (result.totals[k] - result.totals[k - 1]))


def test_equal_regions_have_no_gap_to_halve():
    result = solve(Parameters((0.5, 0.5), (80.0, 80.0), transfer=0.4))
    assert (result.gap, result.halving_rate, result.halving_cost) == pytest.approx((0, 0, 0))


def test_errors():
    with pytest.raises(ValueError, match="people must add up to 1, got 0.9"):
        Parameters(people=[0.4, 0.5], output=[1, 2])
    with pytest.raises(ValueError, match="transfer must be between 0 and 0.9, got 1"):
        Parameters(transfer=1)
    with pytest.raises(ValueError, match="structures must be below 1, got 1"):
        Parameters(structures=1)
