"""The page ``genindex``: one alphabet for English and pinyin, and every link says where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from coursebook.directives.places import lessons

from reformlab.words import tr

from .entries import everything, letters

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def arrange(
    entries: list[Any], name_of: Callable[[str], str], spoken: Mapping[str, str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Order Sphinx's index by letters.

    Parameters
    ----------
    entries : list
        Groups as Sphinx makes them: ``(letter, [(name, (links, subentries, key))])``.
    name_of : callable
        Address -> what a link to it says.
    spoken : dict
        Chinese name -> pinyin, by which it is sorted.

    Returns
    -------
    list of (str, list of dict)
        Letter and entries: ``name``, ``pinyin`` (empty for English), ``places`` (address, words) and ``below`` (name
        and places of each subentry).
    """

    def place(links):
        return [{"uri": uri, "words": name_of(uri), "main": bool(main)} for main, uri in links]

    rows = [
        {
            "name": name,
            "pinyin": spoken.get(name, ""),
            "places": place(links),
            "below": [(words, place(below)) for words, below in subentries],
        }
        for _, group in entries
        for name, (links, subentries, _) in group
    ]

    def by(row):
        return letters(row["pinyin"] or row["name"]) or "0"

    rows.sort(key=lambda row: (by(row), row["name"]))
    return [(letter, list(group)) for letter, group in groupby(rows, key=lambda row: by(row)[0].upper())]


def _namer(app):
    pages = {app.builder.get_target_uri(page): page for page in app.env.all_docs}
    numbers = {page: number for number, page in lessons(app.env).items()}

    def name_of(uri):
        page = pages.get(urldefrag(uri)[0])
        if page in numbers:
            return tr("lesson {number}").format(number=numbers[page])
        return app.env.titles[page].astext().lower() if page in app.env.titles else uri

    return name_of


def _page(app, pagename, templatename, context, doctree):
    if pagename == "genindex":
        spoken = dict(pair for entry in everything() for pair in entry.chinese)
        context["course_index"] = arrange(context["genindexentries"], _namer(app), spoken)
        context["course_index_words"] = {"title": tr("Index"), "letters": tr("Letters of the index")}


def setup(app: Sphinx) -> None:
    """Register the page."""
    app.connect("html-page-context", _page)
