"""Elements of matplotlib's SVG: which are drawn, and how a reference to a path becomes a path."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
_PAIR = re.compile(r"(-?[\d.]+(?:e-?\d+)?) (-?[\d.]+(?:e-?\d+)?)")
ET.register_namespace("", SVG)
ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def by_id(tree: Element, name: str) -> Element | None:
    """Return the element with the id `name`, or None."""
    return tree.find(f".//*[@id='{name}']")


def write_out(tree: Element, group: Element) -> None:
    """Put a path in place of each reference to one: matplotlib writes a path of one colour as a marker (`<use>`)."""
    parents = {child: parent for parent in group.iter() for child in parent}
    for use in nodes(group, ("use",)):
        drawn = by_id(tree, use.get(XLINK, "").removeprefix("#"))
        if drawn is None:
            continue
        x, y = float(use.get("x", 0)), float(use.get("y", 0))
        look = style(use) | style(drawn)
        path = ET.Element(f"{{{SVG}}}path", {"d": _shifted(drawn.get("d"), x, y)})
        path.set("style", "; ".join(f"{key}: {value}" for key, value in look.items()))
        place = parents[use]
        place.insert(list(place).index(use), path)
        place.remove(use)


def bare(tree: Element, group: Element) -> None:
    """Take the style from the outlines that `group` refers to: each reference has it too, and can then change it."""
    for use in nodes(group, ("use",)):
        drawn = by_id(tree, use.get(XLINK, "").removeprefix("#"))
        if drawn is not None:
            drawn.attrib.pop("style", None)


def _shifted(d, x, y):
    """Return the path `d` (absolute commands, pairs of numbers) moved by (x, y)."""

    def pair(found):
        return " ".join(f"{float(v) + by:.2f}".rstrip("0").rstrip(".") for v, by in ((found[1], x), (found[2], y)))

    return _PAIR.sub(pair, d)


def style(element: Element) -> dict[str, str]:
    """Return the style of an element as a dict."""
    return dict(one.split(": ", 1) for one in element.get("style", "").split("; ") if one)


def nodes(group: Element, tags: Iterable[str]) -> list[Element]:
    """Return the elements with one of `tags` in `group` that are drawn: those in ``<defs>`` are not."""
    inside = {id(el) for defs in group.iter(f"{{{SVG}}}defs") for el in defs.iter()}
    wanted = {f"{{{SVG}}}{tag}" for tag in tags}
    return [el for el in group.iter() if el.tag in wanted and id(el) not in inside]
