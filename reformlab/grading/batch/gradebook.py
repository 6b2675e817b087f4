"""Write results into nbgrader's grade book, so that formgrader, feedback and export go on as usual."""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path

from reformlab.grading.errors import GradingError
from reformlab.grading.runner.notebook import Result
from reformlab.grading.runner.plan import Plan


def shown(url: str) -> str:
    """Return a database URL as it may be printed: without its password."""
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:***@", url)


@contextmanager
def opened(url: str):
    """Open the grade book at a database URL (SQLite or PostgreSQL).

    Raises
    ------
    GradingError
        If it cannot be opened, or a newer nbgrader has written it.
    """
    import sqlalchemy
    from nbgrader.api import Gradebook, InvalidEntry

    try:
        with _alembic_on_path():
            _refuse_newer(url)
            book = Gradebook(url)
    except (sqlalchemy.exc.SQLAlchemyError, ImportError, OSError) as error:
        raise _unopened(url, error) from None
    try:
        yield book
    except (sqlalchemy.exc.OperationalError, InvalidEntry) as error:  # nbgrader turns some of the first into the second
        first = str(getattr(error, "orig", error)).split("\n")[0]
        remedy = "free space, or end the program that holds it, and run the same command again: nothing is graded twice"
        raise GradingError(f"{shown(url)}: the grade book cannot be written: {first}\n    To do: {remedy}") from None
    finally:
        book.close()


def _unopened(url, error) -> GradingError:
    first, driver = str(error).split("\n")[0], isinstance(error, ImportError)
    remedy = "install its driver, such as  pip install 'psycopg[binary]'" if driver else "check the URL and the rights"
    return GradingError(f"{shown(url)}: the grade book cannot be opened: {first}\n    To do: {remedy}")


@contextmanager
def _alembic_on_path():
    """nbgrader asks the program ``alembic`` for its version, which stands beside Python and maybe not on the path."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _refuse_newer(url: str) -> None:
    """Look at the version of the tables; one that the installed nbgrader does not know comes from a newer release."""
    import sqlalchemy

    try:
        engine = sqlalchemy.create_engine(url)
        with engine.connect() as line:
            if "alembic_version" not in sqlalchemy.inspect(engine).get_table_names():
                return
            found = line.execute(sqlalchemy.text("SELECT version_num FROM alembic_version")).scalar()
    except (sqlalchemy.exc.SQLAlchemyError, ImportError) as error:
        raise _unopened(url, error) from None
    known = _scripts().get_current_head()
    if found != known:
        older = any(script.revision == found for script in _scripts().walk_revisions())
        problem = f"the grade book has table version {found}, the installed nbgrader writes {known}"
        remedy = (
            "run  nbgrader db upgrade"
            if older
            else "install the newer nbgrader that wrote it, or start another grade book"
        )
        raise GradingError(f"{shown(url)}: {problem}\n    To do: {remedy}")


def _scripts():
    """Return nbgrader's table versions; its own ``get_alembic_version`` starts a program for that."""
    import nbgrader
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic"))


def prepare(book, plan: Plan, *, due: str | None = None) -> None:
    """Make sure that the grade book knows the assignment and its cells.

    Raises
    ------
    GradingError
        If graded cells were added or removed after submissions had been graded.
    """
    from nbgrader.api import MissingEntry

    name, notebook = plan.bundle.assignment, plan.bundle.notebook
    book.update_or_create_assignment(name, **({"duedate": due} if due else {}))
    try:
        known = book.find_notebook(notebook, name)
        before = {cell.name for cell in (*known.grade_cells, *known.task_cells)}
    except MissingEntry:
        before = set()
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        book.update_or_create_notebook(notebook, name, kernelspec=json.dumps(kernel))
    has_submissions = bool(book.assignment_submissions(name))
    if has_submissions and before and before != set(plan.points):
        changed = ", ".join(sorted(before ^ set(plan.points)))
        remedy = (
            "keep the grade ids of a released exercise, or remove the assignment with  nbgrader db assignment remove"
        )
        raise GradingError(f"{name}: graded cells were added or removed after grading: {changed}\n    To do: {remedy}")
    for cell in plan.cells:
        entry = cell.metadata.get("nbgrader")
        if not entry:
            continue
        grade_id = entry["grade_id"]
        if entry["grade"]:
            points = float(entry["points"])
            book.update_or_create_grade_cell(grade_id, notebook, name, max_score=points, cell_type=cell.cell_type)
        if entry.get("task"):
            points = float(entry["points"])
            book.update_or_create_task_cell(grade_id, notebook, name, max_score=points, cell_type=cell.cell_type)
        if entry["solution"]:
            book.update_or_create_solution_cell(grade_id, notebook, name)
        locked = not entry["solution"] and (entry["grade"] or entry["locked"])
        fields = {
            "cell_type": cell.cell_type,
            "locked": locked,
            "source": cell.source,
            "checksum": entry.get("checksum"),
        }
        book.update_or_create_source_cell(grade_id, notebook, name, **fields)


def post(
    book, plan: Plan, student: str, result: Result, *, when: str | None = None, person: dict | None = None
) -> None:
    """Write the result of one submission; marks that a person has given stay."""
    name, notebook = plan.bundle.assignment, plan.bundle.notebook
    if person or student not in _students(book):
        book.update_or_create_student(student, **(person or {}))
        _students(book).add(student)
    with book.db.no_autoflush:
        submission = book.update_or_create_submission(name, student, **({"timestamp": when} if when else {}))
    parts = next(part for part in submission.notebooks if part.name == notebook)
    for grade in parts.grades:
        if grade.name in plan.tests:
            grade.auto_score = result.scores.get(grade.name, 0.0)
            # nbgrader asks for another look where a person's mark meets a new automatic one
            grade.needs_manual_grade = grade.manual_score is not None or not result.scores
        elif grade.name in plan.essays:
            answered = result.essays.get(grade.name, False)
            grade.auto_score = None if answered else 0.0
            grade.needs_manual_grade = answered or grade.manual_score is not None
        elif grade.name in plan.tasks:  # only a person can say whether something was done; a file that is none is 0
            grade.auto_score = None if result.readable else 0.0
            grade.needs_manual_grade = result.readable or grade.manual_score is not None
    for comment in parts.comments:
        untouched = comment.name in plan.essays and not result.essays.get(comment.name, False)
        comment.auto_comment = "No response." if untouched else None
    book.db.commit()


def penalize(book, plan: Plan, *, percent_per_day: float) -> int:
    """Set the penalties of late submissions: so many per cent of the score for each day begun; return how many."""
    late = 0
    for submission in book.assignment_submissions(plan.bundle.assignment):
        seconds = submission.total_seconds_late
        for part in submission.notebooks:
            days = -(-seconds // 86400)
            part.late_submission_penalty = min(part.score, part.score * percent_per_day / 100 * days) or None
        late += seconds > 0
    book.db.commit()
    return late


def _students(book) -> set[str]:
    if not hasattr(book, "known_students"):
        book.known_students = {student.id for student in book.students}
    return book.known_students
