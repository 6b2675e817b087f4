"""Read an author file (MyST notebook) into an :class:`Exercise` and say everything that is wrong with it at once.

The author writes, per graded cell, one short option: ``grade: {id: gap_2020, kind: answer}``. Kinds:

========= ======== ============================ =============================================================
kind      cell     points                       what it becomes in nbgrader
========= ======== ============================ =============================================================
answer    code     none (the test has them)     autograded answer
test      code     needed                       autograder tests, locked; hidden regions leave the student copy
essay     any      needed                       manually graded answer
task      text     needed                       manually graded task: locked text, marked by what stands around it
readonly  any      none                         read-only cell
========= ======== ============================ =============================================================
"""

from __future__ import annotations

import ast
import math
import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import yaml

from reformlab.grading.authoring import regions, rubrics, variants
from reformlab.grading.errors import AuthoringError, AuthoringErrors

KINDS = ("answer", "test", "essay", "task", "readonly")
_OPTIONS = {"id", "kind", "points", "rubric", "criterion", "full_marks", "shows"}
_GRADE_ID = re.compile(r"^[A-Za-z0-9_-]{1,60}$")
_FOLDER = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]*$")


@dataclass(frozen=True)
class Mark:
    """What the author says about one cell.

    ``shows`` lists numbers that visible tests and messages may print although they equal an answer.
    """

    grade_id: str
    kind: str
    points: float | None = None
    rubric: str | None = None
    full_marks: str | None = None
    criterion: str | None = None
    shows: tuple = ()


@dataclass(frozen=True)
class Exercise:
    """One author file, read and found to be consistent."""

    path: Path
    slug: str
    title: str
    lesson: int | None
    notebook: nbformat.NotebookNode
    marks: dict[int, Mark]
    variants: tuple[variants.Variant, ...] = ()
    messages: dict = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The folder of the author file."""
        return self.path.parent

    @property
    def files(self) -> list[Path]:
        """Files that travel with the copies: everything below ``files/``."""
        return sorted(path for path in (self.folder / "files").rglob("*") if path.is_file())

    @property
    def points(self) -> float:
        """Points of the whole exercise."""
        return sum(mark.points or 0 for mark in self.marks.values())

    def place(self, index: int) -> str:
        """Name a cell for a message: its number, its grade id, and its line in the author file."""
        return place_of(self.path, self.notebook, index, self.marks.get(index))


def place_of(path: Path, notebook, index: int, mark: Mark | None = None) -> str:
    """Return ``cell 7 (gap_2020), line 88``; cells are counted from 1 as they stand in the file."""
    name = f"cell {index + 1}" + (f" ({mark.grade_id})" if mark else "")
    line = _line_of(path.read_text(encoding="utf-8"), notebook, index)
    return f"{name}, line {line}" if line else name


def _line_of(text: str, notebook, index: int) -> int | None:
    cursor = 0
    for cell in notebook.cells[: index + 1]:
        found = text.find(cell.source, cursor) if cell.source else cursor
        if found < 0:
            return None
        start, cursor = found, found + len(cell.source)
    return text.count("\n", 0, start) + 1


def read(path) -> Exercise:
    """Read one author file.

    Raises
    ------
    AuthoringErrors
        With every mistake of the file: unreadable front matter, a marked cell without a grade id, two cells with the
        same id, points that are no numbers, BEGIN without END, an empty graded Markdown cell, and so on.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AuthoringErrors(
            [AuthoringError(path, "", "there is no such file", "create it, or check the name")]
        ) from None
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 text ({error.reason} at byte {error.start})"
        raise AuthoringErrors([AuthoringError(path, "", problem, "save the file as UTF-8")]) from None
    errors = list(_stray_breaks(path, text))
    if errors:
        raise AuthoringErrors(errors)  # such a line ends a cell, so that nothing after it can be trusted
    notebook = _parse(path, text)
    errors = list(_empty_text_cells(path, text))
    title, lesson, drawn, messages = _front_matter(path, notebook, errors)
    marks = _marks(path, notebook, errors)
    exercise = Exercise(path, path.parent.name, title, lesson, notebook, marks, drawn, messages)
    if not _FOLDER.match(exercise.slug):
        remedy = "name the folder NN_slug, with letters, digits, - and _ only"
        errors.append(AuthoringError(path, "", f"the folder is named {exercise.slug!r}", remedy))
    for index in range(len(notebook.cells)):
        errors.extend(_check_cell(exercise, index))
    errors.extend(_check_whole(exercise))
    if errors:
        raise AuthoringErrors(errors)
    return exercise


def _parse(path: Path, text: str):
    import jupytext

    try:
        notebook = jupytext.reads(text, fmt="md:myst")
    except yaml.YAMLError as error:
        problem = f"a block of options or the front matter is not YAML: {error}"
        raise AuthoringErrors([AuthoringError(path, "", problem, "correct the block that the message names")]) from None
    except Exception as error:  # jupytext raises its own kinds for unreadable options
        problem = f"is not a MyST notebook: {error}"
        raise AuthoringErrors([AuthoringError(path, "", problem, "compare the file with another exercise")]) from None
    if not any(cell.cell_type == "code" for cell in notebook.cells):
        problem = "has no code cell; without the jupytext and kernelspec lines a {code-cell} is read as text"
        raise AuthoringErrors([AuthoringError(path, "", problem, "copy the front matter of another exercise")])
    return notebook


def _stray_breaks(path: Path, text: str):
    """Yield an error for each line of text that begins with ``+++``: MyST would cut the cell there."""
    fenced = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            fenced = not fenced
        elif line.startswith("+++") and not fenced and not re.fullmatch(r"\+{3,}\s*([\[{].*[\]}])?\s*", line):
            remedy = "begin the line with another character; +++ alone, or +++ {...}, starts a new cell"
            yield AuthoringError(path, f"line {number}", f"the line begins with +++: {line[:60]!r}", remedy)


def _empty_text_cells(path: Path, text: str):
    """Yield an error for each graded text cell without text: jupytext leaves such a cell out without a word."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.startswith("+++") and "grade" in line:
            following = next((later for later in lines[number:] if later.strip()), "+++")
            if following.startswith(("+++", "```{code-cell}")):
                remedy = "write the question, and a model answer between the solution marks, below this line"
                yield AuthoringError(path, f"line {number}: {line.strip()}", "the graded cell is empty", remedy)


def _front_matter(path, notebook, errors):
    meta = notebook.metadata
    title = str(meta.get("title") or _first_heading(notebook) or "")
    if not title:
        errors.append(AuthoringError(path, "front matter", "there is no title", "add  title: ...  or a heading  # ..."))
    lesson = meta.get("lesson")
    if lesson is not None and (isinstance(lesson, bool) or not isinstance(lesson, int)):
        problem = f"lesson is {lesson!r}"
        errors.append(
            AuthoringError(path, "front matter", problem, "write the number of the lesson, such as  lesson: 2")
        )
        lesson = None
    drawn = ()
    try:
        drawn = variants.declare(meta.get("variants"))
    except variants.VariantError as error:
        remedy = "write  variants: {year: {choose: [2005, 2010]}}  or  {rate: {from: 0.02, to: 0.06, step: 0.01}}"
        errors.append(AuthoringError(path, "front matter, variants", str(error), remedy))
    messages = meta.get("messages") or {}
    if not isinstance(messages, dict) or not all(isinstance(table, dict) for table in messages.values()):
        remedy = "write  messages: {en: {my_check: A sentence about {name}.}}"
        errors.append(AuthoringError(path, "front matter, messages", "messages is not a table by language", remedy))
        messages = {}
    return title, lesson, drawn, messages


def _first_heading(notebook) -> str | None:
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (heading := re.match(r"#\s+(.+)", cell.source)):
            return heading.group(1).strip()
    return None


def _marks(path, notebook, errors) -> dict[int, Mark]:
    marks, seen = {}, {}
    for index, cell in enumerate(notebook.cells):
        if "grade" not in cell.metadata and "nbgrader" not in cell.metadata:
            continue
        where = place_of(path, notebook, index)
        if "nbgrader" in cell.metadata:
            remedy = "write the short form, such as  grade: {id: gap_2020, kind: answer}; the build fills in the rest"
            errors.append(AuthoringError(path, where, "the cell carries nbgrader's own metadata", remedy))
            continue
        mark = _read_mark(path, where, cell, errors)
        if mark is None:
            continue
        if mark.grade_id in seen or mark.grade_id == variants.GRADE_ID:
            other = f"cell {seen[mark.grade_id] + 1}" if mark.grade_id in seen else "the cell of variants"
            problem = f"the grade id {mark.grade_id!r} is already the id of {other}"
            errors.append(AuthoringError(path, where, problem, "give each graded cell an id of its own"))
            continue
        seen[mark.grade_id] = index
        marks[index] = mark
    return marks


def _read_mark(path, where, cell, errors) -> Mark | None:
    def wrong(problem, remedy):
        errors.append(AuthoringError(path, where, problem, remedy))

    option = cell.metadata["grade"]
    if not isinstance(option, dict):
        wrong(f"grade is {option!r}", "write  grade: {id: gap_2020, kind: answer}")
        return None
    if unknown := set(option) - _OPTIONS:
        wrong(
            f"grade has unknown options: {', '.join(sorted(map(str, unknown)))}",
            f"known are {', '.join(sorted(_OPTIONS))}",
        )
    grade_id, kind, points = option.get("id"), option.get("kind"), option.get("points")
    if grade_id in (None, ""):
        wrong(
            "the graded cell has no id", "add one, such as  grade: {id: gap_2020, kind: " + f"{kind or 'answer'}" + "}"
        )
        return None
    if not isinstance(grade_id, str) or not _GRADE_ID.match(grade_id):
        wrong(f"the grade id {grade_id!r} is not allowed", "use letters, digits, - and _, at most 60")
        return None
    where = where.replace(",", f" ({grade_id}),", 1) if "," in where else f"{where} ({grade_id})"
    if kind not in KINDS:
        wrong(f"kind is {kind!r}", f"choose one of {', '.join(KINDS)}")
        return None
    if kind in ("test", "essay", "task"):
        number = isinstance(points, int | float) and not isinstance(points, bool) and math.isfinite(points)
        if not number or points <= 0:
            wrong(f"points is {points!r}", "give the cell points as a number above 0, such as  points: 2")
            return None
    elif points is not None:
        remedy = "give them to the test that follows; for an answer marked by hand write  kind: essay"
        wrong(f"a cell of kind {kind} carries points ({points!r})", remedy)
        points = None
    if kind in ("answer", "test") and cell.cell_type != "code":
        wrong(f"a cell of kind {kind} is {cell.cell_type}", "make it a {code-cell}, or use  kind: essay")
        return None
    if kind == "task" and cell.cell_type != "markdown":
        wrong(f"a cell of kind task is {cell.cell_type}", "make it text (+++), or use  kind: essay")
        return None
    rubric = option.get("rubric")
    if rubric is not None and (kind not in ("essay", "task") or rubric not in rubrics.table()):
        wrong(f"rubric is {rubric!r}", f"give an essay one of the rubrics {', '.join(rubrics.table())}")
        return None
    if kind == "task" and rubric is not None:
        points_of = {row["name"]: row["points"] for row in rubrics.table()[rubric]["criteria"]}
        if points_of.get(option.get("criterion")) != points:
            listed = ", ".join(f"{name} ({best})" for name, best in points_of.items())
            wrong(f"criterion is {option.get('criterion')!r} with {points!r} points", f"choose one of: {listed}")
            return None
    shows = option.get("shows") or ()
    shows = tuple(shows) if isinstance(shows, list) else (shows,) if shows != () else ()
    text = {name: str(option[name]) if option.get(name) else None for name in ("rubric", "criterion", "full_marks")}
    return Mark(grade_id, kind, None if points is None else float(points), shows=shows, **text)


def _check_cell(exercise: Exercise, index: int):
    cell, mark, where = exercise.notebook.cells[index], exercise.marks.get(index), exercise.place(index)
    path = exercise.path
    try:
        found = {region.kind for region in regions.find(cell.source)}
    except regions.RegionError as error:
        yield AuthoringError(path, where, str(error), "write both marks, each on a line of its own, not nested")
        return
    if regions.SOLUTION in found and (mark is None or mark.kind not in ("answer", "essay")):
        remedy = "mark the cell, such as  grade: {id: my_answer, kind: answer}, or take the region out"
        yield AuthoringError(path, where, "a solution region stands in a cell that is no answer and no essay", remedy)
    if regions.HIDDEN_TESTS in found and (mark is None or mark.kind != "test"):
        remedy = "mark the cell  grade: {id: ..., kind: test, points: ...}, or take the region out"
        yield AuthoringError(path, where, "hidden tests stand in a cell that is no test", remedy)
    if mark and mark.kind in ("essay", "task") and not cell.source.strip():
        yield AuthoringError(
            path, where, "the graded cell is empty", "write the question, and a marking answer between the marks"
        )
    if mark and mark.kind == "answer" and not cell.source.strip():
        yield AuthoringError(path, where, "the answer cell is empty", "write the solution between the marks")
    if mark and mark.kind == "test":
        try:
            body = ast.parse(cell.source).body
        except SyntaxError as error:
            yield AuthoringError(
                path, where, f"the test does not compile: {error.msg} (line {error.lineno})", "correct the test"
            )
        else:
            if not body:
                yield AuthoringError(path, where, "the test cell tests nothing", "write at least one assert")


def _check_whole(exercise: Exercise):
    if not exercise.marks:
        remedy = "mark the cells: grade: {id: gap, kind: answer}, then grade: {id: test_gap, kind: test, points: 2}"
        yield AuthoringError(exercise.path, "", "no cell is graded", remedy)
    elif not exercise.points:
        yield AuthoringError(exercise.path, "", "no cell has points", "give points to the tests and essays")
