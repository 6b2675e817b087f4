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
from reformlab.lab.uncertainty import DRAWN, draw_parameters

DRAWS = 24  # more than one piece of work


@pytest.fixture(scope="module")
def alone(lab, package):
    return lab.uncertainty(package, draws=DRAWS, seed=7)


def same_bits(first, second):
    return first.draws.to_numpy().tobytes() == second.draws.to_numpy().tobytes()


def test_draws_stay_in_their_ranges(lab):
    seen = pd.DataFrame([vars(draw_parameters(lab.baseline.parameters, 0, i)) for i in range(300)])
    for name in DRAWN:
        assert ASSUMED[name].low <= seen[name].min() < seen[name].max() <= ASSUMED[name].high
    kept = [name for name in seen if name not in DRAWN]
    assert (seen[kept].nunique() == 1).all()


def test_a_draw_depends_on_its_number_alone(lab, package, alone):
    fewer = lab.uncertainty(package, draws=5, seed=7)
    pd.testing.assert_frame_equal(fewer.draws, alone.draws.loc[:4], check_exact=True)
    other = lab.uncertainty(package, draws=5, seed=8)
    assert not np.allclose(other.draws["welfare"], fewer.draws["welfare"])


def test_band_and_reading(lab, package, alone):
    package.band = alone
    bands = alone.bands()
    assert (bands["5%"] <= bands["50%"]).all()
    assert (bands["50%"] <= bands["95%"]).all()
    assert bands.loc["welfare", "5%"] < bands.loc["welfare", "central"] < bands.loc["welfare", "95%"]
    assert "90% band" in repr(package)
    assert "24 draws" in repr(alone) and "did not solve" not in repr(alone)
    lost = dataclasses.replace(alone, failed=pd.Series({3: "no equilibrium found"}))
    assert "24 draws over" in repr(lost) and "; 1 draws did not solve" in repr(lost)


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
    with pytest.raises(ParameterError, match="belongs to another run"):
        lab.uncertainty(package, draws=DRAWS, seed=8, checkpoint=path)


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
    others["elasticity"] = Lab(economy, dataclasses.replace(economy.parameters, cost_per_person=90.0))
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
        "print(run.welfare.hex(), run.dividends()['public service'].hex(), run.map('people')['Guangdong'].hex())"
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
    here = lab.solve(citizenization=0.6, land_follows_people=0.5).welfare
    assert here == pytest.approx(float.fromhex(outputs[0][0]), abs=1e-10)


def test_congestion_is_shown_over_its_range(lab):
    table = lab.congestion_range(citizenization=0.6)
    assert list(table.index) == [0.0, 0.05, 0.10]
    assert np.isfinite(table.to_numpy()).all()
