"""Two tasks and a scorecard."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models.effort import Parameters, solve, weight_for

UNIT = st.floats(0.02, 0.98)


def test_syllabus_numbers():
    assert solve(Parameters(growth_weight=0.8)).service_effort == pytest.approx(0.20)
    assert weight_for(0.5) == pytest.approx(0.5)


@given(UNIT, st.floats(0.05, 1))
def test_the_division_is_what_a_search_finds(weight, visible):
    result = solve(Parameters(weight, visible))
    found = optimize.minimize_scalar(
        lambda e: -(weight * np.log(1 - e) + (1 - weight) * visible * np.log(e)),
        bounds=(1e-9, 1 - 1e-9),
        method="bounded",
        options={"xatol": 1e-10},
    )
    assert result.service_effort == pytest.approx(found.x, abs=1e-6)
    assert result.growth_effort + result.service_effort == pytest.approx(1)


@given(UNIT, st.floats(0.05, 1))
def test_the_weight_for_an_effort_brings_that_effort(effort, visible):
    weight = weight_for(effort, visible=visible)
    assert solve(Parameters(weight, visible)).service_effort == pytest.approx(effort)


@given(UNIT, UNIT, st.floats(0.05, 1))
def test_residents_lose_nothing_exactly_at_the_best_weight(weight, wish, visible):
    result = solve(Parameters(weight, visible, wish))
    assert result.loss >= 0
    best = solve(Parameters(result.best_weight, visible, wish))
    assert best.loss == pytest.approx(0, abs=1e-12)
    assert best.growth_effort == pytest.approx(wish)


def test_what_cannot_be_seen_is_not_done():
    assert solve(Parameters(visible=0.1)).service_effort < solve(Parameters(visible=1)).service_effort


def test_each_result_follows_its_equation():
    result = solve(Parameters(growth_weight=0.7, visible=0.5, residents_weight=0.4))

    def services(weight):
        return (1 - weight) * 0.5 / (weight + (1 - weight) * 0.5)

    def score(effort):
        return 0.4 * np.log(1 - effort) + 0.6 * np.log(effort)

    assert result.service_effort == pytest.approx(services(0.7))
    assert result.growth_effort == pytest.approx(1 - services(0.7))
    assert result.loss == pytest.approx(score(0.6) - score(services(0.7)))
    assert services(result.best_weight) == pytest.approx(0.6)
    assert result.weights == pytest.approx(np.linspace(0.01, 0.99, 99))
    assert result.service_curve == pytest.approx(services(result.weights))
    assert result.loss_curve == pytest.approx(score(0.6) - score(services(result.weights)), abs=1e-12)
    assert result.loss_curve.min() >= 0


def test_errors():
    with pytest.raises(ValueError, match="growth_weight must be greater than 0 and less than 1, got 1"):
        Parameters(growth_weight=1)
    with pytest.raises(ValueError, match="service_effort must be"):
        weight_for(0)
