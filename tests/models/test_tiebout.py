"""Sorting with a registration filter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.tiebout import Parameters, solve

TASTES = st.lists(st.floats(0.2, 5), min_size=1, max_size=10)


@given(TASTES, st.floats(0.01, 1), st.floats(0, 2), st.integers(0, 2))
def test_people_add_up_and_nobody_gains_from_the_filter(tastes, access, cost, home):
    result = solve(Parameters(tastes=tastes, home=[home] * len(tastes), access=access, moving_cost=cost))
    assert result.residents.sum() == result.open_residents.sum() == len(tastes)
    assert np.all(result.loss >= 0)


@given(TASTES, st.floats(0.01, 0.99))
def test_less_access_never_means_more_movers_or_less_loss(tastes, access):
    home = [0] * len(tastes)
    narrow = solve(Parameters(tastes=tastes, home=home, access=access))
    wide = solve(Parameters(tastes=tastes, home=home, access=min(1, access * 1.1)))
    assert narrow.movers <= wide.movers + 1e-12
    assert narrow.mean_loss >= wide.mean_loss - 1e-12


def test_with_open_services_everybody_takes_the_nearest_menu():
    # u = theta ln g - g has its peak at g = theta; between 1 and 2 the border is 1 / ln 2.
    border = 1 / np.log(2)
    result = solve(Parameters(services=[1, 2], tastes=[border - 0.01, border + 0.01], home=[1, 0], access=1))
    assert result.choice.tolist() == [0, 1]
    assert result.sorted_share == 1


def test_no_access_and_nobody_moves():
    assert solve(Parameters(access=1e-9)).movers == 0


def test_each_result_follows_its_equation():
    services, tastes, home = np.array([1.0, 2.5, 4.0]), np.array([1.2, 2.4, 3.8, 1.5]), np.array([1, 0, 0, 2])
    result = solve(Parameters(services, tastes, home, access=0.6, moving_cost=0.1))
    away = np.arange(3) != home[:, None]

    def utility(access):
        return tastes[:, None] * np.log(np.where(away, access, 1) * services) - services - 0.1 * away

    barred, free = utility(0.6), utility(1.0)
    choice, open_choice = barred.argmax(axis=1), free.argmax(axis=1)
    assert result.choice.tolist() == choice.tolist()
    assert result.open_choice.tolist() == open_choice.tolist()
    assert result.residents.tolist() == [np.sum(choice == place) for place in range(3)]
    assert result.open_residents.tolist() == [np.sum(open_choice == place) for place in range(3)]
    assert 0 < result.sorted_share == np.mean(choice == open_choice) < 1
    assert 0 < result.movers == np.mean(choice != home) < 1
    assert result.loss == pytest.approx(free.max(axis=1) - barred.max(axis=1))
    assert result.mean_loss == pytest.approx(result.loss.mean())


def test_errors():
    with pytest.raises(ValueError, match="home must be between 0 and 2, got 3"):
        Parameters(tastes=[1], home=[3])
    with pytest.raises(ValueError, match="home must be a whole number"):
        Parameters(tastes=[1], home=[0.5])
    with pytest.raises(ValueError, match="access must be greater than 0"):
        Parameters(access=0)
    with pytest.raises(ValueError, match="services must hold at least 2 places"):
        Parameters(services=[1], tastes=[1], home=[0])
