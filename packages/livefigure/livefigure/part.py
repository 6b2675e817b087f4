"""What every moving artist has in common: an id in the SVG, named blocks of numbers, and discrete slots."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import colors
from matplotlib.patches import Patch
from matplotlib.text import Text

from .errors import LiveFigureError
from .space import in_data, plain

if TYPE_CHECKING:
    from livefigure.space import Space
    from livefigure.types import Array, Blocks, Elements, Slots


def steps(how: str, x: Any, *ys: Any) -> tuple[Any, ...]:
    """Return `x` and `ys` with the corners of a step line added (`how`: ``"pre"``, ``"mid"``, ``"post"`` or empty)."""
    if not how or len(x) < 2:
        return x, *ys
    if how == "mid":
        edge = np.concatenate([x[:1], np.repeat((x[1:] + x[:-1]) / 2, 2), x[-1:]])
        return edge, *(np.repeat(y, 2) for y in ys)
    if how == "post":
        return np.repeat(x, 2)[1:], *(np.repeat(y, 2)[:-1] for y in ys)
    return np.repeat(x, 2)[:-1], *(np.repeat(y, 2)[1:] for y in ys)


class Part(ABC):
    """One moving artist.

    A part reads what `move` returned for its gid into *numbers* (named blocks, each of fixed length, in data units)
    and *slots* (discrete content: words, visibility, colours), draws them on the matplotlib artist, and describes
    itself to the front end.

    Parameters
    ----------
    gid : str
        The id that the author gave.
    artist : matplotlib.artist.Artist
    space : Space
    name : str
        What readers call it.
    """

    kind: str = ""
    blocks: dict[str, str] = {}  # name of a block -> "x", "y" (axis coordinates) or "" (plain numbers)
    fields: tuple[str, ...] = ()  # keys that content may have besides "visible" and "color"
    edge = ""  # "face": edges have the colour of the face and follow it
    mapped = False  # whether colours stand for numbers
    has_pieces = False  # whether it may have a list of colours
    in_order = False  # whether `outline` gives the points of `corners` one by one

    def __init__(self, gid: str, artist: Any, space: Space, name: str) -> None:
        self.gid, self.artist, self.space, self.name = gid, artist, space, name
        self.ids: list[str] = []
        self.items: Any = None
        self.sizes: Any = None  # how many numbers each block has, once a state was read
        self.slots: Any = None  # what it shows, once a state was read
        self._own: Any = None  # what the artist was drawn with
        self._checked: set[str] = set()  # which of it has been looked at
        self._allowed = {*self.fields, "visible", "color"}
        self.side = 0  # which of two compared settings it follows
        self.zero: Any = None  # where a difference starts
        self.data = in_data(artist) if artist is not None else (False, False)

    # ---- content -> numbers and slots

    def error(self, what: str) -> LiveFigureError:
        """Return an error that names this gid."""
        return LiveFigureError(f"gid {self.gid!r}: {what}")

    def unpack(self, content: Any) -> dict[str, Any]:
        """Turn content that is not a dict into a dict of fields."""
        raise self.error(f"{type(content).__name__} is not understood; allowed: a dict with {', '.join(self.fields)}")

    def own(self) -> Blocks:
        """Return the numbers that the artist has now (blocks that content does not mention)."""
        return {}

    def blocks_of(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Turn fields into blocks; by default they have the same names."""
        return {k: v for k, v in fields.items() if k in self.blocks}

    def slots_of(self, fields: dict[str, Any]) -> Slots:
        """Turn fields into slots."""
        return {}

    def array(self, name: str, value: Any, axis: str = "", *, ndim: int = 1) -> Array:
        """Return `value` as a float array, checked."""
        if plain(value):
            out = np.asarray(value)
        else:
            try:
                out = self.space.numbers(axis, value) if axis else np.ma.filled(np.ma.asarray(value, float), np.nan)
            except (TypeError, ValueError) as error:
                raise self.error(f"{name} is {_short(value)}; numbers are needed ({error})") from None
        if out.ndim != ndim:
            raise self.error(f"{name} has {out.ndim} dimensions, shape {out.shape}; {ndim} needed")
        if _infinite(out):
            raise self.error(f"{name} is infinite at position {int(np.argmax(np.isinf(out)))}; use NaN to break off")
        return out

    def read(self, content: Any) -> tuple[Blocks, Slots]:
        """Return ``(numbers, slots)`` of what `move` gave; raise LiveFigureError if it does not fit."""
        if content is None:
            content = {"visible": False}
        fields = dict(content) if isinstance(content, dict) else self._unpacked(content)
        if not fields.keys() <= self._allowed:
            raise self.error(
                f"unknown field {', '.join(sorted(map(repr, fields.keys() - self._allowed)))}; "
                f"allowed: {', '.join([*self.fields, 'color', 'visible'])}"
            )
        if "color" in fields and getattr(self.artist, "get_array", lambda: None)() is not None:
            raise self.error("color given, but it has a colour map; give values, or draw it without one")
        if "color" in fields and getattr(self.artist, "get_hatch", lambda: None)():
            raise self.error("hatch is set; what changes its colour has none")
        if self._own is None:
            self._own = self.own()  # as it was drawn; the artist itself moves
        numbers = {**self._own, **self.blocks_of(fields)}
        for name, block in numbers.items():
            drawn = block is self._own.get(name)  # the same at every position: looked at once
            if not drawn or name not in self._checked:
                numbers[name] = self.array(name, block, self.axis(name))
            if drawn:
                self._own[name] = numbers[name]
                self._checked.add(name)
        self.check(numbers)
        slots = self.slots_of(fields)
        slots["visible"] = bool(fields.get("visible", True))
        if "color" in fields:
            slots["color"] = self._colors(fields["color"])
            if isinstance(slots["color"], list) and not self.has_pieces:
                raise self.error(f"color is {_short(fields['color'])}; one colour is needed")
        sizes = {k: len(v) for k, v in numbers.items()}
        if self.slots is not None and set(self.slots) != set(slots):
            if "color" in self.slots and fields.get("visible", True):
                raise self.error("color is given at some positions only; give it at all")
            slots = {**self.slots, **slots} if set(slots) < set(self.slots) else slots
            if set(self.slots) != set(slots):
                raise self.error("color is given at some positions only; give it at all")
        if self.sizes is None:
            self.sizes, self.slots = sizes, slots
        elif sizes != self.sizes:
            name = next(k for k in sizes if sizes[k] != self.sizes.get(k))
            raise self.error(
                f"{name} has {sizes[name]} numbers here and had {self.sizes.get(name)} before; "
                "keep the length (pad with NaN)"
            )
        return numbers, {k: slots[k] for k in self.slots}

    def _unpacked(self, content):
        try:
            return self.unpack(content)
        except LiveFigureError:
            raise
        except (TypeError, ValueError) as error:
            raise self.error(f"content is {_short(content)}, which is not understood ({error})") from None

    def check(self, numbers: Blocks) -> None:
        """Raise LiveFigureError if blocks that belong together differ in length."""
        sizes = {k: len(v) for k, v in numbers.items()}
        if len(set(sizes.values())) > 1:
            raise self.error("lengths differ: " + ", ".join(f"{k} {n}" for k, n in sizes.items()))

    def _colors(self, value):
        try:
            if isinstance(value, str) or not np.iterable(value):
                return self._hex(value)
            if len(value) in (3, 4) and all(isinstance(v, (int, float)) for v in value):
                return self._hex(value)
            return [self._hex(v) for v in value]
        except ValueError as error:
            raise self.error(f"color is {_short(value)}: {error}") from None

    def _hex(self, color):
        """Return #rrggbb, or #rrggbbaa where the artist has no alpha of its own: that one has the last word."""
        text = colors.to_hex(color, keep_alpha=self.artist.get_alpha() is None)
        return text.removesuffix("ff") if len(text) == 9 else text

    # ---- numbers -> the matplotlib artist

    @abstractmethod
    def draw(self, numbers: Blocks, slots: Slots) -> None:
        """Set `numbers` and `slots` on the artist."""

    def stand_in(self) -> Blocks:
        """Return numbers that are certainly in view, so that the SVG holds a pattern of the artist."""
        middle = {w: float(np.mean(self.space.limits(w))) for w in "xy"}
        if self.space.axes is not None:
            middle = {w: 10**v if self.space.scale(w) == "log" and self.coded(w) else v for w, v in middle.items()}
        out = {}
        for name, size in self.sizes.items():
            axis = self.axis(name)
            out[name] = np.full(size, middle[axis] if axis and self.coded(axis) else 0.5)
        return out

    def artists(self) -> list[Any]:
        """Return the matplotlib artists that carry an id in the SVG, in the order of `ids`."""
        return [self.artist]

    # ---- what the picture must hold

    def elements(self) -> Elements:
        """Return how many SVG elements the page takes from each group, ``{tags: count}`` (None: one or more)."""
        return {}

    def outline(self) -> Array | None:
        """Return where the points of the artist stand now, (n, 2) in points from the bottom left, or None."""
        return None

    def corners(self, numbers: Blocks) -> Array | None:
        """Return the points of `numbers` as the front end has them, (n, 2)."""
        return None

    def _packed(self, numbers, *blocks):
        """Return blocks side by side, data in screen-linear coordinates."""
        return np.column_stack([self.forward(name, numbers[name]) for name in blocks])

    # ---- numbers -> the front end

    def axis(self, block: str) -> str:
        """Return ``"x"``, ``"y"`` or ``""`` (plain number) for a block."""
        return self.blocks.get(block, "")

    def coded(self, axis: str) -> bool:
        """Return whether coordinates on `axis` are data (else fractions of the box)."""
        return self.data["xy".index(axis)]

    def pack(self, numbers: Blocks) -> Array:
        """Return all blocks as one vector, data in screen-linear coordinates."""
        return np.concatenate([np.empty(0), *(self.forward(name, block) for name, block in numbers.items())])

    def forward(self, name: str, block: Array) -> Array:
        """Return a block as the front end has it: data in screen-linear coordinates."""
        axis = self.axis(name)
        return self.space.forward(axis, block) if axis and self.coded(axis) else block

    def spec(self) -> dict[str, Any]:
        """Return what the front end must know beside the numbers."""
        return {}

    def ink(self) -> dict[str, Any]:
        """Return what the front end must know to paint in another colour."""
        if not self.mapped and "color" not in self.slots:
            return {}
        alpha = None if isinstance(self.artist, (Patch, Text)) else self.artist.get_alpha()
        return {"edge": self.edge} | ({} if alpha is None else {"alpha": float(alpha)})  # a patch is faint as a whole

    def columns(self) -> list[list[Any]]:
        """Return the columns of the table of values: ``[label, block]``, or with indices as a third."""
        return [[name, name] for name in self.sizes]


def follows_face(artist: Any) -> str:
    """Return ``"face"`` if the edges of a collection have the colours of its faces, else an empty string."""
    edge, face = artist.get_edgecolor(), artist.get_facecolor()
    return "face" if len(edge) and np.array_equal(edge, face) else ""


def paint(part: Part, color: Any) -> None:
    """Give the faces of an artist another colour, and the edges too where they follow."""
    part.artist.set_facecolor(color)
    if part.edge:
        part.artist.set_edgecolor(color)


def places(collection: Any) -> Array:
    """Return where the corners of all paths of a collection stand, (n, 2) in points from the bottom left."""
    paths, transform = collection.get_paths(), collection.get_transform()
    offsets = collection.get_offset_transform().transform(np.ma.filled(collection.get_offsets(), np.nan))
    moved = [transform.transform(p.vertices) + offsets[i % len(offsets)] for i, p in enumerate(paths)]
    return np.concatenate([np.empty((0, 2)), *moved])


def _infinite(numbers):
    """Tell whether there is an infinite one; where all are finite, as nearly always, their squares tell at once."""
    flat = numbers.ravel()
    return not math.isfinite(flat.dot(flat)) and bool(np.isinf(flat).any())


def _short(value):
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."
