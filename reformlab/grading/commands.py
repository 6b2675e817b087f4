"""The verbs ``reformlab exercise`` and ``reformlab grade``."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from reformlab.grading.errors import GradingError

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


class _Plain(click.ClickException):
    """A mistake that a person can put right: its message, and no traceback."""

    exit_code = 2

    def show(self, file=None):
        click.echo(self.format_message(), err=True)


@click.group()
def exercise():
    """Build, check and release the exercises."""


def _exercise_options(command):
    for option in (
        click.argument("names", nargs=-1, metavar="[EXERCISE]..."),
        click.option("--course", type=_FOLDER, default=".", show_default=True, help="Folder that holds exercises/."),
        click.option(
            "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of messages."
        ),
    ):
        command = option(command)
    return command


@exercise.command("build")
@_exercise_options
@click.option("--out", type=_FOLDER, help="Where the copies go.  [default: COURSE/_build/exercises]")
@click.option("--force", is_flag=True, help="Build also what has not changed.")
def build_command(names, course, language, out, force):
    """Make the student, instructor, solution and web copies of the EXERCISEs (all of them by default)."""
    from reformlab.grading.authoring.builder import build

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
def check_command(names, course, language):
    """Check that solutions earn all points, untouched copies none, and that nothing leaks."""
    from reformlab.grading.authoring.check import check

    def one(path):
        report = check(path, language=language, to_plain=_to_plain(), course=course.resolve())
        parts = [
            f"{report.points:g} points",
            f"{report.tests} tests ({report.hidden} with hidden parts)",
            f"{report.essays} essays",
        ]
        return "in order: " + ", ".join(parts + ([f"{report.draws} variants tried"] if report.draws > 1 else []))

    _each(course, names, one)


@exercise.command("release")
@_exercise_options
@click.option("--roster", type=_FILE, required=True, help="CSV file with a column 'id': one row a student.")
@click.option("--key-file", type=_FILE, required=True, help="File with the course key (any secret text; keep it).")
@click.option("--out", type=_FOLDER, required=True, help="Folder that gets one folder a student.")
def release_command(names, course, language, roster, key_file, out):
    """Write one copy a student, each with numbers of its own drawn from the course key."""
    from reformlab.grading.authoring.builder import release

    with _spoken():
        students, key = read_roster(roster), read_key(key_file)

    def one(path):
        return f"{len(release(path, out, roster=students, key=key, language=language, to_plain=_to_plain()))} copies"

    _each(course, names, one)


def read_roster(path: Path) -> list[str]:
    """Return the student ids of a roster: a CSV file with a column ``id``."""
    if not path.is_file():
        raise GradingError(f"{path}: there is no such roster\n    To do: give a CSV file with a column 'id'")
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if "id" not in (rows.fieldnames or []):
            raise GradingError(
                f"{path}: the columns are {rows.fieldnames}\n    To do: name the column of student ids 'id'"
            )
        return [row["id"].strip() for row in rows if row["id"] and row["id"].strip()]


def read_key(path: Path) -> bytes:
    """Return the course key that a file holds."""
    key = path.read_bytes().strip() if path.is_file() else b""
    if len(key) < 16:
        problem = "holds fewer than 16 characters" if path.is_file() else "there is no such key file"
        raise GradingError(
            f"{path}: {problem}\n    To do: write a long random text into it once, and keep it for the whole course"
        )
    return key


def find_exercises(course: Path, names) -> list[Path]:
    """Return the author files of a course that fit the names: a folder name, its number, or a path."""
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
        if len(fits) != 1:
            listed = ", ".join(path.parent.name for path in fits or known) or "none"
            problem = "fits several" if fits else "is no exercise"
            raise GradingError(f"{name} {problem} of {folder}\n    To do: choose one of: {listed}")
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
    if failed:
        raise _Plain(f"{failed} of {len(paths)} exercises have to be put right.")


class _spoken:
    """Turn the errors of this room into a plain message and exit code 2."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if isinstance(error, GradingError):
            raise _Plain(str(error)) from None


def _to_plain():
    """Return the site's converter from MyST to plain Markdown, if that room is installed."""
    try:
        from reformlab.site.notebooks import to_plain_markdown
    except ImportError:
        return None
    return to_plain_markdown
