"""Every exercise holds: solutions earn all points, untouched copies none, nothing leaks, every student can run it."""

import ast
import functools
import zipfile

import nbformat
import pytest
from coursebook.notebooks import to_plain_markdown
from coursegrader.authoring import builder, copies, source, variants
from coursegrader.authoring.rubrics import scaled
from coursegrader.batch.grader import Grader
from coursegrader.runner import plan as plans

from . import ladder
from .conftest import ROOT
from .test_lessons import ROOMS, STUDENT
from .withheld import EXERCISES, dense, secrets

KEY = b"a key for the tests of the course"
STANDARD = {"itertools", "dataclasses", "hashlib", "hmac", "io", "math", "re", "statistics", "string", "textwrap"}
NOTEBOOKS_WITH_DATA = {1, 2, 4, 5, 9, 11, 12, 13}
by_exercise = pytest.mark.parametrize("path", EXERCISES, ids=[path.parent.name for path in EXERCISES])


@functools.cache
def read(path):
    return source.read(path)


def essays(exercise):
    return {mark.grade_id: mark for mark in exercise.marks.values() if mark.kind == "essay"}


def test_there_is_one_for_each_lesson_a_midterm_and_a_capstone():
    names = [path.parent.name for path in EXERCISES]
    lessons = [path.stem for path in sorted((ROOT / "lessons").glob("[0-9]*.md"))]
    assert names == [*lessons, "capstone", "midterm"]


@by_exercise
def test_as_the_grader_sees_it(path, tmp_path):
    exercise = read(path)
    made = builder.build(path, tmp_path, to_plain=to_plain_markdown, course=ROOT)  # refuses what fails or leaks
    with Grader(plans.bundle(made.folders["instructor"]), key=KEY) as grader:
        full = {grade_id: test.points for grade_id, test in grader.plan.tests.items()}
        for student in ("ann", "bo") if exercise.variants else ("ann",):
            values = variants.draw(exercise.variants, exercise.slug, student, KEY)
            solved = copies.solved(exercise, values=values)
            result = grader.grade(nbformat.writes(solved).encode(), student)
            assert result.scores == full, result.messages
            assert all(result.essays.values())
        untouched = (made.folders["student"] / f"{exercise.slug}.ipynb").read_bytes()
        result = grader.grade(untouched, "ann")
        assert set(result.scores.values()) == {0.0}
        assert not any(result.essays.values())
    text = dense(untouched.decode())
    assert not [line for line, slug in secrets(hidden_tests=True).items() if slug == exercise.slug and line in text]


@by_exercise
def test_the_student_copy_needs_only_what_a_student_has(path):
    for cell in copies.student(read(path)).cells:
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                first, _, rest = name.partition(".")
                allowed = first in STUDENT | STANDARD or (first == "reformlab" and rest.split(".")[0] in ROOMS)
                assert allowed, f"{path.parent.name} imports {name}"


@by_exercise
def test_open_questions_have_rubric_full_marks_and_marking_examples(path):
    exercise, page = read(path), path.with_name("marking.md").read_text("utf-8")
    for grade_id, mark in essays(exercise).items():
        assert mark.rubric == "R0", grade_id
        assert mark.full_marks, grade_id
        assert [points for _, points, _ in scaled("R0", mark.points)] == [mark.points / 4] * 4
        assert f"### {grade_id}: " in page, f"no marking example for {grade_id}"
    assert page.count("\n### ") >= 2
    assert "fictional" in page


def test_notebooks_with_data_end_with_what_would_change_your_mind_and_have_numbers_of_ones_own():
    for exercise in map(read, EXERCISES):
        if exercise.lesson in NOTEBOOKS_WITH_DATA:
            last = exercise.notebook.cells[-1]
            assert "What would change your mind?" in last.source
            assert exercise.marks[len(exercise.notebook.cells) - 1].points == 4
            assert exercise.variants, exercise.slug
    assert read(ROOT / "exercises/midterm/exercise.md").variants


def test_midterm_and_capstone_have_the_points_of_the_syllabus():
    midterm = read(ROOT / "exercises/midterm/exercise.md").marks.values()
    parts = {letter: [mark.points for mark in midterm if mark.grade_id.startswith(f"test_{letter}")] for letter in "ab"}
    assert parts["a"] == [2] * 10
    assert sum(parts["b"]) == 40
    assert [mark.points for mark in midterm if mark.kind == "essay"] == [40]
    assert ladder.minutes(read(ROOT / "exercises/midterm/exercise.md")) <= 90
    capstone = read(ROOT / "exercises/capstone/exercise.md")
    assert capstone.points == 100
    assert sum(mark.grade_id.startswith("section_") for mark in capstone.marks.values()) == 9


def test_the_file_of_the_midterm_is_that_of_the_tables():
    import pandas as pd

    from reformlab import data

    table = pd.read_csv(ROOT / "exercises/midterm/files/province_incomes.csv").set_index(["year", "province"])
    series = {
        "income_urban": data.series("province_incomes", "disposable_income_pc_urban"),
        "income_rural": data.series("province_incomes", "disposable_income_pc_rural"),
        "people_urban": data.series("provinces", "urban_population_yearend"),
        "residents": data.series("provinces", "resident_population_yearend"),
    }
    table["residents"] = table["people_urban"] + table["people_rural"]
    assert len(table) == 6 * 31
    incomes = data.load("province_incomes").query(
        "series in ['disposable_income_pc_urban', 'disposable_income_pc_rural']"
    )
    standing = incomes.groupby(["year", "province"])["standing"].apply(set).reindex(table.index)
    assert (table["standing"].map(lambda word: {word}) == standing).all()
    for name, frame in series.items():
        expected = frame.stack().reindex(table.index)
        assert (table[name] - expected).abs().max() < 1e-6, name


def test_no_mark_scheme_is_in_a_wheel(tmp_path):
    from hatchling.builders.wheel import WheelBuilder

    hidden, all_names = secrets(hidden_tests=True), []
    for project in [ROOT, *(path.parent for path in ROOT.glob("packages/*/pyproject.toml"))]:
        (wheel,) = WheelBuilder(str(project)).build(directory=str(tmp_path), versions=["standard"])
        with zipfile.ZipFile(wheel) as file:
            names = [name for name in file.namelist() if name.endswith((".py", ".yml", ".md", ".json", ".csv"))]
            text = "\n".join(dense(file.read(name).decode("utf-8")) for name in names if not name.endswith(".csv"))
        assert not [line for line in hidden if line in text]
        all_names += names
    assert any(name.endswith("rubrics.yml") for name in all_names)
