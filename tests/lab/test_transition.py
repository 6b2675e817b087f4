"""The road to 2050: still without a cause, converging to the static equilibrium, and fitted to 2020-2024."""

from dataclasses import replace

import numpy as np
import pytest

from reformlab import data
from reformlab.lab import Lab, NonConvergence, Pace, ParameterError
from reformlab.lab.transition import STILL


def test_nothing_moves_without_a_cause(lab):
    for foresight in (False, True):
        path = lab.transition(None, 2030, pace=STILL, foresight=foresight)
        assert np.ptp(path.path["urban residents (%)"]) < 1e-9
        assert np.max(np.abs(path.path["welfare"])) < 1e-9
        assert np.max(np.abs(path.residence / lab.economy.residence - 1)) < 1e-11
    assert Lab(lab.economy).pace() == STILL  # an economy without history has no fitted speeds


@pytest.mark.parametrize("foresight", [False, True])
def test_a_lasting_reform_converges_to_the_static_equilibrium(lab, foresight):
    run = lab.solve(across_province_barrier=0.9, charge_costs=False)
    quick = replace(STILL, reconsider_rate=0.3, discount_factor=0.5)
    path = lab.transition(run, 2060 if foresight else 2100, start=2020, phase=0, pace=quick, foresight=foresight)
    assert path.path["urban residents (%)"].iloc[-1] == pytest.approx(run.urban_share, abs=1e-5)
    gap = path.residence.sum((0, 1)) / run.residence.sum((0, 1)) - 1
    assert np.max(np.abs(gap)) < 1e-5


def test_the_fitted_path_meets_both_rates(lab):
    path = lab.transition(None, 2025)
    rates = data.series("national", ["urban_rate_resident", "urban_rate_hukou"])
    rise = path.path - path.path.loc[2020]
    assert rise.loc[2024, "urban residents (%)"] == pytest.approx(
        rates.loc[2024, "urban_rate_resident"] - rates.loc[2020, "urban_rate_resident"], abs=1e-4
    )
    assert rise.loc[2023, "urban hukou (%)"] == pytest.approx(
        rates.loc[2023, "urban_rate_hukou"] - rates.loc[2020, "urban_rate_hukou"], abs=1e-4
    )
    assert "speeds are assumed" in repr(path)


def test_people_grow_as_assumed_and_farm_work_declines(lab):
    path = lab.transition(None, 2040)
    population = path.path["population"]
    np.testing.assert_allclose(population / population.shift(1).bfill(), [1.0] + [1 + path.pace.natural_increase] * 20)
    assert path.path["farm workers (%)"].is_monotonic_decreasing
    assert path.provinces.shape == (21, 31)
    assert path.provinces.loc[2020, "Shanghai"] == pytest.approx(
        100 * lab.inputs.urban_share[lab.economy.names.index("Shanghai")], abs=1e-6
    )


def test_foresight_moves_people_before_the_reform(lab):
    run = lab.solve(across_province_barrier=0.6, charge_costs=False)
    here = lab.transition(run, 2030, start=2027, phase=0, pace=STILL)
    ahead = lab.transition(run, 2030, start=2027, phase=0, pace=STILL, foresight=True)
    assert here.path.loc[2026, "urban residents (%)"] == pytest.approx(
        here.path.loc[2020, "urban residents (%)"], abs=1e-9
    )
    assert abs(ahead.path.loc[2026, "urban residents (%)"] - here.path.loc[2026, "urban residents (%)"]) > 1e-3
    assert ahead.rounds > 1


def test_foresight_that_does_not_settle_says_so(lab, package):
    with pytest.raises(NonConvergence, match="the path with foresight did not settle: after 2 rounds"):
        lab.transition(package, 2040, foresight=True, rounds=2)


def test_bad_speeds():
    with pytest.raises(ParameterError, match="reconsider_rate must lie between 0.001 and 1, got 2"):
        Pace(reconsider_rate=2)
    with pytest.raises(ParameterError, match="pull must lie between -3 and 5, got nan"):
        Pace(pull=float("nan"))
