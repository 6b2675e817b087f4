"""Scatter points and tiles: positions, sizes, and colours that stand for numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

# ruff: noqa: D102 -- methods that all parts have are described in Part
import numpy as np
from matplotlib import colors

from .errors import LiveFigureError
from .part import Part, follows_face, paint

if TYPE_CHECKING:
    from livefigure.space import Space
    from livefigure.types import Array, Blocks, Elements, Slots


def color_table(mappable: Any) -> dict[str, Any]:
    """Return the colours of a colour map with the values at which one gives way to the next.

    Parameters
    ----------
    mappable : matplotlib.cm.ScalarMappable

    Returns
    -------
    dict
        ``edges``: increasing values, each the first with its colour; ``colors``: one more than edges; ``bad``: colour
        of a missing value;
        ``floor``, where there is one: what is not above it has no colour either.

    Raises
    ------
    LiveFigureError
        If a colour is half transparent.
    """
    norm, cmap = mappable.norm, mappable.cmap
    if isinstance(norm, colors.BoundaryNorm):
        edges = np.asarray(norm.boundaries, float)
        inside = np.concatenate([[edges[0] - 1], (edges[1:] + edges[:-1]) / 2, [edges[-1] + 1]])
        shades = cmap(norm(inside))
    else:
        n = cmap.N
        edges = np.asarray(norm.inverse(np.arange(0, n + 1) / n), float)
        # below, n shades, above: what the norm makes of them, "under" and "over" or the two ends again
        outside = [edges[0] - (edges[1] - edges[0]) / 2, edges[-1] + (edges[-1] - edges[-2]) / 2]
        below, above = cmap(norm(np.array(outside)))
        shades = np.vstack([below, cmap(np.arange(n)), above])
        edges[-1] = np.nextafter(edges[-1], np.inf)  # the upper end itself has the last shade
    bad = cmap(np.ma.masked_invalid([np.nan]))[0]
    if not np.isin([*shades[:, 3], bad[3]], (0, 1)).all():
        gid = mappable.get_gid()
        raise LiveFigureError(f"gid {gid!r}: a colour of the colour map is half transparent; use alpha= for all")
    return {
        "edges": [*(float(f"{e:.9g}") for e in edges[:-1]), float(edges[-1])],
        "colors": ["none" if c[3] == 0 else colors.to_hex(c) for c in shades],
        "bad": "none" if bad[3] == 0 else colors.to_hex(bad),
    } | ({"floor": 0} if isinstance(norm, colors.LogNorm) and not norm.clip else {})


class ScatterPart(Part):
    """A ``scatter``: ``(x, y)`` or an (n, 2) array, or a dict with x, y, sizes (points squared), values (colour)."""

    kind, in_order, has_pieces = "scatter", True, True
    blocks = {"x": "x", "y": "y", "sizes": "", "values": ""}
    fields = ("x", "y", "sizes", "values")

    def __init__(self, gid: str, artist: Any, space: Space, name: str) -> None:
        super().__init__(gid, artist, space, name)
        if len(artist.get_paths()) != 1:
            raise self.error(f"the scatter has {len(artist.get_paths())} marker shapes; one is allowed")
        self.mapped = artist.get_array() is not None
        # a scatter's own transform scales the markers; where they stand is the offset transform
        transform = artist.get_offset_transform()
        branches = getattr(transform, "contains_branch_separately", None) or transform.contains_branch_seperately
        across, up = branches(artist.axes.transData)
        self.data = bool(across), bool(up)
        self.marker, self.edge = artist.get_paths()[0], follows_face(artist)
        self.styles: Any = None  # of each point, where they differ and the picture does not show them all

    def unpack(self, content: Any) -> dict[str, Any]:
        if isinstance(content, tuple) and len(content) == 2:
            return {k: np.atleast_1d(v) for k, v in zip("xy", content, strict=True)}
        xy = self.array("points", content, ndim=2)
        return {"x": xy[:, 0], "y": xy[:, 1]}

    def own(self) -> Blocks:
        xy = np.ma.filled(np.ma.asarray(self.artist.get_offsets(), float), np.nan)
        out = {"x": xy[:, 0], "y": xy[:, 1], "sizes": np.resize(self.artist.get_sizes(), len(xy))}
        if self.mapped:
            out["values"] = np.ma.filled(np.ma.asarray(self.artist.get_array(), float), np.nan)
        return out

    def blocks_of(self, fields: dict[str, Any]) -> Blocks:
        if "values" in fields and not self.mapped:
            raise self.error("values given, but the scatter was drawn without c= (no colour map); use color")
        out = super().blocks_of(fields)
        if "sizes" in out and np.ndim(out["sizes"]) == 0:
            out["sizes"] = np.full(np.size(out.get("x", self.artist.get_offsets()[:, 0])), float(out["sizes"]))
        if "sizes" in out and (np.asarray(out["sizes"], float) < 0).any():
            raise self.error("sizes has a negative number; areas in points squared are needed")
        return out

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        self.artist.set_offsets(np.column_stack([numbers["x"], numbers["y"]]))
        self.artist.set_sizes(numbers["sizes"])
        if self.mapped:
            self.artist.set_array(np.ma.masked_invalid(numbers["values"]))
        elif "color" in slots:
            paint(self, slots["color"])

    def elements(self) -> Elements:
        return {("path", "use"): None}

    def outline(self) -> Array | None:
        return self.artist.get_offset_transform().transform(np.ma.filled(self.artist.get_offsets(), np.nan))

    def corners(self, numbers: Blocks) -> Array | None:
        return self._packed(numbers, "x", "y")

    def stand_in(self) -> Blocks:
        out = super().stand_in()
        return {**out, "sizes": np.full(self.sizes["sizes"], 20.0)}

    def spec(self) -> dict[str, Any]:
        shape = [[_LETTER[code], np.round(points, 5).tolist()] for points, code in self.marker.iter_segments()]
        out = {"shape": shape} | ({} if self.styles is None else {"styles": self.styles})
        return out | ({"shades": color_table(self.artist)} if self.mapped else {})


_LETTER = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}  # matplotlib.path.Path codes


class TilesPart(Part):
    """Coloured pieces that stay where they are (PolyCollection, pcolormesh): one number a piece, NaN for none."""

    kind, blocks, fields, has_pieces = "tiles", {"values": ""}, ("values",), True

    def __init__(self, gid: str, artist: Any, space: Space, name: str) -> None:
        super().__init__(gid, artist, space, name)
        self.mapped, self.edge = artist.get_array() is not None, follows_face(artist)
        self.count = int(np.size(artist.get_array())) if self.mapped else len(artist.get_paths())

    def unpack(self, content: Any) -> dict[str, Any]:
        return {"values": content}

    def own(self) -> Blocks:
        return {"values": np.ma.filled(np.ma.asarray(self.artist.get_array(), float), np.nan)} if self.mapped else {}

    def blocks_of(self, fields: dict[str, Any]) -> Blocks:
        if "values" not in fields:
            return {}
        if not self.mapped:
            raise self.error("values given, but it was drawn without array= (no colour map); use color")
        values = self.array("values", np.ravel(np.asarray(fields["values"], float)))
        if len(values) != self.count:
            raise self.error(f"{len(values)} values; the figure has {self.count} tiles")
        return {"values": values}

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        if self.mapped:
            old = self.artist.get_array()
            self.artist.set_array(np.ma.masked_invalid(numbers["values"]).reshape(np.shape(old)))
        elif "color" in slots:
            paint(self, slots["color"])

    def elements(self) -> Elements:
        return {("path",): self.count}

    def spec(self) -> dict[str, Any]:
        return {"count": self.count, **({"shades": color_table(self.artist)} if self.mapped else {})}


class NumbersPart(Part):
    """Numbers that no artist shows; sums over them move others."""

    kind, blocks = "numbers", {"values": ""}

    def unpack(self, content: Any) -> dict[str, Any]:
        return {"values": np.ravel(np.asarray(content.values, float))}

    def read(self, content: Any) -> tuple[Blocks, Slots]:
        numbers, slots = self.unpack(content), {"visible": True}
        if self.sizes is None:
            self.sizes, self.slots = {"values": len(numbers["values"])}, slots
        if len(numbers["values"]) != self.sizes["values"] or not np.isfinite(numbers["values"]).all():
            raise self.error(f"{self.sizes['values']} finite numbers are needed at every position")
        return numbers, slots

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        """Nothing to draw."""

    def artists(self) -> list[Any]:
        return []

    def columns(self) -> list[list[Any]]:
        return []
