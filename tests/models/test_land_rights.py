"""The common pool of claims to land."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.land_rights import Parameters, solve

CASE = st.builds(
    Parameters,
    kept=st.floats(0, 1),
    rent=st.floats(0, 20),
    urban_income=st.floats(20, 90),
    rural_income=st.floats(5, 40),
    away_cost=st.floats(0, 30),
    spread=st.floats(1, 30),
)


@given(CASE)
def test_claims_use_up_the_rent_and_the_choice_is_consistent(case):
    result = solve(case)
    stay = 1 - result.leavers
    assert result.claim * (stay + case.kept * result.leavers) == pytest.approx(case.rent)
    worth = result.leaver_income - case.away_cost - result.stayer_income
    assert result.leavers == pytest.approx(1 / (1 + np.exp(-worth / case.spread)), abs=1e-6)
    paid = result.leavers * result.leaver_income + stay * result.stayer_income
    assert result.output == pytest.approx(paid)


@given(CASE, st.floats(0, 1))
def test_portability_never_keeps_people_in_the_village(case, step):
    more = dataclasses.replace(case, kept=case.kept + step * (1 - case.kept))
    assert solve(more).leavers >= solve(case).leavers - 1e-9


def test_the_few_who_stay_may_even_gain_if_nearly_all_leave():
    # Half of the claims of those who left is then worth more than what the stayers gave up.
    village = Parameters(rent=5, urban_income=20, rural_income=5, away_cost=6, spread=1)
    assert solve(dataclasses.replace(village, kept=0.5)).stayer_change > 0
    assert solve(dataclasses.replace(village, kept=1.0)).stayer_change < 0


def test_output_rises_while_stayers_lose():
    result = solve(Parameters(kept=1))
    assert result.output_change > 0 > result.stayer_change
    assert solve(Parameters(kept=0)).output_change == 0


def test_full_portability_takes_land_out_of_the_decision():
    rich, poor = solve(Parameters(kept=1, rent=20)), solve(Parameters(kept=1, rent=0))
    assert rich.leavers == pytest.approx(poor.leavers)


def test_each_result_follows_its_equation():
    case = Parameters(kept=0.4, rent=5, urban_income=40, rural_income=22, away_cost=12, spread=6)
    result, base = solve(case), solve(dataclasses.replace(case, kept=0))
    for found, kept in ((result, 0.4), (base, 0)):
        home = 1 - found.leavers
        assert found.claim == pytest.approx(5 / (home + kept * found.leavers))
        worth = (40 - 12 + kept * found.claim) - (22 + found.claim)
        assert found.leavers == pytest.approx(1 / (1 + np.exp(-worth / 6)))
        assert found.stayer_income == pytest.approx(22 + found.claim)
        assert found.leaver_income == pytest.approx(40 + kept * found.claim)
        assert found.output == pytest.approx(40 * found.leavers + 22 * home + 5)
    assert result.stayer_change == pytest.approx(result.stayer_income - base.stayer_income)
    assert result.leaver_change == pytest.approx(result.leaver_income - base.leaver_income)
    assert result.output_change == pytest.approx(result.output - base.output)
    assert result.portability == pytest.approx(np.linspace(0, 1, 51))
    assert result.leavers_curve[[0, 20]] == pytest.approx(np.array([base.leavers, result.leavers]))
    assert result.stayer_curve[[0, 20]] == pytest.approx(np.array([base.stayer_income, result.stayer_income]))
    assert result.leavers_curve[50] == pytest.approx(1 / (1 + np.exp(-(40 - 12 - 22) / 6)))  # land holds nobody
    assert result.stayer_curve[50] == pytest.approx(22 + 5)


def test_errors():
    with pytest.raises(ValueError, match="kept must be between 0 and 1, got 1.1"):
        Parameters(kept=1.1)
