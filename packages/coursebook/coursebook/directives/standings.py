"""The labels ``[O] [C] [E] [D] [M]`` in running text become badges whose meaning can be read; and a legend of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from coursebook.text import tr

from .checks import CourseDirective
from .items import STANDINGS

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_LABEL = re.compile(r"\[([OCEDM])\]")
# Text in these is not prose, or (titles) is copied to places that take no badge.
_LEAVE: tuple[type[nodes.Node], ...] = (
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.title,
)
_LEAVE += (nodes.reference, nodes.comment, nodes.substitution_definition)


class standing(nodes.Inline, nodes.TextElement):
    """One badge; the text is its letter."""


class Badges(SphinxPostTransform):
    """Turn labels in text nodes into badges; after translation, so that translators see the plain label."""

    default_priority = 700

    def run(self, **kwargs: Any) -> None:
        """Replace the labels of one page."""
        for text in list(self.document.findall(nodes.Text)):
            if "[" not in text or _left_alone(text):
                continue
            parts = _LABEL.split(str(text))
            if len(parts) > 1:
                fresh = []
                for place, part in enumerate(parts):
                    if place % 2:
                        fresh.append(standing(part, part))
                    elif part:
                        fresh.append(nodes.Text(part))
                text.parent.replace(text, fresh)


def _left_alone(node):
    while node.parent is not None:
        node = node.parent
        if isinstance(node, _LEAVE):
            return True
    return False


def short(code: str) -> str:
    """Return what a badge shows: the letter, or a word of the edition."""
    return tr(f"[{code}]").strip("[]")


def badge(code: str) -> str:
    """Return the badge of one standing as HTML."""
    return f'<abbr class="standing standing-{code.lower()}" title="{tr(STANDINGS[code])}">{short(code)}</abbr>'


class StandingLegend(CourseDirective):
    """``{standing-legend}``: what the badges mean."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        rows = nodes.definition_list(classes=["standing-legend"])
        for code, name in STANDINGS.items():
            definition = nodes.definition("", nodes.paragraph("", tr(name)))
            rows += nodes.definition_list_item("", nodes.term("", "", standing(code, code)), definition)
        return [rows]


def _visit_html(self, node):
    code = node.astext()
    self.body.append(badge(code))
    raise nodes.SkipNode


def _visit_brackets(self, node):
    self.body.append(f"[{node.astext()}]")
    raise nodes.SkipNode


def _visit_text(self, node):
    self.add_text(f"[{node.astext()}]")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the badge, its transform and the legend."""
    brackets = (_visit_brackets, None)
    app.add_node(
        standing, html=(_visit_html, None), latex=brackets, text=(_visit_text, None), man=brackets, texinfo=brackets
    )
    app.add_post_transform(Badges)
    app.add_directive("standing-legend", StandingLegend)
