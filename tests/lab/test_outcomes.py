"""What a run says, number by number, from the equations written out once more."""

import numpy as np
import pytest

from reformlab.lab import MAPS
from tests.lab.restated import restated


@pytest.fixture(scope="module", params=["oracle2", "lab", "lab3"])
def told(request):
    """A run, what holds after it, and what held before."""
    lab = request.getfixturevalue(request.param)
    run = lab.solve(
        citizenization=0.7, across_province_barrier=0.7, carrying_capacity=0.8, external_trade_cost=1.2,
        national_funding=0.2, land_right_portability=0.3, urban_rural_equalisation=0.4,
    )  # fmt: skip
    found = restated(run)
    return run, found, found.before


def test_maps(told):
    run, now, before = told
    registered = before.table.sum((2, 3))
    log = 100 * np.log(now.welfare)
    urban, urban_before = (100 * m.people[:, 1:].sum(1) / m.people.sum(1) for m in (now, before))
    here = np.arange(len(now.people))
    weight = now.people[:, 1:] / now.people[:, 1:].sum(1, keepdims=True)
    real = [m.disposable.sum(1) / m.people.sum(1) for m in (now, before)]
    expected = {
        "welfare": (registered * log).sum(1) / registered.sum(1),
        "welfare_rural_hukou": log[:, 0],
        "welfare_urban_hukou": log[:, 1],
        "people": 100 * (now.people.sum(1) / before.people.sum(1) - 1),
        "urban_share": urban,
        "urban_share_change": urban - urban_before,
        "arrivals": 100 * (1 - now.table[here, :, here].sum((1, 2)) / now.people.sum(1)),
        "output": 100 * np.log(now.made.sum(1) / before.made.sum(1)),
        "income": 100 * (np.log(real[0] / real[1]) - now.basket[:, 0]),
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
    value = m.value / before.value
    each = before.services / before.users  # of the base year, for one user
    cost = (each * richer * m.users).sum(1) + p.cost_per_person * p.annuity_rate * value * m.newly
    small = slice(1, 2) if m.people.shape[1] == 3 else slice(1, None)
    where = np.ones(len(people), bool) if m.people.shape[1] == 3 else ~lab.economy.eastern
    strain = np.maximum(m.use / 0.9 - 1, 0) + np.maximum(-better, 0)
    return {
        "R1": 100 * (cost.sum() / m.budget.sum() - 1),
        "R1 provinces": 100 * people[cost / m.budget > 1.02].sum() / people.sum(),
        "R2": 100 * (m.people - m.users)[:, 1:].sum() / m.people.sum(),
        "R3": 100 * np.average(strain[where, small], weights=m.people[where, small]),
        "R4": 50 * np.abs(m.by_space / m.by_space.sum() - m.services / m.services.sum()).sum(),
    }


def test_headline(told):
    run, now, before = told
    lab, registered = run.lab, before.table.sum((2, 3))
    k, log = lab.economy.shares, 100 * np.log(now.welfare)
    total, origin = now.people.sum(), now.table.sum((1, 3))
    living = np.exp((1 - k.eta) * now.basket + k.eta * now.rent)
    real = (np.exp(-now.basket[:, 0]) * now.by_space.sum(1)).sum() / before.value
    after = endangered(lab, now, before, now.better)
    at_first = endangered(lab, before, before, np.zeros_like(before.people))
    unequal_after, unequal_at_first = unequal(lab, now, now.income / living), unequal(lab, before, before.income)
    expected = {
        "welfare": (registered * log).sum() / registered.sum(),
        "welfare, rural hukou": np.average(log[:, 0], weights=registered[:, 0]),
        "welfare, urban hukou": np.average(log[:, 1], weights=registered[:, 1]),
        "people in losing groups (%)": 100 * registered[log < 0].sum() / registered.sum(),
        "output volume": 100 * np.log(now.made.sum() / before.made.sum()),
        "real income": 100 * np.log(real),
        "urban share (%)": 100 * now.people[:, 1:].sum() / total,
        "farm workers (%)": 100 * now.farmers.sum() / total,
        "living outside the province of hukou (%)": 100 * (1 - np.trace(origin) / total),
        "tax rate (%)": 100 * now.tax_rate,
    }
    expected |= unequal_after | after
    headline = run.headline()
    assert set(headline.index) == set(expected) | {f"dividend: {name}" for name in run.dividends().index}
    for name, number in expected.items():
        assert headline[name] == pytest.approx(number, abs=1e-6), name
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
    np.testing.assert_allclose(lost.by_hukou, 100 * (registered * (log < 0)).sum(0) / registered.sum(0))
    np.testing.assert_allclose(lost.groups["welfare"], np.sort(log[log < 0]), atol=1e-6)


def test_channels(told):
    run, now, before = told
    lab, everybody = run.lab, before.table.sum()
    still = restated(run, lab.solver.solve(run.reform, given=lab.given, tolerance=lab.tolerance))
    # Shares are averaged by logarithmic means, of each group's people before and after.
    mean = (now.table - before.table) / np.log(now.table / before.table)
    weight = 100 * mean / mean.sum((2, 3), keepdims=True) * before.table.sum((2, 3), keepdims=True) / everybody
    in_place = 100 * (before.table * still.earnings).sum() / everybody
    expected = {
        "factor flow": (weight * now.earnings).sum() - in_place,
        "public service": (weight * now.served).sum(),
        "social structure": (weight * (now.property - np.log(now.barrier))).sum(),
        "institutional potential": in_place,
    }
    assert run.dividends().to_dict() == pytest.approx(expected, abs=1e-6)
    for name, number in expected.items():
        assert run.headline()[f"dividend: {name}"] == pytest.approx(number, abs=1e-6)
