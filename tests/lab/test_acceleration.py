"""Fixed points of maps whose answer is known."""

import numpy as np
import pytest

from reformlab.lab.acceleration import fixed_point, jacobian_inverse


@pytest.fixture
def linear():
    """A map x -> A x + b of 12 unknowns that does not contract by itself, and its fixed point."""
    stream = np.random.default_rng(3)
    slope, shift = 0.6 * stream.standard_normal((12, 12)), 0.01 * stream.standard_normal(12)
    assert np.abs(np.linalg.eigvals(slope)).max() > 1
    return lambda x: slope @ x + shift, np.linalg.solve(np.eye(12) - slope, shift)


def test_as_many_sweeps_as_unknowns_do_for_a_linear_map(linear):
    sweep, answer = linear
    x, sweeps, residual = fixed_point(sweep, np.zeros(12), tolerance=1e-11, memory=20)
    assert sweeps <= 12 + 3
    assert residual < 1e-11
    np.testing.assert_allclose(x, answer, atol=1e-10)


def test_a_single_precision_aim_gives_a_double_precision_answer(linear):
    sweep, answer = linear
    known = jacobian_inverse(sweep, np.zeros(12))
    x, sweeps, _ = fixed_point(sweep, np.zeros(12), tolerance=1e-14, precondition=known)
    assert sweeps <= 6
    np.testing.assert_allclose(x, answer, atol=1e-13)


def test_a_short_memory_still_arrives():
    answer = np.linspace(0.1, 0.9, 40)
    sweep = lambda x: answer + 0.8 * np.tanh(np.roll(x - answer, 1))  # noqa: E731
    x, _, residual = fixed_point(sweep, np.zeros(40), tolerance=1e-11, memory=3)
    assert residual < 1e-11
    np.testing.assert_allclose(x, answer, atol=1e-9)


def test_a_step_into_nowhere_goes_back_to_the_best_point():
    answer = np.array([0.3, 0.5])
    sweep = lambda x: np.where(x > 1.0, np.nan, x + 0.5 * (answer - x))  # noqa: E731
    x, _, residual = fixed_point(sweep, np.zeros(2), tolerance=1e-10, precondition=lambda step: 8 * step)
    assert residual < 1e-10
    np.testing.assert_allclose(x, answer, atol=1e-9)


def test_the_limit_on_sweeps_holds():
    _, sweeps, residual = fixed_point(lambda x: x + 1.0, np.zeros(3), most=4)
    assert (sweeps, residual) == (4, 1.0)
    assert fixed_point(lambda x: x, np.zeros(3), most=0)[2] == np.inf
