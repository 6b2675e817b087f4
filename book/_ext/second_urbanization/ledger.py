"""The directive ``claims-ledger``: every phrase of the source text with its tests, findings and verdict.

The rows come from the tables ``claims`` and ``claim_evidence``. Each row is a section with the anchor ``#P01`` and the
label ``ledger-p01``. All rows are on the page; the script only hides those that the reader filters out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursebook import paths
from coursebook.directives.cards import card
from coursebook.directives.checks import CourseDirective
from coursebook.directives.places import filled
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from reformlab import data
from reformlab.words import tr

from .plan import numbered

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")
# Word of the table -> what the reader sees, and what it means.
VERDICTS = {
    "supported": ("Supported", "The studies and figures named here agree on it, with the limits that its row states."),
    "contested": (
        "Supported in part or contested",
        "Some findings speak for it and some against it or for a part of it only.",
    ),
    "not testable": (
        "Not testable with public data",
        "No public figures, or no accepted measure, could show that it is wrong.",
    ),
    "definition": ("A definition", "It names or defines something; it can be useful or not, but not true or false."),
}
SIDES = {"for": "Evidence for", "against": "Evidence against, or qualifying it"}
_GROUP = re.compile(r"^(?:risk|breakthrough|top-level logic)[^:]*: ")


class lesson_link(nodes.Inline, nodes.TextElement):
    """The place of a link to a section or a card of a lesson; attributes ``page``, ``number``, ``anchor``."""


class ledger_filter(nodes.General, nodes.Element):
    """The two menus of the filter; attributes ``counts`` (verdict to number) and ``lessons`` (number to page)."""


class ledger_index(nodes.General, nodes.Element):
    """A list that folds; attribute ``name``."""


def cells(value: object) -> list[str]:
    """Split a cell that holds several names; an empty cell has none."""
    return [part for part in str(value).split(";") if part] if isinstance(value, str) else []


def lessons_of(row: Mapping[str, Any]) -> list[int]:
    """Return the lessons of one row, the main one first."""
    return [int(row["lesson"]), *map(int, cells(row["other_lessons"]))]


def without_group(words: str) -> str:
    """Return the words of a claim without the risk, breakthrough or logic that they belong to."""
    return _GROUP.sub("", words)


def slug(word: str) -> str:
    """Return a name for an anchor or a class."""
    return word.replace(" ", "-").replace("_", "-")


class ClaimsLedger(CourseDirective):
    """The whole ledger: counts, filter, one section a part and one a phrase."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return the nodes."""
        folder = data.folder()
        for name in ("claims", "claim_evidence"):
            self.env.note_dependency(str(folder / f"{name}.csv"))
        rows = data.load("claims").to_dict("records")
        findings = data.load("claim_evidence").to_dict("records")
        self.pages = numbered(self.env.found_docs)
        counts = Counter(row["verdict"] for row in rows)
        found = [self._summary(rows, counts), self._by_lesson(rows)]
        found.append(ledger_filter(counts={word: counts[word] for word in VERDICTS}, lessons=self._used(rows)))
        part = None
        for row in rows:
            if part is None or part["part"] != row["part"]:
                part = nodes.section(ids=[nodes.make_id(row["part"])], part=row["part"], classes=["ledger-part"])
                part += nodes.title("", tr(row["part"]))
                found.append(part)
            part += self._row(row, [entry for entry in findings if entry["claim"] == row["claim"]])
        return found

    def _used(self, rows):
        return {number: self.pages.get(number) for number in sorted({n for row in rows for n in lessons_of(row)})}

    def _links(self, claims):
        line = []
        for claim in claims:
            line += [nodes.Text(" "), nodes.reference("", claim, internal=True, refid=claim)]
        return line[1:]

    def _summary(self, rows, counts):
        summary = nodes.definition_list(classes=["ledger-summary"])
        for word, (name, meaning) in VERDICTS.items():
            count = nodes.inline("", f" {counts[word]} / {len(rows)}", classes=["ledger-count"])
            term = nodes.term("", "", badge(word, tr(name)), count)
            claims = self._links(row["claim"] for row in rows if row["verdict"] == word)
            body = nodes.definition("", nodes.paragraph("", tr(meaning)), nodes.paragraph("", "", *claims))
            summary += nodes.definition_list_item("", term, body)
        return summary

    def _by_lesson(self, rows):
        index = ledger_index(name=tr("Claims by lesson"))
        lines = nodes.bullet_list()
        for number in self._used(rows):
            claims = self._links(row["claim"] for row in rows if number in lessons_of(row))
            line = filled(tr("{lesson}: {claims}"), lesson=self._lesson(number), claims=claims)
            lines += nodes.list_item("", nodes.paragraph("", "", *line))
        index += lines
        return index

    def _lesson(self, number, anchor=""):
        return lesson_link(page=self.pages.get(number, ""), number=number, anchor=anchor)

    def _row(self, row, findings):
        claim, verdict = row["claim"], row["verdict"]
        lessons = lessons_of(row)
        classes = ["ledger-row", f"verdict-{slug(verdict)}", *(f"lesson-{number}" for number in lessons)]
        section = nodes.section(ids=[claim], classes=classes)
        title = f"{claim} · {tr(without_group(row['words']))}"
        section += nodes.title("", title)
        self.env.get_domain("std").note_hyperlink_target(f"ledger-{claim.lower()}", self.env.docname, claim, title)
        self.blocks(_labelled(row["statement"], "C"), section)
        words = [badge(verdict, tr(VERDICTS[verdict][0])), nodes.Text(f" {tr(row['reason'])}")]
        section += nodes.paragraph("", "", *words, classes=["ledger-verdict"])
        for side, name in SIDES.items():
            lines = [f"- {self._finding(entry)}" for entry in findings if entry["side"] == side]
            if lines:
                section += nodes.paragraph("", tr(name), classes=["ledger-side"])
                self.blocks("\n".join(lines), section)
        section += self._where(row, lessons)
        return section

    def _finding(self, entry):
        sources = [(kind, entry[kind]) for kind in ("cite", "table", "model") if isinstance(entry[kind], str)]
        if len(sources) != 1:
            raise self.error(f"claim_evidence {entry['number']}: one of cite, table and model expected, not {sources}")
        kind, name = sources[0]
        who = {
            "cite": f"{{cite:t}}`{name}`",
            "table": tr("Table {name}").format(name=reference(kind, name)),
            "model": tr("Model {name}").format(name=reference(kind, name)),
        }[kind]
        return tr("{who}: {finding}").format(who=who, finding=_labelled(entry["finding"], entry["label"]))

    def _where(self, row, lessons):
        claim = row["claim"]
        main = nodes.paragraph("", "", self._lesson(lessons[0], row["section"]))
        for number in lessons[1:]:
            main += [nodes.Text(tr("; ")), self._lesson(number, nodes.make_id(f"claim-{claim}"))]
        places = nodes.field_list(classes=["ledger-where"])
        places += nodes.field("", nodes.field_name("", tr("Tested in")), nodes.field_body("", main))
        for kind, name in (("table", tr("Data")), ("model", tr("Models"))):
            words = tr(", ").join(reference(kind, word) for word in cells(row[f"{kind}s"]))
            places += nodes.field("", nodes.field_name("", name), self.blocks(words, nodes.field_body()))
        return places


def _labelled(text, label):
    return tr("{text}\N{NO-BREAK SPACE}[{label}]").format(text=tr(text), label=label)


def reference(kind: str, name: str) -> str:
    """Return the Markdown link to the page of a table or the card of a model."""
    shown = tr("Reform Lab") if name == "lab" else name
    return f"{{ref}}`{shown} <{kind}-{slug(name)}>`"


def badge(verdict: str, name: str) -> nodes.inline:
    """Return the verdict as an inline node; the mark before it comes from the style sheet."""
    return nodes.inline("", name, classes=["verdict-badge", f"verdict-{slug(verdict)}"])


class Verdicts(SphinxPostTransform):
    """Give every card of a claim the verdict of its row."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Mark the cards of one page."""
        found = [box for box in self.document.findall(card) if "phrase" in box]
        verdicts = data.load("claims").set_index("claim").verdict if found else {}
        for box in found:
            word = verdicts.get(box["phrase"])
            if word:
                box["verdict"] = (slug(word), tr(word))


class LessonLinks(SphinxPostTransform):
    """Write the links to lessons when all titles are known."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Resolve the links of one page."""
        for node in list(self.document.findall(lesson_link)):
            page, anchor = node["page"], node["anchor"]
            text = tr("Lesson {number}").format(number=node["number"])
            if page not in self.env.all_docs:
                node.replace_self(nodes.Text(text))
                continue
            name = _section(self.env, page, anchor) if anchor else self.env.titles[page].astext()
            uri = self.app.builder.get_relative_uri(self.env.docname, page) + (f"#{anchor}" if anchor else "")
            text = tr("{lesson}, {title}").format(lesson=text, title=name) if name else text
            node.replace_self(nodes.reference("", text, internal=True, refuri=uri))


def _section(env, page, anchor):
    for entry in env.tocs[page].findall(nodes.reference):
        if entry.get("anchorname") == f"#{anchor}":
            return entry.astext()
    return ""


def _visit_filter(self, node):
    total = sum(node["counts"].values())
    shown = tr("{shown} of {all} claims shown")
    verdicts = [(tr("All verdicts ({count})").format(count=total), "")]
    for word, count in node["counts"].items():
        verdicts.append((f"{tr(VERDICTS[word][0])} ({count})", f"verdict-{slug(word)}"))
    titles = self.builder.env.titles
    lessons = [(tr("All lessons"), "")]
    for number, page in node["lessons"].items():
        lessons.append((f"{number}. {titles[page].astext()}" if page in titles else str(number), f"lesson-{number}"))
    self.body.append(f'<form class="ledger-filter" hidden data-shown="{self.attval(shown)}" role="search">')
    for name, key, options in ((tr("Verdict"), "verdict", verdicts), (tr("Lesson"), "lesson", lessons)):
        self.body.append(f'<p><label for="ledger-{key}">{self.encode(name)}</label>')
        self.body.append(f'<select id="ledger-{key}" name="{key}">')
        self.body += [f'<option value="{value}">{self.encode(text)}</option>' for text, value in options]
        self.body.append("</select></p>")
    self.body.append(f'<p><button type="reset">{self.encode(tr("Show all"))}</button></p>')
    self.body.append('<p class="ledger-shown" role="status"></p></form>\n')
    raise nodes.SkipNode


def _visit_index(self, node):
    self.body.append(f'<details class="ledger-index"><summary>{self.encode(node["name"])}</summary>\n')


def _depart_index(self, node):
    self.body.append("</details>\n")


def _skip(self, node):
    raise nodes.SkipNode


def _nothing(self, node):
    """Let the children speak."""


def _assets(app, pagename, templatename, context, doctree):
    if doctree is not None and next(iter(doctree.findall(ledger_filter)), None) is not None:
        app.add_css_file("course-ledger.css")
        app.add_js_file("course-ledger.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, its nodes and the script of its page."""
    others = ("latex", "text", "man", "texinfo")
    app.add_node(ledger_filter, html=(_visit_filter, None), **dict.fromkeys(others, (_skip, None)))  # type: ignore[arg-type]
    app.add_node(ledger_index, html=(_visit_index, _depart_index), **dict.fromkeys(others, (_nothing, _nothing)))  # type: ignore[arg-type]
    app.add_node(lesson_link)
    app.add_directive("claims-ledger", ClaimsLedger)
    app.add_post_transform(LessonLinks)
    app.add_post_transform(Verdicts)
    app.connect("builder-inited", lambda app: paths.add(app.config, "html_static_path", STATIC))
    app.connect("html-page-context", _assets)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
