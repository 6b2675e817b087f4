"""Sphinx extension: a search that finds what people type, in a window over every page (Ctrl-K) and on its own page.

It takes the place of Sphinx's search. The index is made from the finished pages, so it also knows alt texts, captions,
check-yourself items and terms of the glossary. `terms` says how text is cut, `text` what of a page is read, `also`
which words lead to a page that does not have them, `index` how all is written. All files are scripts: the search works
below any path and on a page that was opened from a folder.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.search import IndexBuilder

from coursebook.text import tr

from .. import paths
from . import also
from .index import index, page_text, weights
from .text import parts_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")
TEMPLATES = Path(__file__).with_name("templates")
FOLDER = "_static/search"


def words() -> dict:
    """Return the texts that the scripts show, in the reader's language."""
    return {
        "search": tr("Search this course"),
        "field": tr("Words to look for"),
        "close": tr("Close"),
        "hint": tr("Type a word, or part of one, in English or Chinese."),
        "wait": tr("The index is being loaded."),
        "one": tr("1 page found."),
        "many": tr("{count} pages found."),
        "first": tr("{count} pages found; the first {shown} are shown."),
        "none": tr("No page has {query}."),
        "some": tr("No page has all of these words; these have some of them."),
        "near": tr("No page has {query} spelled so; these have words that are close."),
        "broken": tr("The index could not be loaded."),
        "check": tr("Question"),
        "figure": tr("Figure"),
        "term": tr("Term"),
        "marked": tr("{count} places are marked."),
        "clear": tr("Clear the marks"),
        "all": tr("Show all on one page"),
    }


def _kept(app):
    return Path(app.doctreedir) / "search"


def _slug(name):
    return name.replace("/", "--")


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def _page(app, pagename, templatename, context, doctree):
    scripts = context.get("script_files", [])
    for script in [one for one in scripts if str(getattr(one, "filename", "")).endswith("sphinx_highlight.js")]:
        scripts.remove(script)  # course-marks.js marks what was looked for
    if app.builder.format != "html" or doctree is None or not context.get("body"):
        return
    parts = parts_of(context["body"])
    page = {
        "name": _slug(pagename),
        "url": app.builder.get_target_uri(pagename),
        "parts": [
            [part.anchor, part.kind, part.title, part.text, dict(weights(part, place == 0))]
            for place, part in enumerate(parts)
        ],
    }
    if parts:
        _write(_kept(app) / f"{_slug(pagename)}.json", json.dumps(page, ensure_ascii=False))


def _stemmer(app):
    """Return Sphinx's own script that defines `Stemmer`; `terms` takes the stemmer of the same name."""
    return IndexBuilder(app.env, "en", {}, "").get_js_stemmer_code()


def _start(app):
    paths.add(app.config, "html_static_path", STATIC)
    if app.builder.format == "html":
        app.builder.search = False  # Sphinx's own index is not needed
        text = f"window.courseSearchWords = {json.dumps(words(), ensure_ascii=False)};\n{_stemmer(app)}"
        _write(Path(app.outdir) / "_static" / "course-stemmer.js", text)


def _search_page(app):
    if app.builder.format == "html":
        yield "search", {"title": tr("Search")}, "search.html"


def _index(app, exception):
    if exception or app.builder.format != "html":
        return
    kept = {name: _kept(app) / f"{_slug(name)}.json" for name in sorted(app.env.found_docs)}
    pages = {name: json.loads(path.read_text("utf-8")) for name, path in kept.items() if path.is_file()}
    if app.config.course_search_words:
        also.add(pages, app.config.course_search_words, Path(app.srcdir))
    folder = Path(app.outdir) / FOLDER
    _write(folder / "index.js", index(pages.values()))
    for page in pages.values():
        _write(folder / f"{page['name']}.js", page_text(page))


def setup(app: Sphinx) -> dict[str, Any]:
    """Take the place of Sphinx's search."""
    app.add_config_value("course_search_words", "", "", [str])  # a file as `also` reads it; empty: none
    app.connect("config-inited", lambda app, config: paths.add(config, "templates_path", TEMPLATES))
    app.connect("builder-inited", _start, priority=100)
    app.connect("html-collect-pages", _search_page)
    app.connect("html-page-context", _page, priority=960)
    app.connect("build-finished", _index)
    for place, name in enumerate(("course-stemmer.js", "course-terms.js", "course-search.js", "course-marks.js")):
        app.add_js_file(name, loading_method="defer", priority=740 + place)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
