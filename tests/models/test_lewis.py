"""Unlimited supplies of labour, and their end."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.lewis import Parameters, solve

CASE = st.builds(
    Parameters,
    gap=st.floats(0, 1),
    saving=st.floats(0, 1),
    capital=st.floats(0.01, 5),
    labour_share=st.floats(0.2, 0.8),
    farm_exponent=st.floats(0.2, 0.8),
    farm_productivity=st.floats(0.3, 2),
    years=st.integers(1, 40),
)


def test_wages_are_flat_before_the_turning_point_and_rise_after_it():
    path = solve(Parameters())
    turn = path.turning_year
    assert 0 < turn < len(path.year)
    assert path.urban_wage[:turn] == pytest.approx(1.3 * 0.5)
    assert np.all(np.diff(path.urban_wage[turn:]) > 0)
    # Capital grows at a constant rate while hands are cheap, and ever more slowly afterwards.
    growth = np.diff(np.log(path.capital))
    np.testing.assert_allclose(growth[:turn], growth[0])
    assert np.all(np.diff(growth[turn:]) < 0)


@given(CASE)
def test_every_year_hiring_and_wages_are_in_equilibrium(case):
    path = solve(case)
    town = path.urban_share * case.workers
    product = case.labour_share * case.industry_productivity * path.capital ** (1 - case.labour_share)
    product = product * town ** (case.labour_share - 1)
    np.testing.assert_allclose(product, path.urban_wage, rtol=1e-6)
    np.testing.assert_allclose(
        path.urban_wage, (1 + case.gap) * np.maximum(case.subsistence, path.farm_product), rtol=1e-9
    )
    assert np.all(np.diff(path.urban_share) >= -1e-9)
    assert np.all((path.profit_share > 0) & (path.profit_share < 1))


@given(CASE)
def test_capital_grows_by_the_saved_profits(case):
    path = solve(case)
    profit = path.profit_share * path.output
    np.testing.assert_allclose(np.diff(path.capital), case.saving * profit[:-1], rtol=1e-9, atol=1e-12)


def test_more_saving_brings_the_turning_point_forward():
    slow, fast = solve(Parameters(saving=0.3, years=200)), solve(Parameters(saving=0.8, years=200))
    assert fast.turning_year < slow.turning_year


def test_without_saving_nothing_happens():
    path = solve(dataclasses.replace(Parameters(), saving=0))
    assert np.ptp(path.urban_share) == 0
    assert path.turning_year is None


def test_productive_farms_have_no_surplus_to_begin_with():
    path = solve(Parameters(farm_productivity=3))
    assert path.turning_share == 0
    assert path.turning_year == 0


def test_each_result_follows_its_equation():
    case = Parameters(
        subsistence=0.4, gap=0.2, saving=0.6, capital=0.2, industry_productivity=1.5, farm_productivity=0.8,
        labour_share=0.6, farm_exponent=0.5, workers=2, years=40,
    )  # fmt: skip
    result = solve(case)
    town = 2 * result.urban_share
    farm = 0.5 * 0.8 * (2 - town) ** -0.5
    made = 1.5 * result.capital**0.4 * town**0.6
    assert result.year.tolist() == list(range(40))
    assert result.farm_product == pytest.approx(farm)
    assert result.urban_wage == pytest.approx(1.2 * np.maximum(0.4, farm))
    assert result.urban_wage == pytest.approx(0.6 * made / town)
    assert result.output == pytest.approx(made + 0.8 * (2 - town) ** 0.5)
    assert result.profit_share == pytest.approx(0.4 * made / result.output)
    assert result.capital[0] == 0.2
    assert np.diff(result.capital) == pytest.approx(0.6 * 0.4 * made[:-1])
    needed = (0.5 * 0.8 / 0.4) ** 2  # farm workers whose last one makes just subsistence
    assert result.turning_share == pytest.approx(1 - needed / 2)
    year = result.turning_year
    assert result.urban_share[year - 1] < result.turning_share <= result.urban_share[year]
    assert solve(dataclasses.replace(case, years=year)).turning_year is None
    assert solve(dataclasses.replace(case, subsistence=0.1)).turning_share == 0


def test_errors():
    with pytest.raises(ValueError, match="labour_share must be greater than 0 and less than 1, got 1"):
        Parameters(labour_share=1)
    with pytest.raises(ValueError, match="years must be between 1 and 500, got 0"):
        Parameters(years=0)
