"""Every lever at both ends and in the middle of its range, against the equations written out once more."""

import numpy as np
import pytest

from reformlab.lab import LEVERS
from tests.lab.restated import restated

# Other levers that are moved a little, so that each lever finds something to work on.
BESIDE = {
    "citizenization": 0.3, "national_funding": 0.4, "land_right_portability": 0.2, "rural_share_of_land_gains": 0.1,
}  # fmt: skip


def holds(run):
    """Whether a run obeys every equation."""
    found, parts = restated(run), run.solution.parts
    for ours, theirs in (
        (found.sold, parts["output"]), (found.price, parts["price"]), (found.chosen, run.residence),
        (found.people, parts["people"]), (found.users, parts["users"]), (found.budget, parts["budget"]),
        (found.services, parts["services"]), (found.plants, parts["plants"]), (found.tax_rate, parts["tax_rate"]),
        (found.welfare, run.solution.welfare_by_group),
    ):  # fmt: skip
        np.testing.assert_allclose(theirs, ours, rtol=1e-7, atol=1e-9)
    if run.lab.economy.nonfarm:
        off, on = found.wage_gap
        gap = (off / (found.people[:, 0] - found.farmers)) / (on / found.farmers)
        np.testing.assert_allclose(gap, run.lab.baseline.wedge, rtol=1e-7)
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
