"""The SVG of a live figure: moving artists have ids; a title and a description stand for those who do not see."""

import re
import xml.etree.ElementTree as ET

from ..style import to_svg
from .texts import TextPart

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
_PAIR = re.compile(r"(-?[\d.]+(?:e-?\d+)?) (-?[\d.]+(?:e-?\d+)?)")
_SIZE = re.compile(r"(font: [^;]*?)([\d.]+)px")
ET.register_namespace("", SVG)
ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def freeze(fig):
    """Lay the figure out once at 72 dots per inch; a second layout pass would move the axes under the artists."""
    fig.set_dpi(72)
    engine = fig.get_layout_engine()
    if engine is None:
        fig.draw_without_rendering()
    else:
        engine.execute(fig)
        for axes in fig.axes:
            locator = axes.get_axes_locator()
            axes.apply_aspect(locator(axes, None) if locator else None)
    fig.set_layout_engine("none")


def draw(stage, state):
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
        missing = [p for p in stage.parts if p.ids and not _whole(trees[p.space.picture], p)]
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
            group = _by_id(trees[part.space.picture], pid)
            if group is not None and slots.get("visible") is False:
                group.set("visibility", "hidden")
            if group is not None and isinstance(part, TextPart):
                _anchor(part, group)
    return trees


def _trees(stage):
    """Return matplotlib's drawing of each picture; what moves as a path is a path in it."""
    trees = [ET.fromstring(to_svg(fig, prefix="")) for fig in stage.figures]
    for part in stage.parts:
        if part.kind in ("fill", "paths", "tiles"):
            found = (_by_id(trees[part.space.picture], pid) for pid in part.ids)
            for group in (one for one in found if one is not None):
                _write_out(trees[part.space.picture], group)
    return trees


def _write_out(tree, group):
    """Put a path in place of each reference to one: matplotlib writes a path of one colour as a marker (`<use>`)."""
    parents = {child: parent for parent in group.iter() for child in parent}
    for use in nodes(group, ("use",)):
        drawn = _by_id(tree, use.get(XLINK).removeprefix("#"))
        x, y = float(use.get("x", 0)), float(use.get("y", 0))
        style = _style(use) | _style(drawn)
        path = ET.Element(f"{{{SVG}}}path", {"d": _shifted(drawn.get("d"), x, y)})
        path.set("style", "; ".join(f"{key}: {value}" for key, value in style.items()))
        place = parents[use]
        place.insert(list(place).index(use), path)
        place.remove(use)


def _shifted(d, x, y):
    """Return the path `d` (absolute commands, pairs of numbers) moved by (x, y)."""

    def pair(found):
        return " ".join(f"{float(v) + by:.2f}".rstrip("0").rstrip(".") for v, by in ((found[1], x), (found[2], y)))

    return _PAIR.sub(pair, d)


def _style(element):
    return dict(one.split(": ", 1) for one in element.get("style", "").split("; ") if one)


def nodes(group, tags):
    """Return the elements with one of `tags` in `group` that are drawn: those in ``<defs>`` are not."""
    inside = {id(el) for defs in group.iter(f"{{{SVG}}}defs") for el in defs.iter()}
    wanted = {f"{{{SVG}}}{tag}" for tag in tags}
    return [el for el in group.iter() if el.tag in wanted and id(el) not in inside]


def _by_id(tree, name):
    return tree.find(f".//*[@id='{name}']")


def _whole(tree, part):
    for pid in part.ids:
        group = _by_id(tree, pid)
        if group is None:
            return False
        if part.kind == "scatter":
            if not nodes(group, ("use", "path")):
                return False
        elif not all(nodes(group, (tag,)) for tag in part.tags):
            return False
    return True


def _transplant(part, pattern, tree):
    for pid in part.ids:
        new, old = _by_id(pattern, pid), _by_id(tree, pid)
        if new is None:
            raise part.error("matplotlib draws nothing for it; it cannot move (is it outside the figure?)")
        new.set("visibility", "hidden")
        parents = {child: parent for parent in tree.iter() for child in parent}
        if old is not None:
            place = parents[old]
            place.insert(list(place).index(old), new)
            place.remove(old)
        else:
            above = {child: parent for parent in pattern.iter() for child in parent}[new]
            place = _by_id(tree, above.get("id")) if above.get("id") else None
            (place if place is not None else tree).append(new)
    have = {el.get("id") for el in tree.iter(f"{{{SVG}}}clipPath")}
    for clip in pattern.iter(f"{{{SVG}}}clipPath"):
        if clip.get("id") not in have:
            ET.SubElement(tree, f"{{{SVG}}}defs").append(clip)


def _anchor(part, group):
    """Lines of a text with several lines start at a computed x; give them the text's own anchor instead."""
    lines = [el for el in group.iter(f"{{{SVG}}}text")]
    if len(lines) < 2 or part.artist.get_rotation() != 0:
        return
    x = float(part.artist.get_transform().transform(part.artist.get_position())[0])
    anchor = {"left": "start", "center": "middle", "right": "end"}[part.artist.get_horizontalalignment()]
    for el in lines:
        found = re.search(r"translate\(\S+ (\S+)\)", el.get("transform", ""))
        if found:
            el.set("transform", f"translate({x:.4f} {found[1]})")
            el.set("text-anchor", anchor)


def finish(tree, *, prefix, title, alt, width=None):
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
            elif key == "style" and "font:" in value:  # the page enlarges the letters where the picture is narrow
                el.set(key, _SIZE.sub(r"\1calc(\2px * var(--live-type, 1))", value))
            elif key == "d":
                el.set(key, " ".join(value.split()))
    box = [float(v) for v in tree.get("viewBox").split()]
    for key in ("width", "height", "version"):
        tree.attrib.pop(key, None)
    tree.set("style", f"max-width: {width or box[2] * 4 / 3:.0f}px")  # points to CSS pixels
    tree.set("role", "img")
    tree.set("aria-labelledby", f"{prefix}title {prefix}desc")
    tree.set("focusable", "false")
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
