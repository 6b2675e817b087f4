"""Where data stand on the picture: the axes' boxes, their linear or logarithmic scales, and their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import LiveFigureError

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from livefigure.types import Array

LOWEST = -300.0  # the exponent that stands for what a log axis cannot show


class Space:
    """One axes (or the whole figure) as a box on the SVG, in points from the top left corner.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Laid out and frozen at 72 dots per inch, as the SVG is written.
    axes : matplotlib.axes.Axes or None
        None stands for the figure itself, whose coordinates run from 0 to 1.
    picture : int
        Which of the linked pictures the box is on.
    """

    def __init__(self, figure: Figure, axes: Axes | None, picture: int) -> None:
        self.axes, self.picture, self._scales = axes, picture, {}
        self.moving = None  # the part that moves its limits
        if axes is not None and axes.name != "rectilinear":
            raise LiveFigureError(f"axes with projection {axes.name!r} cannot move; allowed: ordinary x-y axes")
        self.height = float(figure.bbox.height)
        box = figure.bbox if axes is None else axes.bbox
        self.box = [float(box.x0), float(figure.bbox.height - box.y1), float(box.width), float(box.height)]

    def scale(self, which: str) -> str:
        """Return ``"linear"`` or ``"log"`` for ``"x"`` or ``"y"``."""
        if self.axes is None:
            return "linear"
        if which in self._scales:
            return self._scales[which]
        name = self.axes.get_xscale() if which == "x" else self.axes.get_yscale()
        if name not in ("linear", "log"):
            raise LiveFigureError(f"{which} axis with scale {name!r} cannot move; allowed: 'linear', 'log'")
        self._scales[which] = name
        return name

    def numbers(self, which: str, values: Any) -> Array:
        """Turn data (numbers, dates, categories) into plain floats on the axis `which`."""
        if plain(values):
            return np.asarray(values)
        if self.axes is not None and which in "xy":
            values = (self.axes.xaxis if which == "x" else self.axes.yaxis).convert_units(values)
        return np.ma.filled(np.ma.asarray(values, float), np.nan)

    def forward(self, which: str, values: Any) -> Array:
        """Turn data into the coordinate that is linear on the screen (log10 on a log axis; NaN where it has none)."""
        values = np.asarray(values, float)
        if self.scale(which) == "linear":
            return values
        with np.errstate(divide="ignore", invalid="ignore"):
            # not above zero: far below the axis, as matplotlib's "clip" draws it
            return np.where(values > 0, np.log10(values), np.where(np.isnan(values), np.nan, LOWEST))

    def limits(self, which: str) -> list[float]:
        """Return the axis limits in screen-linear coordinates."""
        if self.axes is None:
            return [0.0, 1.0]
        return [float(v) for v in self.forward(which, self.axes.get_xlim() if which == "x" else self.axes.get_ylim())]

    def page(self, places: Array, data: tuple[bool, bool]) -> Array:
        """Return where `places` stand on the picture, computed as the front end does.

        Parameters
        ----------
        places : array (n, 2)
            Screen-linear coordinates, or fractions of the box.
        data : (bool, bool)
            Whether x and y are data.

        Returns
        -------
        array (n, 2)
            Points from the top left corner; NaN for what a log axis cannot show.
        """
        left, top, width, height = self.box
        out = np.array(places, float).reshape(-1, 2)
        for k, which in enumerate("xy"):
            if data[k]:
                lo, hi = self.limits(which)
                unseen = (self.scale(which) == "log") & (out[:, k] <= LOWEST)
                out[:, k] = np.where(unseen, np.nan, (out[:, k] - lo) / (hi - lo))
        return np.column_stack([left + width * out[:, 0], top + height * (1 - out[:, 1])])

    def spec(self) -> dict[str, Any]:
        """Return what the front end needs."""
        return {
            "picture": self.picture,
            "box": [round(v, 4) for v in self.box],
            "x": self.limits("x"),
            "y": self.limits("y"),
            "scale": [self.scale("x"), self.scale("y")],
        }


def plain(values: Any) -> bool:
    """Tell whether `values` are floats without units and without a mask, as an array or a pandas Series."""
    dtype = getattr(values, "dtype", None)
    # a dtype equals None, which stands for float
    return dtype is not None and dtype == np.dtype(float) and not isinstance(values, np.ma.MaskedArray)


def in_data(artist: Artist) -> tuple[bool, bool]:
    """Return whether the x and the y of `artist` are data coordinates (else fractions of the axes)."""
    if artist.axes is None:
        return False, False
    transform = artist.get_transform()
    # matplotlib spelled it "seperately" up to 3.10
    branches = getattr(transform, "contains_branch_separately", None) or transform.contains_branch_seperately
    across, up = branches(artist.axes.transData)
    return bool(across), bool(up)
