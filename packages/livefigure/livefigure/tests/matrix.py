"""Kinds of artists x ways in which matplotlib writes them: what moves, and what is refused by name.

Each case draws on ordinary axes (0 to 10 both ways) and returns what `move` gives for `a` in 0, 1, 2, 3; the control
starts at 1.
"""

import datetime

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patheffects
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import BoundaryNorm, ListedColormap, LogNorm
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.transforms import Affine2D, offset_copy

from livefigure import LiveFigure, Slider

X = np.linspace(1, 9, 5)
COLORS = ["#d24b4b", "#2b7bba", "#1a8f6a", "#c96a08"]
MOVES, REFUSED = {}, {}


def build(case):
    """Return the LiveFigure of a case."""
    with mpl.rc_context({"figure.figsize": (3.2, 2.4), "path.simplify": False}):
        fig, ax = plt.subplots()
        ax.set(xlim=(0, 10), ylim=(0, 10))
        try:
            move = case(ax)
            return LiveFigure(fig, move, [Slider("a", 0, 3, step=1, value=1)], title=case.__name__, alt="A case.")
        finally:
            plt.close("all")


def moves(make, **ways):
    """Register a case for each way: `make(ax, **options)`."""
    for way, options in ways.items():

        def case(ax, options=options):
            return make(ax, **options)

        case.__name__ = f"{make.__name__}-{way}"
        MOVES[case.__name__] = case


def refused(make, **ways):
    """Register a case that cannot be built: options and what the error says."""
    for way, (options, message) in ways.items():

        def case(ax, options=options):
            return make(ax, **options)

        case.__name__ = f"{make.__name__}-{way}"
        REFUSED[case.__name__] = case, message


# ---- lines


def line(ax, *, y=None, color=None, start=None, **style):
    """A line whose height follows; `color` moves its colour, `y` shapes it."""
    ax.plot(X, X, gid="x", **style)
    heights = np.array([1, 4, 2, 5, 3.0]) if y is None else y

    def move(a):
        content = {"y": heights * (1 + a / 3) if start is None or a != 1 else start}
        return {"x": content | ({"color": COLORS[a]} if color else {})}

    return move


CLIP = Rectangle((1, 1), 5, 5)
moves(
    line,
    plain={},
    dashed={"linestyle": "--"},
    dash_list={"linestyle": (0, (5, 1, 2))},
    alpha={"alpha": 0.3},
    alpha_marked={"alpha": 0.3, "marker": "o"},
    marked={"marker": "o", "linestyle": "-."},
    marks_only={"marker": "s", "linestyle": "none"},
    marks_edged={"marker": "D", "markeredgecolor": "k", "markerfacecolor": "w"},
    marks_unfilled={"marker": "o", "fillstyle": "none"},
    marks_crossed={"marker": "x", "linestyle": ""},
    steps={"drawstyle": "steps"},
    steps_pre={"drawstyle": "steps-pre"},
    steps_mid={"drawstyle": "steps-mid"},
    steps_post={"drawstyle": "steps-post", "marker": "."},
    gaps_pre={"y": np.array([1, np.nan, 2, 5, 4]), "drawstyle": "steps-pre"},
    gaps_post={"y": np.array([1, 2, np.nan, 5, 4]), "drawstyle": "steps-post"},
    gaps={"y": np.array([1, np.nan, 2, 5, np.nan]), "marker": "o"},
    gaps_stepped={"y": np.array([1, 2, np.nan, 5, 4]), "drawstyle": "steps-mid"},
    unclipped={"clip_on": False, "marker": "^"},
    caps={"solid_capstyle": "round", "linewidth": 5},
    coloured={"color": True},
    coloured_alpha={"color": True, "alpha": 0.5, "marker": "o"},
    coloured_marks={"color": True, "marker": "o"},
    coloured_line_only={"color": True, "marker": "o", "markerfacecolor": "w", "markeredgecolor": "k"},
    coloured_edges={"color": True, "marker": "o", "fillstyle": "none"},
    unseen_at_first={"start": np.full(5, np.nan), "marker": "o"},
    far_at_first={"start": np.full(5, 99.0), "marker": "o"},
    marks_far_at_first={"start": np.array([-90, 99, -99, 99, -90.0]), "marker": "o"},
)
refused(
    line,
    markevery=({"marker": "o", "markevery": 2}, "markevery is set"),
    half_filled=({"marker": "o", "fillstyle": "left"}, "fillstyle is 'left'; allowed"),
    gapcolor=({"linestyle": "--", "gapcolor": "r"}, "gapcolor is set"),
    rasterized=({"rasterized": True}, "rasterized is set; what moves may have rasterized False"),
    outlined=({"path_effects": [patheffects.withStroke(linewidth=3)]}, "path_effects is set"),
    sketched=({"sketch_params": (1, 100, 2)}, "sketch_params is set"),
)


def transformed(ax, *, how):
    """A line that stands where a further transform puts it."""
    fig = ax.figure
    transform = {
        "turned": Affine2D().rotate_deg(20) + ax.transData,
        "shifted": offset_copy(ax.transData, fig=fig, x=5, y=5, units="points"),
        "figure": fig.transFigure,
    }[how]
    ax.plot(X / 10, X / 10, gid="x", transform=transform)
    return lambda a: {"x": X / (10 + a)}


refused(transformed, **{how: ({"how": how}, "points off; what moves") for how in ("turned", "shifted", "figure")})


def point(ax):
    """A single point and lines across the axes."""
    ax.plot([5], [5], "o", gid="point")
    ax.axvline(3, gid="across", linestyle=":")
    ax.axhline(3, gid="along", xmin=0.25, xmax=0.75)
    ax.plot(X / 10, X / 10, gid="share", transform=ax.transAxes)
    return lambda a: {"point": (2 + a, 8 - a), "across": 2.0 + a, "along": 7.0 - a, "share": (X / 10, X / (10 + a))}


moves(point, all={})


# ---- fills


def fill(ax, *, content=None, paint=False, gap=False, **style):
    """A fill between two curves."""
    ax.fill_between(X, 1, 2, gid="x", **style)
    low = np.where(X == 5, np.nan, 1.0) if gap else np.ones(5)

    def move(a):
        out = {"x": X, "y1": low, "y2": 3 + a * np.array([1, 0.5, 2, 0.2, 1])}
        return {"x": out | (content or {}) | ({"color": COLORS[a]} if paint else {})}

    return move


moves(
    fill,
    default={},
    color={"color": "#c96a08"},
    facecolor={"facecolor": "#c96a08"},
    alpha={"alpha": 0.4},
    color_alpha={"color": "#c96a08", "alpha": 0.4, "linewidth": 0},
    hatch={"hatch": "//"},
    color_hatch={"color": "#c96a08", "hatch": "xx"},
    edge_none={"facecolor": "#c96a08", "edgecolor": "none"},
    edge_set={"facecolor": "#c96a08", "edgecolor": "#000000", "linewidth": 2},
    edge_face={"edgecolor": "face"},
    where={"where": X < 6, "color": "#c96a08"},
    interpolate={"where": X < 6, "interpolate": True},
    where_twice={"where": [True, True, False, True, True]},
    gap={"gap": True, "color": "#c96a08"},
    step_pre={"content": {"step": "pre"}, "step": "pre"},
    step_mid={"content": {"step": "mid"}, "step": "mid", "color": "#c96a08"},
    step_post={"content": {"step": "post"}, "step": "post"},
    step_gap={"content": {"step": "mid"}, "gap": True},
    unclipped={"clip_on": False, "color": "#c96a08"},
    dashed={"linestyle": "--", "edgecolor": "#000000"},
)


def fill_coloured(ax, **style):
    """A fill whose colour moves."""
    ax.fill_between(X, 1, 2, gid="x", **style)
    return lambda a: {"x": {"x": X, "y1": 1, "y2": X + a, "color": COLORS[a]}}


moves(
    fill_coloured,
    default={},
    color={"color": "#c96a08"},
    alpha={"color": "#c96a08", "alpha": 0.4},
    own_alpha={"facecolor": (1, 0, 0, 0.5)},
    edge_set={"edgecolor": "#000000"},
)
refused(
    fill_coloured,
    many=({"where": [True, True, False, True, True], "facecolor": ["r", "g"]}, "facecolor has several values"),
    edges=({"edgecolor": ["r", "g"]}, "edgecolor has several values"),
    hatch=({"hatch": "//"}, "hatch is set; what changes its colour has none"),
    rasterized=({"rasterized": True}, "rasterized is set"),
)


def fill_sideways(ax, *, step=None, **style):
    """A fill between two curves that run upward."""
    ax.fill_betweenx(X, 1, 2, gid="x", step=step, **style)
    return lambda a: {"x": {"y": X, "x1": 1 + a, "x2": 4 + X / 3, **({"step": step} if step else {})}}


moves(fill_sideways, plain={}, color={"color": "#c96a08"}, post={"step": "post"}, mid={"step": "mid", "hatch": "o"})


def stack(ax, **style):
    """A stackplot."""
    ax.stackplot(X, np.ones((3, 5)), gid="x", **style)
    return lambda a: {"x": np.array([X / 5, np.full(5, 1 + a / 2), X[::-1] / 4])}


moves(stack, plain={}, colors={"colors": COLORS[:3], "alpha": 0.5}, edges={"edgecolor": "k"})


# ---- bars, segments, spans, shapes


def bars(ax, *, flat=False, paint=False, **style):
    """Bars that grow upward or sideways."""
    (ax.barh if flat else ax.bar)([1, 4, 7], [1, 2, 3], gid="x", **style)
    key = "width" if flat else "height"
    return lambda a: {"x": {key: [2 + a, 5 - a, a]} | ({"color": [COLORS[a], "k", "#ff000080"]} if paint else {})}


moves(
    bars,
    plain={},
    flat={"flat": True},
    edges={"edgecolor": "k", "linewidth": 3},
    colors={"color": COLORS[:3]},
    hatch={"hatch": "//", "alpha": 0.5},
    bottom={"bottom": [1, 2, 1]},
    widths={"width": [0.5, 1, 1.5], "align": "edge"},
    coloured={"paint": True},
    coloured_alpha={"paint": True, "alpha": 0.5, "edgecolor": "k"},
    coloured_flat={"paint": True, "flat": True},
)


def bars_named(ax):
    """Bars over categories and a logarithmic axis."""
    ax.clear()
    ax.bar(["one", "two"], [10, 20], gid="x")
    ax.set(yscale="log", ylim=(1, 1000))
    return lambda a: {"x": [10.0 ** (a / 2 + 0.5), 40]}


moves(bars_named, log={})


def estimate(ax, *, content=None, **style):
    """Points with errors."""
    ax.errorbar(X, X, gid="x", **style)
    return lambda a: {"x": {"y": X[::-1] * 0.8 + a / 3} | (content or {"yerr": 0.4 + a / 4})}


TWO = {"xerr": [[0.1, 0.2, 0.3, 0.4, 0.5], [0.5] * 5], "yerr": 0.5}
moves(
    estimate,
    plain={"yerr": 1},
    marked={"yerr": 1, "fmt": "o"},
    capped={"yerr": 1, "capsize": 3},
    sideways={"xerr": 1, "capsize": 3, "content": {"xerr": 0.5}},
    both={"xerr": 1, "yerr": 1, "capsize": 3, "fmt": "s", "content": TWO},
    styled={"yerr": 1, "ecolor": "r", "elinewidth": 3, "capthick": 2, "capsize": 4, "alpha": 0.5},
)
refused(
    estimate,
    limits=({"yerr": 1, "lolims": True, "capsize": 3}, "ends of its errors"),
    every=({"yerr": 1, "errorevery": 2}, "ends of its errors"),
)


def stems(ax, *, flat=False, color=False, **style):
    """Vertical or horizontal lines."""
    (ax.hlines if flat else ax.vlines)(X, 1, 2, gid="x", **style)
    ends = ("xmin", "xmax") if flat else ("ymin", "ymax")
    return lambda a: {"x": {ends[0]: a, ends[1]: X / 2 + 4} | ({"color": [COLORS[a], "k"]} if color else {})}


moves(
    stems,
    plain={},
    flat={"flat": True},
    colors={"colors": COLORS},
    dashed={"linestyles": "--", "linewidth": 3, "alpha": 0.5},
    styles={"linestyles": ["--", ":", "-"], "linewidths": [1, 2]},
    coloured={"color": True},
    coloured_alpha={"color": True, "alpha": 0.5},
)


def one_stem(ax):
    """A single segment, of one colour."""
    ax.vlines([5], 1, 2, color="#c96a08", gid="x")
    ax.add_collection(LineCollection([[(1, 1), (2, 3), (3, 2)]], colors=["#c96a08"], gid="bent"))
    return lambda a: {"x": {"ymax": 4 + a}, "bent": np.array([[(1, 1), (2 + a, 3 + a), (3 + a, 2)]])}


moves(one_stem, all={})


def segments_mapped(ax, *, color):
    """Segments whose colours stand for numbers."""
    ax.add_collection(LineCollection([[(1, 1), (2, 3)], [(3, 1), (4, 3)]], array=[1, 2], gid="x"))
    return lambda a: {"x": {"ymax": 4 + a} | ({"color": "r"} if color else {})}


moves(segments_mapped, still={"color": False})
refused(segments_mapped, coloured=({"color": True}, "it has a colour map"))


def spans(ax, *, color=False, **style):
    """Strips across the axes."""
    ax.axvspan(1, 2, gid="across", **style)
    ax.axhspan(1, 2, gid="along", xmin=0.1, xmax=0.9, **style)
    extra = (lambda a: {"color": COLORS[a]}) if color else lambda a: {}
    return lambda a: {
        "across": {"lo": 1 + a, "hi": 3 + 2 * a} | extra(a),
        "along": {"lo": 2 - a / 2, "hi": 4} | extra(a),
    }


moves(
    spans,
    plain={},
    painted={"facecolor": "#c96a08", "alpha": 0.3},
    edged={"edgecolor": "k", "hatch": "/"},
    coloured={"color": True, "alpha": 0.4},
)


def shapes(ax):
    """Single patches."""
    ax.add_patch(Rectangle((1, 1), 2, 2, color="#c96a08", gid="box"))
    ax.add_patch(Polygon([(4, 4), (6, 4), (5, 6)], fc="none", ec="k", ls="--", gid="wedge"))
    ax.add_patch(Rectangle((0.1, 0.8), 0.2, 0.1, transform=ax.transAxes, alpha=0.5, gid="share"))
    ax.fill([7, 8, 9], [1, 3, 1], "g", gid="filled")
    return lambda a: {
        "box": (1, 1 + a, 2 + a, 2),
        "wedge": {"xy": [(4, 4), (6 + a, 4), (5, 6 + a)]},
        "share": (0.1, 0.8, 0.2 * a + 0.01, 0.1),
        "filled": {"xy": [(7, 1), (8, 3 + a), (9, 1), (7, 1)], "color": COLORS[a]},
    }


def turned(ax):
    """A rectangle with an angle."""
    ax.add_patch(Rectangle((3, 1), 2, 2, angle=30, gid="x"))
    return lambda a: {"x": (3, 1, 2 + a, 2)}


def round_shape(ax):
    """A circle."""
    ax.add_patch(Circle((3, 3), 2, gid="x"))
    return lambda a: {"x": (3, a)}


moves(shapes, all={})
refused(turned, angle=({}, "points off; what moves stands in data coordinates"))
refused(round_shape, circle=({}, "a Circle cannot move; allowed: lines"))


# ---- points and tiles


def points(ax, *, content=lambda a: {}, first=None, **style):
    """A scatter."""
    ax.scatter(X, X, gid="x", **style)

    def move(a):
        y = np.array([1, 5, 3, 7, 2]) + a * 0.7
        if first is not None and a == 1:
            y = first
        return {"x": {"x": X, "y": y} | content(a)}

    return move


GAPS = np.array([np.nan, 2, 3, np.nan, 5])
moves(
    points,
    plain={},
    sizes={"s": [10, 40, 90, 160, 20]},
    colors={"c": COLORS + ["#000000"]},
    colors_gaps={"c": COLORS + ["#000000"], "first": GAPS},
    colors_far={"c": COLORS + ["#000000"], "first": GAPS * 50, "edgecolors": ["k", "r"]},
    none_at_first={"c": COLORS + ["#000000"], "first": GAPS * np.nan},
    edges={"edgecolors": "k", "linewidths": [1, 2]},
    alpha={"alpha": 0.3},
    unfilled={"marker": "x"},
    hollow={"facecolors": "none", "edgecolors": "r"},
    star={"marker": "*", "s": 200},
    plus={"marker": "+", "color": "r"},
    resized={"content": lambda a: {"sizes": [10 * a + 1, 40, 90, 16, 20]}},
    coloured={"content": lambda a: {"color": COLORS[a]}},
    coloured_list={"content": lambda a: {"color": [COLORS[a], "#000000"]}, "alpha": 0.5},
    coloured_edged={"content": lambda a: {"color": COLORS[a]}, "edgecolors": "k"},
    mapped={"c": X, "content": lambda a: {"values": X[::-1] + a}},
    mapped_edges={"c": X, "edgecolors": "k", "content": lambda a: {"values": X[::-1] + a}},
    mapped_alpha={"c": X, "alpha": 0.4, "content": lambda a: {"values": X[::-1] + a}},
    mapped_gap={"c": X, "content": lambda a: {"values": np.where(X == 1, np.nan if a == 1 else a, X)}},
    mapped_still={"c": X},
)
refused(
    points,
    values_without_map=({"content": lambda a: {"values": X}}, "drawn without c="),
    colour_with_map=({"c": X, "content": lambda a: {"color": "r"}}, "it has a colour map"),
    alphas=({"alpha": [0.1, 0.2, 0.3, 0.4, 0.5]}, "alpha is set; what moves may have alpha one number"),
)


def single_point(ax):
    """A scatter of one point, and one of two."""
    ax.scatter([1], [1], gid="one")
    ax.scatter([1, 2], [1, 2], c=["r", "g"], gid="two")
    return lambda a: {"one": ([5], [2 + a]), "two": ([1 + a, 3], [4, 5 + a])}


moves(single_point, all={})

SQUARES = [[(k, 0), (k + 0.9, 0), (k + 0.9, 5), (k, 5)] for k in range(4)]


def tiles(ax, *, first=None, content=None, count=4, **style):
    """Polygons that stay and whose colours stand for numbers."""
    given = {"array": np.arange(float(count)), "clim": (0, 10)} if content is None else {}
    ax.add_collection(PolyCollection(SQUARES[:count], gid="x", **(given | style)))
    values = np.array([1, 3, 5, 7.0])[:count]

    def move(a):
        if content is not None:
            return {"x": content(a)}
        return {"x": np.array(first, float) if first is not None and a == 1 else values + a}

    return move


NAN = float("nan")
moves(
    tiles,
    plain={},
    one={"count": 1},
    one_edged={"count": 1, "edgecolors": "face"},
    edges={"edgecolors": "k", "linewidths": 2},
    edges_face={"edgecolors": "face"},
    alpha={"alpha": 0.4},
    missing_at_first={"first": [NAN, 2, NAN, 4]},
    missing_edged={"first": [NAN, 2, NAN, 4], "edgecolors": "face", "alpha": 0.5},
    steps={"norm": BoundaryNorm([0, 2, 4, 6, 11], 4), "cmap": ListedColormap(COLORS), "clim": None},
    masks={"norm": BoundaryNorm([0, 4, 11], 2), "cmap": ListedColormap(["black", (0, 0, 0, 0)]), "clim": None},
    log={"norm": LogNorm(1, 10), "clim": None},
    named={"content": lambda a: {"color": [COLORS[a], "k", "w", "#00ff0080"]}, "facecolors": COLORS},
    named_one={"content": lambda a: {"color": COLORS[a]}, "facecolors": COLORS, "edgecolors": "face"},
)
refused(
    tiles,
    hatch=({"hatch": "//"}, "hatch is set"),
    half_seen=({"cmap": ListedColormap([(1, 0, 0, 0.5), "k"])}, "half transparent"),
    colour_with_map=({"content": lambda a: {"color": "r"}, "array": np.arange(4.0)}, "it has a colour map"),
)


def mesh(ax, *, how="flat", **style):
    """A pcolormesh."""
    size = 3 if how == "gouraud" else 2
    ax.pcolormesh([1, 5, 9], [1, 5, 9], np.ones((size, size)), vmin=0, vmax=10, shading=how, gid="x", **style)
    return lambda a: {"x": np.arange(size**2) + a}


moves(mesh, plain={}, edges={"edgecolors": "k"}, face={"edgecolors": "face"})
refused(mesh, smooth=({"how": "gouraud"}, "<path>; 9 are needed"), rasterized=({"rasterized": True}, "rasterized"))


def polygons(ax, *, color=False, offsets=None, count=3, **style):
    """Polygons that move."""
    ax.add_collection(PolyCollection(SQUARES[:count], offsets=offsets, gid="x", **style))
    moved = np.array(SQUARES[:count])
    extra = (lambda a: {"color": [COLORS[a], "k"]}) if color else lambda a: {}
    return lambda a: {"x": {"polygons": moved * [1.2, 1 + a / 4]} | extra(a)}


moves(
    polygons,
    plain={},
    one={"count": 1, "color": False, "facecolors": "#c96a08", "edgecolors": "#c96a08"},
    edges={"facecolors": COLORS, "edgecolors": "k"},
    coloured={"color": True, "edgecolors": "face"},
    coloured_alpha={"color": True, "alpha": 0.5},
)
refused(polygons, offsets=({"offsets": [(9, 9)]}, "points off"))


# ---- words


def words(ax, *, content=lambda a: {"text": f"step {a}"}, text="", at=(5, 5), **style):
    """A text."""
    ax.text(*at, text, gid="x", **style)
    return lambda a: {"x": content(a)}


def placed(a):
    """Return words with a place that moves."""
    return {"text": "here", "x": 3 + a, "y": 6 - a}


moves(
    words,
    plain={},
    number={"content": lambda a: 1.5 * a, "text": "k = {:.1f}"},
    numbers={"content": lambda a: (a, a / 7, 1000.5 * a), "text": "{:d}, {:.1%} and {:+,.0f}"},
    placed={"content": placed},
    right={"content": placed, "ha": "right", "va": "top"},
    turned={"rotation": 30, "rotation_mode": "anchor"},
    upright={"content": placed, "rotation": "vertical", "ha": "center", "rotation_mode": "anchor"},
    coloured={"content": lambda a: placed(a) | {"color": COLORS[a]}, "alpha": 0.5},
    none_at_first={"content": lambda a: None if a == 1 else "there"},
    empty_at_first={"content": lambda a: "" if a == 1 else "there"},
    markup={"content": lambda a: f"<b> & {a}"},
    unclipped={"content": placed, "clip_on": True},
)
refused(
    words,
    turned=({"rotation": 30}, "rotation is 30.0; words that move are turned with rotation_mode='anchor' only"),
    boxed=({"bbox": {"fc": "w"}}, "a box around"),
    outlined=({"path_effects": [patheffects.withStroke(linewidth=3)]}, "path_effects is set"),
    precision=({"text": "{:.2d}", "content": lambda a: 1.0 * a}, "is not understood; allowed fields"),
)


def shares(ax):
    """Texts in fractions of the axes and of the figure."""
    ax.text(0.5, 0.5, "", gid="axes", transform=ax.transAxes)
    ax.figure.text(0.5, 0.5, "", gid="figure")
    return lambda a: {
        "axes": {"text": "here", "x": 0.2 + a / 5, "y": 0.5},
        "figure": {"text": "there", "x": 0.2, "y": 0.3 + a / 10},
    }


moves(shares, all={})


def note(ax, *, content=lambda a: f"step {a}", **style):
    """An annotation."""
    ax.annotate("at", (5, 5), gid="x", **style)
    return lambda a: {"x": content(a)}


ARROW = {"xytext": (7, 7), "arrowprops": {"arrowstyle": "->"}}
moves(
    note,
    plain={},
    placed={"content": placed},
    offset={"xytext": (5, 5), "textcoords": "offset points"},
    shown={"content": lambda a: a != 2, **ARROW},
)
refused(
    note,
    arrow_moved=({"content": placed, **ARROW}, "an annotation with an arrow cannot change"),
    arrow_words=(ARROW, "an annotation with an arrow cannot change"),
    offset_moved=({"content": placed, "xytext": (5, 5), "textcoords": "offset points"}, "points off"),
)


def lines_of_words(ax):
    """Texts of two lines, at each side."""
    for k, ha in enumerate(("left", "center", "right")):
        ax.text(5, 2 + 3 * k, "", ha=ha, gid=ha)
    return lambda a: {ha: {"text": f"{ha}\n{'long ' * a}", "x": 4 + a} for ha in ("left", "center", "right")}


moves(lines_of_words, all={})


# ---- axes


def scales(ax, *, x="linear", y="linear", turned=False):
    """All kinds on other scales."""
    ax.set(xscale=x, yscale=y, xlim=(1, 100), ylim=(100, 1) if turned else (1, 100))
    ax.plot(X, X, "o-", gid="line")
    ax.fill_between(X, 1, 2, color="#c96a08", gid="fill")
    ax.scatter(X, X, gid="points")
    ax.text(5, 5, "", gid="words")
    ax.vlines(X, 1, 2, gid="stems")
    ax.axvspan(1, 2, gid="span")
    ax.plot(X, X, drawstyle="steps-mid", gid="stairs")
    ax.fill_between(X, 1, 2, step="mid", gid="steps")
    return lambda a: {
        "stairs": X + a,
        "steps": {"x": X, "y1": 1, "y2": X + a, "step": "mid"},
        "line": X ** (1 + a / 4),
        "fill": (X, X, X ** (1.2 + a / 8)),
        "points": (X * (1 + a), X + a),
        "words": {"text": "here", "x": 5 * (1 + a), "y": 20 / (1 + a)},
        "stems": {"ymax": 10.0 * (1 + a)},
        "span": (2 + a, 5 * (2 + a)),
    }


moves(
    scales, log={"x": "log", "y": "log"}, half={"y": "log"}, turned={"turned": True}, both={"x": "log", "turned": True}
)


def beside(ax, *, how):
    """Twin, shared and inset axes."""
    other = ax.twinx() if how == "twin" else ax.inset_axes([0.5, 0.5, 0.4, 0.4])
    other.set_ylim(0, 100)
    if how == "inset":
        other.set_xlim(0, 10)
    ax.plot(X, X, gid="left")
    other.plot(X, X, gid="right")
    return lambda a: {"left": X * (1 + a) / 4, "right": 10 * X / (1 + a)}


moves(beside, twin={"how": "twin"}, inset={"how": "inset"})


def dates(ax):
    """A line over dates."""
    days = [datetime.date(2020, 1, day) for day in (1, 5, 9)]
    ax.clear()
    ax.plot(days, [1, 2, 3], gid="x")
    return lambda a: {"x": (days, [1, 2 + a / 3, 3])}


moves(dates, plain={})


def limits(ax, *, log=False, resting=None):
    """Limits that move under artists that rest and artists that move."""
    ax.plot(X, X, gid="x")
    ax.plot([2, 8], [2, 2], "k--")
    ax.plot([3], [3], "o")
    ax.fill_between(X, 1, 2, color="#c96a08")
    ax.bar([2, 4], [1, 2], width=0.5)
    ax.scatter([5, 6], [5, 6], c=["r", "g"])
    ax.text(2, 5, "at rest")
    ax.axhline(4)
    ax.text(0.1, 0.9, "share", transform=ax.transAxes)
    if resting:
        resting(ax)
    if log:
        ax.set(yscale="log", ylim=(1, 100))
    low = 1 if log else 0
    return lambda a: {
        "x": X * (1 + a / 3),
        "axes:0": {"xlim": (0, 10 + 2 * a), "ylim": (low, 10 * (1 + a))},
    }


moves(limits, plain={}, log={"log": True}, note={"resting": lambda ax: ax.annotate("at", (2, 2))})
refused(
    limits,
    shared=({"resting": lambda ax: ax.twinx()}, "is shared with other axes"),
    image=({"resting": lambda ax: ax.imshow([[1]], aspect="auto", extent=(1, 2, 1, 2))}, "a AxesImage cannot follow"),
    mesh=({"resting": lambda ax: ax.pcolormesh([1, 2], [1, 2], [[1]])}, "a QuadMesh cannot follow"),
    arrow=({"resting": lambda ax: ax.annotate("at", (2, 2), **ARROW)}, "an annotation cannot follow"),
    note=(
        {"resting": lambda ax: ax.annotate("at", (2, 2), xytext=(5, 5), textcoords="offset points")},
        "an annotation cannot follow",
    ),
    circle=({"resting": lambda ax: ax.add_patch(Circle((2, 2), 1))}, "a Circle cannot move"),
)


def plane(ax, *, how):
    """Axes that are no plane of x and y."""
    ax.figure.clear()
    other = ax.figure.add_subplot(projection=how)
    other.plot([0, 1], [0, 1], gid="x")
    return lambda a: {"x": [0, a]}


refused(plane, polar=({"how": "polar"}, "projection 'polar' cannot move"))
