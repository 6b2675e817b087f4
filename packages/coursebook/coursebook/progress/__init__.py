"""Sphinx extension: which lessons a reader has read and which checks are passed, kept in the reader's own browser.

``static/course-progress.js`` keeps the record, shows it in the table of contents and offers a button below each lesson;
``{progress-panel}`` puts the whole of it on a page, with a file to save, a file to load and one button to erase.

A lesson counts as read when its end was in view and the page stood open, in front, for a tenth of the minutes that the
lesson takes; or when the reader says so. The record of reading lies in ``localStorage`` under ``course.read.1``::

    {"2": {"lesson": "2", "read": true, "end": true, "seconds": 431, "time": "2026-01-31T08:15:00.000Z"}}

and that of the checks where `coursebook.directives` keeps it. A saved file holds both::

    {"kind": "course progress", "version": 1, "saved": "2026-01-31T08:15:00.000Z", "read": {...}, "checks": {...}}

Nothing is sent anywhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from coursebook.text import tr

from .. import paths
from ..directives import checks, header

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")
BOOK = "course-book.js"


def words() -> dict:
    """Return the texts that the scripts show, in the reader's language."""
    return {
        "read": tr("read"),
        "begun": tr("begun"),
        "open": tr("not read yet"),
        "passed": tr("{passed} of {all} checks passed"),
        "mark": tr("Mark this lesson as read"),
        "unmark": tr("Mark this lesson as not read"),
        "isread": tr("You have read this lesson."),
        "isopen": tr("Not marked as read."),
        "blocked": tr(
            "This browser keeps nothing for this site (a private window, or storage that is switched off). "
            "What you do is remembered until you close this page; save it as a file to keep it."
        ),
        "lesson": tr("Lesson"),
        "reading": tr("Read"),
        "checks": tr("Checks passed"),
        "total": tr("All lessons"),
        "caption": tr("Your progress"),
        "where": tr("This record lies in your browser alone. Nobody else can see it."),
        "save": tr("Save as a file"),
        "load": tr("Load from a file"),
        "erase": tr("Erase"),
        "sure": tr("Erase your record of {lessons} lessons and {checks} checks from this browser?"),
        "yes": tr("Yes, erase it"),
        "no": tr("Keep it"),
        "erased": tr("Erased."),
        "saved": tr("Saved as {name} in your downloads."),
        "loaded": tr("Loaded. It was joined with what was here: {lessons} lessons read, {checks} checks passed."),
        "bad": tr("{name} was not loaded, and nothing was changed. {why}"),
        "notjson": tr("It is not a file that this page has saved, or it is damaged."),
        "kind": tr('It is not a record of progress: "kind" must be "course progress".'),
        "version": tr("Its version is {found}; this page reads version 1."),
        "field": tr("{field} is {found}; allowed: {allowed}."),
        "big": tr("It is larger than 2 MB; a record of progress has a few kilobytes."),
        "full": tr("The browser has no room for it."),
        "off": tr("Your progress is shown here when scripts are allowed."),
    }


class progress_panel(nodes.General, nodes.Element):
    """The place of the panel; a script fills it."""


class ProgressPanel(SphinxDirective):
    """The reader's whole record; no content."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the panel."""
        return [progress_panel()]


def _visit(self, node):
    note = self.encode(words()["off"])
    self.body.append(f'<div class="progress-panel"><p class="progress-off">{note}</p></div>\n')
    raise nodes.SkipNode


def _skip(self, node):
    raise nodes.SkipNode


def lessons(app: Sphinx) -> list[dict]:
    """Return number, page, title and checks of every lesson, in the order of their numbers."""
    items = checks.items_of(app.env)
    return [
        {
            "lesson": str(front["lesson"]),
            "page": app.builder.get_target_uri(page),
            "title": app.env.titles[page].astext(),
            "checks": list(items.get(page, ())),
        }
        for page, front in sorted(header.lessons_of(app.env).items(), key=lambda one: one[1]["lesson"])
        if page in app.env.titles
    ]


def _write_book(app, env):
    if app.builder.format != "html":
        return
    book = {"checks": app.config.course_storage_key, "words": words(), "lessons": lessons(app)}
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / BOOK).write_text(f"window.courseBook = {json.dumps(book, ensure_ascii=False)};\n", "utf-8")


def _page(app, pagename, templatename, context, doctree):
    if app.builder.format != "html":
        return
    front = header.lessons_of(app.env).get(pagename)
    if front and context.get("body"):
        number, minutes = front["lesson"], front.get("minutes", 60)
        context["body"] += (
            f'<div class="lesson-progress" data-lesson="{number}" data-minutes="{minutes}" hidden>'
            '<button type="button" class="progress-button"></button><p role="status"></p></div>\n'
        )
    if doctree is not None and next(iter(doctree.findall(progress_panel)), None) is not None:
        app.add_js_file("course-progress-panel.js", loading_method="defer", priority=720)
        app.add_css_file("course-progress-panel.css")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the panel and bring the scripts to every page."""
    app.add_node(progress_panel, html=(_visit, None), latex=(_skip, None), text=(_skip, None))
    app.add_directive("progress-panel", ProgressPanel)
    app.connect("builder-inited", lambda app: paths.add(app.config, "html_static_path", STATIC))
    app.connect("env-updated", _write_book)
    app.connect("html-page-context", _page)
    app.add_css_file("course-progress.css")
    app.add_js_file(BOOK, loading_method="defer", priority=700)
    app.add_js_file("course-progress.js", loading_method="defer", priority=710)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
