"""Two regions."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models import inequality
from reformlab.models.two_region import Parameters, solve

SHARE = st.floats(0.05, 0.95)


@given(SHARE, st.floats(0.5, 3), st.floats(0, 0.2))
def test_the_measures_are_those_of_the_table(core, productivity, agglomeration):
    p = Parameters(core_share=core, core_productivity=productivity, agglomeration=agglomeration)
    result = solve(p)
    other = result.output / (core * result.gap + 1 - core)
    table = inequality.solve(inequality.Parameters([result.gap * other, other], [core, 1 - core]))
    assert result.theil == pytest.approx(table.theil, abs=1e-12)
    assert result.output_share == pytest.approx(table.income_share[0])


@given(SHARE, st.floats(0, 1))
def test_movement_stops_where_the_welfare_gap_is_the_barrier(core, barrier):
    result = solve(Parameters(core_share=core, barrier=barrier))
    assert 0 <= result.settled_share <= 1
    settled = result.settled_share
    if settled not in (core, 0.0, 1.0):
        there = solve(Parameters(core_share=settled, barrier=barrier))
        assert abs(there.welfare_gap) == pytest.approx(barrier, abs=1e-9)
    elif settled == core:
        assert abs(result.welfare_gap) <= barrier + 1e-9


def test_with_more_people_the_core_gains_output_share_while_welfare_converges():
    result = solve(Parameters())
    middle = (result.share > 0.3) & (result.share < 0.7)
    assert np.all(np.diff(result.share_output[middle]) > 0)
    assert np.all(np.diff(result.share_welfare_gap[middle]) < 0)


def test_equal_regions_settle_at_one_half():
    p = Parameters(core_share=0.3, core_productivity=1.0, barrier=0.0, congestion=0.3)
    assert solve(p).settled_share == pytest.approx(0.5)


def test_a_high_barrier_keeps_people_where_they_are():
    assert solve(Parameters(core_share=0.4, barrier=5)).settled_share == 0.4


def test_without_congestion_everybody_goes_to_the_better_region():
    assert solve(Parameters(congestion=0, barrier=0)).settled_share == 1.0


@pytest.mark.parametrize("change", [{"core_share": 1.0}, {"agglomeration": 0.9}, {"curvature": 0}, {"barrier": -1}])
def test_errors_name_the_field(change):
    with pytest.raises(ValueError, match=next(iter(change))):
        Parameters(**change)


def test_each_result_follows_its_equation():
    case = Parameters(
        core_share=0.3, core_productivity=2, other_productivity=1.2, agglomeration=0.1, congestion=0.2, curvature=3,
        core_capacity=0.4, barrier=0.25,
    )  # fmt: skip
    result = solve(case)

    def place(core):
        rich, poor = 2 * core**0.1, 1.2 * (1 - core) ** 0.1
        welfare = np.log(rich / poor) - 0.2 * ((core / 0.4) ** 3 - ((1 - core) / 0.6) ** 3)
        return rich / poor, core * rich / (core * rich + (1 - core) * poor), core * rich + (1 - core) * poor, welfare

    gap, money, output, welfare = place(0.3)
    assert result.gap == pytest.approx(gap)
    assert result.output_share == pytest.approx(money)
    assert result.output == pytest.approx(output)
    assert result.theil == pytest.approx(money * np.log(money / 0.3) + (1 - money) * np.log((1 - money) / 0.7))
    assert result.welfare_gap == pytest.approx(welfare)
    assert place(result.settled_share)[3] == pytest.approx(0.25)
    assert result.settled_share > 0.3
    assert result.share == pytest.approx(np.linspace(0.005, 0.995, 199))
    gaps, shares, _, welfares = place(result.share)
    assert result.share_gap == pytest.approx(gaps)
    assert result.share_output == pytest.approx(shares)
    assert result.share_welfare_gap == pytest.approx(welfares)


def test_where_movement_stops_in_each_of_the_three_cases():
    crowded = Parameters(core_share=0.9, congestion=0.3, barrier=0.1)
    result = solve(crowded)
    assert result.welfare_gap < -0.1
    back = solve(dataclasses.replace(crowded, core_share=result.settled_share))
    assert back.welfare_gap == pytest.approx(-0.1)  # people return until the gap is the barrier from the other side
    assert solve(dataclasses.replace(crowded, barrier=5)).settled_share == 0.9  # nobody moves
    assert solve(Parameters(congestion=0, barrier=0.1)).settled_share == 1  # nothing holds anybody back
    assert solve(Parameters(congestion=0, barrier=0, core_productivity=0.5)).settled_share == 0
