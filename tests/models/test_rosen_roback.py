"""Wages and rents that keep people and firms where they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.rosen_roback import Parameters, quality_of_life, solve

PLACES = st.lists(st.tuples(st.floats(0.5, 2), st.floats(0.5, 2)), min_size=1, max_size=6)
SHARE = st.floats(0.05, 0.95)


@given(PLACES, SHARE, SHARE)
def test_nobody_and_no_firm_would_rather_be_elsewhere(places, housing, labour):
    productivity, amenity = (np.array(column) for column in zip(*places, strict=True))
    result = solve(Parameters(productivity, amenity, housing, labour))
    utility = np.log(result.wage) - housing * np.log(result.price) + np.log(amenity)
    np.testing.assert_allclose(utility, result.utility, atol=1e-9)
    cost = labour * np.log(result.wage) + (1 - labour) * np.log(result.price)
    np.testing.assert_allclose(cost, np.log(productivity), atol=1e-9)
    assert np.log(result.wage).mean() == pytest.approx(0, abs=1e-9)
    assert result.in_rents + result.in_wages == pytest.approx(1)


@given(PLACES, SHARE, SHARE)
def test_wages_and_prices_reveal_the_amenities(places, housing, labour):
    productivity, amenity = (np.array(column) for column in zip(*places, strict=True))
    result = solve(Parameters(productivity, amenity, housing, labour))
    found = quality_of_life(result.wage, result.price, housing)
    np.testing.assert_allclose(found, np.log(amenity) - np.log(amenity).mean(), atol=1e-9)


def test_an_amenity_is_paid_for_in_rents_and_wages():
    result = solve(Parameters([1, 1], [1, np.e], 0.25, 0.8))
    rents = 0.25 * np.log(result.price[1] / result.price[0])
    wages = np.log(result.wage[0] / result.wage[1])
    assert (rents, wages) == (pytest.approx(result.in_rents), pytest.approx(result.in_wages))


def test_productivity_raises_both():
    result = solve(Parameters([1, 1.2], [1, 1]))
    assert result.wage[1] > result.wage[0] and result.price[1] > result.price[0]
    np.testing.assert_allclose(result.real_wage, result.real_wage[0])


def test_each_result_follows_its_equation():
    a, b = np.array([1.3, 0.8, 1.0, 1.1]), np.array([0.9, 1.2, 1.0, 1.4])
    result = solve(Parameters(a, b, housing_share=0.3, labour_share=0.7))
    wage, price = np.log(result.wage), np.log(result.price)
    assert wage.mean() == pytest.approx(0, abs=1e-12)
    assert wage - 0.3 * price + np.log(b) == pytest.approx(np.full(4, result.utility))
    assert 0.7 * wage + 0.3 * price == pytest.approx(np.log(a))
    assert result.real_wage == pytest.approx(result.wage / result.price**0.3)
    # A better amenity is paid by dearer housing and lower wages, at an unchanged utility.
    strength = 0.7 * 0.3 + 0.3
    assert price == pytest.approx((np.log(a) + 0.7 * (np.log(b) - result.utility)) / strength)
    assert (result.in_rents, result.in_wages) == pytest.approx((0.3 * 0.7 / strength, 1 - 0.3 * 0.7 / strength))


def test_errors():
    with pytest.raises(ValueError, match="amenity must be greater than 0, got 0 at position 1"):
        Parameters([1, 1], [1, 0])
    with pytest.raises(ValueError, match="must have the same length: wage has 2, price has 1"):
        quality_of_life([1, 2], [1], 0.3)
    with pytest.raises(ValueError, match="labour_share must be"):
        Parameters(labour_share=1)
