"""The fan of scenarios."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models import logistic
from reformlab.models.scenarios import Parameters, solve


def test_paces_of_the_syllabus():
    since_2020 = Parameters(early_year=2020, early_share=63.89)
    assert solve(since_2020).mean_pace == pytest.approx(0.80, abs=0.005)
    plan = Parameters(start_year=2023, start_share=66.16, target_share=70, target_year=2028)
    assert solve(plan).needed_pace == pytest.approx(0.768, abs=0.0005)
    assert solve(Parameters()).mean_pace == pytest.approx(1.063, abs=0.005)


def test_years_to_seventy_percent_and_the_value_in_2030():
    fan = solve(Parameters(paces=[0.8, 0.7], target_share=70))
    np.testing.assert_allclose(fan.years_straight, [2.64, 3.01], atol=0.005)
    assert fan.straight[1, fan.year == 2030].item() == pytest.approx(71.4, abs=0.05)


def test_curves_are_those_of_the_logistic_model():
    fan = solve(Parameters(ceilings=[75, 80, 85]))
    assert fan.curved[:, fan.year == 2035].ravel() == pytest.approx([71.4, 73.1, 74.4], abs=0.2)
    for ceiling, path in zip([75, 80, 85], fan.curved, strict=True):
        curve = logistic.through(1978, 17.92, 2025, 67.89, ceiling=ceiling)
        np.testing.assert_allclose(path, logistic.solve(curve, fan.year).share)


@given(st.floats(70.5, 100), st.floats(68, 70.4))
def test_a_curve_is_at_the_target_after_the_years_it_says(ceiling, target):
    case = Parameters(ceilings=[ceiling], target_share=target, end_year=2225)
    fan = solve(case)
    years = fan.years_curved.item()
    assert np.interp(2025 + years, fan.year, fan.curved[0]) == pytest.approx(target, abs=0.02)


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=5))
def test_the_fan_holds_every_scenario_and_opens_from_one_point(paces):
    fan = solve(Parameters(paces=paces))
    both = np.vstack([fan.straight, fan.curved])
    assert np.all((fan.low <= both) & (both <= fan.high))
    np.testing.assert_allclose(both[:, 0], 67.89)
    assert np.all((both >= 0) & (both <= 100))


def test_a_target_out_of_reach_takes_for_ever():
    fan = solve(Parameters(paces=[-0.1, 0.0, 0.5], ceilings=[75, 80], target_share=78))
    assert fan.years_straight.tolist()[:2] == [np.inf, np.inf]
    assert fan.years_curved[0] == np.inf
    assert np.isfinite(fan.years_curved[1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ceilings": [60]}, r"ceilings must be above start_share \(67.89\), got 60"),
        ({"start_year": 1970}, "start_year must be after early_year"),
        ({"target_year": 2025}, "target_year must be after start_year"),
        ({"end_year": 2025}, "end_year must be between 2026"),
        ({"early_share": 70}, "early_share must be greater than 0 and less than 67.89"),
    ],
)
def test_errors(change, message):
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(Parameters(), **change)


def test_each_result_follows_its_equation():
    case = Parameters(
        early_year=2000, early_share=20, start_year=2010, start_share=50, end_year=2020, paces=(-1, 2, 5),
        ceilings=(60, 90), target_share=65, target_year=2014,
    )  # fmt: skip
    result = solve(case)
    ahead = np.arange(11)
    assert result.year.tolist() == list(range(2010, 2021))
    assert result.straight == pytest.approx(np.clip(50 + np.array([[-1], [2], [5]]) * ahead, 0, 100))
    for ceiling, curve in zip((60, 90), result.curved, strict=True):
        start, early = (np.log(share / (ceiling - share)) for share in (50, 20))
        assert curve == pytest.approx(ceiling / (1 + np.exp(-(start + (start - early) / 10 * ahead))))
    both = np.vstack([result.straight, result.curved])
    assert result.low == pytest.approx(both.min(axis=0))
    assert result.high == pytest.approx(both.max(axis=0))
    assert result.mean_pace == pytest.approx(3)
    assert result.needed_pace == pytest.approx(15 / 4)
    assert result.years_straight == pytest.approx(np.array([np.inf, 7.5, 3]))
    start, early, goal = (np.log(share / (90 - share)) for share in (50, 20, 65))
    assert result.years_curved == pytest.approx(np.array([np.inf, (goal - start) / (start - early) * 10]))


def test_targets_that_are_reached_lie_behind_or_lie_at_the_ceiling():
    reached = solve(Parameters(target_share=67.89, paces=(-0.5, 0.0, 0.5)))
    assert reached.years_straight.tolist() == [0, 0, 0]
    assert reached.years_curved == pytest.approx(0, abs=1e-9)
    behind = solve(Parameters(target_share=60, paces=(-1.0, 0.0, 1.0)))
    assert behind.years_straight == pytest.approx(np.array([7.89, np.inf, np.inf]))
    assert behind.years_curved.tolist() == [np.inf] * 3  # an S-curve does not come back
    assert solve(Parameters(target_share=75)).years_curved[0] == np.inf  # a ceiling is never reached


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"end_year": 2025}, "end_year must be between 2026 and 2225, got 2025"),
        ({"end_year": 2226}, "end_year must be between 2026 and 2225, got 2226"),
        ({"ceilings": (67.89, 80)}, "ceilings must be"),
        ({"ceilings": (80, 100.1)}, "ceilings must be"),
        ({"target_year": 2025}, "target_year must be"),
    ],
)
def test_ends_of_years_and_ceilings(wrong, message):
    with pytest.raises(ValueError, match=message):
        Parameters(**wrong)
    Parameters(end_year=2026), Parameters(end_year=2225), Parameters(ceilings=(67.9, 100)), Parameters(target_year=2026)
