"""Services opened to outsiders."""

import dataclasses

import numpy as np
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


def test_each_result_follows_its_equation():
    case = Parameters(
        natives=5, outsiders=3, access=0.4, granted=0.5, rivalry=0.7, spending=90, cost=150, rate=0.08,
        central_share=0.25, grant=2, weight=0.2,
    )  # fmt: skip
    result = solve(case)
    before, after = 5 + 0.4 * 3, 5 + 0.7 * 3
    bill = 0.08 * 150 * (after - before)  # thousand yuan for a million people is a billion
    level = (90 - 0.75 * bill + 2) / after**0.7 / (90 / before**0.7)
    natives, outsiders = 0.2 * np.log(level), 0.2 * np.log(0.7 * level / 0.4)
    assert (result.users_before, result.users) == pytest.approx((before, after))
    assert result.bill == pytest.approx(bill)
    assert result.level == pytest.approx(level)
    assert result.natives_gain == pytest.approx(100 * (np.exp(natives) - 1))
    assert result.outsiders_gain == pytest.approx(100 * (np.exp(outsiders) - 1))
    assert result.city_gain == pytest.approx(100 * (np.exp((5 * natives + 3 * outsiders) / 8) - 1))
    assert result.natives_agree is False
    enough = dataclasses.replace(case, grant=result.needed_grant)
    assert solve(enough).level == pytest.approx(1)
    assert solve(enough).natives_agree is True
    assert solve(dataclasses.replace(case, granted=0)).needed_grant == 0


def test_errors():
    with pytest.raises(ValueError, match="spending must exceed the bill of the city"):
        Parameters(spending=1)
    with pytest.raises(ValueError, match="rivalry must be between 0 and 1"):
        Parameters(rivalry=2)
