"""Pages that exist on paper alone: title, contents, exercises, answers, and the line at the foot of each sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

import nbformat

from coursebook.text import tr

from .chapters import Chapter

EXERCISES = "pdf/exercises/{name}.html"
ANSWERS = "pdf/answers.html"

_SHEET = re.compile(r'<link\b[^>]*rel="stylesheet"[^>]*>')
_MATH = """<script>window.MathJax = {"tex": {"inlineMath": [["$", "$"], ["\\\\(", "\\\\)"]]}}</script>
<script defer src="/_static/vendor/mathjax/tex-chtml.js"></script>"""


class Sheets:
    """Makes pages that look like those of the site.

    Parameters
    ----------
    pattern : str
        HTML of a lesson; its style sheets are used.
    language : str
        Language of the text.
    """

    def __init__(self, pattern: str, language: str = "en") -> None:
        used = "\n".join(_SHEET.findall(pattern))
        self._styles = re.sub(r'href="(?:\.\./)*_static/', 'href="/_static/', used)
        self._language = language

    def page(self, title: str, body: str, *, math: bool = False) -> str:
        """Return a page with one article."""
        scripts = _MATH if math else ""
        return (
            f'<!DOCTYPE html><html lang="{self._language}" data-theme="light"><head><meta charset="utf-8">'
            f"<title>{escape(title)}</title>{self._styles}{scripts}</head>"
            f'<body><article class="bd-article">{body}</article></body></html>'
        )


def authors(citation: dict[str, Any]) -> list[str]:
    """Return the names of those who are to be cited."""
    return [who.get("name") or f"{who['given-names']} {who['family-names']}" for who in citation["authors"]]


def rights() -> str:
    """Return under which licences the book stands."""
    return tr("Text, exercises and figures: CC BY 4.0. Code: BSD 3-Clause. Tables: see each manifest.")


def imprint(citation: dict[str, Any], version: str) -> tuple[str, str, list[str]]:
    """Return what the first page of a book says: (name, subtitle, [authors, version and date, licence, figures])."""
    name, _, subtitle = citation["title"].partition(": ")
    facts = [
        ", ".join(authors(citation)),
        tr("Version {version}, {date}").format(version=version, date=citation["date-released"]),
        rights(),
        tr("Figures stand still here. In the course they move, and every number can be computed again."),
    ]
    return name, subtitle, facts


def title_page(sheets: Sheets, citation: dict[str, Any], version: str) -> str:
    """Return the first sheet: title, version, date, licence, source."""
    name, subtitle, facts = imprint(citation, version)
    foot = "".join(f"<p>{escape(fact)}</p>" for fact in facts)
    body = (
        f'<div class="paper-title"><h1>{escape(name)}</h1><p class="subtitle">{escape(subtitle)}</p>'
        f'<div class="foot">{foot}</div></div>'
    )
    return sheets.page(citation["title"], body)


def contents(sheets: Sheets, entries: Sequence[tuple[str, str, str, str]]) -> str:
    """Return the table of contents.

    Parameters
    ----------
    sheets : Sheets
    entries : sequence of (kind, title, address, number)
        ``kind`` is ``"part"``, ``"chapter"`` or ``"section"``; a part has neither address nor number.
    """
    items = []
    for kind, title, address, number in entries:
        if kind == "part":
            items.append(f'<li class="part">{escape(title)}</li>')
            continue
        line = f'<span>{escape(title)}</span><span class="dots"></span><span class="number">{number}</span>'
        items.append(f'<li class="{kind}"><a href="/{escape(address)}">{line}</a></li>')
    heading = tr("Contents")
    body = f'<div class="paper-contents"><h1>{escape(heading)}</h1><ol>{"".join(items)}</ol></div>'
    return sheets.page(heading, body)


def exercise(sheets: Sheets, notebook: str | PathLike[str]) -> Chapter:
    """Return the student copy of an exercise as a chapter.

    Parameters
    ----------
    sheets : Sheets
    notebook : path-like
        The student copy, ``NN_slug.ipynb``.
    """
    from nbconvert.filters import Highlight2HTML, markdown2html

    path = Path(notebook)
    cells, title, body = nbformat.read(path, as_version=4).cells, path.stem, []
    highlight = Highlight2HTML(pygments_lexer="python")
    for cell in cells:
        if cell.cell_type == "markdown":
            body.append(markdown2html(cell.source))
            if title == path.stem and (found := re.search(r"^# (.+)$", cell.source, re.MULTILINE)):
                title = found.group(1).strip()
        elif cell.cell_type == "code" and cell.source.strip():
            body.append(f'<div class="paper-cell">{highlight(cell.source)}</div>')
    text = re.sub(r'<a class="anchor-link".*?</a>', "", "\n".join(body))
    page = EXERCISES.format(name=path.stem)
    return Chapter(page, title, tr("Exercises and answers"), sheets.page(title, text, math=True))


def answers(sheets: Sheets, lessons: Sequence[Chapter]) -> Chapter:
    """Return the chapter of all answers; `paper.js` fetches them from the pages of `lessons` (chapters)."""
    heading = tr("Answers to the questions of the lessons")
    parts = [
        f'<section id="{answers_id(lesson.page)}" data-answers-of="/{escape(lesson.page)}">'
        f"<h2>{escape(lesson.title)}</h2></section>"
        for lesson in lessons
        if 'class="check ' in lesson.html
    ]
    html = sheets.page(heading, f"<h1>{escape(heading)}</h1>{''.join(parts)}")
    return Chapter(ANSWERS, heading, tr("Exercises and answers"), html)


def answers_id(page: str) -> str:
    """Return the anchor of a page's answers: ``lessons/02_x.html`` gives ``lessons-02_x``."""
    return page.removesuffix(".html").replace("/", "-")


def foot_lines(sheets: Sheets, lines: Iterable[tuple[str, str]]) -> str:
    """Return a page with one A4 sheet a line, which `bind` lays over the finished sheets."""
    foot = '<div class="paper-foot"><p><span>{}</span><span>{}</span></p></div>'
    return sheets.page("", "".join(foot.format(escape(text), number) for text, number in lines))
