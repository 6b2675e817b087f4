"""Call Jupyter Book's own machinery: its configuration, its extensions, its Sphinx."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from .errors import SiteError, unreadable
from .layout import Layout
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


_apps_made = 0


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

    Notes
    -----
    A second build in one process gets a process of its own: sphinx-external-toc looks for collectors of the table of
    contents among all objects in memory, finds those of the first build, and takes other listeners off the second.
    """
    global _apps_made
    _apps_made += 1
    options = {"lab": lab, "fresh": fresh, "jobs": jobs, "verbose": verbose}
    places = [str(layout.root), str(layout.output), str(outdir), str(cache)]
    trouble = _sphinx(*places, **options) if _apps_made == 1 else _apart(places, options)
    if trouble:
        raise SiteError(f"the pages were not written; each of these has to be mended:\n{trouble}")


def _apart(places, options):
    """Run `_sphinx` in a fresh Python."""
    command = [sys.executable, "-m", "reformlab.site.sphinx_run", json.dumps([places, options])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode in (130, -2):
        raise KeyboardInterrupt
    try:
        return json.loads(done.stdout.splitlines()[-1])["trouble"]
    except (IndexError, ValueError, KeyError):
        return f"the process that writes the pages ended with {done.returncode}"


def _sphinx(root, output, outdir, cache, *, lab, fresh, jobs, verbose):
    """Run Sphinx in this process and return what it complained about, or an empty text."""
    imports()
    from jupyter_book.sphinx import build_sphinx

    layout = Layout(Path(root), Path(output))
    reported = _Tee(sys.stderr if verbose else None)
    with contextlib.redirect_stderr(reported), contextlib.redirect_stdout(sys.stderr), _in_folder(layout.root):
        outcome = build_sphinx(
            root,
            outdir,
            noconfig=True,
            path_config=str(layout.config),
            confoverrides={
                "external_toc_path": layout.toc.as_posix(),
                "nb_execution_cache_path": cache,
                "latex_individualpages": False,
                "course_browser_lab": lab,
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
    return _COLOUR.sub("", reported.getvalue()).replace(f"{layout.root}{os.sep}", "").strip() if outcome else ""


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


if __name__ == "__main__":
    given_places, given_options = json.loads(sys.argv[1])
    try:
        found = _sphinx(*given_places, **given_options)
    except KeyboardInterrupt:
        sys.exit(130)
    print(json.dumps({"trouble": found}))
