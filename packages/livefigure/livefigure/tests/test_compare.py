"""Two settings of one figure, sums that are taken anew, and what may be taken along."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pytest

from livefigure import Compare, Excess, Handout, LiveFigure, LiveFigureError, Roll, Share, Slider

from . import pair


@pytest.fixture(scope="module")
def figure():
    return pair.build()


def part(figure, gid):
    return next(p for p in figure.meta["parts"] if p["gid"] == gid)


def block(figure, gid, state, name):
    offset, size = part(figure, gid)["at"][name]
    return np.asarray(state)[offset : offset + size]


def test_the_picture_stands_at_both_starts(figure):
    words = [text.get_text() for text in figure.draw_at(a=1.0).axes[1].texts]
    assert words[0] == "1.00" and words[2] == "3.00" and words[4] == "2.00"
    assert figure.values == {"a": 1.0, "way": "up"} and figure.second == {"a": 3.0, "way": "up"}


def test_sums_are_taken_of_what_the_table_gives(figure):
    for i in range(17):
        state = figure._table.state((i, 0))
        tiles, hidden = block(figure, "tiles", state, "values"), block(figure, "hidden", state, "values")
        below = tiles < 0
        assert np.allclose(block(figure, "lost", state, "number"), [below @ [10, 20, 70], below.sum()])
        bend = np.maximum(hidden, 0).sum()
        assert np.allclose(block(figure, "bend", state, "number"), bend + block(figure, "plus", state, "values"))
        assert np.allclose(block(figure, "dot", state, "x"), bend)


def test_jumps_are_reported_but_not_held_to_the_tolerance(figure):
    assert figure.errors["lost"] > figure.worst_error
    assert figure.worst_error == max(e for gid, e in figure.errors.items() if not gid.startswith(("lost", "bars")))
    assert figure.errors["bend"] > 0


def test_the_table_keeps_equal_columns_once(figure):
    codes, floats = figure.meta["columns"]
    assert codes < figure.meta["coded"] and floats < figure.meta["kept"]


def test_both_findings_stand_above_the_picture_with_the_marks_of_the_settings(figure):
    heads = figure.html.split('<div class="live-picture">')[0]
    assert (
        '<p class="live-finding"><b>A</b> <span>1.00</span></p><p class="live-finding"><b>B</b> <span>3.00</span>'
        in heads
    )
    assert figure.html.count('class="live-head"') == 2


def test_what_is_spoken_is_named_with_its_echoes(figure):
    assert figure.meta["spoken"] == ["number", "number@second", "number@difference"]


def test_each_slot_has_a_place_of_its_own(figure):
    places = [place for part in figure.meta["parts"] for place in part["slots"].values()]
    assert places == list(range(len(figure.meta["slots"])))


def test_the_kernel_answers_for_both_settings():
    figure = pair.build()
    figure.second = {"a": 0.25}
    figure.values = {"a": 3.75, "way": "down"}
    assert figure.exact_at == figure.at == [15, 1, 1, 0]
    first, second = np.frombuffer(figure.exact, "<f8").reshape(2, -1)
    assert np.allclose(block(figure, "tiles", first, "values"), pair.values(3.75, "down"))
    assert np.allclose(block(figure, "tiles@second", second, "values"), pair.values(0.25, "up"))
    assert len(figure.exact_slots) == 2 * sum(len(p["slots"]) for p in figure.meta["parts"])


def test_the_notebook_is_one_and_its_fields_are_open(figure):
    given = figure.meta["handout"]["notebook"]
    assert json.loads(json.dumps(given)) == given and given["nbformat"] == 4
    assert [c["cell_type"] for c in given["cells"]] == ["markdown", "code"]
    assert given["cells"][1]["source"] == pair.CELLS[1][1]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"share": "two words"}, "share: 'two words'"),
        ({"spoken": ["tiles"]}, "spoken: 'tiles'"),
        ({"approximately": "never"}, "approximately: 'never'"),
        ({"handout": Handout(pair.CELLS, "n", "<<b>>", "Take")}, "<<b>> is no control"),
        ({"compare": Compare(("A", "B"), start={"b": 1})}, "start names 'b'"),
        ({"starts": {"Far": {"b": 1}}}, "starts: 'Far': control 'b'"),
        ({"starts": {"Far": {"a": 9}}}, "starts: 'Far': slider 'a': 9"),
        ({"rolls": [Roll("x", "number", ("one",), 0.0, "none")]}, "roll 'x'"),
        ({"rolls": [Roll("x", "tiles", ("one",), 0.0, "none")]}, "roll 'x'"),
        ({"move": lambda a, way: pair.move(a, way) | {"lost": Share("gone", 0.0, [[1]] * 2)}}, "no gid 'gone'"),
        ({"move": lambda a, way: pair.move(a, way) | {"bend": Excess("hidden", 0.0, [[1, 1]])}}, "2 weights for 3"),
    ],
)
def test_what_does_not_fit_is_said(options, words):
    with pytest.raises(LiveFigureError, match=words.replace("(", r"\(")):
        pair.build(**options)
    plt.close("all")


def test_names_kinds_and_stops_are_checked():
    with pytest.raises(LiveFigureError, match="two different names"):
        Compare(("A", "A"))
    with pytest.raises(LiveFigureError, match="one code cell"):
        Handout((("markdown", "x"),), "n", "", "Take")
    with pytest.raises(LiveFigureError, match="name is 'a/b'"):
        Handout((("code", "x"),), "a/b", "", "Take")
    with pytest.raises(LiveFigureError, match="both ends"):
        Slider("a", 0, 4, step=1, stops=(0, 2))
    with pytest.raises(LiveFigureError, match="need a step"):
        Slider("a", 0, 4, stops=(0, 2, 4))
    assert Slider("a", 0, 4, step=1, stops=(0, 1, 4)).grid == (0, 1, 4)


def test_a_difference_is_one_of_numbers():
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], gid="line")
    ax.plot([0, 1], [0, 1], gid="line@difference")
    with pytest.raises(LiveFigureError, match="a difference is shown by tiles"):
        LiveFigure(
            fig, lambda a: {"line": [0, a]}, [Slider("a", 0, 1)], title="t", alt="a", compare=Compare(("A", "B"))
        )  # fmt: skip
