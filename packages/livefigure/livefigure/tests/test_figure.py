import base64
import io
import json
import xml.etree.ElementTree as ET

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from livefigure import Choice, LiveFigure, LiveFigureError, Slider
from livefigure.picture import finish
from livefigure.svg import SVG

from . import gallery


@pytest.fixture(scope="module")
def figures():
    return {name: gallery.build(name) for name in gallery.ALL}


def make(move, *, draw=lambda ax: ax.plot([0, 1], [0, 1], gid="line"), controls=None, **options):
    fig, ax = plt.subplots(figsize=(4, 3))
    draw(ax)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    options = {"title": "A title", "alt": "What it shows."} | options
    try:
        return LiveFigure(fig, move, controls or [Slider("a", 0.0, 1.0, stops=3)], **options)
    finally:
        plt.close(fig)


@pytest.mark.parametrize("name", gallery.ALL)
def test_the_table_is_exact_at_its_stops(figures, name):
    figure = figures[name]
    table, layout = figure._table, figure._table.layout
    for at in np.ndindex(*table.shape):
        position = tuple(g[i] for g, i in zip(table.grids, at, strict=True))
        exact, read = figure._model.state(position)[0], table.state(position)
        same = np.isnan(exact) == np.isnan(read)
        assert same.all()
        gap = np.nan_to_num(np.abs(exact - read)) / np.where(layout.span > 0, layout.span, np.maximum(table.reach, 1))
        assert gap.max(initial=0) <= 2e-5  # of the axis: 0.01 pt on a figure 500 pt wide
        assert np.array_equal(read[table.kept], exact[table.kept], equal_nan=True)  # printed numbers are whole


@pytest.mark.parametrize("name", gallery.ALL)
def test_the_worst_error_is_measured_and_travels_with_the_table(figures, name):
    figure = figures[name]
    assert figure.worst_error <= 0.01
    assert figure.meta["worst_error"] == figure.worst_error == max(figure.errors.values())


def test_between_stops_the_grid_refines_itself(figures):
    table = figures["between"]._table
    assert table.refined and 5 < table.shape[0] < len(figures["between"]._controls[0].positions)
    errors = [table.error((i,)).max() for i in range(41)]
    assert max(errors) == pytest.approx(figures["between"].worst_error)
    assert 0.0005 < max(errors) <= 0.01


def test_a_grid_that_cannot_be_refined_within_its_budget_says_what_to_change():
    def jump(a):
        return {"line": ([0, 1], [0, float(a > 0.505)])}

    controls = [Slider("a", 0, 1, stops=3, steps=100)]
    with pytest.raises(LiveFigureError) as caught:
        make(jump, controls=controls, max_calls=4)
    for words in ("'line'", "off by", "1% is allowed", "max_calls", "no steps="):
        assert words in str(caught.value)


def test_a_jump_is_found_and_framed_by_stops():
    figure = make(lambda a: {"line": ([0, 1], [0, float(a > 0.5)])}, controls=[Slider("a", 0, 1, stops=3, steps=20)])
    positions = figure._controls[0].positions
    assert {0.5, 0.525} <= {positions[i] for i in figure._table.grids[0]}


def test_words_between_stops_must_be_right():
    figure = make(
        lambda a: {"word": "low" if a < 0.33 else "high"},
        draw=lambda ax: ax.text(0, 0, "", gid="word"),
        controls=[Slider("a", 0, 1, stops=2, steps=10)],
    )
    for i in range(11):
        assert json.loads(figure._table.nearest((i,))[0]) == ("low" if i < 4 else "high")


def test_each_position_is_computed_once():
    seen = []

    def move(a, kind):
        seen.append((a, kind))
        return {"line": [0, a]}

    make(move, controls=[Slider("a", 0, 1.0, stops=5), Choice("kind", ["x", "y"])])
    assert len(seen) == len(set(seen)) == 10


def test_too_many_positions_say_how_many():
    controls = [Slider("a", 0, 1.0, stops=100), Slider("b", 0, 1.0, stops=100)]
    with pytest.raises(LiveFigureError) as caught:
        make(lambda a, b: {"line": [a, b]}, controls=controls)
    for words in ("10000 calls", "a 100 x b 100", "5000 are allowed", "stops="):
        assert words in str(caught.value)
    with pytest.raises(LiveFigureError, match="bytes"):
        make(lambda a: {"line": [a, 0]}, max_bytes=10)


BAD = {
    "unknown gid": (lambda a: {"curve": [0, a]}, {}, "gid 'curve': no artist has it; the figure has 'line'"),
    "wrong shape": (lambda a: {"line": np.zeros((2, 2))}, {}, "gid 'line': y has 2 dimensions, shape (2, 2)"),
    "wrong length": (lambda a: {"line": [a] * 3}, {}, "gid 'line': lengths differ: x 2, y 3"),
    "length that changes": (
        lambda a: {"line": (np.arange(2 + int(a)), np.arange(2 + int(a)))},
        {},
        "x has 3 numbers here and had 2 before",
    ),
    "infinite": (lambda a: {"line": [0, np.inf]}, {}, "infinite at position 1"),
    "words for numbers": (lambda a: {"line": ["x", "y"]}, {}, "gid 'line': y is"),
    "unknown field": (lambda a: {"line": {"z": 1}}, {}, "unknown field 'z'; allowed: x, y, color, visible"),
    "other gids": (lambda a: {"line": [0, a]} if a else {"x": 1}, {}, "it lacks 'line' and also has 'x'"),
    "gids that change": (lambda a: {"line": [0, a]} | ({"x": 1} if a == 1 else {}), {}, "it also has 'x'"),
    "no dict": (lambda a: [1], {}, "move returned list"),
    "colour": (lambda a: {"line": {"y": [0, 1], "color": "bluish"}}, {}, "color is 'bluish'"),
    "no alt": (lambda a: {"line": [0, a]}, {"alt": " "}, "alt: ' '"),
    "no title": (lambda a: {"line": [0, a]}, {"title": None}, "title: None"),
    "axes": (lambda a: {"axes:3": {"xlim": (0, 1)}}, {}, "allowed: 'axes:0'"),
    "limits": (lambda a: {"axes:0": {"xlim": (1, 1)}}, {}, "xlim is (1, 1)"),
    "formats": (lambda a: {"line": [0, a]}, {"formats": {"note": "{:.1f}"}}, "'note' is no gid"),
    "items": (lambda a: {"line": [0, a]}, {"items": {"x": []}}, "items: 'x'"),
    "a model that fails": (lambda a: {"line": [0, 1 / (a - 1)]}, {}, "move(a=1.0) failed: ZeroDivisionError"),
}


@pytest.mark.parametrize("case", BAD)
def test_errors_name_the_gid_and_what_is_allowed(case):
    move, options, message = BAD[case]
    with pytest.raises(LiveFigureError) as caught:
        make(move, **options)
    assert message in str(caught.value)


TEXTS = {
    "nan": (lambda a: {"t": np.nan}, "finite number"),
    "mathematics": (lambda a: {"t": "$x$"}, "plain text"),
    "lines": (lambda a: {"t": "a" + "\n" * int(a)}, "2 lines here and 1 before"),
    "kind": (lambda a: {"t": a if a < 1 else "one"}, "is a string here and a number before"),
    "fields": (lambda a: {"t": (a, a)}, "2 numbers for the format '{:.2f}', which has 1 fields"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_errors_of_texts(case):
    move, message = TEXTS[case]
    with pytest.raises(LiveFigureError) as caught:
        make(move, draw=lambda ax: ax.text(0, 0, "", gid="t"))
    assert "gid 't'" in str(caught.value) and message in str(caught.value)


def test_other_artists_are_refused_by_name():
    with pytest.raises(LiveFigureError, match="a AxesImage cannot move; allowed: lines"):
        make(lambda a: {"im": [[a]]}, draw=lambda ax: ax.imshow([[1]], gid="im", aspect="auto"))
    with pytest.raises(LiveFigureError, match="2 artists have it"):
        make(lambda a: {"l": [0, a]}, draw=lambda ax: ax.plot([0, 1], [0, 1], [0, 1], [1, 0], gid="l"))
    with pytest.raises(LiveFigureError, match="scale 'symlog' cannot move; allowed: 'linear', 'log'"):
        make(lambda a: {"line": [0, a]}, draw=lambda ax: (ax.plot([0, 1], [0, 1], gid="line"), ax.set_yscale("symlog")))
    with pytest.raises(LiveFigureError, match="is shared with other axes"):
        make(lambda a: {"axes:0": {"xlim": (0, 1 + a)}}, draw=lambda ax: ax.twinx())


def test_the_kernel_answers_exactly_and_only_where_the_controls_stand(figures):
    figure = gallery.build("between")
    figure.values = {"a": 2.3}
    assert figure.values == {"a": 2.3}
    assert figure.exact_at == list(figure.at)
    exact = np.frombuffer(figure.exact, "<f8")
    true = figure._stage.read(figure._model.move(a=2.3))
    assert np.array_equal(exact, figure._stage.vector(true))
    assert not np.array_equal(exact, figure._table.state(tuple(figure.at)))


def test_a_move_that_fails_with_a_kernel_says_so():
    state = {"broken": False}

    def move(a):
        if state["broken"]:
            raise RuntimeError("no data")
        return {"line": [0, a]}

    figure = make(move, controls=[Slider("a", 0, 1, stops=2, steps=4)])
    state["broken"] = True
    figure._model._known.clear()
    figure._model._raw.clear()
    figure.values = {"a": 0.25}
    assert "move(a=0.25) failed: RuntimeError: no data" in figure.failure
    state["broken"] = False
    figure.values = {"a": 0.5}
    assert figure.failure == "" and figure.exact_at == [2]


@pytest.mark.parametrize(("new", "message"), [({"a": 2}, "2 is not a position"), ({"b": 1}, "controls are a")])
def test_values_outside_are_refused(new, message):
    figure = make(lambda a: {"line": [0, a]})
    with pytest.raises(LiveFigureError, match=message):
        figure.values = new
    with pytest.raises(LiveFigureError, match=message):
        figure.draw_at(**new)
    with pytest.raises(LiveFigureError, match="one index below"):
        figure.at = [9]


def test_where_widgets_are_not_shown_the_picture_and_its_words_are(figures):
    data = figures["lines"]._repr_mimebundle_()
    data = data[0] if isinstance(data, tuple) else data
    assert "application/vnd.jupyter.widget-view+json" in data
    image = data["image/png"]
    assert f'<img src="data:image/png;base64,{image}" alt="lines: A small figure: lines."' in data["text/html"]
    assert "<svg" not in data["text/html"]  # a viewer that does not trust the notebook would take it out
    assert np.ptp(plt.imread(io.BytesIO(base64.b64decode(image)))) > 0.5  # something is drawn
    assert data["text/plain"] == "lines: A small figure: lines."


def test_the_still_figure_is_not_shown_a_second_time():
    before = plt.get_fignums()
    gallery.build("linked")
    assert plt.get_fignums() == before


def test_ids_are_unique_and_the_same_in_every_build(figures):
    again = gallery.build("lines")
    assert again.meta["uid"] == figures["lines"].meta["uid"]
    assert len({f.meta["uid"] for f in figures.values()}) == len(figures)


def held(value):
    """Return all values inside `value`."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [value, *(deep for one in inside for deep in held(one))]


@pytest.mark.parametrize("name", gallery.ALL)
def test_what_is_not_there_is_left_out(figures, name):
    """A None arrives as null from a page and as undefined from a Python in the browser; so there is none."""
    assert not [value for value in held(figures[name].meta) if value is None]


def test_names_and_items_reach_the_table_of_values():
    figure = make(
        lambda a: {"bars": [a, 1 - a]},
        draw=lambda ax: ax.bar([0, 1], [1, 1], gid="bars"),
        names={"bars": "People"},
        items={"bars": ["city", "country"]},
    )
    (part,) = figure.meta["parts"]
    assert part["name"] == "People" and part["items"] == ["city", "country"]


def test_the_kind_of_numbers_makes_no_difference():
    """A pandas Series, a masked array and a list give what the array gives; what is masked is left out."""
    numbers = np.array([0.5, np.nan])
    kinds = [
        numbers,
        pd.Series(numbers, index=[7, 9]),
        pd.Series([0.5, None], dtype="Float64"),
        np.ma.array([0.5, 1e9], mask=[False, True]),
        numbers.tolist(),
    ]
    tables = [make(lambda a, kind=kind: {"line": ([0, 1], kind)}).table for kind in kinds]
    assert len(set(tables)) == 1
    with pytest.raises(LiveFigureError, match="infinite at position 1"):
        make(lambda a: {"line": ([0, 1], pd.Series([0, np.inf]))})


@pytest.mark.parametrize("font", ["font: 9.5px serif", "font-size: 9.5px; font-family: serif"])
def test_letters_grow_on_a_narrow_page_whatever_way_matplotlib_writes_the_font(font):
    tree = ET.fromstring(f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><text style="fill: red; {font}">A</text></svg>')
    text = finish(tree, prefix="a-", title="T", alt="A")
    assert font.replace("9.5px", "max(calc(9.5px * var(--live-type, 1)), var(--live-least, 0px))") in text
