"""``reading`` (two readings side by side) and ``claim`` (one phrase of the source text in our words)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from coursebook.text import tr

from .checks import CourseDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_READINGS = {"supportive": "Supportive reading", "critical": "Critical reading"}
_PHRASE = re.compile(r"P\d{2}")


class card(nodes.General, nodes.Element):
    """A box with a heading line: ``name`` and classes say which, ``verdict`` (class, words) how a claim stands."""


class cards(nodes.General, nodes.Element):
    """Neighbouring readings, or claims, in one row; attribute ``kind`` says which."""


class ledger_link(nodes.General, nodes.Element):
    """The place of the link to the claims ledger; gone when the book has no ledger."""


class Reading(CourseDirective):
    """``{reading} Supportive`` or ``{reading} Critical``."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the card."""
        name = self.arguments[0].strip() if self.arguments else ""
        if name.lower() not in _READINGS:
            return self.complain(f"reading: {name!r}; allowed: Supportive, Critical")
        text = "\n".join(self.content).strip()
        if not text:
            return self.complain(f"reading: {name}: the text is empty; write the reading inside the fence")
        node = card(name=tr(_READINGS[name.lower()]), classes=["reading", f"reading-{name.lower()}"])
        self.set_source_info(node)
        return [self.blocks(text, node)]


class Claim(CourseDirective):
    """``{claim} P01``: the phrase id, the claim in our words, its label, and the way to the ledger."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the card."""
        phrase = self.arguments[0].strip() if self.arguments else ""
        if not _PHRASE.fullmatch(phrase):
            return self.complain(f"claim: phrase {phrase!r}; allowed: P and two digits, such as P01")
        text = "\n".join(self.content).strip()
        if not text:
            return self.complain(f"claim: {phrase}: the text is empty; say the claim in our words inside the fence")
        name = tr("Claim {phrase}").format(phrase=phrase)
        node = card(name=name, phrase=phrase, classes=["claim"], ids=[nodes.make_id(f"claim-{phrase}")])
        self.set_source_info(node)
        self.blocks(text, node)
        node += ledger_link(phrase=phrase, labelled=bool(re.search(r"\[C\][.\s]*$", text)))
        return [node]


class CardsInOneRow(SphinxTransform):
    """Put neighbouring readings, and neighbouring claims, into one row."""

    default_priority = 690

    def apply(self, **kwargs: Any) -> None:
        """Wrap every run of cards of one kind."""
        for first in list(self.document.findall(card)):
            parent, kind = first.parent, first["classes"][0]
            if isinstance(parent, cards):
                continue
            row, place = cards(kind=kind), parent.index(first)
            while place < len(parent) and isinstance(parent[place], card) and kind in parent[place]["classes"]:
                row += parent.pop(place)
            parent.insert(place, row)


class LedgerLinks(SphinxPostTransform):
    """End a claim with its label and the link to its row of the ledger.

    The row has the label ``ledger-p01``, or else the anchor ``#P01`` on the ledger's page.

    The label comes after translation, so that it cannot get lost on the way; `standings` then turns it into a badge.
    """

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Resolve every link of one page, or drop it when the book has no ledger."""
        for node in list(self.document.findall(ledger_link)):
            words = node.parent[node.parent.index(node) - 1]
            if not node["labelled"]:
                words += nodes.Text(" [C]") if isinstance(words, nodes.paragraph) else nodes.paragraph("", "[C]")
            found = claim_target(self.app, self.env.docname, node["phrase"])
            if found is None:
                node.parent.remove(node)
                continue
            link = nodes.reference("", tr("For and against, in the ledger"), internal=True, refuri=found)
            node.replace_self(nodes.paragraph("", "", link, classes=["claim-ledger"]))


def claim_target(app: Sphinx, docname: str, phrase: str) -> str | None:
    """Return the address of a phrase's row in the claims ledger as seen from a page; None without a ledger."""
    label = f"ledger-{phrase.lower()}"
    standard: Any = app.env.get_domain("std")
    labels = standard.anonlabels
    page, anchor = labels.get(label, (app.config.course_ledger, phrase))[:2]
    if page not in app.env.all_docs:
        return None
    return f"{app.builder.get_relative_uri(docname, page)}#{anchor}"


def _visit_card(self, node):
    self.body.append(self.starttag(node, "div", "", CLASS="course-card"))
    slug, verdict = node.get("verdict", ("", ""))
    mark = f'<span class="verdict {slug}">{self.encode(verdict)}</span>' if verdict else ""
    self.body.append(f'<p class="course-card-name">{self.encode(node["name"])}{mark}</p>\n')


def _visit_cards(self, node):
    self.body.append(self.starttag(node, "div", "", CLASS="claims" if node["kind"] == "claim" else "course-cards"))


def _depart(self, node):
    self.body.append("</div>\n")


def _visit_card_latex(self, node):
    self.body.append("\n\n\\textbf{" + self.encode(node["name"]) + ".} ")


def _visit_card_text(self, node):
    self.visit_paragraph(node)
    self.add_text(node["name"])
    self.depart_paragraph(node)


def _nothing(self, node):
    """Let the children speak."""


def setup(app: Sphinx) -> None:
    """Register the two directives and their nodes."""
    quiet = (_nothing, _nothing)
    app.add_config_value("course_ledger", "book/claims", "env", [str])
    app.add_node(
        card,
        html=(_visit_card, _depart),
        latex=(_visit_card_latex, _nothing),
        text=(_visit_card_text, _nothing),
        man=quiet,
        texinfo=quiet,
    )
    app.add_node(cards, html=(_visit_cards, _depart), latex=quiet, text=quiet, man=quiet, texinfo=quiet)
    app.add_directive("reading", Reading)
    app.add_directive("claim", Claim)
    app.add_transform(CardsInOneRow)
    app.add_post_transform(LedgerLinks)
