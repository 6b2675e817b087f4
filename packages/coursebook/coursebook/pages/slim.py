"""Write pages shorter that say the same: drawings above all.

Every inline SVG gets shorter numbers (a hundredth of a point cannot be seen). Names that nothing refers to go, and one
small style sheet for the page stands in place of a style on every mark. In a live figure the parts that a script moves
stay as they are. No mark changes its place or its look. Data in attributes stand in single quotes: JSON is full of
double ones, and each would take six bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_PLACES = re.compile(r'(\s(?:d|x|y|x1|x2|y1|y2|cx|cy|width|height|points|transform)=")([^"]*)(")')
_LONG = re.compile(r"-?\d+\.\d{3,}")
_MOVING = re.compile(r'<g id="live-[^"]*?-p\d+(?:-[^"]*)?"')
_GROUP = re.compile(r"<(/?)g\b[^>]*?(/?)>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_REFERENCE = re.compile(r'(?:href="#|url\(#|aria-(?:labelledby|describedby)=")([^")]*)')
_STYLED = re.compile(r'<(path|use|text|rect|circle|line|polygon|polyline)\b([^>]*?)\sstyle="([^"]*)"')
_LEVEL = re.compile(r' transform="rotate\(-0 [^"]*\)"')  # matplotlib's way to say that a text is not turned
_QUOTED = re.compile(r'(\sdata-[\w-]+=)"([^"]*&quot;[^"]*)"')
_BARE_GROUP = re.compile(r"<g>((?:<(?:use|path|rect|text)\b[^>]*/>)*)</g>")


def _short(number):
    text = f"{float(number.group()):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _place(found):
    # matrices and scales keep their digits: rounding a scale would move all that it applies to
    if "scale" in found.group(2) or "matrix" in found.group(2):
        return found.group()
    return found.group(1) + _LONG.sub(_short, found.group(2)) + found.group(3)


def numbers(svg: str) -> str:
    """Round the coordinates of an SVG text to two decimals; matrices and scales keep theirs."""
    return _PLACES.sub(_place, svg)


def _moved(svg):
    """Yield the parts of a picture in order, each with whether a script moves what is in it."""
    start = 0
    while found := _MOVING.search(svg, start):
        yield svg[start : found.start()], False
        depth, end = 0, found.start()
        for tag in _GROUP.finditer(svg, found.start()):
            depth += -1 if tag[1] else 0 if tag[2] else 1
            end = tag.end()
            if not depth:
                break
        yield svg[found.start() : end], True
        start = end
    yield svg[start:], False


def picture(svg: str, styles: dict[str, str]) -> str:
    """Drop unused names and comments from a picture and replace repeated styles by classes.

    Parameters
    ----------
    svg : str
        The picture. Groups that a live figure moves (``id="live-...-p0"``) are kept letter by letter, and so are
        pictures with a script of their own, which say so with ``data-moves``.
    styles : dict
        Style text to class name, for all pictures of the page; filled here.
    """
    if " data-moves" in svg or "<script" in svg:
        return svg
    svg = _COMMENT.sub("", svg).replace("xlink:href=", "href=")
    svg = re.sub(r'\sxmlns(?::xlink)?="[^"]*"', "", svg)  # inside a page the names are known
    used = {name for names in _REFERENCE.findall(svg) for name in names.split()}
    return "".join(part if moves else _plain(part, used, styles) for part, moves in _moved(svg))


def _plain(part, used, styles):
    part = _LEVEL.sub("", _ID.sub(lambda found: found.group() if found.group(1) in used else "", part))

    def by_class(found):
        if " class=" in found.group(2):
            return found.group()
        name = styles.setdefault(found.group(3), f"mark-{len(styles)}")
        return f'<{found.group(1)}{found.group(2)} class="{name}"'

    part = _STYLED.sub(by_class, part)
    before = None
    while before != part:
        before, part = part, _BARE_GROUP.sub(r"\1", part)
    return part


def drawings(html: str) -> str:
    """Shorten every inline SVG of a page.

    Parameters
    ----------
    html : str
        A page or a part of one.

    Returns
    -------
    str
        The same page; with styles of marks, a ``<style>`` element stands in front.
    """
    styles = {}
    html = _SVG.sub(lambda found: picture(numbers(found.group()), styles), html)
    if not styles:
        return html
    rules = "".join(f".{name}{{{style}}}" for style, name in styles.items())
    return f"<style>{rules}</style>{html}"


def attributes(html: str) -> str:
    """Put attributes with data into single quotes where there are double quotes in them."""

    def by_single(found):
        return f"{found[1]}'{found[2].replace(chr(39), '&#39;').replace('&quot;', chr(34))}'"

    return _QUOTED.sub(by_single, html)


def _page(app, pagename, templatename, context, doctree):
    if app.builder.format == "html" and context.get("body"):
        context["body"] = attributes(drawings(context["body"]))


def setup(app: Sphinx) -> None:
    """Shorten every page after the other extensions have drawn on it."""
    app.connect("html-page-context", _page, priority=950)
