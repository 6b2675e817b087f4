"""Negative numbers in the text of a page get a minus sign; in code, formulas and output they stay as they were written.

A hyphen is shorter than the plus sign beside it, and programs that read aloud leave it out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from livefigure.texts import signs
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_VERBATIM = (nodes.literal, nodes.FixedTextElement, nodes.math)  # raw HTML, formulas on their own lines and code, too
_CELL = re.compile(r"(?<=>)[^<]+")


class MinusSigns(SphinxPostTransform):
    """Put minus signs into the text of one page, and into the tables that pandas prints."""

    default_priority = 960  # after all that fills in values
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Go through all text of the page."""
        for text in list(self.document.findall(nodes.Text)):
            if "-" in text and not _is_verbatim(text) and (better := signs(text)) != text:
                text.parent.replace(text, nodes.Text(better))
        for raw in list(self.document.findall(nodes.raw)):
            if 'class="dataframe' in raw.astext():
                raw[:] = [nodes.Text(_CELL.sub(lambda found: signs(found[0]), raw.astext()))]


def _is_verbatim(node):
    while node := node.parent:
        if isinstance(node, _VERBATIM):
            return True
    return False


def setup(app: Sphinx) -> None:
    """Register the signs."""
    app.add_post_transform(MinusSigns)
