"""The S-curve: the numbers of lesson 1, the properties of the curve, and another program's fit."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models import logistic

# National urban share in percent, 1978 and 2025: the two points of exercise 1.
FIRST, LAST = (1978, 17.92), (2025, 67.89)


def two_points(ceiling):
    return logistic.through(*FIRST, *LAST, ceiling=ceiling)


def test_mean_yearly_change_of_exercise_1():
    assert logistic.yearly_change(*FIRST, *LAST) == pytest.approx(1.063, abs=0.0005)


def test_growth_constant_and_inflection_of_exercise_1():
    curve = two_points(80)
    assert curve.growth == pytest.approx(0.0631, abs=0.0005)
    assert curve.midpoint == pytest.approx(1997.7, abs=0.3)


@pytest.mark.parametrize(("ceiling", "expected"), [(75, 71.4), (80, 73.1), (85, 74.4)])
def test_value_in_2035_depends_on_the_ceiling(ceiling, expected):
    assert logistic.solve(two_points(ceiling), 2035).share == pytest.approx(expected, abs=0.2)


shares = st.floats(1, 60)


@given(first=shares, rise=st.floats(0.5, 30), years=st.integers(1, 100), headroom=st.floats(0.1, 9))
def test_the_curve_passes_through_both_points(first, rise, years, headroom):
    last = first + rise
    curve = logistic.through(1950, first, 1950 + years, last, ceiling=min(last + headroom, 100))
    assert logistic.solve(curve, [1950, 1950 + years]).share == pytest.approx([first, last], rel=1e-6)


def test_half_of_the_ceiling_and_the_fastest_growth_fall_in_the_year_of_inflection():
    curve = two_points(80)
    middle = logistic.solve(curve, curve.midpoint)
    assert middle.share == pytest.approx(40)
    assert middle.slope == pytest.approx(curve.fastest)
    nearby = logistic.solve(curve, np.linspace(1950, 2050, 1001))
    assert nearby.slope.max() <= curve.fastest + 1e-12


def test_slope_is_the_derivative_of_the_share():
    curve, step = two_points(75), 1e-4
    years = np.array([1970.0, 1995, 2020, 2060])
    ahead, behind = logistic.solve(curve, years + step), logistic.solve(curve, years - step)
    assert logistic.solve(curve, years).slope == pytest.approx((ahead.share - behind.share) / (2 * step), rel=1e-6)


def test_far_years_reach_the_ends_without_overflow():
    with np.errstate(all="raise"):
        share = logistic.solve(two_points(80), [-1e6, 1e6]).share
    assert share == pytest.approx([0, 80])


def test_fit_finds_a_curve_that_is_there():
    truth = logistic.Curve(ceiling=80, growth=0.06, midpoint=1998)
    years = np.arange(1960, 2026)
    found = logistic.fit(years, logistic.solve(truth, years).share, ceiling=80)
    assert found.curve.growth == pytest.approx(0.06, rel=1e-8)
    assert found.curve.midpoint == pytest.approx(1998, abs=1e-6)
    assert found.rmse < 1e-9


# Least squares by scipy 1.17.1 (optimize.curve_fit, xtol = ftol = 1e-14) on the same ten shares:
# growth constant, inflection, root mean squared residual.
TEN_YEARS = np.array([1978, 1983, 1988, 1993, 1998, 2003, 2008, 2013, 2018, 2023])
TEN_SHARES = np.array([17.92, 21.62, 25.81, 27.99, 33.35, 40.53, 46.99, 54.49, 61.50, 66.16])


@pytest.mark.parametrize(
    ("ceiling", "growth", "midpoint", "rmse"),
    [
        (70, 0.07286321400725927, 1996.4832869588122, 2.97736761606607),
        (80, 0.062261965360243254, 2001.1293810460793, 2.032523006124056),
        (95, 0.05291336976422904, 2007.813252828784, 1.3461167950978763),
    ],
)
def test_fit_agrees_with_scipy(ceiling, growth, midpoint, rmse):
    found = logistic.fit(TEN_YEARS, TEN_SHARES, ceiling=ceiling)
    assert found.curve.growth == pytest.approx(growth, rel=1e-7)
    assert found.curve.midpoint == pytest.approx(midpoint, abs=1e-5)
    assert found.rmse == pytest.approx(rmse, rel=1e-7)


def test_fit_does_not_depend_on_the_order_of_the_years():
    mixed = np.random.default_rng(3).permutation(10)
    one = logistic.fit(TEN_YEARS, TEN_SHARES, ceiling=80)
    two = logistic.fit(TEN_YEARS[mixed], TEN_SHARES[mixed], ceiling=80)
    assert two.curve.growth == pytest.approx(one.curve.growth, rel=1e-10)
    assert two.residual == pytest.approx(one.residual[mixed], abs=1e-9)


def test_each_result_follows_its_equation():
    result = logistic.solve(logistic.Curve(ceiling=70, growth=0.08, midpoint=2001), [1990, 2001, 2030])
    share = 70 / (1 + np.exp(-0.08 * (np.array([1990, 2001, 2030]) - 2001)))
    assert result.year.tolist() == [1990, 2001, 2030]
    assert result.share == pytest.approx(share)
    assert result.slope == pytest.approx(0.08 * share * (70 - share) / 70)
    found = logistic.fit(TEN_YEARS, TEN_SHARES, ceiling=85)
    left = TEN_SHARES - logistic.solve(found.curve, TEN_YEARS).share
    assert found.year.tolist() == TEN_YEARS.tolist()
    assert found.residual == pytest.approx(left)
    assert found.rmse == pytest.approx(np.sqrt(np.mean(left**2)))
    assert found.curve.ceiling == 85


def test_yearly_change_refuses_years_out_of_order():
    with pytest.raises(ValueError, match=r"last_year must be later than first_year \(2000\), got 2000"):
        logistic.yearly_change(2000, 30, 2000, 40)


def test_ceilings_up_to_a_hundred_and_shares_up_to_both_ends():
    assert logistic.through(1990, 20, 2000, 30, ceiling=100).ceiling == 100
    assert logistic.Curve(ceiling=0.5, growth=0.1, midpoint=2000).fastest == pytest.approx(0.0125)
    assert logistic.yearly_change(1990, 0, 2000, 100) == 10
    for wrong in ((1990, -0.1, 2000, 50), (1990, 50, 2000, 100.1)):
        with pytest.raises(ValueError, match="share must be between 0 and 100"):
            logistic.yearly_change(*wrong)
    with pytest.raises(ValueError, match="ceiling must be between 0 and 100, got 100.5"):
        logistic.fit([1990, 2000, 2010], [20, 30, 40], ceiling=100.5)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"ceiling": 101}, "ceiling must be between 0 and 100, got 101"),
        ({"ceiling": 0}, "ceiling must be greater than 0"),
        ({"ceiling": 60}, "last_share must be greater than 0 and less than 60, got 67.89"),
        ({"first_share": 0}, "first_share must be greater than 0"),
        ({"last_year": 1978}, r"last_year must be later than first_year \(1978\), got 1978"),
        ({"last_share": 17.0}, r"last_share must be higher than first_share \(17.92\), got 17"),
        ({"first_year": float("nan")}, "first_year must be finite, got nan"),
    ],
)
def test_through_names_the_field_the_value_and_what_is_allowed(wrong, message):
    values = {"first_year": 1978, "first_share": 17.92, "last_year": 2025, "last_share": 67.89, "ceiling": 80} | wrong
    with pytest.raises(ValueError, match=message):
        logistic.through(**values)


@pytest.mark.parametrize(
    ("years", "observed", "message"),
    [
        ([1980, 1990], [20, 26], "years must hold at least 3 different years, got 2"),
        ([1980, 1990, 2000], [20, 26], "years has 3, shares has 2"),
        ([1980, 1990, 2000], [36, 26, 19], "shares must rise over the years"),
        ([1980, 1990, 2000], [20, 26, 88], "shares must be greater than 0 and less than 80, got 88 at position 2"),
    ],
)
def test_fit_names_the_field_the_value_and_what_is_allowed(years, observed, message):
    with pytest.raises(ValueError, match=message):
        logistic.fit(years, observed, ceiling=80)


@pytest.mark.parametrize("field", ["ceiling", "growth"])
def test_curve_refuses_zero(field):
    with pytest.raises(ValueError, match=f"{field} must be greater than 0, got 0"):
        logistic.Curve(**({"ceiling": 80, "growth": 0.06, "midpoint": 1998} | {field: 0}))


def test_examples_in_the_docstrings_run():
    assert doctest.testmod(logistic).failed == 0
