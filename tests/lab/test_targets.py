"""Numbers that another program computed from the same inputs, and formulas worked out by hand."""

import numpy as np
import pytest

from reformlab.lab import BREAKTHROUGHS, Lab
from reformlab.lab.bundles import combine, without
from reformlab.lab.channels import own_step
from reformlab.lab.system import System
from reformlab.lab.welfare import equivalent_rise
from tests.lab import inputs_2020

EXACT = 1e-6
PUBLIC_GOODS = {"citizenization": 0.6, "urban_rural_equalisation": 0.5, "national_funding": 0.5}


@pytest.fixture(scope="module")
def lab():
    return Lab(inputs_2020.economy(), tolerance=1e-12)


@pytest.fixture(scope="module")
def levers(lab):
    return combine(BREAKTHROUGHS, lab.baseline.neutral)


@pytest.fixture(scope="module")
def package(lab, levers):
    return lab.solve(**levers)


def per_head(lab, values):
    registered = lab.baseline.registered
    return (values * registered).sum(0) / registered.sum(0)


def test_base_year(lab):
    system = System(lab.baseline, lab.reform())
    assert np.abs(system.sweep(system.start()) - system.start()).max() < 1e-12
    base = lab.baseline
    flows = [base.crossing.sum(), base.interprovincial.sum(), base.imports.sum()]
    assert flows == pytest.approx([20054.432097, 70783.706795, 27830.006571], abs=EXACT)
    assert per_head(lab, base.owner_income) == pytest.approx([2.023718313, 21.220201213], abs=EXACT)
    assert per_head(lab, lab.solve().welfare.mean_income) == pytest.approx([29.746301075, 43.395418610], abs=EXACT)
    assert base.need == pytest.approx(3.650278357, abs=EXACT)


OUTCOMES = {
    "EV": 7.000466259, "EV without relief": 3.009344339, "EV in yuan (% of income)": 5.089504262,
    "log welfare": 8.048870140, "output volume": 2.682698145, "tax rate (%)": 23.399440572,
    "people in losing groups (%)": 7.796785726,
    "channel: own step of movers": 0.675652686, "channel: others' moves": -0.480756681,
    "channel: public service": 1.825062899, "channel: land and property rights": -0.573630059,
    "channel: relief of barriers": 4.837227140, "channel: institutional potential": 1.765314153,
    "owners' income": 0.376594923,
    "earnings: in place": 0.756295043, "earnings: others' moves": -1.490790505,
    "earnings: own step of movers": 2.903283570,
    "R1": 2.253637918, "R2": 4.371595593, "R3": 7.698798143, "R4": 17.592353195,
}  # fmt: skip


def test_package(package):
    found = package.outcomes()
    for name, number in OUTCOMES.items():
        assert found[name] == pytest.approx(number, abs=EXACT), name
    assert package.earnings_account()["total"] == pytest.approx(2.168788108, abs=EXACT)


@pytest.mark.parametrize(
    ("dropped", "numbers"),
    [
        (
            ["assumed gains"],
            {"EV": 4.826241889, "people in losing groups (%)": 24.468805982, "output volume": 1.973345028},
        ),
        (
            ["assumed gains", "barriers"],
            {"EV": 0.065859317, "EV in yuan (% of income)": -0.393753029, "log welfare": -0.078887648,
             "people in losing groups (%)": 53.095825554},
        ),
    ],
)  # fmt: skip
def test_package_without_some_classes(lab, levers, dropped, numbers):
    found = lab.solve(**without(levers, *dropped)).outcomes()
    for name, number in numbers.items():
        assert found[name] == pytest.approx(number, abs=EXACT), name


@pytest.mark.parametrize(
    ("some", "ev", "output"),
    [
        (PUBLIC_GOODS, 0.051558363, 0.110996282),
        ({"urban_rural_trade_cost": 0.98}, 0.292997301, -0.039520409),
        ({"land_right_portability": 1.0}, -1.127113863, 0.651160116),
    ],
)
def test_single_reforms(lab, some, ev, output):
    run = lab.solve(**some)
    assert (run.ev, run.output) == pytest.approx((ev, output), abs=EXACT)


def test_tibet_and_a_rule_that_starts_smoothly(lab):
    balance = {"regional_equalisation": 0.3, "money_follows_people": 0.2, "carrying_capacity": 1.1}
    ev = lab.solve(**balance).group_ev.loc["Tibet"]
    assert ev.to_list() == pytest.approx([-5.949518014, -4.821068836], abs=EXACT)
    near = lab.solve(**balance, citizenization=1e-4).group_ev.loc["Tibet"]
    assert np.abs(near - ev).max() < 1e-3


def test_by_hand():
    income, shares = np.array([[12.0, 40.0]]), np.array([[0.6, 0.4]])  # one province, village and town
    assert equivalent_rise(income, 3.655, shares, 1.5, np.array(0.05)) == pytest.approx(0.039340244563, abs=1e-12)
    change = np.array([0.02, 0.10])
    weight = shares[0] * np.exp(1.5 * change)
    log_welfare, after = np.log(weight.sum()) / 1.5, weight / weight.sum()
    assert log_welfare == pytest.approx(0.053160595758, abs=1e-12)
    step = (shares[0] * np.log(shares[0] / after)).sum() / 1.5
    assert step == pytest.approx(0.001160595758, abs=1e-12)
    assert log_welfare - shares[0] @ change == pytest.approx(step, abs=1e-15)


def test_one_percent_more_of_every_income_is_one_percent(lab):
    welfare, base = lab.solve().welfare, lab.baseline
    richer = (1.01 * base.income_by_origin - base.need) / (base.income_by_origin - base.need)
    kappa = base.parameters.migration_elasticity
    log_welfare = np.log((welfare.shares * richer**kappa).sum((2, 3))) / kappa
    rise = equivalent_rise(base.income_by_origin, base.need, welfare.shares, kappa, log_welfare)
    assert 100 * rise == pytest.approx(1.0, abs=1e-10)


def test_the_accounts_are_exact(lab, package):
    for run in (package, lab.solve(urban_property_kept=0.4, across_province_barrier=0.5, citizenization=1.0)):
        assert sum(run.channels) == pytest.approx(run.log_welfare, abs=1e-12)
        step = own_step(run.welfare)
        assert np.all(step >= 0)
        assert 100 * run.welfare.mean(step) == pytest.approx(run.channels[0], abs=1e-11)
        parts, base = run.solution.parts, lab.baseline
        real = parts["income"].wage * parts["net"] / np.exp(parts["living"])
        first = base.income.wage * base.income.net
        change = (
            (parts["people"] * real).sum() / parts["people"].sum() / ((base.people * first).sum() / base.population)
        )
        assert sum(run.earnings) == pytest.approx(100 * (change - 1), abs=1e-12 * 100)
