"""Read one check-yourself item from its text: number, choice or label. Pages and notebooks share this file.

The text of an item is what stands inside its fence, for example::

    ```{check-number} gap-2020
    :answer: {glue}gap
    :tolerance: 0.5
    :unit: million people
    :wrong: 2.61 :: That is the gap in points over ten.
    How many people are meant?
    :::{solution}
    Multiply the gap by the population.
    :::
    ```

An item with ``:vary: name`` is asked again with other numbers. A cell glues ``name`` as a JSON list of cases, each an
object of the same names; ``[[year]]`` in a question, an option, a hint or a feedback is the value of ``year``::

    ```{check-number} gap-again
    :vary: gap_cases
    :answer: [[gap]]
    :tolerance: 0.5
    :wrong: [[points]] :: That is the gap in points.
    How many people were meant in [[year]]?
    ```
"""

from __future__ import annotations

import json
import math
import re
from ast import literal_eval
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from livefigure.words import later

from ..errors import SiteError

#: The five standings of a statement: code, and what the code stands for.
STANDINGS = {
    "O": later("official document or statistic"),
    "C": later("claim of the article"),
    "E": later("finding of a study"),
    "D": later("computed in this course"),
    "M": later("follows from a model"),
}
#: What stands in the text for each, and what an edition shows in its place.
LABELS = (later("[O]"), later("[C]"), later("[E]"), later("[D]"), later("[M]"))

KINDS = ("check-number", "check-choice", "check-label")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OPTION_LINE = re.compile(r"^:([A-Za-z][\w-]*):(?:[ \t]+(.*)|)$")
_BULLET = re.compile(r"^[-*+] \[([^\]\n]*)\](?:[ \t]+(.*)|)$")
_SOLUTION = re.compile(r"^(:{3,})\{solution\}[ \t]*$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_GLUED = re.compile(r"^\{glue(?::\w*)?\}`?([^`\s]+)`?$")
_SPLIT = re.compile(r"(?:^|\s)::(?:\s|$)")

_CASE = re.compile(r"\[\[(\w+)\]\]")
_CODE = re.compile(r"(`+|\$\$?)(.+?)\1", re.DOTALL)

_ALLOWED = {
    "check-number": ("answer", "tolerance", "unit", "hint", "wrong", "vary"),
    "check-choice": ("multiple", "hint", "vary"),
    "check-label": ("labels", "hint"),
    "guess": ("answer", "unit"),
}
_REPEATED = {"wrong": math.inf, "hint": 3}


class ItemError(SiteError, ValueError):
    """An item that cannot be read; the message names the item, the field, the value and what is allowed."""


@dataclass(frozen=True)
class Case:
    """One draw of an item that varies.

    Attributes
    ----------
    values : mapping of str to str
        What stands for each ``[[name]]``.
    item : NumberItem or ChoiceItem
        The item as it is asked in this draw.
    """

    values: Mapping[str, str]
    item: object


@dataclass(frozen=True)
class WrongValue:
    """A wrong number that people often give, and what to tell them."""

    value: float
    text: str
    feedback: str


@dataclass(frozen=True)
class NumberItem:
    """A question whose answer is a number.

    ``tolerance`` is absolute, in the unit of the answer; ``answer_text`` is the number as the author or the glued cell
    wrote it.
    """

    id: str
    question: str
    answer: float
    answer_text: str
    tolerance: float
    tolerance_text: str
    unit: str
    wrong: tuple[WrongValue, ...]
    hints: tuple[str, ...]
    solution: str
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Option:
    """One option of a choice, with the feedback for choosing it."""

    right: bool
    text: str
    feedback: str


@dataclass(frozen=True)
class ChoiceItem:
    """A question with options; several may be right when ``multiple``."""

    id: str
    question: str
    options: tuple[Option, ...]
    multiple: bool
    hints: tuple[str, ...]
    solution: str
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True)
class GuessItem:
    """A question before a lesson: a number to be guessed, or ``options`` as pairs (right, text) of which one is right.

    ``answer_text`` is the number as the author or the glued cell wrote it, empty when there are options.
    """

    id: str
    question: str
    answer_text: str
    unit: str
    options: tuple[tuple[bool, str], ...]


@dataclass(frozen=True)
class Sentence:
    """One sentence to be sorted, the label it deserves, and why."""

    label: str
    text: str
    feedback: str


@dataclass(frozen=True)
class LabelItem:
    """Sentences to be sorted; ``labels`` maps each label to what it stands for (itself when it is a word)."""

    id: str
    question: str
    labels: Mapping[str, str]
    sentences: tuple[Sentence, ...]
    hints: tuple[str, ...]
    solution: str


def parse(
    kind: str,
    item_id: str,
    text: str,
    *,
    values: Any = None,
    mark: Callable[[str, str], str] = lambda name, value: value,
) -> NumberItem | ChoiceItem | LabelItem:
    """Read an item. One that varies is read as its first case; ``cases`` holds all of them.

    Parameters
    ----------
    kind : {'check-number', 'check-choice', 'check-label'}
    item_id : str
        The item's name: lower-case words joined by hyphens, unique in its lesson.
    text : str
        Everything inside the fence: option lines ``:name: value`` first, then the question.
    values : mapping of str to str, or callable, optional
        Glued values by name, for ``:answer: {glue}name``. A callable gets the name and raises ``KeyError`` when there
        is none.
    mark : callable, optional
        What stands in prose for a value of a case: a function of its name and itself.

    Returns
    -------
    NumberItem, ChoiceItem or LabelItem

    Raises
    ------
    ItemError
        A field is missing, unknown or has a value that is not allowed.
    """
    if kind not in KINDS:
        raise ItemError(f"{kind!r} is not a kind of item; allowed: {', '.join(KINDS)}")
    name = (item_id or "").strip()
    if not _ID.fullmatch(name):
        raise ItemError(
            f"{kind}: the id {name!r} is not allowed; write lower-case words joined by hyphens, such as gap-2020"
        )
    where = f"{kind} {name!r}"
    options, body = _options(text, kind, where)
    question, bullets, solution = _body(body, where)
    if not question:
        raise ItemError(f"{where}: the question is empty; write it below the options of the directive")

    def read(plain, prose):
        given = {field: [plain(each) for each in lines] for field, lines in options.items()}
        given["hint"] = [prose(each) for each in options.get("hint", [])]
        given["wrong"] = [_both(line, plain, prose) for line in options.get("wrong", [])]
        rows = [(bullet, prose(words)) for bullet, words in bullets]
        common = {"id": name, "question": prose(question), "hints": tuple(given["hint"]), "solution": prose(solution)}
        if kind == "check-number":
            return _number(where, given, rows, common, values)
        return (_choice if kind == "check-choice" else _label)(where, given, rows, common)

    if "vary" not in options:
        return read(str, str)
    for code in _CODE.finditer("\n".join([question, solution, *(words for _, words in bullets)])):
        if _CASE.search(code[2]):
            raise ItemError(f"{where}: {_short(code[0])!r}: a value of a case cannot stand inside a formula or code")
    found = []
    for number, case in enumerate(_cases(where, options["vary"][0], values), 1):
        try:
            found.append(Case(case, read(_filler(case, where), _filler(case, where))))
        except ItemError as error:
            raise ItemError(f"{error} (case {number} of {options['vary'][0]})") from None
    first = found[0].values
    return replace(read(_filler(first, where), _filler(first, where, mark)), cases=tuple(found))


def parse_guess(
    item_id: str, text: str, *, values: Mapping[str, str] | Callable[[str], str] | None = None
) -> GuessItem:
    """Read a question to be guessed; parameters as `parse`.

    Returns
    -------
    GuessItem

    Raises
    ------
    ItemError
        A field is missing, unknown or has a value that is not allowed.
    """
    name = (item_id or "").strip()
    if not _ID.fullmatch(name):
        raise ItemError(
            f"guess: the name {name!r} is not allowed; write lower-case words joined by hyphens, such as left-over"
        )
    where = f"guess {name!r}"
    options, body = _options(text, "guess", where)
    question, bullets, _ = _body(body, where)
    if not question:
        raise ItemError(f"{where}: the question is empty; write it below the options of the directive")
    answer = options.get("answer", [""])[0]
    right = sum(mark in ("x", "X") for mark, _ in bullets)
    if bool(answer) == bool(bullets) or (bullets and (len(bullets) < 2 or right != 1)):
        raise ItemError(
            f"{where}: {'an' if answer else 'no'} answer and {len(bullets)} options, {right} of them right; allowed: a "
            "line ':answer: {glue}name', or two options '- [ ] text' or more, one of them right '- [x] text'"
        )
    shown = _value(where, "answer", answer, values)[1] if answer else ""
    choices = tuple((mark in ("x", "X"), words) for mark, words in bullets)
    return GuessItem(name, question, shown, options.get("unit", [""])[0], choices)


def _both(line, plain, prose):
    """Fill in a line ``value :: feedback``: a number, then prose."""
    head, sign, tail = line.partition("::")
    return f"{plain(head)}{sign}{prose(tail)}"


def _filler(case, where, mark=lambda name, value: value):
    def fill(text):
        def value(found):
            if found[1] not in case:
                raise ItemError(f"{where}: [[{found[1]}]]: the cases have {', '.join(sorted(case))}")
            return mark(found[1], case[found[1]])

        return _CASE.sub(value, text)

    return fill


def _cases(where, text, values):
    """Return the cases that a cell has glued, with every value as text."""
    name = _GLUED.match(text)[1] if _GLUED.match(text) else text
    shown = _glued(where, f"vary {text!r}", name, values)
    try:
        cases = json.loads(shown)
        names = set(cases[0])
        same = all(set(case) == names for case in cases)
    except (ValueError, TypeError, LookupError):
        raise ItemError(f"{where}: vary {name!r} is {_short(shown)!r}; allowed: a JSON list of objects") from None
    if len(cases) < 2 or not same:
        raise ItemError(f"{where}: vary {name!r}: allowed are two cases or more, all with the same names")
    return [{key: str(value) for key, value in case.items()} for case in cases]


def _options(text, kind, where):
    """Split the leading ``:name: value`` lines (continued on indented lines) from the body."""
    lines = text.splitlines()
    while lines and not lines[0].strip():
        lines.pop(0)
    found: dict[str, list[str]] = {}
    last = None
    while lines:
        match = _OPTION_LINE.match(lines[0])
        if match:
            last = match[1]
            found.setdefault(last, []).append((match[2] or "").strip())
        elif last and lines[0][:1] in " \t" and lines[0].strip():
            found[last][-1] = f"{found[last][-1]} {lines[0].strip()}".strip()
        else:
            break
        lines.pop(0)
    for field, given in found.items():
        if field not in _ALLOWED[kind]:
            raise ItemError(f"{where}: unknown option {field!r}; allowed: {', '.join(_ALLOWED[kind])}")
        most = _REPEATED.get(field, 1)
        if len(given) > most:
            raise ItemError(f"{where}: option {field!r} is given {len(given)} times; allowed: {most}")
    return found, lines


def _body(lines, where):
    """Split the body into the question, the bullets ``- [mark] text`` and the worked solution."""
    question, bullets, solution = [], [], None
    fence = None
    rest = iter(lines)
    for line in rest:
        opened = _FENCE.match(line)
        if fence:
            question.append(line)
            if opened and opened[1].startswith(fence) and line.strip() == opened[1]:
                fence = None
            continue
        if opened:
            fence = opened[1]
            question.append(line)
            continue
        match = _SOLUTION.match(line)
        if match:
            if solution is not None:
                raise ItemError(f"{where}: two worked solutions; allowed: one")
            solution = _until(rest, match[1], where)
            continue
        match = _BULLET.match(line)
        if match:
            bullets.append([match[1], [match[2] or ""]])
        elif bullets and line.startswith("  ") and line.strip():
            bullets[-1][1].append(line.strip())
        else:
            question.append(line)
    return "\n".join(question).strip(), [(mark, " ".join(parts).strip()) for mark, parts in bullets], solution or ""


def _until(lines, colons, where):
    taken = []
    for line in lines:
        if line.strip() == colons:
            return "\n".join(taken).strip()
        taken.append(line)
    raise ItemError(f"{where}: the worked solution is not closed; end it with a line {colons}")


def _feedback(text, where, what):
    parts = _SPLIT.split(text, maxsplit=1)
    head = parts[0].strip()
    tail = parts[1].strip() if len(parts) == 2 else ""
    if not head:
        raise ItemError(f"{where}: {what} has no text")
    if not tail:
        raise ItemError(f"{where}: {what} ({_short(head)!r}) has no feedback; write it after ' :: '")
    return head, tail


def _short(text, length=40):
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _value(where, field, text, values):
    """Return the number of a field and its text; ``{glue}name`` is looked up among the glued values."""
    glued = _GLUED.match(text)
    shown = text
    if glued:
        shown = _glued(where, f"{field} {text!r}", glued[1], values)
    try:
        number = float(shown.replace(",", "").replace("\N{MINUS SIGN}", "-").removesuffix("%"))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        came = f" (from {text})" if glued else ""
        raise ItemError(
            f"{where}: {field} {shown!r}{came} is not a finite number; allowed: such as 261, -0.5 or {{glue}}name"
        )
    return number, shown


def _glued(where, what, name, values):
    try:
        shown = str(values(name) if callable(values) else (values or {})[name]).strip()
        return str(literal_eval(shown)).strip() if shown[:1] in ("'", '"') else shown  # a cell's output is quoted
    except KeyError:
        known = "" if callable(values) else f"; glued there: {', '.join(sorted(values or {})) or 'nothing'}"
        raise ItemError(f"{where}: {what}: no cell of this lesson glues {name!r}{known}") from None


def _number(where, options, bullets, common, values):
    if bullets:
        raise ItemError(f"{where}: a number item has no options to choose from; use check-choice")
    text = options.get("answer", [""])[0]
    if not text:
        raise ItemError(f"{where}: answer is missing; write a line ':answer: 261.0' or ':answer: {{glue}}name'")
    answer, answer_text = _value(where, "answer", text, values)
    tolerance_text = options.get("tolerance", ["0"])[0] or "0"
    tolerance, _ = _value(where, "tolerance", tolerance_text, values)
    if tolerance < 0:
        raise ItemError(f"{where}: tolerance {tolerance_text!r} is negative; allowed: 0 or more, such as 0.5 or 2%")
    if tolerance_text.endswith("%"):
        if answer == 0:
            raise ItemError(
                f"{where}: tolerance {tolerance_text!r} of an answer of 0 is nothing; allowed: an absolute number"
            )
        tolerance = abs(answer) * tolerance / 100
    wrong = []
    for line in options.get("wrong", []):
        head, feedback = _feedback(line, where, "wrong value")
        value, shown = _value(where, "wrong", head, values)
        if abs(value - answer) <= tolerance:
            raise ItemError(f"{where}: wrong {head!r} lies within the tolerance of the answer {answer_text}")
        wrong.append(WrongValue(value, shown, feedback))
    return NumberItem(
        answer=answer,
        answer_text=answer_text,
        tolerance=tolerance,
        tolerance_text=tolerance_text,
        unit=options.get("unit", [""])[0],
        wrong=tuple(wrong),
        **common,
    )


def _choice(where, options, bullets, common):
    found = []
    for place, (mark, text) in enumerate(bullets, start=1):
        if mark.strip() not in ("", "x", "X"):
            raise ItemError(f"{where}: option {place} is marked [{mark}]; allowed: [x] for right, [ ] for wrong")
        found.append(Option(bool(mark.strip()), *_feedback(text, where, f"option {place}")))
    right = sum(option.right for option in found)
    if len(found) < 2 or not right or right == len(found):
        raise ItemError(
            f"{where}: {len(found)} options, {right} of them right; "
            "allowed: two or more, at least one right '- [x] text :: feedback' and one wrong '- [ ] text :: feedback'"
        )
    return ChoiceItem(options=tuple(found), multiple=right > 1 or "multiple" in options, **common)


def _label(where, options, bullets, common):
    words = [word.strip() for word in options.get("labels", [""])[0].split(",") if word.strip()]
    labels = {word: STANDINGS.get(word, word) for word in words} if words else dict(STANDINGS)
    found = []
    for place, (mark, text) in enumerate(bullets, start=1):
        if mark.strip() not in labels:
            raise ItemError(f"{where}: sentence {place} is labelled [{mark}]; allowed: {', '.join(labels)}")
        found.append(Sentence(mark.strip(), *_feedback(text, where, f"sentence {place}")))
    if len(found) < 2 or len(labels) < 2:
        raise ItemError(
            f"{where}: {len(found)} sentences, {len(labels)} labels; "
            "allowed: two or more of each, '- [O] sentence :: why'"
        )
    return LabelItem(labels=labels, sentences=tuple(found), **common)
