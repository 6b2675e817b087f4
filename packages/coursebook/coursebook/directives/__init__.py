"""Sphinx extension: what a lesson can say that plain Markdown cannot.

Check-yourself items that work on the page without a kernel (``check-number``, ``check-choice``, ``check-label``), the
badges of the labels ``[O] [C] [E] [M]``, ``claim`` and ``reading`` cards, and the box under a lesson's title. Nothing
here knows the course: another course that labels its statements and tests its readers can list this extension as it is.

What a reader did is kept in the browser only, in ``localStorage`` under the one key ``course.checks.1`` (configuration
value ``course_storage_key``), as JSON::

    {"2/gap-2020": {"lesson": "2", "item": "gap-2020", "tries": 2, "passed": true, "given": "261",
                    "time": "2026-01-31T08:15:00.000Z"}}

``lesson`` is the front matter's number (the page name on a page that is no lesson), ``tries`` counts answers until the
first right one, ``time`` is the last answer that was judged. Every judged answer fires the DOM event ``check:tried`` on
its box and every right one ``check:passed``; both bubble and have that record as ``detail``. Whoever erases the record
fires ``check:erased`` on ``document``, and the boxes start anew.

After a build ``checks.items_of(env)`` and ``header.lessons_of(env)`` say what the book holds.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import paths

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")
_ITEM = re.compile(r'class="(?:check|guess)[ "-]')


def _sheet(app, pagename, templatename, context, doctree):
    if app.builder.format == "html" and _ITEM.search(context.get("body") or ""):
        app.add_css_file("course-items.css")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    # Imported here, so that the readers of items and front matter can be used without loading Sphinx.
    from . import actions, cards, checks, errors, folds, guess, header, margin, nodes, places, standings

    for room in (errors, nodes, checks, guess, standings, cards, places, header, actions, folds, margin):
        room.setup(app)
    app.setup_extension(f"{__name__}.late")
    app.connect("builder-inited", lambda app: paths.add(app.config, "html_static_path", STATIC))
    app.add_css_file("course-lesson.css")
    app.connect("html-page-context", _sheet)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
