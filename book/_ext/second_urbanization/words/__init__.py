"""Sphinx extension: the words of the course. Glossary, links from lessons to it, and the index.

All of it comes from two tables, ``concepts`` and ``terms``. What is here:

``{course-glossary}``
    Every entry with Chinese, pinyin, definition and places. Each is a target of the ``{term}`` role, in both languages,
    and an entry of the index.
links
    The first place in a lesson's text that names a term becomes a link to the glossary, and another entry of the index.
    Which words name a term stands in the column ``words``. The lesson's source and its notebook stay plain.
index
    ``genindex.html``, in one alphabet for English and pinyin; every entry says where it leads.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursebook import paths

if TYPE_CHECKING:
    from sphinx.application import Sphinx

TEMPLATES = Path(__file__).with_name("templates")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    from . import entries, glossary, index, links

    # "env": a change of the tables makes Sphinx read all pages again
    app.add_config_value("course_words_key", "", "env", str)
    app.connect("config-inited", _prepare)
    app.connect("config-inited", lambda app, config: setattr(config, "course_words_key", entries.state()))
    for room in (glossary, links, index):
        room.setup(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}


def _prepare(app, config):
    paths.add(config, "templates_path", TEMPLATES)
