"""One seller of land."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from reformlab.models.dual_land import Parameters, admitted_for, solve

CASE = st.builds(
    Parameters,
    demand_price=st.floats(50, 200),
    demand_slope=st.floats(0.1, 5),
    cost_price=st.floats(0, 40),
    cost_slope=st.floats(0, 5),
    admitted=st.floats(0, 1),
    village_share=st.floats(0, 1),
    levy=st.floats(0, 1),
)


def test_syllabus_numbers():
    result = solve(Parameters())
    assert (result.single_quantity, result.single_price) == (pytest.approx(32), pytest.approx(68))
    assert result.open_quantity == pytest.approx(53.3, abs=0.05)
    assert result.open_price == pytest.approx(46.7, abs=0.05)
    assert result.loss == pytest.approx(341.3, abs=0.5)


def test_collective_entry_up_to_a_quantity():
    result = solve(Parameters(admitted=admitted_for(45, Parameters())))
    assert result.quantity == pytest.approx(45)
    assert result.price == pytest.approx(55)
    assert result.loss == pytest.approx(52.1, abs=0.5)


@given(CASE)
def test_gains_and_loss_add_up_to_the_potential(case):
    result = solve(case)
    assert result.buyers + result.government + result.villages + result.loss == pytest.approx(result.potential)
    assert result.loss >= -1e-9
    assert result.open_price <= result.price + 1e-9 <= result.single_price + 2e-9


@given(CASE)
def test_a_single_seller_earns_the_most_with_its_quantity(case):
    result = solve(case)
    quantity = np.linspace(0, result.open_quantity, 400)
    price = case.demand_price - case.demand_slope * quantity
    profit = (price - case.cost_price) * quantity - case.cost_slope * quantity**2 / 2
    best = (result.single_price - case.cost_price) * result.single_quantity
    best -= case.cost_slope * result.single_quantity**2 / 2
    assert profit.max() <= best * (1 + 1e-9)


def test_admitting_all_removes_the_loss():
    assert solve(Parameters(admitted=1)).loss == pytest.approx(0)


def test_villages_gain_and_the_government_loses_from_entry():
    alone, entry = solve(Parameters(admitted=0)), solve(Parameters(admitted=0.5))
    assert entry.villages > alone.villages
    assert entry.government < alone.government
    assert entry.buyers > alone.buyers


def test_each_result_follows_its_equation():
    case = Parameters(
        demand_price=90, demand_slope=2, cost_price=30, cost_slope=1, admitted=0.25, village_share=0.2, levy=0.4
    )
    result = solve(case)
    single, competition = 60 / (2 * 2 + 1), 60 / (2 + 1)
    quantity = single + 0.25 * (competition - single)
    price = 90 - 2 * quantity

    def gain(upper, lower, start, end):
        return integrate.quad(lambda q: upper(q) - lower(q), start, end)[0]

    def demand(q):
        return 90 - 2 * q

    def cost(q):
        return 30 + q

    taken, collective = (gain(lambda q: price, cost, *ends) for ends in ((0, single), (single, quantity)))
    assert (result.single_quantity, result.open_quantity, result.quantity) == pytest.approx(
        (single, competition, quantity)
    )
    assert (result.single_price, result.open_price, result.price) == pytest.approx(
        (demand(single), demand(competition), price)
    )
    assert result.loss == pytest.approx(gain(demand, cost, quantity, competition))
    assert result.buyers == pytest.approx(gain(demand, lambda q: price, 0, quantity))
    assert result.government == pytest.approx(0.8 * taken + 0.4 * collective)
    assert result.villages == pytest.approx(0.2 * taken + 0.6 * collective)
    assert result.potential == pytest.approx(gain(demand, cost, 0, competition))
    assert result.area == pytest.approx(np.linspace(0, 1.2 * competition, 200))
    assert result.demand == pytest.approx(demand(result.area))
    assert result.cost == pytest.approx(cost(result.area))


def test_errors():
    with pytest.raises(ValueError, match=r"cost_price must be below demand_price \(100\), got 100"):
        Parameters(cost_price=100)
    with pytest.raises(ValueError, match="admitted must be between 0 and 1, got 2"):
        Parameters(admitted=2)
    with pytest.raises(ValueError, match="quantity must be between 32 and 53.3333, got 60"):
        admitted_for(60, Parameters())
