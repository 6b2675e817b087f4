"""Document nodes of the check-yourself items, and how they become HTML (and plain text elsewhere).

The HTML works without scripts: question, options and, in a closed ``<details>``, the answer with all feedback. The
script ``course-checks.js`` only reveals the controls that need it and copies the feedback to where the reader looks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from docutils import nodes
from livefigure.texts import signs

from coursebook.text import tr

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class check(nodes.General, nodes.Element):
    """A whole item; the attributes carry what the script needs."""


class check_question(nodes.General, nodes.Element):
    """The question, any blocks."""


class check_controls(nodes.General, nodes.Element):
    """The place of the controls; holds the options of a choice or the sentences to be sorted."""


class check_option(nodes.Part, nodes.TextElement):
    """One option of a choice."""


class check_sentence(nodes.Part, nodes.TextElement):
    """One sentence to be sorted."""


class check_hint(nodes.General, nodes.Element):
    """The hint, any blocks."""


class check_answer(nodes.General, nodes.Element):
    """The worked answer and all feedback."""


class check_key(nodes.General, nodes.Element):
    """The feedback that belongs to one option, sentence or wrong number."""


class case_value(nodes.Inline, nodes.TextElement):
    """A value of an item that varies."""


def letter(place: int) -> str:
    """Return A for 0, B for 1 and so on."""
    return chr(ord("A") + place)


def words() -> dict[str, str]:
    """Return the texts that the script shows, in the reader's language."""
    return {
        "right": tr("Right."),
        "wrong": tr("Not yet."),
        "passed": tr("passed"),
        "empty": tr("Write a number first."),
        "nothing": tr("Choose an answer first."),
        "some": tr("Sort every sentence first."),
        "unreadable": tr("This is not a number that can be read. Write digits only, such as {example}."),
        "same": tr("This is the same answer as before; it does not count as a new try."),
        "again": tr("Try once more."),
        "open": tr("The worked answer is now open to you below."),
        "unit": tr("The digits are right, the unit is not: the answer is asked in {unit}."),
        "size": tr("The digits are right, the size is not: look at the decimal point."),
        "sign": tr("The size is right, the sign is not."),
        "close": tr("Close, but outside the tolerance. Round only at the end."),
        "ticks": tr("{found} of {all} right answers chosen; {extra} too many."),
        "sorted": tr("{found} of {all} sentences are where they belong."),
        "another": tr("Other numbers:"),
        "ok": tr("right"),
        "no": tr("wrong"),
    }


def words_json() -> str:
    """Return `words` as JSON that is safe inside a script element."""
    return json.dumps(words(), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def visit_check(self: HTML5Translator, node: Any) -> None:
    """Open the item: box, form, group with its title."""
    kind, item = node["kind"], node["item"]
    box = node["ids"][0]
    data = {f"data-{key}": str(node[key]) for key in ("lesson", "item", "store", *_DATA[kind])}
    if node["cases"]:
        data["data-cases"] = node["cases"]
    title = tr("Check yourself {number}").format(number=node["number"])
    self.body.append(self.starttag(node, "div", "", CLASS=f"check check-{kind}", **{"data-check": kind}, **data))
    self.body.append(f'<form class="check-form" novalidate data-form="{self.attval(item)}">')
    self.body.append(f'<fieldset class="check-group" aria-labelledby="{box}-title {box}-question">')
    self.body.append(f'<legend class="check-title" id="{box}-title">{self.encode(title)}')
    self.body.append('<span class="check-state" hidden></span></legend>\n')


_DATA = {"number": ("answer", "tolerance", "unit"), "choice": ("multiple",), "label": ()}


def depart_check(self: HTML5Translator, node: Any) -> None:
    """Close the item."""
    self.body.append("</div>\n")


def visit_question(self: HTML5Translator, node: Any) -> None:
    """Open the question, which also names the group."""
    self.body.append(f'<div class="check-question" id="{node.parent["ids"][0]}-question">')


def depart_question(self: HTML5Translator, node: Any) -> None:
    """Close the question and say how to answer."""
    self.body.append("</div>\n")
    how = {
        "choice": tr("Choose all that are right.")
        if node.parent.get("multiple") == "true"
        else tr("Choose one answer."),
        "label": tr("Give each sentence its label.") + " " + _legend(node.parent.get("labels", {})),
    }.get(node.parent["kind"])
    if how:
        self.body.append(f'<p class="check-how">{self.encode(how)}</p>\n')


def _legend(labels):
    spelled = [tr("{code}: {name}").format(code=code, name=tr(name)) for code, name in labels.items() if code != name]
    return tr("{labels}.").format(labels=tr("; ").join(spelled)) if spelled else ""


def visit_controls(self: HTML5Translator, node: Any) -> None:
    """Put the number field; options and sentences follow as children."""
    parent = node.parent
    box = parent["ids"][0]
    if parent["kind"] == "number":
        label = tr("Your answer ({unit})").format(unit=parent["unit"]) if parent["unit"] else tr("Your answer")
        mode = "text" if parent["negative"] else "decimal"  # a phone's decimal keys have no minus
        self.body.append(
            f'<div class="check-number-field" hidden><label for="{box}-input">{self.encode(label)}</label>'
        )
        self.body.append(
            f'<input type="text" id="{box}-input" name="answer" inputmode="{mode}" autocomplete="off" '
            f'aria-describedby="{box}-result"></div>\n'
        )


def depart_controls(self: HTML5Translator, node: Any) -> None:
    """Put the button and the place where the verdict is read out, and close the form."""
    box = node.parent["ids"][0]
    button = f'<button type="submit" class="check-button">{self.encode(tr("Check"))}</button>'
    if node.parent["cases"]:
        button += (
            f' <button type="button" class="check-button check-another">{self.encode(tr("Other numbers"))}</button>'
        )
    self.body.append(f'<p class="check-actions" hidden>{button}</p>\n')
    self.body.append("</fieldset></form>\n")
    self.body.append(f'<div class="check-result" id="{box}-result" role="status" aria-live="polite"></div>\n')


def visit_option(self: HTML5Translator, node: Any) -> None:
    """Open one option: control and label in a row."""
    item = node.parent.parent
    place = node["place"]
    name = f"{item['ids'][0]}-{place}"
    kind = "checkbox" if item["multiple"] == "true" else "radio"
    self.body.append(
        f'<div class="check-option"><input type="{kind}" id="{name}" name="answer" value="{place}">'
        f'<label for="{name}"><span class="check-letter">{letter(place)}</span><span class="check-text">'
    )


def depart_option(self: HTML5Translator, node: Any) -> None:
    """Close the option."""
    self.body.append("</span></label></div>\n")


def visit_sentence(self: HTML5Translator, node: Any) -> None:
    """Open one sentence as a group of its own."""
    self.body.append('<fieldset class="check-sentence"><legend>')
    self.body.append(f'<span class="check-letter">{node["place"] + 1}</span><span class="check-text">')


def depart_sentence(self: HTML5Translator, node: Any) -> None:
    """Put the labels to choose from and close the group."""
    item = node.parent.parent
    place = node["place"]
    name = f"{item['ids'][0]}-{place}"
    self.body.append('</span></legend><div class="check-labels">')
    for number, (code, meaning) in enumerate(item["labels"].items()):
        self.body.append(
            f'<span class="check-label-choice"><input type="radio" id="{name}-{number}" name="answer-{place}" '
            f'value="{self.attval(code)}"><label for="{name}-{number}">{self.encode(tr(code))}'
        )
        if code != meaning:
            self.body.append(f'<span class="visually-hidden"> {self.encode(tr(meaning))}</span>')
        self.body.append("</label></span>")
    self.body.append("</div></fieldset>\n")


def visit_hint(self: HTML5Translator, node: Any) -> None:
    """Open the hint, closed until asked for; works without scripts. The second and third wait for a try each."""
    self.body.append(
        f'<details class="check-hint" data-after="{node["place"]}"><summary>{self.encode(tr("Hint"))}</summary>\n'
    )


def depart_hint(self: HTML5Translator, node: Any) -> None:
    """Close the hint."""
    self.body.append("</details>\n")


def visit_answer(self: HTML5Translator, node: Any) -> None:
    """Open the answer, closed until asked for; the script hides it until it has been earned."""
    name = tr("Worked answer") if node["worked"] else tr("Answer")
    self.body.append(f'<details class="check-answer"><summary>{self.encode(name)}</summary>\n')
    if node["text"]:
        text = (
            _with_case(self, node["text"], node["shown"], "*answer")
            if node.parent["cases"]
            else self.encode(signs(node["text"]))
        )
        self.body.append(f'<p class="check-answer-text">{text}</p>\n')


def depart_answer(self: HTML5Translator, node: Any) -> None:
    """Close the answer."""
    self.body.append("</details>\n")


def visit_key(self: HTML5Translator, node: Any) -> None:
    """Open the feedback of one option, sentence or wrong number."""
    key, right = self.attval(node["key"]), self.attval(node["right"])
    self.body.append(f'<div class="check-key" data-key="{key}" data-right="{right}">')
    name = self.encode(signs(node["name"]))
    item = next(each for each in _above(node) if isinstance(each, check))
    if item["cases"] and node.get("shown"):
        place = [each for each in node.parent if isinstance(each, check_key)].index(node)
        name = _with_case(self, node["name"], node["shown"], f"*key{place}")
    self.body.append(f'<p class="check-key-name">{name}</p>\n')


def visit_case(self: HTML5Translator, node: Any) -> None:
    """Open a value that another draw replaces."""
    self.body.append(f'<span data-case="{self.attval(node["name"])}">')


def depart_case(self: HTML5Translator, node: Any) -> None:
    """Close it."""
    self.body.append("</span>")


def _with_case(self, text, shown, name):
    """Write a text in which one part, where it stands first, is a value that another draw replaces."""
    before, part, after = map(signs, text.partition(shown))
    return f'{self.encode(before)}<span data-case="{name}">{self.encode(part)}</span>{self.encode(after)}'


def _above(node):
    while node is not None:
        yield node
        node = node.parent


def depart_key(self: HTML5Translator, node: Any) -> None:
    """Close the feedback."""
    self.body.append("</div>\n")


def _nothing(self, node):
    """Let the children speak."""


def _text_name(self, node):
    """In plain text and print the feedback follows its name."""
    self.visit_paragraph(nodes.paragraph())
    self.visit_Text(nodes.Text(node.get("name") or node.get("text") or tr("Hint")))
    self.depart_paragraph(nodes.paragraph())


def _latex_name(name):
    def visit(self, node):
        self.body.append("\n\n\\textbf{" + self.encode(name(node)) + "} ")

    return visit


def _latex_break(self, node):
    self.body.append("\n\n")


def setup(app: Sphinx) -> None:
    """Register the nodes with their writers."""
    quiet = (_nothing, _nothing)
    pairs = {
        check: (visit_check, depart_check),
        check_question: (visit_question, depart_question),
        check_controls: (visit_controls, depart_controls),
        check_option: (visit_option, depart_option),
        check_sentence: (visit_sentence, depart_sentence),
        check_hint: (visit_hint, depart_hint),
        check_answer: (visit_answer, depart_answer),
        check_key: (visit_key, depart_key),
        case_value: (visit_case, depart_case),
    }
    latex = {
        check: (_latex_name(lambda node: tr("Check yourself {number}").format(number=node["number"])), _latex_break),
        check_option: (_latex_name(lambda node: letter(node["place"])), _latex_break),
        check_sentence: (_latex_name(lambda node: str(node["place"] + 1)), _latex_break),
        check_hint: (_latex_name(lambda node: tr("Hint")), _latex_break),
        check_answer: (_latex_name(lambda node: node["text"] or tr("Answer")), _latex_break),
        check_key: (_latex_name(lambda node: node["name"]), _latex_break),
    }
    paragraph = (lambda self, node: self.visit_paragraph(node), lambda self, node: self.depart_paragraph(node))
    text = {check_option: paragraph, check_sentence: paragraph, check_key: (_text_name, _nothing)}
    text[check_answer] = text[check_hint] = (_text_name, _nothing)
    for node, html in pairs.items():
        app.add_node(
            node, html=html, latex=latex.get(node, quiet), text=text.get(node, quiet), man=quiet, texinfo=quiet
        )
