"""Sphinx extension: the foot of every page, with its edition, what changed on it, and how to cite it.

Title, authors, version and date come from ``CITATION.cff``; without it there is no foot. A reader tells what is wrong
to the e-mail address ``course_contact``, or in the form at ``course_issues``, an address with ``{title}`` and
``{body}`` in it; where neither is given nothing is said of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

import yaml

from coursebook.text import tr

from . import history, paths
from .layout import of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from coursebook.history import Change

STATIC = Path(__file__).with_name("edition_static")
HEADING = "__HEADING__"  # stands in an address where course-edition.js puts the heading in view
SHOWN = 5  # changes of a page


def authors(about: dict[str, Any]) -> list[str]:
    """Return the names of the authors, from the content of ``CITATION.cff``."""
    return [person.get("name") or f"{person['family-names']}, {person['given-names']}" for person in about["authors"]]


def citation(about: dict[str, Any], title: str, address: str, language: str = "en") -> str:
    """Return how to cite one page, as a line.

    Parameters
    ----------
    about : dict
        Content of ``CITATION.cff``.
    title : str
        Of the page.
    address : str
        Of the page; relative where the course has no address.
    language : str
    """
    names = [person.get("name") or f"{person['family-names']}, {person['given-names']}" for person in about["authors"]]
    year = str(about["date-released"])[:4]
    line = tr("{authors} ({year}). {page}. In: {course}. Version {version}. {address}")
    return line.format(
        authors="; ".join(names),
        year=year,
        page=title,
        course=about["title"],
        version=about["version"],
        address=address,
    )


def faults(contact: str, form: str, title: str, edition: str, address: str) -> list[tuple[str, str]]:
    """Return (text, address) of the ways to say that something is wrong, with page and edition filled in."""
    subject = tr("Page “{title}”, {edition}").format(title=title, edition=edition)
    body = tr("Page: {address}\nHeading: {heading}\nEdition: {edition}\nWhat is wrong: \n")
    body = body.format(address=address, edition=edition, heading=HEADING)
    found = []
    if form:
        found.append((tr("open a form"), form.format(title=quote(subject), body=quote(body))))
    if contact:
        found.append((tr("write an e-mail"), f"mailto:{contact}?subject={quote(subject)}&body={quote(body)}"))
    return found


def html(
    about: dict[str, Any],
    title: str,
    address: str,
    *,
    changes: Sequence[Change] = (),
    contact: str = "",
    form: str = "",
    take: str = "",
) -> str:
    """Return the foot of one page.

    Parameters
    ----------
    about : dict
        Content of ``CITATION.cff``.
    title, address : str
        Of the page.
    changes : sequence of Change
        Of the page, newest first.
    contact, form : str
        See the module.
    take : str
        Address of the page of downloads; empty where there is none.
    """
    edition = tr("Edition: version {version} of {date}").format(version=about["version"], date=about["date-released"])
    rows = [f'<p class="edition-name">{escape(edition)}</p>']
    if changes:
        items = "".join(
            f'<li><time datetime="{escape(one.date)}">{escape(one.date[:10])}</time> {escape(one.subject)}</li>'
            for one in changes[:SHOWN]
        )
        newest = tr("What changed here (last: {date})").format(date=changes[0].date[:10])
        rows.append(f"<details><summary>{escape(newest)}</summary><ul>{items}</ul></details>")
    cite = escape(citation(about, title, address))
    rows.append(f"<details><summary>{escape(tr('How to cite this page'))}</summary><p>{cite}</p></details>")
    ways = faults(contact, form, title, edition, address)
    if ways:
        links = f" {tr('or')} ".join(
            f'<a href="{escape(to.replace(HEADING, ""))}" data-fault="{escape(to)}">{escape(text)}</a>'
            for text, to in ways
        )
        rows.append(f"<p>{escape(tr('Something is wrong:'))} {links}</p>")
    if take:
        rows.append(f'<p><a href="{escape(take)}">{escape(tr("Take it with you"))}</a></p>')
    label = escape(tr("About this edition"))
    cited = {"authors": authors(about), "year": str(about["date-released"])[:4], "course": about["title"]}
    data = escape(json.dumps(cited | {"version": str(about["version"])}, ensure_ascii=False))  # for what figures give
    return f'<aside class="edition" aria-label="{label}" data-cite="{data}">\n' + "\n".join(rows) + "\n</aside>\n"


def _prepare(app, config):
    path = Path(app.srcdir) / "CITATION.cff"
    about = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
    if isinstance(about.get("date-released"), date):
        about["date-released"] = about["date-released"].isoformat()
    config.course_edition = about


def _add(app, pagename, templatename, context, doctree):
    about = app.config.course_edition
    if app.builder.format != "html" or doctree is None or not about or not context.get("body"):
        return
    uri = app.builder.get_target_uri(pagename)
    base = app.config.html_baseurl
    path = Path(app.env.doc2path(pagename)).relative_to(app.srcdir).as_posix()
    take = "book/downloads" if "book/downloads" in app.env.found_docs and pagename != "book/downloads" else ""
    context["body"] += html(
        about,
        app.env.titles[pagename].astext(),
        urljoin(f"{base.rstrip('/')}/", uri) if base else uri,
        changes=history.changes(of(app).root).get(path, ()),
        contact=app.config.course_contact,
        form=app.config.course_issues,
        take=app.builder.get_relative_uri(pagename, take) if take else "",
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Put the foot on every page, behind the search and the slides, which have no use for it."""
    app.add_config_value("course_edition", {}, "html", [dict])
    app.add_config_value("course_contact", "", "html", [str])
    app.add_config_value("course_issues", "", "html", [str])
    app.connect("config-inited", _prepare)
    app.connect("builder-inited", lambda app: history.changes(of(app).root))  # once, before pages are shared out
    app.connect("config-inited", lambda app, config: paths.add(config, "html_static_path", STATIC))
    app.connect("html-page-context", _add, priority=965)
    app.add_css_file("course-edition.css")
    app.add_js_file("course-edition.js", loading_method="defer")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
