"""Two settings of one figure side by side: which artists follow which, and what lies between the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import LiveFigureError

if TYPE_CHECKING:
    from livefigure.controls import Choice, Slider
    from livefigure.part import Part
    from livefigure.types import At, State

FIRST, SECOND, DIFFERENCE = 0, 1, 2
_SUFFIX = {"@second": SECOND, "@difference": DIFFERENCE}


@dataclass(frozen=True)
class Compare:
    """A second setting of the same controls.

    An artist with the gid ``x`` follows the first setting; one with the gid ``x@second`` shows the same content at the
    second setting; ``x@difference`` (tiles, and texts that are numbers) shows second less first.

    Parameters
    ----------
    names : tuple of str
        What the two settings are called, such as ``("Package A", "Package B")``.
    marks : tuple of str
        A letter or two for each, where there is little room.
    start : dict
        ``{control: value}`` of the second setting; controls left out start as in the first.

    Raises
    ------
    LiveFigureError
        If there are not two different names and two different marks.
    """

    names: tuple
    marks: tuple = ("A", "B")
    start: dict = field(default_factory=dict)

    def __post_init__(self):
        for what in ("names", "marks"):
            given = tuple(getattr(self, what))
            if len(given) != 2 or len(set(given)) < 2 or not all(isinstance(g, str) and g.strip() for g in given):
                raise LiveFigureError(f"compare: {what} is {getattr(self, what)!r}; two different names are needed")

    def position(self, controls: Sequence[Slider | Choice], first: At) -> At:
        """Return the index of the second setting's start for each control."""
        at, names = list(first), [c.name for c in controls]
        for name, value in self.start.items():
            if name not in names:
                raise LiveFigureError(f"compare: start names {name!r}; controls are {', '.join(names)}")
            at[names.index(name)] = controls[names.index(name)].index(value)
        return tuple(at)

    def prefix(self, side: int) -> str:
        """Return what stands before the name of a part of `side` in the table of values."""
        one, two = self.marks
        return (f"{one}: ", f"{two}: ", f"{two} − {one}: ")[side]


def split(gid: str) -> tuple[str, int]:
    """Return the gid without its suffix, and the side it stands for."""
    for suffix, side in _SUFFIX.items():
        if gid.endswith(suffix):
            return gid.removesuffix(suffix), side
    return gid, FIRST


def nothing(content: Any) -> Any:
    """Return content of the same form, all zero: where a difference starts.

    Raises
    ------
    LiveFigureError
        If the content is neither a number nor a sequence of numbers.
    """
    if isinstance(content, (str, dict)) or content is None:
        raise LiveFigureError(f"a difference of {content!r} cannot be taken; give a number or a list of numbers")
    if isinstance(content, tuple):
        return tuple(0.0 for _ in content)
    return np.zeros_like(np.asarray(content, float)) if np.ndim(content) else 0.0


def mix(parts: Sequence[Part], first: State, second: State) -> State:
    """Return the state that is drawn: each part at its own side."""
    out = []
    for part, one, two in zip(parts, first, second, strict=True):
        if part.side == DIFFERENCE:
            out.append(({k: part.zero[k] + two[0][k] - one[0][k] for k in part.zero}, two[1]))
        else:
            out.append(two if part.side == SECOND else one)
    return out
