"""Explore the data: a page on which a reader chooses a table, series, places and years, and takes away what is shown.

Directive
---------
``{explore-data}``
    The page. `tables` makes one script a table, loaded when it is chosen, so that the page also works from a folder.
    Observable Plot draws: ``npm run plot`` makes ``static/plot.js``, whose licences stand at its end.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursebook import paths
from coursebook.fingerprint import files
from docutils import nodes
from livefigure import language
from sphinx.util.docutils import SphinxDirective

from reformlab.data.manifest import STANDINGS, package
from reformlab.words import tr

from . import tables

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")
FOLDER = "_static/explore"


class explore_data(nodes.General, nodes.Element):
    """The place of the page's tool."""


class ExploreData(SphinxDirective):
    """``{explore-data}``, without content."""

    def run(self) -> list[nodes.Node]:
        """Return the tool and, for readers without scripts and for print, the list of tables."""
        self.env.note_dependency(str(Path(self.env.srcdir) / "data" / "datapackage.json"))
        return [explore_data()]


def words() -> dict[str, str]:
    """Return what the page says, in the reader's language."""
    return {
        "table": tr("Table"),
        "series": tr("Series"),
        "against": tr("Against (horizontal)"),
        "chart": tr("Chart"),
        "line": tr("Lines"),
        "bar": tr("Bars"),
        "scatter": tr("Scatter"),
        "tiles": tr("Tile map"),
        "from": tr("From"),
        "to": tr("To"),
        "year": tr("Year"),
        "province": tr("Provinces"),
        "country": tr("Countries"),
        "county": tr("Counties"),
        "prefecture": tr("Prefectures"),
        "find": tr("Find"),
        "find_county": tr("Find my county: name, province or code"),
        "all": tr("Choose all"),
        "none": tr("Choose none"),
        "chosen": tr("{count} chosen"),
        "more": tr("{count} more: type to find them."),
        "loading": tr("The table is being loaded."),
        "failed": tr("The table could not be loaded."),
        "empty": tr("No figures for this choice: choose another place or other years."),
        "unread": tr("The address names something that is not here; the rest of it is shown."),
        "change": tr("{place}: {first} in {from}, {last} in {to}."),
        "range": tr("{count} places in {year}: from {low} ({lowest}) to {high} ({highest})."),
        "pairs": tr("{count} places in {year}."),
        "across": tr("across: {series}"),
        "crowded": tr("The first {count} places have colours; the rest are grey."),
        "steps": tr("Darker is more; the colours change above {cuts}, with a quarter of the places in each."),
        "hollow": tr("Hollow, or with a broken frame: not confirmed."),
        "sources": tr("Sources"),
        "figures": tr("Figures"),
        "first_rows": tr("The first {shown} of {count} figures; the CSV has all."),
        "place": tr("Place"),
        "value": tr("Value"),
        "unit": tr("Unit"),
        "standing": tr("Standing"),
        "source": tr("Source"),
        "csv": tr("CSV"),
        "svg": tr("Picture (SVG)"),
        "png": tr("Picture (PNG)"),
        "link": tr("Copy link"),
        "code": tr("The same in Python"),
        "copy": tr("Copy code"),
        "copied": tr("Copied."),
        "uncopied": tr("The browser does not allow copying; the link is in the address bar."),
        "saved": tr("{name} was saved."),
        "take": tr("Take it with you"),
    } | {word: tr(word) for word in STANDINGS}


def _visit(self, node):
    known = tables.names()
    links = "".join(f'<li><a href="data/{name}.html">{self.encode(title)}</a></li>' for name, title in known.items())
    hint = self.encode(tr("Choosing and drawing need scripts. Without them, each table has a page:"))
    said = self.attval(json.dumps(words(), ensure_ascii=False))
    self.body.append(
        f'<div class="explore" data-tables="{self.attval(json.dumps(known))}" data-words="{said}">'
        f"<noscript><p>{hint}</p><ul>{links}</ul></noscript></div>\n"
    )
    raise nodes.SkipNode


def _skip(self, node):
    raise nodes.SkipNode


def _assets(app, pagename, templatename, context, doctree):
    if doctree is not None and next(iter(doctree.findall(explore_data)), None) is not None:
        app.add_css_file("explore.css")
        app.add_js_file("explore.js", loading_method="defer")


def _write(app, exception):
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"{name}.js" for name in tables.names()}
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    mark_of_words = files(tr.file(language()))  # a file that is not there, as for English, counts as empty
    for name in tables.names():
        path, mark = folder / f"{name}.js", f"// {package()[name]['hash']} {mark_of_words}\n"
        if not path.exists() or not path.read_text("utf-8").startswith(mark):
            path.write_text(mark + tables.script(name), "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and write the tables when the build has ended well."""
    others = ("latex", "text", "man", "texinfo")
    app.add_node(explore_data, html=(_visit, None), **dict.fromkeys(others, (_skip, None)))  # type: ignore[arg-type]  # of the words, only override is a bool
    app.add_directive("explore-data", ExploreData)
    app.connect("builder-inited", lambda app: paths.add(app.config, "html_static_path", STATIC))
    app.connect("html-page-context", _assets)
    app.connect("build-finished", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
