"""One small figure for every kind of artist: what `move` may return, and what the page must draw."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import PolyCollection

from livefigure import Choice, LiveFigure, Play, Slider

YEARS = np.arange(1950.0, 2051.0, 2)


def build(name, **options):
    """Return the LiveFigure `name` of the gallery."""
    with mpl.rc_context({"figure.figsize": (5.0, 3.2), "path.simplify": False}):
        fig, move, controls = globals()[name]()
        options = {"title": name.replace("_", " "), "alt": f"A small figure: {name}."} | options
        return LiveFigure(fig, move, controls, **options)


def lines():
    fig, ax = plt.subplots()
    ax.plot(YEARS, YEARS * 0, gid="curve", label="Share")
    ax.plot(YEARS, YEARS * 0, "o--", gid="marked", markersize=3)
    ax.plot(YEARS, YEARS * 0, drawstyle="steps-post", gid="stairs")
    ax.plot([2000], [40], "s", gid="point")
    ax.axvline(2000, gid="middle")
    ax.axhline(50, gid="ceiling")
    ax.text(0.02, 0.95, "k = {:.2f}, half in {:.0f}", gid="note", transform=ax.transAxes, va="top")
    ax.text(2000, 10, "here", gid="tag", ha="center")
    ax.set(xlim=(1950, 2050), ylim=(0, 100), xlabel="Year", ylabel="Share, %")

    def move(top, mid):
        y = top / (1 + np.exp(-(YEARS - mid) / 15))
        return {
            "curve": (YEARS, y),
            "marked": np.where(np.abs(YEARS - mid) < 5, np.nan, y * 0.8),
            "stairs": 0.5 * y,
            "point": (mid, top / 2),
            "middle": mid,
            "ceiling": top,
            "note": (top / 7.3, mid),
            "tag": {"text": "late" if mid > 2000 else "early", "x": mid, "y": 10},
        }

    controls = [
        Slider("top", 60, 90, value=80, step=2, label="Ceiling", unit="%"),
        Slider("mid", 1980, 2020, value=2000, step=5, label="Middle year"),
        Play("mid", seconds=1.0),
    ]
    return fig, move, controls


def fills():
    fig, ax = plt.subplots()
    x = np.linspace(0, 10, 21)
    ax.fill_between(x, 0, 1, gid="band", alpha=0.4)
    ax.fill_between(x, 0, 1, step="post", gid="stairs", alpha=0.4)
    ax.fill_between(x, 0, 1, color="#c96a08", gid="painted", alpha=0.4)  # matplotlib writes it as a marker
    ax.stackplot(x, [x, x, x], gid="stack", alpha=0.5)
    ax.axvspan(2, 3, gid="span", alpha=0.2)
    ax.add_patch(mpl.patches.Polygon([(0, 0), (1, 1), (1, 0)], gid="wedge", alpha=0.5))
    ax.set(xlim=(0, 10), ylim=(0, 12))

    def move(a):
        return {
            "band": (a * np.sin(x) + 6, np.where(x > 8, np.nan, a * np.cos(x) + 8)),
            "painted": (x, 0, a * x / 4),
            "stairs": {"x": x, "y1": 0, "y2": a + x / 5, "step": "post"},
            "stack": np.array([x / 4, a * np.ones(21), 0.2 * a * x / 4]),
            "span": (a, 2 * a),
            "wedge": np.array([(0, 0), (a, a), (a, 0)]),
        }

    return fig, move, [Slider("a", 0.5, 3.5, step=0.5, value=1.0)]


def bars():
    fig, (ax, bx) = plt.subplots(1, 2)
    ax.bar(["north", "south", "west"], [1, 2, 3], gid="bars", label="Millions")
    ax.bar(["north", "south", "west"], [1, 1, 1], bottom=[1, 2, 3], gid="top")
    bx.barh([0, 1], [1, 2], gid="flat")
    ax.set(ylim=(0, 12))
    bx.set(xlim=(-3, 8))

    def move(a):
        low = np.array([a, 2.0, 3 + a])
        return {
            "bars": {"height": low, "color": ["#2b7bba", "#c96a08", "#2b7bba"] if a > 2 else ["#2b7bba"] * 3},
            "top": {"height": [1, a, 2], "bottom": low},
            "flat": [a, -a / 2],
        }

    return fig, move, [Slider("a", 0, 4, step=0.5, value=1.5)]


def scatter():
    fig, ax = plt.subplots()
    n = np.arange(8)
    colored = ax.scatter(n, n, c=n, s=20 + n, cmap="viridis", vmin=0, vmax=10, gid="colored")
    ax.scatter(n, n, s=30, marker="^", color="#c96a08", gid="plain")
    ax.errorbar(n, n * 0.0, yerr=1, gid="estimate", capsize=3, fmt="o")
    ax.vlines(n, 0, 1, gid="stems")
    fig.colorbar(colored)
    ax.set(xlim=(-1, 9), ylim=(-3, 12))

    def move(a):
        y = n + np.sin(a * n)
        return {
            "colored": {"x": n, "y": y, "sizes": 20 + 10 * a * n, "values": np.where(n == 3, np.nan, a + n)},
            "plain": (n + 0.1 * a, 10 - n),
            "estimate": {"y": 4 + 0.5 * y, "yerr": 0.5 + 0.1 * a},
            "stems": {"ymax": y},
        }

    return fig, move, [Slider("a", 0, 4, step=0.5, value=1.0)]


def tiles():
    fig, ax = plt.subplots()
    corners = [(c, r) for r in range(2) for c in range(3)]
    squares = [[(x, y), (x + 0.9, y), (x + 0.9, y + 0.9), (x, y + 0.9)] for x, y in corners]
    ax.add_collection(PolyCollection(squares, array=np.arange(6.0), cmap="cividis", clim=(0, 10), gid="map"))
    mesh = ax.pcolormesh([3, 4, 5], [0, 1, 2], np.ones((2, 2)), vmin=0, vmax=10, gid="mesh")
    fig.colorbar(mesh)
    for i, (x, y) in enumerate(corners):
        ax.text(x + 0.4, y + 0.4, "", gid=f"map-{i}", ha="center")
    ax.set(xlim=(0, 5), ylim=(2, 0))
    base = {"first": np.arange(6.0), "revised": np.array([3, 1, 4, 1, 5, np.nan])}

    def move(kind, a):
        v = base[kind] + a
        texts = {f"map-{i}": "–" if np.isnan(x) else f"{x:.0f}" for i, x in enumerate(v)}
        return {"map": v, "mesh": [a, 1, 2, a * 2], **texts}

    controls = [
        Choice("kind", {"first": "First release", "revised": "Revised"}, label="Release"),
        Slider("a", 0, 5, value=1, step=1),
    ]
    return fig, move, controls


def scales():
    fig, (ax, bx) = plt.subplots(1, 2)
    x = np.logspace(0, 3, 25)
    ax.loglog(x, x, gid="power", label="Power law")
    ax.plot([10], [10], "o", gid="dot")
    ax.set(xlim=(1, 1000), ylim=(1, 1e4))
    t = np.linspace(0, 10, 11)
    bx.plot(t, t, gid="moving")
    bx.plot(t, 2 * t, "k--")
    bx.plot([5], [5], "o")
    bx.text(2, 3, "fixed in data")
    bx.fill_between(t, 0, 1, alpha=0.3)
    bx.bar([2, 4], [1, 2], width=0.5)
    bx.set(xlim=(0, 10), ylim=(0, 10))

    def move(b, zoom):
        return {
            "power": (x, x**b),
            "dot": (10, 10**b),
            "moving": t * b,
            "axes:1": {"xlim": (0, 10 * zoom), "ylim": (0, 8 * zoom)},
        }

    return fig, move, [Slider("b", 0.5, 1.25, step=0.25, value=1.0), Slider("zoom", 1, 4, step=1, value=1)]


def hidden():
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], "-", gid="line", label="Line")
    ax.plot([np.nan], [np.nan], "D", gid="dot")
    ax.text(0.5, 0.5, "", gid="words", ha="center")
    ax.text(0.1, 0.8, "one\ntwo", gid="two lines", ha="center")
    legend = ax.legend()
    legend.set_gid("legend")
    ax.set(xlim=(0, 1), ylim=(0, 1))

    def move(on):
        return {
            "line": {"y": [0, 1], "visible": on > 0, "color": "#d24b4b" if on > 1 else "#2b7bba"},
            "dot": (0.5, 0.25) if on else (np.nan, np.nan),
            "words": "there" if on else None,
            "two lines": f"on\n{on}",
            "legend": on < 2,
        }

    return fig, move, [Slider("on", 0, 2, value=0, step=1), Choice("mode", ["a", "b"], style="radio")][:1]


def linked():
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], gid="left")
    ax.set(xlim=(0, 1), ylim=(0, 2))
    other, bx = plt.subplots()
    bx.plot([0, 1], [0, 1], gid="right")
    bx.set(xlim=(0, 1), ylim=(0, 2))

    def move(a, side):
        up = a if side == "up" else 2 - a
        return {"left": [0, up], "right": [up, 0]}

    controls = [Slider("a", 0, 2, step=0.25, value=1), Choice("side", ["up", "down"], style="radio", label="Side")]
    return [fig, other], move, controls


def between():
    fig, ax = plt.subplots()
    x = np.linspace(0, 1, 31)
    ax.plot(x, x, gid="curve")
    ax.text(0.1, 0.9, "a² = {:.2f}", gid="note")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return (
        fig,
        lambda a: {"curve": (x, x**a), "note": a * a},
        [Slider("a", 0.2, 4.2, value=1.0, step=0.1, stops=5, label="Exponent")],
    )


ALL = ("lines", "fills", "bars", "scatter", "tiles", "scales", "hidden", "linked", "between")
