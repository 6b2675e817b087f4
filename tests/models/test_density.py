"""Density."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.density import Parameters, solve


@pytest.mark.parametrize(("elasticity", "gain"), [(0.05, 3.53), (0.03, 2.10)])
def test_syllabus_numbers(elasticity, gain):
    assert solve(Parameters(multiple=2, productivity=elasticity)).productivity == pytest.approx(gain, abs=0.02)


@given(st.floats(0.1, 20), st.floats(0, 0.3), st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 1), st.floats(0, 0.5))
def test_gain_and_costs_multiply_to_the_net(multiple, gain, rent, housing, commuting, share):
    result = solve(Parameters(multiple, gain, rent, housing, commuting, share))
    net = (1 + result.productivity / 100) * (1 - result.housing_cost / 100) * (1 - result.commuting_cost / 100)
    assert 1 + result.net / 100 == pytest.approx(net)


@given(st.floats(0, 0.3))
def test_thinning_out_undoes_thickening(elasticity):
    up, down = (solve(Parameters(multiple=m, productivity=elasticity)).net for m in (2, 0.5))
    assert (1 + up / 100) * (1 + down / 100) == pytest.approx(1)


def test_without_costs_the_net_is_the_gain():
    result = solve(Parameters(rent=0, commuting=0))
    assert result.net == pytest.approx(result.productivity)
    np.testing.assert_allclose(result.net_curve, result.productivity_curve)


def test_each_result_follows_its_equation():
    case = Parameters(multiple=3, productivity=0.08, rent=0.3, housing_share=0.25, commuting=0.2, commuting_share=0.15)
    result = solve(case)
    net = 0.08 - 0.25 * 0.3 - 0.15 * 0.2
    assert result.productivity == pytest.approx(100 * (3**0.08 - 1))
    assert result.rent == pytest.approx(100 * (3**0.3 - 1))
    assert result.housing_cost == pytest.approx(100 * (1 - 3 ** (-0.25 * 0.3)))
    assert result.commuting_cost == pytest.approx(100 * (1 - 3 ** (-0.15 * 0.2)))
    assert result.net == pytest.approx(100 * (3**net - 1))
    assert result.multiples == pytest.approx(np.geomspace(0.5, 4, 100))
    assert result.productivity_curve == pytest.approx(100 * (result.multiples**0.08 - 1))
    assert result.net_curve == pytest.approx(100 * (result.multiples**net - 1))


def test_errors():
    with pytest.raises(ValueError, match="commuting_share must be between 0 and 0.3, got 0.5"):
        Parameters(housing_share=0.7, commuting_share=0.5)
    with pytest.raises(ValueError, match="multiple must be between 0.1 and 20"):
        Parameters(multiple=0)
