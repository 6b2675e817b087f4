"""Monte Carlo: the same numbers on any number of workers, on a cluster, after a stop, and in a fresh process."""

import dataclasses
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from reformlab.lab import ASSUMED, China2020, Lab, LabError, ParameterError
from reformlab.lab import uncertainty as module
from reformlab.lab.sampling import DRAWN, draw_assumptions, latin_hypercube, triangular
from reformlab.lab.uncertainty import central_values

DRAWS = 24  # more than one piece of work


@pytest.fixture(scope="module")
def alone(lab, package):
    return lab.uncertainty(package, draws=DRAWS, seed=7)


def same_bits(first, second):
    return first.draws.to_numpy().tobytes() == second.draws.to_numpy().tobytes()


def test_everything_with_a_range_is_drawn_but_shares_that_must_add_up():
    cost_shares = {"value_added_farm", "value_added_other", "farm_inputs_in_farm", "farm_inputs_in_other"}
    cost_shares |= {"other_inputs_in_farm", "other_inputs_in_other"}
    three_spaces = {"town_productivity", "village_service_ratio", "town_service_ratio", "city_service_ratio"}
    speeds = {name for name, entry in ASSUMED.items() if entry.group == "transition"}
    assert set(DRAWN) == set(ASSUMED) - cost_shares - three_spaces - speeds
    assert len(DRAWN) == 48
    assert all(ASSUMED[name].low < ASSUMED[name].high for name in DRAWN)


def test_each_stratum_is_used_once():
    sample = latin_hypercube(50, 7, seed=3)
    np.testing.assert_array_equal(np.sort(np.floor(50 * sample), axis=0), np.tile(np.arange(50.0)[:, None], 7))
    assert np.abs(np.corrcoef(sample.T) - np.eye(7)).max() < 0.5


def test_quantiles_of_the_triangular_distribution():
    # Half of the probability lies below the point where area, worked out by hand, is one half.
    assert triangular(np.array([0.0, 1.0]), 1.0, 2.0, 5.0).tolist() == [1.0, 5.0]
    assert triangular(np.array([0.25]), 1.0, 2.0, 5.0)[0] == pytest.approx(2.0)
    assert triangular(np.array([0.5]), 1.0, 2.0, 5.0)[0] == pytest.approx(5 - np.sqrt(0.5 * 4 * 3))
    assert triangular(np.array([0.3]), 2.0, 2.0, 2.0)[0] == 2.0


def test_draws_stay_in_their_ranges(lab):
    seen = pd.DataFrame(draw_assumptions(central_values(lab), 300, 0))
    assert tuple(seen) == DRAWN
    for name in DRAWN:
        entry = ASSUMED[name]
        assert entry.low <= seen[name].min() < seen[name].max() <= entry.high
        assert seen[name].mean() == pytest.approx((entry.low + entry.value + entry.high) / 3, rel=0.01)


def test_the_base_year_is_built_anew_in_each_draw(lab):
    drawn = draw_assumptions(central_values(lab), 2, 1)[0]
    one, given = lab.rebuilt(drawn), {name: v for name, v in drawn.items() if hasattr(lab.baseline.parameters, name)}
    rest = {name: v for name, v in drawn.items() if name not in given}
    again = China2020(parameters=dataclasses.replace(lab.baseline.parameters, **given), assumed=rest)
    np.testing.assert_allclose(one.economy.use, again.economy.use, rtol=1e-12)
    np.testing.assert_allclose(one.economy.trade, again.economy.trade, rtol=1e-9)
    package = one.package()
    assert package.ev == pytest.approx(again.package().ev, abs=1e-8)
    assert package.levers["land_right_portability"] == pytest.approx(1 - 0.7 * (1 - drawn["land_kept"]))
    assert np.abs(one.economy.output / lab.economy.output - 1).max() > 1e-3


def test_another_seed_is_another_sample(lab, package):
    first, other = (lab.uncertainty(package, draws=4, seed=seed) for seed in (7, 8))
    assert not np.allclose(first.draws["EV"], other.draws["EV"])


def test_several_runs_share_their_draws(lab, package, alone):
    some = lab.solve(citizenization=0.6)
    first, second = lab.uncertainty([package, some], draws=DRAWS, seed=7)
    assert same_bits(first, alone)
    assert second is some.band
    assert second.central["EV"] == some.ev
    assert not np.allclose(second.draws["EV"], first.draws["EV"])
    strongest = first.matters("people in losing groups (%)")
    assert set(strongest.index) == set(DRAWN)
    assert strongest.abs().is_monotonic_decreasing
    assert strongest.abs().max() <= 1


def test_band_and_reading(lab, package, alone):
    package.band = alone
    bands = alone.bands()
    assert (bands["5%"] <= bands["50%"]).all()
    assert (bands["50%"] <= bands["95%"]).all()
    assert bands.loc["EV", "5%"] < bands.loc["EV", "central"] < bands.loc["EV", "95%"]
    assert "90% band" in repr(package)
    assert "24 stratified draws over 48 assumptions" in repr(alone) and "did not solve" not in repr(alone)
    lost = dataclasses.replace(alone, failed=pd.Series({3: "no equilibrium found"}))
    assert "24 stratified draws over" in repr(lost) and "; 1 draws did not solve" in repr(lost)


def test_two_processes_give_the_same_bits(lab, package, alone):
    assert same_bits(alone, lab.uncertainty(package, draws=DRAWS, seed=7, workers=2))


def test_a_dask_cluster_gives_the_same_bits(lab, package, alone):
    distributed = pytest.importorskip("distributed")
    settings = [{"citizenization": 0.1 * i} for i in range(1, 10)] + [{"land_right_portability": 0.3}] * 12
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        assert same_bits(alone, lab.uncertainty(package, draws=DRAWS, seed=7, scheduler=client))
        there = lab.sweep(settings, scheduler=cluster.scheduler_address)
    here = lab.sweep(settings)
    pd.testing.assert_frame_equal(here, there, check_exact=True)


def test_a_stopped_run_resumes(lab, package, alone, tmp_path, monkeypatch):
    path = tmp_path / "draws.csv"
    solve, calls = module.solve_draws, []

    def stops_after_one_piece(payload, numbers):
        if calls:
            raise KeyboardInterrupt
        calls.append(numbers)
        return solve(payload, numbers)

    monkeypatch.setattr(module, "solve_draws", stops_after_one_piece)
    with pytest.raises(KeyboardInterrupt):
        lab.uncertainty(package, draws=DRAWS, seed=7, checkpoint=path)
    monkeypatch.setattr(module, "solve_draws", solve)
    assert len(path.read_text("utf-8").splitlines()) == 1 + len(calls[0])
    assert same_bits(alone, lab.uncertainty(package, draws=DRAWS, seed=7, checkpoint=path))
    assert len(path.read_text("utf-8").splitlines()) == 1 + DRAWS
    for other in ({"draws": DRAWS, "seed": 8}, {"draws": DRAWS + 1, "seed": 7}):  # other strata
        with pytest.raises(ParameterError, match="belongs to another run"):
            lab.uncertainty(package, checkpoint=path, **other)


@pytest.fixture(scope="module")
def saved(lab, tmp_path_factory):
    """A finished checkpoint of two draws, and the reform that it belongs to."""
    levers = {"citizenization": np.linspace(0.1, 0.5, 31), "carrying_capacity": 1.1}
    path = tmp_path_factory.mktemp("checkpoint") / "draws.csv"
    lab.uncertainty(lab.solve(**levers), draws=2, seed=3, checkpoint=path)
    return levers, path


NEAR = np.linspace(0.1, 0.5, 31)
NEAR[7] += 1e-12


@pytest.mark.parametrize(
    ("reform", "seed"),
    [
        ({"carrying_capacity": 1.2}, 3),
        ({"citizenization": NEAR}, 3),  # beyond the digits that an array prints
        ({"land_follows_people": 0.1}, 3),
        ({"charge_costs": False}, 3),
        ({}, 4),
    ],
    ids=str,
)
def test_a_checkpoint_is_refused_for_another_reform_or_seed(lab, saved, reform, seed):
    levers, path = saved
    kept = path.read_bytes()
    with pytest.raises(ParameterError, match="belongs to another run, seed or model; use a new file name"):
        lab.uncertainty(lab.solve(**levers | reform), draws=2, seed=seed, checkpoint=path)
    assert path.read_bytes() == kept


def test_a_checkpoint_is_refused_for_an_economy_that_differs_in_anything(lab, saved):
    levers, path = saved
    run, economy = lab.solve(**levers), lab.economy
    changed = {"nonfarm": False, "eastern": ~economy.eastern, "spaces": ("village", "town")}
    changed |= {"shares": dataclasses.replace(economy.shares, farm_labour=0.61), "names": economy.names[::-1]}
    for name in ("residence", "access", "output", "trade", "plants", "farm_workers", "transfers", "use"):
        changed[name] = getattr(economy, name) * (1 + 1e-12)
    changed |= {name: getattr(economy, name) * (1 + 1e-12) for name in ("service_split", "world_food")}
    others = {name: Lab(dataclasses.replace(economy, **{name: one})) for name, one in changed.items()}
    dearer = dataclasses.replace(economy.parameters, cost_per_served=21.0)
    others["parameter"] = Lab(dataclasses.replace(economy, parameters=dearer))
    others["survey"] = Lab(dataclasses.replace(economy, survey_income=economy.survey_income * 1.01))
    measured = dataclasses.replace(economy.inputs, farm_share=economy.inputs.farm_share * (1 + 1e-12))
    others["inputs"] = Lab(dataclasses.replace(economy, inputs=measured))
    for name, other in others.items():
        with pytest.raises(ParameterError, match="belongs to another run"):
            other.uncertainty(run, draws=2, seed=3, checkpoint=path)
            pytest.fail(name)


def test_a_checkpoint_is_refused_when_a_range_or_the_tolerance_has_changed(lab, saved, monkeypatch):
    levers, path = saved
    run = lab.solve(**levers)
    again = China2020().solve(**levers)  # the same economy, built anew
    assert same_bits(lab.uncertainty(run, draws=2, seed=3, checkpoint=path), again.lab.uncertainty(again, 2, seed=3))
    with pytest.raises(ParameterError, match="belongs to another run"):
        Lab(lab.economy, tolerance=1e-6).uncertainty(run, draws=2, seed=3, checkpoint=path)
    wider = dataclasses.replace(ASSUMED["migration_elasticity"], high=4.0)
    monkeypatch.setitem(ASSUMED, "migration_elasticity", wider)
    with pytest.raises(ParameterError, match="belongs to another run"):
        lab.uncertainty(run, draws=2, seed=3, checkpoint=path)


def test_an_empty_checkpoint_is_refused_and_left_alone(lab, saved, tmp_path):
    path = tmp_path / "empty.csv"
    path.touch()
    with pytest.raises(ParameterError, match="belongs to another run"):
        lab.uncertainty(lab.solve(**saved[0]), draws=2, checkpoint=path)
    assert path.read_bytes() == b""


def test_draws_that_fail_are_told(lab, package, monkeypatch):
    def fails(payload, numbers):
        return [{"failed": "no equilibrium found"} for _ in numbers]

    monkeypatch.setattr(module, "solve_draws", fails)
    with pytest.raises(LabError, match="6 of 6 draws did not solve .*no equilibrium found"):
        lab.uncertainty(package, draws=6)


def test_a_fresh_process_gives_the_same_bits(lab):
    code = (
        "import reformlab\n"
        "run = reformlab.lab.China2020().solve(citizenization=0.6, land_follows_people=0.5)\n"
        "print(run.ev.hex(), run.dividends()['public service'].hex(), run.map('people')['Guangdong'].hex())"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": seed},
        ).stdout.split()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert len(outputs[0]) == 3
    assert outputs[0] == outputs[1]
    # The same here, where other tests have run and BLAS may use more threads, to the solver's tolerance.
    here = lab.solve(citizenization=0.6, land_follows_people=0.5).ev
    assert here == pytest.approx(float.fromhex(outputs[0][0]), abs=1e-10)


def test_congestion_is_shown_over_its_range(lab):
    table = lab.congestion_range(citizenization=0.6)
    assert list(table.index) == [0.0, 0.05, 0.10]
    assert np.isfinite(table.to_numpy()).all()
