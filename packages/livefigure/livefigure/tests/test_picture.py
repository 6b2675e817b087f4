"""The SVG of a figure: what is drawn, what is hidden, what it says to those who do not see it."""

import io
import re
import xml.etree.ElementTree as ET

import matplotlib.pyplot as plt
import numpy as np
import pytest

from livefigure import LiveFigure, LiveFigureError, Slider, follow, picture, still, svg, words
from livefigure.svg import SVG, by_id, nodes

HREF = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def tree(inside):
    return ET.fromstring(f'<svg {HREF} viewBox="0 0 72 36" width="72pt" height="36pt" version="1.1">{inside}</svg>')


def build(draw, move, **options):
    fig, ax = plt.subplots(figsize=(4, 3))
    ax.set(xlim=(0, 10), ylim=(0, 10))
    draw(ax)
    plt.close(fig)
    return LiveFigure(
        fig, move, [Slider("a", 0, 2, step=1)], **({"title": "A title", "alt": "What it shows."} | options)
    )


def drawn(figure, part=0):
    """Return the group of a part in the finished SVG."""
    text = figure.html[figure.html.index("<svg") : figure.html.rindex("</svg>") + 6]
    return by_id(ET.fromstring(text), f"{figure.meta['uid']}-s0-p{part}")


def test_what_stands_in_defs_is_not_drawn():
    group = tree('<g><defs><path id="a"/><g><path/></g></defs><path id="b"/><g><use id="c"/></g><text/></g>')[0]
    assert [n.get("id") for n in nodes(group, ("path",))] == ["b"]
    assert [n.get("id") for n in nodes(group, ("path", "use"))] == ["b", "c"]
    assert len(nodes(group, ("text",))) == 1 and nodes(group, ("circle",)) == []


def test_a_reference_is_written_out_as_a_path_where_it_stands():
    root = tree(
        '<defs><path id="m" d="M 1 -2 L 3.5 4 C 1 1 2 2 1e-2 3 z" style="stroke: #111111; stroke-width: 2"/></defs>'
        '<g id="g"><g clip-path="url(#c)"><text/><use xlink:href="#m" x="10" y="20.25" '
        'style="fill: #222222; stroke: red"/>'
        '<use xlink:href="#m" style="fill: none"/></g></g>'
    )
    svg.write_out(root, by_id(root, "g"))
    clip = by_id(root, "g")[0]
    assert [n.tag for n in clip] == [f"{{{SVG}}}{tag}" for tag in ("text", "path", "path")]
    assert clip[1].get("d") == "M 11 18.25 L 13.5 24.25 C 11 21.25 12 22.25 10.01 23.25 z"
    assert clip[1].get("style") == "fill: #222222; stroke: #111111; stroke-width: 2"
    assert clip[2].get("d") == "M 1 -2 L 3.5 4 C 1 1 2 2 0.01 3 z"


def test_outlines_that_change_their_colour_have_none_of_their_own():
    root = tree(
        '<g id="g"><defs><path id="m" style="stroke: red"/></defs><use xlink:href="#m" style="stroke: red"/></g>'
    )
    svg.bare(root, by_id(root, "g"))
    assert by_id(root, "m").get("style") is None and nodes(root, ("use",))[0].get("style") == "stroke: red"
    assert svg.style(by_id(root, "m")) == {}


def test_ids_and_references_are_prefixed():
    text = picture.finish(
        tree(
            '<defs><clipPath id="c"/><path id="m" d="M 1\n 2"/></defs>\n '
            '<g clip-path="url(#c)" style="fill: url(#h)">\n'
            '<use xlink:href="#m"/><a xlink:href="page.html"/><text style="font: 10px serif">a </text> tail</g>'
        ),
        prefix="p-", title="A & B", alt="What it shows",
    )  # fmt: skip
    assert 'clip-path="url(#p-c)"' in text and 'style="fill: url(#p-h)"' in text and '<use href="#p-m" />' in text
    assert '<clipPath id="p-c" />' in text and 'd="M 1 2"' in text and '<a href="page.html" />' in text
    assert '<title id="p-title">A &amp; B</title><desc id="p-desc">What it shows</desc>' in text
    assert 'role="img" aria-labelledby="p-title p-desc"' in text and 'focusable="false"' in text
    assert 'style="max-width: 96px; --live-floor: 2.36px"' in text
    assert "width=" not in text.replace("max-width", "") and "xlink" not in text
    assert (
        "font: max(calc(10px * var(--live-type, 1)), var(--live-least, 0px)) serif" in text
        and ">a </text> tail</g>" in text
        and "\n" not in text
    )
    assert "max-width: 300px" in picture.finish(tree(""), prefix="", title="", alt="", width=300)


def test_a_hidden_artist_is_in_the_picture_hidden():
    def draw(ax):
        ax.plot([1, 2], [1, 2], gid="line")
        ax.text(5, 5, "words", gid="words")

    figure = build(draw, lambda a: {"line": None if a == 1 else [a, a], "words": "" if a == 1 else "there"})
    assert drawn(figure).get("visibility") == "hidden" and nodes(drawn(figure), ("path",))
    assert drawn(figure, 1).get("visibility") == "hidden" and len(nodes(drawn(figure, 1), ("text",))) == 1
    shown = build(draw, lambda a: {"line": [a, a], "words": "there"})
    assert drawn(shown).get("visibility") is None and drawn(shown, 1).get("visibility") is None


def test_artists_keep_their_gid_and_stand_where_they_were():
    def draw(ax):
        ax.plot([1, 2], [1, 2], gid="line")
        ax.plot([np.nan], [np.nan], "o", gid="dot")

    figure = build(draw, lambda a: {"line": [a, a], "dot": (a, np.nan if a == 1 else a)})
    assert [a.get_gid() for p in figure._stage.parts for a in p.artists()] == ["line", "dot"]
    assert np.isnan(figure._stage.parts[1].artist.get_ydata()).all()
    text = figure.html
    assert text.index('-p0"') < text.index('-p1"')
    assert nodes(drawn(figure, 1), ("use",)) and drawn(figure, 1).get("visibility") == "hidden"


def test_markers_out_of_view_are_brought_in_and_the_line_stays():
    def draw(ax):
        ax.plot([0, 5, 10], [0, 0, 0], "o-", gid="line")

    figure = build(draw, lambda a: {"line": [99, 99, 99] if a == 1 else [1, 2, 3]})
    group = drawn(figure)
    assert group.get("visibility") is None and len(nodes(group, ("path",))) == 1
    use = [n for n in nodes(group, ("use",)) if "display: none" in n.get("style")]
    assert use and use[0].get("href").startswith("#live-")


def test_points_of_many_looks_out_of_view_send_their_looks():
    def draw(ax):
        ax.scatter([1, 2, 3], [1, 2, 3], c=["#ff0000", "#00ff00", "#0000ff"], gid="points")

    def build_with(first):
        return build(draw, lambda a: {"points": ([1, 2, 3], first if a == 1 else [1, 2, 3])}).meta["parts"][0]

    styles = build_with([np.nan, 2, 3])["styles"]
    assert [re.search("fill: (#.{6})", one)[1] for one in styles] == ["#ff0000", "#00ff00", "#0000ff"]
    assert "styles" not in build_with([1, 2, 3])


def test_lines_of_words_have_the_anchor_of_the_text():
    def draw(ax):
        for k, ha in enumerate(("left", "center", "right")):
            ax.text(5, k, "", ha=ha, gid=ha)

    figure = build(draw, lambda a: {ha: f"one\ntwo {a}" for ha in ("left", "center", "right")})
    where = figure._stage.parts[0].space.page([[5, 0]], (True, True))[0, 0]
    for k, anchor in enumerate(("start", "middle", "end")):
        lines = nodes(drawn(figure, k), ("text",))
        assert [n.get("text-anchor") for n in lines] == [anchor] * 2
        assert all(n.get("transform").startswith(f"translate({where:.4f} ") for n in lines)


def test_what_a_part_lacks_is_counted_as_the_script_counts():
    figure = build(lambda ax: ax.bar([1, 2], [1, 2], gid="bars"), lambda a: {"bars": [a, a]})
    (part,) = figure._stage.parts
    whole = tree('<g id="p0"><path/></g><g id="p0-1"><path/></g>')
    assert part.ids == ["p0", "p0-1"] and follow.lacks(whole, part) is None
    assert follow.lacks(tree('<g id="p0"><path/></g>'), part).startswith("it has no lines of its own in the picture")
    twice = tree('<g id="p0"><path/><path/></g><g id="p0-1"><path/></g>')
    assert follow.lacks(twice, part) == "matplotlib draws it with 2 <path>; 1 is needed"
    none = tree('<g id="p0"><defs><path/></defs></g><g id="p0-1"><path/></g>')
    assert follow.lacks(none, part) == "matplotlib draws it with 0 <path>; 1 is needed"
    scatter = build(lambda ax: ax.scatter([1], [1], gid="x"), lambda a: {"x": ([a], [a])})._stage.parts[0]
    assert follow.lacks(tree('<g id="p0"><use/><path/></g>'), scatter) is None
    assert (
        follow.lacks(tree('<g id="p0"/>'), scatter)
        == "matplotlib draws it with 0 <path> or <use>; one or more are needed"
    )


def test_places_are_compared_with_matplotlibs():
    figure = build(lambda ax: ax.plot([1, 2], [1, 2], gid="x"), lambda a: {"x": [a, a]})
    stage, state = figure._stage, figure._drawn((1,))
    stage.draw(state)
    follow.check_places(stage, state)
    slope = stage.parts[0].space.box[2] / 10  # points to a unit of x
    for off, fails in ((0.9, False), (1.1, True), (-1.1, True)):
        numbers = {"x": state[0][0]["x"] + off * follow.TOLERANCE / slope, "y": state[0][0]["y"]}
        if fails:
            with pytest.raises(LiveFigureError, match=r"gid 'x': the page would draw it 0\.1 points off"):
                follow.check_places(stage, [(numbers, {})])
        else:
            follow.check_places(stage, [(numbers, {})])


def test_what_stands_outside_the_figure_is_named():
    with pytest.raises(LiveFigureError, match="gid 'x': it has no lines of its own in the picture"):
        build(lambda ax: ax.annotate("", (1, 1), gid="x"), lambda a: {"x": a > 0})


def test_a_figure_is_laid_out_once():
    fig, axes = plt.subplots(1, 2, layout="constrained", figsize=(4, 3))
    axes[0].set_aspect("equal")
    picture.freeze(fig)
    places = [ax.get_position().bounds for ax in axes]
    assert fig.get_dpi() == 72
    axes[0].set_ylabel("a\nlong\nlabel")
    fig.draw_without_rendering()
    assert [ax.get_position().bounds for ax in axes] == places
    plt.close(fig)


def test_a_figure_without_layout_stays_without_after_it_was_shown(recwarn):
    with plt.rc_context({"figure.constrained_layout.use": True}):
        fig = plt.figure(layout="none")
        fig.add_axes((0.1, 0.2, 0.3, 0.4))
        fig.savefig(io.BytesIO(), bbox_inches="tight")  # as a notebook does at the end of a cell
        picture.freeze(fig)
    assert not recwarn.list and fig.axes[0].get_position().bounds == pytest.approx((0.1, 0.2, 0.3, 0.4))


def test_lines_of_a_script_that_fills_them_stand_further_apart():
    def apart(code):
        fig = plt.figure(figsize=(3, 2))
        fig.text(0.1, 0.5, "two\nlines", fontsize=10)
        words.set_language(code)
        try:
            drawn = still.Picture(fig, alt="Two lines.").svg
        finally:
            words.set_language("en")
        first, second = (float(y) for y in re.findall(r"translate\([\d.]+ ([\d.]+)\)", drawn))
        return second - first

    assert apart("zh") > 1.1 * apart("en")


def test_a_language_of_square_letters_is_laid_out_for_the_letters_of_a_phone():
    def left(code):
        fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
        ax.set_yticks([0, 1], ["a long name", "another"], fontsize=9)
        words.set_language(code)
        try:
            picture.freeze(fig)
        finally:
            words.set_language("en")
        assert ax.get_yticklabels()[0].get_fontsize() == 9
        return ax.get_position().x0

    assert left("zh") > 1.3 * left("en")
