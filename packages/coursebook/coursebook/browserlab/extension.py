"""Sphinx extension: the browser lab is made where its files can be had, and laid below the finished pages.

``course_lab`` asks for it, ``course_pyodide`` names a folder with Pyodide's files. What comes of it stands in
``course_browser_lab`` (see `button`), and, where it could not be made, the reason in ``course_without_lab``.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from .. import layout
from . import FOLDER, Unavailable, key, make, make_contents, megabytes, parts

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_LOG = logging.getLogger(__name__)


def _make(app, config):
    """Make the lab before Sphinx compares its settings: pages lead to it or do not mention it."""
    if not config.course_lab:
        return
    try:
        make(
            layout.of(app),
            caches=Path(config.nb_execution_cache_path).parent,
            mirror=config.course_pyodide or None,
            progress=None,
        )
    except Unavailable as error:
        config.course_without_lab = str(error)
        _LOG.info("Without the browser lab: %s. README.md names other ways to get its files.", error)
    else:
        config.course_browser_lab = megabytes(layout.of(app))


def _fill(app, env, docnames):
    """Write the lab's notebooks when the lessons' results are there."""
    if app.config.course_browser_lab:
        make_contents(layout.of(app), cache=Path(app.config.nb_execution_cache_path), progress=None)


def _lay(app, exception):
    if exception or app.builder.format != "html":
        return
    below, stamp = Path(app.outdir) / FOLDER, Path(app.doctreedir) / "browser-lab"
    if not app.config.course_browser_lab:
        shutil.rmtree(below, ignore_errors=True)
        return
    now = key(layout.of(app))
    if below.is_dir() and stamp.is_file() and stamp.read_text("utf-8") == now:
        return
    shutil.rmtree(below, ignore_errors=True)
    for folder, name in parts(layout.of(app)):
        shutil.copytree(folder, below / name, dirs_exist_ok=True)
    stamp.write_text(now, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build, behind `coursebook.ahead`."""
    app.add_config_value("course_lab", True, "", [bool])
    app.add_config_value("course_pyodide", "", "", [str])
    app.add_config_value("course_without_lab", "", "", [str])
    app.connect("config-inited", _make, priority=850)
    app.connect("env-before-read-docs", _fill, priority=600)
    app.connect("build-finished", _lay)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
