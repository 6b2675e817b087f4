"""What a learner asks of a run, and how it reads aloud."""

import numpy as np
import pandas as pd
import pytest

from reformlab.lab import MAPS
from reformlab.lab.inequality import gini, theil


@pytest.fixture(scope="module")
def run(lab):
    return lab.solve(citizenization=0.6, land_follows_people=0.5)


def test_the_call_of_the_course(run):
    assert run.levers == {"citizenization": 0.6, "land_follows_people": 0.5}
    text = repr(run)
    for word in (
        "citizenization=0.6",
        "EV",
        "losing groups",
        "gains",
        "national tax",
        "R1",
        "R4",
        "assumptions",
        "No band was drawn",
    ):
        assert word in text


@pytest.mark.parametrize("what", list(MAPS))
def test_maps_name_every_province(lab, run, what):
    series = run.map(what)
    assert tuple(series.index) == lab.economy.names
    assert np.isfinite(series).all()
    assert series.attrs["label"] == MAPS[what]


def test_losers_of_citizenization_without_money(run):
    lost = run.losers()
    # Rival services: those who had full access share with newcomers.
    assert lost.by_hukou["urban hukou"] > lost.by_hukou["rural hukou"]
    assert lost.groups["EV"].is_monotonic_increasing
    assert lost.groups["loss"].sum() == pytest.approx(run.headline()["losses (billion yuan)"], rel=1e-9)
    assert lost.more_than_half_percent <= lost.share
    assert lost.groups["people"].sum() == pytest.approx(lost.share / 100 * run.residence.sum(), rel=1e-9)
    assert "Worst off" in repr(lost)


def test_full_citizenization_closes_the_gap(lab):
    run = lab.solve(citizenization=1.0, charge_costs=False)
    risk = run.risks()
    assert risk.loc["R2", "after"] == pytest.approx(0, abs=1e-9)
    assert risk.loc["R2", "base"] > 5
    assert risk.loc["R1", "after"] > risk.loc["R1", "base"]
    assert run.group_ev["rural hukou"].mean() > run.group_ev["urban hukou"].mean()


def test_levers_by_province(lab):
    one = lab.solve(citizenization={"Guangdong": 1.0})
    assert one.map("people").idxmax() == "Guangdong"
    series = lab.solve(citizenization=pd.Series({"Guangdong": 1.0}))
    assert series.ev == one.ev
    everywhere = lab.solve(citizenization=np.full(31, 0.3))
    assert everywhere.ev == pytest.approx(lab.solve(citizenization=0.3).ev, abs=1e-9)


def test_land_gains_need_a_way_to_carry_them(lab):
    home = lab.solve(rural_share_of_land_gains=0.3)
    start = lab.solve()
    assert home.urban_share < start.urban_share  # paid at home only, the gain keeps people there
    assert home.headline()["urban-rural income ratio"] < start.headline()["urban-rural income ratio"]
    carried = lab.complements({"rural_share_of_land_gains": 0.3}, {"land_right_portability": 1.0})
    assert np.isfinite(carried).all()


def test_costs_can_be_left_out(lab):
    free, paid = (lab.solve(carrying_capacity=1.2, charge_costs=flag) for flag in (False, True))
    assert paid.headline()["tax rate (%)"] > free.headline()["tax rate (%)"]
    assert paid.ev < free.ev


def test_starting_from_a_near_run_gives_the_same(lab, run):
    near = lab.solve(citizenization=0.61, land_follows_people=0.5, start=run)
    far = lab.solve(citizenization=0.61, land_follows_people=0.5)
    assert near.ev == pytest.approx(far.ev, abs=1e-8)
    assert near.solution.sweeps <= far.solution.sweeps


def test_gini_and_theil():
    assert gini(np.array([1.0, 1.0, 1.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(0, abs=1e-15)
    assert gini(np.array([0.0, 1.0]), np.array([1.0, 1.0])) == pytest.approx(0.5)
    assert theil(np.array([2.0, 2.0]), np.array([1.0, 5.0])) == pytest.approx(0, abs=1e-15)
    assert theil(np.array([1.0, 3.0]), np.array([1.0, 1.0])) == pytest.approx(
        0.5 * (0.5 * np.log(0.5) + 1.5 * np.log(1.5))
    )


def test_sweep_of_reforms(lab):
    table = lab.sweep([{"citizenization": 0.2}, {"citizenization": 0.4}, {"across_province_barrier": 0.9}])
    assert table["outcomes", "R2"].iloc[1] < table["outcomes", "R2"].iloc[0]
    assert np.isnan(table["levers", "citizenization"].iloc[2])


def test_levers_and_assumptions_are_listed(lab, run):
    listed = lab.levers()
    assert len(listed) >= 16
    assert listed.loc["citizenization", "by_province"]
    assert run.assumptions().loc["migration_elasticity", "value"] == 1.5
    assert run.provinces().shape == (31, len(MAPS))
    assert "try lab.solve" in repr(lab)
