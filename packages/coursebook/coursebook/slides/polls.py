"""The directive ``live-polls``: the polls of all lessons on one page, shown large one at a time, with counts and bars.

Hands are counted: the teacher adds them by key or button. Counts stay in the browser under ``course.polls.1`` as JSON,
``{"02_counting_people/1": {"1": [12, 30, 2, 6], "2": [4, 41, 0, 5]}}``: folder of the exercise and number of the poll,
then the counts of the first and of the second vote. Without the script the page lists the polls.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from coursebook import paths
from coursebook.text import tr

from ..notebooks import Bibliography
from . import in_class
from .cut import Slide

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")
KEY = "course.polls.1"


class live_polls(nodes.General, nodes.Element):
    """Stands for the polls; ``polls`` is a list of (name, heading, `in_class` slide)."""


def words() -> dict[str, str]:
    """Return the texts that the script shows, in the reader's language."""
    return {
        "show": tr("Show this poll large"),
        "previous": tr("Previous poll"),
        "next": tr("Next poll"),
        "more": tr("One more for {letter}"),
        "less": tr("One less for {letter}"),
        "count": tr("Hands for {letter}"),
        "first": tr("First vote"),
        "second": tr("Second vote"),
        "hide": tr("Hide bars"),
        "bars": tr("Show bars"),
        "clear": tr("Clear this vote"),
        "undo": tr("Bring the counts back"),
        "close": tr("Close"),
        "total": tr("{total} hands"),
        "before": tr("first vote: {count}"),
        "keys": tr(
            "A, B, C … one hand more; with Shift one less. Arrows: other poll. 1 and 2: first and second vote. "
            "H: bars. Esc: close."
        ),
    }


def found(root: str | os.PathLike) -> list[tuple[str, str, Slide]]:
    """Return the polls of a course: (name, heading, slide) in the order of its exercises.

    Parameters
    ----------
    root : path-like
        Folder that holds ``exercises/``; ``in_class.md`` of each is read.
    """
    polls, references = [], Path(root) / "book" / "references.bib"
    works = Bibliography(references if references.is_file() else None)
    for path in sorted(Path(root).glob("exercises/[0-9]*/in_class.md")):
        asked = [slide for slide in in_class.read(path, bibliography=works) if slide.kind == "poll"]
        for number, slide in enumerate(asked, 1):
            heading = tr("Lesson {lesson}, poll {number}").format(lesson=int(path.parent.name[:2]), number=number)
            polls.append((f"{path.parent.name}/{number}", heading, slide))
    return polls


class LivePolls(SphinxDirective):
    """No argument, no content."""

    def run(self) -> list[nodes.Node]:
        """Return the polls; the page is read anew when a file of them changes."""
        root = Path(self.env.srcdir)
        for path in root.glob("exercises/[0-9]*/in_class.md"):
            self.env.note_dependency(str(path))
        return [live_polls(polls=found(root))]


def _visit(self, node):
    add = self.body.append
    add(f'<div class="live-polls" data-store="{KEY}">\n')
    for name, heading, slide in node["polls"]:
        place = nodes.make_id(f"poll-{name}")
        add(f'<section class="poll" id="{place}" data-poll="{self.attval(name)}" aria-labelledby="{place}-h">')
        add(f'<h2 id="{place}-h">{self.encode(heading)}</h2><p class="poll-question">{slide.title}</p>\n{slide.body}\n')
        if slide.notes:
            add(f"<details><summary>{self.encode(tr('For the speaker'))}</summary>{''.join(slide.notes)}</details>\n")
        add("</section>\n")
    add("</div>\n")
    raise nodes.SkipNode


def _plain(self, node):
    raise nodes.SkipNode


def _add_script(app, pagename, templatename, context, doctree):
    if doctree is not None and next(iter(doctree.findall(live_polls)), None) is not None:
        body = json.dumps(words(), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
        app.add_js_file(None, body=body, type="application/json", id="course-poll-words")
        app.add_js_file("course-polls.js", loading_method="defer")
        app.add_css_file("course-polls.css")


def setup(app: Sphinx) -> None:
    """Register the directive."""
    skip = (_plain, None)
    app.add_node(live_polls, html=(_visit, None), latex=skip, text=skip, man=skip, texinfo=skip)
    app.add_directive("live-polls", LivePolls)
    app.connect("builder-inited", lambda app: paths.add(app.config, "html_static_path", STATIC))
    app.connect("html-page-context", _add_script)
