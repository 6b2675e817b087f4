"""What the page draws is what matplotlib draws, at every stop, for every kind of artist."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from livefigure import to_svg

from . import gallery
from .conftest import write_site

pytestmark = pytest.mark.browser

MOVES = {  # positions as indices of the controls
    "lines": [(15, 0), (0, 8), (3, 5)],
    "fills": [(0,), (6,), (3,)],
    "bars": [(0,), (8,), (5,)],
    "scatter": [(0,), (8,), (3,)],
    "tiles": [(1, 0), (0, 5), (1, 5)],
    "scales": [(0, 0), (3, 3), (1, 2)],
    "hidden": [(1,), (2,), (0,)],
    "linked": [(8, 1), (0, 0), (3, 1)],
}
TOLERANCE = 0.05  # points

READ = """
([n, gid]) => {
  const root = document.querySelectorAll(".live-figure")[n];
  const meta = globalThis.liveFigureTables[root.dataset.key].meta, out = [];
  for (const p of meta.parts.filter(p => p.gid === gid)) for (const id of p.ids) {
    const g = root.querySelector(`[id="${root.id}-s${meta.spaces[p.space].picture}-${id}"]`);
    const shift = g.getAttribute("transform") ?? "";
    if (g.getAttribute("visibility") === "hidden") continue;
    for (const n of g.querySelectorAll("path, use, text")) {
      if (n.closest("defs") || n.style.display === "none") continue;
      out.push({ tag: n.tagName, d: n.getAttribute("d"), x: n.getAttribute("x"), y: n.getAttribute("y"),
                 move: (n.getAttribute("transform") ?? "") + shift, fill: n.style.fill || n.parentNode.style.fill,
                 stroke: n.style.stroke, text: n.textContent });
    }
  }
  return out;
}
"""


def points(d):
    """Return the corners of a path, H and V written out; curves give their control points."""
    out, here = [], [0.0, 0.0]
    for letter, rest in re.findall(r"([MLHVQCz])([^MLHVQCz]*)", d or ""):
        numbers = [float(v) for v in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", rest)]
        if letter in "HV":
            here = [numbers[0], here[1]] if letter == "H" else [here[0], numbers[0]]
            out.append(here)
        for k in range(0, len(numbers) - 1, 2) if letter in "MLQC" else ():
            here = numbers[k : k + 2]
            out.append(here)
    return np.array(out).reshape(-1, 2)


def shape(one):
    """Return the corners of an element where it stands."""
    at = points(one["d"]) if one["d"] is not None else np.array([[float(one["x"] or 0), float(one["y"] or 0)]])
    for x, y in re.findall(r"translate\((-?[\d.]+) (-?[\d.]+)\)", one["move"]):
        at = at + [float(x), float(y)]
    return at


def matplotlib_draws(figure, gid, at):
    """Return the elements of `gid` in matplotlib's own drawing at the position indices `at`."""
    figures = figure.draw_at(**figure._model.values(at))
    trees = [ET.fromstring(to_svg(f, prefix="")) for f in (figures if isinstance(figures, list) else [figures])]
    out = []
    for tree in trees:
        for group in tree.iterfind(f".//*[@id='{gid}']"):
            inside = {id(n) for defs in group.iter("{http://www.w3.org/2000/svg}defs") for n in defs.iter()}
            for n in group.iter():
                tag = n.tag.split("}")[1]
                if tag not in ("path", "use", "text") or id(n) in inside:
                    continue
                if tag == "use" and gid == "painted":
                    d = tree.find(f".//*[@id='{n.get('{http://www.w3.org/1999/xlink}href')[1:]}']").get("d")
                    at = f"translate({n.get('x')} {n.get('y')})"
                    out.append({"tag": "path", "d": d, "x": None, "y": None, "text": None, "move": at, "fill": ""})
                    continue
                style = dict(p.split(": ", 1) for p in (n.get("style") or "").split("; ") if ": " in p)
                out.append(
                    {"tag": tag, "d": n.get("d"), "x": n.get("x"), "y": n.get("y"), "text": n.text}
                    | {"move": n.get("transform") if tag == "text" and n.get("x") is None else ""}
                    | {"fill": style.get("fill", ""), "stroke": style.get("stroke", "")}
                )
                if out[-1]["tag"] == "path" and n.get("d") is None:
                    out.pop()  # a path without a corner
    return out


def color(css):
    """Return an ``rgb()`` or hex colour as hex; a CSS variable as its fallback."""
    found = re.match(r"rgb\((\d+), (\d+), (\d+)\)", css)
    if found:
        return "#" + "".join(f"{int(v):02x}" for v in found.groups())
    return re.sub(r"var\(--[\w-]+, *(.*)\)", r"\1", css)


@pytest.fixture(scope="module")
def figures():
    return {name: gallery.build(name) for name in MOVES}


@pytest.fixture(scope="module")
def stage(figures, chromium, serve, tmp_path_factory):
    from .conftest import Visit

    folder = write_site(tmp_path_factory.mktemp("drawn") / "course", {"all": list(figures.values())})
    one = Visit(chromium, serve(folder.parent) + "course/lessons/all.html").ready(len(MOVES))
    yield one
    assert one.complaints == []
    one.close()


MOVE = """
([n, at]) => {
  const rows = document.querySelectorAll(".live-figure")[n].querySelectorAll("[data-control]");
  rows.forEach((row, k) => {
    const range = row.querySelector("input[type=range]"), select = row.querySelector("select");
    const node = range ?? select ?? row.querySelectorAll("input")[at[k]];
    if (range) range.value = at[k]; else if (select) select.selectedIndex = at[k]; else node.checked = true;
    node.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
"""


def move(page, number, at):
    page.evaluate(MOVE, [number, list(at)])


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, ats in MOVES.items() for at in ats])
def test_the_page_draws_what_matplotlib_draws(figures, stage, name, at):
    figure, number = figures[name], list(MOVES).index(name)
    move(stage.page, number, at)
    gids = [gid for gid in figure._stage.movers if not gid.startswith("axes:") and gid != "legend"]
    assert gids
    for gid in gids:
        mine, theirs = stage.page.evaluate(READ, [number, gid]), matplotlib_draws(figure, gid, at)
        if gid in ("colored", "plain"):
            compare_markers(figure, gid, mine, theirs)
            continue
        if gid == "estimate":  # line, caps and stems: matplotlib draws them in another order
            mine, theirs = (
                [*sorted(e, key=lambda one: (one["tag"], *shape(one).mean(axis=0)))] for e in (mine, theirs)
            )
        assert len(mine) == len(theirs), (gid, mine, theirs)
        for a, b in zip(mine, theirs, strict=True):
            if a["tag"] == "text":
                assert a["text"] == b["text"], gid
            if gid == "two lines":  # each line is anchored at its middle here, at its computed left end there
                assert abs(shape(a)[0, 1] - shape(b)[0, 1]) <= TOLERANCE
                continue
            compare(gid, shape(a), shape(b))
            if gid != "painted":  # its colour stands in the SVG and does not move
                assert color(a["fill"]) == color(b["fill"]), gid


def compare(gid, a, b):
    """Corners may begin elsewhere on an outline and repeat; each must lie on a corner of the other."""
    assert len(a) and len(b), gid
    far = np.abs(a[:, None, :] - b[None, :, :]).max(axis=2)
    assert far.min(axis=1).max() <= TOLERANCE, (gid, a, b)
    assert far.min(axis=0).max() <= TOLERANCE, (gid, a, b)


def compare_markers(figure, gid, mine, theirs):
    part = next(p for p in figure._stage.parts if p.gid == gid)
    corners = part.artist.get_paths()[0].vertices * np.sqrt(part.artist.get_sizes()[:1, None])
    boxes = [np.array([s.min(axis=0), s.max(axis=0)]) for s in map(shape, mine)]
    if theirs and theirs[0]["tag"] == "use":
        out = [shape(t)[0] + np.array([[1, -1]]) * corners for t in theirs]
        others = [np.array([s.min(axis=0), s.max(axis=0)]) for s in out]
    else:
        others = [np.array([s.min(axis=0), s.max(axis=0)]) for s in map(shape, theirs)]
    assert len(boxes) == len(others), gid
    for a, b in zip(boxes, others, strict=True):
        assert np.abs(a - b).max() <= TOLERANCE, (gid, a, b)
    assert [color(m["fill"]) for m in mine] == [color(t["fill"]) for t in theirs], gid


def test_moving_limits_bring_their_ticks(figures, stage):
    move(stage.page, list(MOVES).index("scales"), (1, 3))
    words = stage.page.evaluate(
        "n => [...document.querySelectorAll('.live-figure')[n].querySelectorAll('[id*=-xa], [id*=-ya]')]"
        ".concat([...document.querySelectorAll('.live-figure')[n].querySelectorAll('g:not([id]) > g > text')])"
        ".map(g => g.textContent.trim())",
        list(MOVES).index("scales"),
    )
    assert {"0", "10", "20", "30", "40"} <= set(words)


def test_resting_artists_follow_moving_limits(figures, stage):
    number, figure = list(MOVES).index("scales"), figures["scales"]
    move(stage.page, number, (2, 2))
    figure.draw_at(b=1.0, zoom=3).set_dpi(72)  # SVG points
    resting = [p for p in figure._stage.parts if p.gid.startswith("resting")]
    assert {p.kind for p in resting} == {"line", "text", "paths"}
    for part in (p for p in resting if p.kind == "line" and p.path):
        mine = points(stage.page.evaluate(READ, [number, part.gid])[0]["d"])
        true = part.artist.get_transform().transform(np.column_stack(part.artist.get_data()))
        true[:, 1] = figure._stage.figures[0].bbox.height - true[:, 1]
        assert np.abs(mine - true).max() <= TOLERANCE
