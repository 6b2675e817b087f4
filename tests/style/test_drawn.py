"""Figures are read alike whichever call drew them, on live axes and on the description that a grader's test gets."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from coursegrader.runner import decode
from coursegrader.sandbox.encode import encode
from matplotlib.collections import LineCollection

from reformlab.style import drawn

X, Y = np.array([3.0, 1.0, 2.0]), np.array([30.0, 10.0, 20.0])
SORTED = [[1, 10], [2, 20], [3, 30]]
CELLS = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def described(ax):
    """Return axes as they reach a test in the trusted process."""
    blobs = []
    form = json.loads(json.dumps(encode(ax, blobs)))
    return decode.decode(form, blobs)


@pytest.fixture(params=["live", "described"])
def look(request):
    """A function that returns drawn axes as a test would see them."""
    yield (lambda ax: ax) if request.param == "live" else described
    plt.close("all")


def axes(draw):
    _, ax = plt.subplots()
    draw(ax)
    return ax


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: ax.scatter(X, Y, c=[1, 2, 3], s=80),
        lambda ax: ax.plot(X, Y, "s", color="red"),
        lambda ax: ax.plot(X, Y, marker="o"),
        lambda ax: ax.errorbar(X, Y, yerr=2, capsize=3, fmt="o"),
        lambda ax: pd.DataFrame({"a": X, "b": Y}).plot.scatter("a", "b", ax=ax),
        lambda ax: [ax.scatter(X[:1], Y[:1]), ax.scatter(X[1:], Y[1:])],
        lambda ax: ax.scatter([*X, np.nan], [*Y, 5]),
    ],
)
def test_points(look, draw):
    assert drawn.points(look(axes(draw))).tolist() == SORTED


def test_points_of_the_same_x_are_sorted_by_y(look):
    assert drawn.points(look(axes(lambda ax: ax.scatter([1, 1], [5, 2])))).tolist() == [[1, 2], [1, 5]]


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: ax.plot(X, Y),
        lambda ax: ax.bar(X, Y),
        lambda ax: ax.fill_between(X, Y),
        lambda ax: ax.vlines(X, 0, Y),
        lambda ax: ax.pcolormesh(CELLS),
        lambda ax: ax.errorbar(X, Y, yerr=2, capsize=3, fmt="none"),
    ],
)
def test_what_has_no_markers_has_no_points(look, draw):
    assert drawn.points(look(axes(draw))).shape == (0, 2)


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: ax.plot(X, Y, "--o"),
        lambda ax: ax.step(X, Y),
        lambda ax: pd.Series(Y, index=X).plot(ax=ax),
        lambda ax: ax.errorbar(X, Y, yerr=1, fmt="-"),
    ],
)
def test_lines(look, draw):
    ((x, y),) = drawn.lines(look(axes(draw)))
    assert dict(zip(x, y, strict=True)) == {1: 10, 2: 20, 3: 30}


def test_the_edges_of_a_band_are_two_lines(look):
    low, high = drawn.lines(look(axes(lambda ax: ax.fill_between([1, 2, 3], [1, 2, 0], [4, 3, 5]))))
    assert [list(part) for part in (*low, *high)] == [[1, 2, 3], [1, 2, 0], [1, 2, 3], [4, 3, 5]]


def test_markers_without_a_line_and_lines_of_two_points_are_no_lines(look):
    assert drawn.lines(look(axes(lambda ax: [ax.plot(X, Y, "o"), ax.plot([1, 2], [1, 2]), ax.axvline(2)]))) == []


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: [ax.plot([0, 1], [5, 7]), ax.plot([1, 0], [2, 6], "-o")],
        lambda ax: ax.add_collection(LineCollection([[(0, 6), (1, 2)], [(0, 5), (1, 7)]])),
        lambda ax: ax.plot([0, 1], [[5, 6], [7, 2]]),
        lambda ax: pd.DataFrame([[5, 6], [7, 2]]).plot(ax=ax),
    ],
)
def test_segments(look, draw):
    assert drawn.segments(look(axes(draw))).tolist() == [[0, 5, 1, 7], [0, 6, 1, 2]]


def test_error_bars_are_segments(look):
    found = drawn.segments(look(axes(lambda ax: ax.errorbar([1, 2], [5, 6], yerr=[1, 2], fmt="o", capsize=2))))
    assert found.tolist() == [[1, 4, 1, 6], [2, 4, 2, 8]]


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: ax.bar(["a", "b"], [3, -4], color="green"),
        lambda ax: ax.barh(["a", "b"], [3, -4]),
        lambda ax: ax.bar([5, 9], [3, -4], tick_label=["a", "b"]),
        lambda ax: pd.Series({"a": 3, "b": -4}).plot.bar(ax=ax),
        lambda ax: pd.Series({"a": 3, "b": -4}).plot.barh(ax=ax),
    ],
)
def test_bars(look, draw):
    found = drawn.bars(look(axes(draw)))
    assert dict(zip(found.name, found.length, strict=True)) == {"a": 3, "b": -4}
    assert (found.start == 0).all()


def test_bars_side_by_side_have_the_name_of_their_tick_and_a_series(look):
    table = pd.DataFrame({"old": [1, 2], "new": [3, 4], "last": [5, 6]}, index=["a", "b"])
    found = drawn.bars(look(axes(lambda ax: table.plot.bar(ax=ax))))
    assert found.pivot(index="name", columns="series", values="length")[table.columns].equals(
        table.astype(float).rename_axis("name").rename_axis("series", axis=1)
    )


def test_a_bar_that_begins_elsewhere_says_where(look):
    found = drawn.bars(look(axes(lambda ax: ax.barh(["a"], [3], left=[2]))))
    assert found[["length", "start"]].to_numpy().tolist() == [[3, 2]]


def test_a_bar_on_an_axis_of_numbers_is_named_by_its_position(look):
    found = drawn.bars(look(axes(lambda ax: ax.bar(range(2001, 2020), range(19)))))
    assert list(found.name) == [str(year) for year in range(2001, 2020)]


def test_a_bar_named_by_a_year_has_that_name_wherever_it_stands(look):
    found = drawn.bars(look(axes(lambda ax: pd.Series([3, 4], index=[2010, 2020]).plot.bar(ax=ax))))
    assert list(found.name) == ["2010", "2020"]


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: ax.imshow(CELLS),
        lambda ax: ax.matshow(CELLS),
        lambda ax: ax.pcolormesh(CELLS),
        lambda ax: ax.pcolor(CELLS),
        lambda ax: ax.pcolormesh([0, 1, 2, 3], [0, 5, 9], CELLS),
    ],
)
def test_grid(look, draw):
    assert drawn.grid(look(axes(draw))).tolist() == CELLS.tolist()


@pytest.mark.parametrize("call", ["imshow", "pcolormesh"])
def test_a_masked_cell_is_nan(look, call):
    cells = np.ma.masked_greater(CELLS, 5)
    assert np.isnan(drawn.grid(look(axes(lambda ax: getattr(ax, call)(cells))))).tolist() == cells.mask.tolist()


@pytest.mark.parametrize(
    ("draw", "x", "y"),
    [
        (lambda ax: [ax.axvline(2014), ax.axhline(0, color="red")], [2014], [0]),
        (lambda ax: [ax.vlines([2014, 2010], 0, 5), ax.hlines(3, 0, 1)], [2010, 2014], [3]),
        (lambda ax: [ax.plot([7, 7], [0, 3]), ax.plot([0, 3], [4, 4], "k:")], [7], [4]),
        (lambda ax: [ax.axvspan(2008, 2010), ax.axhspan(3, 4)], [2008, 2010], [3, 4]),
        (lambda ax: [ax.plot(X, Y), ax.plot([1, 2], [3, 4]), ax.bar(X, Y), ax.scatter(X, Y)], [], []),
    ],
)
def test_marks(look, draw, x, y):
    found = drawn.marks(look(axes(draw)))
    assert {axis: each.tolist() for axis, each in found.items()} == {"x": x, "y": y}


@pytest.mark.parametrize(
    "title",
    [
        lambda ax: ax.set_title(" T\n", loc="left"),
        lambda ax: ax.set_title("T", loc="center"),
        lambda ax: ax.set_title("T", loc="right"),
        lambda ax: ax.get_figure().suptitle("T"),
    ],
)
def test_labels(look, title):
    found = drawn.labels(look(axes(lambda ax: [ax.set(xlabel=" year ", ylabel="%"), title(ax)])))
    assert found == {"x": "year", "y": "%", "title": "T"}


def test_labels_of_the_figure_stand_in_for_those_of_the_axes(look):
    found = drawn.labels(look(axes(lambda ax: [ax.figure.supxlabel("year"), ax.figure.supylabel("%")])))
    assert found == {"x": "year", "y": "%", "title": ""}


def test_names(look):
    def draw(ax):
        ax.annotate(" Yunnan ", (1, 2), xytext=(3, 3), textcoords="offset points")
        ax.text(0, 0, "a note")
        ax.bar(["east", "west"], [1, 2], label="2020")
        ax.legend()
        ax.get_figure().legend(["outside"])
        ax.set_yticks([1, 2], ["low", "high"])

    expected = {"Yunnan", "a note", "2020", "outside", "east", "west", "low", "high"}
    assert drawn.names(look(axes(draw))) == expected


@pytest.mark.parametrize("ax", ["empty", None, 3, [1, 2], "text"])
def test_nothing_drawn_gives_empty_results(look, ax):
    given = look(plt.subplots()[1]) if ax == "empty" else ax
    assert drawn.is_axes(given) == (ax == "empty")
    assert drawn.points(given).shape == (0, 2)
    assert drawn.segments(given).shape == (0, 4)
    assert drawn.lines(given) == []
    assert list(drawn.bars(given).columns) == ["name", "length", "start", "series"]
    assert drawn.bars(given).empty
    assert drawn.bars(given).length.dtype == float
    assert drawn.grid(given).shape == (0, 0)
    assert {axis: each.shape for axis, each in drawn.marks(given).items()} == {"x": (0,), "y": (0,)}
    assert drawn.labels(given) == {"x": "", "y": "", "title": ""}
    assert ax == "empty" or drawn.names(given) == set()


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("", 0),
        (" \n ", 0),
        ("The gap\nis 2.6 points", 5),
        ("The year's gap: -2.6%", 4),
        ("2020年，差额为2.61亿人", 6),
        ("图", 2 / 3),
    ],
)
def test_words_of_a_title_with_and_without_blanks(title, count):
    assert drawn.words(title) == pytest.approx(count)
