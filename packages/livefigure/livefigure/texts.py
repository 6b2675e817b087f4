"""Words that move: numbers with a format, any string, their places; and artists that only come and go."""

from __future__ import annotations

# ruff: noqa: D102 -- methods that all parts have are described in Part
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .part import Part

if TYPE_CHECKING:
    from livefigure.space import Space
    from livefigure.types import Array, Blocks, Elements, Slots

_FIELD = re.compile(r"\{:\+?(?:,?(?P<whole>d)|z?,?(?:\.\d{1,2})?[f%])\}")
_HYPHEN = re.compile(r"(?<![\w.)\]−-])-(?=\.?\d)", re.ASCII)
_ALLOWED = "{:.2f} {:,.0f} {:+.1f} {:+z.1f} {:.1%} {:d}"


def signs(text: str) -> str:
    """Return `text` with a minus sign before each negative number, as matplotlib writes them along an axis.

    A hyphen is shorter than the plus sign beside it, and programs that read aloud leave it out. One between two
    numbers, letters or brackets stays, as in "2015-2023".
    """
    return _HYPHEN.sub("−", text)


def write(form: str, numbers: Array) -> str:
    """Return the words of a format such as ``"k = {:.2f}"`` with `numbers` in its fields."""
    values = iter(numbers)

    def one(field):
        value = float(next(values))
        if field["whole"] and not np.isfinite(value):  # of a hidden text
            words = field[0].replace("d}", ".0f}").format(value)
        else:
            words = field[0].format(round(value) if field["whole"] else value)
        return words.replace("-", "−")

    return _FIELD.sub(one, form)


class TextPart(Part):
    """A Text: a number (written with a format), several numbers as a tuple, a string, or a dict with text, x, y.

    Negative numbers get a minus sign.

    Parameters
    ----------
    form : str
        Format of numbers, such as ``"k = {:.2f}"``. Without one, the words of the drawn text if they hold a
        ``{:...}`` field, else ``"{:.2f}"``.
    """

    kind, blocks, fields = "text", {"x": "x", "y": "y", "number": ""}, ("text", "x", "y")
    in_order = True

    def __init__(self, gid: str, artist: Any, space: Space, name: str, form: str | None = None) -> None:
        super().__init__(gid, artist, space, name)
        words = artist.get_text()
        self.form = form or (words if "{:" in words else "{:.2f}")
        self.is_number: Any = None
        self.lines: Any = None
        self.is_placed = False  # whether `move` gives its place
        if getattr(artist, "arrow_patch", None) is not None:
            raise self.error("an annotation with an arrow cannot change; draw words and arrow apart, or show and hide")
        if artist.get_bbox_patch() is not None:
            raise self.error("a box around words cannot follow them; draw the text without bbox=")
        if form is not None and not _FIELD.search(form):
            raise self.error(f"format {form!r} has no field; allowed fields: {_ALLOWED}")

    def check_turned(self) -> None:
        """Raise LiveFigureError if other words would stand elsewhere: matplotlib centres their turned box."""
        angle = self.artist.get_rotation()
        if angle % 360 and self.artist.get_rotation_mode() != "anchor":
            raise self.error(f"rotation is {angle}; words that move are turned with rotation_mode='anchor' only")

    def _check_form(self):
        rest = _FIELD.sub("", self.form)
        if "{" in rest or "}" in rest:
            raise self.error(f"format {self.form!r} is not understood; allowed fields: {_ALLOWED}")

    def unpack(self, content: Any) -> dict[str, Any]:
        return {"text": content}

    def own(self) -> Blocks:
        x, y = self.artist.get_position()
        return {"x": np.atleast_1d(x), "y": np.atleast_1d(y)}

    def blocks_of(self, fields: dict[str, Any]) -> Blocks:
        out = {k: np.atleast_1d(fields[k]) for k in "xy" if k in fields}
        self.is_placed |= bool(out)
        text = fields.get("text")
        if text is None:
            text = "" if self.is_number is False else self.artist.get_text() if self.is_number is None else np.nan
        number = not isinstance(text, str)
        if self.is_number is None:
            self.is_number = number
            if number:
                self._check_form()
        elif number != self.is_number and fields.get("visible", True):
            was = "number" if self.is_number else "string"
            raise self.error(f"text {text!r} is a {'number' if number else 'string'} here and a {was} before")
        if self.is_number:
            count = len(_FIELD.findall(self.form))
            numbers = np.atleast_1d(np.asarray(text if number else np.nan, float))
            numbers = np.resize(numbers, count) if not fields.get("visible", True) else numbers
            if len(numbers) != count:
                raise self.error(f"{len(numbers)} numbers for the format {self.form!r}, which has {count} fields")
            if fields.get("visible", True) and not np.isfinite(numbers).all():
                raise self.error(f"text is {text!r}; a finite number is needed (or None to hide the text)")
            out["number"] = numbers
        return out

    def check(self, numbers: Blocks) -> None:
        if len(numbers["x"]) != 1 or len(numbers["y"]) != 1:
            raise self.error("x and y of a text are single numbers")

    def slots_of(self, fields: dict[str, Any]) -> Slots:
        if self.is_number:
            return {}
        text = fields.get("text")
        text = self.artist.get_text() if text is None and "visible" not in fields else str(text or "")
        if text.count("$") - text.count(r"\$") > 1:
            raise self.error(f"text {text!r} holds mathematics ($...$); moving words are plain text (use k², β, ₀)")
        lines = text.count("\n") + 1
        if self.lines is None:
            self.lines = lines
        elif lines != self.lines and text:
            raise self.error(f"text has {lines} lines here and {self.lines} before; keep the number of lines")
        return {"text": signs(text)}

    def words(self, numbers: Blocks, slots: Slots) -> str:
        """Return the words that stand on the figure for `numbers` and `slots`."""
        if not self.is_number:
            return slots["text"]
        return write(self.form, numbers["number"])

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        words = self.words(numbers, slots)
        self.lines = self.lines or words.count("\n") + 1
        self.artist.set_text(words)
        if any(np.isfinite(numbers[k]).all() for k in "xy") and hasattr(self.artist, "set_position"):
            self.artist.set_position((float(numbers["x"][0]), float(numbers["y"][0])))
        if "color" in slots:
            self.artist.set_color(slots["color"])

    def elements(self) -> Elements:
        return {("text",): self.lines}

    def outline(self) -> Array | None:
        """Return two places, to see where a step goes; the place itself may be off by a constant."""
        if not self.is_placed and not (self.space.moving and any(self.data)):
            return None
        return self.artist.get_transform().transform(self._two())

    def _two(self):
        """Return two places on the axes, (2, 2)."""
        columns = []
        for which in "xy":
            lo, hi = self.space.limits(which) if self.coded(which) else (0.0, 1.0)
            two = lo + np.array([0.25, 0.5]) * (hi - lo)
            columns.append(10**two if self.coded(which) and self.space.scale(which) == "log" else two)
        return np.column_stack(columns)

    def corners(self, numbers: Blocks) -> Array | None:
        one = {k: np.asarray(v) for k, v in zip("xy", self._two().T, strict=True)}
        return self._packed(one, "x", "y")

    def draw_stand_in(self) -> None:
        """Draw a letter a line, so that the SVG holds a pattern of the text."""
        self.artist.set_text("\n".join("0" * (self.lines or 1)))

    def spec(self) -> dict[str, Any]:
        return {"form": self.form} if self.is_number else {}

    def columns(self) -> list[list[Any]]:
        return []


class ShownPart(Part):
    """Any artist that `move` only shows or hides (True, False)."""

    kind = "shown"

    def __init__(self, gid: str, artist: Any, space: Space, name: str) -> None:
        super().__init__(gid, artist, space, name)
        self.blocks = {}

    def unpack(self, content: Any) -> dict[str, Any]:
        if not isinstance(content, (bool, np.bool_)):
            raise self.error(f"{content!r} here and True or False before")
        return {"visible": bool(content)}

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        """Visibility is written into the SVG, so that a hidden artist is still there."""
