"""Made-up countries of any size keep the totals and solve like the real one."""

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


def test_a_made_up_country_solves(made):
    mild = Parameters(farm_goods_income_elasticity=0.8)
    country = Lab(build(made, official_incomes=False, parameters=mild))
    run = country.solve(across_province_barrier=0.9, charge_costs=False)
    assert run.welfare > 0
    assert run.solution.residual < 1e-10
    # Large countries have no Jacobian: the unpreconditioned way must find the same equilibrium.
    plain = country.solve(across_province_barrier=0.9, charge_costs=False, method="anderson")
    assert plain.welfare == pytest.approx(run.welfare, abs=1e-7)


@pytest.mark.parametrize("size", [1, 2.5, True, "many"])
def test_bad_size(lab, size):
    with pytest.raises(ParameterError, match="size must be a whole number of at least 2"):
        resample(lab.inputs, size)
