"""What markers share: answers, levels with their points, comments, marks. All of it lies in the grade book's database.

Three tables stand beside nbgrader's own, which stay as they are; marks and comments go into nbgrader's, so that
formgrader, feedback and exports have them. A change names what the marker saw: of two who mark one answer, the second
is told, and nothing is lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sql
from nbgrader.api import Base

from coursegrader.authoring import regions
from coursegrader.batch.ledger import Ledger
from coursegrader.errors import GradingError
from coursegrader.runner import harmless
from coursegrader.runner.plan import Plan

SHORT = 200  # characters of an answer that is grouped with those that equal it
LONGEST_COMMENT = 2000  # characters
_NAMES = ("nothing", "weak", "pass", "good", "excellent")  # the levels that a question starts with
_TAG = re.compile(r"<[^>]*>")


def _of_question(name, *columns):
    key = [sql.Column(part, sql.String(128), primary_key=True) for part in ("assignment", "question")]
    return sql.Table(name, _own, *key, *columns)


_own = sql.MetaData()
_levels = _of_question(
    "coursegrader_level",
    sql.Column("level", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("points", sql.Float, nullable=False),
    sql.Column("label", sql.Text, nullable=False),
)
_comments = _of_question(
    "coursegrader_comment",
    sql.Column("key", sql.String(64), primary_key=True),  # of the text, which is too long for an index
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("uses", sql.Integer, nullable=False),
)
_given = sql.Table(
    "coursegrader_mark",
    _own,
    sql.Column("grade_id", sql.String(32), primary_key=True),
    sql.Column("level", sql.Integer),
    sql.Column("marker", sql.String(128)),
)
_tables = Base.metadata.tables
_grade, _comment, _cell, _part = (_tables[name] for name in ("grade", "comment", "base_cell", "submitted_notebook"))


class Conflict(Exception):
    """Another marker has changed the mark since this one saw it."""


@dataclass(frozen=True)
class Question:
    """A question that persons mark: of which assignment, its grade id, its title, its points, and the text of it."""

    assignment: str
    name: str
    title: str
    points: float
    scheme: str


class Desk:
    """The answers of a course, as one marker sees them.

    Parameters
    ----------
    folder
        The course; its results (``.grading``) hold the answers, made harmless.
    url
        The grade book.
    plans
        By assignment.
    marker
        Who marks; it is noted with each mark.
    share
        ``(2, 3)``: the second of three parts of the answers to each question; equal answers stay together.
    """

    def __init__(
        self,
        folder: Path,
        url: str,
        plans: dict[str, Plan],
        *,
        marker: str = "",
        share: tuple[int, int] = (1, 1),
    ) -> None:
        self.plans, self.marker, self.share, self.ledger = plans, marker, share, Ledger(folder / ".grading")
        waits = {"timeout": 60} if url.startswith("sqlite") else {}
        self.engine = sql.create_engine(url, connect_args=waits)
        try:
            _own.create_all(self.engine)
        except sql.exc.DBAPIError:  # of two who begin at the same time, one finds the tables of the other
            _own.create_all(self.engine)
        self.questions, self.asked, self.answers = {}, {}, {}
        for plan in plans.values():
            for name, points in plan.points.items():
                self._add(plan, name, points)
        for assignment, student, result in self.ledger.all():
            for name, cells in plans[assignment].answers.items() if assignment in plans else ():
                shown = _cells(result)
                self.answers[assignment, name, student] = "".join(shown.get(cell, "") for cell in cells or [name])

    def _add(self, plan, name, points):
        cell = next(cell for cell in plan.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)
        made = Question(plan.bundle.assignment, name, plan.titles[name], points, cell.source)
        self.questions[made.assignment, name] = made
        released = regions.replace(cell.source, regions.SOLUTION, "YOUR ANSWER HERE")
        self.asked[made.assignment, name] = set(_pieces(harmless.markdown(released)))
        # of two who begin at the same time, one finds the levels of the other
        with contextlib.suppress(sql.exc.IntegrityError), self.engine.begin() as line:
            if not self._rows(line, _levels, made):
                rows = [
                    {"assignment": made.assignment, "question": name, "level": level, "label": label}
                    | {"points": points * level / 4}
                    for level, label in enumerate(_NAMES)
                ]
                line.execute(_levels.insert(), rows)

    def overview(self) -> list[dict]:
        """Return the questions with how many answers there are, and how many still wait."""
        found = []
        for (assignment, name), question in self.questions.items():
            groups = self._groups(assignment, name)
            waits = sum(each["waits"] for group in groups for each in group)
            count = sum(map(len, groups))
            row = {"assignment": assignment, "question": name, "title": question.title, "points": question.points}
            found += [row | {"answers": count, "waits": waits}] if count else []
        return found

    def question(self, assignment: str, name: str) -> dict:
        """Return a question: levels, comments, and its answers without names; equal short ones are one entry.

        Raises
        ------
        GradingError
            If there is no such question.
        """
        question = self._question(assignment, name)
        with self.engine.begin() as line:
            levels = [dict(row._mapping) for row in self._rows(line, _levels, question)]
            comments = [row.text for row in self._rows(line, _comments, question)]
        entries = []
        for group in self._groups(assignment, name):
            first = group[0]
            entries.append(
                {
                    "ids": [each["id"] for each in group],
                    "answer": self.answers.get((assignment, name, first["student"]), ""),
                    "level": first["level"],
                    "score": first["score"],
                    "comment": first["comment"],
                    "waits": any(each["waits"] for each in group),
                    "seen": [[each["score"], each["comment"]] for each in group],
                }
            )
        about = {"title": question.title, "points": question.points, "scheme": question.scheme}
        levels = [{key: row[key] for key in ("level", "points", "label")} for row in levels]
        return about | {"levels": levels, "comments": comments, "entries": entries}

    def notebook(self, assignment: str, name: str, grade: str) -> str:
        """Return the notebook that an answer stands in, as harmless HTML."""
        with self.engine.begin() as line:
            rows = [row for row in self._marks(line, assignment, name, every=True) if row["id"] == grade]
        result = self.ledger.newest(assignment, rows[0]["student"]) if rows else None
        return result.body if result else ""

    def mark(self, assignment: str, name: str, ids: list[str], seen: list, *, level: int | None, comment: str) -> None:
        """Give a level and a comment to some answers.

        Parameters
        ----------
        ids, seen
            The answers, and the ``[score, comment]`` that the marker saw of each.
        level
            None leaves the score as it is.
        comment
            Each line is kept to be offered again. Empty takes the comment away.

        Raises
        ------
        Conflict
            If one of them is not as it was seen; then none is changed.
        GradingError
            If there is no such level or answer, or the comment is too long.
        """
        question = self._question(assignment, name)
        comment = comment.strip()
        if len(comment) > LONGEST_COMMENT:
            raise GradingError(f"the comment has {len(comment)} characters; at most {LONGEST_COMMENT} are kept")
        with self.engine.begin() as line:
            points = {row.level: row.points for row in self._rows(line, _levels, question)}
            if level is not None and level not in points:
                raise GradingError(f"{level!r} is no level of {name}; there are {', '.join(map(str, points))}")
            now = {row["id"]: row for row in self._marks(line, assignment, name)}
            for grade, (score, said) in zip(ids, seen, strict=True):
                if grade not in now:
                    raise GradingError(f"{grade!r} is no answer to {name}")
                if [now[grade]["score"], now[grade]["comment"]] != [score, said]:
                    raise Conflict
                same = _grade.c.manual_score.is_(None) if score is None else _grade.c.manual_score == score
                values = {"needs_manual_grade": now[grade]["waits"]}
                if level is not None:
                    values = {"needs_manual_grade": False, "manual_score": points[level]}
                # the condition holds in the database itself, whatever another process has done meanwhile
                done = line.execute(_grade.update().where(_grade.c.id == grade, same).values(values))
                there = _comment.c.id == now[grade]["comment_id"]
                unchanged = sql.func.coalesce(_comment.c.manual_comment, "") == said
                also = line.execute(_comment.update().where(there, unchanged).values(manual_comment=comment or None))
                if done.rowcount != 1 or also.rowcount != 1:
                    raise Conflict
                if level is not None:
                    line.execute(_given.delete().where(_given.c.grade_id == grade))
                    line.execute(_given.insert().values(grade_id=grade, level=level, marker=self.marker))
            for text in sorted(filter(None, map(str.strip, comment.split("\n")))):  # in one order, so that none waits
                self._note(line, question, text)

    def _note(self, line, question, text):
        """Count a use of a comment; the first use keeps it."""
        key = hashlib.sha256(text.encode()).hexdigest()
        mine = self._of(_comments, question) & (_comments.c.key == key)
        once_more = _comments.update().where(mine).values(uses=_comments.c.uses + 1)
        if line.execute(once_more).rowcount:
            return
        row = {"assignment": question.assignment, "question": question.name, "key": key, "text": text, "uses": 1}
        try:
            with line.begin_nested():
                line.execute(_comments.insert().values(row))
        except sql.exc.IntegrityError:  # another marker has written it at this moment
            line.execute(once_more)

    def change_level(self, assignment: str, name: str, level: int, *, points: float, label: str) -> int:
        """Change what a level is called and how many points it gives; return how many answers got other points.

        Answers that carry the level get the new points; one whose mark was changed elsewhere since carries it no more.

        Raises
        ------
        GradingError
            If there is no such level, or the points are none of the question.
        """
        question = self._question(assignment, name)
        if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points <= question.points:
            raise GradingError(f"points is {points!r}; give a number from 0 to {question.points:g}")
        with self.engine.begin() as line:
            mine = self._of(_levels, question) & (_levels.c.level == level)
            before = line.execute(sql.select(_levels.c.points).where(mine)).scalar()
            if before is None:
                raise GradingError(f"{level!r} is no level of {name}")
            line.execute(_levels.update().where(mine).values(points=float(points), label=label[:200]))
            grades = [row["id"] for row in self._marks(line, assignment, name, every=True)]
            carry = sql.select(_given.c.grade_id).where(_given.c.level == level, _given.c.grade_id.in_(grades))
            where = _grade.c.id.in_(carry) & (_grade.c.manual_score == before)
            return line.execute(_grade.update().where(where).values(manual_score=float(points))).rowcount

    def _question(self, assignment, name):
        if (assignment, name) not in self.questions:
            listed = ", ".join(f"{task}/{each}" for task, each in self.questions) or "none"
            raise GradingError(f"{assignment}/{name} is no question that persons mark; there are: {listed}")
        return self.questions[assignment, name]

    @staticmethod
    def _of(table, question):
        return (table.c.assignment == question.assignment) & (table.c.question == question.name)

    def _rows(self, line, table, question):
        order = [table.c.level.desc()] if table is _levels else [table.c.uses.desc(), table.c.text]
        return line.execute(sql.select(table).where(self._of(table, question)).order_by(*order)).all()

    def _groups(self, assignment, name) -> list[list[dict]]:
        """Return the answers of this marker's share, equal short ones together, in an order that tells no names."""
        with self.engine.begin() as line:
            rows = self._marks(line, assignment, name)
        groups = {}
        for row in rows:
            pieces = _pieces(self.answers.get((assignment, name, row["student"]), ""))
            text = " ".join(each.casefold() for each in pieces if each not in self.asked[assignment, name])
            key = text if 0 < len(text) <= SHORT else row["id"]
            groups.setdefault(hashlib.sha256(f"{name}\0{key}".encode()).hexdigest(), []).append(row)
        part, parts = self.share
        return [groups[key] for key in sorted(groups) if int(key[:8], 16) % parts == part - 1]

    def _marks(self, line, assignment, name, every=False) -> list[dict]:
        """Return the rows of the grade book for one question; answers that nobody gave are left out."""
        task, owner = _tables["assignment"], _tables["submitted_assignment"]
        book = (
            _grade.join(_cell, _grade.c.cell_id == _cell.c.id)
            .join(_part, _grade.c.notebook_id == _part.c.id)
            .join(owner, _part.c.assignment_id == owner.c.id)
            .join(task, owner.c.assignment_id == task.c.id)
            .outerjoin(_given, _given.c.grade_id == _grade.c.id)
        )
        columns = [_grade.c.id, _grade.c.manual_score, _grade.c.needs_manual_grade, _grade.c.notebook_id]
        where = (_cell.c.name == name) & (task.c.name == assignment)
        if not every:
            where &= _grade.c.needs_manual_grade | _grade.c.manual_score.is_not(None)
        query = sql.select(*columns, owner.c.student_id, _given.c.level).select_from(book).where(where)
        plan = self.plans[assignment]  # nbgrader's comments stand with the cell that was filled in
        about = name if name in plan.tasks else [name, *plan.answers[name]][-1]
        said = sql.select(_comment.c.id, _comment.c.notebook_id, _comment.c.manual_comment)
        said = said.select_from(_comment.join(_cell, _comment.c.cell_id == _cell.c.id)).where(_cell.c.name == about)
        comments = {row.notebook_id: row for row in line.execute(said)}
        return [
            {
                "id": row.id,
                "student": row.student_id,
                "score": row.manual_score,
                "waits": bool(row.needs_manual_grade),
                "level": row.level if row.manual_score is not None else None,
                "comment": (comments[row.notebook_id].manual_comment or "") if row.notebook_id in comments else "",
                "comment_id": comments[row.notebook_id].id if row.notebook_id in comments else None,
            }
            for row in line.execute(query)
        ]


def _cells(result) -> dict[str, str]:
    """Return the cells of a notebook as it ran, as harmless HTML by grade id."""
    found = {}
    for cell in json.loads(result.notebook).get("cells", []) if result.notebook else ():
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if name:
            found[name] = source if cell["cell_type"] == "markdown" else f"<pre>{html.escape(source)}</pre>"
    return found


def _pieces(shown: str) -> list[str]:
    """Return the texts between the tags of HTML."""
    return [text for part in _TAG.split(shown) if (text := " ".join(html.unescape(part).split()))]
