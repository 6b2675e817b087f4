"""Gather what is wrong in the lessons' own syntax, so that one build names all of it and then stops.

The complaints live in the environment beside the pages they belong to: a page with a complaint is read again by the
next build even if its file has not changed, so an error cannot be forgotten by building twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from ..errors import SiteError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_STORE = "course_complaints"


class LessonSyntaxError(SiteError):
    """The build stops because of the syntax of one or more lessons."""

    category = "Lesson error"


def store(env: BuildEnvironment, name: str, kind: Callable[[], Any] = dict) -> Any:
    """Return the extension's own record `name` of the environment, made when it is not there yet."""
    if not hasattr(env, name):
        setattr(env, name, kind())
    return getattr(env, name)


def complain(env: BuildEnvironment, text: str, line: int | None = None) -> None:
    """Keep one complaint about the page that is being read."""
    where = str(env.doc2path(env.docname, base=False)) + (f", line {line}" if line else "")
    store(env, _STORE).setdefault(env.docname, []).append(f"{where}: {text}")


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the complaints of a page that is read anew or gone."""
    store(env, _STORE).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
    """Take over what another reading process found."""
    for docname in docnames:
        found = store(other, _STORE).get(docname)
        if found:
            store(env, _STORE)[docname] = found


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Name the pages that had complaints: they are read again."""
    return [docname for docname in store(env, _STORE) if docname in env.found_docs]


def raise_all(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop the build if there is any complaint.

    Raises
    ------
    LessonSyntaxError
        All complaints, one a line.
    """
    found = [text for docname in sorted(store(env, _STORE)) for text in store(env, _STORE)[docname]]
    if found:
        raise LessonSyntaxError("\n  ".join(["", *found]).lstrip("\n"))


class Lines(SphinxTransform):
    """Give what the parser leaves without a line, such as a picture, that of the paragraph: warnings name it."""

    default_priority = 10

    def apply(self, **kwargs: Any) -> None:
        """Go through one page from the outside in."""
        for node in self.document.findall(nodes.Element):
            if not node.line and node.parent is not None:
                node.source, node.line = node.parent.source, node.parent.line


def setup(app: Sphinx) -> None:
    """Connect the gathering to the build."""
    app.add_transform(Lines)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("env-get-outdated", outdated)
    app.connect("env-check-consistency", raise_all)
