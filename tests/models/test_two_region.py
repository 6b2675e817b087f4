"""Two regions."""

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
