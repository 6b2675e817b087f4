"""Every exercise holds: solutions earn all points, untouched copies none, nothing leaks, every student can run it."""

import ast
import functools
import re
import subprocess
import sys
import zipfile

import nbformat
import pandas as pd
import pytest
from coursebook.notebooks import to_plain_markdown
from coursegrader.authoring import builder, copies, regions, source, variants
from coursegrader.authoring.rubrics import scaled
from coursegrader.batch.grader import Grader
from coursegrader.runner import plan as plans

from . import ladder
from .conftest import ROOT
from .test_lessons import ROOMS, STUDENT
from .withheld import EXERCISES, OF_LESSONS, WORKSHOPS, dense, secrets

KEY = b"a key for the tests of the course"
STANDARD = {"itertools", "dataclasses", "hashlib", "hmac", "io", "math", "re", "statistics", "string", "textwrap"}
NOTEBOOKS_WITH_DATA = {1, 2, 4, 5, 9, 11, 12, 13}
FORMS = ("midterm", "midterm_second_form")
by_form = pytest.mark.parametrize("form", [ROOT / "exercises" / form / "exercise.md" for form in FORMS], ids=FORMS)
by_exercise = pytest.mark.parametrize("path", EXERCISES, ids=[path.parent.name for path in EXERCISES])


@functools.cache
def read(path):
    return source.read(path)


def essays(exercise):
    return {mark.grade_id: mark for mark in exercise.marks.values() if mark.kind == "essay"}


def test_there_is_one_for_each_lesson_five_workshops_two_forms_of_a_midterm_and_a_capstone():
    lessons = [path.stem for path in sorted((ROOT / "lessons").glob("[0-9]*.md"))]
    assert [path.parent.name for path in OF_LESSONS] == lessons
    assert [path.parent.name[3:13] for path in WORKSHOPS] == [f"workshop_{number}" for number in range(1, 6)]
    others = [path.parent.name for path in EXERCISES if path not in [*OF_LESSONS, *WORKSHOPS]]
    assert others == ["capstone", *FORMS]


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
def test_no_test_counts_words_by_blanks(path):
    counted = [
        ast.unparse(node)
        for cell in code_of(path)
        for node in ast.walk(cell)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "len"
        and re.search(r"\.split\(\)", ast.unparse(node))
    ]
    assert not counted, f"{counted}: a Chinese text has no blanks; use drawn.words"


@by_exercise
def test_what_a_message_is_given_is_no_english(path):
    calls = [node for cell in code_of(path) for node in ast.walk(cell) if is_say(node)]
    given = {
        node.value
        for call in calls
        for field in call.keywords
        for node in (field.value.elts if isinstance(field.value, ast.List) else [field.value])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    said = {id(node) for call in calls for node in ast.walk(call)}
    nodes = [node for cell in code_of(path) for node in ast.walk(cell) if id(node) not in said]
    names = {getattr(node, kind, None) for node in nodes for kind in ("id", "name", "arg", "attr", "value")}
    assert not given - names, f"{given - names}: names of the code, lists of them, or say()"


def is_say(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"


@functools.cache
def code_of(path):
    return [ast.parse(cell.source) for cell in read(path).notebook.cells if cell.cell_type == "code"]


@by_exercise
def test_no_answer_takes_the_name_of_a_number_of_ones_own(path):
    exercise = read(path)
    sources = [exercise.notebook.cells[index].source for index, _ in ladder.cells(exercise, "answer")]
    drawn = {variant.name for variant in exercise.variants}
    assert not drawn & set().union(*map(ladder.stored, sources)), exercise.slug


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
    for exercise in map(read, OF_LESSONS):
        if exercise.lesson in NOTEBOOKS_WITH_DATA:
            last = exercise.notebook.cells[-1]
            assert "What would change your mind?" in last.source
            assert exercise.marks[len(exercise.notebook.cells) - 1].points == 4
            assert exercise.variants, exercise.slug


@by_form
def test_a_midterm_has_the_points_of_the_syllabus_in_small_tests_and_fits_its_minutes(form):
    midterm = read(form)
    parts = {letter: [mark.points for mark in marks_of(midterm, letter)] for letter in "ab"}
    assert parts["a"] == [2] * 10
    assert sum(parts["b"]) == 40 and max(parts["b"]) <= ladder.MOST_POINTS
    assert [mark.points for mark in essays(midterm).values()] == [40]
    assert midterm.variants
    assert ladder.minutes(midterm) <= 0.75 * 90 == 0.75 * midterm.notebook.metadata["minutes"]  # time for a beginner
    assert not ladder.marking(midterm)


def marks_of(exercise, letter):
    return [mark for mark in exercise.marks.values() if mark.kind == "test" and mark.grade_id[5] == letter]


@by_form
def test_all_points_of_an_item_of_the_midterm_hang_on_its_answers(form):
    midterm = read(form)
    sources = {mark.grade_id: midterm.notebook.cells[index].source for index, mark in midterm.marks.items()}
    for index, mark in ladder.cells(midterm, "answer"):
        asked = ladder.asked(midterm.notebook.cells[index].source) - {"fig"}
        tests = [name for name in sources if re.fullmatch(rf"test_{mark.grade_id}(?:_\w+)?", name)]
        read_by = {
            name: asked & {node.id for node in ast.walk(ast.parse(sources[name])) if type(node) is ast.Name}
            for name in tests
        }
        assert set().union(*read_by.values()) == asked, (mark.grade_id, read_by)
        assert all(read_by.values()), (mark.grade_id, read_by)


def test_the_forms_of_the_midterm_share_no_question_no_file_and_no_answer():
    first, second = (read(ROOT / "exercises" / form / "exercise.md") for form in FORMS)
    assert not {path.name for path in first.files} & {path.name for path in second.files}
    assert not set(first.variants) & set(second.variants)
    essay, other = (next(c.source for c in e.notebook.cells if "**The case.**" in c.source) for e in (first, second))
    assert not set(re.findall(r"\| (\d[^|]*) \|", essay)) & set(re.findall(r"\| (\d[^|]*) \|", other))
    solved = [
        {
            mark.grade_id: regions.bodies(each.notebook.cells[index].source, regions.SOLUTION)
            for index, mark in ladder.cells(each, "answer")
        }
        for each in (first, second)
    ]
    assert not [name for name in solved[0] if name[0] == "a" and solved[0][name] == solved[1][name]]


def test_capstone_has_the_points_of_the_syllabus():
    capstone = read(ROOT / "exercises/capstone/exercise.md")
    assert capstone.points == 100
    assert sum(mark.grade_id.startswith("section_") for mark in capstone.marks.values()) == 9


@by_form
def test_the_figures_of_a_midterm_are_confirmed_and_say_so(form, tmp_path):
    (shipped,) = read(form).files
    subprocess.run([sys.executable, form.with_name("files.py"), tmp_path], check=True, cwd=ROOT)
    assert (tmp_path / shipped.name).read_bytes() == shipped.read_bytes()
    table = pd.read_csv(shipped)
    assert len(table) == 6 * 31 and table.notna().all().all()
    assert set(table["standing"]) == {"checked"}
    assert {"year", "standing"} <= set(table) and "standing" in form.read_text("utf-8").partition("# Part B")[2]


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
