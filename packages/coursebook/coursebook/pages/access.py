"""Mend, in what others' extensions write, what stops a reader with a screen reader or a keyboard.

Each rule names the flaw that it mends; ``tests/site/test_in_browser.py`` asks axe-core about every page.
"""

from __future__ import annotations

import re

from coursebook.text import tr

# the corner of a table is often a heading without words; an empty heading is announced, an empty cell is not
_EMPTY_HEADING = re.compile(r"<th\b([^>]*)>\s*(?:<p>\s*</p>)?\s*</th>")
# the theme's arrow that opens a part of the contents has no name
_SUMMARY = re.compile(
    r'(<a class="[^"]*reference internal[^"]*"[^>]*>)([^<]*)(</a>\s*<details[^>]*>\s*<summary)(?=[\s>])'
)


def mended(body) -> str:
    """Return a page's body without empty table headings."""
    return _EMPTY_HEADING.sub(r"<td\1></td>", body)


def named(contents) -> str:
    """Give each arrow of the table of contents the name of what it opens."""

    def name(found):
        label = tr("Pages below {title}").format(title=found[2].strip())
        return f'{found[1]}{found[2]}{found[3]} aria-label="{label}"'

    return _SUMMARY.sub(name, str(contents))


def _page(app, pagename, templatename, context, doctree):
    if app.builder.format != "html":
        return
    if context.get("body"):
        context["body"] = mended(context["body"])
    contents = context.get("generate_toctree_html")
    if contents:
        context["generate_toctree_html"] = lambda *args, **kwargs: named(contents(*args, **kwargs))


def setup(app):
    """Mend every page, and bring the script that makes wide things reachable by keyboard."""
    app.connect("html-page-context", _page, priority=940)
    app.add_js_file("course-page.js", loading_method="defer", **{"data-next": tr("Skip to the next figure")})
