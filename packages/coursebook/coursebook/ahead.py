"""Sphinx extension: run the notebooks whose pages are about to be read, several at once, into MyST-NB's own cache.

MyST-NB then finds every result in its jupyter-cache and starts no kernel. jupyter-cache looks at code cells alone; the
cache therefore lies in a folder named after all else that a result depends on: library, tables, pins.

``course_workers`` says how many notebooks run at once; by default one per core. With ``course_ahead`` false nothing is
run ahead: MyST-NB runs each notebook when it reads its page.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from . import fingerprint, layout, lessons
from .execute import execute

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_LOG = logging.getLogger(__name__)


def _place(app, config):
    """Write generated pages; put the cache into the folder of this state, unless the author chose a place."""
    lessons.write_generated(layout.of(app))
    if config.nb_execution_mode == "cache" and not config.nb_execution_cache_path:
        config.nb_execution_cache_path = str(layout.of(app).caches / fingerprint.environment(layout.of(app)))


def _run(app, env, docnames):
    env.course_ran = [], []
    if env.config.nb_execution_mode != "cache" or not env.config.course_ahead:
        return
    book, waiting = layout.of(app), {os.fspath(env.doc2path(name)) for name in docnames}
    pages = [page for page in lessons.pages(book, as_written=True) if str(page.path) in waiting]
    _, ran = execute(
        book,
        pages,
        cache_folder=Path(env.config.nb_execution_cache_path).parent,
        workers=env.config.course_workers,
        timeout=env.config.nb_execution_timeout,
        progress=None,  # on a terminal alone
    )
    cut = [f"{book.name(done.page.path)}, cell {cell}: {much} are not shown" for done in ran for cell, much in done.cut]
    env.course_ran = sorted(book.name(done.page.path) for done in ran), cut
    for line in cut:
        _LOG.info("Long output: %s.", line)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.add_config_value("course_output", "", "", [str])
    app.add_config_value("course_libraries", [], "", [list])
    app.add_config_value("course_paper_font", "", "", [str])  # read by the layout
    app.add_config_value("course_generated", "", "", [str])
    app.add_config_value("course_ahead", True, "", [bool])
    app.add_config_value("course_workers", None, "", [int, type(None)])
    app.connect("config-inited", _place, priority=100)  # sphinx-external-toc reads the table of contents at 900
    app.connect("env-before-read-docs", _run)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
