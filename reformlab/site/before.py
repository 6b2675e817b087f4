"""Sphinx extension: pages that are made from other files, written before Sphinx looks which pages there are."""

from __future__ import annotations

from . import generated, layout, lessons


def _write(app, config):
    book = layout.of(app)
    generated.write(book, lessons.toc_names(book))


def setup(app):
    """Write the pages of the tables; sphinx-external-toc reads the table of contents at 900 of the same event."""
    app.add_config_value("course_output", "", "", [str])
    app.connect("config-inited", _write, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
