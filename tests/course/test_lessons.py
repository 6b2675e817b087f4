"""What every lesson has, whoever wrote it; test_edition.py adds what a lesson with a form has besides."""

import ast
import re
import sys

from coursebook import lessons as reader
from coursebook.directives import front_matter
from coursebook.layout import find
from second_urbanization.plan import numbered, titles

from reformlab import data

from .conftest import LESSONS, ROOT, has_form

MOST_LINES = 25
ORDER = [
    "A puzzle to begin with",
    "What the text claims, and what official documents say",
    "The data",
    "The model|A first model|Model 1",  # a lesson may have several; the first of them comes here
    "What the evidence says",
    "Two readings",
    "What the model leaves out",
    "Common misconceptions",
    "Check yourself",
    "Exercises",
    "Readings",
]
STUDENT = {"numpy", "pandas", "matplotlib", "ipywidgets", "anywidget", "IPython", "livefigure"}
ROOMS = {"data", "style", "models", "lab"}


def code_cells(path):
    return [cell.source for cell in reader.read(path).notebook().cells if cell.cell_type == "code"]


def test_there_are_lessons_and_all_are_in_the_book():
    layout = find(ROOT)
    listed = [name for name in reader.toc_names(layout) if name.startswith("lessons/")]
    assert listed == ["lessons/first_hour", *(f"lessons/{path.stem}" for path in LESSONS)]
    assert LESSONS


def test_front_matter_is_complete(lesson):
    meta = reader.read(lesson).meta
    numbers = [int(path.stem[:2]) for path in LESSONS]
    assert set(front_matter.OPTIONAL) <= set(meta)
    assert not front_matter.problems(meta, lessons=numbers, tables=data.tables())
    assert meta["lesson"] == int(lesson.stem[:2])
    assert all(before < meta["lesson"] for before in meta["prerequisites"])
    assert reader.read(lesson).is_notebook


def test_sections_come_in_the_course_s_order(lesson):
    if has_form(lesson):
        return  # such a lesson has parts, see test_edition.py
    found = re.findall(r"^## (.+?)\s*$", lesson.read_text("utf-8"), re.MULTILINE)
    places = []
    for wanted in ORDER:
        at = [place for place, title in enumerate(found) if re.match(rf"(?:{wanted})\b", title)]
        assert len(at) == 1, f"{wanted!r} stands {len(at)} times in {found}"
        places += at
    assert places == sorted(places), found


def test_code_cells_fit_on_a_screen(lesson):
    for source in code_cells(lesson):
        lines = source.strip("\n").splitlines()
        assert len(lines) <= MOST_LINES, f"{len(lines)} lines: {lines[0]}"


def test_a_lesson_imports_what_students_have(lesson):
    for source in code_cells(lesson):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            for name in names:
                top, _, rest = name.partition(".")
                known = top in STUDENT or top in sys.stdlib_module_names
                assert known or (top == "reformlab" and rest.split(".")[0] in ROOMS), name


def test_two_readings_and_questions_with_answers(lesson):
    text = lesson.read_text("utf-8")
    assert len(re.findall(r"^[`:]{3,}\{reading\} Supportive", text, re.MULTILINE)) == 1
    assert len(re.findall(r"^[`:]{3,}\{reading\} Critical", text, re.MULTILINE)) == 1
    assert len(re.findall(r"^[`:]{3,}\{check-(?:number|choice|label)\}", text, re.MULTILINE)) >= 3


def test_the_syllabus_lists_the_lesson_with_both_titles(lesson):
    plan = (ROOT / "book" / "syllabus.md").read_text("utf-8")
    parts = reader.toc_parts(find(ROOT))
    (caption,) = [caption for caption, names in parts if f"lessons/{lesson.stem}" in names]
    assert f"```{{lesson-plan}} {caption}\n" in plan
    title, chinese = titles(lesson.read_text("utf-8"))
    assert title and chinese


def test_lessons_are_numbered_from_one_without_a_gap():
    listed = [number for _, names in reader.toc_parts(find(ROOT)) for number in numbered(names)]
    assert listed == list(range(1, len(LESSONS) + 1))
