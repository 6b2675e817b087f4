"""Call Jupyter Book's own machinery: its configuration, its extensions, its Sphinx."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path

import yaml

from .errors import SiteError, unreadable
from .quick import imports


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


def render(layout, outdir, cache, *, fresh=False, jobs=1, verbose=False):
    """Turn all pages into HTML, with every warning taken as an error.

    Parameters
    ----------
    layout : Layout
        The book.
    outdir : Path
        Where the pages go; parsed pages are kept beside it, so that the next run reads only what has changed.
    cache : Path
        The jupyter-cache with the results of all notebooks.
    fresh : bool
        Read all pages again.
    jobs : int
        Processes that write pages.
    verbose : bool
        Show what Sphinx reports.

    Raises
    ------
    SiteError
        With all warnings and errors of Sphinx.
    KeyboardInterrupt
        If the reader pressed Ctrl-C.
    """
    imports()
    from jupyter_book.sphinx import build_sphinx

    reported = _Tee(sys.stderr if verbose else None)
    with contextlib.redirect_stderr(reported), _in_folder(layout.root):
        outcome = build_sphinx(
            str(layout.root),
            str(outdir),
            noconfig=True,
            path_config=str(layout.config),
            confoverrides={
                "external_toc_path": layout.toc.as_posix(),
                "nb_execution_cache_path": str(cache),
                "latex_individualpages": False,
            },
            doctreedir=str(Path(outdir).with_name("doctrees")),
            freshenv=fresh,
            warningiserror=True,
            keep_going=True,
            quiet=not verbose,
            jobs=jobs,
        )
    if isinstance(outcome, KeyboardInterrupt):
        raise outcome
    if outcome:
        text = reported.getvalue().replace(f"{layout.root}{os.sep}", "").strip()
        raise SiteError(f"the pages were not written; each of these has to be mended:\n{text}")


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
