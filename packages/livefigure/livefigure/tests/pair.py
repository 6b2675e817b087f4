"""A small figure that compares two settings, can be shared and taken along: for the tests of all of that."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import BoundaryNorm, ListedColormap

from livefigure import Choice, Compare, Excess, Handout, LiveFigure, Numbers, Roll, Share, Slider

NAMES = ("north", "south", "west")
CELLS = (
    ("markdown", "# Taken along"),
    ("code", "a, b = <<a>>, <<a@second>>\nway = <<way>>\nprint(a, b, way)"),
)


def squares(left):
    return [[(left + k, 0), (left + k + 0.8, 0), (left + k + 0.8, 0.8), (left + k, 0.8)] for k in range(3)]


def values(a, way):
    return (1 if way == "up" else -1) * np.array([a - 1, a - 2, 3 - a**2 / 3.6])


def move(a, way):
    now = values(a, way)
    return {
        "bars": Share("tiles", 0.0, [[10, 20, 70], [1, 0, 0]]),
        "tiles": now,
        "hidden": Numbers(2 * now),
        "plus": Numbers([a]),
        "lost": Share("tiles", 0.0, [[10, 20, 70], [1, 1, 1]]),
        "bend": Excess("hidden", plus="plus"),
        "dot": {"x": Excess("hidden")},
        "number": a,
    }


def build(**options):
    with mpl.rc_context({"figure.figsize": (5.0, 3.2), "path.simplify": False}):
        fig, (ax, bx) = plt.subplots(2, 1)
        colours = {"norm": BoundaryNorm([-99, 0, 99], 2), "cmap": ListedColormap(["black", (0, 0, 0, 0)])}
        for side, tail in enumerate(("", "@second", "@difference")):
            look = colours if side < 2 else {"cmap": "viridis"}
            ax.add_collection(PolyCollection(squares(4 * side), array=np.zeros(3), gid="tiles" + tail, **look))
            bx.text(0, side, "", gid="number" + tail)
            bx.text(3, side, "", gid="bend" + tail)
        bx.text(6, 0, "", gid="lost")
        bx.text(6, 1, "", gid="lost@second")
        bx.plot([0], [3], "o", gid="dot")
        bx.plot([0], [4], "D", gid="dot@second")
        ax.bar([0, 1], [1, 1], gid="bars")
        ax.set(xlim=(-1, 12), ylim=(-2, 100))
        bx.set(xlim=(0, 20), ylim=(-1, 5))
        given = {
            "title": "pair",
            "alt": "Two settings of a small figure.",
            "formats": {"number": "{:.2f}", "bend": "{:+z.2f}", "lost": "{:.0f} and {:d}"},
            "items": {"tiles": NAMES},
            "compare": Compare(("Plan A", "Plan B"), start={"a": 3.0}),
            "rolls": [Roll("below zero", "tiles", NAMES, 0.0, "none")],
            "share": "pair",
            "handout": Handout(CELLS, "taken", "f(<<a>>, <<a@second>>)", "Take it"),
            "spoken": ["number"],
            "approximately": "once",
            "tolerance": 0.2,
            "dock": True,
            "starts": {"Far": {"a": 4.0}, "Down and near": {"a": 0.5, "way": "down"}},
            "finding": "number",
        }
        controls = [
            Slider("a", 0.0, 4.0, value=1.0, step=0.25, stops=(0, 0.5, 2, 4), label="How far"),
            Choice("way", ["up", "down"], label="Way"),
        ]
        return LiveFigure(fig, options.pop("move", move), controls, **given | options)
