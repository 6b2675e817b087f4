"""Tile maps: one square a province, no boundary drawn at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.collections import PolyCollection

from reformlab.words import tr

from ..errors import UnknownKey
from .look import SEQUENTIAL, colors

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

_DARK = "#111111"  # not a CSS variable: tiles are light on a dark page, too


def tile_map(
    ax: Axes,
    tiles: pd.DataFrame,
    values: pd.Series | Mapping[str, float],
    *,
    cmap: str | Colormap | None = None,
    vmin: float | None = None,
    vmax: float | None = None,
    fmt: str = "{:.0f}",
    label: str = "",
    gid: str | None = None,
) -> PolyCollection:
    """Draw one tile a unit, coloured by value, with its short name and the value printed on it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    tiles : pandas.DataFrame
        Indexed by unit name, with columns ``tile_row`` and ``tile_col`` (top left is 1, 1) and, if it has one,
        ``short`` (printed on the tile; else the first four letters of the name).
    values : pandas.Series or dict
        One number a unit; a unit without one is drawn empty and marked "no data".
    cmap : matplotlib colormap, optional
        Default: the course's sequential map, light enough for the printed numbers.
    vmin, vmax : float, optional
        Ends of the colour bar; default: the range of the values.
    fmt : str
        How the number is printed on the tile.
    label : str
        Text of the colour bar; no colour bar if empty.
    gid : str, optional
        Id of the tiles for a moving figure; the printed numbers get ``<gid>-<row>`` (a part of the gid from ``@`` on
        stays at its end). See `tile_move`.

    Returns
    -------
    matplotlib.collections.PolyCollection

    Raises
    ------
    KeyError
        If `tiles` lacks a column or `values` names a unit that has no tile.
    """
    missing = {"tile_row", "tile_col"} - set(tiles.columns)
    if missing:
        raise UnknownKey(
            f"tiles: no column {', '.join(sorted(missing))}; there are {', '.join(map(str, tiles.columns))}"
        )
    values = dict(values)
    strangers = sorted(set(values) - set(tiles.index))
    if strangers:
        raise UnknownKey(
            f"values: no tile for {', '.join(map(str, strangers[:5]))}; tiles are {', '.join(tiles.index[:5])} ..."
        )
    number = [float(values.get(unit, math.nan)) for unit in tiles.index]
    known = [x for x in number if math.isfinite(x)]
    norm = mpl.colors.Normalize(
        vmin if vmin is not None else min(known, default=0), vmax if vmax is not None else max(known, default=1)
    )
    corner = [(col, row) for row, col in zip(tiles["tile_row"], tiles["tile_col"], strict=True)]
    squares = [
        [(x - 0.46, y - 0.46), (x + 0.46, y - 0.46), (x + 0.46, y + 0.46), (x - 0.46, y + 0.46)] for x, y in corner
    ]
    collection = PolyCollection(
        squares, array=number, cmap=cmap or SEQUENTIAL, norm=norm, edgecolors=colors[-1], linewidths=0.5
    )
    collection.set_gid(gid)
    ax.add_collection(collection)
    short = tiles["short"] if "short" in tiles.columns else [str(unit)[:4] for unit in tiles.index]
    words = list(tile_move("", number, fmt=fmt).values())[1:]
    stem, at, tail = (gid or "").partition("@")
    for i, ((x, y), name) in enumerate(zip(corner, short, strict=True)):
        ax.text(x, y - 0.16, name, ha="center", va="center", fontsize=9, color=_DARK)
        ax.text(
            x,
            y + 0.2,
            words[i],
            ha="center",
            va="center",
            fontsize=9,
            color=_DARK,
            gid=f"{stem}-{i}{at}{tail}" if gid else None,
        )
    ax.set(xlim=(tiles["tile_col"].min() - 0.6, tiles["tile_col"].max() + 0.6))
    ax.set(ylim=(tiles["tile_row"].max() + 0.6, tiles["tile_row"].min() - 0.6), aspect="equal")
    ax.axis("off")
    if label:
        figure: Any = ax.figure
        figure.colorbar(collection, ax=ax, label=label, shrink=0.7)
    return collection


def tile_move(gid: str, values: Sequence[float], *, fmt: str = "{:.0f}") -> dict[str, Any]:
    """Return what a moving figure needs to recolour and renumber a tile map drawn with the same `gid`.

    Parameters
    ----------
    gid : str
    values : sequence of float, in the order of the tiles
    fmt : str

    Returns
    -------
    dict
        ``{gid: list of values, "<gid>-0": text, ...}``
    """
    numbers = [float(x) for x in values]
    texts = {f"{gid}-{i}": fmt.format(x) if math.isfinite(x) else "–" for i, x in enumerate(numbers)}
    return {gid: numbers, **texts}


def tile_key(tiles: pd.DataFrame) -> str:
    """Return a sentence for a caption that says what the letters on the tiles stand for.

    Parameters
    ----------
    tiles : pandas.DataFrame
        Indexed by unit name, with a column ``short``, as for `tile_map`.

    Returns
    -------
    str
    """
    named = sorted(zip(tiles["short"], tiles.index, strict=True))
    return tr("Letters: {}.").format(", ".join(f"{short} {tr(name)}" for short, name in named))
