"""Read an author file (MyST notebook) into an :class:`Exercise` and say everything that is wrong with it at once."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

import nbformat
import yaml

from coursegrader.authoring import regions, variants
from coursegrader.authoring.marks import Mark, place_of, read_marks
from coursegrader.errors import AuthoringError, AuthoringErrors, text_of

_FOLDER = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]*$")


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


def read(path: str | PathLike[str]) -> Exercise:
    """Read one author file.

    Raises
    ------
    AuthoringErrors
        With every mistake of the file: unreadable front matter, a marked cell without a grade id, two cells with the
        same id, points that are no numbers, BEGIN without END, an empty graded Markdown cell, and so on.
    """
    path = Path(path)
    try:
        text = text_of(path)
    except FileNotFoundError:
        raise AuthoringErrors(
            [AuthoringError(path, "", "there is no such file", "create it, or check the name")]
        ) from None
    except AuthoringError as error:
        raise AuthoringErrors([error]) from None
    errors = list(_stray_breaks(path, text))
    if errors:
        raise AuthoringErrors(errors)  # such a line ends a cell, so that nothing after it can be trusted
    notebook = _parse(path, text)
    errors = list(_empty_text_cells(path, text))
    title, lesson, drawn, messages = _front_matter(path, notebook, errors)
    marks = read_marks(path, notebook, errors)
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
