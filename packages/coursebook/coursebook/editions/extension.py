"""Sphinx extension ``coursebook.editions.extension``: the switch between editions, and what the pages of one need.

In the English book it does nothing until an edition has been built (``coursebook edition build LANGUAGE``). Then the
finished site of the edition lies below the English one, and every page leads to its twin, to the section in view.
In an edition (``course_language`` is set) headings have the ids of the English ones, ``{glue:million}`name``` prints a
number as the language counts, and a page says how its translation stands.
"""

from __future__ import annotations

import json
import shutil
from decimal import InvalidOperation
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from docutils import nodes
from livefigure.words import later
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.utils import retrieve_glue_data
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from coursebook.text import tr

from .. import paths
from ..errors import SiteError
from ..layout import of
from ..notebooks import bibliography
from . import all_of, built, output
from .numbers import SCALE, counted
from .tree import RECORD

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")
SPHINX_WORDS = (  # tooltips that Sphinx leaves in English in some languages, Chinese among them
    *(later("Link to this heading"), later("Link to this term"), later("Link to this definition")),
    *(later("Link to this table"), later("Link to this code"), later("Link to this image")),
)


class Counted(SphinxRole):
    """``{glue:million}`name```: a glued number that counts in millions, as the language of the edition counts."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number as text."""
        unit = self.name.rpartition(":")[2]
        try:
            text = retrieve_glue_data(self.inliner.document, self.text).data["text/plain"].strip("'\"")
            number = counted(text, unit, self.config.course_language)
            return [nodes.inline("", number, classes=["pasted-text"])], []
        except (RetrievalError, KeyError, InvalidOperation) as error:
            message = self.inliner.reporter.warning(f"{self.name} {self.text!r}: {error}", line=self.lineno)
            return [], [message]


class EnglishIds(SphinxTransform):
    """Give the headings of a page the ids of the English ones, so that a link works in both editions."""

    default_priority = 350

    def apply(self, **kwargs: Any) -> None:
        """Put the ids in front of those that docutils made."""
        wanted, _ = self.config.course_translation.get(self.env.docname, ((), ""))
        sections = list(self.document.findall(nodes.section))
        if len(sections) == len(wanted):
            for section, key in zip(sections, wanted, strict=True):
                if key and key not in section["ids"]:
                    section["ids"].insert(0, key)


class CourseReferences(AuthorYearReferenceStyle):
    """The reference style ``course_edition``: author and year with the words and marks of the language."""

    def __post_init__(self):
        left, right = bibliography.brackets()
        marks = BracketStyle(left=left, right=right, sep=tr("; "))
        for name in vars(self):
            if name.startswith("bracket"):
                setattr(self, name, marks)
        self.author_year_sep = tr("{authors}, {year}").removeprefix("{authors}").removesuffix("{year}")
        self.text_reference_sep = tr("{authors} ({year})").partition("{authors}")[2].partition(left)[0]
        both = tr("{first} and {second}").removeprefix("{first}").removesuffix("{second}")
        rest = tr("{first} et al.").removeprefix("{first}")
        self.person = PersonStyle(sep=both, sep2=both, last_sep=both, other=rest)
        super().__post_init__()


def _words_of_sphinx(app):
    """Give Sphinx a catalogue with what its own lacks."""
    catalogue = Catalog(app.config.language)
    for english in SPHINX_WORDS:
        catalogue.add(english, tr(english))
    folder = Path(app.doctreedir) / "locale"
    target = folder / app.config.language / "LC_MESSAGES" / "sphinx.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)
    app.add_message_catalog("sphinx", str(folder))


def _prepare(app, config):
    record = Path(app.srcdir) / RECORD
    config.course_translation = json.loads(record.read_text("utf-8")) if config.course_language else {}
    if config.course_language:
        _words_of_sphinx(app)
    else:
        config.course_editions = [
            {"name": one.name, "tag": one.tag, "to": f"{one.code}/", "both": one.settings.get("both", "")}
            for one in built(of(app))
        ]
    if config.course_editions:
        paths.add(config, "html_static_path", STATIC)
        app.add_css_file("course-editions.css")
        app.add_js_file("course-editions.js", loading_method="defer")


def _context(app, pagename, templatename, context, doctree):
    if app.builder.format != "html" or doctree is None or not app.config.course_editions:
        return
    page, up = app.builder.get_target_uri(pagename), "../" * pagename.count("/")
    base = app.config.html_baseurl
    context["editions"] = twins = [one | {"href": f"{up}{one['to']}{page}"} for one in app.config.course_editions]
    for one in twins:
        address = urljoin(f"{base.rstrip('/')}/", one["to"] + page) if base else one["href"]
        link = f'<link rel="alternate" hreflang="{escape(one["tag"])}" href="{escape(address)}">'
        context["metatags"] = context.get("metatags", "") + link
    _, standing = app.config.course_translation.get(pagename, ((), ""))
    said = {
        "none": tr("This page has not been translated yet."),
        "draft": tr("First translation, not yet reviewed."),
    }.get(standing)
    if said and context.get("body"):
        note = f'</h1>\n<p class="edition-standing">{escape(said)}</p>'
        context["body"] = context["body"].replace("</h1>", note, 1)


def _lay(app, exception):
    """Put the finished sites of the editions below the English one."""
    if exception or app.builder.format != "html" or app.config.course_language:
        return
    for one in all_of(of(app)):
        below, ready = Path(app.outdir) / one.code, output(of(app), one.code) / "html"
        shutil.rmtree(below, ignore_errors=True)
        if one in built(of(app)):
            shutil.copytree(ready, below)


def _valid(app, config):
    if config.course_language and not (Path(app.srcdir) / RECORD).is_file():
        raise SiteError("course_language is set by the build of an edition: coursebook edition build LANGUAGE")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register roles, ids and the switch."""
    app.add_config_value("course_language", "", "env", [str])
    app.add_config_value("course_translation", {}, "env", [dict])
    app.add_config_value("course_editions", [], "html", [list])
    for name in ("course_words", "course_texts"):  # read by the catalogue
        app.add_config_value(name, "", "", [str])
    for unit in SCALE:
        app.add_role(f"glue:{unit}", Counted())
    app.add_transform(EnglishIds)
    register_plugin("sphinxcontrib.bibtex.style.referencing", "course_edition", CourseReferences)
    app.connect("config-inited", _valid, priority=90)
    app.connect("config-inited", _prepare)
    app.connect("html-page-context", _context, priority=400)  # before the foot and the header are put around the text
    app.connect("build-finished", _lay, priority=995)  # behind coursebook.finish
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
