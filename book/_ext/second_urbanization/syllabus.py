"""The syllabus: ways through the course, sums, how to cite.

Directives
----------
``{lesson-path}``
    A way through the course: lesson numbers, separated by commas, with time and what each one builds on.
``{lesson-totals}``
    The sums of the whole course.
``{cite-course}``
    How to cite the course, from ``CITATION.cff``.

The facts under each line of a `plan.LessonPlan` and the sum of its part are filled in here as well.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from coursebook.directives import late, places
from coursebook.directives.errors import store
from coursebook.text import tr as of_site
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from reformlab.words import tr

from . import facts, plan
from .facts import Facts, duration
from .facts import facts as facts_of
from .plan import part_sum, plan_facts

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class lesson_path(nodes.General, nodes.Element):
    """One way through the course; ``numbers`` are its lessons."""


class lesson_totals(nodes.General, nodes.Element):
    """The sums of the whole course."""


class LessonPath(SphinxDirective):
    """``{lesson-path}`` with the lesson numbers as content."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a node that `FillSyllabus` replaces."""
        late.note(self.env)
        given = re.split(r"[,\s]+", " ".join(self.content).strip())
        if not all(number.isdigit() for number in given):
            raise self.error(
                f"lesson-path: {' '.join(self.content)!r} given, lesson numbers such as `1, 4, 5` expected"
            )
        return [lesson_path(numbers=[int(number) for number in given])]


class LessonTotals(SphinxDirective):
    """``{lesson-totals}``, without content."""

    def run(self) -> list[nodes.Node]:
        """Return a node that `FillSyllabus` replaces."""
        late.note(self.env)
        return [lesson_totals()]


class CiteCourse(SphinxDirective):
    """``{cite-course}``: one line and one BibTeX entry."""

    def run(self) -> list[nodes.Node]:
        """Return both."""
        path = Path(self.env.srcdir) / "CITATION.cff"
        self.env.note_dependency(str(path))
        about = yaml.safe_load(path.read_text("utf-8"))
        names = [
            person.get("name") or f"{person['family-names']}, {person['given-names']}" for person in about["authors"]
        ]
        year = str(about["date-released"])[:4]
        line = tr("{authors} ({year}). {title}. Version {version}.").format(
            authors="; ".join(names), year=year, title=about["title"], version=about["version"]
        )
        entry = (
            f"@misc{{secondurbanization{year},\n  author = {{{' and '.join(f'{{{name}}}' for name in names)}}},\n"
            f"  title = {{{about['title']}}},\n  year = {{{year}}},\n  note = {{Version {about['version']}}},\n}}"
        )
        return [nodes.paragraph("", line), nodes.literal_block("", entry, language="bibtex")]


class FillSyllabus(SphinxPostTransform):
    """Write what was counted into one page."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Replace all placeholders of the page."""
        kinds = {plan_facts: self._facts, part_sum: self._sum, lesson_path: self._path, lesson_totals: self._totals}
        waiting = [node for node in self.document.findall() if type(node) in kinds]
        if waiting:
            self.known, self.fronts = (
                facts_of(self.env),
                {front["lesson"]: front for front in store(self.env, places.LESSONS).values()},
            )
        for node in waiting:
            node.replace_self(kinds[type(node)](node))

    def _facts(self, node):
        number = node["number"]
        if number not in self.known:
            return []
        before = [places.lesson(self.app, n, title=False) for n in self.fronts[number]["prerequisites"]]
        level = of_site(self.fronts[number]["level"])
        claims = [places.claim(self.app, phrase) for phrase in self.fronts[number]["claims"]]
        words = tr("{facts}; {level}; builds on {before}; tests claims {claims}.")
        words = words if claims else tr("{facts}; {level}; builds on {before}.")
        said = {"before": places.listed(before) or [places.nothing()], "claims": places.listed(claims)}
        line = places.filled(words, facts=str(self.known[number]), level=level, **said)
        return nodes.paragraph("", "", *line, classes=["lesson-facts"])

    def _sum(self, node):
        total = sum((self.known[number] for number in node["numbers"] if number in self.known), Facts())
        words = tr("This part: {facts}.").format(facts=total)
        return nodes.paragraph("", words, classes=["lesson-sum"]) if total.lessons else []

    def _totals(self, node):
        total = sum(self.known.values(), Facts())
        return _sum_of(total)

    def _path(self, node):
        way = [number for number in node["numbers"] if number in self.known]
        boxes = "".join(f'<span class="{"on" if n in way else "off"}-path">{n}</span>' for n in self.known)
        strip = nodes.raw("", f'<div class="path-strip" aria-hidden="true">{boxes}</div>', format="html")
        steps = nodes.enumerated_list(classes=["lesson-path"], enumtype="arabic", prefix="", suffix=".")
        done, missing = 0, set()
        for at, number in enumerate(way):
            done += self.known[number].minutes
            before = [n for n in self.fronts[number]["prerequisites"] if n not in way[:at]]
            missing |= set(before)
            steps += nodes.list_item("", self._step(number, done, before))
        total = sum((self.known[number] for number in way), Facts())
        parts = [strip, steps, _sum_of(total)]
        if missing:
            extra = sum(self.known[number].minutes for number in missing if number in self.known)
            words = tr(
                "Named as a basis and not on this path: lessons {lessons}. To read them as well takes {time} more."
            )
            names = places.listed([places.lesson(self.app, number, title=False) for number in sorted(missing)])
            parts.append(nodes.paragraph("", "", *places.filled(words, lessons=names, time=duration(extra))))
        return nodes.container("", *parts, classes=["course-path"])

    def _step(self, number, done, before):
        text = nodes.paragraph("", "", places.lesson(self.app, number))
        time = tr("{minutes} minutes, {done} so far").format(minutes=self.known[number].minutes, done=done)
        text += nodes.inline("", f" {time}", classes=["path-time"])
        if before:
            names = places.listed([places.lesson(self.app, n, title=False) for n in before])
            text += places.filled(tr("; builds also on {before}"), before=names)
        return text


def _sum_of(total):
    words = tr("{count} lessons: {facts}.").format(count=total.lessons, facts=total)
    return nodes.paragraph("", words, classes=["lesson-sum"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and what fills them, those of the lists of lessons among them."""
    plan.setup(app)
    facts.setup(app)
    for node in (lesson_path, lesson_totals):
        app.add_node(node)
    app.add_directive("lesson-path", LessonPath)
    app.add_directive("lesson-totals", LessonTotals)
    app.add_directive("cite-course", CiteCourse)
    app.add_post_transform(FillSyllabus)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
