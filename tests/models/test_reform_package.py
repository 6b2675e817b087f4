"""The package of reforms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reformlab.models.reform_package import Parameters, solve

EFFORT = st.lists(st.floats(0.01, 1), min_size=2, max_size=6)


@pytest.mark.parametrize(("rho", "package"), [(-1, 0.346), (0, 0.580), (1e-7, 0.580), (1, 0.740)])
def test_one_weak_reform_among_five(rho, package):
    assert solve(Parameters([0.9, 0.9, 0.9, 0.9, 0.1], rho)).package == pytest.approx(package, abs=0.002)


def test_the_same_total_effort_spread_or_concentrated():
    spread, concentrated = [0.5] * 5, [1, 1, 1 / 6, 1 / 6, 1 / 6]
    assert solve(Parameters(spread, -1)).package == pytest.approx(0.50)
    assert solve(Parameters(concentrated, -1)).package == pytest.approx(0.25)
    assert solve(Parameters(spread, 1)).package == pytest.approx(solve(Parameters(concentrated, 1)).package)


# Close to 0 the reference itself loses its digits; that limit has its own test below.
@given(EFFORT, st.floats(-30, 1).filter(lambda rho: abs(rho) > 1e-4))
def test_the_package_is_the_power_mean(efforts, rho):
    assert solve(Parameters(efforts, rho)).package == pytest.approx(stats.pmean(efforts, rho), rel=1e-6)


@given(EFFORT, st.floats(-200, 1))
def test_the_package_lies_between_the_weakest_and_the_average(efforts, rho):
    result = solve(Parameters(efforts, rho))
    assert result.weakest - 1e-12 <= result.package <= result.average + 1e-12
    assert np.all(result.gain >= -1e-12)


@given(EFFORT, st.floats(-50, 0.9), st.floats(0.001, 0.1))
def test_more_substitution_never_lowers_the_package(efforts, rho, step):
    assert solve(Parameters(efforts, rho + step)).package >= solve(Parameters(efforts, rho)).package - 1e-12


@given(EFFORT)
def test_limits(efforts):
    assert solve(Parameters(efforts, -1e6)).package == pytest.approx(min(efforts), rel=1e-4)
    assert solve(Parameters(efforts, -np.inf)).package == min(efforts)
    assert solve(Parameters(efforts, 1e-13)).package == pytest.approx(stats.gmean(efforts), rel=1e-9)


def test_a_reform_left_out_stops_the_package_unless_reforms_are_substitutes():
    assert solve(Parameters([1, 1, 0], 0)).package == 0
    assert solve(Parameters([1, 1, 0], -2)).package == 0
    assert solve(Parameters([1, 1, 0], 0.5)).package == pytest.approx((2 / 3) ** 2)
    assert solve(Parameters([0, 0], 1)).package == 0


def test_the_weakest_reform_gains_most_from_one_more_step():
    assert int(np.argmax(solve(Parameters(rho=-1)).gain)) == 4
    assert solve(Parameters(rho=1)).gain[:4] == pytest.approx(0.1 / 5)


def test_a_reform_without_weight_does_not_count():
    assert solve(Parameters([0.5, 0], -1, weights=[1, 0])).package == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rho": 1.5}, "rho must be 1 or below, got 1.5"),
        ({"efforts": [0.5, 1.2]}, "efforts must be between 0 and 1, got 1.2"),
        ({"weights": [0.5] * 5}, "weights must add up to 1, got 2.5"),
        ({"weights": [1]}, "weights must hold 5 numbers, got 1"),
        ({"step": 0}, "step must be between"),
    ],
)
def test_errors(change, message):
    with pytest.raises(ValueError, match=message):
        Parameters(**change)


def test_each_result_follows_its_equation():
    efforts, weights = np.array([0.8, 0.5, 0.95]), np.array([0.5, 0.3, 0.2])
    for rho in (-2.0, 0.5, 1.0):
        result = solve(Parameters(efforts, rho, weights, step=0.1))

        def package(row, rho=rho):
            return (weights @ row**rho) ** (1 / rho)

        assert result.package == pytest.approx(package(efforts))
        assert result.average == pytest.approx(weights @ efforts)
        assert result.weakest == 0.5
        further = [[0.9, 0.5, 0.95], [0.8, 0.6, 0.95], [0.8, 0.5, 1.0]]  # no effort beyond 1
        assert result.gain == pytest.approx(np.array([package(np.array(row)) for row in further]) - result.package)
        assert result.substitution == pytest.approx(np.inf if rho == 1 else 1 / (1 - rho))
    multiply = solve(Parameters(efforts, 0.0, weights))
    assert (multiply.package, multiply.substitution) == pytest.approx((np.prod(efforts**weights), 1))
    assert solve(Parameters(efforts, -np.inf, weights)).substitution == 0


def test_a_reform_without_weight_or_without_effort():
    # What has no weight does not drag the package down; what has some and is not done, does where reforms complement.
    assert solve(Parameters((0.0, 0.6), -1.0, (0.0, 1.0))).package == pytest.approx(0.6)
    assert [solve(Parameters((0.0, 0.6), rho)).package for rho in (-1.0, 0.0)] == [0, 0]
    assert solve(Parameters((0.0, 0.6), 0.5)).package == pytest.approx((0.5 * 0.6**0.5) ** 2)
    assert solve(Parameters((0.0, 0.0), 0.5)).package == 0
