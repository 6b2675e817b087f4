"""What a run says, number by number, from the equations written out once more."""

from dataclasses import replace

import numpy as np
import pytest

from reformlab.lab import MAPS
from reformlab.lab.levers import levers_of
from tests.lab.restated import restated


@pytest.fixture(scope="module", params=["oracle2", "lab", "lab3"])
def told(request):
    """A run, what holds after it, and what held before."""
    lab = request.getfixturevalue(request.param)
    run = lab.solve(
        citizenization=0.7, across_province_barrier=0.7, carrying_capacity=0.8, external_trade_cost=1.2,
        national_funding=0.2, land_right_portability=0.3, urban_rural_equalisation=0.4, urban_property_kept=0.2,
    )  # fmt: skip
    found = restated(run)
    return run, found, found.before


def equivalent(lab, now, before, log_welfare):
    """Equivalent variation in % of own income and in thousand yuan a head, by bisection on incomes before."""
    p, registered = lab.baseline.parameters, before.table.sum((2, 3))
    kappa, shares = p.migration_elasticity, before.table / registered[:, :, None, None]
    need = lab.economy.shares.subsistence
    low, high = np.full(registered.shape, -0.8), np.full(registered.shape, 3.0)
    for _ in range(80):
        rise = (low + high) / 2
        richer = np.maximum((1 + rise)[:, :, None, None] * before.income - need, 1e-9) / (before.income - need)
        short = np.log((shares * richer**kappa).sum((2, 3))) / kappa < log_welfare
        low, high = np.where(short, rise, low), np.where(short, high, rise)
    income = (shares * before.income).sum((2, 3))
    # Owners: capital income after depreciation and public ownership, in investment goods.
    residents = np.stack([before.people[:, 0], before.people[:, 1:].sum(1)], axis=1)
    survey = lab.economy.inputs
    official = np.stack([before.disposable[:, 0], before.disposable[:, 1:].sum(1)], axis=1) / residents
    if survey.rural_income is not None:
        official = np.stack([survey.rural_income, survey.urban_income], axis=1)
    weight = official / ((official * residents).sum(0) / residents.sum(0)) * [1, p.ownership_ratio]
    weight *= registered.sum() / (weight * registered).sum()
    owned = weight * (1 - p.depreciation) * (1 - p.public_capital) * before.capital_income.sum() / registered.sum()
    plants = lab.economy.plants * (before.capital_income / before.capital_income.sum())[:, None]
    log_price = (plants * now.price[..., 1]).sum()
    gain = owned * (now.capital_income.sum() / before.capital_income.sum() / np.exp(log_price) - 1)
    money = income * rise + gain
    return 100 * money / (income + owned), money


def test_maps(told):
    run, now, before = told
    registered = before.table.sum((2, 3))
    ev, _ = equivalent(run.lab, now, before, np.log(now.welfare))
    urban, urban_before = (100 * m.people[:, 1:].sum(1) / m.people.sum(1) for m in (now, before))
    here = np.arange(len(now.people))
    weight = now.people[:, 1:] / now.people[:, 1:].sum(1, keepdims=True)
    real = (now.disposable / np.exp(now.basket)).sum(1) / now.people.sum(1)
    real /= before.disposable.sum(1) / before.people.sum(1)
    expected = {
        "ev": (registered * ev).sum(1) / registered.sum(1),
        "ev_rural_hukou": ev[:, 0],
        "ev_urban_hukou": ev[:, 1],
        "people": 100 * (now.people.sum(1) / before.people.sum(1) - 1),
        "urban_share": urban,
        "urban_share_change": urban - urban_before,
        "arrivals": 100 * (1 - now.table[here, :, here].sum((1, 2)) / now.people.sum(1)),
        "output": 100 * np.log(now.made.sum(1) / before.made.sum(1)),
        "income": 100 * np.log(real),
        "services": 100 * (weight * now.better[:, 1:]).sum(1),
        "rent": 100 * (weight * now.rent[:, 1:]).sum(1),
        "use_of_capacity": (weight * now.use[:, 1:]).sum(1),
    }
    assert set(expected) == set(MAPS)
    for what, numbers in expected.items():
        np.testing.assert_allclose(run.map(what), numbers, atol=1e-6, err_msg=what)
        np.testing.assert_allclose(run.provinces()[what], numbers, atol=1e-6, err_msg=what)


def gini(values, weights):
    """Twice the covariance of income and rank over the mean (Lerman and Yitzhaki 1984)."""
    order = np.argsort(values, axis=None)
    values, weights = values.ravel()[order], weights.ravel()[order] / weights.sum()
    rank = np.cumsum(weights) - weights / 2
    return 2 * np.cov(values, rank, aweights=weights, ddof=0)[0, 1] / (weights @ values)


def unequal(lab, m, real):
    by_province = (m.table * real).sum((0, 1, 3)) / m.people.sum(1)
    by_hukou = (m.table * real).sum((0, 2, 3)) / m.table.sum((0, 2, 3))
    spread = np.sqrt(np.cov(by_province, aweights=m.people.sum(1), ddof=0))
    relative = real / np.average(real, weights=m.table)
    return {
        "Gini, real income": gini(real, m.table),
        "Theil, real income": np.average(relative * np.log(relative), weights=m.table),
        "variation across provinces": spread / np.average(by_province, weights=m.people.sum(1)),
        "urban-rural income ratio": m.disposable[:, 1:].sum() / m.people[:, 1:].sum()
        / (m.disposable[:, 0].sum() / m.people[:, 0].sum()),
        "urban-rural hukou ratio": by_hukou[1] / by_hukou[0],
    }  # fmt: skip


def endangered(lab, m, before, better):
    """R1 to R4 as `risks.MEANING` words them."""
    p, people = lab.baseline.parameters, m.people.sum(1)
    richer = (m.value / m.people.sum()) / (before.value / before.people.sum())
    each = before.services / before.users  # of the base year, for one user
    served_before = m.users - m.newly
    cost = (each * richer * served_before).sum(1) + p.cost_per_served * m.value / before.value * m.newly.sum(1)
    spent = m.services.sum(1)
    small = slice(1, 2) if m.people.shape[1] == 3 else slice(1, None)
    where = np.ones(len(people), bool) if m.people.shape[1] == 3 else ~lab.economy.eastern
    strain = np.maximum(m.use / 0.9 - 1, 0) + np.maximum(-better, 0)
    return {
        "R1": 100 * (cost.sum() / spent.sum() - 1),
        "R1 provinces": 100 * people[cost / spent > 1.02].sum() / people.sum(),
        "R2": 100 * (m.people - m.users)[:, 1:].sum() / m.people.sum(),
        "R3": 100 * np.average(strain[where, small], weights=m.people[where, small]),
        "R4": 50 * np.abs(m.by_space / m.by_space.sum() - m.services / m.services.sum()).sum(),
    }


def accounts(run, now, before):
    """Channels and earnings as `channels.MEANING` words them, from shares before the reform."""
    lab, everybody = run.lab, before.table.sum()
    still = restated(run, run.in_place)

    def mean(change):
        return 100 * (before.table * change).sum() / everybody

    entropy = before.table * np.log(before.table / now.table) / lab.baseline.parameters.migration_elasticity
    real = [m.wage / np.exp(m.living) for m in (now, still)]
    people = [m.people / everybody for m in (before, now)]
    first = (people[0] * before.wage).sum()
    in_place = (people[0] * (real[1] - before.wage)).sum()
    others = ((people[0] + people[1]) / 2 * (real[0] - before.wage)).sum() - in_place
    step = ((real[0] + before.wage) / 2 * (people[1] - people[0])).sum()
    return {
        "channel: own step of movers": 100 * entropy.sum() / everybody,
        "channel: others' moves": mean(now.earnings - still.earnings),
        "channel: public service": mean(now.served),
        "channel: land and property rights": mean(now.property),
        "channel: relief of barriers": mean(-np.log(now.barrier)),
        "channel: institutional potential": mean(still.earnings),
        "earnings: in place": 100 * in_place / first,
        "earnings: others' moves": 100 * others / first,
        "earnings: own step of movers": 100 * step / first,
    }


def test_headline(told):
    run, now, before = told
    lab, registered = run.lab, before.table.sum((2, 3))
    log = np.log(now.welfare)
    total, origin = now.people.sum(), now.table.sum((1, 3))
    relief = (before.table * -np.log(now.barrier)).sum((2, 3)) / registered
    ev, money = equivalent(lab, now, before, log)
    apart, _ = equivalent(lab, now, before, log - relief)
    income = (money / ev * 100 * registered).sum()
    living = np.exp(now.living)
    volume = (now.by_space.sum(1) * np.exp(-(now.basket * lab.economy.plants).sum(1))).sum() / before.value
    after = endangered(lab, now, before, now.better)
    at_first = endangered(lab, before, before, np.zeros_like(before.people))
    unequal_after, unequal_at_first = unequal(lab, now, now.income / living), unequal(lab, before, before.income)
    yuan = registered * money
    still = run.welfare.owner_gain
    expected = {
        "EV": np.average(ev, weights=registered),
        "EV, rural hukou": np.average(ev[:, 0], weights=registered[:, 0]),
        "EV, urban hukou": np.average(ev[:, 1], weights=registered[:, 1]),
        "EV without relief": np.average(apart, weights=registered),
        "EV in yuan (% of income)": 100 * yuan.sum() / income,
        "gains (billion yuan)": yuan[yuan > 0].sum(),
        "losses (billion yuan)": -yuan[yuan < 0].sum(),
        "people in losing groups (%)": 100 * registered[ev < 0].sum() / total,
        "losing, rural hukou (%)": 100 * registered[ev[:, 0] < 0, 0].sum() / registered[:, 0].sum(),
        "losing, urban hukou (%)": 100 * registered[ev[:, 1] < 0, 1].sum() / registered[:, 1].sum(),
        "losing more than 0.5% (%)": 100 * registered[ev < -0.5].sum() / total,
        "losing without relief (%)": 100 * registered[apart < 0].sum() / total,
        "log welfare": 100 * np.average(log, weights=registered),
        "owners' income": 100 * np.average(still / (money / ev * 100), weights=registered),
        "output volume": 100 * np.log(now.made.sum() / before.made.sum()),
        "real GDP": 100 * np.log(volume),
        "urban share (%)": 100 * now.people[:, 1:].sum() / total,
        "farm workers (%)": 100 * now.farmers.sum() / total,
        "living outside the province of hukou (%)": 100 * (1 - np.trace(origin) / total),
        "tax rate (%)": 100 * now.tax_rate,
        "yearly cost (billion yuan)": now.due.sum() + now.upkeep.sum(),
    }
    expected |= accounts(run, now, before) | unequal_after | after
    headline = run.headline()
    assert set(headline.index) == set(expected)
    for name, number in expected.items():
        assert headline[name] == pytest.approx(number, abs=2e-5 if "billion" in name else 1e-6), name
    for table, numbers, first in (
        (run.risks(), after, at_first),
        (run.inequality(), unequal_after, unequal_at_first),
    ):
        for name in numbers:
            found = table.loc[name, ["base", "after", "change"]].astype(float)
            wanted = [first[name], numbers[name], numbers[name] - first[name]]
            np.testing.assert_allclose(found, wanted, atol=1e-6, err_msg=name)
    lost = run.losers()
    assert lost.share == pytest.approx(expected["people in losing groups (%)"])
    np.testing.assert_allclose(lost.by_hukou, 100 * (registered * (ev < 0)).sum(0) / registered.sum(0))
    np.testing.assert_allclose(lost.groups["EV"], np.sort(ev[ev < 0]), atol=1e-6)
    np.testing.assert_allclose(lost.groups["loss"].sum(), expected["losses (billion yuan)"], rtol=1e-6)
    bill, due, paid = run.costs(), now.due.sum(), now.funded.sum() + now.upkeep.sum()
    assert bill.to_list() == pytest.approx([due, now.upkeep.sum(), paid, due - now.funded.sum()], abs=1e-5)


def test_an_assumed_gain_is_worth_more_where_it_costs_less(lab):
    for name in levers_of("assumed gains"):
        value = 1.02 if name.endswith("productivity") else 0.98
        dear, cheap = (
            lab.with_parameters(replace(lab.baseline.parameters, benefit_cost=ratio)).solve(**{name: value})
            for ratio in (1.0, 1e9)
        )
        free = lab.solve(charge_costs=False, **{name: value})
        assert cheap.ev > dear.ev
        assert cheap.ev == pytest.approx(free.ev, abs=1e-6)
        assert dear.costs()["networks and capacity"] > 10
        worse = lab.solve(**{name: 1 / value})
        assert worse.costs().abs().max() == 0


def test_owners_can_be_left_out(lab, package):
    nobody = lab.with_parameters(replace(lab.baseline.parameters, public_capital=1.0)).package()
    assert nobody.owners == 0
    assert nobody.log_welfare == pytest.approx(package.log_welfare, abs=1e-9)
    welfare = package.welfare
    assert nobody.welfare.money == pytest.approx(welfare.money - welfare.owner_gain, abs=1e-9)
