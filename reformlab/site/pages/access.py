"""Mend, in what others' extensions write, what stops a reader with a screen reader or a keyboard.

Each rule names the flaw that it mends; ``tests/site/test_in_browser.py`` asks axe-core about every page.
"""

from __future__ import annotations

import re

from reformlab.style import tr

# pandas leaves the corner of a table as a heading without words; an empty heading is announced, an empty cell is not
_EMPTY_HEADING = re.compile(r"<th>\s*</th>")
# docutils lists references with a role that ARIA 1.2 has withdrawn
_REFERENCE_ROLE = re.compile(r'(<div class="citation" id="[^"]*") role="doc-biblioentry"')
_REFERENCE_LIST = '<div role="list" class="citation-list">'
# the theme's arrow that opens a part of the contents has no name
_SUMMARY = re.compile(
    r'(<a class="[^"]*reference internal[^"]*"[^>]*>)([^<]*)(</a>\s*<details[^>]*>\s*<summary)(?=[\s>])'
)


def mended(body) -> str:
    """Return a page's body without empty table headings and withdrawn roles."""
    body = _EMPTY_HEADING.sub("<td></td>", body)
    return _REFERENCE_ROLE.sub(r"\1", body).replace(_REFERENCE_LIST, '<div class="citation-list">')


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
    app.add_js_file("course-page.js", loading_method="defer")
