"""What a figure shows, read off its axes: for tests of exercises, which accept any call that draws the same.

Every reader works on matplotlib axes, as students have them, and on the description of axes that reaches a grader's
test. Nothing drawn, or no axes at all, gives an empty result of the same type; nothing is raised.

>>> import matplotlib.pyplot as plt
>>> from reformlab.style import drawn
>>> fig, ax = plt.subplots()
>>> _ = ax.plot([2, 1], [5, 7], "o")
>>> drawn.points(ax)
array([[1., 7.],
       [2., 5.]])
>>> plt.close(fig)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from reformlab.types import Array

_NO_MARKER = {"None", "none", "", " ", "|", "_"}  # the last two are the caps of error bars
_NO_LINE = {"None", "none", "", " "}


def is_axes(ax: Any) -> bool:
    """Return whether ``ax`` is one axes, live or described; an array of axes or a figure is none."""
    return hasattr(ax, "get_xlabel") and hasattr(ax, "collections")


def points(ax: Any) -> Array:
    """Return the markers of scatter, plot or errorbar: an array (n, 2) sorted by x, then y, without missing values."""
    sets = [_numbers(each.get_offsets()) for each in _all(ax, "collections") if _placed(each, ax)]
    sets += [_xy(line) for line in _all(ax, "lines") if str(line.get_marker()) not in _NO_MARKER]
    found = np.concatenate([np.empty((0, 2)), *(each.reshape(-1, 2) for each in sets)])
    found = found[np.isfinite(found).all(axis=1)]
    return found[np.lexsort(found.T[::-1])]


def lines(ax: Any) -> list[tuple[Array, Array]]:
    """Return the lines with more than two points as a list of pairs of arrays, x and y, in the order of drawing.

    Lines come from plot, step or pandas. The edges of a filled band are two lines, the lower one first, one point for
    each x.
    """
    solid = [_xy(line) for line in _all(ax, "lines") if str(line.get_linestyle()) not in _NO_LINE]
    found = [(each[:, 0], each[:, 1]) for each in solid if len(each) > 2]
    for outline in _outlines(ax):
        if len(outline) > 2:
            edges = pd.Series(outline[:, 1]).groupby(outline[:, 0])
            found += [(edge.index.to_numpy(float), edge.to_numpy(float)) for edge in (edges.min(), edges.max())]
    return found


def segments(ax: Any) -> Array:
    """Return the lines of two points as an array (n, 4) of x0, y0, x1, y1, sorted; x0 is at most x1.

    They come from plot (a slope chart), hlines, vlines, error bars and LineCollection.
    """
    pairs = [_xy(line) for line in _all(ax, "lines") if str(line.get_linestyle()) not in _NO_LINE]
    pairs = [each[np.lexsort(each.T[::-1])].ravel() for each in [*pairs, *_outlines(ax)] if len(each) == 2]
    found = np.array(pairs, float).reshape(-1, 4)
    return found[np.lexsort(found.T[::-1])]


def bars(ax: Any) -> pd.DataFrame:
    """Return the bars of bar or barh: a DataFrame with one row a bar, in the order of drawing.

    Columns are ``name`` (the label of its tick; the position where the axis is one of numbers), ``length`` (negative
    for a bar that falls), ``start`` (where it begins) and ``series`` (the label of its set in a legend).
    """
    rows = []
    for container in _all(ax, "containers"):
        if getattr(container, "orientation", None) not in ("vertical", "horizontal"):
            continue
        upright = container.orientation == "vertical"
        across, along = ("x", "y") if upright else ("y", "x")
        names = _tick_names(ax, across)
        for patch in container.patches:
            wide, long = (patch.get_width(), patch.get_height())[:: 1 if upright else -1]
            centre = getattr(patch, f"get_{across}")() + wide / 2
            start = getattr(patch, f"get_{along}")()
            rows.append((names(centre), float(long), float(start), str(container.get_label())))
    return pd.DataFrame(rows, columns=["name", "length", "start", "series"]).astype({"length": float, "start": float})


def grid(ax: Any) -> Array:
    """Return the numbers of imshow, matshow, pcolormesh or pcolor as drawn, first row first; (0, 0) if there are none.

    A cell that is masked is nan. Of several grids the largest counts.
    """
    arrays = [_numbers(each.get_array()) for each in (*_all(ax, "images"), *_all(ax, "collections"))]
    return max((each for each in arrays if each.ndim == 2), key=np.size, default=np.empty((0, 0)))


def marks(ax: Any) -> dict[str, Array]:
    """Return the positions marked by straight lines: ``{"x": of vertical ones, "y": of horizontal ones}``, sorted.

    They come from axvline and axhline, vlines and hlines, plot; axvspan and axhspan mark their two edges.
    """
    found = {"x": [], "y": []}
    straight = [_xy(line) for line in _all(ax, "lines") if str(line.get_linestyle()) not in _NO_LINE]
    for each in [*straight, *(outline for outline in _outlines(ax) if len(outline) == 2)]:
        for place, axis in enumerate("xy"):
            if len(each) >= 2 and np.ptp(each[:, place]) == 0:
                found[axis].append(each[0, place])
    for patch in _all(ax, "patches"):
        low, high = _box(patch)
        for place, axis in enumerate("xy"):
            if (low[1 - place], high[1 - place]) == (0, 1):  # it fills the axes from edge to edge
                found[axis] += [low[place], high[place]]
    return {axis: np.unique(np.array(each, float)) for axis, each in found.items()}


def labels(ax: Any) -> dict[str, str]:
    """Return the words of the axes, stripped: ``{"x": ..., "y": ..., "title": ...}``; an absent one is empty.

    The title is the one at the left, centre or right, or the figure's own.
    """
    if not is_axes(ax):
        return {"x": "", "y": "", "title": ""}
    figure = ax.get_figure()
    titles = [ax.get_title("left"), ax.get_title("center"), ax.get_title("right"), figure.get_suptitle()]
    said = {"x": [ax.get_xlabel(), figure.get_supxlabel()], "y": [ax.get_ylabel(), figure.get_supylabel()]}
    return {name: next(filter(None, map(str.strip, texts)), "") for name, texts in (said | {"title": titles}).items()}


def names(ax: Any) -> set[str]:
    """Return the set of texts written into the axes, beside the ticks and in the legend, each stripped."""
    if not is_axes(ax):
        return set()
    legends = [each for each in (ax.get_legend(), *ax.get_figure().legends) if each is not None]
    texts = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels()]
    texts += [text for legend in legends for text in legend.get_texts()]
    return {text.get_text().strip() for text in texts} - {""}


def words(text: str) -> float:
    """Return the length of a text in words; 1.5 Chinese characters, which no blank divides, count as one."""
    chinese = r"[\u4e00-\u9fff]"
    return len(re.findall(r"\w\S*", re.sub(chinese, " ", text))) + len(re.findall(chinese, text)) / 1.5


def _all(ax, kind):
    return list(getattr(ax, kind)) if is_axes(ax) else []


def _numbers(array):
    """Return an array as floats with nan where it is masked; None as an array without dimension."""
    return np.ma.filled(np.ma.asarray(array).astype(float), np.nan)


def _xy(line):
    try:
        x, y = line.get_xdata(orig=False), line.get_ydata(orig=False)
        return np.column_stack([_numbers(x), _numbers(y)])
    except (TypeError, ValueError):  # no numbers
        return np.empty((0, 2))


def _placed(collection, ax):
    """Return whether the offsets of a collection are points in the data, as those of a scatter are."""
    transform = collection.get_offset_transform()
    return transform == "data" if isinstance(transform, str) else transform.contains_branch(ax.transData)


def _outlines(ax):
    """Return the corners of the lines and areas among the collections."""
    found = []
    for each in _all(ax, "collections"):
        if not _placed(each, ax) and np.ndim(each.get_array()) < 2:  # no points, no cells of a mesh
            found += [np.asarray(path.vertices, float).reshape(-1, 2) for path in each.get_paths()]
    return found


def _box(patch):
    """Return the corners (low, high) of a patch, in whatever coordinates it has; nan where it has none."""
    if hasattr(patch, "get_width") and hasattr(patch, "get_x"):
        x, y = patch.get_x(), patch.get_y()
        corners = np.array([(x, y), (x + patch.get_width(), y + patch.get_height())], float)
    elif hasattr(patch, "get_xy"):
        corners = np.asarray(patch.get_xy(), float).reshape(-1, 2)
    else:
        corners = np.full((1, 2), np.nan)
    return tuple(map(tuple, (corners.min(axis=0), corners.max(axis=0))))


def _tick_names(ax, axis):
    """Return a function from a position to the label of its tick, or to the position on an axis of numbers."""
    ticks = np.asarray(getattr(ax, f"get_{axis}ticks")(), float)
    words = [text.get_text().strip() for text in getattr(ax, f"get_{axis}ticklabels")()]

    def name(place):
        if len(ticks) and len(words) == len(ticks):
            nearest = int(np.abs(ticks - place).argmin())
            gap = np.diff(np.sort(ticks)).min(initial=np.inf)
            if words[nearest] and _number(words[nearest]) != ticks[nearest] and abs(ticks[nearest] - place) <= gap / 2:
                return words[nearest]
        return f"{place:g}"

    return name


def _number(text):
    """Return the number that a text is, or nan."""
    try:
        return float(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))
    except ValueError:
        return np.nan
