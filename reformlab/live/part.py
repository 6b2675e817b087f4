"""What every moving artist has in common: an id in the SVG, named blocks of numbers, and discrete slots."""

import math
from abc import ABC, abstractmethod

import numpy as np
from matplotlib import colors

from .errors import LiveFigureError
from .space import in_data, plain


def steps(how, x, *ys):
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

    kind = ""
    blocks = {}  # name of a block -> "x", "y" (axis coordinates) or "" (plain numbers)
    fields = ()  # keys that content may have besides "visible" and "color"
    tags = ("path",)  # SVG elements without which the picture of the part is incomplete

    def __init__(self, gid, artist, space, name):
        self.gid, self.artist, self.space, self.name = gid, artist, space, name
        self.ids, self.items, self.sizes, self.slots = [], None, None, None
        self._own, self._checked = None, set()  # what the artist was drawn with, and which of it has been looked at
        self._allowed = {*self.fields, "visible", "color"}
        self.side, self.zero = 0, None  # which of two compared settings it follows, and where a difference starts
        self.data = in_data(artist) if artist is not None else (False, False)

    # ---- content -> numbers and slots

    def error(self, what):
        """Return an error that names this gid."""
        return LiveFigureError(f"gid {self.gid!r}: {what}")

    def unpack(self, content):
        """Turn content that is not a dict into a dict of fields."""
        raise self.error(f"{type(content).__name__} is not understood; allowed: a dict with {', '.join(self.fields)}")

    def own(self):
        """Return the numbers that the artist has now (blocks that content does not mention)."""
        return {}

    def blocks_of(self, fields):
        """Turn fields into blocks; by default they have the same names."""
        return {k: v for k, v in fields.items() if k in self.blocks}

    def slots_of(self, fields):
        """Turn fields into slots."""
        return {}

    def array(self, name, value, axis="", *, ndim=1):
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

    def read(self, content):
        """Return ``(numbers, slots)`` of what `move` gave; raise LiveFigureError if it does not fit."""
        if content is None:
            content = {"visible": False}
        fields = dict(content) if isinstance(content, dict) else self.unpack(content)
        if not fields.keys() <= self._allowed:
            raise self.error(
                f"unknown field {', '.join(sorted(map(repr, fields.keys() - self._allowed)))}; "
                f"allowed: {', '.join([*self.fields, 'color', 'visible'])}"
            )
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

    def check(self, numbers):
        """Raise LiveFigureError if blocks that belong together differ in length."""
        sizes = {k: len(v) for k, v in numbers.items()}
        if len(set(sizes.values())) > 1:
            raise self.error("lengths differ: " + ", ".join(f"{k} {n}" for k, n in sizes.items()))

    def _colors(self, value):
        try:
            if isinstance(value, str) or not np.iterable(value):
                return colors.to_hex(value, keep_alpha=True).removesuffix("ff")
            if len(value) in (3, 4) and all(isinstance(v, (int, float)) for v in value):
                return colors.to_hex(value, keep_alpha=True).removesuffix("ff")
            return [colors.to_hex(v) for v in value]
        except ValueError as error:
            raise self.error(f"color is {_short(value)}: {error}") from None

    # ---- numbers -> the matplotlib artist

    @abstractmethod
    def draw(self, numbers, slots):
        """Set `numbers` and `slots` on the artist."""

    def stand_in(self):
        """Return numbers that are certainly in view, so that the SVG holds a pattern of the artist."""
        middle = {w: float(np.mean(self.space.limits(w))) for w in "xy"}
        if self.space.axes is not None:
            middle = {w: 10**v if self.space.scale(w) == "log" and self.coded(w) else v for w, v in middle.items()}
        out = {}
        for name, size in self.sizes.items():
            axis = self.axis(name)
            out[name] = np.full(size, middle[axis] if axis and self.coded(axis) else 0.5)
        return out

    def artists(self):
        """Return the matplotlib artists that carry an id in the SVG, in the order of `ids`."""
        return [self.artist]

    # ---- numbers -> the front end

    def axis(self, block):
        """Return ``"x"``, ``"y"`` or ``""`` (plain number) for a block."""
        return self.blocks.get(block, "")

    def coded(self, axis):
        """Return whether coordinates on `axis` are data (else fractions of the box)."""
        return self.data["xy".index(axis)]

    def pack(self, numbers):
        """Return all blocks as one vector, data in screen-linear coordinates."""
        out = []
        for name, block in numbers.items():
            axis = self.axis(name)
            out.append(self.space.forward(axis, block) if axis and self.coded(axis) else block)
        return np.concatenate(out) if out else np.empty(0)

    def spec(self):
        """Return what the front end must know beside the numbers."""
        return {}

    def columns(self):
        """Return the columns of the table of values: ``[label, block]``, or with indices as a third."""
        return [[name, name] for name in self.sizes]


def _infinite(numbers):
    """Tell whether there is an infinite one; where all are finite, as nearly always, their squares tell at once."""
    flat = numbers.ravel()
    return not math.isfinite(flat.dot(flat)) and bool(np.isinf(flat).any())


def _short(value):
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."
