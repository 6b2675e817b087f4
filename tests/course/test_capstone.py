"""The capstone: its rubric is told in sentences, marked memos add up, and the model memo keeps its own rules."""

import re

import pytest
from coursegrader.authoring import copies, regions, source, trial
from coursegrader.authoring.rubrics import criterion_id, table

from .conftest import ROOT

FOLDER = ROOT / "exercises" / "capstone"
MARKING = (FOLDER / "marking.md").read_text("utf-8")
CRITERIA = {each["name"]: each for each in table()["memo"]["criteria"]}
VAGUE = re.compile(
    r"\b(?:mostly|good|fair(?:ly)? well|adequate|small gaps|general|sufficient|weak|strong memo)\b", re.I
)


@pytest.fixture(scope="module")
def exercise():
    return source.read(FOLDER / "exercise.md")


@pytest.fixture(scope="module")
def sections(exercise):
    """Map the number of each section of the model memo to its text, facts in braces."""
    found = {}
    for index, mark in exercise.marks.items():
        if mark.grade_id.startswith("section_"):
            (body,) = regions.bodies(exercise.notebook.cells[index].source, regions.SOLUTION)
            found[int(mark.grade_id[-1])] = re.fullmatch(r'section_\d = """\n(.*)\n"""', body.strip(), re.S)[1]
    return found


def marked(page):
    """Return the tables of marked memos, each as (criterion -> (level, points), what stands below it)."""
    tables = re.findall(r"^\| Criterion \| Level.*\n\|[-:| ]+\n((?:\|.*\n)+)\n?(.*)", page, re.M)
    read = []
    for rows, below in tables:
        cells = [re.match(r"\| (.+?) \| ([\d.]+), ([\d.]+) \|", row).groups() for row in rows.splitlines()]
        read.append(({name: (float(level), float(points)) for name, level, points in cells}, below))
    return read


def faults(page):
    """Say where a marked memo leaves out a criterion, gives other points than its level, or does not add up."""
    found = []
    for marks, below in marked(page):
        found += [f"{name} is not marked" for name in CRITERIA if name not in marks]
        for name, (level, points) in marks.items():
            if points != CRITERIA[name]["points"] * level / 4:
                found.append(f"{name}: level {level:g} is {CRITERIA[name]['points'] * level / 4:g}, not {points:g}")
        said, total = re.search(r"Together ([\d.]+) of 100", below), sum(points for _, points in marks.values())
        if total < 100 and (not said or float(said[1]) != total):
            found.append(f"the points add up to {total:g}, below the table stands {below!r}")
    for name, level, body in re.findall(r"^### (\w+): level (\d).*\n((?:(?!###).*\n?)*)", page, re.M):
        points = CRITERIA[title(name)]["points"]
        given = re.findall(rf"([\d.]+) of {points}\b", body)
        if given != [f"{points * int(level) / 4:g}"]:
            found.append(f"{name}: level {level} of {points} is given as {given}")
    return found


def title(grade_id):
    return next(name for name in CRITERIA if criterion_id(name) == grade_id)


def test_marked_memos_and_examples_add_up():
    assert len(marked(MARKING)) >= 2
    assert not faults(MARKING)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("| 3, 11.25 |", "| 3, 11 |", "level 3 is 11.25, not 11"),
        ("Together 80 of 100", "Together 85 of 100", "add up to 80"),
        ("| Writing | 3, 3.75 |", "| Evidence | 3, 15 |", "Writing is not marked"),
        ("reason: 2.5 of 10", "reason: 5 of 10", "level 1 of 10"),
    ],
)
def test_a_sum_that_is_wrong_is_named(old, new, said):
    assert old in MARKING
    assert any(said in fault for fault in faults(MARKING.replace(old, new)))


@pytest.mark.parametrize("name", [name for name, each in CRITERIA.items() if each["points"] == 20])
def test_a_criterion_of_20_points_has_a_complete_memo_at_level_3_and_one_at_level_4(name):
    assert {marks[name][0] for marks, _ in marked(MARKING)} >= {3, 4}
    (body,) = re.findall(rf"^### {criterion_id(name)}: from level 3 to level 4\n(.*?)(?=^### )", MARKING, re.M | re.S)
    assert "Level 3, 15 of 20" in body and "Level 4, 20 of 20" in body


def test_the_memo_at_level_3_is_complete():
    (memo,) = re.findall(r"^### A complete memo at level 3.*?\n(.*?)^\| Criterion", MARKING, re.M | re.S)
    assert re.findall(r"^> \*\*(\d)\.\*\*", memo, re.M) == list("123456789")


@pytest.mark.parametrize("name", CRITERIA)
def test_a_level_is_a_sentence_that_says_what_is_there(name):
    levels = CRITERIA[name]["levels"]
    assert len(set(levels)) == 4
    for level in levels:
        assert level[0].isupper() and level.endswith(".") and len(level.split()) >= 4, level
        assert not VAGUE.search(level), level


def test_the_model_memo_is_in_order_and_costed(exercise, sections):
    full = copies.instructor(exercise)
    cells = [cell for cell in full.cells if cell.cell_type == "code"]
    cells = [cell for cell in cells if not (cell.metadata.get("nbgrader", {}).get("grade"))]
    ran = trial.run([regions.unmark(cell.source, regions.SOLUTION) for cell in cells], path=[ROOT])
    assert all(result["ok"] for result in ran), [result["error"] for result in ran if not result["ok"]]
    form = "".join(output.get("text", "") for output in ran[-1]["outputs"]).partition("-- form --")[2]
    assert "(in order)" in form, form
    assert "empty sections: none" in form, form
    assert re.search(r"sources: \d+ of them without a label: 0\b", form), form
    assert {"{bill:", "{bill_low:", "{bill_high:"} <= set(re.findall(r"\{\w+:", sections[5]))


def test_a_sentence_of_the_model_memo_that_reports_a_number_has_its_label(sections):
    for number in (2, 4, 5, 6, 7):
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z*])", sections[number].replace("\n", " ")):
            if re.search(r"\{\w+:", sentence):
                assert re.search(r"\[[OCEDM]\]", sentence), f"section {number}: {sentence}"


def test_the_model_memo_names_dates_and_a_number_at_which_to_stop(sections):
    assert all(re.search(r"\b20[12]\d\b", sections[number]) for number in (1, 2, 8))
    (stop,) = re.findall(r"\*\*Stop rule:\*\*.*", sections[8])
    assert len(re.findall(r"\d+|\bone\b|\btwo\b|four tenths", stop)) >= 3
    assert "strongest view against" in sections[8]
