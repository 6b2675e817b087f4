"""Exercises of an edition from its sources to the page that goes back: released, answered and graded in its language.

The answers are those of the English notebook, and so are the grades.
"""

import io
import os
import re
import subprocess
import sys
import tokenize
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from coursebook.editions import find as edition_of
from coursebook.editions import tree
from coursebook.editions.preview import speaking
from coursebook.layout import find
from coursebook.notebooks import to_plain_markdown
from coursegrader.authoring import builder, copies, messages, source, variants
from coursegrader.batch.grader import Grader
from coursegrader.batch.ledger import Ledger
from coursegrader.runner import plan as plans

from ..course import ladder

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
KEY = b"a key for the tests of the course"
STUDENTS = ("ann", "bo", "cy")  # one answer is wrong, nothing is done, all is right
#: Exercises that differ in what they need, and what is said to the wrong answer of each (see its wrong.yml).
SLIPS = {
    "02_counting_people": "plain_number",  # files as they are found
    "05_public_products": "slopes",  # a figure
    "09_factor_flow": "rows",  # files of pages
    "14_integrated_reform": "burden",  # the Lab
}
START = "import sys; from reformlab.cli import main; sys.argv[0] = 'reformlab'; main()"
_NO_PROSE = re.compile(r"```.*?```|`[^`]*`|'[^'\n]*'|\$\$.*?\$\$|\$[^$\n]*\$|https?://\S+", re.DOTALL)
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}){2,}")
_OF_PYTHON = re.compile(r"[A-Z]\w*(?:Error|Exception): ")
ALL = sorted(path.parent.name for path in ROOT.glob("exercises/*/exercise.md"))
STUB = "# YOUR CODE HERE"  # nbgrader knows it by these words


def english(text):
    """What reads as English: three words in a row that are no code and no quotation."""
    return _ENGLISH.findall(_NO_PROSE.sub("`", text))


def reformlab(*words):
    plain = {name: value for name, value in os.environ.items() if name != "COURSE_LANGUAGE"}
    command = [sys.executable, "-c", START, *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def filled(released, exercise, values):
    """Return a released notebook with the answers of an exercise."""
    answers = {cell.id: cell.source for cell in copies.solved(exercise, values=values).cells}
    for cell in released.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers[cell.id]
    return released


def handed_in(released, exercise, student):
    """Return what one of the students makes of a released notebook."""
    if student == "bo":
        return released
    values = variants.draw(exercise.variants, exercise.slug, student, KEY)
    if student == "ann":
        row = slip(exercise)
        exercise = ladder.answered(exercise, row.task, row.code)
    return filled(released, exercise, values)


def slip(exercise):
    return next(row for row in ladder.wrong(exercise) if row.says == SLIPS[exercise.slug])


def graded_in_english(exercise):
    """Return the result of each student with the English notebook."""
    full, results = copies.instructor(exercise), {}
    copies.note_released(full, copies.student(exercise))
    files = {name: path.read_bytes() for path, name in builder.travelling(exercise)}
    with Grader(plans.Bundle(exercise.slug, exercise.slug, nbformat.writes(full), files), key=KEY) as grader:
        for student in STUDENTS:
            values = variants.draw(exercise.variants, exercise.slug, student, KEY)
            made = handed_in(copies.student(exercise, values=values), exercise, student)
            results[student] = grader.grade(nbformat.writes(made).encode(), student)
    return results


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """The sources of the edition."""
    layout = find(ROOT, tmp_path_factory.mktemp("built"))
    with speaking("zh"):
        return tree.write(layout, edition_of(layout, "zh")).root


def in_both(sources, slug):
    """Return an exercise in both languages, and the points of its tests."""
    own, theirs = (source.read(root / "exercises" / slug / "exercise.md") for root in (sources, ROOT))
    points = {mark.grade_id: mark.points for _, mark in ladder.cells(theirs, "test")}
    return SimpleNamespace(own=own, english=theirs, points=points)


def graded(sources, slug, folder):
    """Return an exercise in both languages, as a class of three hands it in and gets it back."""
    (folder / "key").write_bytes(KEY)
    (folder / "roster.csv").write_text("\n".join(["id", *STUDENTS]), "utf-8")
    common = (slug, "--course", sources, "--language", "zh")
    reformlab("exercise", "build", *common, "--out", folder / "_build/exercises")
    people = ("--roster", folder / "roster.csv", "--key-file", folder / "key")
    reformlab("exercise", "release", *common, *people, "--out", folder / "submitted")
    each = in_both(sources, slug)
    for student in STUDENTS:
        path = folder / "submitted" / student / slug / f"{slug}.ipynb"
        path.write_text(nbformat.writes(handed_in(nbformat.read(path, 4), each.own, student)), "utf-8")
    reformlab("grade", folder / "submitted", "--course", folder, *people, "--jobs", 1)
    ledger = Ledger(folder / ".grading")
    each.results = {student: ledger.newest(slug, student) for student in STUDENTS}
    each.pages = {student: page(folder / "feedback" / student / slug / f"{slug}.html") for student in STUDENTS}
    each.summary = page(folder / "summary.html")
    each.expected = graded_in_english(each.english)
    return each


def page(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def prose(html):
    """Return what stands on a page outside code and its outputs, without what Python says of an error."""
    for part in html.find_all(["pre", "code", "style"]):
        part.decompose()
    lines = (line.strip() for line in html.get_text("\n").splitlines())
    return "\n".join(line for line in lines if not _OF_PYTHON.match(line))


def said(exercise, test, check, language):
    """Return what a test may say under an id of the messages."""
    (index,) = [index for index, mark in ladder.cells(exercise, "test") if mark.grade_id == test]
    return messages.said_under(check, exercise.notebook.cells[index].source, language, exercise.messages)


def sentences(each, test):
    """Return what a test may say: English sentence -> the same in the edition."""
    (index,) = [index for index, mark in ladder.cells(each.own, "test") if mark.grade_id == test]
    checks = re.findall(r'say\("(\w+)"', each.own.notebook.cells[index].source)
    both = ((said(each.english, test, check, "en"), said(each.own, test, check, "zh")) for check in checks)
    return {theirs: own for pair in both for theirs, own in zip(*pair, strict=True)}


@pytest.mark.parametrize("slug", ALL)
def test_what_a_student_gets_is_in_the_language_of_the_edition(sources, slug, tmp_path):
    each = in_both(sources, slug)
    path = builder.student_copy(each.own.path, tmp_path, language="zh", to_plain=to_plain_markdown)
    given = nbformat.read(path, 4)
    texts = [cell.source for cell in given.cells if cell.cell_type == "markdown"]
    codes = [cell.source for cell in given.cells if cell.cell_type == "code"]
    tokens = [token for code in codes for token in tokenize.generate_tokens(io.StringIO(code).readline)]
    texts += [token.string for token in tokens if token.type == tokenize.COMMENT and token.string != STUB]
    assert len(texts) > 5 and not [(text, found) for text in texts if (found := english(text))]
    assert 'os.environ["COURSE_LANGUAGE"] = "zh"' in codes[0]
    both = {test: sentences(each, test) for test in each.points}
    assert any(repr(own) in code for code in codes for found in both.values() for own in found.values())
    for test, found in both.items():
        for theirs, own in found.items():
            assert own != theirs and not english(own), test
            assert not [code for code in codes if theirs in code], test


def check_grades(each):
    assert each.results["cy"].scores == each.points, each.results["cy"].messages
    assert set(each.results["bo"].scores.values()) == {0.0}
    for student, theirs in each.expected.items():
        own = each.results[student]
        assert (own.scores, own.essays, own.tried) == (theirs.scores, theirs.essays, theirs.tried), student
        assert not own.causes and not own.notes, student


def check_the_wrong_answer(each):
    row, result = slip(each.english), each.results["ann"]
    assert {name for name, score in result.scores.items() if score < each.points[name]} == set(row.loses)
    told = result.messages[row.loses[0]]
    assert told in said(each.own, row.loses[0], row.says, "zh")
    assert told in each.pages["ann"].get_text()


def check_what_is_said(each):
    for student in STUDENTS:
        own, theirs = each.results[student].messages, each.expected[student].messages
        assert own.keys() == theirs.keys(), student
        for test, text in theirs.items():
            if _OF_PYTHON.match(text):
                assert own[test] == text
            else:
                assert own[test] == sentences(each, test).get(text, own[test]) != text, (student, test)
                assert not english(own[test]), (student, test)
    assert any(text in sentences(each, test).values() for test, text in each.results["bo"].messages.items())


@pytest.mark.parametrize("slug", SLIPS)
def test_an_exercise_is_graded_in_the_language_of_the_edition(sources, slug, tmp_path):
    each = graded(sources, slug, tmp_path)
    check_grades(each)
    check_the_wrong_answer(each)
    check_what_is_said(each)
    for html in (*each.pages.values(), each.summary):
        assert html.html["lang"] == "zh-CN"
        text = prose(html)
        assert each.own.title in text and not english(text)
