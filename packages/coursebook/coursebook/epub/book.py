"""Make the EPUB of the course from the finished site."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from coursebook.text import tag, tr

from ..pdf import appendix, chapters
from ..release import version
from ..release.archive import write_zip
from . import pages

if TYPE_CHECKING:
    from coursebook.layout import Layout

# Pages of controls and of files to fetch: neither works in a book.
NOT_BOUND = ("book/explore", "book/downloads")
TOP, STYLE, TITLE, NAV = "EPUB", "style.css", "title.xhtml", "nav.xhtml"
_CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{TOP}/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_ACCESS = {
    "accessMode": ("textual", "visual"),
    "accessModeSufficient": ("textual",),
    "accessibilityFeature": ("alternativeText", "MathML", "readingOrder", "structuralNavigation", "tableOfContents"),
    "accessibilityHazard": ("none",),
}


def write(layout: Layout, *, progress: bool = False) -> Path:
    """Pack the course.

    Parameters
    ----------
    layout : Layout
        The course; its site has been built.
    progress : bool
        Show progress bars.

    Returns
    -------
    Path
        ``second-urbanization-course-VERSION.epub``. Equal sites give equal files.

    Raises
    ------
    SiteError
        If a page or picture of the site is missing, or the folder cannot be written.
    """
    parts = [
        (caption, [chapter for chapter in part if not chapter.page.startswith(NOT_BOUND)])
        for caption, part in chapters.parts(layout)
    ]
    ordered = [chapter for _, part in parts for chapter in part]
    bars = tqdm(ordered, desc="Converting", unit="chapter", disable=not progress)
    book = {chapter.page: pages.convert(chapter, layout.html) for chapter in bars}
    for made in book.values():
        pages.link(made, book, _base(layout))
    citation, language = version.citation(layout), tag(layout.settings.get("language"))
    documents = {TITLE: _title(citation, version.version(layout), language)}
    documents[NAV] = _contents([(caption, part) for caption, part in parts if part], language)
    for page, made in book.items():
        documents[pages.address(page)] = document(
            made.chapter.title, made.body.decode(), language, style=relpath(STYLE, dirname(page) or ".")
        )
    pictures = {name: content for made in book.values() for name, content in made.pictures.items()}
    style = Path(__file__).with_name("book.css").read_text("utf-8")
    files: dict[str, Any] = {**documents, **pictures, STYLE: style}
    files["package.opf"] = _package(citation, version.version(layout), language, documents, pictures)
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": _CONTAINER}
    members |= {f"{TOP}/{name}": content for name, content in files.items()}
    return write_zip(version.file(layout, "course", ".epub"), members, first=("mimetype",), progress=progress)


def _base(layout):
    """Return the address at which the site is published; empty where it is not."""
    return layout.settings.get("html_baseurl") or (layout.configuration.get("html") or {}).get("baseurl") or ""


def document(title: str, body: str, language: str, *, style: str = STYLE) -> str:
    """Return an XHTML document; `style` is the address of the style sheet as seen from it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{language}" xml:lang="{language}"><head><meta charset="utf-8"/><title>{escape(title)}</title>'
        f'<link rel="stylesheet" type="text/css" href="{style}"/></head>\n<body>{body}</body></html>\n'
    )


def _title(citation, number, language):
    name, subtitle, facts = appendix.imprint(citation, number)
    second = f"<p>{escape(subtitle)}</p>" if subtitle else ""
    foot = "".join(f"<p>{escape(fact)}</p>" for fact in facts)
    body = f'<section class="title-page" epub:type="titlepage"><h1>{escape(name)}</h1>{second}{foot}</section>'
    return document(citation["title"], body, language)


def _contents(parts, language):
    """Return the contents, parts with their chapters; readers show them as a menu as well."""
    entries = []
    for caption, part in parts:
        items = [f'<li><a href="{escape(pages.address(one.page))}">{escape(one.title)}</a></li>' for one in part]
        entries += [f"<li><span>{escape(caption)}</span><ol>{''.join(items)}</ol></li>"] if caption else items
    heading = escape(tr("Contents"))
    body = f'<nav epub:type="toc" id="toc" role="doc-toc"><h1>{heading}</h1><ol>{"".join(entries)}</ol></nav>'
    return document(tr("Contents"), body, language)


def _package(citation, number, language, documents: dict[str, str], pictures: Iterable[str]) -> str:
    """Return the package document: metadata, every file, reading order."""
    items, order = [f'<item id="style" href="{STYLE}" media-type="text/css"/>'], []
    for place, (name, text) in enumerate(documents.items()):
        traits = " ".join(filter(None, ("nav" if name == NAV else "", "mathml" if "<math" in text else "")))
        traits = f' properties="{traits}"' if traits else ""
        items.append(f'<item id="d{place}" href="{name}" media-type="application/xhtml+xml"{traits}/>')
        order.append(f'<itemref idref="d{place}"/>')
    for place, name in enumerate(sorted(pictures)):
        items.append(f'<item id="p{place}" href="{name}" media-type="{pages.TYPES[Path(name).suffix]}"/>')
    told, listed, read = ("\n".join(lines) for lines in (_metadata(citation, number, language), items, order))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        f'xml:lang="{language}">\n<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{told}\n</metadata>\n'
        f"<manifest>\n{listed}\n</manifest>\n<spine>\n{read}\n</spine>\n</package>\n"
    )


def _metadata(citation, number, language) -> Iterator[str]:
    date = str(citation["date-released"])
    named = uuid.uuid5(uuid.NAMESPACE_URL, f"{version.NAME}/{language}/{number}")  # the same in every build
    yield f'<dc:identifier id="id">urn:uuid:{named}</dc:identifier>'
    yield f"<dc:title>{escape(citation['title'])}</dc:title>"
    yield f"<dc:language>{language}</dc:language>"
    yield from (f"<dc:creator>{escape(name)}</dc:creator>" for name in appendix.authors(citation))
    yield f"<dc:date>{date}</dc:date>"
    yield f"<dc:rights>{escape(appendix.rights())}</dc:rights>"
    yield f'<meta property="dcterms:modified">{date}T00:00:00Z</meta>'
    for name, values in _ACCESS.items():
        yield from (f'<meta property="schema:{name}">{value}</meta>' for value in values)
    summary = tr("Pictures have words, formulas are MathML, and nothing moves or needs a script.")
    yield f'<meta property="schema:accessibilitySummary">{escape(summary)}</meta>'
