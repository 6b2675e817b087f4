"""Mend, in what others' extensions write, what stops a reader with a screen reader or a keyboard.

Each rule names the flaw that it mends; ``tests/site/test_in_browser.py`` asks axe-core about every page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursebook.text import tr

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# the corner of a table is often a heading without words; an empty heading is announced, an empty cell is not
_EMPTY_HEADING = re.compile(r"<th\b([^>]*)>\s*(?:<p>\s*</p>)?\s*</th>")


def mended(body: str) -> str:
    """Return a page's body without empty table headings."""
    return _EMPTY_HEADING.sub(r"<td\1></td>", body)


def _page(app, pagename, templatename, context, doctree):
    if app.builder.format != "html":
        return
    if context.get("body"):
        context["body"] = mended(context["body"])


def setup(app: Sphinx) -> None:
    """Mend every page, and bring the script that makes wide things reachable by keyboard."""
    app.connect("html-page-context", _page, priority=940)
    app.add_js_file("course-page.js", loading_method="defer", **{"data-next": tr("Skip to the next figure")})
