"""From the browser lab to the grader: a notebook runs from the top, what it lacks is named, and a file is handed in."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from coursegrader.authoring import copies, source
from coursegrader.batch import gradebook
from playwright.sync_api import expect

from .axe import violations
from .visits import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
NAME = "02_counting_people"
EXERCISE = f"exercises/{NAME}/{NAME}.ipynb"
PUT = """async ([notebook, seconds]) => {
  courseLab.seconds = seconds;
  (await courseLab.opened).context.model.fromJSON(notebook);
}"""


def solved(given, student):
    """The copy of the browser lab with the author's solutions, and a student's number."""
    author = source.read(ROOT / "exercises" / NAME / "exercise.md")
    answers = {cell.id: cell.source for cell in copies.solved(author).cells}
    notebook = json.loads(json.dumps(given))
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        entry = cell["metadata"].get("nbgrader", {})
        cell["source"] = (
            answers[cell["id"]] if entry.get("solution") else text.replace('student = "1"', f'student = "{student}"')
        )
    return notebook


def reformlab(*words):
    command = [Path(sys.executable).with_name("reformlab"), *map(str, words)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_exercise_is_checked_from_the_top_and_handed_in(visit, tmp_path):
    lab = visit()
    page = lab.open(EXERCISE)
    page.wait_for_selector("#course-state[data-state=ready]")
    given = page.evaluate("async () => (await courseLab.opened).context.model.toJSON()")
    box, news = page.locator("#course-hand-in"), page.locator("#course-hand-in [role=status]")
    begin = page.get_by_role("button", name="Check and hand in")
    save, close = box.get_by_role("button", name="Save the file to hand in"), box.get_by_role("button", name="Close")

    def check(notebook, says, seconds=10 * PATIENCE):
        page.evaluate(PUT, [notebook, seconds])
        begin.click()
        expect(save).to_be_enabled(timeout=5000 * PATIENCE)
        expect(news).to_contain_text(says)
        return box.get_by_role("listitem").all_inner_texts()

    # untouched: every answer is named, the number, and what the tests say
    found = check(given, "things to look at; you can hand in all the same")
    marked = [cell["metadata"]["nbgrader"] for cell in given["cells"] if "nbgrader" in cell["metadata"]]
    for entry in marked:
        if entry["solution"]:
            assert any(f"({entry['grade_id']}): it has no answer yet" in text for text in found), entry["grade_id"]
    assert any("your student number is missing" in text for text in found)
    assert any("the test says: " in text for text in found)
    expect(box).to_contain_text("Not checked here: tests with other inputs")
    assert [said for said in violations(page) if "course-hand-in" in said or "course-student" in said] == []
    save.click()
    expect(news).to_have_text("Your name or student number is missing.")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()

    # a loop without end, and a test that was changed
    endless = json.loads(json.dumps(given))
    first = next(cell for cell in endless["cells"] if cell["cell_type"] == "code")
    first["source"] = "while True: pass"
    changed = next(cell for cell in endless["cells"] if cell["metadata"].get("nbgrader", {}).get("grade"))
    changed["source"] = "assert True"
    place = endless["cells"].index(first) + 1
    found = check(endless, "things to look at", seconds=3)
    assert f"cell {place}" in found[0] and "it did not end within 3 s: is there an endless loop?" in found[0]
    assert found[1] == "what comes after it was not tried"
    assert any("the test was changed; the grader uses the one that was given" in text for text in found)
    close.click()

    # all answered: nothing is lacking, and the file is made
    assert check(solved(given, "ann"), "It runs from the top, and the tests you see pass.") == []
    expect(box.get_by_label("Your name or student number")).to_have_value("ann")
    with page.expect_download() as download:
        page.keyboard.press("Enter")  # the focus is on the name
    expect(news).to_contain_text("is saved. Give this file to your teacher.")
    handed = tmp_path / "submitted" / download.value.suggested_filename
    download.value.save_as(handed)
    with zipfile.ZipFile(handed) as whole:
        receipt = json.loads(whole.read("receipt.json"))
        twin = json.loads(whole.read(f"{NAME}.ipynb"))
    assert (receipt["student"], receipt["checked"]) == ("ann", True)
    assert "in a browser" in receipt["python"]
    close.click()
    names = page.evaluate("async () => (await courseStorage.get(courseLab.path)).content.cells.length")
    assert names == len(twin["cells"])  # it is saved in the browser as well
    assert not lab.foreign

    # the grader takes it without a word, and gives it the points of its desktop twin
    twin["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (tmp_path / "submitted" / "bo").mkdir()
    (tmp_path / "submitted" / "bo" / f"{NAME}.ipynb").write_text(json.dumps(twin), "utf-8")
    reformlab("exercise", "build", "2", "--course", ROOT, "--out", tmp_path / "built")
    said = reformlab("grade", tmp_path / "submitted", "--source", tmp_path / "built" / "instructor")
    assert said.startswith("2 graded, 0 graded before, 0 with a remark, 0 not graded.")
    with gradebook.opened(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        scores = {
            student: [
                (grade.name, grade.auto_score) for grade in book.find_submission(NAME, student).notebooks[0].grades
            ]
            for student in ("ann", "bo")
        }
        possible = {cell.name: cell.max_score for cell in book.find_notebook(NAME, NAME).grade_cells}
    assert scores["ann"] == scores["bo"]
    tests = {entry["grade_id"] for entry in marked if entry["grade"] and not entry["solution"]}
    assert all(score == possible[name] for name, score in scores["ann"] if name in tests)
