"""Sphinx extension: what a lesson can say that plain Markdown cannot.

Check-yourself items that work on the page without a kernel (``check-number``, ``check-choice``, ``check-label``), the badges
of the labels ``[O] [C] [E] [M]``, ``claim`` and ``reading`` cards, and the box under a lesson's title. Nothing here knows
the course: another course that labels its statements and tests its readers can list this extension as it is.

What a reader did is kept in the browser only, in ``localStorage`` under the one key ``course.checks.1`` (configuration value
``course_storage_key``), as JSON::

    {"2/gap-2020": {"lesson": "2", "item": "gap-2020", "tries": 2, "passed": true, "given": "261",
                    "time": "2026-01-31T08:15:00.000Z"}}

``time`` is the last try that counted. Each passed item fires the DOM event ``check:passed`` on its box, which bubbles, with that
record as ``detail``; each counted try fires ``check:tried``; ``check:erased`` on ``document`` asks the boxes to start anew.
"""

from pathlib import Path

from . import cards, checks, errors, header, nodes, standings
from .checks import items
from .header import lessons

__all__ = ["items", "lessons", "setup"]

STATIC = Path(__file__).with_name("static")


def _own_files(app):
    app.config.html_static_path.append(str(STATIC))


def setup(app):
    """Register everything with Sphinx."""
    errors.setup(app)
    nodes.setup(app)
    checks.setup(app)
    standings.setup(app)
    cards.setup(app)
    header.setup(app)
    app.connect("builder-inited", _own_files)
    app.add_css_file("course-lesson.css")
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
