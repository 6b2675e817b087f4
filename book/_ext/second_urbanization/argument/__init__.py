"""Sphinx extension: the argument map, every concept of the source text and what leads to what.

``{argument-map}`` puts tools, the concepts in layers and the place of a card on its page, ``{argument-table}`` a table
that says the same; both are made from the tables ``concepts`` and ``concept_links`` when the book is built. The page
works without scripts: every concept leads to its row of the table. With scripts the row of the chosen concept is shown
as a card, its links are drawn, and arrow keys walk along them.

graph
    Concepts, links and their words.
drawing
    The layers.
page
    The directives: tools, card, table, script.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursebook import paths

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    from . import page

    app.connect("builder-inited", lambda app: paths.add(app.config, "html_static_path", STATIC))
    page.setup(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
