"""Growth and its parts."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reformlab.models.growth_accounting import Parameters, logarithmic_mean, solve

TABLE = st.integers(1, 5).flatmap(lambda s: st.tuples(*[arrays(float, (2, s), elements=st.floats(0.1, 1e4))] * 3))
POSITIVE = st.floats(1e-6, 1e6)


@given(TABLE, st.floats(0, 1), st.floats(1, 50))
def test_the_parts_add_up_without_a_residual(tables, share, years):
    output, workers, capital = tables
    r = solve(Parameters(output, workers, [100, 130], capital, share, years))
    assert r.demographic + r.reallocation + r.capital + r.rest == pytest.approx(r.growth, abs=1e-8)
    assert r.sector_reallocation.sum() == pytest.approx(r.reallocation, abs=1e-8)
    assert r.sector_rest.sum() == pytest.approx(r.rest, abs=1e-8)


@given(POSITIVE, POSITIVE)
def test_the_logarithmic_mean_lies_between_the_geometric_and_the_arithmetic(a, b):
    mean = float(logarithmic_mean(a, b))
    assert np.sqrt(a * b) * (1 - 1e-12) <= mean <= (a + b) / 2 * (1 + 1e-12)
    if abs(np.log(a / b)) > 1e-3:
        assert mean == pytest.approx((a - b) / np.log(a / b))


def test_with_fixed_sector_productivity_all_growth_is_reallocation():
    workers = np.array([[60.0, 40.0], [30.0, 70.0]])
    r = solve(Parameters(workers * [1, 5], workers, [200, 200], None))
    assert r.growth > 0
    assert r.reallocation == pytest.approx(r.growth)
    assert (r.demographic, r.rest) == (pytest.approx(0), pytest.approx(0))


def test_with_fixed_shares_and_no_capital_all_growth_is_the_rest():
    r = solve(Parameters([[1, 2], [2, 4]], [[1, 1], [1, 1]], [3, 3], None, years=1))
    assert r.rest == pytest.approx(100 * np.log(2))
    assert r.capital == 0


def test_fewer_workers_per_person_is_a_demographic_loss():
    r = solve(Parameters([[10], [10]], [[5], [4]], [10, 10], None, years=1))
    assert r.demographic == pytest.approx(100 * np.log(0.8))


def test_each_result_follows_its_equation():
    output, workers = np.array([[20, 80], [50, 250.0]]), np.array([[50, 30], [20, 70.0]])
    capital, population = np.array([[40, 90], [70, 500.0]]), np.array([150, 160.0])
    case = Parameters(output, workers, population, capital, capital_share=0.3, years=8)
    result = solve(case)

    def mean(a, b):
        return (a - b) / np.log(a / b)

    per_worker = output / workers.sum(axis=1, keepdims=True)
    weight = mean(per_worker[1], per_worker[0]) / mean(*per_worker.sum(axis=1)[::-1])
    shares, deep = workers / workers.sum(axis=1, keepdims=True), capital / workers
    move = 100 / 8 * weight * np.log(shares[1] / shares[0])
    deepening = 100 / 8 * weight * 0.3 * np.log(deep[1] / deep[0])
    inside = 100 / 8 * weight * np.log((output / workers)[1] / (output / workers)[0])
    assert result.weight == pytest.approx(weight)
    assert result.growth == pytest.approx(100 / 8 * np.log(300 / 160 / (100 / 150)))
    assert result.demographic == pytest.approx(100 / 8 * np.log(90 / 160 / (80 / 150)))
    assert result.sector_reallocation == pytest.approx(move)
    assert result.reallocation == pytest.approx(move.sum())
    assert result.capital == pytest.approx(deepening.sum())
    assert result.sector_rest == pytest.approx(inside - deepening)
    assert result.rest == pytest.approx((inside - deepening).sum())
    without = solve(dataclasses.replace(case, capital=None))
    assert (without.capital, without.rest) == pytest.approx((0, inside.sum()))


def test_errors():
    with pytest.raises(ValueError, match="workers must be a matrix of shape 2 x 2"):
        Parameters(workers=[[1], [2]])
    with pytest.raises(ValueError, match="population must hold 2 numbers, got 1"):
        Parameters(population=[1])
    with pytest.raises(ValueError, match="capital_share must be between 0 and 1"):
        Parameters(capital_share=2)
