"""Sphinx extension: the page around a lesson. Own assets, no foreign host, the course plan, the claims ledger, marks
of unconfirmed references, and how long lessons run.

Directives
----------
``{lesson-plan}``
    One lesson a line, ``number | title | Chinese title``; a lesson that is in the table of contents becomes a link,
    with what it asks of a reader under it and the sums of the part at the end.
``{lesson-path}``, ``{lesson-totals}``, ``{cite-course}``
    A way through the course, the sums of all lessons, how to cite the course.
``{claims-ledger}``
    Every phrase of the source text as one row: claim, lessons, data, models, evidence, verdict.
``{cited-by-lesson}``
    The works that each lesson cites; on the page of references, whose works get the lessons that cite them.
``{lesson-times}``
    Run time of every notebook of the book, with links.
``{versions}``
    The versions that the pages were made with; the argument lists the packages.
"""

from __future__ import annotations

from pathlib import Path

from .. import fingerprint, vendor
from ..layout import Layout
from . import cited, facts, from_disk, ledger, plan, redirect, slim, status, syllabus, unconfirmed

TEMPLATES = Path(__file__).with_name("templates")


def _prepare(app, config):
    numbering = app.extensions.get("sphinx_multitoc_numbering")
    if numbering:  # says nothing on the matter; it numbers sections after all pages have been read, in one process
        numbering.parallel_read_safe = True
    config.templates_path.append(str(TEMPLATES))
    if not config.course_render_key:
        config.course_render_key = fingerprint.rendering(Layout(Path(app.srcdir), Path(app.outdir).parent))


def _vendor(app):
    if app.builder.format == "html":
        vendor.add_to(Path(app.outdir) / "_static")


def _context(app, pagename, templatename, context, doctree):
    context["asset_key"] = app.config.course_render_key[:8]


def _mathjax_where_formulas_are(app, pagename, templatename, context, doctree):
    """Take MathJax off the landing page: Sphinx loads it there because pages below it have formulas."""
    if app.env.get_domain("math").data["has_equations"].get(pagename):
        return
    for script in list(context["script_files"]):
        attributes = getattr(script, "attributes", {})
        if str(getattr(script, "filename", "")).endswith(app.config.mathjax_path) or str(
            attributes.get("body", "")
        ).startswith("window.MathJax"):
            context["script_files"].remove(script)


def setup(app):
    """Register everything with Sphinx."""
    # "env": a change of our own code, of a template or of a package makes Sphinx read all pages again
    app.add_config_value("course_render_key", "", "env", str)
    app.connect("config-inited", _prepare)
    app.connect("builder-inited", _vendor)
    app.connect("html-page-context", _context)
    app.connect("html-page-context", _mathjax_where_formulas_are, priority=900)
    app.setup_extension("reformlab.site.directives.late")
    from_disk.setup(app)
    plan.setup(app)
    unconfirmed.setup(app)
    ledger.setup(app)
    facts.setup(app)
    syllabus.setup(app)
    cited.setup(app)
    status.setup(app)
    redirect.setup(app)
    slim.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
