"""The front matter of a lesson: read it, and say what is wrong with it by field, value and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from livefigure.words import later

from .. import quick_yaml
from ..errors import SiteError, text_of

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

#: How hard a lesson is.
LEVELS = (later("introductory"), later("intermediate"), later("advanced"))

#: The fields that a lesson must have.
FIELDS = ("lesson", "minutes", "level", "prerequisites")

#: Those that it may have: claims of a text that it tests, tables that it reads, the question that it answers.
OPTIONAL = ("claims", "tables", "question")

_BLOCK = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_CLAIM = re.compile(r"P\d{2}")


class FrontMatterError(SiteError, ValueError):
    """Front matter that cannot be used; the message says what is allowed, the caller names the file."""


def read(path: Path) -> dict[str, Any]:
    """Return the front matter of a Markdown file as a dict; empty when there is none.

    Raises
    ------
    FrontMatterError
        The block is not valid YAML or not a mapping.
    """
    return read_text(text_of(path))


def read_text(text: str) -> dict[str, Any]:
    """Return the front matter of a Markdown text."""
    found = _BLOCK.match(text)
    if not found:
        return {}
    try:
        front = quick_yaml.load(found[1])
    except yaml.YAMLError as error:
        raise FrontMatterError(f"the front matter is not valid YAML: {error}") from error
    if not isinstance(front, dict):
        raise FrontMatterError(f"the front matter is {type(front).__name__}; allowed: lines 'field: value'")
    return front


def problems(
    front: dict[str, Any],
    *,
    lessons: Collection[int] | None = None,
    tables: Collection[str] | None = None,
    claims: Collection[str] | None = None,
) -> list[str]:
    """List what is wrong with a lesson's front matter.

    Parameters
    ----------
    front : dict
        As `read` returns it.
    lessons, tables, claims : collection, optional
        Lesson numbers, table names and phrase ids that exist; what is not given is not compared.

    Returns
    -------
    list of str
        One complaint each, which begins with the field; empty when all is well.
    """
    found = []

    def wrong(field, value, allowed):
        found.append(f"{field}: {value!r}; allowed: {allowed}")

    for field in FIELDS:
        if field not in front:
            found.append(f"{field} is missing; a lesson has the fields {', '.join(FIELDS)}")
    whole = {"lesson": (1, 99), "minutes": (5, 240)}
    for field, (low, high) in whole.items():
        value = front.get(field, low)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            wrong(field, value, f"a whole number from {low} to {high}")
    if front.get("level", LEVELS[0]) not in LEVELS:
        wrong("level", front["level"], ", ".join(LEVELS))
    if not isinstance(front.get("question", ""), str):
        wrong("question", front["question"], "one or two sentences in quotation marks")
    for field in ("prerequisites", "claims", "tables"):
        if not isinstance(front.get(field, []), list):
            wrong(field, front[field], "a list such as [] or [a, b]")
    for value in _list(front, "prerequisites"):
        if not isinstance(value, int) or isinstance(value, bool):
            wrong("prerequisites", value, "lesson numbers")
        elif value == front.get("lesson"):
            wrong("prerequisites", value, "another lesson than this one")
        elif lessons is not None and value not in lessons:
            wrong("prerequisites", value, f"lessons of this book: {_some(lessons)}")
    for value in _list(front, "claims"):
        if not isinstance(value, str) or not _CLAIM.fullmatch(value):
            wrong("claims", value, "phrase ids such as P01")
        elif claims is not None and value not in claims:
            wrong("claims", value, f"phrases of the claims table: {_some(claims)}")
    for value in _list(front, "tables"):
        if not isinstance(value, str):
            wrong("tables", value, "table names such as national")
        elif tables is not None and value not in tables:
            wrong("tables", value, f"tables of the data folder: {_some(tables)}")
    return found


def _list(front, field):
    value = front.get(field, [])
    return value if isinstance(value, list) else []


def _some(names):
    return ", ".join(str(name) for name in sorted(names)) or "none"


def table_names(root: Path) -> set[str] | None:
    """Return the names of the tables under ``root/data``, or None when there is no such folder."""
    folder = Path(root) / "data"
    return {path.stem for path in folder.glob("*.csv")} if folder.is_dir() else None


def lesson_number(env: BuildEnvironment) -> str:
    """Return the lesson number of the page that is being read, as text; empty when the page is no lesson."""
    found = getattr(env, "course_lessons", {}).get(env.docname)
    return str(found["lesson"]) if found and "lesson" in found else ""
