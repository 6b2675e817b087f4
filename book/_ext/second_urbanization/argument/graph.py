"""The concepts and links of the argument, with the words that tell them to a reader."""

from __future__ import annotations

from dataclasses import dataclass

from reformlab import data
from reformlab.words import tr
from second_urbanization.words.entries import Entry, cells, concepts

# Category -> its name over a group of the drawing and for one concept of it; in the order of the argument.
CATEGORIES = {
    "context": ("Context", "context"),
    "problem": ("Problems", "problem"),
    "mechanism": ("Logic and mechanisms", "logic or mechanism"),
    "dividend": ("Dividends", "dividend"),
    "risk": ("Risks", "risk"),
    "breakthrough": ("Breakthroughs", "breakthrough"),
    "significance": ("Significance", "significance"),
    "instrument": ("Instruments", "instrument"),
    "measure": ("Measures", "measure"),
}

# Relation of the table -> how it is read from one concept to the other.
RELATIONS = {
    "acts_through": "acts through",
    "addresses": "addresses",
    "aims_at": "aims at",
    "carried_by": "is carried by",
    "carrier_of": "is the carrier of",
    "causes": "causes",
    "compared_with": "is compared with",
    "conditions": "sets conditions for",
    "contains": "contains",
    "contributes_to": "contributes to",
    "drives": "drives",
    "drove": "drove",
    "enables": "enables",
    "expands": "expands",
    "explains": "explains",
    "finances": "finances",
    "frames": "frames",
    "funds": "funds",
    "grades_access_to": "grades access to",
    "guides": "guides",
    "implemented_by": "is implemented by",
    "implements": "implements",
    "implies": "implies",
    "informs": "informs",
    "leads_to": "leads to",
    "limits": "limits",
    "measures": "measures",
    "measures_potential_of": "measures the potential of",
    "mechanism_to_risk": "carries the risk of",
    "motivates": "motivates",
    "object_of": "is the object of",
    "permits": "permits",
    "problem_to_breakthrough": "calls for",
    "problem_to_mechanism": "is worked on through",
    "produces": "produces",
    "releases": "releases",
    "requires": "requires",
    "responds_to": "responds to",
    "risk_to_breakthrough": "calls for",
    "shapes": "shapes",
    "shifts_to": "shifts to",
    "strengthens": "strengthens",
    "succeeded_by": "is succeeded by",
    "supports": "supports",
}

STATUS = {"claim": "C", "official": "O", "evidence": "E"}


@dataclass(frozen=True)
class Link:
    """One link: ``start`` leads to ``end``.

    Attributes
    ----------
    start, end : str
        Concepts.
    words : str
        The relation in the reader's language.
    status : str
        claim, official or evidence.
    citation : tuple of str
        Keys of the bibliography.
    note : str
        A remark; empty for most links.
    """

    start: str
    end: str
    words: str
    status: str
    citation: tuple
    note: str

    @property
    def label(self) -> str:
        """The letter of its label."""
        return STATUS[self.status]


@dataclass(frozen=True)
class Graph:
    """All concepts by name, in the order of their table, and all links."""

    concepts: dict[str, Entry]
    links: tuple[Link, ...]

    def into(self, name: str) -> list[Link]:
        """Return the links that lead to a concept."""
        return [link for link in self.links if link.end == name]

    def out_of(self, name: str) -> list[Link]:
        """Return the links that lead away from a concept."""
        return [link for link in self.links if link.start == name]


def read() -> Graph:
    """Read the two tables."""
    links = []
    for start, end, relation, status, citation, note in data.load("concept_links").itertuples(index=False):
        note = note if isinstance(note, str) else ""
        links.append(Link(start, end, tr(RELATIONS[relation]), status, cells(citation), note))
    return Graph({entry.name: entry for entry in concepts()}, tuple(links))
