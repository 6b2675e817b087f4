"""``index.html`` at the top of the site: one step to the landing page, which lies in ``book/``."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from coursebook.text import tag, tr

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={target}">
<link rel="canonical" href="{target}">
<link rel="icon" href="data:,">
<title>{title}</title>
</head>
<body><main><h1>{title}</h1><p><a href="{target}">{go}</a></p></main></body>
</html>
"""


def page(target: str, title: str, language: str = "en") -> str:
    """Return a page that leads to `target`, also when scripts are off."""
    return _PAGE.format(
        target=escape(target), title=escape(title), language=escape(language), go=escape(tr("Go to the first page"))
    )


def _write(app, exception):
    if exception or app.builder.name != "html" or app.config.root_doc == "index":
        return
    target = app.builder.get_target_uri(app.config.root_doc)
    text = page(target, app.config.html_title or app.config.project, tag(app.config.language))
    Path(app.outdir, "index.html").write_text(text, "utf-8")


def setup(app: Sphinx) -> None:
    """Write the page when the build has ended well."""
    app.connect("build-finished", _write)
