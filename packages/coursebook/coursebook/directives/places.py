"""Where lessons, tables, models and claims are, as links; plain words where the book does not have them."""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from coursebook.text import tr

from .cards import claim_target
from .errors import store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LESSONS = "course_lessons"  # the environment's record of all front matter: page name -> dict


class place(nodes.Inline, nodes.Element):
    """Stands for a link while pages are read: ``kind`` and ``name``, see `FillPlaces`."""


def lessons(env: BuildEnvironment) -> dict[int, str]:
    """Return lesson number -> page name."""
    return {front["lesson"]: page for page, front in store(env, LESSONS).items()}


def parts(env: BuildEnvironment) -> list[tuple[str, list[str]]]:
    """Return the parts of the book as (caption, pages) in the order of its table of contents."""
    return [
        (node.get("caption") or "", [page for _, page in node["entries"] if page in env.titles]) for node in _lists(env)
    ]


def entries(env: BuildEnvironment) -> list[tuple[str | None, str]]:
    """Return (title, page) of every entry of the table of contents; the title is None where it is that of the page."""
    return [entry for node in _lists(env) for entry in node["entries"]]


def _lists(env):
    return list(env.tocs[env.config.root_doc].findall(addnodes.toctree))


def part(env: BuildEnvironment, page: str) -> str:
    """Return the caption of the part to which a page belongs; empty when it has none."""
    return next((caption for caption, pages in parts(env) if page in pages), "")


def link(app: Sphinx, page: str, text: str, anchor: str = "", *, here: str | None = None) -> nodes.Node:
    """Return a link to a page of the book, or its words when there is no such page.

    Parameters
    ----------
    app : sphinx.application.Sphinx
    page, anchor : str
        Where the link leads.
    text : str
        What it says.
    here : str, optional
        The page that it stands on; the page being written unless given.
    """
    env = app.env
    if page not in env.all_docs:
        return nodes.Text(text)
    uri = app.builder.get_relative_uri(here or env.docname, page) + (f"#{anchor}" if anchor else "")
    return nodes.reference("", text, internal=True, refuri=uri)


def labelled(app: Sphinx, names: Iterable[str], text: str, fallback: str = "") -> nodes.Node:
    """Return a link to the first of several labels that exists; else to the page `fallback`, if that exists."""
    standard: Any = app.env.get_domain("std")
    labels = standard.anonlabels
    page, anchor = next((labels[name][:2] for name in names if name in labels), (fallback, ""))
    return link(app, page, text, anchor)


def lesson(app: Sphinx, number: int, *, title: bool = True) -> nodes.Node:
    """Return a link to a lesson, with its title or as a bare number."""
    page = lessons(app.env).get(number, "")
    words = app.env.titles[page].astext() if title and page in app.env.titles else ""
    return link(app, page, f"{number}. {words}" if words else str(number))


def claim(app: Sphinx, phrase: str) -> nodes.Node:
    """Return a link to a phrase's row in the claims ledger."""
    uri = claim_target(app, app.env.docname, phrase)
    return nodes.reference("", phrase, internal=True, refuri=uri) if uri else nodes.Text(phrase)


def table(app: Sphinx, name: str) -> nodes.Node:
    """Return a link to the page of a table."""
    names = (f"table-{name.replace('_', '-')}", f"table-{name}")
    return labelled(app, names, name, app.config.course_table_page.format(table=name))


def model(app: Sphinx, name: str) -> nodes.Node:
    """Return a link to a model in the gallery."""
    return labelled(app, (f"model-{name.replace('_', '-')}",), name)


def listed(found: Iterable[nodes.Node], between: str = "") -> list[nodes.Node]:
    """Return nodes with a comma, or `between`, between any two of them."""
    between = between or tr("{one}, {next}").format(one="", next="")
    parts: list[nodes.Node] = []
    for node in found:
        parts += [nodes.Text(between), node] if parts else [node]
    return parts


def filled(sentence: str, **parts: str | nodes.Node | list[nodes.Node]) -> list[nodes.Node]:
    """Return a sentence with words and links in the places of its fields: a translation may put them elsewhere.

    Examples
    --------
    >>> [node.astext() for node in filled("after lessons {before}.", before=[nodes.Text("1"), nodes.Text("2")])]
    ['after lessons ', '1', '2', '.']
    """
    found: list[nodes.Node] = []
    said = ""
    for words, name, _, _ in Formatter().parse(sentence):
        part = parts[name] if name else ""
        said += words
        if isinstance(part, str):
            said += part
            continue
        found += [nodes.Text(said)] if said else []
        found += part if isinstance(part, list) else [part]
        said = ""
    return [*found, nodes.Text(said)] if said else found


def nothing() -> nodes.Node:
    """Return what stands where a list is empty."""
    return nodes.Text(tr("nothing"))


class FillPlaces(SphinxPostTransform):
    """Turn every `place` of one page into its link."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Replace the places."""
        ways = {
            "lesson": lesson,
            "number": lambda app, name: lesson(app, name, title=False),
            "table": table,
            "model": model,
            "claim": claim,
            "page": lambda app, name: link(app, name[0], name[1], name[2]),
        }
        for node in list(self.document.findall(place)):
            node.replace_self(ways[node["kind"]](self.app, node["name"]))


def setup(app: Sphinx) -> None:
    """Register the node and its transform."""
    app.add_node(place)
    app.add_post_transform(FillPlaces)
