"""Where labels and pages of the course are, so that a link in a notebook leads somewhere or reads as words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path, PurePosixPath

from ..errors import text_of
from . import blocks

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_FRONT = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_SIGNS = re.compile(r"[*_`]|\{[\w:.-]+\}")
_NAME = ("name", "label")


@dataclass(frozen=True)
class Place:
    """A labelled place: the page, the words that name it, and whether the words are a heading."""

    page: str
    title: str
    heading: bool


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
        base = PurePosixPath("/") / page
        path = target if target.startswith("/") else str(base.parent / target)
        parts: list[str] = []
        for part in PurePosixPath(path).parts[1:]:
            if part == "..":
                parts = parts[:-1]
            elif part != ".":
                parts.append(part)
        name = re.sub(r"\.(md|ipynb|rst)$", "", "/".join(parts))
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


def heading_anchor(title: str) -> str:
    """Return the anchor that JupyterLab gives a heading."""
    return "#" + title.replace(" ", "-")


def title_of(text: str) -> str:
    """Return the words of a heading without markup."""
    return _SIGNS.sub("", text).strip()


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
    for block in blocks.split(_FRONT.sub("", text, count=1)):
        if block.kind == "target":
            waiting.append(block.name)
        elif block.kind == "directive":
            given, body = blocks.options(block.lines)
            words = title_of(block.argument) if block.name in ("admonition", "table", "list-table", "card") else ""
            words = words or title_of(next((line for line in body if line.strip()), block.name))
            for label in [*waiting, *(given[key] for key in _NAME if key in given)]:
                course.labels.setdefault(label, Place(page, words, False))
            waiting = []
        elif block.kind == "text":
            for line in block.lines:
                heading = _HEADING.match(line)
                if heading:
                    words = title_of(heading[2])
                    course.titles.setdefault(page, words)
                    for label in waiting:
                        course.labels.setdefault(label, Place(page, words, True))
                    waiting = []
                elif line.strip() and waiting:
                    for label in waiting:
                        course.labels.setdefault(label, Place(page, title_of(line)[:60], False))
                    waiting = []
        elif waiting and block.kind in ("code", "math"):
            for label in waiting:
                course.labels.setdefault(label, Place(page, label, False))
            waiting = []
    course.titles.setdefault(page, PurePosixPath(page).name)


def scan_folder(root: str | PathLike[str], *, notebooks: Iterable[str | PathLike[str]] = (), site: str = "") -> Course:
    """Read all pages of a course.

    Parameters
    ----------
    root : path-like
        Folder with ``lessons/`` and ``book/``.
    notebooks : iterable of path-like
        Lessons that become notebooks beside one another.
    site : str
        Address of the published course, if it has one.

    Returns
    -------
    Course
    """
    root = Path(root)
    course = Course(site=site.rstrip("/") + "/" if site else "")
    for folder in ("lessons", "book"):
        for path in sorted((root / folder).rglob("*.md")):
            scan(path.relative_to(root).with_suffix("").as_posix(), text_of(path), course)
    for path in map(Path, notebooks):
        course.notebooks[path.resolve().relative_to(root.resolve()).with_suffix("").as_posix()] = f"{path.stem}.ipynb"
    return course
