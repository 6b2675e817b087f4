"""What the front end is told about a figure: its controls, its spaces, its parts, and the words it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from . import derived, markup, still
from .compare import split
from .errors import LiveFigureError
from .handout import plain_values
from .words import tr

if TYPE_CHECKING:
    from livefigure.compare import Compare
    from livefigure.controls import Choice, Play, Slider
    from livefigure.derived import Roll
    from livefigure.grid import Table
    from livefigure.handout import Handout
    from livefigure.types import At


def describe(
    table: Table,
    controls: Sequence[Slider | Choice],
    plays: dict[str, Play],
    start: At,
    *,
    compare: Compare | None,
    second: At,
    share: str,
    handout: Handout | None,
    rolls: Iterable[Roll],
    spoken: Any,
    approximately: str,
) -> dict[str, Any]:
    """Return the description as a dict that JSON can hold; what is not there is left out.

    No value is None: in JavaScript it arrives as null from JSON and as undefined from a Python in the browser.

    Parameters
    ----------
    table : Table
    controls : list of Slider and Choice
    plays : dict
    start, second : tuple of int
        Where the controls stand at first, and those of the second setting (empty: nothing is compared).
    compare, share, handout, rolls, spoken, approximately
        As in `LiveFigure`.
    """
    stage, layout = table.model.stage, table.layout
    parts, slot = [], 0
    for part, places in zip(stage.parts, layout.at, strict=True):
        slots = {}
        for name in part.slots:
            slots[name] = slot
            slot += 1
        one = {"gid": part.gid, "name": part.name, "kind": part.kind, "ids": part.ids, "space": part.where}
        one |= {"at": places, "slots": slots, "data": [part.coded("x"), part.coded("y")]} | part.spec() | part.ink()
        if part.side:
            one["side"] = part.side
        if part.zero is not None:
            one["zero"] = {name: block.tolist() for name, block in part.zero.items()}
        if part.kind == "limits":
            one["ticks"] = part.ticks_ids
        one["columns"] = part.columns()
        if part.items is not None:
            one["items"] = part.items
        parts.append(one)
    out = {"version": 1, "controls": _controls(controls, plays, start), "spaces": _spaces(stage), "parts": parts}
    out |= {"words": markup.words(), **table.spec(), "rolls": derived.spec_rolls(rolls, stage, layout)}
    if any("color" in part.slots for part in stage.parts):
        out["variables"] = still.variables()
    if spoken is not None:
        out["spoken"] = _spoken(spoken, stage)
    if approximately not in ("each", "once"):
        raise LiveFigureError(f"approximately: {approximately!r}; 'each' or 'once'")
    if approximately == "once":
        out["near"] = tr("≈ Numbers between computed positions are read from a table; at most {:.1%} of a scale off.")
        out["near"] = out["near"].format(table.worst)
    if compare is not None:
        out["compare"] = {"names": list(compare.names), "marks": list(compare.marks), "start": list(second)}
    if share or handout is not None:
        for one, values in zip(out["controls"], plain_values(controls), strict=True):
            one["values"] = values
    if share:
        if not share.isidentifier():
            raise LiveFigureError(f"share: {share!r}; a short name of letters, digits and _ is needed")
        out["share"] = share
    if handout is not None:
        handout.check(controls, compare is not None)
        out["handout"] = handout.spec()
    return out


def _controls(controls, plays, start):
    out = []
    for c, at in zip(controls, start, strict=True):
        one = {"name": c.name, "label": c.label, "kind": c.kind, "start": at}
        one["shown"] = [markup.with_unit(c, v) for v in c.positions]
        if c.name in plays:
            one["play"] = {"seconds": float(plays[c.name].seconds), "loop": bool(plays[c.name].loop)}
        out.append(one)
    return out


def _spaces(stage):
    out = []
    for space in stage.spaces:
        one = space.spec()
        if space.moving is not None:
            one["moving"] = stage.parts.index(space.moving)
        if space.axes is not None:
            one["labels"] = [space.axes.get_xlabel() or "x", space.axes.get_ylabel() or "y"]
        out.append(one)
    return out


def _spoken(spoken, stage):
    """Return the gids that are read out, echoes included."""
    texts = [part.gid for part in stage.parts if part.kind == "text"]
    for gid in spoken:
        if gid not in texts:
            raise LiveFigureError(f"spoken: {gid!r} is no text that moves; there are {', '.join(texts) or 'none'}")
    return [gid for gid in texts if split(gid)[0] in spoken]
