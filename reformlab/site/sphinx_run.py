"""Call Jupyter Book's own machinery: its configuration, its extensions, its Sphinx."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import re
import sys
import tempfile
from pathlib import Path
from unittest import mock

import yaml
from tqdm import tqdm

from .errors import SiteError, text_of, unreadable
from .quick import imports

FEW = 3  # pages that are read and written sooner than processes are made for them
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def configuration(layout) -> dict:
    """Read ``_config.yml``.

    Raises
    ------
    SiteError
        If it is not valid YAML.
    """
    try:
        return yaml.safe_load(text_of(layout.config, layout.name(layout.config)))
    except yaml.YAMLError as error:
        raise unreadable(layout.name(layout.config), f"not valid YAML: {error}") from error


def extensions_of(config) -> list[str]:
    """Return the extensions that a configuration lists."""
    return ((config.get("sphinx") or {}).get("config") or {}).get("extensions") or []


_defaults = {}


def _as_in_a_fresh_process():
    """Undo what an earlier app of Sphinx in this process would do to the next one.

    Extensions append to lists that are the default values of options, so that the next app has more in them and finds
    all pages outdated. And sphinx-external-toc looks for collectors of the table of contents among all objects in
    memory; it would find those of the earlier app, and take other listeners off the next one.
    """
    from sphinx.config import Config
    from sphinx.environment.collectors.toctree import TocTreeCollector

    options = Config.config_values
    if not _defaults:
        _defaults.update((name, [*option.default]) for name, option in options.items() if type(option.default) is list)
        return
    for name, default in _defaults.items():
        options[name].default[:] = default
    for thing in gc.get_objects():
        if isinstance(thing, TocTreeCollector):
            thing.listener_ids = None


def render(layout, cache, *, begin=None, lab=0, jobs=1, verbose=False, progress=False):
    """Turn all pages into HTML in ``layout.work``, with every warning taken as an error.

    Parameters
    ----------
    layout : Layout
        The book. Parsed pages are kept beside the written ones, so that the next run reads only what has changed.
    cache : Path
        The jupyter-cache with the results of all notebooks.
    begin : callable, optional
        Called when Sphinx is ready to read pages: the results may come as late as that.
    lab : int
        Megabytes that the first start of the browser lab loads; with 0 no page leads to it.
    jobs : int
        Processes that read and write pages.
    verbose : bool
        Show what Sphinx reports.
    progress : bool
        Show how long it takes.

    Raises
    ------
    SiteError
        With all warnings and errors of Sphinx.
    KeyboardInterrupt
        If the reader pressed Ctrl-C.
    Exception
        What `begin` raises.
    """
    reported, wrong = _Tee(sys.stderr if verbose else None), []
    values = {
        "external_toc_path": layout.toc.as_posix(),
        "nb_execution_cache_path": str(cache),
        "course_browser_lab": lab,
    }

    def ready():
        from sphinx.errors import SphinxError

        try:
            if begin:
                begin()
        except Exception as error:
            wrong.append(error)
            raise SphinxError from error  # anything else it would take for a fault of its own

    options = {"quiet": not verbose, "jobs": jobs, "progress": progress}
    outcome = _sphinx(layout, layout.work / "html", reported, values, ready=ready, **options)
    if wrong:
        raise wrong[0]
    if isinstance(outcome, KeyboardInterrupt):
        raise outcome
    if outcome:
        trouble = _COLOUR.sub("", reported.getvalue()).replace(f"{layout.root}{os.sep}", "").strip()
        trouble = trouble.replace(":: WARNING", ": WARNING")  # so Sphinx writes it where it knows no line
        raise SiteError(f"the pages were not written; each of these has to be mended:\n{trouble}")


def rehearse(layout, pages, cache):
    """Write `pages` into a folder that is thrown away, as if they were the whole book.

    Whatever Sphinx and its extensions read, compile and remember for their first page, a copy of this process has at
    hand. What goes wrong is left to the build, which says it.

    Parameters
    ----------
    layout : Layout
        The book.
    pages : sequence of Page
        Pages of it, with results in `cache` if they are notebooks.
    cache : Path
        As in `render`.
    """
    root, *chapters = [layout.name(page.path.with_suffix("")) for page in pages]
    listed = {"format": "jb-book", "root": root, "chapters": [{"file": name} for name in chapters]}
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        toc = Path(folder) / "_toc.yml"
        toc.write_text(yaml.safe_dump(listed), "utf-8")
        values = {"external_toc_path": toc.as_posix(), "nb_execution_cache_path": str(cache)}
        _sphinx(layout, Path(folder) / "html", io.StringIO(), values, quiet=True)


def _sphinx(layout, outdir, reported, values, *, ready=None, progress=False, **options):
    """Run Sphinx and return 0 or what went wrong."""
    imports(extensions_of(configuration(layout)))
    _as_in_a_fresh_process()
    import jupyter_book.sphinx

    outer = sys.stderr

    def one_process_for_few(app, env, added, changed, removed):
        if len({*added, *changed, *app.builder.get_outdated_docs()}) <= FEW:
            app.parallel = 1
        return []

    class App(jupyter_book.sphinx.Sphinx):
        def build(self, *args, **kwargs):
            with contextlib.redirect_stderr(outer):
                if ready:
                    ready()
            self.connect("env-get-outdated", one_process_for_few)
            with tqdm(total=1, desc="Pages", bar_format="{desc}: {elapsed}", disable=not progress, file=outer) as bar:
                super().build(*args, **kwargs)
                bar.update()

    with (
        mock.patch.object(jupyter_book.sphinx, "Sphinx", App),
        contextlib.redirect_stderr(reported),
        contextlib.redirect_stdout(outer),
        _in_folder(layout.root),
        _without_collector(),
    ):
        return jupyter_book.sphinx.build_sphinx(
            str(layout.root),
            str(outdir),
            noconfig=True,
            path_config=str(layout.config),
            confoverrides={"latex_individualpages": False, **values},
            doctreedir=str(Path(outdir).with_name("doctrees")),
            warningiserror=True,
            keep_going=True,
            **options,
        )


class _Tee(io.StringIO):
    """Collects what is written and passes it on."""

    def __init__(self, other):
        super().__init__()
        self._other = other

    def write(self, text):
        if self._other is not None:
            self._other.write(text)
        return super().write(text)


@contextlib.contextmanager
def _without_collector():
    """Leave objects that refer to each other where they are.

    Every page is a tree whose nodes know their parents, and it lives until the pages are written. The collector would
    go through all of them again and again, for a fifth of the time, and find next to nothing.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@contextlib.contextmanager
def _in_folder(folder):
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
