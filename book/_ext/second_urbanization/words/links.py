"""Link the first place of each lesson that names a term to the glossary, and put that place into the index."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from coursebook.directives.nodes import check
from docutils import nodes
from livefigure import language
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from .entries import everything

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# No link inside these: other links, code and formulas, headings, questions (a link inside a label cannot be clicked).
_LEAVE: tuple[type[nodes.Node], ...] = (
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.title,
)
_LEAVE += (nodes.caption, nodes.comment, nodes.substitution_definition, nodes.footnote, addnodes.pending_xref, check)


@lru_cache
def _names(_):
    """Return what to look for, as one pattern, and words in small letters -> entry.

    On a page in Chinese these are the Chinese names, which no spaces part from the text around them.
    """
    known, ends = {}, (r"(?<![\w-])", r"(?![\w-])")
    for entry in everything():
        written = [name for name, _ in entry.chinese]
        if entry.title in written:
            ends = ("", "")
        for word in (written if entry.title in written else entry.words) if entry.words else ():
            known[word.casefold()] = entry
    longest = sorted(known, key=lambda word: (-len(word), word))
    pattern = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    return re.compile(f"{ends[0]}(?:{pattern}){ends[1]}", re.IGNORECASE), known


class LinkTerms(SphinxTransform):
    """Replace the first name of every term in one lesson.

    The list of aims under the title stays plain: links begin with the first section.
    """

    default_priority = 800  # after translation, whose originals must not hold links

    def apply(self, **kwargs: Any) -> None:
        """Look through the page if it is a lesson with a glossary to lead to."""
        if not self.env.docname.startswith(f"{self.config.course_lessons_folder}/"):
            return
        pattern, known = _names(language())
        seen = {link["reftarget"].casefold() for link in self.document.findall(addnodes.pending_xref) if _is_term(link)}
        seen = {entry.name for entry in everything() if {entry.en.casefold(), entry.zh.casefold()} & seen}
        for section in [part for part in self.document.findall(nodes.section) if _depth(part) == 2]:
            for text in list(section.findall(nodes.Text)):
                if not _left_alone(text):
                    self._replace(text, pattern, known, seen)

    def _replace(self, text, pattern, known, seen):
        parts, at = [], 0
        for found in pattern.finditer(text):
            entry = known[re.sub(r"\s+", " ", found.group()).casefold()]
            if entry.name in seen:
                continue
            seen.add(entry.name)
            parts += [nodes.Text(text[at : found.start()])] if found.start() > at else []
            parts += self._link(entry, found.group())
            at = found.end()
        if parts:
            text.parent.replace(text, parts + ([nodes.Text(text[at:])] if text[at:] else []))

    def _link(self, entry, words):
        anchor = f"use-of-{entry.name.replace('_', '-')}"
        inside = nodes.inline("", words, classes=["term-use"], ids=[anchor])
        link = addnodes.pending_xref(
            "",
            inside,
            refdomain="std",
            reftype="term",
            reftarget=entry.en,
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        mark = addnodes.index(entries=[("single", name, anchor, "", None) for name in entry.index_names])
        return [mark, link]


def _is_term(link):
    return link.get("refdomain") == "std" and link.get("reftype") == "term"


def _depth(section):
    depth = 0
    while section is not None:
        depth += isinstance(section, nodes.section)
        section = section.parent
    return depth


def _left_alone(node):
    while node.parent is not None:
        node = node.parent
        if isinstance(node, _LEAVE):
            return True
    return False


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(LinkTerms)
