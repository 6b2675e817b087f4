"""Find the artists that `move` names, and choose how each becomes numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Annotation, Text

from . import compare as sides
from . import derived
from .errors import LiveFigureError
from .follow import check_style
from .limits import LimitsPart
from .marks import BarsPart, FillPart, LinePart, PolygonsPart, RectanglePart, SegmentsPart, SpanPart
from .part import Part
from .points import NumbersPart, ScatterPart, TilesPart
from .space import Space, in_data
from .texts import ShownPart, TextPart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from livefigure.compare import Compare
    from livefigure.types import Array, State

_KINDS = "lines, scatters, bars, fills, spans, segments, polygons, tile maps, texts"


class Stage:
    """All pictures of one live figure: their spaces, and the parts that `move` moves.

    Parameters
    ----------
    figures : list of matplotlib.figure.Figure
        Laid out and frozen.
    first : dict
        What `move` returned for the starting position; its keys are the moving gids.
    formats, names : dict
        Formats of numbers in texts; readable names; both by gid.
    compare : Compare, optional
        Two settings are shown; see `Compare` for the gids of the second and of the difference.
    """

    def __init__(
        self,
        figures: list[Figure],
        first: dict[str, Any],
        *,
        formats: Mapping[str, str],
        names: Mapping[str, str],
        compare: Compare | None = None,
    ) -> None:
        self.figures, self.formats, self.names, self.compare = figures, formats, names, compare
        self.spaces, self._space_of = [], {}
        self.axes = [ax for fig in figures for ax in fig.axes]
        self.found = {}
        for number, fig in enumerate(figures):
            for artist in fig.findobj(lambda a: bool(a.get_gid())):
                self.found.setdefault(artist.get_gid(), []).append((number, artist))
        for gid in (*formats, *names):
            if sides.split(gid)[0] not in first:
                raise LiveFigureError(f"formats, names: {gid!r} is no gid that move returns; it returns {_list(first)}")
        self.asked = set(first)
        self.derived = {}
        echoes = [g for g in self.found if sides.split(g)[1] and sides.split(g)[0] in first] if compare else []
        for gid in (*first, *echoes):
            content = first[sides.split(gid)[0]]
            if derived.sums(content):
                self.derived[gid] = content
        self.movers = {}
        for gid in (*first, *echoes):
            self.movers[gid] = self._mover(gid, self._content(first, gid))
            self._take_side(gid, first)
        self.parts = [part for parts, _ in self.movers.values() for part in parts]
        self.read(first)  # fixes lengths and kinds
        for part in self.parts:
            if isinstance(part, TextPart):
                part.check_turned()
        self._add_resting()

    # ---- finding

    def space(self, number: int, axes: Axes | None) -> int:
        """Return the index of the space of `axes` (None: the whole picture)."""
        key = (number, id(axes))
        if key not in self._space_of:
            self._space_of[key] = len(self.spaces)
            self.spaces.append(Space(self.figures[number], axes, number))
        return self._space_of[key]

    def _make(self, part_class, gid, artist, number, *args, axes=None, name=None, **kwargs):
        axes = axes if axes is not None else getattr(artist, "axes", None)
        index = self.space(number, axes)
        label = str(artist.get_label() or "") if hasattr(artist, "get_label") else ""
        name = self.names.get(gid) or name or (label if label and not label.startswith("_") else gid)
        part = part_class(gid, artist, self.spaces[index], name, *args, **kwargs)
        part.where = index
        check_style(part)
        return part

    def _mover(self, gid, content):
        """Return the parts of `gid` and the function that splits its content among them."""
        if gid.startswith("axes:"):
            return self._limits(gid)
        if isinstance(content, derived.Numbers):
            return [self._make(NumbersPart, gid, None, 0)], lambda c: [c]
        if gid not in self.found:
            raise LiveFigureError(f"gid {gid!r}: no artist has it; the figure has {_list(self.found)}")
        numbers, artists = zip(*self.found[gid], strict=True)
        number, artist = numbers[0], artists[0]
        if isinstance(content, (bool, np.bool_)):
            if len(artists) > 1:
                raise LiveFigureError(f"gid {gid!r}: {len(artists)} artists have it; one is allowed here")
            return [self._make(ShownPart, gid, artist, number, axes=None)], lambda c: [c]
        if len(artists) > 1 or self._bars(artist):
            return self._many(gid, artists, number)
        if isinstance(artist, Line2D):
            holder = self._errorbar(artist)
            if holder is not None and isinstance(content, dict) and {"xerr", "yerr"} & set(content):
                return self._errorbars(gid, holder, number)
        return [self._make(self._class_of(gid, artist, content), gid, artist, number, **self._form(gid, artist))], (
            lambda c: [c]
        )

    def _form(self, gid, artist):
        form = self.formats.get(gid, self.formats.get(sides.split(gid)[0]))
        return {"form": form} if isinstance(artist, Text) and form is not None else {}

    @staticmethod
    def _content(result, gid):
        """Return what `move` gave for a gid; a gid of the second setting or of the difference has its base's."""
        content = result[sides.split(gid)[0]]
        return derived.resolve(content, {field: one.value(result) for field, one in derived.sums(content).items()})

    def _take_side(self, gid, first):
        side = sides.split(gid)[1]
        for part in self.movers[gid][0]:
            part.side = side
            if self.compare is not None:
                base = self.names.get(gid) or self.names.get(sides.split(gid)[0]) or part.name
                part.name = self.compare.prefix(side) + str(sides.split(base)[0])
            if side == sides.DIFFERENCE:
                if not isinstance(part, (TilesPart, TextPart)):
                    raise part.error("a difference is shown by tiles, or by a text that is a number")
                part.zero, _ = part.read(sides.nothing(self._content(first, gid)))

    @staticmethod
    def _class_of(gid, artist, content):
        if isinstance(artist, Line2D):
            return LinePart
        if isinstance(artist, Text):
            return TextPart
        if isinstance(artist, PathCollection):
            return ScatterPart
        if isinstance(artist, LineCollection):
            return SegmentsPart
        if isinstance(artist, (PolyCollection, QuadMesh)):
            keys = set(content) if isinstance(content, dict) else None
            if "polygons" in (keys or ()):
                return PolygonsPart
            only_colors = keys is not None and keys <= {"color", "visible", "values"}
            return TilesPart if artist.get_array() is not None or only_colors else FillPart
        if isinstance(artist, (Polygon, Rectangle)):
            if True in in_data(artist) and False in in_data(artist):
                return SpanPart
            return RectanglePart if isinstance(artist, Rectangle) else PolygonsPart
        raise LiveFigureError(f"gid {gid!r}: a {type(artist).__name__} cannot move; allowed: {_KINDS}, or True/False")

    @staticmethod
    def _bars(artist):
        """Return the BarContainer that `artist` belongs to, if any."""
        for holder in getattr(artist.axes, "containers", []) if artist.axes is not None else []:
            if isinstance(holder, BarContainer) and artist in holder.patches:
                return holder
        return None

    @staticmethod
    def _errorbar(line):
        for holder in line.axes.containers:
            if isinstance(holder, ErrorbarContainer) and holder.lines[0] is line:
                return holder
        return None

    def _many(self, gid, artists, number):
        holder = self._bars(artists[0])
        if holder is not None and set(holder.patches) == set(artists):
            upright = (getattr(holder, "orientation", None) or "vertical") == "vertical"
            name = str(holder.get_label() or "")
            name = name if name and not name.startswith("_") else None
            part = self._make(BarsPart, gid, list(holder.patches), number, upright, axes=artists[0].axes, name=name)
            return [part], lambda c: [c]
        holder = next((h for h in map(self._errorbar, filter(lambda a: isinstance(a, Line2D), artists)) if h), None)
        if holder is not None:  # errorbar hands its gid to the line, the caps and the stems
            return self._errorbars(gid, holder, number)
        if all(isinstance(a, PolyCollection) for a in artists):  # stackplot hands one gid to all its layers
            parts = [self._make(FillPart, gid, a, number) for a in artists]
            return parts, lambda c: _layers(gid, c, len(parts))
        raise LiveFigureError(
            f"gid {gid!r}: {len(artists)} artists have it; allowed: one artist, the bars of one bar call, "
            "the layers of one stackplot call, one errorbar call"
        )

    def _errorbars(self, gid, holder, number):
        line, caps, stems = holder.lines
        self._check_ends(gid, holder)
        parts = [self._make(LinePart, gid, line, number)]
        parts += [self._make(LinePart, gid, cap, number, name=f"{gid} cap") for cap in caps]
        parts += [self._make(SegmentsPart, gid, stem, number, name=f"{gid} error") for stem in stems]
        for part in parts[1:]:
            part.columns = list
        has_x, has_y = holder.has_xerr, holder.has_yerr

        drawn = [np.asarray(d, float) for d in line.get_data()]

        def split(content):
            if content is None:
                return [None] * len(parts)
            if not isinstance(content, dict) or not {"xerr", "yerr"} & set(content):
                raise LiveFigureError(f"gid {gid!r}: an errorbar takes a dict with x, y and yerr or xerr")
            rest = {k: content[k] for k in content if k in ("visible", "color")}
            x, y = (np.asarray(content.get(k, d), float) for k, d in zip("xy", drawn, strict=True))
            ends, out = [], [{"x": x, "y": y, **rest}]
            for has, key in ((has_x, "xerr"), (has_y, "yerr")):
                if has:
                    err = np.broadcast_to(np.asarray(content.get(key, np.nan), float), (2, len(x)))
                    ends.append((key, x - err[0], x + err[1]) if key == "xerr" else (key, y - err[0], y + err[1]))
            tips = [(end, y) if key == "xerr" else (x, end) for key, lo, hi in ends for end in (lo, hi)]
            out += [{"x": a, "y": b, **rest} for (a, b), _ in zip(tips, caps, strict=False)]
            for key, lo, hi in ends:
                pair = [(lo, y), (hi, y)] if key == "xerr" else [(x, lo), (x, hi)]
                out.append({"segments": np.stack([np.column_stack(p) for p in pair], axis=1), **rest})
            return out

        return parts, split

    @staticmethod
    def _check_ends(gid, holder):
        """Raise LiveFigureError unless each point has its errors, and caps stand at their ends."""
        line, caps, stems = holder.lines
        ends = []
        for stem in stems:
            segments = np.array([s[[0, -1]] for s in stem.get_segments()], float).reshape(-1, 2, 2)
            ends += [segments[:, 0], segments[:, 1]]
        tips = [np.column_stack(cap.get_data()) for cap in caps]
        whole = all(len(end) == len(line.get_xdata()) for end in ends)
        if not whole or not all(np.array_equal(a, b) for a, b in zip(tips, ends, strict=False)):
            raise LiveFigureError(
                f"gid {gid!r}: an errorbar that moves has a cap at the ends of its errors at every point; "
                "draw it without lolims, uplims, xlolims, xuplims and errorevery"
            )

    def _limits(self, gid):
        tail = gid.removeprefix("axes:")
        if not tail.isdigit() or int(tail) >= len(self.axes):
            allowed = ", ".join(f"'axes:{i}'" for i in range(len(self.axes)))
            raise LiveFigureError(f"gid {gid!r}: no such axes; allowed: {allowed}")
        axes = self.axes[int(tail)]
        number = next(i for i, fig in enumerate(self.figures) if axes in fig.axes)
        part = self._make(LimitsPart, gid, axes, number, axes=axes)
        part.space.moving = part
        return [part], lambda c: [c]

    def _add_resting(self):
        """Artists that `move` does not name must follow where the limits of their axes move."""
        for axes in [part.artist for part in self.parts if isinstance(part, LimitsPart)]:
            taken = {id(a) for part in self.parts for a in part.artists()}
            for artist in (*axes.images, *axes.collections, *axes.texts):
                if id(artist) not in taken:
                    self._check_rests(axes, artist)
            number = next(i for i, fig in enumerate(self.figures) if axes in fig.axes)
            resting = [a for a in (*axes.lines, *axes.collections, *axes.texts) if id(a) not in taken]
            loose = [p for p in axes.patches if id(p) not in taken and not self._bars(p)]
            holders = {id(h): h for h in (self._bars(p) for p in axes.patches if id(p) not in taken) if h}
            for k, holder in enumerate(holders.values()):
                upright = (getattr(holder, "orientation", None) or "vertical") == "vertical"
                self._rest(f"resting bars {k}", BarsPart, list(holder.patches), number, axes, upright)
            for k, artist in enumerate([*resting, *loose]):
                if True not in in_data(artist) and not isinstance(artist, PathCollection):
                    continue
                content = {"polygons": 0} if isinstance(artist, PolyCollection) else None
                kind = self._class_of(f"resting artist {k}", artist, content)
                self._rest(f"resting artist {k}", kind, artist, number, axes)

    @staticmethod
    def _check_rests(axes, artist):
        """Raise LiveFigureError if an artist cannot follow the limits of its axes."""
        number = axes.figure.axes.index(axes)
        anchored = isinstance(artist, Annotation) and artist.xycoords == "data"
        aside = anchored and (artist.arrow_patch is not None or True not in in_data(artist))
        if isinstance(artist, (AxesImage, QuadMesh)) or aside:
            what = "an annotation" if aside else f"a {type(artist).__name__}"
            raise LiveFigureError(
                f"gid 'axes:{number}': {what} cannot follow limits that move; draw it on other axes, or let move "
                "return it"
            )

    def _rest(self, gid, kind, artist, number, axes, *args):
        part = self._make(kind, gid, artist, number, *args, axes=axes)
        part.columns = list
        content = {"text": artist.get_text()} if kind is TextPart else {}
        part.resting = part.read(content)
        self.parts.append(part)

    # ---- reading and drawing

    def read(self, result: dict[str, Any]) -> State:
        """Return ``[(numbers, slots), ...]``, one pair a part, of what `move` returned."""
        if not isinstance(result, dict):
            raise LiveFigureError(f"move returned {type(result).__name__}; a dict {{gid: content}} is needed")
        missing, extra = self.asked - set(result), set(result) - self.asked
        if missing or extra:
            what = [f"lacks {_list(missing)}"] * bool(missing) + [f"also has {_list(extra)}"] * bool(extra)
            raise LiveFigureError(
                f"move returned other gids than at the start: it {' and '.join(what)}; keep them (None hides an artist)"
            )
        out = []
        for gid, (parts, split) in self.movers.items():
            out += [part.read(c) for part, c in zip(parts, split(self._content(result, gid)), strict=True)]
        return out + [part.resting for part in self.parts[len(out) :]]

    def vector(self, state: State) -> Array:
        """Return all numbers of a state as one vector."""
        return np.concatenate([np.empty(0), *(p.pack(n) for p, (n, _) in zip(self.parts, state, strict=True))])

    def draw(self, state: State) -> None:
        """Set a state on the matplotlib artists."""
        for part, (numbers, slots) in zip(self.parts, state, strict=True):
            part.draw(numbers, slots)


def _layers(gid, content, count):
    """Turn the layers of a stack (heights, or a dict with x and heights) into fills on top of each other."""
    rest = dict(content) if isinstance(content, dict) else {"heights": content}
    if rest.get("heights") is None and rest.keys() <= {"visible", "heights"}:
        return [None] * count
    heights = np.asarray(rest.pop("heights", None), float)
    if heights.ndim != 2 or len(heights) != count:
        raise LiveFigureError(f"gid {gid!r}: heights has shape {heights.shape}; ({count}, n) is needed, a row a layer")
    top = np.cumsum(heights, axis=0)
    return [{**rest, "y1": top[i] - heights[i], "y2": top[i]} for i in range(count)]


def _list(gids):
    return ", ".join(sorted(map(repr, gids))) or "none"


__all__ = ["Part", "Stage"]
