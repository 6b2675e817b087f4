"""Describe live objects as named plain values: figures, axes, widgets, dataclasses.

A test in the trusted process sees the description through the same getters (:mod:`coursegrader.runner.views`).
"""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

import numpy as np

_WIDGET_TRAITS = ("value", "min", "max", "step", "options", "index", "description", "disabled", "children")


def record(value: object) -> dict | None:
    """Return the fields of an object that can be described, or None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if "matplotlib.figure" in sys.modules:
        from matplotlib.axes import Axes
        from matplotlib.figure import FigureBase

        if isinstance(value, Axes):
            return axes(value)
        if isinstance(value, FigureBase):
            return figure(value)
    if "ipywidgets" in sys.modules:
        from ipywidgets import Widget

        if isinstance(value, Widget):
            return {name: getattr(value, name) for name in _WIDGET_TRAITS if hasattr(value, name)}
    return None


def figure(fig: Any) -> dict:
    """Return the parts of a matplotlib figure."""
    return {**_around(fig), "axes": list(fig.axes), "size_inches": [float(side) for side in fig.get_size_inches()]}


def axes(ax: Any) -> dict:
    """Return what can be read off matplotlib axes."""
    return {
        "title": ax.get_title("center"),
        "title_left": ax.get_title("left"),
        "title_right": ax.get_title("right"),
        "xlabel": ax.get_xlabel(),
        "ylabel": ax.get_ylabel(),
        "xlim": tuple(map(float, ax.get_xlim())),
        "ylim": tuple(map(float, ax.get_ylim())),
        "xscale": ax.get_xscale(),
        "yscale": ax.get_yscale(),
        "xticks": np.asarray(ax.get_xticks(), dtype=float),
        "yticks": np.asarray(ax.get_yticks(), dtype=float),
        "xticklabels": _texts(ax.get_xticklabels()),
        "yticklabels": _texts(ax.get_yticklabels()),
        "legend": None if ax.get_legend() is None else _texts(ax.get_legend().get_texts()),
        "texts": _texts(ax.texts),
        "lines": [_line(line) for line in ax.get_lines()],
        "patches": [_patch(patch) for patch in ax.patches],
        "containers": [_bars(each) for each in ax.containers if hasattr(each, "orientation")],
        "collections": [_collection(each, ax) for each in ax.collections],
        "images": [_filled(image.get_array()) for image in ax.images],
        "figure": _around(ax.get_figure()),
    }


def _around(fig) -> dict:
    """Return the words of a figure that belong to none of its axes."""
    named = {name: getattr(fig, f"get_{name}")() for name in ("suptitle", "supxlabel", "supylabel")}
    return {**named, "legends": [_texts(legend.get_texts()) for legend in fig.legends]}


def _texts(artists) -> list[str]:
    return [text.get_text() for text in artists]


def _filled(array):
    """Return an array of numbers with nan where it is masked."""
    return np.ma.filled(np.ma.asarray(array).astype(float), np.nan)


def _line(line) -> dict:
    return {
        "xdata": np.asarray(line.get_xdata(orig=False)),
        "ydata": np.asarray(line.get_ydata(orig=False)),
        "label": str(line.get_label()),
        "color": str(line.get_color()),
        "linestyle": str(line.get_linestyle()),
        "marker": str(line.get_marker()),
    }


def _patch(patch) -> dict:
    fields: dict[str, Any] = {"label": str(patch.get_label()), "facecolor": tuple(map(float, patch.get_facecolor()))}
    for name in ("x", "y", "width", "height"):
        if hasattr(patch, f"get_{name}"):
            fields[name] = float(getattr(patch, f"get_{name}")())
    if hasattr(patch, "get_xy"):
        fields["xy"] = np.asarray(patch.get_xy(), dtype=float)
    return fields


def _bars(container) -> dict:
    return {
        "label": str(container.get_label()),
        "orientation": container.orientation,
        "patches": [_patch(patch) for patch in container.patches],
    }


def _collection(each, ax) -> dict:
    """Return what a collection shows: points placed in the data, coloured cells, or the outlines of lines and areas."""
    placed = each.get_offset_transform().contains_branch(ax.transData)
    array = each.get_array()
    bare = placed or np.ndim(array) > 1  # points and the cells of a mesh are told by offsets and array
    return {
        "offsets": _filled(each.get_offsets()),
        "offset_transform": "data" if placed else "other",
        "label": str(each.get_label()),
        "array": None if array is None else _filled(array),
        "paths": [] if bare else [np.asarray(path.vertices, dtype=float) for path in each.get_paths()],
    }
