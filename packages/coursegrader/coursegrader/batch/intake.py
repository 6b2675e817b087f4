"""Find what was handed in: one notebook for each student and assignment, in the usual layouts of a folder."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coursegrader.errors import GradingError, text_of

_MOODLE = re.compile(r"^(?P<name>.+?)_\d+_assignsubmission_file_?$")
_LAB_WORK = '"format":"second-urbanization-notebooks"'  # of the file of all work that the browser lab saves
_MOST = re.compile(r"^[\w.@+ -]{1,120}$", re.UNICODE)


@dataclass(frozen=True)
class Handed:
    """One submission: whose, for what, where; ``when`` is the text of nbgrader's ``timestamp.txt``."""

    assignment: str
    student: str
    path: Path
    when: str | None = None

    @property
    def name(self) -> str:
        """Student and assignment for messages."""
        return f"{self.student}, {self.assignment}"


@dataclass(frozen=True)
class Problem:
    """A submission that cannot be graded: which, why, and what to do."""

    student: str
    assignment: str
    path: str
    reason: str
    remedy: str

    def __str__(self):
        return f"{self.path}: {self.reason}\n    To do: {self.remedy}"


def find(folder, assignments: dict[str, str], *, assignment: str | None = None, roster: set[str] | None = None):
    """Return the submissions below a folder and those that cannot be told apart.

    Parameters
    ----------
    folder
        ``student/assignment/notebook.ipynb`` (nbgrader's ``submitted``), ``student/notebook.ipynb`` (also Moodle's
        ``Name_123_assignsubmission_file``), or ``student.ipynb``.
    assignments
        Names of the assignments and of their notebooks.
    assignment
        Which assignment, where the folders do not say.
    roster
        The students of the class; others are reported and not graded.

    Returns
    -------
    (list of Handed, list of Problem)
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise GradingError(f"{folder}: there is no such folder\n    To do: name the folder that holds the submissions")
    if assignment is not None and assignment not in assignments:
        listed = ", ".join(assignments) or "none"
        raise GradingError(f"{assignment!r} is no assignment\n    To do: build it, or choose one of: {listed}")
    groups, problems = {}, []
    for path in sorted(folder.rglob("*.ipynb")):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") or part == "__MACOSX" for part in parts):
            continue
        student, task = _whose(parts, assignments, assignment)
        if task is None:
            remedy = (
                f"name the assignment with --assignment, or use a folder named after one of: {', '.join(assignments)}"
            )
            problems.append(Problem(student, "", str(path), "it is not clear which assignment this is", remedy))
        elif not _MOST.match(student):
            problems.append(Problem(student, task, str(path), f"{student!r} is no student id", "rename the folder"))
        elif roster is not None and student not in roster:
            reason = f"the student {student!r} is not in the roster"
            problems.append(
                Problem(student, task, str(path), reason, "add the student to the roster, or rename the folder")
            )
        else:
            groups.setdefault((task, student), []).append(path)
    handed = []
    for (task, student), paths in groups.items():
        fits = [path for path in paths if path.stem == assignments[task]] or paths
        if len(fits) > 1:
            reason = f"there are {len(fits)} notebooks of one student: {', '.join(path.name for path in fits)}"
            problems.append(
                Problem(student, task, str(fits[0].parent), reason, f"keep one, named {assignments[task]}.ipynb")
            )
        else:
            handed.append(Handed(task, student, fits[0], _when(fits[0])))
    return sorted(handed, key=lambda each: (each.assignment, each.student)), problems + _lab_work(folder, groups)


def _lab_work(folder, groups):
    """Return the files of all work from the browser lab, where their student handed in no notebook."""
    named, problems = {student for _, student in groups}, []
    for path in sorted(folder.rglob("*.json")):
        student, _ = _whose(path.relative_to(folder).parts, {}, None)
        with path.open(encoding="utf-8", errors="replace") as file:
            found = _LAB_WORK in re.sub(r"\s", "", file.read(200))
        if found and student not in named:
            reason = "this is all work of one reader of the browser lab in one file, not a notebook"
            remedy = (
                "ask for the notebook: the button 'Download this notebook (.ipynb)' gives it; or bring the file back "
                "under 'My notebooks' of the browser lab and download the notebook there"
            )
            problems.append(Problem(student, "", str(path), reason, remedy))
    return problems


def _whose(parts, assignments, given):
    """Return (student, assignment or None) for the parts of a path below the folder of submissions."""
    if len(parts) >= 3 and parts[1] in assignments:
        return parts[0], parts[1] if given in (None, parts[1]) else None
    if len(parts) == 1:
        student = Path(parts[0]).stem
    else:
        match = _MOODLE.match(parts[0])
        student = match["name"] if match else parts[0]
    by_notebook = [task for task, notebook in assignments.items() if notebook == Path(parts[-1]).stem]
    return student, given or (by_notebook[0] if len(by_notebook) == 1 and len(parts) > 1 else None)


def _when(path: Path) -> str | None:
    stamp = path.parent / "timestamp.txt"
    if not stamp.is_file():
        return None
    text = stamp.read_text(encoding="utf-8", errors="replace").strip()
    return text if _is_time(text) else None


def _is_time(text) -> bool:
    try:
        datetime.fromisoformat(re.sub(r" (UTC|GMT)$|\s*[+-]\d{4}$", "", text))
    except ValueError:
        return False
    return True


def read_people(path: Path) -> dict[str, dict]:
    """Return the students of a roster by id, with the columns that nbgrader knows (names, email, lms_user_id).

    Raises
    ------
    GradingError
        If there is no such file, or it is not UTF-8, has no column ``id``, or an id stands twice.
    """
    if not path.is_file():
        raise GradingError(f"{path}: there is no such roster\n    To do: give a CSV file with a column 'id'")
    people = {}
    text = text_of(path)
    semicolons = ";" in text.partition("\n")[0]  # where the decimal point is a comma, Excel parts columns by them
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if semicolons else ",")
    if "id" not in (rows.fieldnames or []):
        raise GradingError(f"{path}: the columns are {rows.fieldnames}\n    To do: name the column of student ids 'id'")
    for number, row in enumerate(rows, 2):
        student = (row["id"] or "").strip()
        if student in people:
            raise GradingError(
                f"{path}, line {number}: the id {student!r} stands twice\n    To do: give each student one line"
            )
        if student:
            known = ("first_name", "last_name", "email", "lms_user_id")
            people[student] = {name: row[name].strip() for name in known if (row.get(name) or "").strip()}
    return people
