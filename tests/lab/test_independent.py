"""The equilibrium found a second time: full tables, equations as they stand in the book, SciPy's solver."""

import numpy as np
import pytest

from reformlab.lab import BREAKTHROUGHS, Lab
from reformlab.lab.bundles import combine, without
from tests.lab import inputs_2020
from tests.lab.restated import solved
from tests.lab.test_targets import PUBLIC_GOODS

SETTINGS = {
    "public goods": PUBLIC_GOODS,
    "package": None,
    "institutional levers only": "assumed gains",
    "land and town property kept": {"land_right_portability": 1.0, "urban_property_kept": 0.5},
    "dearer connections": {"urban_rural_trade_cost": 1.2, "across_province_barrier": 1.5, "money_follows_people": 0.6},
    "budgets pooled": {
        "spending_equalisation": 0.7, "rural_share_of_land_gains": 0.2, "land_follows_people": 1.0,
        "farm_productivity": 1.1, "outsider_property_rights": 1.0,
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=[2, 3])
def lab(request):
    return Lab(inputs_2020.economy(request.param), tolerance=1e-12)


@pytest.mark.parametrize("name", list(SETTINGS))
def test_same_equilibrium(lab, name):
    package = combine(BREAKTHROUGHS, lab.baseline.neutral)
    levers = {None: package, "assumed gains": without(package, "assumed gains", "barriers")}.get(
        SETTINGS[name] if not isinstance(SETTINGS[name], dict) else "", SETTINGS[name]
    )
    run, theirs = lab.solve(**levers), solved(lab, levers)
    assert np.abs(100 * (run.welfare.log_welfare - np.log(theirs.welfare))).max() < 1e-8
    np.testing.assert_allclose(run.solution.parts["people"], theirs.people, rtol=1e-10)
    np.testing.assert_allclose(run.solution.parts["services"], theirs.services, rtol=1e-10)
    assert run.solution.parts["tax_rate"] == pytest.approx(theirs.tax_rate, abs=1e-11)
