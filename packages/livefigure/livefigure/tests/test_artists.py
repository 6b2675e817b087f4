"""How the artists that `move` names are found, and how content is shared out among them."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import PolyCollection

from livefigure import LiveFigureError, Numbers
from livefigure.artists import Stage


def stage(first, draw, **options):
    fig, ax = plt.subplots()
    ax.set(xlim=(0, 10), ylim=(0, 10))
    draw(ax)
    plt.close(fig)
    return Stage([fig], first, **({"formats": {}, "names": {}} | options))


def refused(first, draw, then=None, **options):
    with pytest.raises(LiveFigureError) as caught:
        one = stage(first, draw, **options)
        if then is not None:
            one.read(then)
    return str(caught.value)


def line(ax):
    ax.plot([1, 2], [3, 4], gid="x", label="A line")
    ax.plot([1, 2], [3, 4], gid="y")


def kinds(first, draw):
    return [(p.gid, p.kind, p.name) for p in stage(first, draw).parts]


def test_each_kind_of_artist_has_its_part():
    def draw(ax):
        line(ax)
        ax.text(1, 1, "", gid="text")
        ax.scatter([1], [1], gid="points", label="_hidden")
        ax.vlines([1], 0, 1, gid="stems")
        ax.fill_between([0, 1], 0, 1, gid="fill")
        ax.pcolormesh([0, 1], [0, 1], [[1]], gid="mesh")
        ax.add_collection(PolyCollection([[(0, 0), (1, 0), (1, 1)]], gid="shapes"))
        ax.axvspan(1, 2, gid="span")
        ax.add_patch(plt.Rectangle((0, 0), 1, 1, gid="box"))
        ax.fill([0, 1, 1], [0, 0, 1], gid="polygon")
        ax.bar([1], [1], gid="bar")

    corners = [(0, 0), (1, 0), (1, 1)]
    first = {
        "x": [1, 2], "y": True, "text": "a", "points": ([1], [1]), "stems": {"ymax": 2}, "fill": (0, 1), "mesh": [2],
        "shapes": {"polygons": [corners]}, "span": (1, 2), "box": (0, 0, 1, 1), "polygon": {"xy": corners}, "bar": [2],
        "numbers": Numbers([1, 2]),
    }  # fmt: skip
    made = stage(first, draw)
    assert {p.gid: type(p).__name__.removesuffix("Part") for p in made.parts} == {
        "x": "Line", "y": "Shown", "text": "Text", "points": "Scatter", "stems": "Segments", "fill": "Fill",
        "mesh": "Tiles", "shapes": "Polygons", "span": "Span", "box": "Rectangle", "polygon": "Polygons", "bar": "Bars",
        "numbers": "Numbers",
    }  # fmt: skip
    names = {p.gid: p.name for p in made.parts}
    assert names["x"] == "A line" and names["points"] == "points" and names["y"] == "y"
    assert len(made.vector(made.read(first))) == sum(sum(p.sizes.values()) for p in made.parts)


def test_collections_without_a_colour_map_are_told_apart_by_their_content():
    def draw(ax):
        ax.add_collection(PolyCollection([[(0, 0), (1, 0), (1, 1)]] * 2, gid="x"))

    assert kinds({"x": {"color": ["r", "g"]}}, draw) == [("x", "tiles", "x")]
    assert kinds({"x": {"color": "r", "visible": True}}, draw)[0][1] == "tiles"
    assert kinds({"x": {"x": [0, 1], "y1": 0, "y2": 1, "color": "r"}}, draw)[0][1] == "fill"


def test_gids_are_checked():
    assert "gid 'z': no artist has it; the figure has 'x', 'y'" in refused({"z": 1}, line)
    assert "gid 'z': no artist has it; the figure has none" in refused({"z": 1}, lambda ax: None)
    assert "'z' is no gid that move returns; it returns 'x'" in refused({"x": [1, 2]}, line, names={"z": "Z"})
    assert "it lacks 'y'; keep them (None hides an artist)" in refused({"x": [1, 2], "y": [1, 2]}, line, {"x": [1, 2]})
    assert "it also has 'y'" in refused({"x": [1, 2]}, line, {"x": [1, 2], "y": [1, 2]})
    assert "move returned list; a dict {gid: content} is needed" in refused({"x": [1, 2]}, line, [1])
    two = refused({"x": True}, lambda ax: ax.plot([0, 1], [0, 1], [0, 1], [1, 0], gid="x"))
    assert "gid 'x': 2 artists have it; one is allowed here" in two
    for gid in ("axes:1", "axes:x", "axes:"):
        assert f"gid {gid!r}: no such axes; allowed: 'axes:0'" in refused({gid: {"xlim": (0, 1)}}, line)


def test_names_and_labels():
    assert stage({"x": [1, 2]}, line, names={"x": "Other"}).parts[0].name == "Other"
    assert kinds({"b": [1, 2]}, lambda ax: ax.bar([0, 1], [1, 1], gid="b", label="Bars")) == [("b", "paths", "Bars")]
    assert kinds({"b": [1, 2]}, lambda ax: ax.bar([0, 1], [1, 1], gid="b")) == [("b", "paths", "b")]
    assert kinds({"b": [1]}, lambda ax: ax.bar([0], [1], gid="b")) == [("b", "paths", "b")]


def stack(ax):
    ax.stackplot([0, 1], np.ones((2, 2)), gid="x")


def test_layers_stand_on_each_other():
    heights = np.array([[1, 2], [3, 4.0]])
    made = stage({"x": heights}, stack)
    (low, _), (high, _) = made.read({"x": {"heights": heights, "x": [0, 5]}})
    assert low["y1"].tolist() == [0, 0] and low["y2"].tolist() == [1, 2] and low["x"].tolist() == [0, 5]
    assert high["y1"].tolist() == [1, 2] and high["y2"].tolist() == [4, 6]
    assert [slots["visible"] for _, slots in made.read({"x": None})] == [False, False]
    assert [slots["visible"] for _, slots in made.read({"x": {"visible": False}})] == [False, False]
    for wrong in (np.ones((3, 2)), np.ones(2)):
        assert f"heights has shape {wrong.shape}; (2, n) is needed, a row a layer" in refused({"x": wrong}, stack)


def test_an_errorbar_moves_its_line_caps_and_stems():
    def draw(ax):
        ax.errorbar([1, 2], [3, 4], xerr=1, yerr=1, capsize=2, gid="x")

    made = stage({"x": {"y": [3, 4], "xerr": 1, "yerr": [[1, 2], [3, 4]]}}, draw)
    assert [p.name for p in made.parts] == ["x"] + ["x cap"] * 4 + ["x error"] * 2
    numbers = [n for n, _ in made.read({"x": {"y": [5, 6], "xerr": 0.5, "yerr": [[1, 2], [3, 4]]}})]
    places = [(n["x"].tolist(), n["y"].tolist()) for n in numbers]
    assert places[0] == ([1, 2], [5, 6])
    assert places[1:5] == [
        ([0.5, 1.5], [5, 6]), ([1.5, 2.5], [5, 6]), ([1, 2], [4, 4]), ([1, 2], [8, 10])]  # fmt: skip
    assert places[5] == ([0.5, 1.5, 1.5, 2.5], [5, 5, 6, 6]) and places[6] == ([1, 1, 2, 2], [4, 8, 4, 10])
    assert [p.columns() for p in made.parts[1:]] == [[]] * 6
    assert [s["visible"] for _, s in made.read({"x": None})] == [False] * 7
    assert "an errorbar takes a dict with x, y and yerr or xerr" in refused({"x": [1, 2]}, draw)
    without = stage({"x": {"y": [3, 4], "xerr": 1}}, draw).read({"x": {"y": [3, 4], "xerr": 1}})
    assert np.isnan(without[-1][0]["y"][::2]).all()  # no error is given: none is drawn


def test_an_errorbar_without_caps_has_one_gid_and_moves_too():
    def draw(ax):
        ax.errorbar([1, 2], [3, 4], yerr=1, gid="x")

    made = stage({"x": {"y": [3, 4], "yerr": 2}}, draw)
    assert [p.kind for p in made.parts] == ["line", "paths"]
    assert made.read({"x": {"y": [3, 4], "yerr": 2}})[1][0]["y"].tolist() == [1, 5, 2, 6]


def test_two_errorbars_are_told_apart():
    def draw(ax):
        ax.errorbar([1, 2], [3, 4], xerr=1, gid="a")
        ax.errorbar([5, 6, 7], [3, 4, 5], yerr=1, gid="b")

    made = stage({"a": {"y": [3, 4], "xerr": 1}, "b": {"y": [3, 4, 5], "yerr": 1}}, draw)
    assert [(p.gid, len(p.own()["x"])) for p in made.parts if p.kind == "line"] == [("a", 2), ("b", 3)]
    assert [p.lengths for p in made.parts if p.kind == "paths"] == [[2, 2], [2, 2, 2]]


def test_what_rests_follows_limits_that_move():
    def draw(ax):
        line(ax)
        ax.plot([5], [5], "o")
        ax.plot([0, 1], [0, 1], transform=ax.transAxes)
        ax.text(1, 1, "there")
        ax.text(0, 0, "share", transform=ax.transAxes)
        ax.bar([1, 2], [1, 2])
        ax.axhline(2)
        ax.scatter([1], [1])

    made = stage({"x": [1, 2], "axes:0": {"xlim": (0, 1)}}, draw)
    resting = [p for p in made.parts if p.gid.startswith("resting")]
    assert [p.kind for p in resting] == ["paths", "line", "line", "line", "scatter", "text"]
    assert all(p.columns() == [] for p in resting)
    state = made.read({"x": [1, 2], "axes:0": {"xlim": (0, 1)}})
    assert len(state) == len(made.parts) and state[-1][1]["text"] == "there"
    still = stage({"x": [1, 2]}, draw)
    assert len(still.parts) == 1


def test_two_pictures_have_spaces_of_their_own():
    figures = []
    for gid in ("a", "b"):
        fig, axes = plt.subplots(1, 2)
        axes[0].plot([0, 1], [0, 1], gid=gid)
        axes[1].plot([0, 1], [0, 1], gid=gid + "2")
        plt.close(fig)
        figures.append(fig)
    made = Stage(figures, {"a": [0, 1], "b": [0, 1], "b2": [0, 1], "axes:3": {"xlim": (0, 1)}}, formats={}, names={})
    assert [(p.gid, p.where) for p in made.parts] == [("a", 0), ("b", 1), ("b2", 2), ("axes:3", 2)]
    assert [s.picture for s in made.spaces] == [0, 1, 1] and made.spaces[2].moving is made.parts[3]
