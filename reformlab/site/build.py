"""Build the book: run what is new, write the pages, swap the finished site in.

Steps
-----
1. Compare a hash of all sources with the one that the finished site was built from; stop if nothing has changed.
2. Run the notebooks whose code, library, data or pins have changed, several at once.
3. Build what has changed of the browser lab; where it cannot be built, the book goes without and says so.
4. Let Jupyter Book write the pages into ``work``; a warning is an error.
5. Rename the result to ``html``.

A build that is stopped at any point leaves the last finished site as it was and keeps the notebooks it has run.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from . import browserlab, fingerprint, lessons, publish
from .errors import SiteError, read_only
from .kernels import available, kernels_for
from .lock import only_one
from .quick import without_grammar
from .sphinx_run import configuration, render

STATE = ".built-from.json"


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
    seconds : dict
        Time of each step, in seconds.
    without_lab : str
        Why the book has no browser lab; empty when it has one or none was asked for.
    """

    html: Path
    up_to_date: bool = False
    without_lab: str = ""
    executed: list = field(default_factory=list)
    cut: list = field(default_factory=list)
    seconds: dict = field(default_factory=dict)


class _Clock:
    def __init__(self, seconds):
        self.seconds, self.start = seconds, perf_counter()

    def note(self, step):
        now = perf_counter()
        self.seconds[step], self.start = now - self.start, now


def _state(html):
    """Return what the finished site was built from: ``sources``, and whether it has a ``lab``."""
    try:
        return json.loads((html / STATE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _lab(layout, cache, caches, mirror, progress):
    """Build the browser lab; return the folders to publish, or none and the reason."""
    try:
        browserlab.make(layout, cache=cache, caches=caches, mirror=mirror, progress=progress)
    except browserlab.Unavailable as error:
        return [], str(error)
    return [(folder, f"{browserlab.FOLDER}/{name}") for folder, name in browserlab.parts(layout)], ""


def _known(folder, layout, pages):
    """Notebooks whose very code was run before, by a list kept beside the results; quicker than reading all of them."""
    try:
        seen = set(json.loads((folder / "codes.json").read_text("utf-8")))
    except (OSError, ValueError):
        seen = set()
    return [page for page in pages if _code_key(layout, page) in seen]


def _code_key(layout, page):
    return fingerprint.of_text(layout.name(page.path), page.code)


@contextmanager
def executing(layout, pages, *, key=None, cache_folder=None, workers=None, warm=None, kernels=None, progress=True):
    """Run the notebooks that have to be run while the block does something else.

    Parameters
    ----------
    layout : Layout
        The book.
    pages : sequence of Page
        Pages of the table of contents; those that are no notebooks are passed over.
    key : str, optional
        From `fingerprint.environment`, if it is known.
    cache_folder : path-like, optional
        Where results are kept; ``layout.caches`` by default.
    workers : int, optional
        Notebooks at once; one per core by default.
    warm : bool, optional
        False to start a fresh Python for each notebook even where a warm one can be forked.
    kernels : WarmKernels, optional
        What starts the notebooks' processes, if it has been made before; see `reformlab.site.watch.standby`.
    progress : bool
        Show a progress bar.

    Yields
    ------
    (ResultCache, list of Page, callable)
        The cache, the notebooks that are being run, and what waits for them: from then on the cache has all results.
        It returns a list of Executed, or raises a LessonError that names the lesson, the cell and the error.
    """
    notebooks = [page for page in pages if page.is_notebook]
    caches_folder, key = Path(cache_folder or layout.caches), key or fingerprint.environment(layout)
    folder = caches_folder / key
    known = _known(folder, layout, notebooks)
    unsure = [page for page in notebooks if page not in known]
    with ExitStack() as stack:
        if unsure:  # the processes warm up while this one imports what it needs
            kernels = stack.enter_context(kernels or kernels_for(lessons.imports(unsure), warm=warm))
        without_grammar()
        from .cache import open_for

        cache, running = open_for(caches_folder, key), None
        to_run = [page for page in unsure if not cache.has(page)]
        if to_run:
            from .execute import Running

            timeout = (configuration(layout).get("execute") or {}).get("timeout") or 120
            options = {"workers": workers, "timeout": timeout, "progress": progress}
            # a long one that begins last ends alone
            by_length = sorted(to_run, key=lambda page: len(page.text), reverse=True)
            running = stack.enter_context(Running(by_length, kernels, name=layout.name, keep=cache.keep, **options))

        def wait():
            ended = running.results() if running else []
            write_whole(folder / "codes.json", json.dumps([_code_key(layout, page) for page in notebooks]))
            return ended

        yield cache, to_run, wait


def execute(layout, pages, **options):
    """Run the notebooks that have to be run and wait for them.

    Parameters
    ----------
    layout, pages, **options
        As in `executing`.

    Returns
    -------
    (ResultCache, list of Page)
        The cache with all results, and the notebooks that were run.

    Raises
    ------
    LessonError
        Naming the lesson, the cell and the error.
    """
    with executing(layout, pages, **options) as (cache, ran, wait):
        wait()
    return cache, ran


def _page_jobs():
    """Processes that read and write pages: Sphinx forks them, so one where forking is not safe."""
    # Sphinx writes in one process less than it is told, because its own is busy; for most of the time it is not
    return (os.cpu_count() or 1) + 1 if available() else 1


def write_whole(path, text):
    """Write `text` to a new file and rename it to `path`, so that nobody reads half of it."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, "utf-8")
    new.replace(path)


def build(
    layout,
    *,
    cache_folder=None,
    workers=None,
    warm=None,
    kernels=None,
    force=False,
    lab=False,
    pyodide=None,
    verbose=False,
    progress=True,
):
    """Build the book into ``layout.html``.

    Parameters
    ----------
    layout : Layout
        Sources and output.
    cache_folder, workers, warm, kernels, progress
        As in `executing`.
    force : bool
        Write all pages again even when nothing has changed. Results of notebooks are still reused.
    lab : bool
        Build the browser lab as well.
    pyodide : path-like, optional
        Folder with the files of the browser's Python; see `reformlab.site.browserlab.make`.
    verbose : bool
        Show what Sphinx reports.

    Returns
    -------
    Report

    Raises
    ------
    SiteError
        With a message for the person at the keyboard; the last finished site is untouched.
    """
    report = Report(layout.html)
    clock = _Clock(report.seconds)
    with only_one(layout.output):
        publish.recover(layout.html)
        pages = lessons.pages(layout)
        surroundings = fingerprint.environment(layout)
        key = fingerprint.sources(layout, pages, surroundings)
        clock.note("compare")
        state = _state(layout.html)
        same_lab = state.get("lab", False) == lab or (
            lab and not browserlab.files(cache_folder or layout.caches, pyodide).at_hand()
        )
        if not force and state.get("sources") == key and same_lab:
            report.up_to_date = True
            return report

        whole = layout.work / "whole"
        chosen = {"workers": workers, "warm": warm, "kernels": kernels, "progress": progress}
        with executing(layout, pages, key=surroundings, cache_folder=cache_folder, **chosen) as (cache, ran, wait):
            report.executed = [layout.name(page.path) for page in ran]
            beside = []

            def ended():
                for done in wait():
                    name = layout.name(done.page.path)
                    report.cut += [f"{name}, cell {cell}: {much} are not shown" for cell, much in done.cut]

            if lab:
                ended()
                clock.note("execute")
                beside, report.without_lab = _lab(layout, cache.path, cache_folder, pyodide, progress)
                clock.note("browser lab")
            try:
                if force or not whole.exists():  # a build that was stopped may have left half a page behind
                    shutil.rmtree(layout.work, ignore_errors=True)
                layout.work.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise read_only(layout.work, error) from error

            def begin():
                if not lab:
                    ended()
                    clock.note("execute")
                whole.unlink(missing_ok=True)

            shown = {"verbose": verbose, "progress": progress}
            megabytes = browserlab.megabytes(layout) if beside else 0
            render(layout, cache.path, begin=begin, lab=megabytes, jobs=_page_jobs(), **shown)
        clock.note("pages")

        now = fingerprint.environment(layout)
        if fingerprint.sources(layout, lessons.pages(layout), now) == key:
            write_whole(layout.work / "html" / STATE, json.dumps({"sources": key, "lab": bool(beside)}))
        else:  # somebody edited a file meanwhile: publish, but let the next run look again
            (layout.work / "html" / STATE).unlink(missing_ok=True)
            if now != surroundings:  # nobody knows which library these lessons saw
                cache.forget(ran)
        whole.touch()
        publish.swap(layout.work / "html", layout.html, beside)
        clock.note("publish")
    return report


def clean(layout, *, results=False):
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
