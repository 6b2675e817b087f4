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

import yaml

from .errors import SiteError, unreadable
from .quick import imports

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def configuration(layout) -> dict:
    """Read ``_config.yml``.

    Raises
    ------
    SiteError
        If it is not valid YAML.
    """
    try:
        return yaml.safe_load(layout.config.read_text("utf-8"))
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


def render(layout, outdir, cache, *, lab=False, fresh=False, jobs=1, verbose=False):
    """Turn all pages into HTML, with every warning taken as an error.

    Parameters
    ----------
    layout : Layout
        The book.
    outdir : Path
        Where the pages go; parsed pages are kept beside it, so that the next run reads only what has changed.
    cache : Path
        The jupyter-cache with the results of all notebooks.
    lab : bool
        Let the pages lead to the browser lab.
    fresh : bool
        Read all pages again.
    jobs : int
        Processes that read and write pages.
    verbose : bool
        Show what Sphinx reports.

    Raises
    ------
    SiteError
        With all warnings and errors of Sphinx.
    KeyboardInterrupt
        If the reader pressed Ctrl-C.
    """
    reported = _Tee(sys.stderr if verbose else None)
    values = {
        "external_toc_path": layout.toc.as_posix(),
        "nb_execution_cache_path": str(cache),
        "course_browser_lab": lab,
    }
    outcome = _sphinx(layout, outdir, reported, values, freshenv=fresh, quiet=not verbose, jobs=jobs)
    if isinstance(outcome, KeyboardInterrupt):
        raise outcome
    if outcome:
        trouble = _COLOUR.sub("", reported.getvalue()).replace(f"{layout.root}{os.sep}", "").strip()
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


def _sphinx(layout, outdir, reported, values, **options):
    """Run Sphinx and return 0 or what went wrong."""
    imports()
    _as_in_a_fresh_process()
    from jupyter_book.sphinx import build_sphinx

    with contextlib.redirect_stderr(reported), contextlib.redirect_stdout(sys.stderr), _in_folder(layout.root):
        return build_sphinx(
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
def _in_folder(folder):
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
