"""Migration with uncertain jobs, a land right and registration."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.harris_todaro import Parameters, solve

CASE = st.builds(
    Parameters,
    urban_wage=st.floats(3000, 9000),
    rural_wage=st.floats(500, 2900),
    land_income=st.floats(0, 1500),
    land_kept=st.floats(0, 1),
    access=st.floats(0, 1),
    informal_wage=st.floats(0, 3000),
    jobs=st.floats(1, 60),
    rural_response=st.floats(0, 1),
)


@pytest.mark.parametrize(("kept", "threshold"), [(0, 0.60), (1, 0.50)])
def test_syllabus_numbers(kept, threshold):
    case = Parameters(urban_wage=5000, rural_wage=2500, land_income=500, land_kept=kept)
    assert solve(case).threshold == pytest.approx(threshold)


def test_with_a_gap_of_three_one_job_draws_three_people():
    case = Parameters(urban_wage=6000, rural_wage=2000, land_income=0, jobs=20)
    more = dataclasses.replace(case, jobs=21)
    assert solve(case).drawn_per_job == pytest.approx(3)
    assert solve(more).town_workers - solve(case).town_workers == pytest.approx(3)
    assert solve(more).without_job > solve(case).without_job


@given(CASE)
def test_where_movement_stops_nobody_gains_by_moving(case):
    result = solve(case)
    assert 0 <= result.town_workers <= case.workers
    assert result.without_job == pytest.approx(max(0, result.town_workers - case.jobs))
    if 0 < result.town_workers < case.workers:
        chance = min(1, case.jobs / result.town_workers)
        assert chance * result.job_pay == pytest.approx(result.stay_income, rel=1e-6)


@given(CASE, st.floats(0, 1))
def test_secure_land_and_access_never_keep_people_in_the_village(case, step):
    result = solve(case)
    freer = dataclasses.replace(case, land_kept=case.land_kept + step * (1 - case.land_kept))
    assert solve(freer).town_workers >= result.town_workers - 1e-6
    assert solve(freer).threshold <= result.threshold + 1e-12
    opened = dataclasses.replace(case, access=case.access + step * (1 - case.access))
    assert solve(opened).town_workers >= result.town_workers - 1e-6


def test_nobody_moves_if_a_sure_job_pays_less_than_the_village():
    result = solve(Parameters(access=0, informal_wage=1000))
    assert (result.town_workers, result.without_job_share, result.drawn_per_job) == (0, 0, 0)
    assert result.threshold > 1


def test_a_wage_that_rises_behind_those_who_leave_holds_some_back():
    assert solve(Parameters(rural_response=0.5)).town_workers < solve(Parameters()).town_workers


def test_each_result_follows_its_equation():
    case = Parameters(
        urban_wage=4000, rural_wage=1000, land_income=400, land_kept=0.25, access=0.5, informal_wage=800, jobs=30
    )
    result = solve(case)
    pay, base = 0.5 * 4000 + 0.5 * 800, 1000 + 0.75 * 400
    assert result.job_pay == pytest.approx(pay)
    assert result.threshold == pytest.approx(base / pay)
    assert result.stay_income == pytest.approx(base)
    assert result.town_workers == pytest.approx(30 * pay / base)
    assert result.without_job == pytest.approx(30 * pay / base - 30)
    assert result.without_job_share == pytest.approx(1 - base / pay)
    assert result.drawn_per_job == pytest.approx(pay / base)
    assert result.chance == pytest.approx(np.linspace(0, 1, 101))
    assert result.expected == pytest.approx(result.chance * pay)


def test_movement_stops_on_either_side_of_full_employment():
    # The rural wage rises behind those who leave: to the pay of a job while there are jobs for all who come ...
    few = solve(Parameters(urban_wage=5000, rural_wage=4000, land_income=0, jobs=60, rural_response=0.5))
    assert few.town_workers == pytest.approx(100 * (1 - (4000 / 5000) ** 2))
    assert (few.without_job, few.stay_income) == pytest.approx((0, 5000))
    # ... and beyond the number of jobs to the expected pay.
    many = solve(Parameters(urban_wage=5000, rural_wage=2000, land_income=100, jobs=20, rural_response=0.5))
    town = many.town_workers
    assert many.stay_income == pytest.approx(2000 / np.sqrt(1 - town / 100) + 100)
    assert many.stay_income == pytest.approx(20 / town * 5000)
    # If even the last job is worth it, all are in town and the wage of nobody is the wage at the start.
    everybody = solve(Parameters(urban_wage=5000, rural_wage=1000, land_income=50, jobs=50))
    assert (everybody.town_workers, everybody.without_job, everybody.stay_income) == (100, 50, 1050)


def test_without_any_pay_no_chance_is_enough():
    result = solve(Parameters(access=0, informal_wage=0))
    assert (result.threshold, result.job_pay, result.town_workers) == (np.inf, 0, 0)
    even = solve(Parameters(urban_wage=3000, rural_wage=2500, land_income=500))
    assert (even.threshold, even.town_workers, even.drawn_per_job) == (1, 0, 0)  # a sure job pays no more than staying


def test_errors():
    with pytest.raises(ValueError, match=r"jobs must be below workers \(100\), got 100"):
        Parameters(jobs=100)
    with pytest.raises(ValueError, match="informal_wage must be between 0 and 5000, got 6000"):
        Parameters(informal_wage=6000)


def test_the_first_to_leave_gains_less_than_a_yuan():
    case = Parameters(urban_wage=2000.5, rural_wage=2000, land_income=0, jobs=20, rural_response=0.5)
    assert 0 < solve(case).town_workers < 1
