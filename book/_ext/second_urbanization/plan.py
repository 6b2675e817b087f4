"""The directive ``lesson-plan``: all lessons of a part of the table of contents, with both their titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from coursebook import lessons
from coursebook.directives import late
from coursebook.layout import Layout
from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from reformlab.words import tr

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_DOCUMENT = re.compile(r"(?:^|/)(\d+)_[^/]+$")
_FRONT = re.compile(r"\A---\n.*?^---$", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^# (.+?)\s*$", re.MULTILINE)
_CHINESE = re.compile(r"^\*([^*\n]*[\u4e00-\u9fff][^*\n]*)\*\s*$", re.MULTILINE)


def numbered(documents: Iterable[str]) -> dict[int, str]:
    """Return lesson number to document for all documents whose file name begins with a number."""
    return {int(found.group(1)): name for name in sorted(documents) if (found := _DOCUMENT.search(name))}


def titles(text: str) -> tuple[str, ...]:
    """Return the title of a lesson and its Chinese title, which stands alone in a line of emphasis; empty if none."""
    text = _FRONT.sub("", text)
    return tuple(found.group(1) if (found := pattern.search(text)) else "" for pattern in (_TITLE, _CHINESE))


class plan_facts(nodes.General, nodes.Element):
    """Stands under a lesson's title for time, figures, questions and exercise, until all lessons have been read."""


class part_sum(nodes.General, nodes.Element):
    """Stands under the list for the sums of its lessons."""


class LessonPlan(SphinxDirective):
    """The argument is the caption of the part in ``_toc.yml``."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return one list of links, and the place for the sums of the part."""
        root, caption = Path(self.env.srcdir), self.arguments[0]
        parts = dict(lessons.toc_parts(Layout(root, root)))
        caption = caption if caption in parts else tr(caption)  # an edition has its captions in its own language
        if caption not in parts:
            raise self.error(f"part {caption!r} given; those of _toc.yml are {', '.join(filter(None, parts))}")
        self.env.note_dependency(str(root / "_toc.yml"))
        late.note(self.env)
        listed = numbered(parts[caption])
        items = nodes.bullet_list(classes=["lesson-plan"])
        for number, name in listed.items():
            path = root / f"{name}.md"
            self.env.note_dependency(str(path))
            items += self._item(number, name, *titles(path.read_text("utf-8")))
        return [items, part_sum(numbers=list(listed))]

    def _item(self, number, name, title, chinese):
        link = addnodes.pending_xref(
            "", refdomain="std", reftype="doc", reftarget=f"/{name}", refexplicit=True, refdoc=self.env.docname
        )
        link += nodes.inline("", f"{number}. {title}")
        line = nodes.paragraph("", "", link)
        if chinese:
            line += nodes.Text(" ")
            line += nodes.inline("", chinese, classes=["language-zh-Hans", "chinese-title"])
        return nodes.list_item("", line, plan_facts(number=number), classes=["present"])


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_node(plan_facts)
    app.add_node(part_sum)
    app.add_directive("lesson-plan", LessonPlan)
