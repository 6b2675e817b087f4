"""What is in the book, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

from coursebook.text import tr

from .. import lessons
from ..errors import SiteError

if TYPE_CHECKING:
    from coursebook.layout import Layout

# Pages about the site as a site, or for instructors: not part of the students' book.
NOT_PRINTED = ("book/status", "book/slides", "book/instructor")
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True)
class Chapter:
    """One page of the site, or one that exists on paper alone, printed from a new sheet on.

    Attributes
    ----------
    page : str
        Address relative to the site, such as ``lessons/02_counting_people.html``.
    title : str
        As the contents show it.
    part : str
        Caption of the part that it belongs to; empty in front of the first part.
    html : str
        Text of the page.
    """

    page: str
    title: str
    part: str
    html: str


def title_of(html: str) -> str:
    """Return a page's title without the name of the book behind it."""
    found = _TITLE.search(html)
    return unescape(found.group(1)).rsplit(" — ", 1)[0].strip() if found else ""


def _of(layout, name, part):
    path = layout.html / f"{name}.html"
    try:
        html = path.read_text("utf-8")
    except OSError as error:
        raise SiteError(f"{layout.name(path)} cannot be read; build the book first: coursebook build") from error
    number = re.match(r"lessons/0*(\d+)_", name)
    title = f"{number[1]}. {title_of(html)}" if number else title_of(html)
    return Chapter(f"{name}.html", title, part, html)


def parts(layout: Layout) -> list[tuple[str, list[Chapter]]]:
    """Read the pages of the finished site by parts of the table of contents, the landing page in front.

    Raises
    ------
    SiteError
        If a page is missing.
    """
    found = []
    for caption, names in lessons.toc_parts(layout):
        printed = [name.removesuffix(".md") for name in names if not name.startswith(NOT_PRINTED)]
        if printed:
            found.append((caption, [_of(layout, name, caption) for name in printed]))
    front = found[0][1][0]  # the landing page bears the title of the whole book
    found[0][1][0] = replace(front, title=tr("The course"))
    return found
