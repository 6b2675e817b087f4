"""Sphinx extension: the page around a lesson. Own assets, no foreign host, marks of unconfirmed references,
and how long lessons run.

Directives
----------
``{cited-by-lesson}``
    The works that each lesson cites; on the page of references, whose works get the lessons that cite them.
``{lesson-times}``
    Run time of every notebook of the book, with links.
``{versions}``
    The versions that the pages were made with; the argument lists the packages.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemBytecodeCache

from .. import fingerprint, vendor
from ..browserlab import button
from ..layout import Layout
from . import (
    access,
    beside,
    cited,
    code,
    from_disk,
    minus,
    redirect,
    slim,
    status,
    unconfirmed,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")


def _prepare(app, config):
    numbering = app.extensions.get("sphinx_multitoc_numbering")
    if numbering:  # comes with the table of contents and says nothing on the matter; Sphinx would read in one process
        numbering.parallel_read_safe = True
    config.html_static_path.append(str(STATIC))
    if not config.course_render_key:
        config.course_render_key = fingerprint.rendering(Layout(Path(app.srcdir), Path(app.outdir).parent))


def _templates(app):
    if app.builder.format == "html":  # compiled once, and not for every build
        kept = Path(app.doctreedir) / "templates"
        kept.mkdir(parents=True, exist_ok=True)
        app.builder.templates.environment.bytecode_cache = FileSystemBytecodeCache(str(kept))


def _vendor(app):
    if app.builder.format == "html":
        vendor.add_to(Path(app.outdir) / "_static")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    # "env": a change of our own code, of a template or of a package makes Sphinx read all pages again
    app.add_config_value("course_render_key", "", "env", str)
    app.connect("config-inited", _prepare)
    app.connect("builder-inited", _vendor)
    app.connect("builder-inited", _templates)
    app.setup_extension("coursebook.directives.late")
    from_disk.setup(app)
    unconfirmed.setup(app)
    minus.setup(app)
    cited.setup(app)
    beside.setup(app)
    status.setup(app)
    redirect.setup(app)
    access.setup(app)
    app.add_js_file("course-slices.js", loading_method="defer", priority=100)
    slim.setup(app)
    code.setup(app)
    button.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
