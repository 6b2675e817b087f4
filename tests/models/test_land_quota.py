"""Land that follows people, against scipy on the same equations."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models.land_quota import Parameters, solve

CASE = st.builds(
    Parameters,
    quota=st.lists(st.floats(0.7, 1.5), min_size=2, max_size=2),
    follow=st.floats(0, 1),
    migration_cost=st.floats(0.4, 1.5),
    structures=st.floats(0, 0.9),
    agglomeration=st.floats(0, 0.1),
    kappa=st.floats(0.5, 4),
)


@given(CASE)
def test_the_equilibrium_is_that_of_scipy(case):
    result = solve(case)

    def residual(logs):
        change = np.exp(logs)
        land = case.quota * change**case.follow
        income = change**case.agglomeration
        worth = income / (income * change / land) ** (case.housing_share * (1 - case.structures))
        cost = np.where(np.eye(2, dtype=bool), 1, case.migration_cost)
        pull = case.stay * (worth / cost) ** case.kappa
        return case.origin @ (pull / pull.sum(axis=1, keepdims=True)) / (case.origin @ case.stay) - change

    found = optimize.root(residual, np.zeros(2), tol=1e-12)
    assert found.success
    np.testing.assert_allclose(result.people / result.people_before, np.exp(found.x), atol=1e-8)
    assert result.people.sum() == pytest.approx(1)


@given(st.floats(0, 1))
def test_nothing_changed_gives_hats_of_one(follow):
    result = solve(Parameters(follow=follow, migration_cost=1))
    for hat in (result.land, result.rent, result.income, result.welfare_place, result.welfare_origin):
        np.testing.assert_allclose(hat, 1, atol=1e-10)
    assert result.welfare == pytest.approx(0, abs=1e-9)


def test_quotas_that_follow_people_need_people_who_move():
    rooted = [solve(Parameters(follow=nu, mobile=False)).welfare for nu in (0, 1)]
    moving = [solve(Parameters(follow=nu)).welfare for nu in (0, 1)]
    assert rooted[1] - rooted[0] == pytest.approx(0)
    assert moving[1] - moving[0] > 0.1
    # The complement is modest beside the gain from mobility itself.
    assert moving[0] - rooted[0] > 3 * (moving[1] - moving[0])


def test_land_that_follows_keeps_rents_and_lets_more_people_move():
    fixed, following = solve(Parameters(follow=0)), solve(Parameters(follow=1, agglomeration=0))
    assert fixed.rent[1] > 1 > fixed.rent[0]
    np.testing.assert_allclose(following.rent, 1)
    assert solve(Parameters(follow=1)).moved > fixed.moved


def test_agglomeration_so_strong_that_one_region_empties_is_an_error():
    with pytest.raises(RuntimeError, match="no fixed point after .* weaken agglomeration"):
        solve(dataclasses.replace(Parameters(), kappa=10, agglomeration=0.3, follow=1))


@pytest.mark.parametrize("mobile", [True, False])
def test_each_result_follows_its_equation(mobile):
    origin, stay = np.array([0.5, 0.5]), np.array([[0.8, 0.2], [0.1, 0.9]])
    quota, cost = np.array([0.7, 1.6]), np.array([[1, 0.6], [0.6, 1]])
    case = Parameters(
        origin, stay, quota, follow=0.3, migration_cost=0.6, mobile=mobile, housing_share=0.3, structures=0.25,
        agglomeration=0.08, kappa=2,
    )  # fmt: skip
    result = solve(case)
    people = result.people / result.people_before
    assert result.people_before == pytest.approx(np.array([0.45, 0.55]))
    assert result.land == pytest.approx(quota * people**0.3)
    assert result.income == pytest.approx(people**0.08)
    assert result.rent == pytest.approx((result.income * people / result.land) ** 0.75)
    assert result.welfare_place == pytest.approx(result.income / result.rent**0.3)
    pull = stay * (result.welfare_place / cost) ** 2
    if mobile:
        assert result.people == pytest.approx(origin @ (pull / pull.sum(axis=1, keepdims=True)))
        assert result.welfare_origin == pytest.approx(np.sqrt(pull.sum(axis=1)))
        assert result.steps > 1
    else:
        assert people.tolist() == [1, 1]
        assert result.welfare_origin == pytest.approx(np.prod((result.welfare_place / cost) ** stay, axis=1))
        assert result.steps == 0
    assert result.welfare == pytest.approx(100 * (np.sqrt(np.prod(result.welfare_origin)) - 1))
    assert result.moved == pytest.approx(abs(result.people[0] - 0.45))


def test_a_region_where_nobody_lives_is_refused():
    with pytest.raises(ValueError, match="stay must leave people in every region, got none in 2"):
        Parameters(origin=(0.4, 0.3, 0.3), stay=((1, 0, 0), (0, 1, 0), (0.5, 0.5, 0)))


def test_errors():
    with pytest.raises(ValueError, match="stay must add up to 1, got 0.9 in row 1"):
        Parameters(stay=[[1, 0], [0.4, 0.5]])
    with pytest.raises(ValueError, match="quota must hold 2 numbers, got 1"):
        Parameters(quota=[1])
    with pytest.raises(ValueError, match="stay must leave people in every region, got none in 1"):
        Parameters(stay=[[1, 0], [1, 0]])
    with pytest.raises(ValueError, match="follow must be between 0 and 1"):
        Parameters(follow=2)
