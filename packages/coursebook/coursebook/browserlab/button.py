"""Sphinx side of the lab: what the buttons in a lesson's header need, and the role ``run`` for the start page.

``course_browser_lab`` says how many megabytes the lab's first start loads; with 0, as in a build that could not make
the lab, pages say nothing about it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from . import FOLDER

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PAGE = Path(__file__).parent / "assets" / "book"


class run(nodes.Inline, nodes.TextElement):
    """A link to the lab's start page; nothing where there is no lab."""


class RunRole(SphinxRole):
    """``{run}`text```: the text leads to the lab."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link; where it leads is known when the page is written."""
        return [run("", nodes.unescape(self.text))], []


def _add(app, pagename, templatename, context, doctree):
    """Bring the script that fetches the lab's files ahead to every page with a button that starts it."""
    if app.config.course_browser_lab and "data-lab=" in (context.get("body") or ""):
        app.add_js_file("run-lesson.js", loading_method="defer")


def _copy(app):
    if app.config.course_browser_lab and app.builder.format == "html":
        static = Path(app.outdir) / "_static"
        static.mkdir(parents=True, exist_ok=True)
        for path in PAGE.iterdir():
            shutil.copyfile(path, static / path.name)


def _visit(self, node):
    if not self.config.course_browser_lab:
        raise nodes.SkipNode
    up = "../" * self.builder.current_docname.count("/")
    self.body.append(f'<a class="reference internal" href="{up}{FOLDER}/index.html">')


def setup(app: Sphinx) -> None:
    """Register the links, the role and the script that fetches ahead."""
    app.add_config_value("course_browser_lab", 0, "html", [int])
    skip = (lambda self, node: None, lambda self, node: None)
    app.add_node(run, html=(_visit, lambda self, node: self.body.append("</a>")), latex=skip, text=skip)
    app.add_role("run", RunRole())
    app.connect("builder-inited", _copy)
    app.connect("html-page-context", _add, priority=960)
