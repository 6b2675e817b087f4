"""Who has passed a memo: levels by criterion from the grade book, and the pass rule of the rubric."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import Any

from coursegrader.authoring import rubrics
from coursegrader.errors import GradingError
from coursegrader.export.scores import safe, table

_LEVELS = 4


@dataclass(frozen=True)
class Verdict:
    """One memo: levels by criterion (0 to 4), the score, and why it has not passed (empty if it has).

    ``unmarked`` lists criteria that still wait for a person; while there are any, the score is not final.
    """

    student: str
    levels: dict[str, float]
    score: float
    unmarked: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def passed(self) -> bool | None:
        """Whether the memo has passed; None while it is not marked in full."""
        return None if self.unmarked else not self.reasons


def verdict(student: str, points: dict[str, float | None], rubric: str = "memo") -> Verdict:
    """Apply the pass rule of a rubric.

    Parameters
    ----------
    points
        By grade id; None where a person has not marked yet. Cells whose id begins with that of a criterion count for
        it, so that several tests can share one.
    rubric
        A rubric with ``pass``.
    """
    table = rubrics.table()[rubric]
    levels, unmarked = {}, []
    for row in table["criteria"]:
        name = rubrics.criterion_id(row["name"])
        own = [value for grade_id, value in points.items() if grade_id == name or grade_id.startswith(f"{name}_")]
        if not own or None in own:
            unmarked.append(row["name"])
        levels[row["name"]] = _LEVELS * sum(value or 0.0 for value in own) / row["points"]
    score = sum(row["points"] * levels[row["name"]] / _LEVELS for row in table["criteria"])
    rule = table["pass"]
    reasons = [f"{score:g} of at least {rule['points']} points"] if score < rule["points"] else []
    for name, least in rule["levels"].items():
        if levels[name] < least:
            reasons.append(f"{name} at level {levels[name]:g}, at least {least} is needed")
    return Verdict(student, levels, score, tuple(unmarked), tuple(reasons))


def verdicts(book: Any, assignment: str, rubric: str = "memo") -> list[Verdict]:
    """Return the verdict on every memo of an assignment, by student.

    Raises
    ------
    GradingError
        If the grade book has no such assignment, or its cells are not those of the rubric.
    """
    from nbgrader.api import MissingEntry

    try:
        task = book.find_assignment(assignment)
    except MissingEntry:
        listed = ", ".join(each.name for each in book.assignments) or "none"
        raise GradingError(
            f"the grade book has no assignment {assignment!r}\n    To do: choose one of: {listed}"
        ) from None
    found = []
    for submission in book.assignment_submissions(assignment):
        points = {}
        for part in submission.notebooks:
            for grade in part.grades:
                marked = not grade.needs_manual_grade and (grade.auto_score, grade.manual_score) != (None, None)
                points[grade.name] = grade.score if marked else None
        found.append(verdict(submission.student.id, points, rubric))
    names = {rubrics.criterion_id(row["name"]) for row in rubrics.table()[rubric]["criteria"]}
    known = {cell.name for part in task.notebooks for cell in (*part.grade_cells, *part.task_cells)}
    if lacking := sorted(name for name in names if not any(cell.startswith(name) for cell in known)):
        problem = f"{assignment} is not marked by the rubric {rubric}: it has no {', '.join(lacking)}"
        raise GradingError(f"{problem}\n    To do: name the assignment of the memo")
    return sorted(found, key=lambda each: each.student)


def write(found: list[Verdict], path: str | PathLike[str], rubric: str = "memo") -> None:
    """Write verdicts as CSV: student, score out of 100, passed (yes, no or to mark), level by criterion, why not."""
    names = [row["name"] for row in rubrics.table()[rubric]["criteria"]]
    word = {True: "yes", False: "no", None: "to mark"}
    with table(path) as out:
        out.writerow(["student", "score", "passed", *names, "why"])
        for each in found:
            why = [f"{name} is not marked" for name in each.unmarked] or each.reasons
            shown = [f"{each.levels[name]:g}" if name not in each.unmarked else "" for name in names]
            out.writerow([safe(each.student), f"{each.score:g}", word[each.passed], *shown, "; ".join(why)])
