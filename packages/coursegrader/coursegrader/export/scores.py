"""Scores by student and assignment, as every export needs them."""

from __future__ import annotations

import contextlib
import csv
import os
from collections.abc import Collection, Iterator
from os import PathLike
from pathlib import Path
from typing import Any


def scores(
    gradebook: Any, *, students: Collection[str] = (), assignments: Collection[str] = ()
) -> Iterator[tuple[Any, dict[str, float | None]]]:
    """Yield (student, {assignment: score or None}) in the order of last and first names.

    Parameters
    ----------
    gradebook
        An open nbgrader grade book.
    students, assignments
        Only these, if given.

    Notes
    -----
    A score has the penalty for lateness taken off and is never below 0; None means that nothing was handed in.
    """
    chosen = [each for each in gradebook.assignments if not assignments or each.name in assignments]
    table = {}
    for assignment in chosen:
        for submission in gradebook.assignment_submissions(assignment.name):
            penalty = submission.late_submission_penalty or 0.0
            table[submission.student.id, assignment.name] = max(0.0, submission.score - penalty)
    people = sorted(gradebook.students, key=lambda each: (each.last_name or "", each.first_name or "", each.id))
    for student in people:
        if not students or student.id in students:
            yield student, {each.name: table.get((student.id, each.name)) for each in chosen}


def questions(
    gradebook: Any, *, students: Collection[str] = (), assignments: Collection[str] = ()
) -> Iterator[tuple[Any, str, dict[str, Any]]]:
    """Yield (student, assignment, {question: row}) for each submission, in the order of :func:`scores`.

    Parameters
    ----------
    gradebook
        An open nbgrader grade book.
    students, assignments
        Only these, if given.

    Notes
    -----
    A row is nbgrader's grade; its ``score`` is what counts of it, before a penalty for lateness.
    """
    for student, row in scores(gradebook, students=students, assignments=assignments):
        for name, score in row.items():
            if score is not None:
                parts = gradebook.find_submission(name, student.id).notebooks
                yield student, name, {grade.name: grade for part in parts for grade in part.grades}


def question_names(gradebook: Any, assignments: Collection[str]) -> list[tuple[str, str, float]]:
    """Return (assignment, question, possible points) of assignments, in the order of their names."""
    found = []
    for name in assignments:
        for notebook in gradebook.find_assignment(name).notebooks:
            cells = [*notebook.grade_cells, *notebook.task_cells]
            found += [(name, cell.name, cell.max_score) for cell in sorted(cells, key=lambda cell: cell.name)]
    return found


@contextlib.contextmanager
def table(path: str | PathLike[str], **options: Any) -> Iterator[Any]:
    """Give a csv writer; the file takes its place when all rows are written, and until then the old one stays."""
    path = Path(path)
    half = path.with_name(f".{path.name}.part")
    try:
        with half.open("w", newline="", encoding="utf-8") as file:
            yield csv.writer(file, **options)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def full_name(student: Any) -> str:
    """Return ``Last, First``, or the id where no name is known."""
    return ", ".join(part for part in (student.last_name, student.first_name) if part) or student.id


def safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    text = str(text or "")
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t") or (text[:1] == "-" and len(text) > 1) else text
