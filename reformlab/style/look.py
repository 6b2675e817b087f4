"""Colours, fonts and matplotlib settings of every figure."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from livefigure import page_colors
from livefigure.still import GRID, INK, MUTED, PAPER
from matplotlib import font_manager
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.rcsetup import cycler

# Each colour keeps a contrast of at least 3:1 on white and on a dark ground (WCAG 2.2, 1.4.11), so that a picture
# serves both where no page chooses the colours; neighbours in the cycle differ in lightness as well as in hue.
BLUE, ORANGE, GREEN, RED = "#2b7bba", "#c96a08", "#1a8f6a", "#d24b4b"
PURPLE, TEAL, GREY = "#9161c9", "#0f8fa8", "#76808b"
colors = (BLUE, ORANGE, GREEN, RED, PURPLE, TEAL, GREY)

# Tile maps print a number on each tile: both maps stay light enough for dark letters (4.5:1 at their darkest).
SEQUENTIAL = LinearSegmentedColormap.from_list("course_sequential", ["#f4f1e1", "#cfe3c4", "#93c9c1", "#5ba3cf"])
DIVERGING = LinearSegmentedColormap.from_list(
    "course_diverging", ["#e08a3c", "#f2cfa8", "#f3f1ec", "#bcd6ea", "#5ba3cf"]
)

_FONT = Path(__file__).with_name("fonts") / "NotoSansSC-Subset.otf"

_SETTINGS = {
    "figure.figsize": (7.2, 3.9),
    "figure.dpi": 96,
    "figure.facecolor": PAPER,
    "figure.constrained_layout.use": True,
    "savefig.facecolor": PAPER,
    "axes.facecolor": "none",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=colors),
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.linewidth": 2.0,
    "font.size": 10,
    "svg.fonttype": "none",
}


def use() -> None:
    """Set the course's look for all figures that follow (matplotlib rcParams).

    Latin text is drawn in DejaVu Sans; Chinese text falls back, glyph by glyph, to a subset of Noto Sans SC
    (GB 2312 level 1, SIL Open Font License) that travels with the package.
    """
    known = {font.fname for font in font_manager.fontManager.ttflist}
    if str(_FONT) not in known:
        font_manager.fontManager.addfont(str(_FONT))
    name = font_manager.FontProperties(fname=str(_FONT)).get_name()
    mpl.rcParams.update(_SETTINGS)
    page_colors(blue=BLUE, orange=ORANGE, green=GREEN, red=RED, purple=PURPLE, teal=TEAL, grey=GREY)
    mpl.rcParams["font.family"] = ["DejaVu Sans", name]
