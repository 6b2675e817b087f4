"""Stored bands are those of the Lab as it is: single draws are solved again."""

import numpy as np
import pytest

from reformlab.lab import PRESETS, LeverError, ParameterError, bands
from reformlab.lab.sampling import DRAWN, draw_assumptions
from reformlab.lab.uncertainty import central_values

STALE = "out of date; `python -m reformlab.lab.bands` computes them anew"


def test_every_preset_and_outcome_is_stored(lab, package):
    names = list(package.headline().index)
    for name in PRESETS:
        table = bands.bands(name)
        assert list(table.index) == names
        assert (table["5%"] <= table["50%"]).all() and (table["50%"] <= table["95%"]).all()
    assert len(bands.draws()) >= 500
    assert "stratified draws over 48 assumptions" in bands.describe()


def test_quantiles_are_those_of_the_draws():
    draws = bands.draws()
    for name in PRESETS:
        for outcome, short in bands.KEPT.items():
            stored = bands.bands(name).loc[outcome, ["5%", "50%", "95%"]].astype(float)
            assert draws[short, name].quantile([0.05, 0.5, 0.95]).to_list() == pytest.approx(stored.to_list(), abs=2e-3)


@pytest.mark.parametrize("number", [3, 250])
def test_a_draw_solved_again_gives_what_is_stored(lab, number):
    drawn = draw_assumptions(central_values(lab), bands.DRAWS, bands.SEED)[number]
    one, stored = lab.rebuilt(drawn), bands.draws().loc[number]
    for name in PRESETS:
        run = one.preset(name)
        assert stored["EV", name] == pytest.approx(run.ev, abs=0.03), STALE
        nearly = 100 * (run.welfare.people * (np.abs(run.welfare.ev) < 0.03)).sum() / run.welfare.population
        assert stored["losing", name] == pytest.approx(run.losers().share, abs=nearly + 0.1), STALE


def test_central_values_are_stored(lab):
    for name in PRESETS:
        central = bands.bands(name)["central"]
        assert central["EV"] == pytest.approx(lab.preset(name).ev, abs=0.03), STALE


@pytest.fixture(scope="module")
def drawn(lab):
    """All draws of the stored settings, as economies."""
    given = draw_assumptions(central_values(lab), bands.DRAWS, bands.SEED)
    return [lab.rebuilt(one) for one in given[::3]]  # a third of them: quick, and near


@pytest.mark.parametrize(
    ("key", "near"),
    [((1, 0, 1, 1, 0, 1, 0), (0.3, 8)), ((0.5, 1, 0.5, 0, 1, 1, 1), (0.4, 10)), ((1, 1, 0.5, 1, 1, 0, 0), (0.3, 8))],
)
def test_a_setting_solved_again_has_the_stored_band(lab, drawn, key, near):
    levers = bands.setting(key[:5], *key[5:], lab.baseline.neutral)
    run, stored = lab.solve(**levers), bands.settings().loc[key]
    now = run.welfare.outcomes()
    for outcome, short in bands.SAID.items():
        assert stored[short, "central"] == pytest.approx(now[outcome], abs=0.03), STALE
        assert stored[short, "5%"] <= stored[short, "95%"]
    again = [one.solve(**run.reform.carried(one.baseline.neutral)).welfare.outcomes() for one in drawn]
    for outcome, off in zip(bands.KEPT, near, strict=True):
        low, high = np.quantile([one[outcome] for one in again], (0.05, 0.95))
        found = stored[bands.SAID[outcome]]
        assert [found["5%"], found["95%"]] == pytest.approx([low, high], abs=off), (outcome, STALE)


def test_every_setting_of_the_sliders_is_stored():
    table = bands.settings()
    assert len(table) == 3**5 * 4 and table.index.is_unique and table.notna().all(axis=None)
    whole, preset = table.loc[(1, 1, 1, 1, 1, 1, 1)], bands.bands("five breakthroughs").loc["EV"]
    assert [whole["EV", "5%"], whole["EV", "95%"]] == pytest.approx([preset["5%"], preset["95%"]], abs=1e-3)
    assert (table.loc[(0, 0, 0, 0, 0)] == 0).all(axis=None)
    assert table["losing"].ge(0).all(axis=None) and table["losing"].le(100).all(axis=None)


def test_what_matters_most():
    for outcome in bands.KEPT:
        found = bands.matters("five breakthroughs", outcome)
        assert set(found.index) == set(DRAWN)
        assert found.index[0] == "benefit_cost"
    assert bands.matters("five breakthroughs")["benefit_cost"] > 0.3
    assert bands.matters("five breakthroughs", "people in losing groups (%)")["benefit_cost"] < -0.5


def test_nobody_loses_where_it_says_so_and_some_do_if_networks_are_worth_their_cost(lab):
    assert lab.preset("nobody loses").losers().share == 0
    assert not np.signbit(lab.preset("nobody loses").outcomes()["losses (billion yuan)"])  # printed without a minus
    assert lab.preset("nothing to pay for").costs()["newly served people"] == 0
    assert lab.preset("nothing to pay for").costs().abs().max() < 1e-9


def test_a_wrong_name(lab):
    with pytest.raises(ParameterError, match="preset must be one of five breakthroughs, .*; got 'all'"):
        bands.bands("all")
    with pytest.raises(LeverError, match="preset must be one of"):
        lab.preset("all")
