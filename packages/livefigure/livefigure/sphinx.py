"""Sphinx extension: live figures of MyST-NB pages work without a kernel and without a foreign host.

Add ``"livefigure.sphinx"`` to ``extensions``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ExtensionError

from .errors import LiveFigureError
from .page import FOLDER, assets, convert, needed

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_STATE = "application/vnd.jupyter.widget-state+json"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("config-inited", _no_widget_manager, priority=100)
    app.connect("builder-inited", _write_assets)
    app.connect("html-page-context", _convert, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _no_widget_manager(app, config):
    """MyST-NB would load require.js and Jupyter's widget manager from elsewhere; no page needs them."""
    if "nb_ipywidgets_js" in config:
        config.nb_ipywidgets_js = {}


def _write_assets(app):
    if app.builder.format == "html":
        for name, text in assets().items():
            write(Path(app.outdir) / name, text)


def _convert(app, pagename, templatename, context, doctree):
    if app.builder.format != "html" or not context.get("body"):
        return
    uri = app.builder.get_target_uri(pagename)
    root = "../" * uri.count("/")
    scripts = context["script_files"]
    saved = [js for js in scripts if getattr(js, "attributes", {}).get("type") == _STATE]
    for js in saved:
        scripts.remove(js)  # the state holds every picture a second time
    try:
        page = convert(context["body"], page=pagename, root=root, saved=[js.attributes["body"] for js in saved])
    except LiveFigureError as error:
        raise ExtensionError(str(error), modname="livefigure.sphinx") from error
    context["body"] = page.html
    if not page.figures:
        return
    for name, text in page.files.items():
        write(Path(app.outdir) / name, text)
    for name in needed(page.html):
        link = f"{FOLDER.removeprefix('_static/')}/{name.rsplit('/', 1)[-1]}"
        if name.endswith(".js"):
            app.add_js_file(link, loading_method="defer", priority=600)
        else:
            app.add_css_file(link)


def write(path: Path, text: str) -> None:
    """Write a file through a temporary one beside it; leave it alone if it is already so."""
    data = text.encode("utf-8")
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)
