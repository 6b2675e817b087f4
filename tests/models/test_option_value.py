"""Waiting with a reform."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.option_value import Parameters, solve

CASE = st.builds(
    lambda cost, low, spread, chance, rate: Parameters(cost, low + spread, low, chance, rate),
    st.floats(1, 5000),
    st.floats(-200, 300),
    st.floats(0, 400),
    st.floats(0, 1),
    st.floats(0.01, 1),
)


def test_the_textbook_widget_factory():
    # Dixit and Pindyck (1994), chapter 2: cost 1,600, price 200 now and 300 or 100 for ever after, rate 10 percent.
    # The mean of 300 and 100 is 200, so that both values agree with the book.
    result = solve(Parameters(cost=1600, high=300, low=100, chance=0.5, rate=0.1))
    assert result.now == pytest.approx(600)
    assert result.wait == pytest.approx(773, abs=0.5)
    assert result.option_value == pytest.approx(173, abs=0.5)


@given(CASE)
def test_the_right_to_decide_is_never_worth_less_than_nothing(case):
    result = solve(case)
    assert result.option_value >= -1e-9
    assert result.value == pytest.approx(max(result.now, result.wait, 0))
    assert {"now": result.now, "wait": result.wait, "never": 0.0}[result.best] == pytest.approx(result.value)


@given(CASE, st.floats(1, 200))
def test_more_uncertainty_with_the_same_mean_never_lowers_the_value_of_waiting(case, more):
    mean = case.chance * case.high + (1 - case.chance) * case.low
    if not 0.01 < case.chance < 0.99:
        return
    wider = Parameters(
        case.cost, case.high + more * (1 - case.chance), case.low - more * case.chance, case.chance, case.rate
    )
    assert wider.chance * wider.high + (1 - wider.chance) * wider.low == pytest.approx(mean, abs=1e-6)
    assert solve(wider).wait >= solve(case).wait - 1e-6
    assert solve(wider).now == pytest.approx(solve(case).now, abs=1e-5)


def test_without_uncertainty_waiting_only_costs_time():
    result = solve(Parameters(high=200, low=200))
    assert result.best == "now"
    assert result.option_value == 0
    assert result.wait == pytest.approx(result.now / 1.1)


def test_a_hopeless_reform_never_starts():
    assert solve(Parameters(high=10, low=-10)).best == "never"


def test_each_result_follows_its_equation():
    case = Parameters(cost=500, high=100, low=20, chance=0.6, rate=0.25)
    result = solve(case)
    good, bad = 100 + 100 / 0.25 - 500, 20 + 20 / 0.25 - 500
    assert (good, bad) == (0, -400)
    assert result.now == pytest.approx(0.6 * good + 0.4 * bad)
    assert (result.wait, result.best, result.value, result.option_value) == (0, "never", 0, 0)
    for high, low, best in ((140, 20, "wait"), (140, 110, "now"), (140, 95, "now"), (90, 20, "never")):
        result = solve(dataclasses.replace(case, high=high, low=low))
        good, bad = 5 * high - 500, 5 * low - 500
        now, wait = 0.6 * good + 0.4 * bad, (0.6 * max(good, 0) + 0.4 * max(bad, 0)) / 1.25
        assert (result.now, result.wait) == pytest.approx((now, wait))
        assert (result.best, result.value) == (best, pytest.approx(max(now, wait, 0)))
        assert result.option_value == pytest.approx(max(now, wait, 0) - max(now, 0))
        assert result.chances == pytest.approx(np.linspace(0, 1, 101))
        assert result.now_curve == pytest.approx(result.chances * good + (1 - result.chances) * bad)
        waits = (result.chances * max(good, 0) + (1 - result.chances) * max(bad, 0)) / 1.25
        assert result.wait_curve == pytest.approx(waits)


def test_errors():
    with pytest.raises(ValueError, match=r"low must not be above high \(300\), got 400"):
        Parameters(low=400)
    with pytest.raises(ValueError, match="rate must be greater than 0"):
        Parameters(rate=0)
