"""Describe live objects as named plain values: figures, axes, widgets, dataclasses.

A test in the trusted process sees the description through the same getters (:mod:`coursegrader.runner.views`).
"""

from __future__ import annotations

import dataclasses
import sys

import numpy as np

_WIDGET_TRAITS = ("value", "min", "max", "step", "options", "index", "description", "disabled", "children")


def record(value) -> dict | None:
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


def figure(fig) -> dict:
    """Return the parts of a matplotlib figure."""
    title = fig._suptitle.get_text() if getattr(fig, "_suptitle", None) else ""
    return {"axes": list(fig.axes), "suptitle": title, "size_inches": [float(side) for side in fig.get_size_inches()]}


def axes(ax) -> dict:
    """Return what can be read off matplotlib axes."""
    legend = ax.get_legend()
    return {
        "title": ax.get_title(),
        "xlabel": ax.get_xlabel(),
        "ylabel": ax.get_ylabel(),
        "xlim": tuple(map(float, ax.get_xlim())),
        "ylim": tuple(map(float, ax.get_ylim())),
        "xscale": ax.get_xscale(),
        "yscale": ax.get_yscale(),
        "xticklabels": [text.get_text() for text in ax.get_xticklabels()],
        "yticklabels": [text.get_text() for text in ax.get_yticklabels()],
        "legend": None if legend is None else [text.get_text() for text in legend.get_texts()],
        "texts": [text.get_text() for text in ax.texts],
        "lines": [_line(line) for line in ax.get_lines()],
        "patches": [_patch(patch) for patch in ax.patches],
        "collections": [np.asarray(each.get_offsets(), dtype=float) for each in ax.collections],
        "images": [np.asarray(image.get_array(), dtype=float) for image in ax.images],
    }


def _line(line) -> dict:
    return {
        "xdata": np.asarray(line.get_xdata(orig=False)),
        "ydata": np.asarray(line.get_ydata(orig=False)),
        "label": str(line.get_label()),
        "color": str(line.get_color()),
        "linestyle": str(line.get_linestyle()),
    }


def _patch(patch) -> dict:
    fields = {"label": str(patch.get_label()), "facecolor": tuple(map(float, patch.get_facecolor()))}
    for name in ("x", "y", "width", "height"):
        if hasattr(patch, f"get_{name}"):
            fields[name] = float(getattr(patch, f"get_{name}")())
    return fields
