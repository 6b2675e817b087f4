"""What a reader can do with a lesson: run it, take it along, show it in class. What is not there is not offered."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from coursebook.text import tr

from ..downloads import FOLDER, exercises_of, pdf_place

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_SIGNS = {
    "run": '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 1.5v13l11-6.5z"/></svg>',
    "take": '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M7 1h2v7h3l-4 4.5L4 8h3zM2 13.5h12V15H2z"/></svg>',
}


def _download(sign):
    return " download" if sign == "take" else ""


def html(app: Sphinx, page: str) -> str:
    """Return the buttons under the title of a lesson's page."""
    root, name = "../" * page.count("/"), page.rpartition("/")[2]
    found, notes, lab = [], [], ""
    megabytes = getattr(app.config, "course_browser_lab", 0)
    taken = "coursebook.downloads" in app.extensions
    if megabytes:
        lab = f"{root}browserlab/"
        start = f"{lab}notebooks/index.html?path="
        found.append((f"{start}{page}.ipynb&run=all", tr("Run this lesson"), "run", "primary"))
        note = tr("In your browser: nothing to install, nothing is sent; the first start loads about {megabytes} MB.")
        notes.append(note.format(megabytes=megabytes))
    elif taken:
        notes.append(tr("Downloads open in any Jupyter."))
    offers = []  # of each exercise: the first is a button, workshops beside it are links in the line below
    for one, title in exercises_of(app.srcdir, page).items():
        ways = [(f"{start}exercises/{one}/{one}.ipynb", title or tr("Do the exercise"), "run", "")] if megabytes else []
        if taken:
            place = f"{root}{FOLDER}/exercises/{one}/{one}.ipynb"
            ways.append((place, title or tr("Exercise"), "take", "quiet"))
        offers.append((title, ways))
    found += [way for _, ways in offers[:1] for way in ways if way[2] == "run"]
    if taken:
        found.append((f"{root}{FOLDER}/{page}.ipynb", tr("Notebook"), "take", "quiet"))
    found += [way for _, ways in offers[:1] for way in ways if way[2] == "take"]
    if app.config.course_slides and name[:1].isdigit():
        found.append((root + app.config.course_slides.format(name=name), tr("Slides"), "", "quiet"))
    if not found:
        return ""
    buttons = "".join(
        f'<a class="button {kind}" href="{escape(address)}"{_download(sign)}>{_SIGNS.get(sign, "")}{escape(text)}</a>'
        for address, text, sign, kind in found
    )
    words = {"run": tr("open"), "take": tr("download")}
    further = [
        f"{escape(title)}: "
        + ", ".join(f'<a href="{escape(address)}"{_download(sign)}>{words[sign]}</a>' for address, _, sign, _ in ways)
        for title, ways in offers[1:]
        if ways
    ]
    lines = [escape(note) for note in notes] + ([" · ".join(further)] if further else [])
    if taken and lines and name[:1].isdigit():
        lines[0] += " " + pdf_place(int(name.split("_")[0]))
    small = f"<small>{'<br>'.join(lines)}</small>" if lines else ""
    lab = f' data-lab="{lab}"' if lab else ""
    return f'<p class="lesson-actions run-lesson"{lab}>{buttons}{small}</p>\n'


class lesson_actions(nodes.General, nodes.Element):
    """Stands for the buttons on a page that is no numbered lesson."""


class LessonActions(SphinxDirective):
    """The directive ``lesson-actions``: run and take along a notebook of the lessons' folder that has no header."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the buttons; what there is to offer is known when the page is written."""
        return [lesson_actions()]


def _visit(self, node):
    self.body.append(html(self.builder.app, self.builder.current_docname))


def setup(app: Sphinx) -> None:
    """Register the directive; on paper there is nothing to press."""
    nothing = (lambda self, node: None, lambda self, node: None)
    app.add_node(lesson_actions, html=(_visit, nothing[1]), latex=nothing, text=nothing, man=nothing, texinfo=nothing)
    app.add_directive("lesson-actions", LessonActions)
