"""Moodle XML, https://docs.moodle.org/en/Moodle_XML_format."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from os import PathLike
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from .parts import name_in_page, number, overall, stands, with_unit

if TYPE_CHECKING:
    from coursebook.questions.bank import Question


def write(questions: Sequence[Question], path: str | PathLike[str], *, course: str) -> None:
    """Write the questions into one file, a category for each page.

    Parameters
    ----------
    questions : list of coursebook.questions.bank.Question
    path : path-like
    course : str
        Name of the top category.
    """
    quiz = ET.Element("quiz")
    for title, group in groupby(questions, key=lambda question: question.title):
        question = ET.SubElement(quiz, "question", type="category")
        name = f"$course$/top/{course.replace('/', '//')}/{title.replace('/', '//')}"
        _text(ET.SubElement(question, "category"), name)
        for each in group:
            _KINDS[each.kind](quiz, each)
    ET.indent(quiz)
    ET.ElementTree(quiz).write(path, encoding="utf-8", xml_declaration=True)


def _text(parent, words, **attributes):
    for name, value in attributes.items():
        parent.set(name, value)
    ET.SubElement(parent, "text").text = words
    return parent


def _common(quiz, question, kind, text, solution):
    found = ET.SubElement(quiz, "question", type=kind)
    _text(ET.SubElement(found, "name"), name_in_page(question))
    _text(ET.SubElement(found, "questiontext"), text, format="html")
    _text(ET.SubElement(found, "generalfeedback"), solution, format="html")
    for name, value in (("defaultgrade", "1"), ("penalty", "0.3333333"), ("hidden", "0"), ("idnumber", question.id)):
        ET.SubElement(found, name).text = value
    for hint in question.hints:
        _text(ET.SubElement(found, "hint"), hint, format="html")
    return found


def _answer(found, fraction, words, feedback, **attributes):
    answer = _text(ET.SubElement(found, "answer"), words, fraction=f"{fraction:.7g}", **attributes)
    _text(ET.SubElement(answer, "feedback"), feedback, format="html")
    return answer


def _number(quiz, question):
    found = _common(quiz, question, "numerical", with_unit(question), question.solution)
    for value, fraction, feedback in [
        (question.answer, 100, ""),
        *((float(key.value), 0, key.feedback) for key in question.keys),
    ]:
        answer = _answer(found, fraction, number(value), feedback)
        ET.SubElement(answer, "tolerance").text = number(question.tolerance)


def _choice(quiz, question):
    found = _common(quiz, question, "multichoice", question.text, question.solution)
    right = sum(key.right == "yes" for key in question.keys)
    ET.SubElement(found, "single").text = "false" if question.multiple else "true"
    ET.SubElement(found, "shuffleanswers").text = "true"
    ET.SubElement(found, "answernumbering").text = "ABCD"
    for key in question.keys:
        # with several right options, a wrong one takes away as much as a right one gives
        fraction = 100 / right if key.right == "yes" else -100 / right if question.multiple else 0
        _answer(found, fraction, key.text, key.feedback, format="html")


def _label(quiz, question):
    found = _common(quiz, question, "matching", question.text, overall(question))
    ET.SubElement(found, "shuffleanswers").text = "true"
    used = [key.right for key in question.keys]
    rows = [(key.text, key.right) for key in question.keys]
    rows += [("", label) for label in question.labels if label not in used]  # labels that fit no sentence
    for words, label in rows:
        row = _text(ET.SubElement(found, "subquestion"), words, format="html")
        _text(ET.SubElement(row, "answer"), stands(question, label))


_KINDS = {"number": _number, "choice": _choice, "label": _label}
