"""What the author says about a graded cell, read from its options.

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

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coursegrader.authoring import rubrics, variants
from coursegrader.errors import AuthoringError, text_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

KINDS = ("answer", "test", "essay", "task", "readonly")
_OPTIONS = {"id", "kind", "points", "rubric", "criterion", "full_marks", "shows", "seconds"}
_LONGEST = 3600  # seconds of one cell
_GRADE_ID = re.compile(r"^[A-Za-z0-9_-]{1,60}$")


@dataclass(frozen=True)
class Mark:
    """What the author says about one cell.

    ``shows`` lists numbers that visible tests and messages may print although they equal an answer; ``seconds`` is how
    long the cell may run when it is graded, where that is not the usual time.
    """

    grade_id: str
    kind: str
    points: float | None = None
    rubric: str | None = None
    full_marks: str | None = None
    criterion: str | None = None
    shows: tuple = ()
    seconds: float | None = None


def place_of(path: Path, notebook: NotebookNode, index: int, mark: Mark | None = None) -> str:
    """Return ``cell 7 (gap_2020), line 88``; cells are counted from 1 as they stand in the file."""
    name = f"cell {index + 1}" + (f" ({mark.grade_id})" if mark else "")
    line = _line_of(text_of(path), notebook, index)
    return f"{name}, line {line}" if line else name


def _line_of(text: str, notebook, index: int) -> int | None:
    cursor = 0
    for cell in notebook.cells[: index + 1]:
        found = text.find(cell.source, cursor) if cell.source else cursor
        if found < 0:
            return None
        start, cursor = found, found + len(cell.source)
    return text.count("\n", 0, start) + 1


def read_marks(path: Path, notebook: NotebookNode, errors: list[AuthoringError]) -> dict[int, Mark]:
    """Return the marks by cell, and add to ``errors`` everything that is wrong with them."""
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
        if points is None or not number or points <= 0:
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
    seconds = option.get("seconds")
    if seconds is not None:
        number = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds <= _LONGEST
        if kind not in ("answer", "test") or not number:
            wrong(f"seconds is {seconds!r}", f"give an answer or a test a number above 0, at most {_LONGEST}")
            return None
    shows = option.get("shows") or ()
    shows = tuple(shows) if isinstance(shows, list) else (shows,) if shows != () else ()
    text = {name: str(option[name]) if option.get(name) else None for name in ("rubric", "criterion", "full_marks")}
    return Mark(grade_id, kind, None if points is None else float(points), shows=shows, seconds=seconds, **text)
