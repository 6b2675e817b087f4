"""Figures as PNG, for what shows neither widgets nor drawings: print, mail, a notebook that is not trusted."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 144  # twice that of the page's layout: sharp on paper and on close screens
COLOURS = 256  # a drawing needs few; the file is less than half as long


def to_png(figures: Sequence[Figure]) -> str:
    """Return matplotlib figures, one below the other, as one PNG.

    Parameters
    ----------
    figures : list of matplotlib.figure.Figure
        As they are drawn now.

    Returns
    -------
    str
        In base64, as a notebook keeps it.
    """
    drawn = []
    for fig in figures:
        file = io.BytesIO()
        fig.savefig(file, format="png", dpi=DPI, facecolor="white")
        drawn.append(Image.open(file).convert("RGB"))
    whole = Image.new("RGB", (max(one.width for one in drawn), sum(one.height for one in drawn)), "white")
    top = 0
    for one in drawn:
        whole.paste(one, (0, top))
        top += one.height
    out = io.BytesIO()
    whole.quantize(COLOURS).save(out, "PNG", dpi=(DPI, DPI), optimize=True)
    return base64.b64encode(out.getvalue()).decode("ascii")
