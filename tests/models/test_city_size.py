"""City size."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models.city_size import Parameters, loss, solve

CASE = st.builds(
    lambda agglomeration, drag, **rest: Parameters(agglomeration=agglomeration, rent_drag=drag * agglomeration, **rest),
    agglomeration=st.floats(0.01, 0.3),
    drag=st.floats(0, 0.9),
    crowding=st.floats(0.01, 0.5),
    curvature=st.floats(0.5, 5),
    capacity=st.floats(0.1, 30),
    outside=st.floats(0.5, 0.99),
)


def log_welfare(case, size):
    net = case.agglomeration - case.rent_drag
    return net * np.log(size) - case.crowding * (size / case.capacity) ** case.curvature


def test_half_the_best_size_costs_little():
    assert 100 * loss(0.5, Parameters(agglomeration=0.05, curvature=2)) == pytest.approx(1.6, abs=0.05)
    assert loss(1, Parameters()) == 0


@given(CASE)
def test_sizes_are_those_of_a_search(case):
    result = solve(case)
    top = optimize.minimize_scalar(
        lambda ratio: -log_welfare(case, result.best_size * np.exp(ratio)),
        bounds=(-5, 5),
        method="bounded",
        options={"xatol": 1e-9},
    )
    assert top.x == pytest.approx(0, abs=1e-4)
    peak = log_welfare(case, result.best_size)
    assert log_welfare(case, result.free_size) - peak == pytest.approx(np.log(case.outside), abs=1e-9)

    def surplus(size):
        return size * (np.exp(log_welfare(case, size) - peak) - case.outside)

    grid = np.linspace(result.best_size, result.free_size, 500)
    assert surplus(result.planner_size) >= surplus(grid).max() * (1 - 1e-9)


@given(CASE, st.floats(0, 1))
def test_order_of_the_sizes(case, barrier):
    result = solve(dataclasses.replace(case, barrier=barrier))
    assert result.best_size <= result.planner_size <= result.free_size
    assert result.best_size <= result.barred_size <= result.free_size * (1 + 1e-9)
    assert result.welfare.max() <= 1 + 1e-12


def test_a_barrier_can_leave_a_city_short_of_the_planner_s_size():
    result = solve(Parameters(barrier=0.1))
    assert result.best_size < result.barred_size < result.planner_size < result.free_size
    assert solve(Parameters(barrier=5)).barred_size == result.best_size


@given(CASE, st.floats(0.2, 5))
def test_the_loss_is_that_of_the_curve_and_needs_no_capacity(case, ratio):
    best = solve(case).best_size
    assert loss(ratio, case) == pytest.approx(log_welfare(case, best) - log_welfare(case, ratio * best), abs=1e-9)
    assert loss(ratio, dataclasses.replace(case, capacity=1.0)) == loss(ratio, case) >= 0


def test_each_result_follows_its_equation():
    case = Parameters(
        agglomeration=0.3, rent_drag=0.1, crowding=0.05, curvature=2.5, capacity=8, outside=0.7, barrier=0.2
    )
    result = solve(case)

    def welfare(size):
        best = result.best_size
        log = [0.2 * np.log(n) - 0.05 * (n / 8) ** 2.5 for n in (size, best)]
        return np.exp(log[0] - log[1])

    assert result.best_size == pytest.approx(8 * (0.2 / (0.05 * 2.5)) ** (1 / 2.5))
    assert welfare(result.free_size) == pytest.approx(0.7)
    assert np.log(welfare(result.barred_size)) == pytest.approx(np.log(0.7) + 0.2)
    assert result.welfare == pytest.approx(welfare(result.size))
    assert (result.size[0], result.size[-1]) == pytest.approx((0.02 * result.best_size, 1.25 * result.free_size))
    sizes = result.planner_size + np.array([-0.01, 0, 0.01])
    assert np.argmax(sizes * (welfare(sizes) - 0.7)) == 1
    # A barrier of just what the city offers stops everybody at the best size, and so does a higher one.
    for barrier in (-np.log(0.7), 1.0):
        assert solve(dataclasses.replace(case, barrier=barrier)).barred_size == pytest.approx(result.best_size)


def test_errors():
    with pytest.raises(ValueError, match=r"rent_drag must be below agglomeration \(0.05\), got 0.05"):
        Parameters(rent_drag=0.05)
    with pytest.raises(ValueError, match="outside must be greater than 0 and less than 1, got 1"):
        Parameters(outside=1)
    with pytest.raises(ValueError, match="ratio must be greater than 0"):
        loss(0, Parameters())
