"""The verbs ``exercise`` and ``grade``."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coursegrader.errors import GradingError, cannot_write, is_of_disk, program
from coursegrader.words import languages

if TYPE_CHECKING:
    from coursegrader.runner.limits import Limits

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


class _Plain(click.ClickException):
    """A mistake that a person can put right: its message, and no traceback."""

    exit_code = 2

    def show(self, file=None):
        click.echo(self.format_message(), err=True)


@click.group()
def exercise() -> None:
    """Build, check and release the exercises."""


def _exercise_options(command):
    for option in (
        click.argument("names", nargs=-1, metavar="[EXERCISE]..."),
        click.option("--course", type=_FOLDER, default=".", show_default=True, help="Folder that holds exercises/."),
        click.option(
            "--language", type=click.Choice(languages()), default="en", show_default=True, help="Language of messages."
        ),
    ):
        command = option(command)
    return command


@exercise.command("build")
@_exercise_options
@click.option("--out", type=_FOLDER, help="Where the copies go.  [default: COURSE/_build/exercises]")
@click.option("--force", is_flag=True, help="Build also what has not changed.")
def build_command(names: tuple[str, ...], course: Path, language: str, out: Path | None, force: bool) -> None:
    """Make the student, instructor, solution and web copies of the EXERCISEs (all of them by default)."""
    from coursegrader.authoring.builder import build

    def one(path):
        made = build(
            path,
            out or course / "_build" / "exercises",
            language=language,
            to_plain=_to_plain(),
            course=course.resolve(),
            force=force,
        )
        return "built" if made.fresh else "up to date"

    _each(course, names, one)


@exercise.command("check")
@_exercise_options
def check_command(names: tuple[str, ...], course: Path, language: str) -> None:
    """Check that solutions earn all points, untouched copies none, and that nothing leaks."""
    from coursegrader.authoring.check import check

    def one(path):
        report = check(path, language=language, to_plain=_to_plain(), course=course.resolve())
        parts = [
            f"{report.points:g} points",
            f"{report.tests} tests ({report.hidden} with hidden parts)",
            f"{report.essays} essays",
        ]
        if not report.sandboxed:
            parts.append("not tried in the sandbox, which this machine lacks")
        return "in order: " + ", ".join(parts + ([f"{report.draws} variants tried"] if report.draws > 1 else []))

    _each(course, names, one)


@exercise.command("release")
@_exercise_options
@click.option("--roster", type=_FILE, required=True, help="CSV file with a column 'id': one row a student.")
@click.option("--key-file", type=_FILE, required=True, help="File with the course key (any secret text; keep it).")
@click.option("--out", type=_FOLDER, required=True, help="Folder that gets one folder a student.")
def release_command(
    names: tuple[str, ...], course: Path, language: str, roster: Path, key_file: Path, out: Path | None
) -> None:
    """Write one copy a student, each with numbers of its own drawn from the course key."""
    from coursegrader.authoring.builder import release
    from coursegrader.batch.course import Settings, check_key
    from coursegrader.batch.intake import read_people

    with _spoken():
        students, key = list(read_people(roster)), read_key(key_file)
        check_key(Settings(course, course, "", key=key))

    def one(path):
        return f"{len(release(path, out, roster=students, key=key, language=language, to_plain=_to_plain()))} copies"

    _each(course, names, one)


@exercise.command("terms")
@click.argument("tables", nargs=-1, required=True, type=_FILE)
@click.option("--to", type=_FILE, default="terms.csv", show_default=True, help="File to write.")
def terms_command(tables: tuple[Path, ...], to: Path) -> None:
    """Compare the items.csv of several terms, earliest first; a term is called after its folder."""
    import csv

    from coursegrader.batch import items
    from coursegrader.errors import text_of

    with _spoken():
        read = {}
        for path in tables:
            name = path.resolve().parent.name
            if name in read:
                raise GradingError(
                    f"{path}: there is a term {name!r} already\n    To do: give each a folder of its own"
                )
            try:
                read[name] = list(csv.DictReader(text_of(path).splitlines()))
                items.over_terms({name: read[name]})
            except FileNotFoundError:
                raise GradingError(f"{path}: there is no such file\n    To do: name the items.csv of a class") from None
            except (KeyError, TypeError, ValueError) as error:
                problem = f"{path}: is no items.csv ({type(error).__name__}: {error})"
                raise GradingError(f"{problem}\n    To do: name the file that  {program()} grade  writes") from None
        found = items.over_terms(read)
        with to.open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(["assignment", "question", "term", "scored", "share", "rest", "change"])
            for (assignment, question), (terms, said) in found.items():
                for term in terms:
                    shown = ["" if each is None else f"{each:.4g}" for each in (term.share, term.rest)]
                    change = "; ".join(text for text in said if f" in {term.name} than " in text)
                    lines.writerow([assignment, question, term.name, term.count, *shown, change])
    for (assignment, question), (_, said) in found.items():
        for text in said:
            click.echo(f"{assignment}, {question}: {text}")
    click.echo(f"{len(found)} questions over {len(read)} terms: {to}")


@exercise.command("export")
@click.argument("system", type=click.Choice(["canvas", "moodle", "csv"]))
@click.option("--gradebook", "url", default="sqlite:///gradebook.db", show_default=True, help="Database URL.")
@click.option("--to", type=_FILE, help="File to write.  [default: SYSTEM.csv]")
@click.option(
    "--title", "titles", multiple=True, metavar="NAME=TITLE=ID", help="Canvas: title and id of an assignment."
)
@click.option(
    "--by", type=click.Choice(["idnumber", "email", "username"]), default="idnumber", help="Moodle: first column."
)
@click.option(
    "--by-question", is_flag=True, help="Each question too: further columns, or in CSV a row for each question."
)
def export_command(system: str, url: str, to: Path | None, titles: Any, by: str, by_question: bool) -> None:
    """Write the scores of the grade book for Canvas, for Moodle, or as nbgrader's own CSV."""
    from nbgrader.plugins import CsvExportPlugin

    from coursegrader.batch.gradebook import opened, shown
    from coursegrader.export import CanvasExport, MoodleExport, QuestionsExport

    target = str(to or f"{system}.csv")
    named = {}
    for word in titles:
        parts = word.split("=")
        if len(parts) != 3:
            raise _Plain(f"--title {word}\n    To do: write NAME=TITLE=ID, such as 02_counting=Counting people=4711")
        named[parts[0]] = parts[1:]
    plugin: Any = {
        "canvas": lambda: CanvasExport(to=target, assignments=named, by_question=by_question),
        "moodle": lambda: MoodleExport(to=target, key=by, by_question=by_question),
        "csv": lambda: QuestionsExport(to=target) if by_question else CsvExportPlugin(to=target),
    }[system]()
    with _spoken(), opened(url) as book:
        try:
            plugin.export(book)
        except ValueError as error:
            raise GradingError(f"{shown(url)}: {error}") from None
    click.echo(f"Wrote {target}.")


@exercise.command("verdict")
@click.argument("assignment", default="capstone")
@click.option("--gradebook", "url", default="sqlite:///gradebook.db", show_default=True, help="Database URL.")
@click.option("--to", type=_FILE, default="verdict.csv", show_default=True, help="File to write.")
def verdict_command(assignment: str, url: str, to: Path) -> None:
    """Tell which memos have passed: levels by criterion, score out of 100, and the pass rule of the rubric."""
    from coursegrader.batch.gradebook import opened
    from coursegrader.export import memo

    with _spoken(), opened(url) as book:
        found = memo.verdicts(book, assignment)
        memo.write(found, to)
    passed, marking = sum(each.passed is True for each in found), sum(each.passed is None for each in found)
    click.echo(f"{passed} passed, {len(found) - passed - marking} not passed, {marking} still to mark. Wrote {to}.")


@click.command()
@click.argument("submissions", type=_FOLDER)
@click.option(
    "--course", type=_FOLDER, help="Course folder: results go there.  [default: the folder above SUBMISSIONS]"
)
@click.option(
    "--source", type=_FOLDER, help="Instructor copies.  [default: COURSE/source or COURSE/_build/exercises/instructor]"
)
@click.option("--assignment", help="The assignment, where the folders do not say it.")
@click.option("--gradebook", "url", help="Database URL.  [default: sqlite:///COURSE/gradebook.db]")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count(), show_default=True, help="Processes.")
@click.option(
    "--scheduler", metavar="ADDRESS", help="A dask scheduler, such as tcp://host:8786, to grade on its workers."
)
@click.option("--roster", type=_FILE, help="CSV file with a column 'id'; others are reported and not graded.")
@click.option("--key-file", type=_FILE, help="File with the course key, where students have numbers of their own.")
@click.option("--due", metavar="TIME", help="Time it was due, such as '2027-03-01 23:59 UTC'.")
@click.option("--timezone", "zone", default="UTC", show_default=True, help="Time zone of the course.")
@click.option("--late", "late_percent", type=click.FloatRange(0, 100), help="Per cent off for each day begun.")
@click.option(
    "--limit", "limits", multiple=True, metavar="NAME=VALUE", help="Change a limit, such as cell=60 or memory=2e9."
)
@click.option("--again", is_flag=True, help="Grade also what has been graded already.")
@click.option("--no-sandbox", is_flag=True, help="Run students' code WITHOUT protection: it can do whatever you can.")
def grade(
    submissions: Path,
    course: Path,
    source: Path | None,
    assignment: str | None,
    url: str | None,
    jobs: int,
    scheduler: str | None,
    roster: Path | None,
    key_file: Path | None,
    limits: tuple[str, ...],
    no_sandbox: bool,
    due: Any,
    **more: Any,
) -> None:
    """Grade the notebooks below SUBMISSIONS; after an interruption the same command goes on where it stopped."""
    from tqdm import tqdm

    from coursegrader.batch import course as courses
    from coursegrader.batch import times
    from coursegrader.batch.gradebook import shown
    from coursegrader.batch.intake import read_people
    from coursegrader.runner import bubblewrap, harmless

    with _spoken():
        if not no_sandbox:
            bubblewrap.require() if not scheduler else None
        else:
            click.echo("Warning: no sandbox. The notebooks can read and change whatever you can.", err=True)
        course = (course or submissions.resolve().parent).resolve()
        if more["late_percent"] is not None and not due:
            raise GradingError("--late without --due\n    To do: say when it was due, such as --due '2027-03-01 23:59'")
        try:
            moment = times.read(due, times.zone(more["zone"])) if due else None
            times.zone(more["zone"])
        except times.UnknownTime as error:
            raise GradingError(f"--due or --timezone: {error}\n    To do: write '2027-03-01 23:59 +08:00'") from None
        settings = courses.Settings(
            due=moment,
            folder=course,
            source=(source or courses.usual_source(course)).resolve(),
            url=url or f"sqlite:///{course / 'gradebook.db'}",
            limits=read_limits(limits),
            key=read_key(key_file) if key_file else b"",
            jobs=jobs,
            scheduler=scheduler,
            sandbox=not no_sandbox,
            people=read_people(roster) if roster else None,
            **more,
        )

        def bar(total, before):
            return tqdm(total=total, initial=before, unit="notebook", desc="Grading", smoothing=0.05)

        try:
            report = courses.run(settings, submissions.resolve(), assignment=assignment, progress=bar)
        except KeyboardInterrupt:
            raise _Plain("Stopped. What has been graded is kept; the same command goes on from here.") from None
    for problem in (*report.problems, *report.remarks):
        click.echo(str(problem), err=True)
    remarks = sum(bool(result.notes) for graded in report.results.values() for result in graded.values())
    before, not_graded = f"{report.known} graded before", f"{len(report.problems)} not graded"
    click.echo(f"{report.graded} graded, {before}, {remarks} with a remark, {not_graded}.")
    if report.absent:
        absent = harmless.line(", ".join(report.absent), 100_000)
        click.echo(f"{len(report.absent)} not handed in: {absent}")
    if report.beside:
        beside = harmless.line(", ".join(report.beside[:10]), 100_000)
        click.echo(f"{len(report.beside)} other files beside notebooks, left aside: {beside}")
    if report.replaced:
        click.echo(f"{report.replaced} pages that nbgrader generate_feedback had written to feedback/ were replaced.")
    click.echo(f"Summary: {course / 'summary.html'}   Grade book: {shown(settings.url)}")
    _say_what_is_next(report, course, settings)
    if report.problems:
        raise SystemExit(1)


def _say_what_is_next(report, course, settings) -> None:
    """Print what needs a person as a table, and the next command."""
    from coursegrader.batch import course as courses
    from coursegrader.batch import summary
    from coursegrader.batch.gradebook import shown

    rows = summary.needs_a_person(report.plans, report.marks, report.results)
    if report.problems:
        rows.append(("not graded", f"{len(report.problems)} files or folders", "see above"))
    if report.remarks:
        rows.append(("graded with a doubt", f"{len(report.remarks)} submissions", "see above"))
    usual = courses.usual_source(course).resolve() == settings.source
    words = [str(course), *([] if usual else ["--source", str(settings.source)])]
    words += [] if settings.url == f"sqlite:///{course / 'gradebook.db'}" else ["--gradebook", shown(settings.url)]
    if rows:
        widths = [max(len(row[place]) for row in rows) for place in (0, 1)]
        click.echo("\nWhat needs a person")
        for one, two, three in rows:
            click.echo(f"  {one:{widths[0]}}  {two:{widths[1]}}  {three}")
    marking = any(mark.waits for task in report.marks.values() for mine in task.values() for mark in mine.values())
    click.echo(f"Next:  {program()} {'mark' if marking else 'feedback'} {shlex.join(words)}")


def _course_options(command):
    for option in (
        click.argument("course", type=_FOLDER),
        click.option(
            "--source",
            type=_FOLDER,
            help="Instructor copies.  [default: COURSE/source or COURSE/_build/exercises/instructor]",
        ),
        click.option("--gradebook", "url", help="Database URL.  [default: sqlite:///COURSE/gradebook.db]"),
    ):
        command = option(command)
    return command


def _settings(course: Path, source, url):
    """Return the settings of a course that has been graded, and its assignments."""
    from coursegrader.batch import course as courses
    from coursegrader.runner import plan as plans

    course = course.resolve()
    if not course.is_dir():
        raise GradingError(f"{course}: there is no such folder\n    To do: name the folder of the course")
    source = (source or courses.usual_source(course)).resolve()
    settings = courses.Settings(course, source, url or f"sqlite:///{course / 'gradebook.db'}")
    names = courses.assignments(settings.source)
    return settings, {name: plans.read(plans.bundle(settings.source / name), to_grade=False) for name in names}


@click.command()
@_course_options
def feedback(course: Path, source: Path | None, url: str | None) -> None:
    """Write the pages that go back to the students of COURSE: tests, marks and comments of persons together."""
    from coursegrader.batch import course as courses

    with _spoken():
        settings, plans = _settings(course, source, url)
        written, waiting, older, replaced = courses.give_all_back(settings, plans)
    click.echo(f"{written} pages in {settings.folder / 'feedback'}.")
    if replaced:
        click.echo(f"{replaced} pages that nbgrader generate_feedback had written there were replaced.")
    for assignment, student in older:
        click.echo(f"{assignment}, {student}: the exercise has changed since; run  {program()} grade  again.", err=True)
    if waiting:
        click.echo(f"{waiting} answers still wait for a person:  {program()} mark {course}")


@click.command()
@_course_options
@click.option("--marker", default="", help="Your name; it is noted with each mark.")
@click.option("--share", metavar="K/N", default="1/1", help="Mark part K of N of the answers to each question.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on this machine.  [default: a free one]")
@click.option("--no-browser", is_flag=True, help="Print the address, open nothing.")
def mark(
    course: Path, source: Path | None, url: str | None, marker: str, share: str, port: int, no_browser: bool
) -> None:
    """Mark the open questions of COURSE in the browser: by question, without names, comments at a key."""
    from coursegrader.marking.desk import Desk
    from coursegrader.marking.server import Server

    with _spoken():
        settings, plans = _settings(course, source, url)
        desk = Desk(settings.folder, settings.url, plans, marker=marker, share=read_share(share))
        server = Server(desk, port)
    click.echo(f"Marking at {server.address}\nEnd with Ctrl-C; every mark is kept at once.")
    if not no_browser:
        click.launch(server.address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    waiting = sum(row["waits"] for row in desk.overview())
    click.echo(f"{waiting} answers of your share still wait." if waiting else "All answers of your share are marked.")
    click.echo(f"Next:  {program()} feedback {shlex.quote(str(course))}")


@click.command()
@_course_options
@click.option("--assignment", help="Only this one.")
@click.option(
    "--least", type=click.FloatRange(0, 1), default=0.4, show_default=True, help="Share from which on a pair is listed."
)
def similar(course: Path, source: Path | None, url: str | None, assignment: str | None, least: float) -> None:
    """List submissions of COURSE that are alike, on this machine; a person decides what it means."""
    from coursegrader.batch import similar as alike
    from coursegrader.batch.ledger import Ledger, write

    with _spoken():
        settings, plans = _settings(course, source, url)
        if assignment is not None and assignment not in plans:
            raise GradingError(f"{assignment!r} is no assignment\n    To do: choose one of: {', '.join(plans)}")
        results = {}
        for name, student, result in Ledger(settings.folder / ".grading").all():
            if name in plans and assignment in (None, name):
                results.setdefault(name, {})[student] = result
        for name, graded in results.items():
            found = alike.pairs(plans[name], graded, least=least)
            path = settings.folder / "similar" / f"{name}.html"
            write(path, alike.page(plans[name], len(graded), found))
            click.echo(f"{name}: {len(graded)} submissions, {len(found)} pairs to look at: {path}")


@click.command("hand-in")
@click.argument("notebook", type=_FILE)
@click.option("--student", help="Your id: makes the file to hand in.  [default: only check]")
@click.option("--to", "folder", type=_FOLDER, default=".", show_default=True, help="Folder that gets the file.")
@click.option("--seconds", type=click.FloatRange(1), default=20.0, show_default=True, help="Time for a cell.")
def hand_in(notebook: Path, student: str, folder: Path, seconds: float) -> None:
    """Run NOTEBOOK from the top as the grader will, say what is wrong, and make the zip file to hand in."""
    from coursegrader.handin import fromtop, receipt

    with _spoken():
        found = fromtop.check(notebook, seconds=seconds)
        for each in [*found, *fromtop.lacking(notebook)]:
            click.echo(str(each))
        click.echo(
            f"{len(found)} things to put right." if found else "It runs from the top, and the tests you see pass."
        )
        if student:
            click.echo(f"Hand in: {receipt.pack(notebook, student, folder, checked=not found)}")
        else:
            click.echo(f"Next:  {program()} hand-in {shlex.quote(str(notebook))} --student YOUR_ID")


def read_share(text: str) -> tuple[int, int]:
    """Return the part and the number of parts that ``2/3`` names.

    Raises
    ------
    GradingError
        If it is no such part.
    """
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise GradingError(f"--share {text}\n    To do: write K/N, such as 2/3 for the second of three parts")
    return int(part), int(parts)


def read_limits(words: Iterable[str]) -> Limits:
    """Return the limits that ``NAME=VALUE`` words change."""
    from dataclasses import fields

    from coursegrader.runner.limits import Limits

    kinds = {field.name: field.type for field in fields(Limits)}
    chosen: dict[str, Any] = {}
    for word in words:
        name, _, value = word.partition("=")
        try:
            chosen[name] = int(float(value)) if kinds[name] == "int" else float(value)
        except (KeyError, ValueError, OverflowError):
            raise GradingError(f"--limit {word}\n    To do: write NAME=NUMBER with one of {', '.join(kinds)}") from None
    return Limits(**chosen)


def read_key(path: Path) -> bytes:
    """Return the course key that a file holds."""
    key = path.read_bytes().strip() if path.is_file() else b""
    if len(key) < 16:
        problem = "holds fewer than 16 characters" if path.is_file() else "there is no such key file"
        raise GradingError(
            f"{path}: {problem}\n    To do: write a long random text into it once, and keep it for the whole course"
        )
    return key


def find_exercises(course: Path, names: Iterable[str]) -> list[Path]:
    """Return the author files that fit the names: a folder name, a path, or a number for all exercises of a lesson."""
    folder = course / "exercises"
    known = sorted(folder.glob("*/exercise.md"))
    if not names:
        if not known:
            raise GradingError(
                f"{folder}: there is no exercise\n    To do: run in the course's folder, or name it with --course"
            )
        return known
    chosen = []
    for name in names:
        if Path(name).is_file():
            chosen.append(Path(name))
            continue
        fits = [path for path in known if path.parent.name == Path(name).name]
        fits = fits or [
            path for path in known if name.isdigit() and path.parent.name.split("_")[0].lstrip("0") == name.lstrip("0")
        ]
        if not fits:
            listed = ", ".join(path.parent.name for path in known) or "none"
            raise GradingError(f"{name} is no exercise of {folder}\n    To do: choose one of: {listed}")
        chosen += fits
    return chosen


def _each(course, names, act):
    """Do one thing for each exercise, say how it went, and end with an error if one of them failed."""
    with _spoken():
        paths = find_exercises(course, names)
    failed = 0
    for path in paths:
        try:
            click.echo(f"{path.parent.name}: {act(path)}")
        except GradingError as error:
            failed += 1
            click.echo(str(error), err=True)
        except OSError as error:
            if not is_of_disk(error):
                raise
            raise _Plain(str(cannot_write(error.filename or path, error, "what was there before is kept"))) from None
    if failed:
        raise _Plain(f"{failed} of {len(paths)} exercises have to be put right.")


class _spoken:
    """Turn the errors of this room into a plain message and exit code 2."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if isinstance(error, GradingError):
            raise _Plain(str(error)) from None
        if is_of_disk(error):
            raise _Plain(
                str(cannot_write(error.filename or "a file", error, "what was there before is kept"))
            ) from None


def _to_plain():
    """Return the converter from MyST to plain Markdown that an installed package offers, or None."""
    return next((point.load() for point in entry_points(group="coursegrader.markdown")), None)
