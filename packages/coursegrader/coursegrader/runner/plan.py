"""What the grader knows of an assignment: its instructor copy, read once and kept in memory."""

from __future__ import annotations

import ast
import contextlib
import copy
import hashlib
import io
import json
import math
import os
import re
import sys
import tempfile
import types
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from coursegrader import plain
from coursegrader.authoring import regions, variants
from coursegrader.errors import GradingError, program
from coursegrader.runner.limits import Limits
from coursegrader.runner.trusted import TestCell

if TYPE_CHECKING:
    from nbformat import NotebookNode

_NBGRADER_STUB = "YOUR ANSWER HERE"
_HEADING = re.compile(r"^#{2,6}[ \t]+(\S.*?)[ \t#]*$", re.MULTILINE)
_LEAD = re.compile(r"\s*\*\*([^*\n]{1,80})\*\*")
_FENCED = re.compile(r"^(```+|~~~+).*?^\1", re.MULTILINE | re.DOTALL)
_PRELOAD = re.compile(r"^[A-Za-z_][\w.]*$")


@dataclass(frozen=True)
class Bundle:
    """An assignment as plain bytes, so that it can be sent to any machine that grades.

    ``source`` is the instructor's notebook; ``files`` are those that students have beside theirs, by name.
    """

    assignment: str
    notebook: str
    source: str
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """A sum over everything that the grades depend on."""
        whole = hashlib.sha256(self.source.encode())
        for name, data in sorted(self.files.items()):
            whole.update(name.encode() + b"\0" + data)
        return whole.hexdigest()


@dataclass(frozen=True)
class Essay:
    """A question marked by hand; a cell that still has one of the released ``checksums`` was never answered."""

    grade_id: str
    points: float
    cell_type: str
    checksums: frozenset[str]


@dataclass
class Plan:
    """An assignment ready to grade: what to run, what to test, what to trust."""

    bundle: Bundle
    cells: list
    tests: dict[str, TestCell]
    essays: dict[str, Essay]
    tasks: dict[str, float]
    variants: tuple
    names: dict
    preload: tuple
    title: str = ""
    language: str = "en"

    @property
    def titles(self) -> dict[str, str]:
        """What each question is called, by grade id: the heading above it; several below one heading are numbered."""
        above, found = "", {}
        for cell in self.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if cell.cell_type == "markdown":
                text = _FENCED.sub("", regions.replace(cell.source, regions.SOLUTION, ""))
                above = next(reversed(_HEADING.findall(text)), above)
                if name in self.tasks and (lead := _LEAD.match(text)):
                    found[name] = lead[1].strip(" .")
            if name in self.points:
                found.setdefault(name, above or name)
        called = list(found.values())
        return {
            name: f"{title} ({called[: place + 1].count(title)})" if called.count(title) > 1 else title
            for place, (name, title) in enumerate(found.items())
        }

    @property
    def answers(self) -> dict[str, list[str]]:
        """The cells that students fill in for each question, by its grade id: those since the question before."""
        found, since = {}, []
        for cell in self.cells:
            entry = cell.metadata.get("nbgrader", {})
            since += [entry["grade_id"]] if entry.get("solution") else []
            if entry.get("grade_id") in self.points:
                found[entry["grade_id"]], since = since, []
        return found

    @property
    def drawn(self) -> dict[str, set[str]]:
        """The variants that stand in each question, its text since the one before included, by its grade id."""
        found, text = {}, ""
        for cell in self.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            text += f"\n{cell.source}" if name != variants.GRADE_ID else ""
            if name in self.points:
                words = set(re.findall(r"\w+", text))
                found[name], text = {each.name for each in self.variants} & words, ""
        return found

    def extended(self, limits: Limits) -> Limits:
        """Return the limits of a whole notebook, with the time that its author allows single cells beyond the usual."""
        usual = {True: limits.test, False: limits.cell}
        more = sum(
            max(0.0, seconds - usual[cell.metadata["nbgrader"]["grade_id"] in self.tests])
            for cell in self.cells
            if (seconds := seconds_of(cell))
        )
        return replace(limits, notebook=limits.notebook + more, cpu=limits.cpu + math.ceil(more)) if more else limits

    @property
    def points(self) -> dict[str, float]:
        """Points by grade id: tests, essays, tasks."""
        graded = {grade_id: cell.points for table in (self.tests, self.essays) for grade_id, cell in table.items()}
        return graded | self.tasks

    @property
    def grade_ids(self) -> frozenset[str]:
        """The grade ids of all its cells."""
        return frozenset(cell.metadata["nbgrader"]["grade_id"] for cell in self.cells if "nbgrader" in cell.metadata)

    def own_names(self) -> dict:
        """Return the trusted names for one submission; what tests may change is copied."""
        plain = (list, dict, set)
        kept = {}
        for name, value in self.names.items():
            changeable = isinstance(value, plain) or hasattr(value, "__array__")
            kept[name] = copy.deepcopy(value) if changeable else value
        return kept


def bundle(folder: Path) -> Bundle:
    """Read an assignment from its folder of instructor copies.

    Raises
    ------
    GradingError
        If there is not exactly one notebook in it.
    """
    folder = Path(folder)
    notebooks = sorted(folder.glob("*.ipynb"))
    if len(notebooks) != 1:
        problem = f"there are {len(notebooks)} notebooks" if notebooks else "there is no instructor copy"
        remedy = f"run  {program()} exercise build, or name the folder of instructor copies with --source"
        raise GradingError(f"{folder}: {problem}\n    To do: {remedy}")
    kept = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".ipynb"]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}
    return Bundle(folder.name, notebooks[0].stem, notebooks[0].read_text(encoding="utf-8"), files)


def read(bundle: Bundle, *, to_grade: bool = True) -> Plan:
    """Read the instructor's notebook: sort its cells, compile its tests, run what is trusted.

    Parameters
    ----------
    bundle
        The assignment.
    to_grade
        False leaves out ``names``, for which the instructor's cells have to run.

    Raises
    ------
    GradingError
        Naming the cell, if one cannot be graded by.
    """
    try:
        notebook = nbformat.reads(bundle.source, as_version=4)
    except Exception as error:
        raise GradingError(f"{bundle.notebook}.ipynb: is no notebook ({error})\n    To do: build it again") from None
    tests, essays, tasks, seen = {}, {}, {}, set()
    for number, cell in enumerate(notebook.cells, 1):
        entry = cell.metadata.get("nbgrader")
        if not entry:
            continue
        grade_id, where = entry.get("grade_id"), f"{bundle.notebook}.ipynb, cell {number}"
        if not grade_id or grade_id in seen:
            problem = f"the grade id {grade_id!r} stands twice" if grade_id else "the cell has no grade id"
            raise GradingError(f"{where}: {problem}\n    To do: correct the exercise and build it again")
        seen.add(grade_id)
        if entry.get("grade"):
            points = _points(entry, f"{where} ({grade_id})")
            if entry.get("solution") or cell.cell_type != "code":
                essays[grade_id] = Essay(grade_id, points, cell.cell_type, _released_checksums(cell))
            else:
                tests[grade_id] = replace(
                    TestCell.compile(grade_id, cell.source, points, where), seconds=seconds_of(cell)
                )
        elif entry.get("task"):
            tasks[grade_id] = _points(entry, f"{where} ({grade_id})")
    about = notebook.metadata.get("coursegrader", {})
    drawn = about.get("variants", {})
    declared = tuple(variants.Variant(name, tuple(options)) for name, options in drawn.items())
    names = _trusted(notebook, bundle) if to_grade else {}
    title = str(notebook.metadata.get("title") or bundle.assignment)
    language = str(about.get("language") or "en")
    return Plan(bundle, notebook.cells, tests, essays, tasks, declared, names, _modules(notebook), title, language)


def seconds_of(cell: NotebookNode) -> float | None:
    """Return how long a cell may run, where its author has said so."""
    seconds = cell.metadata.get("coursegrader", {}).get("seconds")
    return float(seconds) if isinstance(seconds, int | float) and seconds > 0 else None


def _points(entry, where) -> float:
    try:
        points = float(entry["points"])
    except (KeyError, TypeError, ValueError):
        points = -1.0
    if not 0 <= points < float("inf"):
        raise GradingError(
            f"{where}: points is {entry.get('points')!r}\n    To do: give a number, and build the exercise again"
        )
    return points


def _released_checksums(cell) -> frozenset[str]:
    """Return nbgrader's checksums of the cell as students got it: from our build, or from nbgrader's own."""
    released = copy.deepcopy(cell)
    if cell.cell_type == "code":
        from nbgrader.preprocessors import ClearSolutions  # takes seconds, and code marked by hand is rare

        ClearSolutions().preprocess_cell(released, {"language": "python"}, 0)
    else:
        released.source = regions.replace(cell.source, regions.SOLUTION, _NBGRADER_STUB)
    return frozenset({plain.checksum(released), cell.metadata.get("coursegrader", {}).get("released")} - {None})


def _modules(notebook) -> tuple[str, ...]:
    """Return the modules that the notebook imports."""
    found = []
    for cell in notebook.cells:
        with contextlib.suppress(SyntaxError):  # IPython magics
            body = ast.parse(cell.source).body if cell.cell_type == "code" else ()
            found += [name for statement in body for name in _imported(statement)]
    return tuple(dict.fromkeys(name for name in found if _PRELOAD.match(name)))


def _trusted(notebook, bundle) -> dict:
    """Run the instructor's own cells, apart from answers and tests, and return their names.

    A statement that needs an answer fails here and is left out; a name that an answer assigns is the student's.
    """
    names, answered = {"__name__": "tests"}, set()
    with _folder_with(bundle.files), contextlib.redirect_stdout(io.StringIO()):  # what the cells print is for students
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            entry = cell.metadata.get("nbgrader", {})
            try:
                body = ast.parse(cell.source).body
            except SyntaxError:
                continue  # IPython magics
            if entry.get("solution"):
                answered |= _stored(cell.source)
            elif not entry.get("grade") and entry.get("grade_id") != variants.GRADE_ID:
                for statement in body:
                    with contextlib.suppress(Exception):  # it needs an answer, or draws on a screen that is not there
                        exec(compile(ast.Module([statement], []), "<instructor>", "exec"), names)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    return {name: value for name, value in names.items() if name not in answered or isinstance(value, types.ModuleType)}


def _imported(statement) -> list[str]:
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
        return [statement.module, *(f"{statement.module}.{alias.name}" for alias in statement.names)]
    return []


def _stored(source) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
    return found


@contextlib.contextmanager
def _folder_with(files: dict[str, bytes]):
    """Work in a temporary folder that holds the files."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="grading-") as folder:
        write_files(Path(folder), files)
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write files below a folder; names that would leave it are refused."""
    root = folder.resolve()
    for name, data in files.items():
        target = (folder / name).resolve()
        if not target.is_relative_to(root) or target == root:
            raise GradingError(f"{json.dumps(name)} would leave the folder\n    To do: use plain relative file names")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
