"""A work whose details nobody has confirmed is marked wherever it is cited, and in the list of references.

The standing of a work is the word ``unconfirmed`` among its ``keywords`` in the bibliography. The list of references is
marked by the style of `cited`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex.citation_target import parse_citation_targets

from coursebook.text import tr

if TYPE_CHECKING:
    from sphinx.application import Sphinx

UNCONFIRMED = "unconfirmed"


def is_unconfirmed(entry: Any) -> bool:
    """Tell whether a bibliography entry has the keyword ``unconfirmed``."""
    return UNCONFIRMED in [word.strip() for word in entry.fields.get("keywords", "").split(",")]


class MarkCitations(SphinxPostTransform):
    """Put a mark behind every citation of an unconfirmed work, before the citation becomes a link."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Mark the citations of one page."""
        if "cite" not in self.env.domains:
            return
        domain: Any = self.env.get_domain("cite")
        entries = domain.bibdata.data.entries
        for node in list(self.document.findall(pending_xref)):
            if node.get("refdomain") != "cite":
                continue
            keys = [target.key for target in parse_citation_targets(node["reftarget"])]
            weak = [key for key in keys if key in entries and is_unconfirmed(entries[key])]
            if weak:
                which = "" if len(keys) == 1 else f": {', '.join(weak)}"
                mark = nodes.inline("", tr("unconfirmed") + which, classes=["citation-unconfirmed"])
                node.parent.insert(node.parent.index(node) + 1, [nodes.Text(" "), mark])


def setup(app: Sphinx) -> None:
    """Register the marks."""
    app.add_post_transform(MarkCitations)
