"""``{margin}``: a note beside the paragraph that follows it, or above it where there is no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from .checks import CourseDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class margin_note(nodes.General, nodes.Element):
    """A note; its classes say of which kind it is."""


class Margin(CourseDirective):
    """``{margin} Title``."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the note."""
        text = "\n".join(self.content).strip()
        if not text:
            return self.complain("margin: the text is empty; write the note inside the fence")
        note = margin_note()
        self.set_source_info(note)
        self.blocks(text, note)
        if self.arguments:
            note[0].insert(0, [nodes.strong("", f"{self.arguments[0].strip()}."), nodes.Text(" ")])
        return [note]


def _visit(self, node):
    self.body.append(self.starttag(node, "aside", "", CLASS="margin-note"))


def _depart(self, node):
    self.body.append("</aside>\n")


def setup(app: Sphinx) -> None:
    """Register the directive and its node."""
    quiet = (lambda self, node: None, lambda self, node: None)
    app.add_node(margin_note, html=(_visit, _depart), latex=quiet, text=quiet, man=quiet, texinfo=quiet)
    app.add_directive("margin", Margin)
