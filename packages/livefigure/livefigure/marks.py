"""Artists made of paths: lines with their markers, fills, bars, spans, segments and polygons."""

from __future__ import annotations

# ruff: noqa: D102 -- methods that all parts have are described in Part
from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import PolyCollection

from .part import Part, follows_face, paint, places, steps

if TYPE_CHECKING:
    from livefigure.space import Space
    from livefigure.types import Array, Blocks, Elements, Slots


def _pair(part, content, names=("x", "y")):
    if isinstance(content, tuple) and len(content) == 2:
        return dict(zip(names, content, strict=True))
    return {names[1]: content}


class LinePart(Part):
    """A Line2D: line, markers or both; ``(x, y)``, or ``y`` alone where x stays.

    A scalar moves ``axvline`` and ``axhline``; a pair of scalars moves a single point.
    """

    kind, blocks, fields, in_order = "line", {"x": "x", "y": "y"}, ("x", "y"), True

    def __init__(self, gid: str, artist: Any, space: Space, name: str) -> None:
        super().__init__(gid, artist, space, name)
        style = artist.get_drawstyle()
        self.step = {"default": "", "steps": "pre"}.get(style, style.removeprefix("steps-"))
        self.path = artist.get_linestyle() not in ("None", "none", " ", "")
        self.marks = artist.get_marker() not in ("None", "none", None, " ", "")
        if self.marks and artist.get_markevery() is not None:
            raise self.error("markevery is set; a moving line marks every point")
        if artist.get_markersize() == 0:
            self.marks = False
        if self.marks and artist.get_fillstyle() not in ("full", "none"):
            raise self.error(f"fillstyle is {artist.get_fillstyle()!r}; allowed for a moving line: 'full', 'none'")
        if self.path and getattr(artist, "get_gapcolor", lambda: None)() is not None:
            raise self.error("gapcolor is set; a moving line has none")

    def unpack(self, content: Any) -> dict[str, Any]:
        if np.ndim(content) == 0 and self.data != (True, True):
            return {"x" if self.data[0] else "y": np.full(2, content)}
        return {k: np.atleast_1d(v) for k, v in _pair(self, content).items()}

    def own(self) -> Blocks:
        x, y = self.artist.get_data()
        return {"x": np.asarray(x), "y": np.asarray(y)}

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        self.artist.set_data(numbers["x"], numbers["y"])
        if "color" in slots:
            self.artist.set_color(slots["color"])

    def elements(self) -> Elements:
        marks: Elements = {("use",): None} if self.marks and self.sizes["x"] else {}  # a line may have no points at all
        return {**({("path",): 1} if self.path else {}), **marks}

    def outline(self) -> Array | None:
        return self.artist.get_transform().transform(np.ma.filled(self.artist.get_xydata(), np.nan))

    def corners(self, numbers: Blocks) -> Array | None:
        return self._packed(numbers, "x", "y")

    def spec(self) -> dict[str, Any]:
        return {"path": self.path, "marks": self.marks, "step": self.step}

    def ink(self) -> dict[str, Any]:
        out = super().ink()
        return {**out, "paints": self._paints()} if out and self.marks else out

    def _paints(self):
        """Return what of the markers has the colour of the line: "fill", "stroke", both or none."""
        line, was = self.artist, self.artist.get_color()
        line.set_color("#010203")
        now = {"fill": line.get_markerfacecolor(), "stroke": line.get_markeredgecolor()}
        line.set_color(was)
        return [name for name, color in now.items() if color == "#010203"]


class FillPart(Part):
    """A ``fill_between``: ``(x, y1, y2)``, or ``(y1, y2)`` where x stays; ``fill_betweenx``: keys y, x1, x2.

    NaN breaks the fill. A dict may name ``step`` (``"pre"``, ``"mid"``, ``"post"``), as in the drawing call.
    """

    kind, fields = "fill", ("x", "y1", "y2", "y", "x1", "x2", "step")

    def __init__(self, gid: str, artist: Any, space: Space, name: str) -> None:
        super().__init__(gid, artist, space, name)
        self.step = ""
        self.upright = True  # False: fill_betweenx
        self.edge = follows_face(artist)
        for field in ("facecolor", "edgecolor", "linewidth", "linestyle"):
            if len(getattr(artist, f"get_{field}")()) > 1:
                raise self.error(f"{field} has several values; a fill that moves has one")
        self.first: Any = None

    @property
    def blocks(self) -> dict[str, str]:  # type: ignore[override]  # they depend on the direction
        """Blocks of a fill between y values, or between x values."""
        return {"x": "x", "y1": "y", "y2": "y"} if self.upright else {"y": "y", "x1": "x", "x2": "x"}

    def unpack(self, content: Any) -> dict[str, Any]:
        if isinstance(content, tuple) and len(content) in (2, 3):
            return dict(zip(("x", "y1", "y2")[-len(content) :], content, strict=True))
        raise self.error("a fill takes (x, y1, y2), (y1, y2) or a dict")

    def blocks_of(self, fields: dict[str, Any]) -> Blocks:
        if "y" in fields or "x1" in fields:
            self.upright = False
        step = fields.get("step", self.step) or ""
        if step not in ("", "pre", "mid", "post") or (self.first is not None and step != self.step):
            raise self.error(f"step is {step!r}; allowed: 'pre', 'mid', 'post' or none, the same at every position")
        self.step = step
        along, one, two = self.blocks
        out = {k: fields[k] for k in self.blocks if k in fields}
        if along not in out:
            out[along] = self._own_along() if self.first is None else self.first[along]
        if one in out or two in out:
            n = max(np.size(out.get(one, 0)), np.size(out.get(two, 0)))
            for k in (one, two):
                out[k] = np.broadcast_to(np.asarray(out.get(k, 0.0), float), n if n > 1 else np.size(out[along]))
        if self.first is None:
            self.first = {k: np.asarray(v) for k, v in out.items()}
        return {k: out[k] if k in out else self.first[k] for k in self.blocks}

    def _own_along(self):
        """Read x back from the polygon: start corner, n points, end corner, n points back."""
        paths = self.artist.get_paths()
        if len(paths) == 1 and not self.step:
            vertices = paths[0].vertices[:, 0 if self.upright else 1]
            n = (len(vertices) - 3) // 2
            if n > 0 and np.array_equal(vertices[1 : n + 1], vertices[n + 2 : 2 * n + 2][::-1]):
                return vertices[1 : n + 1].copy()
        raise self.error("the drawing does not tell its x; give (x, y1, y2)")

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        along, one, two = (numbers[k] for k in self.blocks)
        verts, whole = [], np.isfinite(along) & np.isfinite(one) & np.isfinite(two)
        for run in np.split(np.arange(len(along)), np.flatnonzero(np.diff(whole.astype(int))) + 1):
            if len(run) and whole[run[0]]:
                a, b, c = steps(self.step, along[run], one[run], two[run])
                ring = np.column_stack([np.concatenate([a, a[::-1]]), np.concatenate([b, c[::-1]])])
                verts.append(ring if self.upright else ring[:, ::-1])
        self.artist.set_verts(verts)
        if "color" in slots:
            paint(self, slots["color"])

    def elements(self) -> Elements:
        return {("path",): None}

    def outline(self) -> Array | None:
        return places(self.artist)

    def corners(self, numbers: Blocks) -> Array | None:
        along, *ends = self.blocks
        both = [self._packed(numbers, *((along, end) if self.upright else (end, along))) for end in ends]
        known = np.isfinite(np.column_stack(both)).all(axis=1)
        if self.step == "mid":  # its corners stand half way; only the first and last of a run are points themselves
            before, after = np.append(False, known[:-1]), np.append(known[1:], False)
            known &= ~(before & after)
        return np.concatenate(both)[np.tile(known, 2)]

    def spec(self) -> dict[str, Any]:
        return {"step": self.step, "upright": self.upright}


class PathsPart(Part):
    """Paths with a fixed number of points each; the base of bars, spans, segments and polygons."""

    kind, blocks, closed = "paths", {"x": "x", "y": "y"}, True

    def __init__(self, gid: str, artist: Any, space: Space, name: str) -> None:
        super().__init__(gid, artist, space, name)
        self.lengths: Any = None
        self.drawn: Any = None  # the shape as it was drawn, for fields that content leaves out

    @abstractmethod
    def rings(self, fields: dict[str, Any]) -> Any:
        """Turn fields into a list of (m, 2) arrays, or into one (n, m, 2) array."""

    def blocks_of(self, fields: dict[str, Any]) -> Blocks:
        rings = self.rings(fields)
        if isinstance(rings, np.ndarray) and rings.dtype == float and rings.ndim == 3 and rings.shape[2] == 2:
            lengths = [rings.shape[1]] * len(rings)
            rings = [self.array("points", rings.reshape(-1, 2), ndim=2)]  # one look at all instead of one at each
        else:
            rings = [self.array("points", np.reshape(r, (-1, 2)), ndim=2) for r in rings]
            lengths = [len(r) for r in rings]
        if self.lengths is None:
            self.lengths = lengths
        elif lengths != self.lengths:
            raise self.error(
                f"{len(lengths)} pieces here, {len(self.lengths)} before, or their points differ in number"
            )
        points = np.concatenate(rings) if rings else np.empty((0, 2))
        return {"x": points[:, 0], "y": points[:, 1]}

    def elements(self) -> Elements:
        return {("path",): len(self.lengths)}

    def outline(self) -> Array | None:
        return np.concatenate([a.get_transform().transform(a.get_path().vertices) for a in self.artists()])

    def corners(self, numbers: Blocks) -> Array | None:
        return self._packed(numbers, "x", "y")

    def _split(self, numbers):
        points = np.column_stack([numbers["x"], numbers["y"]])
        return np.split(points, np.cumsum(self.lengths)[:-1])

    def spec(self) -> dict[str, Any]:
        return {"lengths": self.lengths, "closed": self.closed}

    def axis_numbers(self, which: str, values: Any) -> Array:
        """Turn dates and categories into floats, keeping the shape."""
        return np.asarray(self.space.numbers(which, values), float)


class BarsPart(PathsPart):
    """The bars of one ``bar`` or ``barh`` call: lengths, or a dict with ``bottom`` (or ``left``) for stacks."""

    fields, has_pieces = ("height", "bottom", "width", "left"), True

    def __init__(self, gid: str, patches: Sequence[Any], space: Space, name: str, upright: bool) -> None:
        super().__init__(gid, patches[0], space, name)
        self.patches, self.upright = patches, upright
        self.data = (True, True)
        if upright:
            across = [(p.get_x(), p.get_width()) for p in patches]
            self.base = np.array([p.get_y() for p in patches])
            self.length = np.array([p.get_height() for p in patches])
        else:
            across = [(p.get_y(), p.get_height()) for p in patches]
            self.base = np.array([p.get_x() for p in patches])
            self.length = np.array([p.get_width() for p in patches])
        self.across = np.array([(a, a + w) for a, w in across])
        self.items = _tick_names(space.axes, "x" if upright else "y", self.across.mean(axis=1))

    def artists(self) -> list[Any]:
        return list(self.patches)

    def elements(self) -> Elements:
        return {("path",): 1}

    def unpack(self, content: Any) -> dict[str, Any]:
        return {"height" if self.upright else "width": content}

    def rings(self, fields: dict[str, Any]) -> Any:
        length, base = (fields.get(a, fields.get(b)) for a, b in (("height", "width"), ("bottom", "left")))
        length = self.array("height", self.length if length is None else np.asarray(length))
        base = self.base if base is None else np.broadcast_to(np.asarray(base, float), self.base.shape)
        if len(length) != len(self.patches):
            raise self.error(f"{len(length)} heights; the figure has {len(self.patches)} bars")
        rings = np.empty((len(length), 4, 2))
        along, far = (0, 1) if self.upright else (1, 0)
        rings[:, (0, 3), along], rings[:, (1, 2), along] = self.across[:, :1], self.across[:, 1:]
        rings[:, (0, 1), far], rings[:, (2, 3), far] = base[:, None], (base + length)[:, None]
        return rings

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        fill = slots.get("color")
        for i, (patch, ring) in enumerate(zip(self.patches, self._split(numbers), strict=True)):
            (x0, y0), (x1, y1) = ring[0], ring[2]
            patch.set_bounds(x0, y0, x1 - x0, y1 - y0)
            if fill is not None:
                patch.set_facecolor(fill if isinstance(fill, str) else fill[i])

    def columns(self) -> list[list[Any]]:
        n, far = len(self.patches), "y" if self.upright else "x"
        top = [[self.name, far, [4 * i + 2 for i in range(n)]]]
        if np.any(self.base != 0):
            top.insert(0, ["", far, [4 * i for i in range(n)]])
        return top


class SpanPart(PathsPart):
    """An ``axvspan`` or ``axhspan``: ``(from, to)``."""

    fields = ("lo", "hi")

    def unpack(self, content: Any) -> dict[str, Any]:
        if np.shape(content) != (2,):
            raise self.error(f"{content!r}: a span takes (from, to)")
        return {"lo": content[0], "hi": content[1]}

    def rings(self, fields: dict[str, Any]) -> Any:
        if self.drawn is None:
            box = self.artist.get_bbox() if hasattr(self.artist, "get_bbox") else self.artist.get_path().get_extents()
            self.drawn = [box.x0, box.x1], [box.y0, box.y1]
        x, y = self.drawn
        axis = 0 if self.data[0] else 1
        ends = [fields.get("lo", (x, y)[axis][0]), fields.get("hi", (x, y)[axis][1])]
        ends = [float(self.space.numbers("xy"[axis], end)) for end in ends]
        x, y = (ends, y) if axis == 0 else (x, ends)
        return np.array([[(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])]], float)

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        ring = self._split(numbers)[0]
        if hasattr(self.artist, "set_bounds"):
            self.artist.set_bounds(*ring[0], *(ring[2] - ring[0]))
        else:
            self.artist.set_xy(ring)
        if "color" in slots:
            self.artist.set_facecolor(slots["color"])

    def columns(self) -> list[list[Any]]:
        return [[self.name, "x" if self.data[0] else "y", [0, 2]]]


class RectanglePart(PathsPart):
    """A single Rectangle: ``(x, y, width, height)``."""

    fields = ("x", "y", "width", "height")

    def unpack(self, content: Any) -> dict[str, Any]:
        if np.shape(content) != (4,):
            raise self.error(f"{content!r}: a rectangle takes (x, y, width, height)")
        return dict(zip(self.fields, content, strict=True))

    def rings(self, fields: dict[str, Any]) -> Any:
        if self.drawn is None:
            self.drawn = dict(zip(self.fields, self.artist.get_bbox().bounds, strict=True))
        x, y, w, h = (float(fields.get(k, self.drawn[k])) for k in self.fields)
        return np.array([[(x, y), (x + w, y), (x + w, y + h), (x, y + h)]])

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        ring = self._split(numbers)[0]
        self.artist.set_bounds(*ring[0], *(ring[2] - ring[0]))
        if "color" in slots:
            self.artist.set_facecolor(slots["color"])


class SegmentsPart(PathsPart):
    """A LineCollection (``vlines``, ``hlines``): an (n, m, 2) array, or a dict with ymin, ymax (and x), xmin, xmax."""

    closed, has_pieces = False, True
    fields = ("segments", "x", "y", "xmin", "xmax", "ymin", "ymax")

    def outline(self) -> Array | None:
        return places(self.artist)

    def unpack(self, content: Any) -> dict[str, Any]:
        return {"segments": content}

    def rings(self, fields: dict[str, Any]) -> Any:
        if "segments" in fields:
            return fields["segments"]
        if self.drawn is None:
            self.drawn = np.array([s[[0, -1]] for s in self.artist.get_segments()], float).reshape(-1, 2, 2)
        now = self.drawn.copy()
        keys = {"xmin": (0, 0), "xmax": (1, 0), "ymin": (0, 1), "ymax": (1, 1)}
        given = {k: fields[k] for k in keys if k in fields}
        if "x" in fields:
            given |= {"xmin": fields["x"], "xmax": fields["x"]}
        if "y" in fields:
            given |= {"ymin": fields["y"], "ymax": fields["y"]}
        for key, value in given.items():
            value = np.atleast_1d(self.axis_numbers(key[0], value))
            if value.shape not in ((1,), (len(now),)):
                raise self.error(f"{key} has {value.size} numbers; the figure has {len(now)} segments")
            now[:, keys[key][0], keys[key][1]] = value
        return now

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        self.artist.set_segments(self._split(numbers))
        if "color" in slots:
            self.artist.set_color(slots["color"])


class PolygonsPart(PathsPart):
    """A Polygon patch, (n, 2) or ``(x, y)``; or the polygons of a PolyCollection, as a list."""

    fields, has_pieces = ("xy", "polygons"), True

    def __init__(self, gid: str, artist: Any, space: Space, name: str) -> None:
        super().__init__(gid, artist, space, name)
        if isinstance(artist, PolyCollection):
            self.edge = follows_face(artist)

    def outline(self) -> Array | None:
        return places(self.artist) if isinstance(self.artist, PolyCollection) else super().outline()

    def unpack(self, content: Any) -> dict[str, Any]:
        if isinstance(content, tuple) and len(content) == 2:
            content = np.column_stack(content)
        return {"xy": content}

    def rings(self, fields: dict[str, Any]) -> Any:
        if "polygons" in fields:
            return list(fields["polygons"])
        if "xy" in fields:
            return [fields["xy"]]
        if self.drawn is None:
            a = self.artist
            self.drawn = [a.get_xy()] if hasattr(a, "get_xy") else [p.vertices for p in a.get_paths()]
        return self.drawn

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        rings = self._split(numbers)
        if hasattr(self.artist, "set_xy"):
            self.artist.set_xy(rings[0])
        else:
            self.artist.set_verts(rings)
        if "color" in slots:
            paint(self, slots["color"])


def _tick_names(axes, which, places):
    """Return the tick labels that stand at `places`, or None."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    labels = dict(
        zip(np.round(axis.get_majorticklocs(), 6), (t.get_text() for t in axis.get_ticklabels()), strict=False)
    )
    names = [labels.get(p, "") for p in np.round(places, 6)]
    return names if all(names) else None
