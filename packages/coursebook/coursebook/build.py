"""Build the book: write the pages beside the finished site, and swap them in.

Steps
-----
1. Compare a hash of all sources with the one that the finished site was built from; stop if nothing has changed.
2. Let Sphinx write the pages into ``work``, as ``jupyter-book build`` does; a warning is an error. Notebooks run, and
   the browser lab is made, by extensions of it (`ahead`, `browserlab.extension`).
3. Rename the result to ``html``.

A build that is stopped at any point leaves the last finished site as it was and keeps the notebooks it has run.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from . import browserlab, fingerprint, lessons, publish
from .errors import LessonError, SiteError, read_only
from .layout import STATE
from .lock import only_one
from .sphinx_run import render, warm

if TYPE_CHECKING:
    from coursebook.layout import Layout


@dataclass
class Report:
    """What a build did.

    Attributes
    ----------
    html : Path
        The finished site.
    up_to_date : bool
        True when nothing had changed and nothing was done.
    executed : list of str
        Names of the notebooks that were run.
    cut : list of str
        Which cells of these print so much that the page leaves some of it out; see `long_output`.
    seconds : float
        Time of the build.
    without_lab : str
        Why the book has no browser lab; empty when it has one or none was asked for.
    """

    html: Path
    up_to_date: bool = False
    without_lab: str = ""
    executed: list = field(default_factory=list)
    cut: list = field(default_factory=list)
    seconds: float = 0.0


def _state(html):
    """Return what the finished site was built from: ``sources``, and whether it has a ``lab``."""
    try:
        return json.loads((html / STATE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _key(layout, surroundings):
    """Return a hash of all that a build reads; generated pages count as they were written last."""
    return fingerprint.sources(layout, lessons.pages(layout, as_written=True), surroundings)


def _is_of(state, layout, surroundings):
    """Tell whether the finished site was built from what is there; to write generated pages takes longer."""
    try:
        return state.get("sources") == _key(layout, surroundings)
    except SiteError:  # a generated page is missing, or a source has a fault, of which the build will tell
        return False


def write_whole(path: Path, text: str) -> None:
    """Write `text` to a new file and rename it to `path`, so that nobody reads half of it."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, "utf-8")
    new.replace(path)


def build(
    layout: Layout,
    *,
    cache_folder: str | PathLike[str] | None = None,
    workers: int | None = None,
    force: bool = False,
    lab: bool = False,
    pyodide: str | PathLike[str] | None = None,
    verbose: bool = False,
    fresh: bool = False,
) -> Report:
    """Build the book into ``layout.html``.

    Parameters
    ----------
    layout : Layout
        Sources and output.
    cache_folder : path-like, optional
        Where results of notebooks are kept; ``layout.caches`` by default.
    workers : int, optional
        Notebooks to run at once; one per core by default.
    force : bool
        Write all pages again even when nothing has changed. Results of notebooks are still reused.
    lab : bool
        Build the browser lab as well, where its files can be had.
    pyodide : path-like, optional
        Folder with the files of the browser's Python; see `coursebook.browserlab.make`.
    verbose : bool
        Show what Sphinx reports.
    fresh : bool
        Import everything anew, as after a change of the library.

    Returns
    -------
    Report

    Raises
    ------
    SiteError
        With a message for the person at the keyboard; the last finished site is untouched.
    """
    start, report = perf_counter(), Report(layout.html)
    caches = Path(cache_folder or layout.caches)
    with only_one(layout.output):
        publish.recover(layout.html)
        surroundings = fingerprint.environment(layout)
        state = _state(layout.html)
        same_lab = state.get("lab", False) == lab or (lab and not browserlab.files(caches, pyodide).at_hand())
        if not force and same_lab and _is_of(state, layout, surroundings):
            report.up_to_date = True
            return report
        with warm(fresh=fresh):
            lessons.write_generated(layout)
        key = _key(layout, surroundings)

        whole = layout.work / "whole"
        try:
            if force or not whole.exists():  # a build that was stopped may have left half a page behind
                shutil.rmtree(layout.work, ignore_errors=True)
            layout.work.mkdir(parents=True, exist_ok=True)
            whole.unlink(missing_ok=True)
        except OSError as error:
            raise read_only(layout.work, error) from error
        values = {
            "course_output": str(layout.output),
            "course_workers": workers,
            "course_lab": lab,
            "course_pyodide": str(pyodide or ""),
            "external_toc_path": layout.toc.as_posix(),
            "nb_execution_cache_path": str(caches / surroundings),
        }
        read, kept = layout.work / "doctrees" / "environment.pickle", layout.work / "environment.kept"
        if read.exists():
            shutil.copyfile(read, kept)
        try:
            report.executed, report.cut, report.without_lab = render(layout, values, verbose=verbose, fresh=fresh)
        except LessonError:  # lessons run before any page is read; Sphinx forgets all pages after any error
            if kept.exists():
                kept.replace(read)
                whole.touch()
            raise
        if _key(layout, fingerprint.environment(layout)) == key:
            built = {"sources": key, "lab": lab and not report.without_lab}
            write_whole(layout.work / "html" / STATE, json.dumps(built))
        else:  # somebody edited a file meanwhile: publish, but let the next run look again
            (layout.work / "html" / STATE).unlink(missing_ok=True)
        whole.touch()
        publish.swap(layout.work / "html", layout.html)
    report.seconds = perf_counter() - start
    return report


def clean(layout: Layout, *, results: bool = False) -> None:
    """Remove what a build made.

    Parameters
    ----------
    layout : Layout
        The book.
    results : bool
        Remove the results of notebooks as well, so that the next build runs all of them.

    Raises
    ------
    SiteError
        If something cannot be removed.
    """
    folders = [layout.html, layout.work, layout.html.with_name("html.new"), layout.html.with_name("html.old")]
    folders += [layout.output / browserlab.FOLDER]
    folders += [layout.caches] if results else []
    for folder in folders:
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise SiteError(f"cannot remove {folder}: {error.strerror or error}") from error
