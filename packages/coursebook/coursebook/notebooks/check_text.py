"""A check-yourself item as a question with its options, and the answer in a part that opens on a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursebook.text import tr

from ..directives.items import ChoiceItem, ItemError, NumberItem, parse, parse_guess
from .errors import NotebookError

if TYPE_CHECKING:
    from coursebook.notebooks.converter import Converter
    from coursebook.notebooks.myst import Directive


def details(title: str, text: str) -> str:
    """Return a part that opens on a click."""
    return f"<details>\n<summary>{title}</summary>\n\n{text}\n\n</details>"


def check(conv: Converter, given: Directive) -> str:
    """Write one item.

    Raises
    ------
    NotebookError
        The item cannot be read.
    """
    try:
        item = parse(given.name, given.argument, given.content, values=conv.values)
    except ItemError as error:
        raise NotebookError(f"{conv.name}: {error}") from None
    conv.checks += 1
    kind = _number if isinstance(item, NumberItem) else _choice if isinstance(item, ChoiceItem) else _labels
    question, answer = kind(conv, item)
    title = tr("Check yourself {number}").format(number=conv.checks)
    parts = [f"**{title}.** {conv.convert(item.question)}", question]
    parts += [details(tr("Hint"), conv.convert(hint)) for hint in item.hints]
    solution = conv.convert(item.solution)
    name = tr("Worked answer") if solution else tr("Answer")
    before, after = (answer[:1], answer[1:]) if isinstance(item, NumberItem) else ([], answer)
    parts.append(details(name, "\n\n".join(part for part in [*before, solution, *after] if part)))
    return "\n\n".join(part for part in parts if part)


def guess(conv: Converter, given: Directive) -> str:
    """Write a question to be guessed, with a line for the guess."""
    item = _guess(conv, given)
    shown = [f"- {conv.words(text)}" for _, text in item.options]
    line = "\n".join(shown) or f"______ {item.unit}".strip()
    conv.guesses[item.id] = item
    return f"**{tr('Your guess first')}.** {conv.convert(item.question)}\n\n{line}"


def guess_again(conv: Converter, given: Directive) -> str:
    """Write the question again, with what the lesson finds.

    Raises
    ------
    NotebookError
        No guess above has this name.
    """
    item = conv.guesses.get(given.argument.strip())
    if item is None:
        raise NotebookError(f"{conv.name}: guess-again {given.argument!r}: no guess above has this name")
    answer = next((text for right, text in item.options if right), f"{item.answer_text} {item.unit}".strip())
    found = conv.words(tr("The lesson finds: {answer}").format(answer=answer))
    text = f"**{tr('Your guess again')}.** {conv.convert(item.question)}\n\n{found}"
    return "\n\n".join(part for part in (text, conv.convert(given.body)) if part)


def _guess(conv, given):
    try:
        return parse_guess(given.argument, given.content, values=conv.values)
    except ItemError as error:
        raise NotebookError(f"{conv.name}: {error}") from None


def _number(conv, item):
    unit = tr("Your answer ({unit})").format(unit=item.unit) if item.unit else tr("Your answer")
    answer = f"{item.answer_text}%" if item.unit == "%" else f"{item.answer_text} {item.unit}".strip()
    text = tr("Answer: {answer}, give or take {tolerance}") if item.tolerance else tr("Answer: {answer}")
    right = text.format(answer=answer.replace("%%", "%"), tolerance=item.tolerance_text)
    name = tr("If you found {value}:")
    wrong = [f"- **{name.format(value=wrong.text)}** {conv.words(wrong.feedback)}" for wrong in item.wrong]
    return f"*{unit}:*", [right, "\n".join(wrong)]


def _choice(conv, item):
    how = tr("Choose all that are right.") if item.multiple else tr("Choose one answer.")
    options, answers = [], []
    for place, option in enumerate(item.options):
        letter = chr(ord("A") + place)
        options.append(f"- **{letter}** {conv.words(option.text)}")
        verdict = (tr("{option}: right") if option.right else tr("{option}: wrong")).format(option=letter)
        answers.append(f"- **{tr('{verdict}.').format(verdict=verdict)}** {conv.words(option.feedback)}")
    return f"*{how}*\n\n" + "\n".join(options), ["\n".join(answers)]


def _labels(conv, item):
    form = tr("{code}: {name}")
    spelled = [code if code == name else form.format(code=code, name=tr(name)) for code, name in item.labels.items()]
    labels = tr("{labels}.").format(labels=tr("; ").join(spelled))
    rows = [f"{place}. {conv.words(row.text)}" for place, row in enumerate(item.sentences, 1)]
    answers = [
        f"{place}. **{tr(row.label)}** {conv.words(row.feedback)}" for place, row in enumerate(item.sentences, 1)
    ]
    return f"*{tr('Give each sentence its label.')} {labels}*\n\n" + "\n".join(rows), ["\n".join(answers)]
