"""The line of urban share on log income."""

import doctest

import numpy as np
import pytest

from reformlab.models import income_line

INCOME = np.array([500.0, 900, 2500, 4000, 12000, 36000])
SHARE = np.array([22.0, 19, 41, 55, 66, 81])


def test_fit_agrees_with_the_textbook_formula():
    x = np.log(INCOME)
    slope = np.sum((x - x.mean()) * (SHARE - SHARE.mean())) / np.sum((x - x.mean()) ** 2)
    found = income_line.fit(INCOME, SHARE)
    assert found.line.slope == pytest.approx(slope)
    assert found.line.intercept == pytest.approx(SHARE.mean() - slope * x.mean())
    assert found.correlation == pytest.approx(slope * x.std() / SHARE.std())
    assert found.count == 6


def test_residuals_add_to_zero_and_fit_plus_residual_is_the_data():
    found = income_line.fit(INCOME, SHARE)
    assert found.residual.sum() == pytest.approx(0, abs=1e-9)
    assert income_line.solve(found.line, INCOME) + found.residual == pytest.approx(SHARE)


def test_the_currency_does_not_matter_for_the_slope():
    dollars, cents = income_line.fit(INCOME, SHARE), income_line.fit(100 * INCOME, SHARE)
    assert cents.line.slope == pytest.approx(dollars.line.slope)
    assert cents.correlation == pytest.approx(dollars.correlation)


def test_twice_the_income_goes_with_the_doubling():
    line = income_line.fit(INCOME, SHARE).line
    low, high = income_line.solve(line, [3000, 6000])
    assert high - low == pytest.approx(line.doubling)


def test_a_flat_line_has_no_correlation():
    assert income_line.fit(INCOME, np.full(6, 50.0)).correlation == 0


@pytest.mark.parametrize(
    ("income", "share", "message"),
    [
        ([1000, 2000, 0], [20, 30, 40], "income must be greater than 0, got 0 at position 2"),
        ([1000, 2000, 4000], [20, 30, 140], "share must be between 0 and 100, got 140 at position 2"),
        ([1000, np.nan, 4000], [20, 30, 40], "income must be finite, got nan at position 1"),
        ([1000, 2000, 4000], [20, 30], "income has 3, share has 2"),
        ([1000, 1000, 2000], [20, 30, 40], "income must hold at least 3 different values, got 2"),
    ],
)
def test_errors_name_the_field_the_value_and_what_is_allowed(income, share, message):
    with pytest.raises(ValueError, match=message):
        income_line.fit(income, share)


def test_examples_in_the_docstring_run():
    assert doctest.testmod(income_line).failed == 0


def test_each_result_follows_its_equation():
    income, share = np.array([900, 3000, 8000, 30000.0]), np.array([25, 41, 50, 82.0])
    found = income_line.fit(income, share)
    slope, intercept = np.polyfit(np.log(income), share, 1)
    assert (found.line.slope, found.line.intercept) == pytest.approx((slope, intercept))
    assert found.line.doubling == pytest.approx(slope * np.log(2))
    assert found.correlation == pytest.approx(np.corrcoef(np.log(income), share)[0, 1])
    assert found.residual == pytest.approx(share - intercept - slope * np.log(income))
    assert found.count == 4
    assert income_line.fit(income, np.full(4, 50)).correlation == 0  # a flat line explains nothing
