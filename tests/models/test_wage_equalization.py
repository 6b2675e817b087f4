"""Free movement between regions."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models import wedge
from reformlab.models.wage_equalization import Parameters, solve

REGIONS = st.lists(st.tuples(st.floats(1, 100), st.floats(1, 100)), min_size=2, max_size=6)


@given(REGIONS, st.floats(0.1, 0.95), st.floats(0, 1))
def test_workers_add_up_and_freedom_never_costs_output(regions, alpha, freed):
    output, workers = (np.array(column) for column in zip(*regions, strict=True))
    result = solve(Parameters(output, workers, alpha, freed))
    assert result.workers.sum() == pytest.approx(workers.sum())
    assert result.gain >= -1e-9
    free = solve(Parameters(output, workers, alpha, 1.0))
    assert result.gain <= free.gain + 1e-9
    if free.workers.min() > 1e-6 * workers.sum():
        np.testing.assert_allclose(free.wage_after, free.wage_after.mean(), rtol=1e-9)
        assert free.spread_after == pytest.approx(0, abs=1e-8)


def test_the_free_division_is_what_a_search_finds():
    p = Parameters()
    productivity = p.output / p.workers**p.labour_share

    def lost(logs):
        share = np.exp(logs) / np.exp(logs).sum()
        return -np.sum(productivity * (share * p.workers.sum()) ** p.labour_share)

    found = optimize.minimize(lost, np.zeros(3), tol=1e-12)
    assert solve(p).gain == pytest.approx(100 * (-found.fun / p.output.sum() - 1), abs=1e-6)


def test_two_regions_are_the_wedge_model():
    base = wedge.solve(wedge.Parameters(wedge=0.5))
    town, village = base.urban_before, 1 - base.urban_before
    both = Parameters([2 * town**0.6, village**0.6], [town, village], 0.6)
    assert solve(both).gain == pytest.approx(base.full_dividend)


def test_nobody_freed_changes_nothing():
    result = solve(dataclasses.replace(Parameters(), freed=0))
    assert (result.gain, result.moved) == (pytest.approx(0), 0)


def test_each_result_follows_its_equation():
    output, workers = np.array([60, 25, 30.0]), np.array([20, 30, 40.0])
    result = solve(Parameters(output, workers, labour_share=0.6, freed=0.3))
    productivity = output / workers**0.6
    free = 90 * productivity**2.5 / np.sum(productivity**2.5)
    after = 0.7 * workers + 0.3 * free
    made = productivity * after**0.6

    def spread(wage, weight):
        mean = np.average(wage, weights=weight)
        return np.sqrt(np.average((wage - mean) ** 2, weights=weight)) / mean

    assert result.workers == pytest.approx(after)
    assert result.wage_before == pytest.approx(0.6 * output / workers)
    assert result.wage_after == pytest.approx(0.6 * made / after)
    assert result.gain == pytest.approx(100 * (made.sum() / 115 - 1))
    assert result.moved == pytest.approx(np.maximum(after - workers, 0).sum() / 90)
    assert result.spread_before == pytest.approx(spread(result.wage_before, workers))
    assert result.spread_after == pytest.approx(spread(result.wage_after, after))


def test_errors():
    with pytest.raises(ValueError, match="labour_share must be greater than 0 and less than 1"):
        Parameters(labour_share=1)
    with pytest.raises(ValueError, match="must have the same length: output has 1, workers has 3"):
        Parameters(output=[1])
