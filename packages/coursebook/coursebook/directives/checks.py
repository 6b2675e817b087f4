"""The directives ``check-number``, ``check-choice`` and ``check-label``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.statemachine import StringList
from livefigure.texts import signs
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.utils import retrieve_glue_data
from sphinx.util.docutils import SphinxDirective

from coursebook.text import tr

from . import nodes as parts
from .errors import complain, store
from .front_matter import lesson_number
from .items import ItemError, NumberItem, parse

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_STORE = "course_items"


class CourseDirective(SphinxDirective):
    """What our directives share: nested Markdown, and complaints that name the page and line."""

    has_content = True
    option_spec = None  # the whole fence is the content: options may repeat and may hold `{glue}name`

    def blocks(self, markdown: str, into: nodes.Element) -> nodes.Element:
        """Parse Markdown blocks into a node."""
        if markdown:
            self.state.nested_parse(StringList(markdown.splitlines(), self.state.document.current_source), 0, into)
        return into

    def line_of_text(self, markdown: str, into: nodes.Element, what: str) -> nodes.Element:
        """Parse Markdown that must be one paragraph, and give its inline nodes to `into`."""
        holder = self.blocks(markdown, nodes.Element())
        if len(holder) != 1 or not isinstance(holder[0], nodes.paragraph):
            raise ItemError(f"{what}: {markdown!r} is not one paragraph of text")
        found = holder[0]
        into.source, into.line, into.rawsource = found.source, found.line or self.lineno, found.rawsource
        into += found.children
        return into

    def glued(self, name: str) -> str:
        """Return the text of a glued value; KeyError when no cell glues it."""
        try:
            return retrieve_glue_data(self.state.document, name).data["text/plain"]
        except RetrievalError:
            raise KeyError(name) from None

    def complain(self, text: str) -> list[nodes.Node]:
        """Keep a complaint; the build stops after all pages are read."""
        complain(self.env, text, self.lineno)
        return []


class Check(CourseDirective):
    """Any of the three items."""

    required_arguments = 0
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the item's node, or nothing and a complaint."""
        name = self.arguments[0].strip() if self.arguments else ""
        try:
            item = parse(self.name, name, "\n".join(self.content), values=self.glued, mark=_marked)
            return [self._node(item)]
        except ItemError as error:
            return self.complain(str(error))

    def _node(self, item):
        seen = store(self.env, _STORE).setdefault(self.env.docname, {})
        first = seen.get(item.id)
        if first:
            raise ItemError(
                f"{self.name} {item.id!r}: the id is taken by the {first['kind']} in line {first['line']}; "
                "ids are unique in a lesson"
            )
        kind = self.name.removeprefix("check-")
        seen[item.id] = {"kind": self.name, "line": self.lineno}
        node = parts.check(
            ids=[nodes.make_id(f"check-{item.id}")],
            kind=kind,
            item=item.id,
            number=len(seen),
            lesson=lesson_number(self.env) or self.env.docname,
            store=self.config.course_storage_key,
        )
        self.set_source_info(node)
        node += self.blocks(item.question, parts.check_question())
        node += getattr(self, f"_{kind}")(node, item)
        for place, hint in enumerate(item.hints):
            node += self.blocks(hint, parts.check_hint(place=place))
        node["cases"] = _drawn(getattr(item, "cases", ()))
        answer = parts.check_answer(
            worked=bool(item.solution), text=self._answer_text(item), shown=getattr(item, "answer_text", "")
        )
        self.blocks(item.solution, answer)
        answer += self._keys
        node += answer
        return node

    def _key(self, key, right, name, feedback, **more):
        return self.blocks(feedback, parts.check_key(key=key, right=right, name=name, **more))

    def _number(self, node, item):
        asked = [case.item for case in item.cases] or [item]
        values = [value for one in asked for value in (one.answer, *(wrong.value for wrong in one.wrong))]
        node["answer"], node["tolerance"], node["unit"] = repr(item.answer), repr(item.tolerance), item.unit
        node["negative"] = min(values) < 0
        self._keys = [
            self._key(
                repr(wrong.value),
                "no",
                tr("If you found {value}:").format(value=wrong.text),
                wrong.feedback,
                shown=wrong.text,
            )
            for wrong in item.wrong
        ]
        return parts.check_controls()

    def _choice(self, node, item):
        node["multiple"] = str(item.multiple).lower()
        controls = parts.check_controls()
        self._keys = []
        for place, option in enumerate(item.options):
            where = f"{self.name} {item.id!r}: option {place + 1}"
            controls += self.line_of_text(option.text, parts.check_option(place=place), where)
            verdict = tr("{option}: right") if option.right else tr("{option}: wrong")
            self._keys.append(
                self._key(
                    str(place),
                    "yes" if option.right else "no",
                    verdict.format(option=parts.letter(place)),
                    option.feedback,
                    shown=parts.letter(place),
                )
            )
        return controls

    def _label(self, node, item):
        node["labels"] = dict(item.labels)
        controls = parts.check_controls()
        self._keys = []
        for place, sentence in enumerate(item.sentences):
            where = f"{self.name} {item.id!r}: sentence {place + 1}"
            controls += self.line_of_text(sentence.text, parts.check_sentence(place=place), where)
            name = tr("{code}: {name}").format(code=place + 1, name=tr(sentence.label))
            self._keys.append(self._key(str(place), sentence.label, name, sentence.feedback))
        return controls

    def _answer_text(self, item):
        if not isinstance(item, NumberItem):
            return ""
        answer = f"{item.answer_text} {item.unit}".strip() if item.unit != "%" else f"{item.answer_text.rstrip('%')}%"
        if not item.tolerance:
            return tr("Answer: {answer}").format(answer=answer)
        return tr("Answer: {answer}, give or take {tolerance}").format(answer=answer, tolerance=item.tolerance_text)


def _marked(name, value):
    """Write a value of a case so that the page can put another in its place."""
    return f"{{case}}`{name} {value}`"


def case_value(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, options: Any = None, content: Any = None
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Read the role ``case``: the name of a value, a blank, the value."""
    name, _, value = text.partition(" ")
    return [parts.case_value(value, value, name=name)], []


def _drawn(cases):
    """Return the cases as JSON for the script: texts by name, and the numbers that it judges by."""
    rows = []
    for case in cases:
        texts, row = dict(case.values), {}
        if isinstance(case.item, NumberItem):
            texts["*answer"] = case.item.answer_text
            texts |= {f"*key{place}": wrong.text for place, wrong in enumerate(case.item.wrong)}
            row = {"answer": case.item.answer, "tolerance": case.item.tolerance}
            row["keys"] = [wrong.value for wrong in case.item.wrong]
        else:
            texts |= {f"*key{place}": parts.letter(place) for place in range(len(case.item.options))}
        rows.append({"texts": {name: signs(text) for name, text in texts.items()}, **row})
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""


def items_of(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    """Return every item of the book: page name -> {id: {'kind': ..., 'line': ...}}, in reading order of each page."""
    return {docname: dict(found) for docname, found in store(env, _STORE).items() if found}


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the items of a page that is read anew or gone."""
    store(env, _STORE).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
    """Take over the items that another reading process found."""
    for docname in docnames:
        if docname in store(other, _STORE):
            store(env, _STORE)[docname] = store(other, _STORE)[docname]


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the script, and the words it shows, on pages that have an item."""
    if doctree is not None and next(iter(doctree.findall(parts.check)), None) is not None:
        app.add_js_file(None, body=parts.words_json(), type="application/json", id="course-check-words")
        app.add_js_file("course-checks.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the three directives."""
    app.add_config_value("course_storage_key", "course.checks.1", "html", [str])
    for kind in ("check-number", "check-choice", "check-label"):
        app.add_directive(kind, Check)
    app.add_role("case", case_value)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("html-page-context", add_script)
