"""Write highlighted code for the theme: four colours, and each line a box of its own, whose overhang is indented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_BLOCK = re.compile(r'(<div class="highlight"><pre>)(.*?)(</pre>)', re.DOTALL)
_MARK = re.compile(r'<span class="(\w*)">([^<]*)</span>|<span></span>')
_NEIGHBOURS = re.compile(r'<span class="(\w)">[^<\n]*</span>(?:<span class="\1">[^<\n]*</span>)+')
COLOURED = "kscm"  # keywords, strings, comments, numbers: the first letter of Pygments' short names


def shorten(html: str) -> str:
    """Return a page, or a part of one, with the code that Pygments wrote in it in four colours and by lines."""

    def mark(found):
        kind, text = (found[1] or " ")[0], found[2] or ""
        return f'<span class="{kind}">{text}</span>' if kind in COLOURED and text.strip() else text

    def same(found):
        return f'<span class="{found[1]}">{_MARK.sub(lambda one: one[2], found[0])}</span>'

    def block(found):
        lines = _NEIGHBOURS.sub(same, _MARK.sub(mark, found[2])).splitlines(keepends=True)
        return found[1] + "".join(f"<span>{line}</span>" for line in lines) + found[3]

    return _BLOCK.sub(block, html)


def _page(app, pagename, templatename, context, doctree):
    if app.builder.format == "html" and context.get("body"):
        context["body"] = shorten(context["body"])


def setup(app: Sphinx) -> None:
    """Shorten the code of every page."""
    app.connect("html-page-context", _page, priority=950)
