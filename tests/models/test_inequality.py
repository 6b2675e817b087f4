"""Theil and Gini, against PySAL."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.inequality import Parameters, gini, solve, theil

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from inequality.gini import Gini
    from inequality.theil import Theil, TheilD

INCOME, PEOPLE = [100, 68, 64, 60], [0.40, 0.26, 0.27, 0.07]
PLACES = st.lists(st.tuples(st.floats(1, 1000), st.integers(1, 9), st.sampled_from("abc")), min_size=2, max_size=12)


def test_teaching_table():
    result = solve(Parameters(INCOME, PEOPLE))
    assert result.mean == pytest.approx(79.16, abs=0.005)
    assert result.theil == pytest.approx(0.0230, abs=0.0002)


def test_moving_people_to_the_core_raises_its_output_share_but_not_inequality():
    before, after = solve(Parameters(INCOME, PEOPLE)), solve(Parameters(INCOME, [0.45, 0.26, 0.22, 0.07]))
    assert before.income_share[0] == pytest.approx(0.505, abs=0.0005)
    assert after.income_share[0] == pytest.approx(0.556, abs=0.0005)
    assert after.theil == pytest.approx(0.0229, abs=0.0001)


def test_nineteen_clusters():
    inside, outside = 0.85 / 0.75, 0.15 / 0.25
    assert inside / outside == pytest.approx(1.89, abs=0.02)
    result = solve(Parameters([inside, outside], [0.75, 0.25]))
    assert result.income_share[0] == pytest.approx(0.85)


@given(PLACES)
def test_weights_mean_the_same_as_repeating_places(places):
    income, people, _ = (np.array(column) for column in zip(*places, strict=True))
    result = solve(Parameters(income, people))
    persons = np.repeat(income, people)
    assert result.theil == pytest.approx(float(Theil(persons).T), abs=1e-9)
    assert result.gini == pytest.approx(float(Gini(persons).g), abs=1e-9)
    assert result.variation == pytest.approx(persons.std() / persons.mean(), abs=1e-9)


@given(PLACES)
def test_decompositions_are_exact_and_agree_with_pysal(places):
    income, people, region = (np.array(column) for column in zip(*places, strict=True))
    result = solve(Parameters(income, people, region))
    assert result.theil == pytest.approx(result.theil_between + result.theil_within, abs=1e-12)
    assert result.gini == pytest.approx(result.gini_between + result.gini_within + result.gini_overlap)
    theirs = TheilD(np.repeat(income, people), np.repeat(region, people))
    assert result.theil_between == pytest.approx(np.asarray(theirs.bg).item(), abs=1e-9)
    assert result.theil_within == pytest.approx(np.asarray(theirs.wg).item(), abs=1e-9)
    assert min(result.theil_between, result.theil_within, result.gini_overlap) >= -1e-12
    assert result.region_share.sum() == pytest.approx(1)


@given(PLACES, st.floats(0.01, 100))
def test_the_unit_of_money_and_the_order_do_not_matter(places, unit):
    income, people, _ = (np.array(column) for column in zip(*places, strict=True))
    for index in (theil, gini):
        assert index(income * unit, people) == pytest.approx(index(income, people), abs=1e-9)
        assert index(income[::-1], people[::-1]) == pytest.approx(index(income, people), abs=1e-9)


@given(PLACES)
def test_bounds(places):
    income, people, _ = (np.array(column) for column in zip(*places, strict=True))
    assert -1e-12 <= theil(income, people) <= np.log(people.sum()) + 1e-12
    assert -1e-12 <= gini(income, people) < 1


def test_equal_incomes_are_equal():
    result = solve(Parameters([5, 5, 5], [1, 2, 3], ["a", "b", "b"]))
    assert result.theil == pytest.approx(0)
    assert result.gini == pytest.approx(0)
    assert result.variation == pytest.approx(0)


@pytest.mark.parametrize(
    ("income", "people", "region", "message"),
    [
        ([1, 0], [1, 1], None, "income must be greater than 0, got 0 at position 1"),
        ([1, 2], [1, -1], None, "population must be greater than 0"),
        ([1, 2], [1, 1, 1], None, "must have the same length"),
        ([1, 2], [1, 1], ["a"], "must have the same length"),
    ],
)
def test_errors(income, people, region, message):
    with pytest.raises(ValueError, match=message):
        Parameters(income, people, region)


def test_each_result_follows_its_equation():
    income, people = np.array([10, 30, 20, 60.0]), np.array([4, 1, 3, 2.0])
    result = solve(Parameters(income, people, ("w", "w", "e", "e")))
    p, s = people / 10, income * people / 250
    assert result.mean == pytest.approx(25)
    assert result.population_share == pytest.approx(p)
    assert result.income_share == pytest.approx(s)
    assert result.theil == pytest.approx(np.sum(s * np.log(s / p)))
    assert result.regions == ("w", "e")
    assert result.region_mean == pytest.approx(np.array([14, 36]))
    assert result.region_share == pytest.approx(np.array([0.28, 0.72]))
    inside = [
        np.sum(s[part] / s[part].sum() * np.log(s[part] / s[part].sum() / (p[part] / p[part].sum())))
        for part in (slice(0, 2), slice(2, 4))
    ]
    assert result.region_theil == pytest.approx(np.array(inside))
    assert result.theil_between == pytest.approx(0.28 * np.log(0.28 / 0.5) + 0.72 * np.log(0.72 / 0.5))
    assert result.theil_within == pytest.approx(0.28 * inside[0] + 0.72 * inside[1])

    def gini(y, weight):
        weight = weight / weight.sum()
        return np.sum(np.outer(weight, weight) * np.abs(y[:, None] - y[None, :])) / 2 / (weight @ y)

    within = 0.5 * 0.28 * gini(income[:2], people[:2]) + 0.5 * 0.72 * gini(income[2:], people[2:])
    assert result.gini == pytest.approx(gini(income, people))
    assert result.gini_between == pytest.approx(gini(np.array([14, 36.0]), np.array([5, 5.0])))
    assert result.gini_within == pytest.approx(within)
    assert result.gini_overlap == pytest.approx(result.gini - result.gini_between - within)
    assert result.variation == pytest.approx(np.sqrt(np.sum(p * (income - 25) ** 2)) / 25)
