"""What all parts do with content: fields, lengths, colours; and each kind with its own."""

import datetime

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from livefigure import LiveFigureError
from livefigure.artists import Stage
from livefigure.part import follows_face, steps


def stage(content, draw, **options):
    """Return the stage of one axes, 0 to 10 both ways, with the artist that has the gid "x"."""
    fig, ax = plt.subplots()
    ax.set(xlim=(0, 10), ylim=(0, 10))
    draw(ax)
    plt.close(fig)
    return Stage([fig], {"x": content}, **({"formats": {}, "names": {}} | options))


def part(content, draw, **options):
    return stage(content, draw, **options).parts[0]


def refused(content, draw, then=None, **options):
    """Return the words of the error for `content`, or for `then` after it."""
    with pytest.raises(LiveFigureError) as caught:
        one = part(content, draw, **options)
        if then is not None:
            one.read(then)
    assert "gid 'x'" in str(caught.value)
    return str(caught.value)


def line(ax):
    ax.plot([1, 2], [3, 4], gid="x")


# ---- all parts


def test_steps_have_the_corners_of_matplotlib():
    x, y = np.array([0, 1, 4.0]), np.array([1, 2, 3.0])
    assert [a.tolist() for a in steps("pre", x, y)] == [[0, 0, 1, 1, 4], [1, 2, 2, 3, 3]]
    assert [a.tolist() for a in steps("post", x, y)] == [[0, 1, 1, 4, 4], [1, 1, 2, 2, 3]]
    assert [a.tolist() for a in steps("mid", x, y)] == [[0, 0.5, 0.5, 2.5, 2.5, 4], [1, 1, 2, 2, 3, 3]]
    assert steps("", x, y) == (x, y) and steps("mid", x[:1], y[:1])[0].tolist() == [0]
    assert [a.tolist() for a in steps("pre", x[:2], y[:2], -y[:2])] == [[0, 0, 1], [1, 2, 2], [-1, -2, -2]]


def test_a_part_reads_numbers_and_slots():
    numbers, slots = part([5, 6], line).read({"y": [7, 8.5], "visible": 0})
    assert {k: v.tolist() for k, v in numbers.items()} == {"x": [1, 2], "y": [7, 8.5]} and slots == {"visible": False}
    numbers, slots = part([5, 6], line).read(None)
    assert numbers["y"].tolist() == [3, 4] and slots == {"visible": False}


def test_what_the_artist_was_drawn_with_stays_where_content_leaves_it_out():
    one = part([5, 6], line)
    one.draw(*one.read([9, 9]))
    assert one.read({"x": [0, 0]})[0]["y"].tolist() == [3, 4]
    assert one.artist.get_ydata().tolist() == [9, 9]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ([[1, 2], [3, 4]], "y has 2 dimensions, shape (2, 2); 1 needed"),
        ([1, np.inf], "y is infinite at position 1; use NaN to break off"),
        ([-np.inf, 1], "y is infinite at position 0"),
        (["a", "b"], "y is array(['a', 'b'], dtype='<U1'); numbers are needed"),
        ([1, [2]], "content is [1, [2]], which is not understood"),
        ([1], "lengths differ: x 2, y 1"),
        ({"y": [1, 2], "z": 1, "b": 2}, "unknown field 'b', 'z'; allowed: x, y, color, visible"),
        ({"y": [1, 2], "color": "bluish"}, "color is 'bluish'"),
        ({"y": [1, 2], "color": ["r", "g"]}, "color is ['r', 'g']; one colour is needed"),
    ],
)
def test_content_that_does_not_fit_is_named(content, words):
    assert words in refused(content, line)


def test_long_values_are_cut_short_in_errors():
    assert f"{'x' * 56}..." in refused({"y": [1, 2], "color": "x" * 58}, line)
    assert repr("x" * 57) in refused({"y": [1, 2], "color": "x" * 57}, line)


def test_lengths_and_fields_stay_as_at_the_start():
    assert "x has 3 numbers here and had 2 before; keep the length (pad with NaN)" in refused(
        ([1, 2], [1, 2]), line, ([1, 2, 3], [1, 2, 3])
    )
    assert "color is given at some positions only" in refused([1, 2], line, {"y": [1, 2], "color": "r"})
    assert "color is given at some positions only" in refused({"y": [1, 2], "color": "r"}, line, [1, 2])
    hidden = part({"y": [1, 2], "color": "r"}, line).read(None)
    assert hidden[1] == {"visible": False, "color": "#ff0000"}


@pytest.mark.parametrize(
    ("given", "alpha", "hexes"),
    [
        ("r", None, "#ff0000"),
        ((0, 0, 1), None, "#0000ff"),
        ((0, 0, 1, 0.5), None, "#0000ff80"),
        ((0, 0, 1, 0.5), 0.3, "#0000ff"),
        ("#00ff00ff", None, "#00ff00"),
        ("#0000ff", None, "#0000ff"),
        (["r", (0, 0, 0, 0.5)], None, ["#ff0000", "#00000080"]),
        (["r", "g", "b"], 0.5, ["#ff0000", "#008000", "#0000ff"]),
        (np.array([[1, 0, 0], [0, 0, 1.0]]), None, ["#ff0000", "#0000ff"]),
    ],
)
def test_colours_become_hex(given, alpha, hexes):
    def draw(ax):
        ax.vlines([1, 2], 0, 1, gid="x", alpha=alpha)

    assert part({"ymax": 2, "color": given}, draw).read({"ymax": 2, "color": given})[1]["color"] == hexes


def test_a_pattern_stands_in_the_middle_of_the_axes():
    def log(ax):
        line(ax)
        ax.set(xscale="log", xlim=(1, 100), ylim=(0, 4))

    stand_in = part([1, 2], log).stand_in()
    assert stand_in["x"] == pytest.approx([10, 10]) and stand_in["y"].tolist() == [2, 2]
    share = part({"x": [0, 0], "y": [0, 0]}, lambda ax: ax.plot([0, 1], [0, 1], gid="x", transform=ax.transAxes))
    assert share.stand_in()["x"].tolist() == [0.5, 0.5]


def test_numbers_are_packed_as_the_page_has_them():
    def log(ax):
        line(ax)
        ax.set(xscale="log", xlim=(1, 100))

    one = part([1, 2], log)
    assert one.pack({"x": np.array([10, 0.0]), "y": np.array([10, 0.0])}).tolist() == [1, -300, 10, 0]
    assert one.columns() == [["x", "x"], ["y", "y"]]


def test_edges_that_have_the_colour_of_the_face_follow_it():
    fig, ax = plt.subplots()
    fill = ax.fill_between
    assert [follows_face(fill([0, 1], 0, 1, **k)) for k in ({"color": "r"}, {"fc": "r"}, {"fc": "r", "ec": "k"})] == [
        "face", "", ""]  # fmt: skip
    assert follows_face(ax.scatter([0, 1], [0, 1], c=[0, 1])) == "face"
    assert follows_face(ax.scatter([0, 1], [0, 1], c=[0, 1], edgecolors="k")) == ""
    plt.close(fig)


# ---- fills


def fill(ax):
    ax.fill_between([1, 2, 3], 0, 1, gid="x")


def test_a_fill_reads_pairs_and_keeps_its_x():
    one = part(([1, 2, 3], 4), fill)
    numbers, _ = one.read(([1, 2, 3], 4))
    assert {k: v.tolist() for k, v in numbers.items()} == {"x": [1, 2, 3], "y1": [1, 2, 3], "y2": [4, 4, 4]}
    numbers, _ = one.read({"y2": [5, 6, 7]})
    assert numbers["y1"].tolist() == [0, 0, 0] and numbers["y2"].tolist() == [5, 6, 7]
    assert one.read(([4, 5, 6], 0, 1))[0]["x"].tolist() == [4, 5, 6]
    numbers, slots = one.read(None)
    assert numbers["y2"].tolist() == [4, 4, 4] and slots["visible"] is False


def test_fills_that_do_not_tell_their_x_or_change_their_steps_are_refused():
    assert "a fill takes (x, y1, y2), (y1, y2) or a dict" in refused([1, 2, 3], fill)
    where = {"where": [True, True, False, True, True]}
    assert "the drawing does not tell its x; give (x, y1, y2)" in refused(
        (0, 1), lambda ax: ax.fill_between(range(5), 0, 1, gid="x", **where)
    )
    given = {"x": [1, 2, 3], "y1": 0, "y2": 1}
    assert "step is 'up'; allowed: 'pre', 'mid', 'post' or none" in refused(given | {"step": "up"}, fill)
    assert "step is 'mid'" in refused(given, fill, given | {"step": "mid"})
    assert part(given | {"step": "mid"}, fill).read(given)[0]["x"].tolist() == [1, 2, 3]


def test_a_fill_is_drawn_in_runs():
    one = part(([1, 2, 3], 0, 1), fill)
    one.draw(*one.read(([1, 2, 3], [0, 0, np.nan], [1, 2, 3])))
    assert [p.vertices.tolist() for p in one.artist.get_paths()] == [[[1, 0], [2, 0], [2, 2], [1, 1], [1, 0]]]
    one.draw(*one.read(([1, 2, 3], [0, np.nan, 0], [1, 2, 3])))
    assert len(one.artist.get_paths()) == 2
    sideways = part({"y": [1, 2], "x1": 0, "x2": [1, 2]}, lambda ax: ax.fill_betweenx([1, 2], 0, 1, gid="x"))
    sideways.draw(*sideways.read({"y": [1, 2], "x1": 0, "x2": [5, 6]}))
    assert sideways.artist.get_paths()[0].vertices.tolist() == [[0, 1], [0, 2], [6, 2], [5, 1], [0, 1]]


# ---- bars, spans, segments, shapes


def bars(ax):
    ax.bar(["a", "b"], [1, 2], bottom=[0, 1], gid="x", label="Bars")


def test_bars_have_names_and_columns():
    one = part([3, 4], bars)
    assert one.items == ["a", "b"] and one.name == "Bars"
    assert one.columns() == [["", "y", [0, 4]], ["Bars", "y", [2, 6]]]
    assert part([3, 4], lambda ax: ax.barh([0, 1], [1, 2], gid="x")).columns() == [["x", "x", [2, 6]]]
    numbers, _ = one.read({"height": [3, 4], "bottom": 5})
    assert numbers["y"].tolist() == [5, 5, 8, 8, 5, 5, 9, 9] and numbers["x"][:4] == pytest.approx(
        [-0.4, 0.4, 0.4, -0.4]
    )
    assert one.read([3, 4])[0]["y"].tolist() == [0, 0, 3, 3, 1, 1, 5, 5]
    one.draw(*one.read({"height": [3, 4], "bottom": 5}))
    assert [(p.get_y(), p.get_height()) for p in one.patches] == [(5, 3), (5, 4)]
    assert "3 heights; the figure has 2 bars" in refused([1, 2, 3], bars)


def test_bars_without_a_name_at_each_have_none():
    assert part([1, 2], lambda ax: ax.bar([0.123, 1], [1, 2], gid="x")).items is None


def test_spans_and_rectangles_read_their_ends():
    span = part((2, 4), lambda ax: ax.axvspan(1, 3, gid="x"))
    numbers, _ = span.read({"hi": 9})
    assert numbers["x"].tolist() == [1, 9, 9, 1] and numbers["y"].tolist() == [0, 0, 1, 1]
    assert span.columns() == [["x", "x", [0, 2]]]
    along = part((2, 4), lambda ax: ax.axhspan(1, 3, gid="x"))
    assert along.read({"lo": 0})[0]["y"].tolist() == [0, 0, 3, 3] and along.columns() == [["x", "y", [0, 2]]]
    assert "a span takes (from, to)" in refused((1, 2, 3), lambda ax: ax.axvspan(1, 3, gid="x"))

    def box(ax):
        ax.add_patch(Rectangle((1, 2), 3, 4, gid="x"))

    numbers, _ = part((0, 0, 1, 1), box).read({"width": 7})
    assert (numbers["x"].tolist(), numbers["y"].tolist()) == ([1, 8, 8, 1], [2, 2, 6, 6])
    assert "a rectangle takes (x, y, width, height)" in refused((1, 2), box)


def test_segments_read_their_ends():
    def stems(ax):
        ax.vlines([1, 2], 3, 4, gid="x")

    one = part({"ymin": 0}, stems)
    assert one.read({"x": 5})[0]["x"].tolist() == [5, 5, 5, 5]
    numbers, _ = one.read({"ymax": [7, 8], "xmin": 0})
    assert numbers["x"].tolist() == [0, 1, 0, 2] and numbers["y"].tolist() == [3, 7, 3, 8]
    assert one.read({"y": 6})[0]["y"].tolist() == [6, 6, 6, 6] and one.read({"xmax": 9})[0]["x"].tolist() == [
        1,
        9,
        2,
        9,
    ]
    one.draw(*one.read({"ymax": 9}))
    assert [s.tolist() for s in one.artist.get_segments()] == [[[1, 3], [1, 9]], [[2, 3], [2, 9]]]
    assert "ymin has 3 numbers; the figure has 2 segments" in refused({"ymin": [1, 2, 3]}, stems)
    assert "1 pieces here, 2 before" in refused({"ymin": 0}, stems, np.zeros((1, 2, 2)))


def test_polygons_keep_their_number_of_corners():
    def shapes(ax):
        ax.add_collection(PolyCollection([[(0, 0), (1, 0), (1, 1)], [(2, 0), (3, 0), (3, 1), (2, 1)]], gid="x"))

    rings = [np.zeros((3, 2)), np.ones((4, 2))]
    one = part({"polygons": rings}, shapes)
    assert one.lengths == [3, 4] and one.read({"polygons": rings})[0]["x"].tolist() == [0] * 3 + [1] * 4
    assert "points differ in number" in refused({"polygons": rings}, shapes, {"polygons": rings[::-1]})
    square = part((([0, 1, 1]), ([0, 0, 1])), lambda ax: ax.fill([0, 1, 1], [0, 0, 1], gid="x"))
    assert square.read({"xy": np.array([(5, 6), (7, 8), (9, 9)])})[0]["y"].tolist() == [6, 8, 9]


def test_points_of_segments_may_bend():
    content = np.array([[(0, 0), (1, 1), (2, 0.0)]])
    one = part(content, lambda ax: ax.add_collection(LineCollection([[(0, 0), (1, 1), (2, 0)]], gid="x")))
    assert one.lengths == [3] and one.read(content)[0]["y"].tolist() == [0, 1, 0]


# ---- points and tiles


def test_a_scatter_reads_places_sizes_and_values():
    def points(ax):
        ax.scatter([1, 2], [3, 4], s=[10, 20], c=[0, 1], gid="x")

    one = part(([1, 2], [3, 4]), points)
    numbers, _ = one.read(np.array([[5, 6], [7, 8]]))
    assert {k: v.tolist() for k, v in numbers.items()} == {
        "x": [5, 7], "y": [6, 8], "sizes": [10, 20], "values": [0, 1]}  # fmt: skip
    assert one.read({"sizes": 5})[0]["sizes"].tolist() == [5, 5]
    assert one.read({"sizes": [0, 1]})[0]["sizes"].tolist() == [0, 1]
    assert "sizes has a negative number; areas in points squared" in refused({"sizes": [-1, 1]}, points)
    assert "values given, but the scatter was drawn without c=" in refused(
        {"values": [1, 2]}, lambda ax: ax.scatter([1, 2], [3, 4], gid="x")
    )
    one.draw(*one.read({"values": [1, np.nan]}))
    assert one.artist.get_array().mask.tolist() == [False, True]
    assert one.stand_in()["sizes"].tolist() == [20, 20]


def test_tiles_count_their_values():
    def mesh(ax):
        ax.pcolormesh([0, 1, 2], [0, 1], [[1, 2]], gid="x")

    one = part([3, 4], mesh)
    assert one.count == 2 and one.read([[5, 6]])[0]["values"].tolist() == [5, 6]
    one.draw(*one.read([5, np.nan]))
    assert one.artist.get_array().shape == (1, 2)
    assert "3 values; the figure has 2 tiles" in refused([1, 2, 3], mesh)
    plain = [[(0, 0), (1, 0), (1, 1)]]
    assert "values given, but it was drawn without array=" in refused(
        {"values": [1]}, lambda ax: ax.add_collection(PolyCollection(plain, gid="x"))
    )


# ---- words


def test_words_are_numbers_or_strings():
    def text(ax):
        ax.text(1, 2, "k = {:.1f} of {:d}", gid="x")

    one = part((1.25, 7.5), text)
    assert one.words(*one.read((1.25, 7.5))) == "k = 1.2 of 8" and one.spec() == {"form": "k = {:.1f} of {:d}"}
    assert one.read({"text": (1, 2), "x": 5})[0]["x"].tolist() == [5]
    hidden, _ = one.read(None)
    assert one.words(hidden, {}) == "k = nan of nan"
    assert "1 numbers for the format 'k = {:.1f} of {:d}', which has 2 fields" in refused(3.0, text)
    assert "a finite number is needed (or None to hide the text)" in refused((1, np.inf), text)
    assert "x and y of a text are single numbers" in refused({"text": (1, 2), "x": [1, 2]}, text)
    words = part("one", lambda ax: ax.text(1, 2, "at first", gid="x"))
    assert words.spec() == {} and words.read({"x": 3})[1]["text"] == "at first"
    assert words.read(None)[1]["text"] == "" and words.read("two")[1]["text"] == "two"


@pytest.mark.parametrize("form", ["{:.1f} {:x}", "{:zd}", "{:.2d}", "{:5.1f}", "{}: {:.1f}", "{:.1f", "{:.100f}"])
def test_formats_are_checked(form):
    assert "allowed fields: {:.2f}" in refused(1.0, lambda ax: ax.text(0, 0, "", gid="x"), formats={"x": form})


def test_mathematics_and_other_numbers_of_lines_are_refused():
    def text(ax):
        ax.text(0, 0, "", gid="x")

    assert "holds mathematics ($...$); moving words are plain text" in refused("$x$", text)
    assert part(r"5 \$ and 6 \$", text).read("1 $")[1]["text"] == "1 $"
    assert "text has 2 lines here and 1 before" in refused("one", text, "one\ntwo")
    assert part("one\ntwo", text).read("")[1]["text"] == ""
    assert "is a string here and a number before" in refused(1, text, "one")
    assert "is a number here and a string before" in refused("one", text, 1)


def test_a_step_of_a_text_is_a_step_on_its_axes():
    def text(ax, **where):
        ax.set(xscale="log", xlim=(1, 100), ylim=(2, 10))
        ax.text(1, 2, "", gid="x", **where)

    assert part("a", text).outline() is None  # it does not move
    placed = part({"text": "a", "x": 1, "y": 1}, text)
    assert placed.corners({}).tolist() == [[0.5, 4], [1, 6]]
    share = part({"text": "a", "x": 1, "y": 1}, lambda ax: text(ax, transform=ax.transAxes))
    assert share.corners({}).tolist() == [[0.25, 0.25], [0.5, 0.5]]
    assert np.diff(share.outline(), axis=0) == pytest.approx(np.array([share.space.box[2:]]) / 4)


def test_what_is_shown_takes_true_and_false():
    one = part(True, line)
    assert one.kind == "shown" and one.read(np.bool_(False)) == ({}, {"visible": False})
    assert "1 here and True or False before" in refused(True, line, 1)


def test_dates_and_categories_are_read_on_their_axis():
    days = [datetime.date(1970, 1, 2), datetime.date(1970, 1, 5)]

    def dates(ax):
        ax.clear()
        ax.plot(days, ["b", "a"], gid="x")

    one = part((days, ["a", "b"]), dates)
    numbers, _ = one.read((days[::-1], ["b", "b"]))
    assert numbers["x"].tolist() == [4, 1] and numbers["y"].tolist() == [0, 0]
    span = part((days[0], days[1]), lambda ax: (ax.plot(days, [1, 2]), ax.axvspan(days[0], days[1], gid="x")))
    assert span.read({"hi": days[0]})[0]["x"].tolist() == [1, 1, 1, 1]
    stems = part({"x": days}, lambda ax: (ax.plot(days, [1, 2]), ax.vlines(days, 0, 1, gid="x")))
    assert stems.read({"x": days[::-1]})[0]["x"].tolist() == [4, 4, 1, 1]


def test_which_artists_may_have_several_colours():
    def shapes(ax):
        ax.add_collection(PolyCollection([[(0, 0), (1, 0), (1, 1)]] * 2, gid="x"))

    rings = np.zeros((2, 3, 2))
    one = part({"polygons": rings, "color": ["r", "g"]}, shapes)
    one.draw(*one.read({"polygons": rings, "color": ["b", "k"]}))
    assert one.artist.get_facecolor()[:, 2].tolist() == [1, 0]
    for content, draw in (
        ([[1, 2], "r"], bars),
        ({"ymax": 1}, lambda ax: ax.vlines([1], 0, 1, gid="x")),
        (([1], [1]), lambda ax: ax.scatter([1], [1], gid="x")),
    ):
        given = {"height": [1, 2]} if draw is bars else content if isinstance(content, dict) else {"x": [1], "y": [1]}
        assert part(given | {"color": ["r", "g"]}, draw).slots["color"] == ["#ff0000", "#008000"]
    for given, draw in (
        ({"text": "a"}, lambda ax: ax.text(0, 0, "", gid="x")),
        ({"lo": 1, "hi": 2}, lambda ax: ax.axvspan(0, 1, gid="x")),
        ({"x": [1, 2, 3], "y1": 0, "y2": 1}, fill),
    ):
        assert "one colour is needed" in refused(given | {"color": ["r", "g"]}, draw)
        one = part(given | {"color": "r"}, draw)
        one.draw(*one.read(given | {"color": "#0000ff"}))
        painted = one.artist.get_color() if one.kind == "text" else one.artist.get_facecolor()
        assert to_hex(np.ravel(painted) if one.kind != "text" else painted) == "#0000ff"


def test_what_the_page_must_know_to_paint():
    def spec(draw, content):
        return part(content, draw).ink()

    assert spec(line, [1, 2]) == {}
    assert spec(line, {"y": [1, 2], "color": "r"}) == {"edge": ""}
    marked = {"y": [1, 2], "color": "r"}
    assert spec(lambda ax: ax.plot([1, 2], [1, 2], "o", gid="x"), marked)["paints"] == ["fill", "stroke"]
    edged = {"marker": "o", "markeredgecolor": "k", "alpha": 0.5}
    assert spec(lambda ax: ax.plot([1, 2], [1, 2], gid="x", **edged), marked) == {
        "edge": "", "alpha": 0.5, "paints": ["fill"]}  # fmt: skip
    assert spec(lambda ax: ax.text(0, 0, "", gid="x", alpha=0.5), {"text": "a", "color": "r"}) == {"edge": ""}
    tiles = {"gid": "x", "alpha": 0.3, "edgecolors": "face"}
    assert spec(lambda ax: ax.pcolormesh([0, 1], [0, 1], [[1]], **tiles), [1]) == {"edge": "face", "alpha": 0.3}
    one = part(marked, lambda ax: ax.plot([1, 2], [1, 2], "o", gid="x", color="#123456"))
    one.ink()
    assert one.artist.get_color() == "#123456"
