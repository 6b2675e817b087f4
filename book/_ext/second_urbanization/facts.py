"""What a lesson asks of a reader, counted when the book is built: time, figures, questions, exercise tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coursebook.directives import late, places
from coursebook.directives.checks import items_of
from coursebook.directives.errors import store
from coursegrader.authoring import source
from docutils import nodes

from reformlab.words import tr

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_FIGURES = "course_figures"
_WIDGET = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Facts:
    """What one lesson, or several, ask of a reader.

    Attributes
    ----------
    lessons, minutes : int
        How many lessons, and the time that their front matter names, exercises not included.
    moving, still : int
        Figures with and without sliders.
    questions : int
        Check-yourself items.
    tasks, points : int
        Of the exercises.
    """

    lessons: int = 0
    minutes: int = 0
    moving: int = 0
    still: int = 0
    questions: int = 0
    tasks: int = 0
    points: int = 0

    def __add__(self, other):
        return Facts(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    def __str__(self):
        figures = tr("{count} figures, {moving} of them move").format(
            count=self.moving + self.still, moving=self.moving
        )
        questions = tr("{count} questions").format(count=self.questions)
        exercise = tr("{tasks} exercise tasks for {points} points").format(tasks=self.tasks, points=self.points)
        return tr("; ").join([duration(self.minutes), figures, questions, exercise])


def duration(minutes: int) -> str:
    """Return minutes in words; from two hours on in hours as well."""
    words = tr("{minutes} minutes").format(minutes=f"{minutes:,}")
    if minutes < 120:
        return words
    return tr("{words} ({hours} h {rest:02d} min)").format(words=words, hours=minutes // 60, rest=minutes % 60)


def facts(env: BuildEnvironment) -> dict[int, Facts]:
    """Return the facts of every lesson of the book by its number."""
    fronts, questions = store(env, places.LESSONS), items_of(env)
    found = {}
    for page, front in fronts.items():
        moving, still = store(env, _FIGURES).get(page, (0, 0))
        tasks, points = _exercise(Path(env.srcdir) / "exercises" / Path(page).name / "exercise.md")
        asked = len(questions.get(page, ()))
        found[front["lesson"]] = Facts(1, front["minutes"], moving, still, asked, tasks, points)
    return dict(sorted(found.items()))


def _exercise(path):
    """Return tasks and points of an author file; zeros when there is none."""
    if not path.is_file():
        return 0, 0
    tasks = len(re.findall(r"^## \d+\. ", path.read_text("utf-8"), re.MULTILINE))
    return tasks, round(source.read(path).points)


def _count_figures(app, doctree):
    """Note how many figures a page shows when it has been read: outputs with a widget, and outputs with a drawing."""
    moving = still = 0
    for output in doctree.findall(nodes.container):
        if output.get("nb_element") == "mime_bundle":
            kinds = {part.get("mime_type"): part.astext() for part in output}
            moving += _WIDGET in kinds
            still += _WIDGET not in kinds and "<svg" in kinds.get("text/html", "")
    store(app.env, _FIGURES)[app.env.docname] = (moving, still)


def _purge(app, env, docname):
    store(env, _FIGURES).pop(docname, None)


def _merge(app, env, docnames, other):
    store(env, _FIGURES).update(
        {page: store(other, _FIGURES)[page] for page in docnames if page in store(other, _FIGURES)}
    )


def _shown_elsewhere(env):
    """Return what the syllabus shows of other pages: facts and titles."""
    return [*facts(env).items(), *sorted((page, title.astext()) for page, title in env.titles.items())]


def setup(app: Sphinx) -> None:
    """Count figures while pages are read."""
    late.watch(_shown_elsewhere)
    app.connect("doctree-read", _count_figures)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
