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


def test_each_result_follows_its_equation():
    table = np.array([[1, 10], [3, 14], [2, 30], [6, 10.0]])
    result = solve(Parameters("ABCD", table, "B", count=2, weights=(0.7, 0.3)))
    z = (table - [3, 16]) / np.sqrt([14 / 4, 272 / 4])
    distance = np.sqrt(0.7 * (z[:, 0] - z[1, 0]) ** 2 + 0.3 * (z[:, 1] - z[1, 1]) ** 2)
    nearest = [i for i in np.argsort(distance) if i != 1][:2]
    assert result.standardized == pytest.approx(z)
    assert result.all_distances == pytest.approx(distance)
    assert result.names == tuple("ABCD"[i] for i in nearest)
    assert result.distance == pytest.approx(distance[nearest])
    assert result.difference == pytest.approx(z[nearest] - z[1])
    alike = solve(Parameters("ABCD", table, "B", count=3))
    assert alike.all_distances == pytest.approx(np.sqrt(np.mean((z - z[1]) ** 2, axis=1)))


def test_errors():
    with pytest.raises(ValueError, match="chosen must be one of 'a', 'b', 'c', got 'd'"):
        Parameters(["a", "b", "c"], [[1], [2], [3]], "d", 1)
    with pytest.raises(ValueError, match="count must be between 1 and 2, got 5"):
        Parameters(["a", "b", "c"], [[1], [2], [3]], "a")
    with pytest.raises(ValueError, match="structure must differ in every column, got column 0"):
        Parameters(["a", "b", "c"], [[1], [1], [1]], "a", 1)
    with pytest.raises(ValueError, match="structure must be finite, got nan at position 0, 0"):
        Parameters(["a", "b", "c"], [[np.nan], [1], [1]], "a", 1)
