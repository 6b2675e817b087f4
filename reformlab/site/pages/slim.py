"""Write the drawings of a page shorter: a hundredth of a point cannot be seen, six decimals fill the download.

Every inline SVG gets shorter numbers. Still pictures, whose parts nobody moves, also lose names that nothing refers to
and share one small style sheet for the page in place of a style on every mark. No mark changes its place or its look.
"""

from __future__ import annotations

import re

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_PLACES = re.compile(r'(\s(?:d|x|y|x1|x2|y1|y2|cx|cy|width|height|points|transform)=")([^"]*)(")')
_LONG = re.compile(r"-?\d+\.\d{3,}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_REFERENCE = re.compile(r'(?:href="#|url\(#|aria-(?:labelledby|describedby)=")([^")]*)')
_STYLED = re.compile(r'<(path|use|rect|circle|line|polygon|polyline)\b([^>]*?)\sstyle="([^"]*)"')
_BARE_GROUP = re.compile(r"<g>((?:<(?:use|path|rect|text)\b[^>]*/>)*)</g>")


def _short(number):
    text = f"{float(number.group()):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _place(found):
    # matrices and scales keep their digits: rounding a scale would move all that it applies to
    if "scale" in found.group(2) or "matrix" in found.group(2):
        return found.group()
    return found.group(1) + _LONG.sub(_short, found.group(2)) + found.group(3)


def numbers(svg) -> str:
    """Round the coordinates of an SVG text to two decimals; matrices and scales keep theirs."""
    return _PLACES.sub(_place, svg)


def is_still(svg) -> bool:
    """Tell whether no script moves parts of this picture.

    The parts of a live figure are named ``live-...``; other pictures that move say so with ``data-moves``.
    """
    return 'id="live-' not in svg and "<script" not in svg and " data-moves" not in svg


def still(svg, styles) -> str:
    """Drop unused names and comments from a still picture and replace repeated styles by classes.

    Parameters
    ----------
    svg : str
        The picture.
    styles : dict
        Style text to class name, for all pictures of the page; filled here.
    """
    svg = _COMMENT.sub("", svg).replace("xlink:href=", "href=")
    svg = re.sub(r'\sxmlns:xlink="[^"]*"', "", svg)
    used = {name for names in _REFERENCE.findall(svg) for name in names.split()}
    svg = _ID.sub(lambda found: found.group() if found.group(1) in used else "", svg)

    def by_class(found):
        if " class=" in found.group(2):
            return found.group()
        name = styles.setdefault(found.group(3), f"mark-{len(styles)}")
        return f'<{found.group(1)}{found.group(2)} class="{name}"'

    svg = _STYLED.sub(by_class, svg)
    before = None
    while before != svg:
        before, svg = svg, _BARE_GROUP.sub(r"\1", svg)
    return svg


def drawings(html) -> str:
    """Shorten every inline SVG of a page.

    Parameters
    ----------
    html : str
        A page or a part of one.

    Returns
    -------
    str
        The same page; with still pictures, a ``<style>`` element stands in front.
    """
    styles = {}

    def shorten(found):
        svg = numbers(found.group())
        return still(svg, styles) if is_still(svg) else svg

    html = _SVG.sub(shorten, html)
    if not styles:
        return html
    rules = "".join(f".{name}{{{style}}}" for style, name in styles.items())
    return f"<style>{rules}</style>{html}"


def _page(app, pagename, templatename, context, doctree):
    if app.builder.format == "html" and "<svg" in (context.get("body") or ""):
        context["body"] = drawings(context["body"])


def setup(app):
    """Shorten every page after the other extensions have drawn on it."""
    app.connect("html-page-context", _page, priority=950)
