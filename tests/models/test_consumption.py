"""Consumption and precautionary saving."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models.consumption import Parameters, rise_to_parity, solve

CASE = st.builds(
    Parameters,
    income=st.floats(40, 100),
    later_income=st.floats(40, 100),
    risk=st.floats(0, 20),
    risk_aversion=st.floats(0.01, 0.1),
    service_cost=st.floats(0, 20),
    insured=st.floats(0, 1),
    access=st.floats(0, 1),
)


def test_syllabus_number():
    assert rise_to_parity(30.7) == pytest.approx(44.3, abs=0.1)


@given(CASE)
def test_the_closed_form_is_what_a_search_over_saving_finds(case):
    result = solve(case)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    risk = case.risk * (1 - case.insured * case.access)
    service = (1 - case.access) * case.service_cost / 2

    def log_loss(saving):
        now = case.income - service - saving
        later = case.later_income - service + saving + risk * nodes
        expected = np.exp(-case.risk_aversion * now) + weights @ np.exp(-case.risk_aversion * later) / weights.sum()
        return np.log(expected)

    found = optimize.minimize_scalar(log_loss, (-50, 50), tol=1e-12)
    assert result.saving == pytest.approx(found.x, abs=1e-3)


@given(CASE)
def test_the_budget_adds_up_and_access_raises_consumption(case):
    result = solve(case)
    assert result.consumption + result.out_of_pocket + result.saving == pytest.approx(case.income)
    assert np.all(np.diff(result.curve) >= -1e-12)
    assert 0 <= result.gap + 1e-9 < 100
    assert result.consumption * (1 + result.rise / 100) == pytest.approx(result.curve[-1])


def test_without_risk_and_cost_access_means_nothing():
    result = solve(Parameters(risk=0, service_cost=0))
    assert (result.precautionary, result.gap) == (0, 0)


@given(st.floats(0, 90), st.floats(0.1, 5))
def test_the_rise_is_larger_than_the_gap(gap, more):
    assert rise_to_parity(gap) >= gap
    assert rise_to_parity(gap + more) > rise_to_parity(gap)


def test_each_result_follows_its_equation():
    case = Parameters(income=60, later_income=70, risk=20, risk_aversion=0.05, service_cost=10, insured=0.5, access=0.4)
    result = solve(case)
    precaution = 0.05 / 4 * (20 * (1 - 0.5 * 0.4)) ** 2
    here = (60 + 70) / 2 - (1 - 0.4) * 10 / 2 - precaution
    full = (60 + 70) / 2 - 0.05 / 4 * (20 * 0.5) ** 2
    assert result.precautionary == pytest.approx(precaution)
    assert result.out_of_pocket == pytest.approx(0.6 * 10 / 2)
    assert result.consumption == pytest.approx(here)
    assert result.saving == pytest.approx(60 - here - 3)
    assert result.gap == pytest.approx(100 * (full - here) / full)
    assert result.rise == pytest.approx(100 * (full / here - 1))
    assert result.levels == pytest.approx(np.linspace(0, 1, 101))
    assert result.curve[[0, 40, 100]] == pytest.approx(np.array([65 - 5 - 0.05 / 4 * 20**2, here, full]))


def test_errors():
    with pytest.raises(ValueError, match="gap must be below 100, got 100"):
        rise_to_parity(100)
    with pytest.raises(ValueError, match="must leave consumption above 0 at access 0"):
        dataclasses.replace(Parameters(), risk=200)
    with pytest.raises(ValueError, match="access must be between 0 and 1"):
        Parameters(access=2)
