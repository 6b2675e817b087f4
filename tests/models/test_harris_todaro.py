"""Migration with uncertain jobs, a land right and registration."""

import dataclasses

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


def test_errors():
    with pytest.raises(ValueError, match=r"jobs must be below workers \(100\), got 100"):
        Parameters(jobs=100)
    with pytest.raises(ValueError, match="informal_wage must be between 0 and 5000, got 6000"):
        Parameters(informal_wage=6000)
