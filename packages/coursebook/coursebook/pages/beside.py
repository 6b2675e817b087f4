"""Beside the paragraph of a lesson that cites a work first: who wrote it, when, and its title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex.citation_target import parse_citation_targets

from ..directives.header import lessons_of
from ..directives.margin import margin_note
from ..notebooks.bibliography import Bibliography

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_LISTS = (nodes.bullet_list, nodes.enumerated_list, nodes.definition_list)
_MARKUP = re.compile(r"[{}]")


class NoteCitations(SphinxPostTransform):
    """Add the notes of one page."""

    default_priority = 4  # before citations become links
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Walk through the citations in reading order."""
        if "cite" not in self.env.domains or self.env.docname not in lessons_of(self.env):
            return
        domain: Any = self.env.get_domain("cite")
        data = domain.bibdata.data
        names, seen = Bibliography(data), set()
        for reference in list(self.document.findall(pending_xref)):
            if reference.get("refdomain") != "cite":
                continue
            keys = [target.key for target in parse_citation_targets(reference["reftarget"])]
            host = _host(reference)
            if host is None:
                continue
            for key in keys:
                if key not in seen and key in data.entries:
                    seen.add(key)
                    who = nodes.strong("", f"{names.authors(key)} {names.year(key)}")
                    title = nodes.Text(f" {_MARKUP.sub('', data.entries[key].fields.get('title', ''))}")
                    note = margin_note("", nodes.paragraph("", "", who, title), classes=["work"])
                    host.parent.insert(host.parent.index(host), note)


def _host(node):
    """Return the paragraph or list beside which a note can stand: one of a section itself."""
    while node.parent is not None and not isinstance(node.parent, nodes.section):
        node = node.parent
    return node if isinstance(node, (nodes.paragraph, *_LISTS)) else None


def setup(app: Sphinx) -> None:
    """Register the notes."""
    app.add_post_transform(NoteCitations)
