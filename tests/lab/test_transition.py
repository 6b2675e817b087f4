"""The road to 2050: still without a cause, converging to the static equilibrium, and fitted to 2020-2024."""

from dataclasses import replace

import numpy as np
import pytest

from reformlab import data
from reformlab.lab import Lab, NonConvergence, Pace, ParameterError
from reformlab.lab.residence import Given
from reformlab.lab.risks import risks_after
from reformlab.lab.transition import STILL
from reformlab.lab.utility import change_of_utility


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


def test_two_years_by_hand(lab):
    run = lab.solve(citizenization=0.8, across_province_barrier=0.7)
    pace = Pace(
        reconsider_rate=0.2, natural_increase=0.01, farm_productivity_growth=0.03, other_productivity_growth=0.02,
        conversion_boost=3.0, pull=0.4, conversion=0.05,
    )  # fmt: skip
    road = lab.transition(run, 2022, start=2020, phase=4, pace=pace)
    people, kappa = lab.economy.residence.copy(), lab.baseline.parameters.migration_elasticity
    wish = people.copy()
    wish[:, 0, :, 1:] *= np.exp(0.4)  # rural hukou towards towns
    for year, done in ((2020, 0.0), (2021, 0.25), (2022, 0.5)):
        reform = lab.reform(citizenization=0.8 * done, across_province_barrier=0.7**done)
        growth = (year - 2020) * np.log([1.03, 1.02])
        solution = lab.solver.solve(reform, given=Given(people), tolerance=1e-10, growth=tuple(growth))
        worth, total, parts = change_of_utility(solution).total, people.sum(), solution.parts
        expected = {
            "population": total,
            "urban residents (%)": 100 * people[..., 1].sum() / total,
            "urban hukou (%)": 100 * people[:, 1].sum() / total,
            "farm workers (%)": 100 * parts["farmers"].sum() / total,
            "welfare": 100 * np.average(worth, weights=people),
            "service budgets (% of output)": 100 * parts["budget"].sum() / parts["income"].value_added.sum(),
        } | risks_after(solution)
        assert road.path.loc[year].to_dict() == pytest.approx(expected, abs=1e-3)
        urban = 100 * people[..., 1].sum((0, 1)) / people.sum((0, 1, 3))
        np.testing.assert_allclose(road.provinces.loc[year], urban, atol=1e-5)
        if year < 2022:
            goal = wish * np.exp(kappa * worth)
            goal *= people.sum((2, 3), keepdims=True) / goal.sum((2, 3), keepdims=True)
            people = 0.8 * people + 0.2 * goal
            rate = 0.05 * (1 + 3 * 0.8 * done)  # more is converted while services open
            for there in range(31):
                for origin, hukou in np.ndindex(31, 2):
                    if (origin, hukou) != (there, 1):
                        moved = rate * people[origin, hukou, there, 1]
                        people[origin, hukou, there, 1] -= moved
                        people[there, 1, there, 1] += moved
            people *= 1.01
    np.testing.assert_allclose(road.residence, people, rtol=1e-6)
    assert (road.pace, road.foresight, road.rounds) == (pace, False, 1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"to": 2020}, "to must be a whole number between 2021 and 2100, got 2020"),
        ({"to": 2101}, "to must be a whole number between 2021 and 2100, got 2101"),
        ({"start": 2019}, "start must be a whole number between 2020 and 2100, got 2019"),
        ({"phase": -1}, "phase must be a whole number between 0 and 80, got -1"),
        ({"phase": 2.5}, "phase must be a whole number between 0 and 80, got 2.5"),
        ({"rounds": 1}, "rounds must be a whole number between 2 and 1000, got 1"),
        ({"rounds": True}, "rounds must be a whole number between 2 and 1000, got True"),
    ],
)
def test_bad_years(lab, words, message):
    with pytest.raises(ParameterError, match=message):
        lab.transition(None, **words)


def test_foresight_that_does_not_settle_says_so(lab, package):
    with pytest.raises(NonConvergence, match="the path with foresight did not settle: after 2 rounds"):
        lab.transition(package, 2040, foresight=True, rounds=2)


def test_bad_speeds():
    with pytest.raises(ParameterError, match="reconsider_rate must lie between 0.001 and 1, got 2"):
        Pace(reconsider_rate=2)
    with pytest.raises(ParameterError, match="pull must lie between -3 and 5, got nan"):
        Pace(pull=float("nan"))
