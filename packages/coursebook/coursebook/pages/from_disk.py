"""A page that was opened from a folder says what does not work there, and which one command brings it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from coursebook.text import tr

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")
# Served pages ask for no file more: only a page of a folder loads the notice.
_LOADER = """if (location.protocol === "file:") {{
  window.fromDiskWords = {words};
  document.head.append(Object.assign(document.createElement("script"), {{ src: "{root}_static/from-disk.js" }}));
}}"""


def words() -> dict[str, str]:
    """Return the words of the notice in the reader's language."""
    return {
        "title": tr("This page was opened from a folder"),
        "what": tr(
            "Text, formulas, figures and questions work. Notebooks in the browser do not: browsers do not let a page "
            "of a folder read the files they need. To have everything, run this command"
        ),
        "then": tr("and open {address}"),
        "close": tr("Close"),
    }


def _context(app, pagename, templatename, context, doctree):
    root = "../" * app.builder.get_target_uri(pagename).count("/")
    spoken = json.dumps(words(), ensure_ascii=False).replace("<", "\\u003c")
    app.add_js_file(None, body=_LOADER.format(words=spoken, root=root), id="from-disk")


def setup(app: Sphinx) -> None:
    """Put the loader on every page."""
    app.connect("builder-inited", lambda app: app.config.html_static_path.append(str(STATIC)))
    app.connect("html-page-context", _context)
