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


@given(UNIT, st.floats(0.05, 1), st.floats(0.05, 1))
def test_three_tasks_are_divided_as_a_search_finds(weight, visible, fakeable):
    result = solve(Parameters(weight, visible, fakeable=fakeable))
    found = np.array([result.growth_effort, result.service_effort, result.fake_effort])
    assert found.sum() == pytest.approx(1)

    def score(efforts):
        return np.dot([weight, (1 - weight) * visible, (1 - weight) * fakeable], np.log(efforts))

    for other in ([1, 0, -1], [0, 1, -1], [1, -1, 0]):
        for step in (0.1, -0.1):
            assert score(found) > score(found + step * found.min() * np.array(other))


def test_what_can_be_faked_takes_from_both_and_costs_residents():
    honest, faked = solve(Parameters(0.5)), solve(Parameters(0.5, fakeable=0.5))
    assert honest.fake_effort == 0
    assert faked.service_effort < honest.service_effort
    assert faked.growth_effort < honest.growth_effort
    assert faked.loss > honest.loss
    # A heavier weight on services draws more effort to what only looks like services.
    assert solve(Parameters(0.2, fakeable=0.5)).fake_effort > faked.fake_effort


def test_what_cannot_be_seen_is_not_done():
    assert solve(Parameters(visible=0.1)).service_effort < solve(Parameters(visible=1)).service_effort


def test_each_result_follows_its_equation():
    result = solve(Parameters(growth_weight=0.7, visible=0.5, residents_weight=0.4, fakeable=0.25))

    def efforts(weight):
        whole = weight + (1 - weight) * (0.5 + 0.25)
        return weight / whole, (1 - weight) * 0.5 / whole, (1 - weight) * 0.25 / whole

    def score(growth, services):
        return 0.4 * np.log(growth) + 0.6 * np.log(services)

    growth, services, fake = efforts(0.7)
    assert (result.growth_effort, result.service_effort) == pytest.approx((growth, services))
    assert result.fake_effort == pytest.approx(fake)
    assert result.loss == pytest.approx(score(0.4, 0.6) - score(growth, services))
    best = efforts(result.best_weight)
    assert best[1] / best[0] == pytest.approx(0.6 / 0.4)
    assert result.weights == pytest.approx(np.linspace(0.01, 0.99, 99))
    assert result.service_curve == pytest.approx(efforts(result.weights)[1])
    assert result.loss_curve == pytest.approx(score(0.4, 0.6) - score(*efforts(result.weights)[:2]), abs=1e-12)
    assert result.loss_curve.min() >= 0


def test_errors():
    with pytest.raises(ValueError, match="growth_weight must be greater than 0 and less than 1, got 1"):
        Parameters(growth_weight=1)
    with pytest.raises(ValueError, match="service_effort must be"):
        weight_for(0)
