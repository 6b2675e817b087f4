"""The directives ``lesson-times`` and ``versions``: what was run, for how long, and with what."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ..text import tr

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class _Times(nodes.General, nodes.Element):
    """Stands where the table of run times goes until all notebooks have been read."""


class LessonTimes(SphinxDirective):
    """A table of all notebooks of the book."""

    def run(self) -> list[nodes.Node]:
        """Return a node that `_fill` replaces, and note that this page shows run times."""
        _pages_with_times(self.env).add(self.env.docname)
        return [_Times()]


class Versions(SphinxDirective):
    """A table of packages, named one a line, and of Python."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        names = [line.strip() for line in self.content if line.strip()]
        rows = [("Python", platform.python_version()), *((name, _version(name)) for name in names)]
        return [_table((tr("Software"), tr("Version")), rows)]


def _version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # a book may be built with plain Sphinx, without Jupyter Book
        return tr("not in this build")


def _pages_with_times(env):
    if not hasattr(env, "course_time_pages"):
        env.course_time_pages = set()
    return env.course_time_pages


def _forget(app, env, docname):
    _pages_with_times(env).discard(docname)


def _merge(app, env, docnames, other):
    _pages_with_times(env).update(_pages_with_times(other) & set(docnames))


def _changed(app, env):
    """Name the pages to be written again because a lesson was run since they were written."""
    times = run_times(env)
    if getattr(env, "course_run_times", None) == times:
        return []
    env.course_run_times = times
    return sorted(_pages_with_times(env))


def _cell(content):
    inside = content if isinstance(content, nodes.Node) else nodes.Text(str(content))
    return nodes.entry("", nodes.paragraph("", "", inside))


def _table(head, rows):
    group = nodes.tgroup("", *[nodes.colspec(colwidth=1) for _ in head], cols=len(head))
    group += nodes.thead("", nodes.row("", *map(_cell, head)))
    group += nodes.tbody("", *[nodes.row("", *map(_cell, row)) for row in rows])
    return nodes.table("", group)


def _reading_order(env):
    waiting = [env.config.root_doc]
    while waiting:
        name = waiting.pop(0)
        yield name
        waiting = [*env.toctree_includes.get(name, []), *waiting]


def run_times(env: BuildEnvironment) -> list[tuple[str, str, float]]:
    """Return (document, title, seconds) for every notebook that was run, in reading order."""
    from myst_nb.sphinx_ import NbMetadataCollector

    order = {name: place for place, name in enumerate(_reading_order(env))}
    found = []
    for name in sorted(env.found_docs, key=lambda name: (order.get(name, len(order)), name)):
        data = NbMetadataCollector.get_exec_data(env, name)
        if data and data["runtime"] is not None:
            found.append((name, env.titles[name].astext(), data["runtime"]))
    return found


def _fill(app, doctree, docname):
    for place in list(doctree.findall(_Times)):
        rows = []
        for name, title, seconds in run_times(app.env):
            link = nodes.reference("", title, internal=True, refuri=app.builder.get_relative_uri(docname, name))
            rows.append((link, tr("{seconds:.1f} s").format(seconds=seconds)))
        head = (tr("Page"), tr("Run time"))
        place.replace_self(_table(head, rows) if rows else nodes.paragraph(text=tr("No notebook was run.")))


def setup(app: Sphinx) -> None:
    """Register both directives."""
    app.add_node(_Times)
    app.add_directive("lesson-times", LessonTimes)
    app.add_directive("versions", Versions)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _changed)
    app.connect("doctree-resolved", _fill)
