"""Grade a course's submissions: from a folder of notebooks to grade book, executed notebooks, feedback and summary."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from coursegrader.authoring import variants
from coursegrader.batch import feedback, gradebook, intake, items, summary, times, workers
from coursegrader.batch.ledger import Ledger, digest, write
from coursegrader.errors import GradingError, program
from coursegrader.runner import plan as plans
from coursegrader.runner.limits import Limits
from coursegrader.runner.notebook import Result
from coursegrader.runner.plan import Plan
from coursegrader.words import speaking

_TOGETHER, _AT_MOST_AFTER = 20, 2.0  # results that go into the grade book at once; seconds that one waits for others


@dataclass(frozen=True)
class Settings:
    """How a course is graded.

    ``folder`` is the course; ``source`` holds the instructor copies; ``url`` is the grade book; ``jobs`` is the number
    of processes and ``scheduler`` the address of a dask cluster that is used instead.
    """

    folder: Path
    source: Path
    url: str
    limits: Limits = field(default_factory=Limits)
    key: bytes = b""
    jobs: int = 1
    scheduler: str | None = None
    sandbox: bool = True
    due: datetime | None = None
    zone: str = "UTC"
    late_percent: float | None = None
    people: dict | None = None
    again: bool = False


@dataclass
class Report:
    """What grading did: how many were new, how many were known, the results, and what could not be graded.

    ``remarks`` are doubts about what was graded (an unknown time, a choice among copies), ``beside`` files that stood
    beside a notebook, ``absent`` students of the roster of whom nothing came, ``replaced`` how many feedback pages of
    nbgrader were written anew, ``marks`` what the grade book says, by assignment, student and grade id.
    """

    graded: int = 0
    known: int = 0
    results: dict[str, dict[str, Result]] = field(default_factory=dict)
    problems: list[intake.Problem] = field(default_factory=list)
    remarks: list[intake.Problem] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    plans: dict[str, Plan] = field(default_factory=dict)
    marks: dict[str, dict[str, dict[str, gradebook.Mark]]] = field(default_factory=dict)
    items: dict[str, Any] = field(default_factory=dict)
    replaced: int = 0


def key_mark(key: bytes) -> str:
    """Return a mark by which a course key is recognised; it does not give the key away."""
    return sha256(b"coursegrader course key\0" + key).hexdigest()[:16] if key else ""


def check_key(settings: Settings) -> None:
    """Make sure that the key is the one that the course has been released and graded with.

    Raises
    ------
    GradingError
        If it is another one: every student would be graded for numbers that were never asked.
    """
    path = settings.folder / ".grading" / "key.json"
    if path.is_file():
        before = json.loads(path.read_text(encoding="utf-8")).get("mark")
        if before != key_mark(settings.key):
            given = f"the key {key_mark(settings.key)}" if settings.key else "no key"
            problem = f"this course uses the key with mark {before or '(none)'}, but {given} was given"
            remedy = f"give the key file of this course with --key-file (or remove {path} to begin anew)"
            raise GradingError(f"{path}: {problem}\n    To do: {remedy}")
    else:
        write(path, json.dumps({"mark": key_mark(settings.key)}) + "\n")


def usual_source(course: Path) -> Path:
    """Return the folder of a course where its instructor copies are if nobody says where."""
    return course / "source" if (course / "source").is_dir() else course / "_build" / "exercises" / "instructor"


def assignments(source: Path) -> dict[str, str]:
    """Return the assignments of a folder of instructor copies, and the name of each one's notebook."""
    found = {path.parent.name: path.stem for path in sorted(source.glob("*/*.ipynb"))}
    if not found:
        remedy = f"run  {program()} exercise build  first, or name the folder with --source"
        raise GradingError(f"{source}: there is no instructor copy\n    To do: {remedy}")
    return found


def run(
    settings: Settings, submissions: Path, *, assignment: str | None = None, progress: Callable | None = None
) -> Report:
    """Grade every submission below a folder that has not been graded yet.

    Parameters
    ----------
    settings
        How.
    submissions
        Folder of submissions.
    assignment
        Which assignment, where the folders do not say.
    progress
        Called as ``progress(total, done_before)``; returns an object with ``update(1)`` and ``close()``, as tqdm does.
    """
    known_names = assignments(settings.source)
    plain = {name: plans.read(plans.bundle(settings.source / name), to_grade=False) for name in known_names}
    found = intake.find(
        submissions,
        known_names,
        assignment=assignment,
        people=settings.people,
        grade_ids={name: plan.grade_ids for name, plan in plain.items()},
        here=times.zone(settings.zone),
    )
    handed, problems = found.handed, found.problems
    if any(each.path.is_relative_to(settings.source) for each in handed):
        raise GradingError(f"{submissions}: holds the instructor copies\n    To do: name the folder of submissions")
    check_key(settings)
    report, ledger = Report(problems=problems), Ledger(settings.folder / ".grading")
    report.remarks, report.beside = found.remarks, found.beside
    came = {each.student for each in handed} | {each.student for each in problems}
    report.absent = [student for student in settings.people or () if student not in came]
    read = {name: plain[name] for name in dict.fromkeys(each.assignment for each in handed)}
    conditions = {
        name: workers.Conditions(plan.bundle, settings.limits, settings.key, settings.sandbox)
        for name, plan in read.items()
    }
    digests = [_digest(each, conditions) for each in handed]
    waiting = []
    for index, each in enumerate(handed):
        before = None if settings.again else ledger.known(each.assignment, each.student, digests[index])
        if before is None:
            waiting.append(index)
        else:
            report.known += 1
            report.results.setdefault(each.assignment, {})[each.student] = before
    with _Grading(settings, conditions, handed, waiting) as grading, gradebook.opened(settings.url) as book:
        removed = [each for plan in read.values() for each in gradebook.prepare(book, plan, due=settings.due)]
        report.remarks += _keep_removed(settings.folder, removed)
        with _Posting(settings, book, read, ledger) as posting:
            known = set(range(len(handed))) - set(waiting)
            for index in sorted(known):  # what an interruption kept from the grade book
                each = handed[index]
                posting.catch_up(each, digests[index], report.results[each.assignment][each.student])
            bar = progress(len(handed), report.known) if progress else None
            try:
                for index, result in grading.results():
                    each = handed[index]
                    ledger.keep(each.assignment, each.student, digests[index], result)
                    posting.post(each, digests[index], result)
                    report.graded += 1
                    report.results.setdefault(each.assignment, {})[each.student] = result
                    if bar:
                        bar.update(1)
            finally:
                if bar:
                    bar.close()
        posting.flush()
        gradebook.post_people(book, settings.people or {})
        percent = _late_percent(settings)
        for name, plan in read.items():
            gradebook.post_times(book, plan, {each.student: each.when for each in handed if each.assignment == name})
        ordered = {name: report.results[name] for name in read if name in report.results}
        for name, plan in read.items():
            report.replaced += give_back(settings, book, plan, ordered[name], percent=percent)
            report.marks[name] = gradebook.marks(book, plan)
    report.plans = read
    report.items = {name: _items(settings, plan, ordered[name], report.marks[name]) for name, plan in read.items()}
    rows = io.StringIO()
    csv.writer(rows, lineterminator="\n").writerows(
        [items.COLUMNS, *(row for each in report.items.values() for row in items.rows(each))]
    )
    write(settings.folder / "items.csv", rows.getvalue())
    report.remarks += filter(None, (_unjudged(each, ordered[each.assignment][each.student]) for each in handed))
    doubts = [*problems, *report.remarks]
    write(settings.folder / "summary.html", summary.page(read, ordered, doubts, report.absent, report.items))
    return report


def give_back(settings: Settings, book: Any, plan: Plan, results: dict[str, Result], *, percent: float) -> int:
    """Write the pages that go back, with what tests and persons say; return how many of nbgrader's they replace."""
    off = gradebook.penalize(book, plan, percent_per_day=percent)
    given, replaced = gradebook.marks(book, plan), 0
    for student, result in results.items():
        path = settings.folder / "feedback" / student / plan.bundle.assignment / f"{plan.bundle.notebook}.html"
        replaced += path.is_file() and not feedback.is_ours(path.read_text("utf-8", "replace"))
        text = feedback.page(plan, student, result, penalty=off.get(student, 0.0), marks=given.get(student))
        write(path, text)
    return replaced


def give_all_back(settings: Settings, plans: dict[str, Plan]) -> tuple[int, int, list[tuple[str, str]], int]:
    """Write the pages of all that has been graded.

    Returns
    -------
    tuple
        How many pages, how many answers wait for a person, the submissions (assignment, student) that were graded by
        other questions than there are now and have no new page, and how many pages of nbgrader were replaced.
    """
    results, older, waiting, written, replaced = {}, [], 0, 0, 0
    for assignment, student, result in Ledger(settings.folder / ".grading").all():
        if assignment not in plans:
            continue
        if result.scores.keys() == plans[assignment].tests.keys():
            results.setdefault(assignment, {})[student] = result
        else:
            older.append((assignment, student))
    if not results and not older:
        remedy = f"run  {program()} grade  first, or name the folder of the course"
        raise GradingError(f"{settings.folder}: nothing has been graded\n    To do: {remedy}")
    with gradebook.opened(settings.url) as book:
        for name, graded in results.items():
            replaced += give_back(settings, book, plans[name], graded, percent=_late_percent(settings))
            written += len(graded)
            given = gradebook.marks(book, plans[name])
            waiting += sum(each.waits for marks in given.values() for each in marks.values())
    return written, waiting, older, replaced


def _keep_removed(folder, removed) -> list[intake.Problem]:
    """Keep the marks of questions that are no more in a file beside the grade book."""
    if not removed:
        return []
    path = folder / "removed_marks.csv"
    before = path.read_text("utf-8") if path.is_file() else "assignment,student,question,score,comment\n"
    rows = io.StringIO()
    for each in removed:
        csv.writer(rows, lineterminator="\n").writerow(
            [
                each.assignment,
                each.student,
                each.question,
                "" if each.score is None else f"{each.score:g}",
                each.comment,
            ]
        )
    write(path, before + rows.getvalue())
    reason = f"{len(removed)} marks or comments of persons were on questions that are no more"
    return [
        intake.Problem("", removed[0].assignment, str(path), reason, "see the file; move what still counts by hand")
    ]


def _items(settings, plan, results, marks) -> items.Report:
    """Return the item statistics of an assignment; what waits for a person has no points yet."""
    given, drawn = {}, {}
    for student in results:
        given[student] = {name: mark.score for name, mark in marks[student].items() if not mark.waits}
        drawn[student] = variants.draw(plan.variants, plan.bundle.assignment, student, settings.key)
    tried = {student: result.tried for student, result in results.items()}
    with speaking(plan.language):
        return items.report(plan.bundle.assignment, plan.titles, plan.points, given, tried, drawn, plan.drawn)


def _unjudged(each, result) -> intake.Problem | None:
    if not result.causes:
        return None
    causes = "; ".join(f"{name}: {why}" for name, why in result.causes.items())
    reason = f"judging ended early ({causes})"
    remedy = "mark these questions by hand, or change a limit with --limit and run the same command with --again"
    return intake.Problem(each.student, each.assignment, each.shown, reason, remedy)


def _late_percent(settings) -> float:
    """Return the per cent off for each day: what was given, or what was given before with another due date."""
    path = settings.folder / ".grading" / "late.json"
    if settings.late_percent is not None:
        write(path, json.dumps({"percent": settings.late_percent}) + "\n")
        return settings.late_percent
    return float(json.loads(path.read_text("utf-8"))["percent"]) if path.is_file() else 0.0


class _Posting:
    """Puts a result where people find it: executed notebook, feedback page, grade book.

    The grade book gets some results at a time. What it lacks when the run is killed is known by the missing marks of
    the ledger, and :meth:`catch_up` brings it there in the next run.
    """

    def __init__(self, settings, book, read, ledger):
        self.settings, self.book, self.plans, self.ledger = settings, book, read, ledger
        self.present = {
            (name, submission.student_id) for name in read for submission in book.assignment_submissions(name)
        }
        self.pending, self.since = [], 0.0

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None or issubclass(kind, KeyboardInterrupt):
            self.flush()

    def catch_up(self, each, digest, result):
        """Post a result of an earlier run, unless that run has done it."""
        there = self._page(each).is_file() and (each.assignment, each.student) in self.present
        if not there or not self.ledger.posted(each.assignment, each.student, digest):
            self.post(each, digest, result)

    def post(self, each, digest, result):
        """Write the files of one submission; its grades follow, alone or with those of the next."""
        plan = self.plans[each.assignment]
        home = self.settings.folder / "autograded" / each.student / each.assignment
        write(home / f"{plan.bundle.notebook}.ipynb", result.notebook + "\n")
        if each.when:
            write(home / "timestamp.txt", times.written(each.when) + "\n")
        write(self._page(each), feedback.page(plan, each.student, result))
        person = (self.settings.people or {}).get(each.student)
        if not self.pending:
            self.since = time.monotonic()
        self.pending.append((each, digest, gradebook.Post(plan, each.student, result, each.when, person)))
        if len(self.pending) >= _TOGETHER or time.monotonic() - self.since > _AT_MOST_AFTER:
            self.flush()

    def flush(self):
        """Write the grades that wait, and note that they stand in the grade book."""
        if self.pending:
            gradebook.post_all(self.book, [post for _, _, post in self.pending])
        for each, whole, _ in self.pending:
            self.ledger.mark_posted(each.assignment, each.student, whole)
        self.pending.clear()

    def _page(self, each) -> Path:
        notebook = self.plans[each.assignment].bundle.notebook
        return self.settings.folder / "feedback" / each.student / each.assignment / f"{notebook}.html"


class _Grading:
    """Grades where the settings say; on the cores of this machine, sandboxes warm up when the block is entered."""

    def __init__(self, settings, conditions, handed, waiting):
        self.settings, self.conditions, self.handed, self.waiting = settings, conditions, handed, waiting
        self.count, self.pool = min(settings.jobs, len(waiting)), None

    def __enter__(self):
        if self.count > 1 and not self.settings.scheduler:
            self.pool = workers.start(self.conditions, self.count, first=self.handed[self.waiting[0]].assignment)
        return self

    def __exit__(self, *_):
        if self.pool:
            self.pool.shutdown(wait=False, cancel_futures=True)
            workers.close()

    def results(self) -> Iterator[tuple[int, Result]]:
        """Yield the index and the result of each submission that waits."""
        tasks = (
            workers.Task(index, self.handed[index].assignment, self.handed[index].student, self._read(index))
            for index in self.waiting
        )
        if not self.waiting:
            return iter(())
        if self.settings.scheduler:
            return workers.cluster(self.conditions, tasks, self.settings.scheduler)
        return workers.cores(self.conditions, tasks, self.count, pool=self.pool)

    def _read(self, index) -> bytes:
        return self.handed[index].read()


def _digest(each, conditions) -> str:
    under = conditions[each.assignment]
    return digest(each.read(), under.bundle.digest, json.dumps(asdict(under.limits)), key_mark(under.key))
