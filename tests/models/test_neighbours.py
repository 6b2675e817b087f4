"""Nearest neighbours, against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

from reformlab.models.neighbours import Parameters, solve

NAMES = [f"C{i}" for i in range(30)]


def table(seed):
    return np.random.default_rng(seed).lognormal(0, 1, (30, 4))


@given(st.integers(0, 1000), st.integers(0, 29), st.integers(1, 29))
def test_the_neighbours_are_those_of_scikit_learn(seed, here, count):
    result = solve(Parameters(NAMES, table(seed), NAMES[here], count))
    scaled = StandardScaler().fit_transform(table(seed))
    distance, index = NearestNeighbors(n_neighbors=count + 1).fit(scaled).kneighbors(scaled[[here]])
    assert list(result.names) == [NAMES[i] for i in index[0] if i != here]
    # Equal weights of 1/4 halve the distance of four indicators.
    np.testing.assert_allclose(result.distance, distance[0, 1:] / 2)
    assert result.all_distances[here] == 0


@given(st.integers(0, 1000), st.floats(0.1, 1000))
def test_units_do_not_matter(seed, scale):
    first = solve(Parameters(NAMES, table(seed), "C0"))
    second = solve(Parameters(NAMES, table(seed) * [scale, 1, 1, 1] + 5, "C0"))
    assert first.names == second.names
    np.testing.assert_allclose(first.distance, second.distance)


def test_all_weight_on_one_indicator_sorts_by_it():
    structure = np.column_stack([np.arange(30.0), np.random.default_rng(0).normal(size=30)])
    result = solve(Parameters(NAMES, structure, "C0", 3, [1, 0]))
    assert result.names == ("C1", "C2", "C3")
    assert np.all(result.difference[:, 0] > 0)


def test_errors():
    with pytest.raises(ValueError, match="chosen must be one of 'a', 'b', 'c', got 'd'"):
        Parameters(["a", "b", "c"], [[1], [2], [3]], "d", 1)
    with pytest.raises(ValueError, match="count must be between 1 and 2, got 5"):
        Parameters(["a", "b", "c"], [[1], [2], [3]], "a")
    with pytest.raises(ValueError, match="structure must differ in every column, got column 0"):
        Parameters(["a", "b", "c"], [[1], [1], [1]], "a", 1)
    with pytest.raises(ValueError, match="structure must be finite, got nan at position 0, 0"):
        Parameters(["a", "b", "c"], [[np.nan], [1], [1]], "a", 1)
