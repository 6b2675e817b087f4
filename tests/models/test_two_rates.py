"""The two rates: the numbers of lesson 2, and the identities that must hold for any input."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models import two_rates

# Census 2020, persons: separated from their registration, separated within one city, floating, across provinces.
SEPARATED, WITHIN_CITY, FLOATING, ACROSS = 492_762_506, 116_945_747, 375_816_759, 124_837_153
DECADE = {
    "population_start": 1339.72,
    "urban_start": 665.57,
    "population_end": 1411.78,
    "urban_end": 901.99,
    "natural_rate": 4,
    "reclassified": 40,
}


@pytest.mark.parametrize(
    ("resident", "hukou", "population", "people"),
    [(63.89, 45.4, 1411.78, 261.0), (66.16, 48.3, 1409.67, 251.8)],
)
def test_gap_in_people_of_exercise_1(resident, hukou, population, people):
    assert two_rates.gap(resident, hukou, population).people == pytest.approx(people, abs=0.05)


def test_floating_population_of_exercise_2():
    assert SEPARATED - WITHIN_CITY == FLOATING
    assert pytest.approx(66.8, abs=0.05) == 100 * (FLOATING - ACROSS) / FLOATING


@pytest.mark.parametrize(("resident_2019", "jump"), [(60.60, 2.27), (62.71, 0.16)])
def test_jump_of_the_gap_of_exercise_3(resident_2019, jump):
    before = two_rates.gap(resident_2019, 44.38, 1).points
    after = two_rates.gap(63.89, 45.4, 1).points
    assert after - before == pytest.approx(jump, abs=0.005)


def test_gap_works_on_whole_series():
    found = two_rates.gap([60.0, 65.0], [45.0, 48.0], [1400.0, 1410.0])
    assert found.points == pytest.approx([15, 17])
    assert found.people == pytest.approx([210, 239.7])


def test_gap_may_be_negative():
    assert two_rates.gap(20, 25, 100).people == pytest.approx(-5)


amounts = st.floats(1, 2000)
shares = st.floats(0, 1)


@given(
    start=amounts,
    end=amounts,
    urban_start=shares,
    urban_end=shares,
    natural_rate=st.floats(-50, 80),
    reclassified=st.floats(0, 100),
)
def test_the_parts_add_up_in_people_and_in_points(start, end, urban_start, urban_end, natural_rate, reclassified):
    growth = two_rates.Growth(start, start * urban_start, end, end * urban_end, natural_rate, reclassified)
    count = two_rates.solve(growth)
    assert count.people.total == pytest.approx(growth.urban_end - growth.urban_start, abs=1e-8)
    assert count.points.total == pytest.approx(count.share_end - count.share_start, abs=1e-8)


def test_natural_growth_as_fast_as_the_country_leaves_the_share_alone():
    same = two_rates.Growth(1000, 400, 1050, 420, natural_rate=5, reclassified=0)
    parts = two_rates.solve(same).points
    assert (parts.natural, parts.migration, parts.reclassification) == pytest.approx((0, 0, 0), abs=1e-12)


def test_slower_natural_growth_in_towns_lowers_the_share():
    assert two_rates.solve(two_rates.Growth(**DECADE)).points.natural < 0


def test_reclassification_splits_the_rest_and_nothing_else():
    none, all_of_it = (two_rates.solve(two_rates.Growth(**DECADE | {"reclassified": r})) for r in (0, 100))
    assert none.people.reclassification == 0
    assert all_of_it.people.migration == 0
    assert none.people.migration == pytest.approx(all_of_it.people.reclassification)
    assert none.points.natural == all_of_it.points.natural


def test_each_result_follows_its_equation():
    count = two_rates.solve(two_rates.Growth(1000, 300, 1200, 480, natural_rate=10, reclassified=25))
    # 30 are born in town beyond those who die; of the other 150 a quarter is redrawn.
    assert count.people.in_order == pytest.approx((30, 112.5, 37.5))
    assert (count.share_start, count.share_end) == pytest.approx((30, 40))
    assert count.points.natural == pytest.approx(100 * 330 / 1200 - 30)
    assert (count.points.migration, count.points.reclassification) == pytest.approx((11.25 / 1.2, 3.75 / 1.2))
    assert (count.people.total, count.points.total) == pytest.approx((180, 10))


def test_counts_may_be_nobody_or_everybody_and_no_more():
    for urban in (0, 1000):
        two_rates.Growth(1000, urban, 1000, urban, natural_rate=-99.9, reclassified=100)
        for wrong in ({"urban_start": -0.1}, {"urban_start": 1000.1}, {"urban_end": -0.1}, {"urban_end": 1000.1}):
            with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be between 0 and 1000"):
                two_rates.Growth(
                    **{"population_start": 1000, "urban_start": urban, "population_end": 1000, "urban_end": urban}
                    | {"natural_rate": 0, "reclassified": 0} | wrong
                )  # fmt: skip


# Five persons: at home in town; at home in the village; in town for 3 and for 8 months; back in the village for 12.
REGISTERED = [True, False, False, False, True]
LIVES = [True, False, True, True, False]
MONTHS = [0, 0, 3, 8, 12]


@pytest.mark.parametrize(
    ("threshold", "urban", "separated"),
    [
        (0, [True, False, True, True, False], 3),
        (3, [True, False, True, True, False], 3),
        (6, [True, False, False, True, False], 2),
        (9, [True, False, False, False, False], 1),
        (13, [True, False, False, False, True], 0),
    ],
)
def test_the_threshold_decides_who_counts_where(threshold, urban, separated):
    found = two_rates.residents(REGISTERED, LIVES, MONTHS, threshold=threshold)
    assert found.urban.tolist() == urban
    assert found.separated == separated
    assert found.resident_rate == pytest.approx(20 * sum(urban))
    assert found.hukou_rate == pytest.approx(40)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 60)), min_size=1), st.integers(0, 61))
def test_with_a_threshold_above_all_durations_residents_are_the_registered(people, threshold):
    registered, lives, months = map(np.array, zip(*people, strict=True))
    found = two_rates.residents(registered, lives, months, threshold=61)
    assert found.resident_rate == pytest.approx(found.hukou_rate)
    looser = two_rates.residents(registered, lives, months, threshold=threshold)
    assert looser.separated >= found.separated == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: two_rates.gap(163.89, 45.4, 1411.78), "resident_rate must be between 0 and 100, got 163.89"),
        (lambda: two_rates.gap(63.89, -1, 1411.78), "hukou_rate must be between 0 and 100, got -1"),
        (lambda: two_rates.gap(63.89, 45.4, 0), "population must be greater than 0, got 0"),
        (
            lambda: two_rates.Growth(**DECADE | {"urban_end": 1500}),
            "urban_end must be between 0 and 1411.78, got 1500",
        ),
        (lambda: two_rates.Growth(**DECADE | {"reclassified": 101}), "reclassified must be between 0 and 100"),
        (lambda: two_rates.Growth(**DECADE | {"natural_rate": -100}), "natural_rate must be greater than -100"),
        (lambda: two_rates.residents([True], [True], [-1], threshold=6), "months_away must be 0 or greater, got -1"),
        (
            lambda: two_rates.residents([True, False], [True], [1], threshold=6),
            "registered_urban has 2, lives_urban has 1, months_away has 1",
        ),
    ],
)
def test_errors_name_the_field_the_value_and_what_is_allowed(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_examples_in_the_docstrings_run():
    assert doctest.testmod(two_rates).failed == 0
