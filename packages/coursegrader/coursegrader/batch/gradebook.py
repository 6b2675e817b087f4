"""Write results into nbgrader's grade book, so that formgrader, feedback and export go on as usual."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coursegrader.errors import GradingError
from coursegrader.runner.notebook import Result
from coursegrader.runner.plan import Plan


def shown(url: str) -> str:
    """Return a database URL as it may be printed: without its password."""
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:***@", url)


@contextmanager
def opened(url: str) -> Iterator[Any]:
    """Open the grade book at a database URL (SQLite or PostgreSQL).

    Raises
    ------
    GradingError
        If it cannot be opened, or a newer nbgrader has written it.
    """
    import sqlalchemy
    from nbgrader.api import Gradebook, InvalidEntry

    try:
        _check_tables(url)
        book = Gradebook(url)
    except (sqlalchemy.exc.SQLAlchemyError, ImportError, OSError) as error:
        raise _unopened(url, error) from None
    try:
        yield book
    except (sqlalchemy.exc.SQLAlchemyError, InvalidEntry) as error:  # nbgrader turns some of the first into the second
        first = str(getattr(error, "orig", error)).split("\n")[0]
        remedy = "free space, or end the program that holds it, and run the same command again: nothing is graded twice"
        raise GradingError(f"{shown(url)}: the grade book cannot be written: {first}\n    To do: {remedy}") from None
    finally:
        book.close()


def _unopened(url, error) -> GradingError:
    first, driver = str(error).split("\n")[0], isinstance(error, ImportError)
    remedy = "install its driver, such as  pip install 'psycopg[binary]'" if driver else "check the URL and the rights"
    return GradingError(f"{shown(url)}: the grade book cannot be opened: {first}\n    To do: {remedy}")


def _check_tables(url: str) -> None:
    """Make the tables where there are none; else see that the installed nbgrader knows their version.

    nbgrader makes them too, but starts the program ``alembic`` to learn their version, which takes seconds.
    """
    import sqlalchemy
    from nbgrader.api import Base

    known = _scripts().get_current_head()
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.begin() as line:
            names = sqlalchemy.inspect(line).get_table_names()
            if not names:
                Base.metadata.create_all(line)
                line.execute(sqlalchemy.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
                line.execute(sqlalchemy.text("INSERT INTO alembic_version VALUES (:known)"), {"known": known})
            if "alembic_version" not in (names or ()):
                return
            found = line.execute(sqlalchemy.text("SELECT version_num FROM alembic_version")).scalar()
    finally:
        engine.dispose()
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


@dataclass(frozen=True)
class Mark:
    """What the grade book says of one question of one submission.

    ``score`` is what counts, ``manual`` what a person has given, ``waits`` whether a person has to look, ``comment``
    what a person has written.
    """

    score: float = 0.0
    manual: float | None = None
    waits: bool = False
    comment: str = ""


def marks(book: Any, plan: Plan) -> dict[str, dict[str, Mark]]:
    """Return the marks of an assignment by student and grade id.

    A comment on an answer stands with the test that comes next, where its points are.
    """
    place = {answer: name for name, answers in plan.answers.items() for answer in answers}
    found = {}
    for submission in book.assignment_submissions(plan.bundle.assignment):
        mine = found[submission.student_id] = {}
        for part in submission.notebooks:
            said = {}
            for comment in part.comments:
                if text := (comment.manual_comment or "").strip():
                    said.setdefault(place.get(comment.name, comment.name), []).append(text)
            for grade in part.grades:
                text = "\n\n".join(said.get(grade.name, ()))
                mine[grade.name] = Mark(grade.score, grade.manual_score, bool(grade.needs_manual_grade), text)
    return found


def prepare(book: Any, plan: Plan, *, due: datetime | None = None) -> list[Removed]:
    """Make sure that the grade book knows the assignment and its cells as they are now.

    A question that was added waits in the submissions graded before until they are graded again; one that was taken
    out goes, and so do its marks.

    Returns
    -------
    list of Removed
        What persons had given and written for questions that are no more.
    """
    from nbgrader.api import Comment, Grade, MissingEntry, new_uuid

    name, notebook = plan.bundle.assignment, plan.bundle.notebook
    book.update_or_create_assignment(name, **({"duedate": due} if due else {}))
    try:
        known = book.find_notebook(notebook, name)
    except MissingEntry:
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        known = book.update_or_create_notebook(notebook, name, kernelspec=json.dumps(kernel))
    wanted = {}
    for cell in plan.cells:
        entry = cell.metadata.get("nbgrader")
        if not entry:
            continue
        kinds = {"grade_cells": entry["grade"], "task_cells": entry.get("task"), "solution_cells": entry["solution"]}
        for kind in ("source_cells", *(kind for kind, has in kinds.items() if has)):
            wanted.setdefault(kind, set()).add(entry["grade_id"])
    lost = _without(book, known, wanted)
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
    for part in known.submissions:
        graded, commented = {grade.name for grade in part.grades}, {comment.name for comment in part.comments}
        for cell in (*known.grade_cells, *known.task_cells):
            if cell.name not in graded:
                book.db.add(Grade(id=new_uuid(), cell_id=cell.id, notebook_id=part.id, needs_manual_grade=True))
        for cell in (*known.solution_cells, *known.task_cells):
            if cell.name not in commented:
                book.db.add(Comment(id=new_uuid(), cell_id=cell.id, notebook_id=part.id))
    book.db.commit()
    return lost


@dataclass(frozen=True)
class Removed:
    """A mark or a comment of a person on a question that has been taken out of its assignment."""

    assignment: str
    student: str
    question: str
    score: float | None
    comment: str


def _without(book, notebook, wanted) -> list[Removed]:
    """Remove the cells of a notebook that are not wanted any more, and return what persons had said of them."""
    lost = {}
    for kind in ("grade_cells", "task_cells", "solution_cells", "source_cells"):
        for cell in list(getattr(notebook, kind)):
            if cell.name in wanted.get(kind, ()):
                continue
            for row in [*(getattr(cell, "grades", None) or ()), *(getattr(cell, "comments", None) or ())]:
                key = row.notebook.student.id, cell.name
                score, comment = getattr(row, "manual_score", None), getattr(row, "manual_comment", None)
                before = lost.get(key, (None, ""))
                lost[key] = (before[0] if score is None else score, comment or before[1])
                book.db.delete(row)
            book.db.delete(cell)
    book.db.commit()
    return [
        Removed(notebook.assignment.name, student, question, score, comment)
        for (student, question), (score, comment) in lost.items()
        if score is not None or comment
    ]


@dataclass(frozen=True)
class Post:
    """What goes into the grade book for one submission; ``person`` holds the student's columns of the roster."""

    plan: Plan
    student: str
    result: Result
    when: datetime | None = None
    person: dict | None = None


def post(
    book: Any, plan: Plan, student: str, result: Result, *, when: datetime | None = None, person: dict | None = None
) -> None:
    """Write the result of one submission; marks that a person has given stay."""
    post_all(book, [Post(plan, student, result, when, person)])


def post_all(book: Any, posts: list[Post]) -> None:
    """Write the results of some submissions in one transaction: after an error none of them stands there.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        If the grade book does not take them.
    """
    import sqlalchemy

    try:
        with book.db.no_autoflush:
            _add_students(book, posts)
            for name in dict.fromkeys(post.plan.bundle.assignment for post in posts):
                _post_assignment(book, name, [post for post in posts if post.plan.bundle.assignment == name])
        book.db.commit()
    except sqlalchemy.exc.SQLAlchemyError:
        book.db.rollback()
        raise


def _add_students(book, posts):
    from nbgrader.api import Student

    named = {post.student: post.person or {} for post in posts}
    known = {student.id: student for student in book.db.query(Student).filter(Student.id.in_(named))}
    for student, person in named.items():
        if student not in known:
            book.db.add(Student(id=student, **person))
        for field, value in person.items() if student in known else ():
            setattr(known[student], field, value)


def _post_assignment(book, name, posts):
    from nbgrader.api import SubmittedAssignment

    assignment = book.find_assignment(name)
    mine = SubmittedAssignment.student_id.in_([post.student for post in posts])
    query = book.db.query(SubmittedAssignment).filter(SubmittedAssignment.assignment_id == assignment.id, mine)
    known = {submission.student_id: submission for submission in query}
    for post in posts:
        time = {"timestamp": post.when}
        if submission := known.get(post.student):
            for field, value in time.items():
                setattr(submission, field, value)
            part = next(part for part in submission.notebooks if part.name == post.plan.bundle.notebook)
            grades = [(grade.name, grade) for grade in part.grades]
            comments = [(comment.name, comment) for comment in part.comments]
        else:
            grades, comments = _new_submission(book, assignment, post, time)
        for cell, grade in grades:
            _fill_in(post, cell, grade)
        for cell, comment in comments:
            untouched = cell in post.plan.essays and post.result.readable and not post.result.essays.get(cell, False)
            comment.auto_comment = "No response." if untouched else None


def _new_submission(book, assignment, post, time):
    """Add the rows of a new submission, as nbgrader's ``add_submission`` does one by one with a query for each."""
    from nbgrader.api import Comment, Grade, SubmittedAssignment, SubmittedNotebook, new_uuid

    submission = SubmittedAssignment(id=new_uuid(), assignment_id=assignment.id, student_id=post.student, **time)
    book.db.add(submission)
    of_this_notebook = [], []
    for notebook in assignment.notebooks:
        part = SubmittedNotebook(id=new_uuid(), notebook_id=notebook.id, assignment_id=submission.id)
        tasks = notebook.task_cells
        graded, commented = [*notebook.grade_cells, *tasks], [*notebook.solution_cells, *tasks]
        grades = [(cell.name, Grade(cell_id=cell.id, notebook_id=part.id)) for cell in graded]
        comments = [(cell.name, Comment(cell_id=cell.id, notebook_id=part.id)) for cell in commented]
        book.db.add_all([part, *(row for _, row in (*grades, *comments))])
        if notebook.name == post.plan.bundle.notebook:
            of_this_notebook = grades, comments
    return of_this_notebook


def _fill_in(post, cell, grade):
    plan, result = post.plan, post.result
    if cell in plan.tests:
        grade.auto_score = result.scores.get(cell, 0.0)
        # nbgrader asks for another look where a person's mark meets a new automatic one
        unjudged = not result.readable or cell in result.causes
        grade.needs_manual_grade = grade.manual_score is not None or unjudged
    elif cell in plan.essays or cell in plan.tasks:  # whether a task was done only a person can say
        to_mark = not result.readable or result.essays.get(cell, cell in plan.tasks)
        grade.auto_score = None if to_mark else 0.0
        grade.needs_manual_grade = to_mark or grade.manual_score is not None


def post_people(book: Any, people: dict[str, dict]) -> None:
    """Bring names and addresses of the roster up to date; who has handed in nothing is in the grade book too."""
    from nbgrader.api import Student

    known = {student.id: student for student in book.db.query(Student)}
    for student, person in people.items():
        if student not in known:
            book.db.add(Student(id=student, **person))
        for name, value in person.items() if student in known else ():
            setattr(known[student], name, value)
    book.db.commit()


def post_times(book: Any, plan: Plan, times: dict[str, datetime | None]) -> None:
    """Bring the times of submissions up to date; None is a time that is not known."""
    for submission in book.assignment_submissions(plan.bundle.assignment):
        if submission.student_id in times:
            submission.timestamp = times[submission.student_id]
    book.db.commit()


def penalize(book: Any, plan: Plan, *, percent_per_day: float) -> dict[str, float]:
    """Set the penalties of late submissions: so many per cent of the score for each day begun; return them."""
    off = {}
    for submission in book.assignment_submissions(plan.bundle.assignment):
        days = -(-submission.total_seconds_late // 86400)
        for part in submission.notebooks:
            part.late_submission_penalty = min(part.score, part.score * percent_per_day / 100 * days) or None
            off[submission.student_id] = off.get(submission.student_id, 0.0) + (part.late_submission_penalty or 0.0)
    book.db.commit()
    return off
