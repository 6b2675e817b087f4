"""Sphinx extension: slides for class, cut from the finished pages of the lessons, with polls and group work between.

`cut` decides what of a page is shown and what the speaker says, `in_class` adds what the class does together, `budget`
keeps a deck as long as a class can take, `deck` writes the page that reveal.js runs, `listing` is the directive
``{slide-list}`` that links all decks, `polls` the directive ``{live-polls}``. A deck lies in ``slides/NN_name.html`` of
the site; it needs no server.

A lesson may mark code cells with tags: ``slide`` shows a cell (code and output) on a slide of its own, ``no-slide``
leaves out what a cell gives. Everything else follows from the order that every lesson has.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")
FOLDER = "slides"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension; without the reveal.js files the book is built without slides."""
    # Imported here, so that `cut` can be used without loading Sphinx.
    from . import deck, listing, polls

    deck.setup(app)
    listing.setup(app)
    polls.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
