"""The directives ``guess`` and ``guess-again``: what a reader expects before a lesson, and beside what it finds.

A guess is a number, with ``:answer:``, or one of several options::

    ```{guess} left-over
    :answer: {glue}left
    :unit: percent
    By how much would output rise?
    ```

    ```{guess} half-or-none
    What becomes of it?
    - [ ] It stays.
    - [x] It vanishes.
    ```

``guess-again`` with the same name stands near the end of the page. Without a script, on paper and in a notebook it says
the question and the answer. The guess is kept in the browser under ``course.guesses.1`` (configuration value
``course_guess_key``) as JSON, ``{"9/left-over": {"lesson": "9", "guess": "12", "time": "2026-01-31T08:15:00.000Z"}}``;
it is never sent, and goes with what the reader did in the items when that is erased.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from docutils import nodes

from coursebook.text import tr

from .checks import CourseDirective
from .front_matter import lesson_number
from .items import ItemError, parse_guess

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class guess(nodes.General, nodes.Element):
    """A question to be guessed; ``item``, ``options`` (how many), ``unit`` and where it is kept."""


class guess_option(nodes.Part, nodes.TextElement):
    """One of the answers to choose from."""


class guess_again(nodes.General, nodes.Element):
    """The same question at the end, with the answer."""


def words() -> dict[str, str]:
    """Return the texts that the script shows, in the reader's language."""
    return {
        "kept": tr("Kept in this browser. You see it again at the end."),
        "empty": tr("Write a number or choose an answer first, or skip."),
        "skipped": tr("Skipped."),
        "yours": tr("Your guess: {guess}."),
        "none": tr("You made no guess."),
        "above": tr("It was {distance} too high."),
        "below": tr("It was {distance} too low."),
        "same": tr("It was right."),
        "other": tr("It was another one."),
    }


class _Shared(CourseDirective):
    required_arguments = 0
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the node, or nothing and a complaint."""
        self.name_ = self.arguments[0].strip() if self.arguments else ""
        try:
            return [self.node()]
        except ItemError as error:
            return self.complain(str(error))

    def node(self) -> nodes.Node:
        """Return the node of the directive; ItemError when it cannot be read."""
        raise NotImplementedError


class Guess(_Shared):
    """Ask for a guess."""

    def node(self) -> nodes.Node:
        """Return the question with its options."""
        item = parse_guess(self.name_, "\n".join(self.content), values=self.glued)
        if any(known["item"] == item.id for known in self.state.document.findall(guess)):
            raise ItemError(f"guess {item.id!r}: the name is taken; names of guesses are unique on a page")
        found = guess(
            ids=[nodes.make_id(f"guess-{item.id}")],
            item=item.id,
            unit=item.unit,
            answer=item.answer_text,
            right=next((place for place, (right, _) in enumerate(item.options) if right), -1),
            lesson=lesson_number(self.env) or self.env.docname,
            store=self.config.course_guess_key,
            question=item.question,
            options=[text for _, text in item.options],
        )
        self.set_source_info(found)
        found += self.blocks(item.question, nodes.container(classes=["guess-question"]))
        for place, (_, text) in enumerate(item.options):
            where = f"guess {item.id!r}: option {place + 1}"
            found += self.line_of_text(text, guess_option(place=place), where)
        return found


class GuessAgain(_Shared):
    """Show the guess beside the answer; the content says what to think of."""

    def node(self) -> nodes.Node:
        """Return the question and the answer."""
        asked = next((each for each in self.state.document.findall(guess) if each["item"] == self.name_), None)
        if asked is None:
            known = ", ".join(each["item"] for each in self.state.document.findall(guess)) or "none"
            raise ItemError(f"guess-again {self.name_!r}: no guess above has this name; there: {known}")
        found = guess_again(item=self.name_, unit=asked["unit"], answer=asked["answer"], right=asked["right"])
        found["ids"] = [nodes.make_id(f"guess-{self.name_}-again")]
        self.set_source_info(found)
        found += self.blocks(asked["question"], nodes.container(classes=["guess-question"]))
        answer = asked["options"][asked["right"]] if asked["options"] else f"{asked['answer']} {asked['unit']}".strip()
        answer = tr("The lesson finds: {answer}").format(answer=answer)
        found += self.blocks(answer, nodes.container(classes=["guess-found"]))
        found += self.blocks("\n".join(self.content), nodes.container(classes=["guess-after"]))
        return found


def _visit(self, node):
    box = node["ids"][0]
    data = {f"data-{key}": str(node[key]) for key in ("item", "lesson", "store")}
    self.body.append(self.starttag(node, "div", "", CLASS="guess", **{"data-guess": node["item"]}, **data))
    title = self.encode(tr("Your guess first"))
    self.body.append(
        f'<form novalidate><fieldset aria-labelledby="{box}-title">'
        f'<legend class="check-title" id="{box}-title">{title}</legend>\n'
    )


def _depart(self, node):
    box = node["ids"][0]
    if not node["options"]:
        label = tr("Your guess ({unit})").format(unit=node["unit"]) if node["unit"] else tr("Your guess")
        self.body.append(
            f'<div class="check-number-field" hidden><label for="{box}-input">{self.encode(label)}</label>'
            f'<input type="number" step="any" id="{box}-input" name="guess" autocomplete="off"></div>\n'
        )
        self.body.append(f'<p class="guess-line" aria-hidden="true">______ {self.encode(node["unit"])}</p>')
    keep, skip = self.encode(tr("Keep my guess")), self.encode(tr("Skip (Esc)"))
    self.body.append(
        f'<p class="check-actions" hidden><button type="submit" class="check-button">{keep}</button> '
        f'<button type="button" class="check-button guess-skip">{skip}</button></p>\n</fieldset></form>\n'
        '<p class="check-result" role="status" aria-live="polite"></p></div>\n'
    )


def _visit_option(self, node):
    name = f"{node.parent['ids'][0]}-{node['place']}"
    self.body.append(
        f'<div class="check-option"><input type="radio" id="{name}" name="guess" value="{node["place"]}">'
        f'<label for="{name}"><span class="check-text">'
    )


def _depart_option(self, node):
    self.body.append("</span></label></div>\n")


def _visit_again(self, node):
    data = {"data-again": node["item"], "data-unit": node["unit"]}
    data["data-answer"] = node["answer"] if node["right"] < 0 else str(node["right"])
    self.body.append(self.starttag(node, "div", "", CLASS="guess-again", **data))
    self.body.append(f'<p class="check-title">{self.encode(tr("Your guess again"))}</p>\n')


def _depart_again(self, node):
    self.body.append('<p class="guess-yours" hidden></p></div>\n')


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the script, and the words it shows, on pages that ask for a guess."""
    if doctree is not None and next(iter(doctree.findall(guess)), None) is not None:
        body = json.dumps(words(), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
        app.add_js_file(None, body=body, type="application/json", id="course-guess-words")
        app.add_js_file("course-guess.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register both directives."""
    quiet = (lambda self, node: None, lambda self, node: None)
    paragraph = (lambda self, node: self.visit_paragraph(node), lambda self, node: self.depart_paragraph(node))
    app.add_config_value("course_guess_key", "course.guesses.1", "html", [str])
    for node, html in (
        (guess, (_visit, _depart)),
        (guess_option, (_visit_option, _depart_option)),
        (guess_again, (_visit_again, _depart_again)),
    ):
        plain = paragraph if node is guess_option else quiet
        app.add_node(node, html=html, latex=plain, text=plain, man=quiet, texinfo=quiet)
    app.add_directive("guess", Guess)
    app.add_directive("guess-again", GuessAgain)
    app.connect("html-page-context", add_script)
