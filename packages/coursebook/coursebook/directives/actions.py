"""What a reader can do with a lesson: run it, take it along, show it in class. What is not there is not offered."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from coursebook.text import tr

from ..downloads import FOLDER, exercises_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_SIGNS = {
    "run": '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 1.5v13l11-6.5z"/></svg>',
    "take": '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M7 1h2v7h3l-4 4.5L4 8h3zM2 13.5h12V15H2z"/></svg>',
}


def html(app: Sphinx, page: str) -> str:
    """Return the buttons under the title of a lesson's page."""
    root, name = "../" * page.count("/"), page.rpartition("/")[2]
    exercises = exercises_of(app.srcdir, page)
    found, notes, lab = [], [], ""
    megabytes = getattr(app.config, "course_browser_lab", 0)
    if megabytes:
        lab = f"{root}browserlab/"
        start = f"{lab}notebooks/index.html?path="
        found.append((f"{start}{page}.ipynb&run=all", tr("Run this lesson"), "run", "primary"))
        found += [
            (f"{start}exercises/{one}/{one}.ipynb", title or tr("Do the exercise"), "run", "")
            for one, title in exercises.items()
        ]
        note = tr("In your browser: nothing to install, nothing is sent; the first start loads about {megabytes} MB.")
        notes.append(note.format(megabytes=megabytes))
    if "coursebook.downloads" in app.extensions:
        found.append((f"{root}{FOLDER}/{page}.ipynb", tr("Notebook"), "take", "quiet"))
        found += [
            (f"{root}{FOLDER}/exercises/{one}/{one}.ipynb", title or tr("Exercise"), "take", "quiet")
            for one, title in exercises.items()
        ]
        notes = notes or [tr("Downloads open in any Jupyter.")]
    if app.config.course_slides:
        found.append((root + app.config.course_slides.format(name=name), tr("Slides"), "", "quiet"))
    buttons = "".join(
        f'<a class="button {kind}" href="{escape(address)}"{" download" if sign == "take" else ""}>'
        f"{_SIGNS.get(sign, '')}{escape(text)}</a>"
        for address, text, sign, kind in found
    )
    if not buttons:
        return ""
    small = f"<small>{escape(' '.join(notes))}</small>" if notes else ""
    lab = f' data-lab="{lab}"' if lab else ""
    return f'<p class="lesson-actions run-lesson"{lab}>{buttons}{small}</p>\n'
