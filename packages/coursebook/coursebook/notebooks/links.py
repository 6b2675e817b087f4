"""Where labels and pages of the course are, so that a link in a notebook leads somewhere or reads as words."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path, PurePosixPath

from ..errors import text_of
from . import myst

_LABELLED = re.compile(r"^\([^()\s]+\)=|^\s*:?(?:name|label):", re.MULTILINE)
_HEAD = re.compile(r".*?^# .*?^(?=## )", re.MULTILINE | re.DOTALL)
_TITLED = ("admonition", "table", "list-table", "card")
_NO_PLACE = ("myst_target", "myst_line_comment", "myst_block_break", "front_matter", "footnote_reference")


@dataclass(frozen=True)
class Place:
    """A labelled place: the page, the words that name it, and whether the words are a heading."""

    page: str
    title: str
    heading: bool

    @property
    def anchor(self) -> str:
        """The anchor that JupyterLab gives a heading; nothing else has one."""
        return "#" + self.title.replace(" ", "-") if self.heading else ""


@dataclass
class Course:
    """Titles and labels of all pages.

    Attributes
    ----------
    titles : dict of str to str
        Page (path without suffix, relative to the root) -> title.
    labels : dict of str to Place
        Label -> where it is.
    notebooks : dict of str to str
        Page -> file name of its notebook, for pages that become one.
    site : str
        Address of the published course, ending in a slash; empty when there is none.
    """

    titles: dict = field(default_factory=dict)
    labels: dict = field(default_factory=dict)
    notebooks: dict = field(default_factory=dict)
    site: str = ""

    def resolve(self, page: str, target: str) -> str | None:
        """Return the page that a relative path means as seen from another page; None when there is no such page."""
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), target))
        name = re.sub(r"\.(md|ipynb|rst)$", "", path.lstrip("/"))
        return name if name in self.titles else None

    def link(self, text: str, page: str, here: str, anchor: str = "") -> str:
        """Return Markdown that leads to a page, or its title in words when it is neither notebook nor on a site."""
        text = text or self.titles.get(page, page)
        if page == here:
            return f"[{text}]({anchor})" if anchor else text
        if page in self.notebooks:
            return f"[{text}]({self.notebooks[page]}{anchor})"
        if self.site:
            return f"[{text}]({self.site}{page}.html)"
        return text


def scan(page: str, text: str, course: Course) -> None:
    """Add the title and the labels of one page.

    Parameters
    ----------
    page : str
        Path without suffix, relative to the root.
    text : str
        The page's Markdown.
    course : Course
        Changed in place.
    """
    waiting: list[str] = []
    front = text.find("\n---", 3) if text.startswith("---") else 0
    if not _LABELLED.search(text, front) and (head := _HEAD.match(text, front)):
        text = head[0]  # the title is all that it has, and is soon read
    for node in myst.blocks(text, {}):
        if node.type == "myst_target":
            waiting.append(node.content)
        given = myst.directive(node)
        waiting += [given.options[key] for key in ("name", "label") if key in given.options] if given else []
        if node.type in _NO_PLACE or not (waiting or node.type == "heading"):
            continue
        lines = [part.content for part in node.walk() if part.type == "inline"]
        if given:
            lines = [given.argument if given.name in _TITLED else "", *given.body.splitlines(), given.name]
        title = myst.words(myst.tree(next((line for line in lines if line.strip()), ""), inline=True)).strip()
        if node.type == "heading":
            course.titles.setdefault(page, title)
        for label in waiting:
            place = Place(page, title if node.type == "heading" else title[:60] or label, node.type == "heading")
            course.labels.setdefault(label, place)
        waiting = []
    course.titles.setdefault(page, PurePosixPath(page).name)


def scan_folder(root: str | PathLike[str], *, notebooks: Iterable[str | PathLike[str]] = (), site: str = "") -> Course:
    """Read all pages of a course.

    Parameters
    ----------
    root : path-like
        Folder with ``lessons/`` and ``book/``.
    notebooks : iterable of path-like
        Files of ``lessons/`` that become notebooks beside one another.
    site : str
        Address of the published course, if it has one.

    Returns
    -------
    Course
    """
    root = Path(root)
    course = Course(site=site and f"{site.rstrip('/')}/")
    course.notebooks = {f"lessons/{path.stem}": f"{path.stem}.ipynb" for path in map(Path, notebooks)}
    for folder in ("lessons", "book"):
        for path in sorted((root / folder).rglob("*.md")):
            scan(path.relative_to(root).with_suffix("").as_posix(), text_of(path), course)
    return course
