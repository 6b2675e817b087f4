"""The SVG of a live figure: moving artists have ids; a title and a description stand for those who do not see."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

from . import follow
from .still import LEAST, PHONE, room_for_letters, space_lines, to_svg
from .svg import SVG, XLINK, bare, by_id, nodes, write_out
from .texts import TextPart

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from matplotlib.figure import Figure

    from livefigure.artists import Stage
    from livefigure.types import State

_SIZE = re.compile(r"(font(?:-size)?: [^;]*?)([\d.]+)px")  # newer matplotlib parts size and family


def freeze(fig: Figure) -> None:
    """Lay the figure out once at 72 dots per inch; a second layout pass would move the axes under the artists."""
    fig.set_dpi(72)
    space_lines(fig)
    engine = fig.get_layout_engine()
    if engine is not None and not any(axes.get_subplotspec() for axes in fig.axes):
        # nothing to lay out; a figure made without an engine has the default one once a notebook has shown it
        engine = None
        fig.set_layout_engine("none")
    if engine is None:
        fig.draw_without_rendering()
    else:
        with room_for_letters(fig):
            engine.execute(fig)
        for axes in fig.axes:
            locator: Any = axes.get_axes_locator()
            axes.apply_aspect(locator(axes, None) if locator else None)
    fig.set_layout_engine("none")


def draw(stage: Stage, state: State) -> list[Element]:
    """Draw `state` and return one SVG element tree a picture, with ``part.ids`` set on the moving artists.

    Hidden artists are in the SVG, hidden; artists of which nothing is in view bring a hidden pattern from a second
    drawing, so that the page always has something to move.
    """
    stage.draw(state)
    undo = []
    for n, part in enumerate(stage.parts):
        if part.kind == "limits":
            part.ticks_ids = part.tag(f"p{n}")
            continue
        part.ids = [f"p{n}" if i == 0 else f"p{n}-{i}" for i in range(len(part.artists()))]
        for artist, gid in zip(part.artists(), part.ids, strict=True):
            undo.append((artist, artist.get_gid(), artist.get_visible()))
            artist.set_gid(gid)
            artist.set_visible(True)
    try:
        trees = _trees(stage)
        follow.check_places(stage, state)
        missing = [p for p in stage.parts if _lacks(trees, p) or _is_mixed(trees, p)]
        if missing:
            for part in missing:
                if isinstance(part, TextPart):
                    part.draw_stand_in()
                else:
                    part.draw(part.stand_in(), {})
            patterns = _trees(stage)
            for part in missing:
                _transplant(part, patterns[part.space.picture], trees[part.space.picture])
            stage.draw(state)
    finally:
        for artist, gid, visible in undo:
            artist.set_gid(gid)
            artist.set_visible(visible)
    for part, (_, slots) in zip(stage.parts, state, strict=True):
        for pid in part.ids:
            group = by_id(trees[part.space.picture], pid)
            if group is not None and slots.get("visible") is False:
                group.set("visibility", "hidden")
            if group is not None and isinstance(part, TextPart):
                _anchor(part, group)
    return trees


def _trees(stage):
    """Return matplotlib's drawing of each picture; what moves or changes its colour is a path of its own in it."""
    trees = [ET.fromstring(to_svg(fig, prefix="")) for fig in stage.figures]
    for part in stage.parts:
        tree = trees[part.space.picture]
        for group in filter(_is_there, (by_id(tree, pid) for pid in part.ids)):
            if part.kind in ("fill", "paths", "tiles"):
                write_out(tree, group)
            elif part.kind == "line" and "color" in part.slots:
                bare(tree, group)
    return trees


def _is_there(group):
    return group is not None


def _lacks(trees, part):
    return follow.lacks(trees[part.space.picture], part)


def _is_mixed(trees, part):
    """Return whether points of a scatter look different and some of them are not in view."""
    if part.kind != "scatter":
        return False
    found = nodes(by_id(trees[part.space.picture], part.ids[0]), ("path", "use"))
    return len(found) != part.sizes["x"] and len({el.get("style") for el in found}) > 1


def _transplant(part, pattern, tree):
    """Bring what `part` lacks in the picture from a drawing where all of it is in view, hidden."""
    lacking = follow.lacks(pattern, part)
    if lacking:
        raise part.error(f"{lacking}; it cannot move")
    for pid in part.ids:
        new, old = by_id(pattern, pid), by_id(tree, pid)
        seen = [] if old is None else nodes(old, ("path", "use", "text"))
        if part.kind == "scatter" and seen:
            part.styles = [el.get("style", "") for el in nodes(new, ("path", "use"))]
        elif part.kind == "line" and seen:  # markers alone are out of view
            for use in nodes(new, ("use",)):
                use.set("style", use.get("style", "") + "; display: none")
            for child in list(new):
                old.extend([child] if nodes(child, ("use",)) or child.tag == f"{{{SVG}}}defs" else [])
        else:
            new.set("visibility", "hidden")
            _put(new, old, pattern, tree)
    have = {el.get("id") for el in tree.iter(f"{{{SVG}}}clipPath")}
    for clip in pattern.iter(f"{{{SVG}}}clipPath"):
        if clip.get("id") not in have:
            ET.SubElement(tree, f"{{{SVG}}}defs").append(clip)


def _put(new, old, pattern, tree):
    """Put the group `new` in place of `old`, or where it stands in its own tree."""
    if old is not None:
        place = next(el for el in tree.iter() if old in el)
        place.insert(list(place).index(old), new)
        place.remove(old)
        return
    above = next(el for el in pattern.iter() if new in el)
    place = by_id(tree, above.get("id")) if above.get("id") else None
    (place if place is not None else tree).append(new)


def _anchor(part, group):
    """Lines of a text with several lines start at a computed x; give them the text's own anchor instead."""
    lines = nodes(group, ("text",))
    if len(lines) < 2 or part.artist.get_rotation() != 0:
        return
    x = float(part.artist.get_transform().transform(part.artist.get_position())[0])
    anchor = {"left": "start", "center": "middle", "right": "end"}[part.artist.get_horizontalalignment()]
    for el in lines:
        found = re.search(r"translate\(\S+ (\S+)\)", el.get("transform", ""))
        if found:
            el.set("transform", f"translate({x:.4f} {found[1]})")
            el.set("text-anchor", anchor)


def lift(stage: Stage, trees: list[Element], gid: str) -> list:
    """Take a moving text out of its picture, to stand above it, and cut off the room that it had there.

    Parameters
    ----------
    stage : Stage
    trees : list of Element
        From `draw`; the text stays in its tree, hidden, and moves there.
    gid : str
        A text that is not turned; in a comparison the text of the second setting, in the same picture, comes with it.

    Returns
    -------
    list of str
        Its words, by setting; empty where no text has this gid.
    """
    parts = [part for part in stage.parts if isinstance(part, TextPart) and part.gid in (gid, f"{gid}@second")]
    if not parts:
        return []
    at = parts[0].space.picture
    tree, fig = trees[at], stage.figures[at]
    groups: list[Any] = [by_id(tree, part.ids[0]) for part in parts]
    shown = [part.artist.get_visible() for part in parts]
    for part, group in zip(parts, groups, strict=True):
        group.set("class", "live-head")
        part.artist.set_visible(False)
    try:
        top = fig.get_tightbbox().y1 * 72
    finally:
        for part, was in zip(parts, shown, strict=True):
            part.artist.set_visible(was)
    left, _, width, height = (float(v) for v in tree.get("viewBox", "").split())
    kept = min(height, top + 2)
    tree.set("viewBox", f"{left:g} {height - kept:g} {width:g} {kept:g}")
    return [" ".join(" ".join(el.text or "" for el in nodes(group, ("text",))).split()) for group in groups]


def finish(tree: Element, *, prefix: str, title: str, alt: str, width: float | None = None) -> str:
    """Return the SVG text: ids prefixed, title and description added, size left to the page."""
    for el in tree.iter():
        for key, value in list(el.attrib.items()):
            if key == "id":
                el.set(key, prefix + value)
            elif key in (XLINK, "href"):
                del el.attrib[key]
                el.set("href", value.replace("#", "#" + prefix, 1) if value.startswith("#") else value)
            elif "url(#" in value:
                el.set(key, value.replace("url(#", "url(#" + prefix))
            elif key == "style" and "font" in value:  # the page enlarges the letters where the picture is narrow
                el.set(key, _SIZE.sub(r"\1max(calc(\2px * var(--live-type, 1)), var(--live-least, 0px))", value))
            elif key == "d":
                el.set(key, " ".join(value.split()))
    box = [float(v) for v in tree.get("viewBox", "").split()]
    for key in ("width", "height", "version"):
        tree.attrib.pop(key, None)
    floor = f"--live-floor: {LEAST * box[2] / PHONE:.2f}px"  # of the picture's own units
    tree.set("style", f"max-width: {width or box[2] * 4 / 3:.0f}px; {floor}")  # points to CSS pixels
    tree.set("role", "img")
    tree.set("aria-labelledby", f"{prefix}title {prefix}desc")
    tree.set("focusable", "false")
    for holder in tree.iter(f"{{{SVG}}}g"):  # markers and points: one style for all that look alike
        looks = {(mark.tag, mark.get("style")) for mark in holder}
        tag, look = looks.pop() if len(holder) > 3 and len(looks) == 1 else ("", None)
        if tag == f"{{{SVG}}}use" and look and "display" not in look:  # what is hidden at first is shown one by one
            holder.set("style", look)
            for mark in holder:
                del mark.attrib["style"]
    head = [ET.Element(f"{{{SVG}}}{tag}", {"id": prefix + tag}) for tag in ("title", "desc")]
    head[0].text, head[1].text = title, alt
    for el in reversed(head):
        tree.insert(0, el)
    for el in tree.iter():  # the indentation of the file is of no use in a page
        if el.tail and not el.tail.strip():
            el.tail = None
        if el.text and not el.text.strip() and len(el):
            el.text = None
    return ET.tostring(tree, encoding="unicode").replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
