"""Build the pages with Sphinx, as the plain command ``jupyter-book build`` does, in a process of its own."""

from __future__ import annotations

import contextlib
import gc
import io
import multiprocessing
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .errors import SiteError

if TYPE_CHECKING:
    from coursebook.layout import Layout

# Imported once by the process that every build is a copy of; what is not here is imported by each.
PRELOADED = (
    "coursebook.lean",
    "jupyter_book.config",
    "sphinx.application",
    "myst_nb.sphinx_ext",
    "coursebook.theme",
    __name__,
)
FEW = 3  # pages that are read and written sooner than processes are made for them
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _context(fresh):
    """Return how processes are made: as copies of one that has imported all, where the system can."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() and not fresh else "spawn"
    context: Any = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(list(PRELOADED))
    return context


@contextlib.contextmanager
def warm(*, fresh: bool = False) -> Iterator[None]:
    """Import what `render` needs, in the process that it copies, while the block runs."""
    context = _context(fresh)
    if context.get_start_method() != "forkserver":
        yield
        return
    starter = threading.Thread(target=lambda: _ended(context.Process(target=_nothing)))
    starter.start()
    try:
        yield
    finally:
        starter.join()


def _ended(process):
    process.start()
    process.join()


def _nothing():
    """Do nothing, in a process that has imported everything."""


def render(
    layout: Layout, values: dict[str, Any], *, jobs: int | None = None, verbose: bool = False, fresh: bool = False
) -> tuple[list[str], list[str], str]:
    """Turn all pages into HTML in ``layout.work``, with every warning taken as an error.

    Parameters
    ----------
    layout : Layout
        The book. Parsed pages are kept beside the written ones, so that the next run reads only what has changed.
    values : dict
        Sphinx's configuration values that differ from ``_config.yml``.
    jobs : int, optional
        Processes that read and write pages; by default as many as there are cores.
    verbose : bool
        Show what Sphinx reports.
    fresh : bool
        Import everything anew, as after a change of the library.

    Returns
    -------
    (list of str, list of str, str)
        Names of the notebooks that were run; which cells of these print too much for a page; why there is no browser
        lab, if one was asked for.

    Raises
    ------
    SiteError
        With all warnings and errors of Sphinx.
    """
    context = _context(fresh)
    here, there = context.Pipe(duplex=False)
    # Sphinx writes in one process less than it is told, because its own is busy; for most of the time it is not
    jobs = jobs or (os.cpu_count() or 1) + 1
    process = context.Process(target=_sphinx, args=(there, layout, values, jobs, verbose))
    process.start()
    there.close()
    try:
        outcome = here.recv()
    except EOFError:
        process.join()
        raise SiteError(f"the process that builds ended with {process.exitcode}") from None
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()
    if isinstance(outcome, SiteError):
        raise outcome
    return outcome


def _sphinx(answer, layout, values, jobs, verbose):
    """Run Sphinx and send what `render` returns, or the SiteError that it raises."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the process that waits, and that one ends this
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # with the kernels that run
    # Every page is a tree whose nodes know their parents, and it lives until the pages are written: the collector would
    # go through all of them again and again, for a fifth of the time, and find next to nothing.
    gc.disable()
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    def one_process_for_few(app, env, added, changed, removed):
        if len({*added, *changed, *app.builder.get_outdated_docs()}) <= FEW:
            app.parallel = 1
        return []

    def trouble(text):
        text = _COLOUR.sub("", f"{reported.getvalue()}{text}").replace(f"{layout.root}{os.sep}", "").strip()
        text = text.replace(":: WARNING", ": WARNING")  # so Sphinx writes it where it knows no line
        return SiteError(f"the pages were not written; each of these has to be mended:\n{text}")

    reported = _Tee(sys.stderr if verbose else None)
    os.chdir(layout.root)
    outdir = layout.work / "html"
    try:
        config, _ = get_final_config(
            user_yaml=layout.config, cli_config={"latex_individualpages": False} | values, sourcedir=layout.root
        )
        with contextlib.redirect_stdout(sys.stderr), patch_docutils(), docutils_namespace():
            app = Sphinx(
                srcdir=layout.root,
                confdir=None,
                outdir=outdir,
                doctreedir=layout.work / "doctrees",
                buildername="html",
                confoverrides=config,
                status=sys.stderr if verbose else None,
                warning=reported,
                warningiserror=True,
                keep_going=True,
                parallel=jobs,
            )
            app.connect("env-get-outdated", one_process_for_few)
            app.build()
        done = (*getattr(app.env, "course_ran", ([], [])), getattr(app.config, "course_without_lab", ""))
        outcome = trouble("") if app.statuscode else done
    except KeyboardInterrupt:
        return
    except SiteError as error:
        outcome = error
    except SphinxError as error:
        outcome = trouble(f"{error.category}: {error}")
    except Exception:
        import traceback

        outcome = SiteError(f"a fault in the build itself:\n{traceback.format_exc()}")
    answer.send(outcome)


class _Tee(io.StringIO):
    """Collects what is written and passes it on."""

    def __init__(self, other):
        super().__init__()
        self._other = other

    def write(self, text):
        if self._other is not None:
            self._other.write(text)
        return super().write(text)
