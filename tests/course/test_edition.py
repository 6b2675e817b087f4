"""A lesson of the second edition (front matter `form:`) has its parts, its counts and the right labels."""

import re
from types import SimpleNamespace

import nbformat
import pytest
from coursebook import lessons as reader
from coursegrader.authoring import source

from reformlab import data

from . import edition, ladder
from .conftest import LESSONS, ROOT
from .test_ladder import SECOND


@pytest.fixture(scope="module")
def formed(request):
    """The page of a lesson that has a form."""
    return reader.read(request.param)


@pytest.fixture(scope="module")
def ran(formed):
    return edition.run(formed)


def test_every_part_is_played(formed):
    assert not edition.missing_parts(formed)


def test_open_code_is_short_and_no_plumbing(formed):
    assert not edition.open_code(formed)


def test_check_items_climb(formed):
    assert not edition.check_items(formed)


def test_at_most_one_in_ten_items_can_be_copied(formed, ran):
    found = edition.copyable(formed, ran)
    assert len(found) <= len(edition.checks(formed.text)) / 10, found


def test_other_numbers_are_other_questions_whose_answers_are_not_printed(formed, ran):
    counts, faults = edition.varied(formed, ran)
    assert not faults
    assert all(count >= 8 for count in counts.values()), counts


def test_the_puzzle_asks_for_a_guess_that_comes_again(formed, ran):
    assert not edition.guesses(formed, ran)


def test_computed_findings_of_the_ledger_come_from_the_run(formed, ran):
    first = data.load("claims").set_index("claim").lesson
    rows = data.load("claim_evidence").query("label == 'D'").to_dict("records")
    assert not edition.findings(formed, ran, [row for row in rows if first[row["claim"]] == formed.meta["lesson"]])


def test_what_the_exercise_asks_is_not_printed_in_the_lesson(formed, ran):
    lesson = formed.meta["lesson"]
    for path in [path for path in SECOND if int(path.parent.name[:2]) == lesson]:
        exercise, numbers = source.read(path), ladder.printed(edition.shown(formed, ran))
        points = {mark.grade_id: mark.points for _, mark in ladder.cells(exercise, "test")}
        drawn = ladder.draws(exercise, ["ann", "bo", "chen"], b"a key for the tests of the course")
        found = [ladder.copied(exercise, numbers, values, course=ROOT) for values in drawn]
        copied = sum(points[grade_id] for each in found for grade_id in each) / len(drawn)
        assert copied <= 0.05 * sum(points.values()), found


def test_the_lesson_takes_the_minutes_that_it_says(formed):
    assert formed.meta["minutes"] == pytest.approx(edition.minutes(formed), rel=0.1)


def test_every_objective_is_taught_checked_and_exercised(formed):
    assert not edition.objectives(formed)


def test_labels_say_who_says_so(formed):
    assert not edition.labels(formed)


def test_both_readings_have_their_sources(formed):
    assert not edition.sides(formed)


def test_enough_items_vary():
    pages = [reader.read(path) for path in LESSONS]
    varied = [re.findall(r"^:vary: \S+", page.text, re.M) for page in pages]
    assert sum(map(len, varied)) >= 60
    assert min(map(len, varied)) >= 3
    assert sum(len(re.findall(r"\{check-choice\} \S+\n:vary:", page.text)) for page in pages) >= 3


# What follows breaks a small lesson and expects the complaint.

GOALS = """After this lesson you can

1. count;
2. doubt.

"""
TABLE = """
| Objective | Section | Check | Task |
|---|---|---|---|
| 1 | <a href="#the-data">The data</a> | <a href="#check-how-many">1</a> | 1 |
| 2 | <a href="#the-data">The data</a> | <a href="#check-which">2</a> | 2 |
"""
ITEMS = """
```{check-number} how-many
:answer: 12.3
How many?
```

```{check-choice} which
Which?
- [x] this :: yes
- [ ] that :: no
```
"""
EXERCISES = "\n## Exercises\n\n1. load;\n2. draw.\n"


def page(text):
    return SimpleNamespace(text=text)


def test_a_part_is_played_by_name_or_by_mark():
    names = {part: names.partition("|")[0] for part, names in edition.PARTS.items()}
    whole = "\n\n".join(f"## {name}" for name in names.values())
    assert not edition.missing_parts(page(whole))
    marked = whole.replace("## A place", "% part: place\n\n### Who left")
    assert not edition.missing_parts(page(marked))
    without = edition.missing_parts(page(whole.replace("## A place", "## Who left")))
    assert without == ["no heading plays the part 'place'"]
    (unknown,) = edition.missing_parts(page(whole.replace("## A place", "% part: place, plaice\n## Who left")))
    assert unknown.startswith("'plaice' is no part")
    assert edition.missing_parts(page("## Before\n\n" + whole)) == ["the first section is 'Before', not the puzzle"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("#check-which", "#check-who", "check-who is no check"),
        ('">2<', '">1<', "check-which is check 2, not 1"),
        ("#the-data", "#the-date", "no heading has the anchor the-date"),
        ("| 2 |\n", "| 3 |\n", "no task 3"),
        ("| 2 | <a", "| 3 | <a", "the table has the objectives"),
        ("| Check |", "| Item |", "0 tables"),
    ],
)
def test_a_slip_in_the_table_of_objectives_is_named(old, new, said):
    text = GOALS + "## The data\n" + ITEMS + EXERCISES + TABLE
    assert not edition.objectives(page(text))
    assert any(said in fault for fault in edition.objectives(page(text.replace(old, new))))


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ("It is 12.3.", ["how-many"]),
        ("It is 12.35 or 112.3.", []),
        ("Nothing.", []),
        ("It is {glue:text}`x`.", ["how-many"]),
    ],
)
def test_an_answer_that_stands_above_can_be_copied(above, found):
    notebook = nbformat.v4.new_notebook()
    glue = nbformat.v4.new_output("display_data", {"text/plain": "12.3"}, metadata={"scrapbook": {"name": "x"}})
    cell = nbformat.v4.new_code_cell("", outputs=[glue], metadata={"tags": ["remove-cell"]})
    notebook.cells = [nbformat.v4.new_markdown_cell(f"## One\n\n{above}\n{ITEMS}"), cell]
    assert edition.copyable(page(""), notebook) == found


def test_an_output_can_be_copied_too_and_a_small_number_only_near_by():
    notebook = nbformat.v4.new_notebook()
    printed = nbformat.v4.new_output("stream", name="stdout", text="a 12.3\nb 7\n")
    notebook.cells = [
        nbformat.v4.new_code_cell("", outputs=[printed]),
        nbformat.v4.new_markdown_cell(
            ITEMS + "\n## Next\n\n" + ITEMS.replace("12.3", "7").replace("how-many", "seven")
        ),
    ]
    assert edition.copyable(page(""), notebook) == ["how-many"]


VARIED = """
```{check-number} again
:vary: rows
:answer: [[b]]
Twice [[a]]?
```
"""


@pytest.mark.parametrize(
    ("rows", "above", "faults"),
    [
        ('[{"a": 61.7, "b": 123.4}, {"a": 62, "b": 124}]', "123", []),
        ('[{"a": 61.7, "b": 123.4}, {"a": 62, "b": 124}]', "123.4", ["again: the answer 123.4 stands in the lesson"]),
        ('[{"a": 1, "b": 2}, {"a": 1, "b": 2}]', "2", ["again: two draws ask the same"]),
    ],
)
def test_a_drawn_answer_that_is_printed_or_asked_twice_is_named(rows, above, faults):
    notebook = nbformat.v4.new_notebook()
    glue = nbformat.v4.new_output("display_data", {"text/plain": repr(rows)}, metadata={"scrapbook": {"name": "rows"}})
    cell = nbformat.v4.new_code_cell("", outputs=[glue], metadata={"tags": ["remove-cell"]})
    notebook.cells = [nbformat.v4.new_markdown_cell(above + VARIED), cell]
    assert edition.varied(page(VARIED), notebook) == ({"again": 2}, faults)


GUESS = "\n## Puzzle\n\nIt is {glue:text}`y`.\n\n```{guess} left\n:answer: {glue}x\nHow much?\n```\n\n## Next\n"
GUESS += ITEMS + "\n```{guess-again} left\n```\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", ""),
        ("`y`", "`x`", "the answer 12.3 stands above the guess"),
        ("guess-again", "note", "is not shown again"),
        ("## Puzzle", "## A\n\n## Puzzle", "stands in section 2"),
        ("```{guess} left", "```{note} left", "0 guesses"),
    ],
)
def test_a_guess_that_is_told_or_forgotten_is_named(old, new, said):
    notebook = nbformat.v4.new_notebook()
    for name, value in (("x", "12.3"), ("y", "112.35")):
        out = nbformat.v4.new_output(
            "display_data", {"text/plain": repr(value)}, metadata={"scrapbook": {"name": name}}
        )
        notebook.cells.append(nbformat.v4.new_code_cell("", outputs=[out]))
    found = edition.guesses(page(GUESS.replace(old, new) if old else GUESS), notebook)
    assert said in "".join(found) and bool(found) == bool(said)


@pytest.mark.parametrize(
    ("finding", "fits"), [("It is 12.3%.", True), ("It is 2.3%.", False), ("It is 12,300.", False)]
)
def test_a_finding_that_no_cell_computes_is_named(finding, fits):
    notebook = nbformat.v4.new_notebook()
    printed = nbformat.v4.new_output("stream", name="stdout", text="a 12.3\n")
    notebook.cells = [nbformat.v4.new_code_cell("", outputs=[printed])]
    found = edition.findings(SimpleNamespace(meta={"lesson": 1}), notebook, [{"number": 7, "finding": finding}])
    assert bool(found) != fits


KNOWN = {"plan2014": "official", "an2024local": "critical", "liu2024reform": "supportive"}


@pytest.mark.parametrize(
    ("sentence", "fits"),
    [
        ("The plan sets 45% {cite:p}`plan2014`. [O]", True),
        ("The rate is {glue:text}`rate`%. [O]", True),
        ("The rate is high. [O]", False),
        ("Wages fell {cite:p}`an2024local`. [O]", False),
        ("Reform is needed {cite:p}`liu2024reform`. [C]", True),
        ("The article gives no size. [C]", False),
        ("Reform is needed {cite:p}`liu2024reform,an2024local`. [C]", False),
        ("{cite:t}`an2024local` compare cities. Wages fell. [E]", True),
        ("Wages fell. [E]", False),
        ("Wages fell {cite:p}`plan2014`. [E]", False),
        ("The gap is {glue:text}`gap` points. [D]", True),
        ("It narrowed in 20 of 31 provinces from 2010 to 2020. [D]", True),
        ("The gap is 18.3 points. [D]", False),
        ("It fell by 5%. [D]", False),
        ("In 2010 {glue:text}`jobs`% farmed. [D]", True),
        ("It fell by {glue:text}`gap` points. [D] For 150 million people it did not.", True),
        ("Wages fell {cite:p}`an2024local`. [D]", False),
        ("Halving it brings more than half. [M]", True),
        ("Halving it brings more {cite:p}`an2024local`. [M]", False),
    ],
)
def test_a_label_is_held_against_its_sentence(sentence, fits):
    assert bool(edition.labels(page(f"## One\n\n{sentence}\n"), KNOWN)) != fits
