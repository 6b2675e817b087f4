"""Write the drawings of a page shorter: a hundredth of a point cannot be seen, six decimals fill the download."""

from __future__ import annotations

import re

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_PLACES = re.compile(r'(\s(?:d|x|y|x1|x2|y1|y2|cx|cy|width|height|points|transform)=")([^"]*)(")')
_LONG = re.compile(r"-?\d+\.\d{3,}")


def _short(number):
    text = f"{float(number.group()):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def drawings(html) -> str:
    """Round the coordinates in every inline SVG to two decimals.

    Parameters
    ----------
    html : str
        A page or a part of one.

    Notes
    -----
    Matrices and scales below 1 keep their digits: rounding a scale would move all that it applies to.
    """

    def place(found):
        if found.group(1).strip().startswith("transform") and "translate" not in found.group(2):
            return found.group()
        if "scale" in found.group(2) or "matrix" in found.group(2):
            return found.group()
        return found.group(1) + _LONG.sub(_short, found.group(2)) + found.group(3)

    return _SVG.sub(lambda svg: _PLACES.sub(place, svg.group()), html)


def _page(app, pagename, templatename, context, doctree):
    if app.builder.format == "html" and "<svg" in (context.get("body") or ""):
        context["body"] = drawings(context["body"])


def setup(app):
    """Shorten every page after the other extensions have drawn on it."""
    app.connect("html-page-context", _page, priority=950)
