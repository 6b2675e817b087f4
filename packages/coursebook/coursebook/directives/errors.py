"""Gather what is wrong in the lessons' own syntax, so that one build names all of it and then stops.

The complaints live in the environment beside the pages they belong to: a page with a complaint is read again by the
next build even if its file has not changed, so an error cannot be forgotten by building twice.
"""

from docutils import nodes
from sphinx.transforms import SphinxTransform

from ..errors import SiteError

_STORE = "course_complaints"


class LessonSyntaxError(SiteError):
    """The build stops because of the syntax of one or more lessons."""

    category = "Lesson error"


def store(env, name, kind=dict):
    """Return the extension's own record `name` of the environment, made when it is not there yet."""
    if not hasattr(env, name):
        setattr(env, name, kind())
    return getattr(env, name)


def complain(env, text, line=None):
    """Keep one complaint about the page that is being read."""
    where = str(env.doc2path(env.docname, base=False)) + (f", line {line}" if line else "")
    store(env, _STORE).setdefault(env.docname, []).append(f"{where}: {text}")


def purge(app, env, docname):
    """Forget the complaints of a page that is read anew or gone."""
    store(env, _STORE).pop(docname, None)


def merge(app, env, docnames, other):
    """Take over what another reading process found."""
    for docname in docnames:
        found = store(other, _STORE).get(docname)
        if found:
            store(env, _STORE)[docname] = found


def outdated(app, env, added, changed, removed):
    """Name the pages that had complaints: they are read again."""
    return [docname for docname in store(env, _STORE) if docname in env.found_docs]


def raise_all(app, env):
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

    def apply(self, **kwargs):
        """Go through one page from the outside in."""
        for node in self.document.findall(nodes.Element):
            if not node.line and node.parent is not None:
                node.source, node.line = node.parent.source, node.parent.line


def setup(app):
    """Connect the gathering to the build."""
    app.add_transform(Lines)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("env-get-outdated", outdated)
    app.connect("env-check-consistency", raise_all)
