"""The table: what it holds, what it costs, how wrong it is between its stops."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pytest

from livefigure import Choice, Excess, LiveFigureError, Numbers, Share, Slider
from livefigure.artists import Stage
from livefigure.grid import CODES, MISSING, Model, Table


def make(move, controls, *, draw=None, ylim=(0, 10), **options):
    """Return the table of a line over 0 to 1 and a text, without a picture."""
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], gid="line")
    ax.text(0, 0, "", gid="word")
    ax.text(0, 1, "", gid="number")
    if draw:
        draw(ax)
    ax.set(xlim=(0, 1), ylim=ylim)
    plt.close(fig)
    model = Model(move, controls)
    model.stage = Stage([fig], model.result(tuple(0 for _ in controls)), formats={}, names={})
    return Table(model, **options)


def slider(name="a", **options):
    return Slider(name, 0, 8, **({"step": 1, "stops": 3} | options))


def test_between_stops_states_are_interpolated_and_words_are_the_nearest():
    table = make(lambda a: {"line": [a, 2 * a], "word": "low" if a < 2 else "high"}, [slider()], tolerance=1)
    assert table.grids == [[0, 2, 4, 8]]  # refined to where the words change
    for at in (0, 1, 2.5, 7, 8):
        assert table.state((at,))[2:4] == pytest.approx([at, 2 * at], abs=1e-3)
    assert [json.loads(table.nearest((at,))[-2]) for at in (0.9, 1, 1.1)] == [
        "low",
        "low",
        "high",
    ]  # a tie: the first


def test_two_controls_are_interpolated_one_by_one():
    controls = [slider("a"), slider("b", stops=2)]
    table = make(lambda a, b: {"line": [a * b / 8, a + b / 8]}, controls, tolerance=1)
    assert table.shape == (3, 2)
    assert table.state((2, 3))[2:4] == pytest.approx([6 / 8, 2 + 3 / 8], abs=1e-3)
    assert table.state((6.5, 1.5))[2:4] == pytest.approx([6.5 * 1.5 / 8, 6.5 + 1.5 / 8], abs=1e-3)


def test_a_gap_at_one_stop_is_a_gap_between():
    table = make(lambda a: {"line": [1, np.nan if a == 4 else a]}, [slider()], tolerance=2)
    assert np.isnan(table.state((4,))[3]) and np.isnan(table.state((3,))[3]) and table.state((8,))[3] == 8
    assert (table.codes == MISSING).sum() == 1 and table.codes[-1].max() == CODES


def test_calls_up_to_the_budget_are_allowed():
    def build(calls):
        return make(lambda a, b: {"line": [a, b]}, [slider("a"), slider("b")], max_calls=calls, tolerance=1)

    assert build(9).shape == (3, 3)
    with pytest.raises(LiveFigureError) as caught:
        build(8)
    for words in ("needs 9 calls of move (a 3 x b 3); 8 are allowed", "stops= or a larger step=", "max_calls="):
        assert words in str(caught.value)


def test_bytes_up_to_the_budget_are_allowed():
    def build(size):
        return make(lambda a: {"line": [a, 1], "word": str(a)}, [slider(step=4, stops=None)], max_bytes=size)

    size = build(10_000).nbytes
    # 6 numbers to begin with (a line and a place), and in each of 3 rows one that moves and the slots
    assert size == 8 * 6 + 2 * 3 + 2 * 3 * 3  # three slots: the words, and whether each artist is visible
    assert build(size).nbytes == size
    with pytest.raises(LiveFigureError) as caught:
        build(size - 1)
    assert f"{size:,} bytes (a 3 positions, 1 numbers each); {size - 1:,} are allowed" in str(caught.value)


def test_printed_numbers_are_kept_whole_and_equal_columns_once():
    table = make(lambda a: {"line": [a, a], "number": a / 7}, [slider(stops=None)])
    assert len(table.coded) == 2 and table.codes.shape == (9, 1) and table.code_of.tolist() == [0, 0]
    assert len(table.kept) == 1 and table.floats[:, 0].tolist() == [a / 7 for a in range(9)]
    assert table.base[table.layout.printed].tolist() == [0.0]


def test_what_reaches_far_beyond_the_axis_is_kept_whole():
    near = make(lambda a: {"line": [0, 5.0 * a]}, [slider(stops=None)])  # 40 on an axis of 10
    far = make(lambda a: {"line": [0, 5.01 * a]}, [slider(stops=None)])
    assert (len(near.coded), len(near.kept)) == (1, 0) and (len(far.coded), len(far.kept)) == (0, 1)


def test_values_that_rounding_would_give_another_colour_are_kept_whole():
    def tiles(ax):
        ax.pcolormesh([0, 1, 2, 3], [0, 1], [[0.0, 0, 0]], vmin=0, vmax=1, cmap=plt.get_cmap("viridis", 4), gid="tiles")

    def move(a):
        # the second stands just below a change of colour at a = 4; the third far from one
        return {"tiles": [a / 8, 0.5 - 1e-12 if a == 4 else a / 9, 0.3 + a / 100]}

    table = make(move, [slider(stops=None)], draw=tiles)
    kept = [p - table.layout.at[0]["values"][0] for p in table.kept]
    assert 1 in kept and 2 not in kept
    for a in range(9):
        drawn = table.state((a,))[table.layout.shades[0][0]]
        assert (
            np.searchsorted([0.25, 0.5, 0.75], drawn, "right").tolist()
            == np.searchsorted([0.25, 0.5, 0.75], move(a)["tiles"], "right").tolist()
        )


def test_errors_are_shares_of_the_axis_and_count_what_is_in_view():
    table = make(lambda a: {"line": [a * a / 10, 0]}, [slider(stops=2)], tolerance=1)
    error = table.error((4,))
    # 1.6 is drawn as 3.2 on an axis of 10
    assert error[2] == pytest.approx(0.16, abs=1e-4) and error.max() == error[2]
    assert table.worst == table.errors["line"] == pytest.approx(0.16, abs=1e-4)
    beyond = make(lambda a: {"line": [100 + a * a, -a * a - 1]}, [slider(stops=2)], tolerance=0)
    assert beyond.worst == 0.0 and not beyond.refined


def test_errors_under_moving_limits_count_everywhere():
    def move(a):
        return {"line": [100 + a * a, 0], "axes:0": {"ylim": (0, 10 + a)}}

    assert make(move, [slider(stops=2)], tolerance=9).worst == pytest.approx(1.6, abs=1e-3)


def test_a_gap_in_the_wrong_place_counts_in_full():
    table = make(lambda a: {"line": [1, np.nan if a == 4 else 1.0]}, [slider(stops=2)], tolerance=1)
    assert table.error((4,))[3] == 1.0 and table.error((0,)).max() == 0.0
    gaps = make(lambda a: {"line": [1, np.nan]}, [slider(stops=2)])
    assert gaps.worst == 0.0


def test_numbers_in_words_are_measured_by_their_own_range():
    table = make(lambda a: {"number": 1000.0 + a * a}, [slider(stops=2)], tolerance=1)
    assert table.errors["number"] == pytest.approx(16 / 64)


def test_what_nobody_sees_is_not_measured_but_what_follows_from_it_is():
    def move(a):
        return {"items": Numbers([a * a / 4, 0]), "number": Excess("items"), "word": "x"}

    table = make(move, [slider(stops=2)], tolerance=1)
    assert table.layout.follows.sum() == 1 and not table.layout.follows[[*table.coded, *table.kept]].any()
    assert table.errors["items"] == 0.0 and table.errors["number"] == pytest.approx(4 / 16, abs=1e-3)


def test_a_share_jumps_and_is_not_refined_for():
    def move(a):
        return {"items": Numbers([a - 2.5, a - 4.5]), "number": Share("items", 0.0, [[3, 5]]), "line": [a / 10, 0]}

    table = make(move, [slider(stops=2)], tolerance=0.01)
    assert not table.refined
    assert [table.state((a,))[table.layout.printed][0] for a in (2, 3, 5)] == [8, 5, 0]


@pytest.mark.parametrize("tolerance", [0.1, 0.05])
def test_refining_stops_within_the_tolerance(tolerance):
    table = make(lambda a: {"line": [a * a / 10, 0]}, [slider(stops=2)], tolerance=tolerance)
    assert table.worst <= tolerance and table.refined and 2 < table.shape[0] < 9
    assert table.model.calls == 9  # each position once, measured ones included


def test_the_error_names_the_worst_place():
    with pytest.raises(LiveFigureError) as caught:
        make(lambda a: {"line": [a * a / 10, 0]}, [slider(stops=2)], tolerance=0.01, max_calls=2)
    assert "gid 'line': between its stops the figure is off by 16.0% of the axis range at a=4; 1% is allowed" in str(
        caught.value
    )


def test_few_positions_are_all_measured_and_many_by_a_sample():
    few = make(lambda a, b: {"line": [a, b]}, [slider("a", stops=2), slider("b", step=4, stops=None)], tolerance=1)
    assert few._probes() == [(a, b) for a in range(9) for b in range(3)]
    controls = [Slider("a", 0, 100, step=1, stops=2), Slider("b", 0, 100, step=1, stops=2), Choice("c", ["x", "y"])]
    many = make(lambda a, b, c: {"line": [a / 100, b / 100]}, controls, tolerance=1)
    probes = many._probes()
    assert len(set(probes)) == len(probes) and 300 < len(probes) <= 1000
    assert sum(0 < a < 100 and b in (0, 100) for a, b, _ in probes) > 100
    assert sum(0 < b < 100 and a in (0, 100) for a, b, _ in probes) > 100
    assert sum(0 < a < 100 and 0 < b < 100 for a, b, _ in probes) > 100
    assert probes == many._probes() and {c for *_, c in probes} == {0, 1}
    exact = make(lambda a: {"line": [a, 0]}, [slider(stops=None)])
    assert exact._probes() == []


def test_a_table_is_written_as_it_says():
    def move(a, c):
        return {"line": [a, 1], "word": c, "number": a / 3}

    table = make(move, [slider(stops=None), Choice("c", ["x", "y"])])
    spec, blob = table.spec(), table.blob()
    assert spec["rows"] == 18 and spec["columns"] == [1, 1] and (spec["coded"], spec["kept"]) == (1, 1)
    assert spec["grids"] == [list(range(9)), [0, 1]] and spec["worst_error"] == table.worst
    assert [unique for unique in spec["slots"] if len(unique) > 1] == [["x", "y"]]
    size = 8 * (spec["size"] + 2 * spec["coded"] + spec["rows"]) + 4 * 4 + 2 * (spec["rows"] + spec["rows"])
    assert len(blob) == size
    base = np.frombuffer(blob, "<f8", spec["size"])
    assert np.array_equal(base, table.base)
    assert np.array_equal(np.frombuffer(blob, "<u2")[-18:], [0, 1] * 9)


def test_a_model_forgets_what_is_large_and_names_where_it_fails():
    calls = []

    def move(a):
        calls.append(a)
        return {"line": [a, [a]] if a == 4 else [a, 0]}

    with pytest.raises(LiveFigureError, match=r"gid 'line'.*\[at a=4\]"):
        make(move, [slider(stops=None)])
    model = Model(lambda a: {"line": [0, 0]}, [slider()])
    assert model.calls == 0 and model.values((3,)) == {"a": 3} and model.words((3,)) == "a=3"
    model.result((0,))
    model.result((0,))
    assert model.calls == 1
