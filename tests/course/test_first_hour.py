"""The first hour shows whatever it uses, and lesson 1 shows what the first hour did not."""

import pytest
from coursebook import lessons as reader
from coursebook.directives import items
from coursebook.notebooks.values import glued

from . import census, edition
from .conftest import LESSONS, ROOT

HOUR = ROOT / "lessons" / "first_hour.md"
# A notebook shows these by itself: every cell has some.
PLAIN = {"( , )", "x.name"}


@pytest.fixture(scope="module")
def ran():
    return edition.run(reader.read(HOUR))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("a = b[1:2].round(1)", {"=", "x[ ]", ":", ".round"}),
        ("for i in [1]:\n    print(f'{i} < 2')", {"for", "[ ]", 'f" "', "print()"}),
        ("def f(x):\n    return len(x)\nf(table.urban)", {"def", "return", "len()", "x.name"}),
        (
            "import a\nx = {k: -v for k, v in d.items() if v != 1}",
            {"import", "=", "for in a list", "( , )", ".items", "==", "-"},
        ),
        ("t.loc[2] & (t.c > 1)", {".loc", "x[ ]", "&", "x.name", "<"}),
    ],
)
def test_the_census_names_what_a_cell_asks_of_its_reader(code, found):
    assert census.asked([code]) == found


def test_what_is_shown_stands_in_code_font():
    text = "Use `.loc[2016:2020]` and ``for year in [1]:``, not print."
    assert census.is_shown(".loc", text) and census.is_shown("for", text) and census.is_shown("[ ]", text)
    assert (
        not census.is_shown("print()", text) and not census.is_shown(".lo", text) and not census.is_shown("{ }", text)
    )


def test_the_first_hour_shows_all_that_it_uses():
    page = reader.read(HOUR)
    text = edition.prose(page.text)
    missing = [name for name in census.asked(edition.open_cells(page)) - PLAIN if not census.is_shown(name, text)]
    assert not missing


def test_lesson_1_shows_what_the_first_hour_did_not():
    hour, first = reader.read(HOUR), reader.read(LESSONS[0])
    new = census.asked(edition.open_cells(first)) - census.asked(edition.open_cells(hour)) - PLAIN
    assert new
    assert not [name for name in new if not census.is_shown(name, edition.prose(first.text))]


def test_the_first_hour_is_run_from_the_top(ran):
    outputs = [output for cell in ran.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    figures = [output.data["text/html"] for output in outputs if "<img" in output.get("data", {}).get("text/html", "")]
    assert len(figures) == 1 and "alt=" in figures[0]


def test_each_step_is_checked_and_its_numbers_change(ran):
    page = reader.read(HOUR)
    steps = page.text.split("\n## Step ")[1:]
    assert len(steps) == 4 and all(edition.checks(step) for step in steps)
    counts, faults = edition.varied(page, ran)
    assert not faults and len(counts) >= 2 and min(counts.values()) >= 8
    values = glued(ran)
    for kind, name, body, _ in edition.checks(page.text):
        items.parse(kind, name, body, values=values)
