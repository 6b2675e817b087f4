"""Services opened to outsiders."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.who_pays import Parameters, solve

CASE = st.builds(
    Parameters,
    natives=st.floats(1, 20),
    outsiders=st.floats(0.1, 20),
    access=st.floats(0.1, 1),
    granted=st.floats(0, 1),
    rivalry=st.floats(0, 1),
    cost=st.floats(0, 100),
    rate=st.floats(0, 0.1),
    central_share=st.floats(0, 1),
    spending=st.floats(300, 600),
)


@given(CASE)
def test_with_the_needed_grant_natives_are_as_before(case):
    result = solve(dataclasses.replace(case, grant=solve(case).needed_grant))
    assert result.natives_agree
    assert result.level == pytest.approx(1)
    assert result.outsiders_gain >= -1e-9


@given(CASE)
def test_natives_never_gain_without_a_grant_and_outsiders_do_better(case):
    result = solve(case)
    assert result.natives_gain <= 1e-9
    assert result.outsiders_gain >= result.natives_gain - 1e-9
    assert result.natives_gain - 1e-9 <= result.city_gain <= result.outsiders_gain + 1e-9


@given(CASE, st.floats(0, 1))
def test_more_money_from_the_centre_never_hurts_natives(case, step):
    more = dataclasses.replace(case, central_share=case.central_share + step * (1 - case.central_share))
    assert solve(more).natives_gain >= solve(case).natives_gain - 1e-9


def test_services_that_nobody_crowds_cost_only_the_bill():
    result = solve(Parameters(rivalry=0, central_share=1))
    assert (result.level, result.natives_gain) == (1, 0)


def test_natives_lose_by_dilution_while_the_city_gains():
    result = solve(Parameters())
    assert result.natives_gain < 0 < result.city_gain
    assert result.bill == pytest.approx(0.05 * 100 * 0.6 * 0.5 * 4)


def test_errors():
    with pytest.raises(ValueError, match="spending must exceed the bill of the city"):
        Parameters(spending=1)
    with pytest.raises(ValueError, match="rivalry must be between 0 and 1"):
        Parameters(rivalry=2)
