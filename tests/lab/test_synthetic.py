"""Made-up countries of any size keep the totals and solve like the real one."""

import dataclasses

import numpy as np
import pytest

from reformlab.lab import Lab, ParameterError, Parameters, build
from reformlab.lab.synthetic import resample


@pytest.fixture(scope="module")
def made(lab):
    return resample(lab.inputs, 40, seed=3)


def test_totals_are_kept_and_the_seed_decides(lab, made):
    assert made.residents.sum() == pytest.approx(lab.inputs.residents.sum())
    assert made.output.sum() == pytest.approx(lab.inputs.output.sum())
    again, other = resample(lab.inputs, 40, seed=3), resample(lab.inputs, 40, seed=4)
    np.testing.assert_array_equal(made.moved, again.moved)
    assert not np.allclose(made.residents, other.residents)


def test_copies_keep_to_the_bounds_of_what_can_be(lab):
    # Many movers and extreme shares, so that each bound holds somebody back.
    inputs, wide = lab.inputs, {"urban_share": 0.92, "farm_share": 0.29, "urban_hukou_share": 0.89, "town_share": 0.89}
    wide |= {"farm_employment": 0.59}
    flows = inputs.moved * 0.95 * (inputs.residents / inputs.moved.sum(0)).min()
    crowded = dataclasses.replace(inputs, moved=flows, **{name: np.full(31, value) for name, value in wide.items()})
    found = resample(crowded, 60, seed=1)
    assert found.moved.sum() <= crowded.moved.sum() * (1 + 1e-9)
    assert np.all(found.moved.sum(0) <= 0.5 * found.residents * (1 + 1e-6))
    assert np.all(found.moved.sum(1) <= 0.4 * found.residents * (1 + 1e-6))
    assert np.all(np.diag(found.moved) == 0) and np.all(np.diag(found.distance) == 0)
    assert (found.distance + 50 * np.eye(60)).min() == 50  # copies of one place lie no nearer
    for name, top in (("urban_share", 0.93), ("farm_share", 0.3), ("urban_hukou_share", 0.9), ("town_share", 0.9),
                      ("farm_employment", 0.6)):  # fmt: skip
        assert getattr(found, name).max() == pytest.approx(top)
    low = dict.fromkeys(("urban_share", "urban_hukou_share"), 0.2) | {"farm_share": 0.004, "town_share": 0.015}
    low |= {"farm_employment": 0.008}
    few = resample(dataclasses.replace(inputs, **{name: np.full(31, value) for name, value in low.items()}), 60)
    for name, bottom in (("urban_share", 0.25), ("farm_share", 0.005), ("urban_hukou_share", 0.15),
                         ("town_share", 0.02), ("farm_employment", 0.01)):  # fmt: skip
        assert getattr(few, name).min() >= bottom
    assert few.service_budget.shape == few.urban_income.shape == few.rural_income.shape == (60,)
    spread = np.log(resample(inputs, 600, seed=2).service_budget)
    expected = np.log(inputs.service_budget)
    assert spread.std() == pytest.approx(np.hypot(expected.std(), 0.2), rel=0.08)


def test_a_made_up_country_solves(made):
    mild = Parameters(farm_goods_income_elasticity=0.8)
    country = Lab(build(made, official_incomes=False, parameters=mild))
    run = country.solve(across_province_barrier=0.9, charge_costs=False)
    assert run.ev > 0
    assert run.solution.residual < 1e-10
    # Large countries have no Jacobian: the unpreconditioned way must find the same equilibrium.
    plain = country.solve(across_province_barrier=0.9, charge_costs=False, method="anderson")
    assert plain.ev == pytest.approx(run.ev, abs=1e-7)


@pytest.mark.parametrize("size", [1, 2.5, True, "many"])
def test_bad_size(lab, size):
    with pytest.raises(ParameterError, match="size must be a whole number of at least 2"):
        resample(lab.inputs, size)
