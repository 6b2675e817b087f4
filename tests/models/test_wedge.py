"""The mobility wedge."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models.wedge import Parameters, solve

CASE = st.builds(
    Parameters,
    wedge=st.floats(0.01, 0.9),
    wedge_after=st.floats(0, 0.9),
    exponent=st.floats(0.2, 0.9),
    urban_productivity=st.floats(0.5, 4),
    rural_productivity=st.floats(0.5, 4),
    workers=st.floats(0.1, 10),
)


def test_syllabus_numbers():
    result = solve(Parameters(wedge=0.5, wedge_after=0.3))
    assert result.urban_before == pytest.approx(0.50)
    assert solve(Parameters()).urban_after == pytest.approx(0.850, abs=0.0005)
    assert result.full_dividend == pytest.approx(7.85, abs=0.05)
    assert result.dividend == pytest.approx(6.09, abs=0.05)
    assert 100 * result.share_of_gain == pytest.approx(78, abs=0.5)


@given(CASE)
def test_workers_stand_where_the_wedge_says(case):
    result = solve(case)
    a, t = case.exponent, result.urban_before
    urban, rural = case.urban_productivity * t ** (a - 1), case.rural_productivity * (case.workers - t) ** (a - 1)
    assert (1 - case.wedge) * urban == pytest.approx(rural, rel=1e-6)


@given(CASE)
def test_no_division_of_workers_makes_more_than_the_free_one(case):
    result = solve(case)

    def output(town):
        a = case.exponent
        return case.urban_productivity * town**a + case.rural_productivity * (case.workers - town) ** a

    found = optimize.minimize_scalar(lambda town: -output(town), bounds=(0, case.workers), method="bounded")
    assert result.output_free >= -found.fun * (1 - 1e-9)
    assert result.full_dividend >= -1e-9


@given(CASE, st.floats(0.01, 0.2))
def test_the_dividend_rises_with_the_cut_and_each_step_brings_less(case, step):
    wedges = np.array([0.9, 0.6, 0.3, 0.0]) * case.wedge
    gains = [solve(dataclasses.replace(case, wedge_after=w)).dividend for w in wedges]
    assert np.all(np.diff(gains) >= -1e-12)
    assert solve(case).dividends[0] == pytest.approx(0, abs=1e-9)
    near, far = (solve(dataclasses.replace(case, wedge=w, wedge_after=0)).full_dividend for w in (step, 2 * step))
    assert far > near


def test_the_triangle_is_right_for_a_small_wedge():
    result = solve(Parameters(wedge=0.01))
    assert result.triangle == pytest.approx(result.full_dividend, rel=0.01)


def test_a_subsidy_to_move_also_costs_output():
    assert solve(Parameters(wedge=-0.5)).full_dividend > 0
    assert solve(Parameters(wedge=0)).full_dividend == pytest.approx(0)


def test_each_result_follows_its_equation():
    case = Parameters(wedge=0.6, wedge_after=0.2, exponent=0.5, urban_productivity=3, rural_productivity=2, workers=10)
    result = solve(case)

    def town(wedge):
        ratio = ((1 - wedge) * 3 / 2) ** 2
        return 10 * ratio / (1 + ratio)

    def output(people):
        return 3 * people**0.5 + 2 * (10 - people) ** 0.5

    before, after, free = output(town(0.6)), output(town(0.2)), output(town(0))
    assert (result.urban_before, result.urban_after) == pytest.approx((town(0.6), town(0.2)))
    assert (result.output_before, result.output_after, result.output_free) == pytest.approx((before, after, free))
    assert result.dividend == pytest.approx(100 * (after - before) / before)
    assert result.full_dividend == pytest.approx(100 * (free - before) / before)
    assert result.share_of_gain == pytest.approx((after - before) / (free - before))
    gap = 1.5 * town(0.6) ** -0.5 - 1.0 * (10 - town(0.6)) ** -0.5
    assert result.triangle == pytest.approx(100 * gap * (town(0) - town(0.6)) / 2 / before)
    assert result.town == pytest.approx(np.linspace(0.05, 9.95, 199))
    assert result.urban_product == pytest.approx(1.5 * result.town**-0.5)
    assert result.rural_product == pytest.approx((10 - result.town) ** -0.5)
    assert result.wedges == pytest.approx(np.linspace(0.6, 0, 101))
    expected = [100 * (output(town(wedge)) / before - 1) for wedge in result.wedges]
    assert result.dividends == pytest.approx(np.array(expected))
    assert solve(Parameters(wedge=0)).share_of_gain == 0


def test_errors():
    with pytest.raises(ValueError, match="wedge must be between -1 and 0.95, got 1"):
        Parameters(wedge=1)
    with pytest.raises(ValueError, match="exponent must be greater than 0 and less than 1, got 1"):
        Parameters(exponent=1)
