"""Every kind of artist in every way that matplotlib writes it: the page follows, or the build says that it cannot.

Run it with other versions of matplotlib too: it asks nothing of the course but `livefigure`.
"""

import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest

from livefigure import LiveFigure, LiveFigureError, to_svg

from . import matrix
from .conftest import Visit, write_site
from .test_drawn import color, points

pytestmark = pytest.mark.browser

TOLERANCE = 0.05  # points
START, POSITIONS = 1, (3, 0, 2, 1)
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"

READ = """
([n, at]) => {
  const root = document.querySelectorAll(".live-figure")[n];
  const meta = globalThis.liveFigureTables[root.dataset.key].meta;
  const range = root.querySelector("input[type=range]");
  if (at !== null) {
    range.value = at;
    range.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const one = (node, moved) => {
    const path = node.tagName === "use" ? document.getElementById(node.getAttribute("href").slice(1)) : node;
    const look = (key) => (path.style[key] && path !== node ? path.style[key] : getComputedStyle(node)[key]);
    return {
      tag: node.tagName === "text" ? "text" : "path",
      d: path.getAttribute("d"),
      x: node.getAttribute("x"), y: node.getAttribute("y"),
      move: [node.getAttribute("transform") ?? "", moved].join(" "),
      words: node.textContent,
      fill: look("fill"), fillOpacity: look("fillOpacity"), opacity: look("opacity"),
      stroke: look("stroke"), strokeOpacity: look("strokeOpacity"), width: look("strokeWidth"),
      dashes: look("strokeDasharray"),
    };
  };
  const isShown = (node) => getComputedStyle(node).visibility !== "hidden"
    && !node.closest("defs, [style*='display: none']");
  const parts = meta.parts.map((part) => part.ids.flatMap((id) => {
    const group = root.querySelector(`[id="${root.id}-s0-${id}"]`);
    const nodes = [...group.querySelectorAll("path, use, text")].filter(isShown);
    return nodes.map((node) => one(node, group.getAttribute("transform") ?? ""));
  }));
  const words = [...root.querySelectorAll("svg text")].filter(isShown).map((node) => node.textContent);
  return { parts, words, failed: root.dataset.failed !== undefined };
}
"""


def style(element):
    return dict(one.split(": ", 1) for one in (element.get("style") or "").split("; ") if one)


def matplotlib_draws(figure, at):
    """Return the elements of each part, and all words, in matplotlib's own drawing."""
    with mpl.rc_context({"path.simplify": False}):
        fig = figure.draw_at(a=at)
        named = [(a, f"q{n}-{i}") for n, part in enumerate(figure._stage.parts) for i, a in enumerate(part.artists())]
        before = [a.get_gid() for a, _ in named]
        for artist, name in named:
            artist.set_gid(name)
        tree = ET.fromstring(to_svg(fig, prefix=""))
        for (artist, _), gid in zip(named, before, strict=True):
            artist.set_gid(gid)
    ids = {el.get("id"): el for el in tree.iter() if el.get("id")}
    inside = {id(el) for defs in tree.iter(SVG + "defs") for el in defs.iter()}

    def one(el):
        path = ids[el.get(HREF)[1:]] if el.tag == SVG + "use" else el
        look = style(el) | (style(path) if path is not el else {})
        return {
            "tag": "text" if el.tag == SVG + "text" else "path",
            "d": path.get("d"), "x": el.get("x"), "y": el.get("y"),
            "move": el.get("transform") or "", "words": "".join(el.itertext()),
            "fill": look.get("fill", "#000000"), "fillOpacity": look.get("fill-opacity", 1),
            "stroke": look.get("stroke", "none"), "strokeOpacity": look.get("stroke-opacity", 1),
            "opacity": look.get("opacity", 1), "width": look.get("stroke-width", "1"),
            "dashes": look.get("stroke-dasharray", "none"),
        }  # fmt: skip

    def drawn(group):
        tags = (SVG + "path", SVG + "use", SVG + "text")
        return [one(el) for el in group.iter() if el.tag in tags and id(el) not in inside]

    parts = [
        [el for i in range(len(part.artists())) for el in drawn(ids.get(f"q{n}-{i}", ET.Element("g")))]
        for n, part in enumerate(figure._stage.parts)
    ]
    return parts, [el["words"] for el in drawn(tree) if el["tag"] == "text"]


def corners(one):
    """Return the corners of an element where they stand."""
    at = points(one["d"]) if one["tag"] == "path" else np.zeros((1, 2))
    if one["x"] is not None:
        at = at + [float(one["x"]), float(one["y"])]
    for x, y in re.findall(r"translate\((-?[\d.]+)[ ,]+(-?[\d.]+)\)", one["move"]):
        at = at + [float(x), float(y)]
    return at


def paint(one, key):
    """Return a colour as hex and its opacity; None if nothing is seen of it."""
    css, alpha = str(one[key]), float(one[key + "Opacity"])
    found = re.match(r"rgba\((\d+), (\d+), (\d+), ([\d.]+)\)", css)
    if found:
        css, alpha = "#" + "".join(f"{int(v):02x}" for v in found.groups()[:3]), alpha * float(found[4])
    css = color(css)
    if css == "none" or alpha == 0 or (key == "stroke" and float(str(one["width"]).removesuffix("px")) == 0):
        return None
    return "url" if css.startswith("url") else css, round(alpha, 2)


def alike(a, b):
    return a == b or None not in (a, b) and a[0] == b[0] and abs(a[1] - b[1]) <= 0.011


def in_view(elements, box):
    """Leave out what stands beside the picture, where matplotlib writes no marker, and texts without words."""
    out = []
    for one in elements:
        at = corners(one)
        if not len(at) or (one["tag"] == "text" and not one["words"]):
            continue
        low, high = at.min(axis=0), at.max(axis=0)
        if one["x"] is not None and (high - low < 30).all():  # a marker
            low = high = (low + high) / 2
        if (low < box).all() and (high > 0).all():
            out.append((one, at))
    return out


def joined(elements):
    """Return the runs of a fill as one path, as the page draws them."""
    return (
        [elements[0] | {"d": " ".join(one["d"] for one in elements)}]
        if elements and all(one["d"] and one["x"] is None for one in elements)
        else elements
    )


def compare(mine, theirs, box, what):
    """Compare two lists of elements: where their corners stand, their words, their colours."""
    several = len(mine) > 1 and mine[0]["tag"] == "text"  # each line is anchored at its middle here
    mine, theirs = in_view(mine, box), in_view(theirs, box)
    assert [one["tag"] for one, _ in mine] == [one["tag"] for one, _ in theirs], what
    for (a, a_at), (b, b_at) in zip(mine, theirs, strict=True):
        assert a["words"].strip() == b["words"].strip() or a["tag"] == "path", what
        gap = np.abs(a_at[:, None] - b_at[None])[..., 1 if several else 0 :]
        far = gap.max(axis=2)
        seen = [((at > 0) & (at < box)).all(axis=1) for at in (a_at, b_at)]  # a line is cut at the picture's edge
        assert far.min(axis=1)[seen[0]].max(initial=0) <= TOLERANCE, (what, a_at, b_at)
        assert far.min(axis=0)[seen[1]].max(initial=0) <= TOLERANCE, (what, a_at, b_at)
        for key in ("fill", "stroke"):
            assert alike(paint(a, key), paint(b, key)), (what, key, paint(a, key), paint(b, key))
        assert float(a["opacity"]) == float(b["opacity"]), what


@pytest.fixture(scope="module")
def figures():
    out = {}
    for name, case in matrix.MOVES.items():
        try:
            out[name] = matrix.build(case)
        except Exception as error:  # another version of matplotlib may not know the case; the others are still tried
            out[name] = error
    return out


@pytest.fixture(scope="module")
def stage(figures, chromium, serve, tmp_path_factory):
    whole = [one for one in figures.values() if isinstance(one, LiveFigure)]
    folder = write_site(tmp_path_factory.mktemp("matrix") / "course", {"all": whole})
    one = Visit(chromium, serve(folder.parent) + "course/lessons/all.html").ready(len(whole))
    one.place = {name: k for k, name in enumerate(n for n, f in figures.items() if isinstance(f, LiveFigure))}
    one.at_rest = {name: one.page.evaluate(READ, [k, None]) for name, k in one.place.items()}
    yield one
    one.close()


@pytest.mark.parametrize("name", matrix.MOVES)
def test_the_page_follows_as_matplotlib_draws(figures, stage, name):
    figure = figures[name]
    if isinstance(figure, Exception):
        raise figure
    number = stage.place[name]
    box = np.array(figure._stage.figures[0].get_size_inches()) * 72
    for at in (None, *POSITIONS):
        shown = stage.at_rest[name] if at is None else stage.page.evaluate(READ, [number, at])
        at = START if at is None else at
        parts, words = matplotlib_draws(figure, at)
        assert not shown["failed"], stage.complaints
        for part, mine, theirs in zip(figure._stage.parts, shown["parts"], parts, strict=True):
            if part.kind == "fill":
                theirs = joined(theirs)
            if part.kind != "limits":
                compare(mine, theirs, box, f"{name}, {part.gid}, a={at}")
        assert sorted(filter(None, shown["words"])) == sorted(filter(None, words)), (name, at)
    assert stage.complaints == []


@pytest.mark.parametrize("name", matrix.REFUSED)
def test_what_cannot_follow_is_refused_by_name(name):
    case, message = matrix.REFUSED[name]
    with pytest.raises(LiveFigureError) as caught:
        matrix.build(case)
    assert message in str(caught.value)
    assert re.search(r"gid '[\w: ]+'|projection", str(caught.value))
