"""The argument map as layers of concepts in reading order: each concept is a link, and no line is drawn unasked."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from reformlab.words import tr

from .graph import CATEGORIES

if TYPE_CHECKING:
    from second_urbanization.argument.graph import Graph

# The layers from top to bottom: part of the course, name, what it is about, categories.
LAYERS = (
    ("I", "Context", "Why urbanization, why reform", ("context",)),
    ("II", "Four problems", "and how they are measured", ("problem", "measure")),
    ("III", "Logic and mechanisms", "from a first to a second urbanization", ("mechanism",)),
    ("III, IV", "Dividends and risks", "what is gained, what may go wrong", ("dividend", "risk")),
    ("V", "Breakthroughs", "and the instruments behind them", ("breakthrough", "instrument")),
    ("V", "Significance", "for theory, cities, other countries", ("significance",)),
)
_NUMBERED = re.compile(r"(?:Problem|Risk|Breakthrough|Channel) ?(\w*): ")


def layers(graph: Graph) -> str:
    """Return the layers of a `graph.Graph` as HTML; every concept leads to its row of the table."""
    return "".join(_layer(graph, *layer) for layer in LAYERS)


def _layer(graph, part, name, about, categories):
    boxes = "".join(
        _concept(graph, entry)
        for category in categories
        for entry in graph.concepts.values()
        if entry.category == category
    )
    eyebrow = escape(tr("Part {number}").format(number=part))
    return (
        f'<section class="map-layer"><h2><span class="eyebrow">{eyebrow}</span> {escape(tr(name))} '
        f'<small>{escape(tr(about))}</small></h2><div class="map-boxes">{boxes}</div></section>'
    )


def _concept(graph, entry):
    name = entry.title.split(" / ")[0]
    number = found[1] if (found := _NUMBERED.match(entry.en)) else ""
    name = _NUMBERED.sub("", name)
    counts = tr("{before} links lead to it, {after} lead away").format(
        before=len(graph.into(entry.name)), after=len(graph.out_of(entry.name))
    )
    label = tr("{concept}, {category}. {counts}.").format(
        concept=entry.title, category=tr(CATEGORIES[entry.category][1]), counts=counts
    )
    return (
        f'<a id="concept-{entry.name}" class="concept category-{entry.category}" href="#row-{entry.name}" '
        f'data-concept="{entry.name}" data-category="{entry.category}" '
        f'data-lessons="{" ".join(map(str, entry.lessons))}" aria-label="{escape(label)}">'
        f"{f'<i>{number}</i>' if number else ''}{escape(name[0].upper() + name[1:])}</a>"
    )
