"""The directives ``argument-map`` (tools, layers, card) and ``argument-table`` (the same as a table)."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from coursebook.directives import late
from coursebook.directives.places import filled, listed, place
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from reformlab.words import tr

from .drawing import layers
from .graph import CATEGORIES, STATUS, read

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from second_urbanization.argument.graph import Graph
    from second_urbanization.words.entries import Entry


class argument_map(nodes.General, nodes.Element):
    """The interactive part; the attribute ``html`` is all of it."""


class ArgumentMap(SphinxDirective):
    """``{argument-map}``, without content."""

    def run(self) -> list[nodes.Node]:
        """Return the interactive part."""
        return [argument_map(html=room(read()))]


class ArgumentTable(SphinxDirective):
    """``{argument-table}``, without content; on the page of the map, whose card shows its rows."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        late.note(self.env)
        graph = read()
        head = (
            tr("Concept"),
            tr("Definition"),
            tr("What leads to it"),
            tr("What it leads to"),
            tr("Where it is tested"),
        )
        rows = []
        for entry in by_category(graph):
            before = [self._link(graph, link, link.start) for link in graph.into(entry.name)]
            after = [self._link(graph, link, link.end) for link in graph.out_of(entry.name)]
            parts = (
                _name(entry),
                [nodes.paragraph("", tr(entry.definition))],
                _list(before),
                _list(after),
                _tests(entry),
            )
            kinds = ("name", "definition", "before", "after", "tests")
            found = [nodes.entry("", *part, classes=[f"map-{kind}"]) for kind, part in zip(kinds, parts, strict=True)]
            rows.append(nodes.row("", *found, ids=[f"row-{entry.name}"], classes=[f"category-{entry.category}"]))
        columns = [nodes.colspec(colwidth=width) for width in (20, 25, 22, 22, 15)]
        group = nodes.tgroup("", *columns, cols=len(columns))
        titles = [nodes.entry("", nodes.paragraph("", words)) for words in head]
        group += [nodes.thead("", nodes.row("", *titles)), nodes.tbody("", *rows)]
        return [nodes.table("", group, classes=["argument-table"])]

    def _link(self, graph, link, other):
        """Return one link as a line: the other concept and the relation in the order in which they are read."""
        name = nodes.reference("", graph.concepts[other].title, internal=True, refid=f"row-{other}")
        relation = nodes.inline("", link.words, classes=["map-relation"])
        words = tr("{concept} {relation} [{label}]") if other == link.start else tr("{relation} {concept} [{label}]")
        line = nodes.paragraph("", "", *filled(words, concept=name, relation=relation, label=link.label))
        if link.note:
            line += nodes.inline("", tr(" {note}").format(note=tr(link.note)), classes=["map-note"])
        if link.citation:
            cited, _ = self.state.inline_text("{cite:p}`" + ",".join(link.citation) + "`", self.lineno)
            line += [nodes.Text(" "), *cited]
        return nodes.list_item("", line)


def by_category(graph: Graph) -> list[Entry]:
    """Return the concepts in the order of the argument."""
    order = list(CATEGORIES)
    return sorted(graph.concepts.values(), key=lambda entry: order.index(entry.category))


def _name(entry):
    chinese = nodes.paragraph("", "", classes=["map-chinese"])
    for number, (written, spoken) in enumerate(entry.chinese):
        chinese += [nodes.Text(" / ")] if number else []
        chinese += nodes.inline("", written, classes=["language-zh-Hans"])
        chinese += [nodes.Text(" "), nodes.inline("", spoken, classes=["language-zh-Latn-pinyin", "pinyin"])]
    kind = nodes.paragraph("", tr(CATEGORIES[entry.category][1]), classes=["map-category"])
    return [nodes.paragraph("", "", nodes.strong("", entry.title)), chinese, kind]


def _list(items):
    return [nodes.bullet_list("", *items)] if items else [nodes.paragraph("", tr("nothing on the map"))]


def _tests(entry):
    kinds = ((tr("Lessons"), "number", entry.lessons), (tr("Claims"), "claim", entry.claims))
    kinds += ((tr("Data"), "table", entry.tables), (tr("Models"), "model", entry.models))
    return [
        nodes.paragraph(
            "", tr("{words}: ").format(words=words), *listed([place(kind=kind, name=name) for name in names])
        )
        for words, kind, names in kinds
        if names
    ]


def room(graph: Graph) -> str:
    """Return tools, legend, layers and the place of the card as HTML; what needs a script is hidden without it."""
    lessons = sorted({number for entry in graph.concepts.values() for number in entry.lessons})
    groups = "".join(
        f'<optgroup label="{escape(tr(names[0]))}">'
        + "".join(
            f'<option value="{entry.name}">{escape(" ".join(entry.titles))}</option>'
            for entry in by_category(graph)
            if entry.category == category
        )
        + "</optgroup>"
        for category, names in CATEGORIES.items()
    )
    categories = "".join(f'<option value="{key}">{escape(tr(names[0]))}</option>' for key, names in CATEGORIES.items())
    numbers = "".join(f'<option value="{n}">{escape(tr("Lesson {number}").format(number=n))}</option>' for n in lessons)
    tools = (
        _choice("concept", tr("Concept"), tr("choose one"), groups)
        + _choice("category", tr("Only"), tr("all categories"), categories)
        + _choice("lesson", tr("Only"), tr("all lessons"), numbers)
    )
    how = tr(
        "Choose a concept with a click, a tap or Enter. Arrow keys walk: right to what it leads to, left to what leads "
        "to it, up and down to the next one of these. Enter once more goes to the card, Escape comes back."
    )
    return (
        f'<div class="map-room" data-argument-map>{_legend()}'
        f'<p class="map-how" hidden>{escape(how)}</p><div class="map-tools" hidden>{tools}</div>'
        f'<p class="map-found" role="status"></p><div class="map-panes"><div class="map-layers">'
        f'{layers(graph)}<svg class="map-wires" aria-hidden="true"></svg></div>'
        f'<section class="map-card" aria-label="{escape(tr("The chosen concept"))}" hidden></section></div></div>\n'
    )


def _choice(name, label, first, options):
    said = escape(f"{label}: {first}")
    return (
        f'<label class="map-choice">{escape(label)} <select data-choose="{name}" aria-label="{said}">'
        f'<option value="">{escape(first)}</option>{options}</select></label>'
    )


def _legend():
    """Return what the three kinds of lines mean, told by pattern and letter."""
    from coursebook.directives.standings import badge

    said = {"claim": tr("claim"), "official": tr("official statement"), "evidence": tr("evidence")}
    lines = "".join(
        f'<li><svg aria-hidden="true" width="44" height="10" viewBox="0 0 44 10"><g class="link {status}">'
        f'<path class="line" d="M0,5H38"/><path class="head" d="M44,5l-6,-3v6z"/></g></svg> {badge(STATUS[status])} '
        f"{escape(words)}</li>"
        for status, words in said.items()
    )
    return f'<ul class="map-legend" aria-label="{escape(tr("Kinds of links"))}">{lines}</ul>'


def words() -> dict:
    """Return the texts that the script shows, and the links that it draws as (start, end, status)."""
    return {
        "links": [(link.start, link.end, link.status) for link in read().links],
        "before": tr("What leads to it"),
        "after": tr("What it leads to"),
        "tests": tr("Where it is tested"),
        "found": tr("{count} of {all} concepts"),
        "address": tr("Link to this concept"),
        "row": tr("Its row in the table"),
        "close": tr("Close"),
        "signs": {"before": tr("leads to it"), "after": tr("follows from it")},
    }


def _visit(self, node):
    self.body.append(node["html"])
    raise nodes.SkipNode


def _skip(self, node):
    raise nodes.SkipNode


def _script(app, pagename, templatename, context, doctree):
    if doctree is not None and next(iter(doctree.findall(argument_map)), None) is not None:
        body = json.dumps(words(), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
        app.add_js_file(None, body=body, type="application/json", id="argument-map-words")
        app.add_js_file("argument-map.js", loading_method="defer")
        app.add_css_file("argument-map.css")


def setup(app: Sphinx) -> None:
    """Register the directive and its node."""
    quiet = (_skip, None)
    app.add_node(argument_map, html=(_visit, None), latex=quiet, text=quiet, man=quiet, texinfo=quiet)
    app.add_directive("argument-map", ArgumentMap)
    app.add_directive("argument-table", ArgumentTable)
    app.connect("html-page-context", _script)
