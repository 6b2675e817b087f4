"""The shortest stave."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.capacity import Parameters, solve

STAVES = st.lists(st.tuples(st.floats(1, 1e8), st.floats(0.01, 1000)), min_size=2, max_size=7)


def test_syllabus_numbers():
    result = solve(Parameters())
    np.testing.assert_allclose(result.by_factor, [4_000_000, 1_285_714, 750_000, 844_444], atol=0.5)
    assert result.binding == "school"
    assert result.next_binding == "jobs"


@given(STAVES, st.floats(1, 1e7))
def test_capacity_is_the_lowest_and_full_use_is_there(staves, people):
    supply, need = zip(*staves, strict=True)
    names = [f"factor {i}" for i in range(len(staves))]
    result = solve(Parameters(names, supply, need, people))
    assert result.capacity == result.by_factor.min() <= result.next_capacity
    full = solve(Parameters(names, supply, need, result.capacity))
    assert full.use.max() == pytest.approx(1)
    assert (len(result.overloaded) > 0) == bool(result.use.max() > 1)


@given(STAVES)
def test_raising_the_binding_supply_as_far_as_it_helps_gives_the_next_capacity(staves):
    supply, need = (np.array(column) for column in zip(*staves, strict=True))
    names = [str(i) for i in range(len(staves))]
    result = solve(Parameters(names, supply, need, 1))
    supply[names.index(result.binding)] = result.needed_supply
    assert solve(Parameters(names, supply, need, 1)).capacity == pytest.approx(result.next_capacity)


def test_more_of_what_is_not_scarce_helps_nobody():
    p = Parameters()
    more = Parameters(p.factors, p.supply * [10, 10, 1, 10], p.need, p.people)
    assert solve(more).capacity == solve(p).capacity


def test_each_result_follows_its_equation():
    result = solve(Parameters(("a", "b", "c"), (60, 20, 90), (2, 4, 1), 6))
    assert result.by_factor.tolist() == [30, 5, 90]
    assert (result.capacity, result.binding) == (5, "b")
    assert result.use == pytest.approx(np.array([0.2, 1.2, 6 / 90]))
    assert result.overloaded == ("b",)
    assert (result.next_capacity, result.next_binding, result.needed_supply) == (30, "a", 30 * 4)
    assert solve(Parameters(("a", "b"), (5, 9), (1, 1), 5)).overloaded == ()  # full is not overloaded


def test_errors():
    with pytest.raises(ValueError, match="factors must hold at least 2 names, got 1"):
        Parameters(["water"], [1], [1])
    with pytest.raises(ValueError, match="must have the same length: factors has 4, supply has 1"):
        Parameters(supply=[1])
    with pytest.raises(ValueError, match="factors must not repeat a name"):
        Parameters(["a", "a"], [1, 2], [1, 2])
