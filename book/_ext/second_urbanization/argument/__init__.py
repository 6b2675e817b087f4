"""Sphinx extension: the argument map, every concept of the source text and what leads to what.

``{argument-map}`` puts tools, the drawing and the place of a card on its page, ``{argument-table}`` a table that says
the same as the drawing; both are made from the tables ``concepts`` and ``concept_links`` when the book is built. The
page works without scripts: every concept of the drawing leads to its row of the table. With scripts the row of the
chosen concept is shown as a card, and arrow keys walk along the links.

graph
    Concepts, links and their words.
layout
    Where each concept stands; the same tables give the same places.
drawing
    The SVG.
page
    The directives: tools, card, table, script.
"""

from pathlib import Path

from coursebook import paths

STATIC = Path(__file__).with_name("static")


def setup(app):
    """Register everything with Sphinx."""
    from . import page

    app.connect("builder-inited", lambda app: paths.add(app.config, "html_static_path", STATIC))
    page.setup(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
