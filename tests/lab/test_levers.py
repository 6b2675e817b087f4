"""Every lever at both ends and in the middle of its range, against the equations written out once more."""

import numpy as np
import pytest

from reformlab.lab import GROUPS, LEVERS
from reformlab.lab.levers import carry, levers_of
from tests.lab.restated import restated

# Other levers that are moved a little, so that each lever finds something to work on.
BESIDE = {
    "citizenization": 0.3, "national_funding": 0.4, "land_right_portability": 0.2, "rural_share_of_land_gains": 0.1,
    "urban_property_kept": 0.15,
}  # fmt: skip


STARTS = {"regional_equalisation": 0.3, "land_follows_people": 0.3}  # beside which levers start


def holds(run):
    """Whether a run obeys every equation."""
    found, parts = restated(run), run.solution.parts
    for ours, theirs in (
        (found.sold, parts["output"]), (found.price, parts["price"]), (found.chosen, run.residence),
        (found.world_price, parts["log_world_price"]), (found.upkeep, parts["upkeep"]),
        (found.people, parts["people"]), (found.users, parts["users"]), (found.budget, parts["budget"]),
        (found.services, parts["services"]), (found.plants, parts["plants"]), (found.tax_rate, parts["tax_rate"]),
        (found.welfare, run.solution.welfare_by_group),
    ):  # fmt: skip
        np.testing.assert_allclose(theirs, ours, rtol=1e-7, atol=1e-9)
    if run.lab.economy.nonfarm:
        off, on = found.wage_gap
        base, rural = run.lab.baseline, found.people[:, 0]
        premium = (off / (rural - found.farmers)) / (on / found.farmers) / base.wedge
        work = (found.farmers / (rural - found.farmers)) / (base.farm_workers / base.rural_workers)
        np.testing.assert_allclose(work, premium**-base.parameters.rural_job_elasticity, rtol=1e-7)
    assert found.value == pytest.approx(run.lab.baseline.value_added, rel=1e-9)


@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("name", list(LEVERS))
def test_every_equation_holds_over_the_range_of_each_lever(oracle2, name, where):
    lever = LEVERS[name]
    holds(oracle2.solve(**BESIDE | {name: lever.low + where * (lever.high - lever.low)}))


@pytest.mark.parametrize("which", ["oracle3", "lab", "lab3"])
def test_every_equation_holds_with_towns_rural_plants_and_subsistence(request, which):
    lab = request.getfixturevalue(which)
    holds(lab.package())
    by_province = {
        name: np.linspace(0.9 * lever.neutral + 0.05, 1.05 * lever.neutral + 0.1, len(lab.economy.names))
        for name, lever in LEVERS.items()
        if lever.by_province
    }
    holds(lab.solve(**BESIDE | by_province))
    holds(lab.solve(charge_costs=False, **BESIDE | by_province))


@pytest.mark.parametrize("name", list(LEVERS))
def test_a_lever_starts_smoothly(lab, name):
    """A step of 1e-4 from where a lever rests, on either side, moves no group by more than its slope allows."""
    lever, beside = LEVERS[name], {other: value for other, value in STARTS.items() if other != name}
    rest = lab.solve(**beside)
    for step in (1e-4, -1e-4):
        value = lever.neutral + step
        if lever.low <= value <= lever.high:
            moved = lab.solve(**beside, **{name: value})
            assert np.abs(moved.welfare.ev - rest.welfare.ev).max() < 0.03
            assert np.abs(moved.ev - rest.ev) < 0.01


def test_levers_and_their_groups_are_listed():
    assert {lever.group for lever in LEVERS.values()} == set(GROUPS)
    gains = levers_of("assumed gains")
    assert set(gains) == {
        "urban_rural_trade_cost", "interprovincial_trade_cost", "external_trade_cost", "urban_productivity",
        "farm_productivity",
    }  # fmt: skip
    assert set(levers_of("barriers")) == {name for name in LEVERS if name.endswith("_barrier")}
    assert len(levers_of(*GROUPS)) == len(LEVERS)


@pytest.mark.parametrize(
    ("given", "before", "after", "wanted"),
    [
        (0.65, 0.5, 0.5, 0.65), (0.65, 0.5, 0.0, 0.3), (0.65, 0.5, 0.8, 0.86), (0.25, 0.5, 0.3, 0.15),
        (0.6, 0.0, 0.5, 0.8), (1.0, 1.0, 0.5, 1.0), (0.0, 0.3, 0.6, 0.0),
    ],
)  # fmt: skip
def test_a_rate_keeps_its_share_of_the_way(given, before, after, wanted):
    assert carry(given, before, after) == pytest.approx(wanted, abs=1e-12)
