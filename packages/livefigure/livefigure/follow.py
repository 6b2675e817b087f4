"""Checked before a figure is sent: the page finds what it moves, and draws it where matplotlib does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .svg import by_id, nodes

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from livefigure.artists import Stage
    from livefigure.part import Part
    from livefigure.types import State

TOLERANCE = 0.05  # points


def lacks(tree: Element, part: Part) -> str | None:
    """Return what the picture `tree` lacks for the page to move `part`, in words; None if it lacks nothing.

    It counts as the front end does: what stands in ``<defs>`` is not drawn.
    """
    for pid in part.ids:
        group = by_id(tree, pid)
        if group is None:
            return "it has no lines of its own in the picture (is it rasterized, or outside the figure?)"
        for tags, count in part.elements().items():
            found = len(nodes(group, tags))
            if found != count and (count is not None or not found):
                wanted = "one or more are" if count is None else f"{count} {'is' if count == 1 else 'are'}"
                return f"matplotlib draws it with {found} <{'> or <'.join(tags)}>; {wanted} needed"
    return None


def check_style(part: Part) -> None:
    """Raise LiveFigureError if an artist is drawn in a way that the page cannot repeat."""
    if part.kind in ("shown", "limits", "numbers"):
        return
    for artist in part.artists():
        for field, is_set, allowed in (
            ("rasterized", artist.get_rasterized(), "False"),
            ("path_effects", artist.get_path_effects(), "none"),
            ("sketch_params", artist.get_sketch_params(), "none"),
            ("hatch", part.mapped and artist.get_hatch(), "none"),
            ("alpha", np.ndim(artist.get_alpha()) > 0, "one number"),
        ):
            if is_set:
                raise part.error(f"{field} is set; what moves may have {field} {allowed}")


def check_places(stage: Stage, state: State) -> None:
    """Raise LiveFigureError if the page would draw a part elsewhere than matplotlib draws it now.

    Parameters
    ----------
    stage : Stage
        Drawn at `state`.
    state : list of (dict, dict)
    """
    for part, (numbers, _) in zip(stage.parts, state, strict=True):
        theirs, mine = part.outline(), part.corners(numbers)
        if theirs is None:
            continue
        theirs = np.array(theirs, float)
        theirs[:, 1] = part.space.height - theirs[:, 1]
        mine = part.space.page(mine, part.data)
        if part.kind == "text":  # moved from where it was drawn: only the step counts
            theirs, mine = theirs - theirs[0], mine - mine[0]
        if part.in_order:
            known = np.isfinite(mine).all(axis=1) & np.isfinite(theirs).all(axis=1)
            off = np.abs(mine[known] - theirs[known]) - _allowed(mine[known])
        else:
            mine, theirs = (a[np.isfinite(a).all(axis=1)] for a in (mine, theirs))
            gap = np.abs(mine[:, None] - theirs[None]).max(axis=2, initial=0)
            off = gap.min(axis=1, initial=np.inf) - _allowed(mine).max(axis=1, initial=0)
        if off.size and off.max() > 0:
            raise part.error(
                f"the page would draw it {off.max() + TOLERANCE:.1f} points off; what moves stands in data coordinates "
                "or fractions of its axes, without a further transform, angle or offset"
            )


def _allowed(places):
    return np.maximum(TOLERANCE, 1e-6 * np.abs(places))  # far outside the picture numbers are coarser
