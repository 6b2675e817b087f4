"""The directive ``lesson-plan``: all lessons of a part, with a link where the lesson is there."""

from __future__ import annotations

import re

from coursebook.directives import late
from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

_LINE = re.compile(r"^\s*(\d+)\s*\|\s*([^|]+?)\s*(?:\|\s*([^|]+?)\s*)?$")
_DOCUMENT = re.compile(r"(?:^|/)(\d+)_[^/]+$")


def numbered(documents) -> dict[int, str]:
    """Return lesson number to document for all documents whose file name begins with a number."""
    return {int(found.group(1)): name for name in sorted(documents) if (found := _DOCUMENT.search(name))}


class plan_facts(nodes.General, nodes.Element):
    """Stands under a lesson's title for time, figures, questions and exercise, until all lessons have been read."""


class part_sum(nodes.General, nodes.Element):
    """Stands under the list for the sums of its lessons."""


class LessonPlan(SphinxDirective):
    """``number | title | Chinese title`` a line."""

    has_content = True

    def run(self):
        """Return one list; each item says in words whether the lesson is there."""
        if "external_toc_path" in self.config:
            self.env.note_dependency(str(self.config.external_toc_path))
        late.note(self.env)
        present = numbered(self.env.found_docs)
        items = nodes.bullet_list(classes=["lesson-plan"])
        listed = []
        for offset, line in enumerate(self.content):
            if not line.strip():
                continue
            found = _LINE.match(line)
            if not found:
                raise self.error(f"line {offset + 1}: {line!r} given, `number | title | Chinese title` expected")
            listed.append(int(found.group(1)))
            items += self._item(listed[-1], found.group(2), found.group(3), present)
        return [items, part_sum(numbers=[number for number in listed if number in present])]

    def _item(self, number, title, chinese, present):
        name = nodes.Text(f"{number}. {title}")
        line = nodes.paragraph()
        if number in present:
            link = addnodes.pending_xref(
                "",
                refdomain="std",
                reftype="doc",
                reftarget="/" + present[number],
                refexplicit=True,
                refdoc=self.env.docname,
            )
            link += nodes.inline("", "", name)
            line += link
        else:
            line += nodes.inline("", "", name, classes=["planned"])
            line += nodes.inline("", " (planned)", classes=["state"])
        if chinese:
            line += nodes.Text(" ")
            line += nodes.inline("", chinese, classes=["language-zh-Hans", "chinese-title"])
        facts = [plan_facts(number=number)] if number in present else []
        return nodes.list_item("", line, *facts, classes=["present" if number in present else "planned"])


def setup(app):
    """Register the directive."""
    app.add_node(plan_facts)
    app.add_node(part_sum)
    app.add_directive("lesson-plan", LessonPlan)
