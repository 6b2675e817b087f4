"""The directive ``course-glossary``: all entries by letter, as targets of the ``{term}`` role and of the index."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from coursebook.directives import late
from coursebook.directives.places import filled, listed, place
from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from reformlab.words import tr

from .entries import everything

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class CourseGlossary(SphinxDirective):
    """``{course-glossary}``, without content."""

    def run(self) -> list[nodes.Node]:
        """Return one section a letter."""
        late.note(self.env)
        self.terms = self.env.get_domain("std")
        sections = []
        for letter, group in groupby(everything(), key=lambda entry: entry.spelled[0].upper()):
            found = nodes.definition_list(classes=["simple", "glossary", "course-glossary"])
            found += [self._item(entry) for entry in group]
            title = nodes.title("", letter)
            section = nodes.section(
                "", title, addnodes.glossary("", found, sorted=False), ids=[f"letter-{letter.lower()}"]
            )
            self.state.document.note_explicit_target(section)
            sections.append(section)
        return sections

    def _item(self, entry):
        english = nodes.term("", "", nodes.Text(entry.en), ids=[entry.anchor], classes=["term-en"])
        english += self._index(entry, entry.index_names[:1])
        self._target(entry.en, entry, english)
        chinese = nodes.term("", "", classes=["term-zh"])
        for number, (written, spoken) in enumerate(entry.chinese):
            chinese += [nodes.Text(" / ")] if number else []
            chinese += nodes.inline("", written, classes=["language-zh-Hans"])
            chinese += nodes.Text(" ")
            chinese += nodes.inline("", spoken, classes=["language-zh-Latn-pinyin", "pinyin"])
            self._target(written, entry, chinese)
        chinese += self._index(entry, entry.index_names[1:])
        meaning = nodes.definition("", nodes.paragraph("", tr(entry.definition)), _where(entry, self.config.course_map))
        names = [english, chinese] if entry.title == entry.en else [chinese, english]
        return nodes.definition_list_item("", *names, meaning)

    def _target(self, text, entry, node):
        self.set_source_info(node)
        for name in {text, text.lower()}:  # a sentence may write the term small
            self.terms.note_object("term", name, entry.anchor, location=node)

    def _index(self, entry, names):
        found = addnodes.index(entries=[("single", name, entry.anchor, "main", None) for name in names])
        self.set_source_info(found)
        return found


def _where(entry, map_page):
    """Return the line under a definition: lessons, map, claims."""
    first, *more = entry.lessons
    others = listed([place(kind="number", name=number) for number in more])
    words = tr("Introduced in lesson {lesson}; also {others}") if more else tr("Introduced in lesson {lesson}")
    said = filled(words, lesson=place(kind="number", name=first), others=others)
    line = nodes.paragraph("", "", *said, classes=["term-where"])
    words = tr("on the argument map") if entry.category else tr("its concept on the argument map")
    line += [nodes.Text(" · "), place(kind="page", name=(map_page, words, f"concept-{entry.concept}"))]
    if entry.claims:
        line += nodes.Text(" · ")
        line += filled(tr("claims {claims}"), claims=listed([place(kind="claim", name=one) for one in entry.claims]))
    return line


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_config_value("course_map", "book/argument", "env", [str])
    app.add_directive("course-glossary", CourseGlossary)
