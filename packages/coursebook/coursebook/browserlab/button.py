"""Sphinx side of the lab: "Run this lesson" under the title of every lesson, and the role ``run`` for the start page.

``course_browser_lab`` says how many megabytes the lab's first start loads; with 0, as in a build that could not make
the lab, pages say nothing about it.
"""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from coursebook.text import tr

from . import FOLDER

PAGE = Path(__file__).parent / "assets" / "book"
_BOX = '<div class="lesson-header"'


class run(nodes.Inline, nodes.TextElement):
    """A link to the lab's start page; nothing where there is no lab."""


class RunRole(SphinxRole):
    """``{run}`text```: the text leads to the lab."""

    def run(self):
        """Return the link; where it leads is known when the page is written."""
        return [run("", nodes.unescape(self.text))], []


def exercises_of(root, page) -> list[str]:
    """Return the exercises that belong to a lesson: those whose folder begins with its number."""
    number = page.rpartition("/")[2].split("_")[0]
    return sorted(path.parent.name for path in (Path(root) / "exercises").glob(f"{number}_*/exercise.md"))


def links(page, exercises, megabytes) -> str:
    """Return the links from a lesson's page into the lab, as HTML.

    Parameters
    ----------
    page : str
        Document, ``lessons/02_counting_people``.
    exercises : iterable of str
        Folders of its exercises.
    megabytes : int
        What the first start loads.
    """
    lab = "../" * page.count("/") + f"{FOLDER}/notebooks/index.html?path="
    found = [(f"{lab}{page}.ipynb&run=all", tr("Run this lesson"), "fa-play")]
    found += [(f"{lab}exercises/{name}/{name}.ipynb", tr("Do the exercise"), "fa-pencil") for name in exercises]
    parts = "".join(
        f'<a href="{escape(address)}"><span class="fas {sign}" aria-hidden="true"></span> {escape(text)}</a>'
        for address, text, sign in found
    )
    note = tr("in your browser: nothing to install, nothing is sent; the first start loads about {megabytes} MB")
    note = escape(note.format(megabytes=megabytes))
    return f'<p class="run-lesson" data-lab="{"../" * page.count("/")}{FOLDER}/">{parts} <small>{note}</small></p>'


def _add(app, pagename, templatename, context, doctree):
    """Put the links under the box with the lesson's number and time."""
    body = context.get("body") or ""
    start = body.find(_BOX)
    if not app.config.course_browser_lab or doctree is None or start < 0:
        return
    end = body.index("</dl></div>", start) + len("</dl></div>")
    found = links(pagename, exercises_of(app.srcdir, pagename), app.config.course_browser_lab)
    context["body"] = body[:end] + found + body[end:]
    app.add_js_file("run-lesson.js", loading_method="defer")
    app.add_css_file("run-lesson.css")


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


def setup(app):
    """Register the links, the role and the script that fetches ahead."""
    app.add_config_value("course_browser_lab", 0, "html", [int])
    skip = (lambda self, node: None, lambda self, node: None)
    app.add_node(run, html=(_visit, lambda self, node: self.body.append("</a>")), latex=skip, text=skip)
    app.add_role("run", RunRole())
    app.connect("builder-inited", _copy)
    app.connect("html-page-context", _add, priority=960)
