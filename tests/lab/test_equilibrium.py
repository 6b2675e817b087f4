"""What must hold at every equilibrium on the course's data."""

from dataclasses import replace

import numpy as np
import pytest

from reformlab.lab import Lab, LeverError, NonConvergence, ParameterError
from reformlab.lab.residence import Given


@pytest.mark.parametrize("which", ["lab", "lab3"])
def test_no_reform_changes_nothing(request, which):
    lab = request.getfixturevalue(which)
    run = lab.solve()
    assert np.max(np.abs(np.log(run.solution.parts["people"] / lab.baseline.people))) < 1e-12
    assert np.max(np.abs(np.log(run.solution.parts["output"] / lab.economy.output))) < 1e-12
    assert np.max(np.abs(run.solution.welfare_by_group - 1)) < 1e-12
    assert np.max(np.abs(run.solution.parts["price"])) < 1e-12
    assert np.max(np.abs(run.welfare.ev)) < 1e-10
    assert run.losers().share == 0
    assert repr(run.losers()) == "No group loses."
    assert run.outcomes()["losses (billion yuan)"] == pytest.approx(0, abs=1e-6)


def test_people_add_up(lab, package):
    registered = package.residence.sum((2, 3))
    np.testing.assert_allclose(registered, lab.baseline.registered, rtol=1e-12)
    np.testing.assert_allclose(package.residence.sum((0, 1)), package.solution.parts["people"], rtol=1e-9)
    assert np.all(package.residence > 0)


def test_money_adds_up(lab, package):
    parts = package.solution.parts
    income, people = parts["income"], package.residence
    # Household incomes over people give disposable income.
    earned = (people * package.utility.income).sum((0, 1))
    np.testing.assert_allclose(earned, income.disposable, rtol=1e-8)
    # Value added is what households, government and capital get, and what final demand spends.
    n = len(people)
    final = parts["spending"].sum() - (parts["output"][:n] @ lab.economy.shares.inputs_t).sum()
    assert final == pytest.approx(income.value_added.sum(), rel=1e-9)
    assert income.disposable.sum() < income.value_added.sum()
    assert income.value_added.sum() == pytest.approx(lab.baseline.value_added, rel=1e-9)  # the numeraire


def test_walras_and_market_clearing(package):
    parts = package.solution.parts
    np.testing.assert_allclose(parts["sold"], parts["output"], rtol=1e-8)
    assert parts["spending"].sum() + parts["world_spending"].sum() == pytest.approx(parts["output"].sum(), rel=1e-9)


def test_no_arbitrage(lab, package):
    kappa = lab.baseline.parameters.migration_elasticity
    before = lab.economy.residence / lab.baseline.registered[:, :, None, None]
    after = package.residence / lab.baseline.registered[:, :, None, None]
    worth = np.exp(package.utility.total) * (after / before) ** (-1 / kappa)
    np.testing.assert_allclose(
        worth, np.broadcast_to(package.solution.welfare_by_group[:, :, None, None], worth.shape), rtol=1e-8
    )


def test_farm_work_answers_wages_with_its_elasticity(lab, package):
    parts, base = package.solution.parts, lab.baseline
    farm = parts["income"].farm_wages / parts["farmers"]
    plants = (
        lab.economy.shares.labour[:, 0] * parts["income"].plant_value[:, 0] / (parts["people"][:, 0] - parts["farmers"])
    )
    premium = plants / farm / base.wedge
    work = parts["farmers"] / (parts["people"][:, 0] - parts["farmers"]) * base.rural_workers / base.farm_workers
    np.testing.assert_allclose(work, premium**-base.parameters.rural_job_elasticity, rtol=1e-8)
    assert np.ptp(premium) > 1e-3
    one_wage = lab.with_parameters(replace(base.parameters, rural_job_elasticity=np.inf)).package().solution.parts
    farm, off = one_wage["income"].farm_wages / one_wage["farmers"], one_wage["people"][:, 0] - one_wage["farmers"]
    plants = lab.economy.shares.labour[:, 0] * one_wage["income"].plant_value[:, 0] / off
    np.testing.assert_allclose(plants / farm, base.wedge, rtol=1e-8)


def test_raised_barriers_keep_people_on_farms(lab):
    before, after = (lab.solve(**levers).headline() for levers in ({}, {"within_province_barrier": 1.5}))
    assert after["farm workers (%)"] > before["farm workers (%)"]


def test_twenty_random_starts_reach_one_equilibrium(lab, package):
    stream = np.random.default_rng(1)
    n, spaces = lab.economy.size
    goal = np.log(package.solution.parts["people"])
    for _ in range(20):
        start = package.solution.state.copy()
        prices = 6 * n + 4  # output and prices come first
        start[:prices] += 0.5 * stream.standard_normal(prices)
        table = lab.economy.residence * np.exp(stream.standard_normal(lab.economy.residence.shape))
        table *= (lab.baseline.registered / table.sum((2, 3)))[:, :, None, None]
        folded = Given(table)
        start[prices : prices + 4 * n * spaces] = np.log(folded.masses.ravel())
        found = lab.solve(start=start, method="anderson", **package.levers)
        assert np.max(np.abs(np.log(found.solution.parts["people"]) - goal)) < 1e-8


@pytest.mark.parametrize(("method", "most"), [("anderson", 500), ("plain", 5000), ("newton", 100)])
def test_methods_agree(lab, package, method, most):
    found = lab.solve(method=method, most=most, **package.levers)
    assert found.solution.sweeps < most  # it stops when it is there
    gap = np.log(found.solution.parts["people"] / package.solution.parts["people"])
    assert np.max(np.abs(gap)) < 1e-8


@pytest.mark.parametrize("portable", [0.0, 0.4])
def test_movers_need_no_common_pattern(lab, portable):
    levers = {"across_province_barrier": 0.9, "land_right_portability": portable}
    full = Lab(lab.economy)  # the same table, taken cell by cell instead of as flow times spread
    full.baseline.flow = None
    full.baseline.spread[2:] = 1.0
    found = full.solve(**levers).solution.parts["people"]
    np.testing.assert_allclose(found, lab.solve(**levers).solution.parts["people"], rtol=1e-8)


def test_lower_migration_cost_raises_migration(lab):
    before = lab.solve(charge_costs=False).headline()
    for lever, outcome in (
        ("across_province_barrier", "living outside the province of hukou (%)"),
        ("within_province_barrier", "urban share (%)"),
    ):
        after = lab.solve(charge_costs=False, **{lever: 0.9}).headline()
        assert after[outcome] > before[outcome]
        assert after["EV"] > 0


def test_locally_unique_and_when_best_response_cycles(lab):
    for kappa, settles in ((1.5, True), (3.0, False)):
        other = lab.with_parameters(replace(lab.baseline.parameters, migration_elasticity=kappa))
        run = other.solve(within_province_barrier=0.9)
        eigenvalues = other.response_eigenvalues(run)
        assert eigenvalues.real.max() < 1  # locally unique
        assert (eigenvalues.real.min() > -1) == settles
        assert other.best_response(run, damping=1.0, rounds=60).settled == settles
        assert other.best_response(run, damping=0.3, rounds=120).settled


def test_a_solve_that_stops_early_says_so(lab, package):
    with pytest.raises(NonConvergence, match="after .* sweeps the largest gap is .*Try start=") as error:
        lab.solve(most=2, **package.levers)
    assert error.value.residual > 1e-10
    assert error.value.sweeps >= 2


def test_bad_solver_options(lab):
    with pytest.raises(ParameterError, match="method must be"):
        lab.solve(method="magic")
    with pytest.raises(ParameterError, match="start must be a state of length"):
        lab.solve(start=np.zeros(3))
    with pytest.raises(LeverError, match="did you mean citizenization"):
        lab.solve(citizenisation=0.5)
