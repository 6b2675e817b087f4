"""Words that readers type and a page does not have: a file of the course says where each of them leads.

The file is YAML, ``page: [words, ...]`` or ``page#place: [words, ...]``. The words count as much as the page's title
and stand behind its text in the results, so that a reader sees why it was found.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from coursebook.text import tr

from ..errors import SiteError, text_of, unreadable
from .index import TITLE
from .terms import terms


def add(pages: dict[str, Any], name: str, root: Path) -> None:
    """Add the words of a file to the pages.

    Parameters
    ----------
    pages : dict
        Page name to ``{"parts": [[anchor, kind, title, text, {term: weight}], ...]}``; changed in place.
    name : str
        The file, relative to `root`.
    root : Path

    Raises
    ------
    SiteError
        If the file is not as told above, or names a page or place that is not there.
    """
    try:
        given = yaml.safe_load(text_of(root / name, name))
    except yaml.YAMLError as error:
        raise unreadable(name, f"not valid YAML: {error}") from error
    if not isinstance(given, dict):
        raise unreadable(name, "needs lines `page: [words, ...]`")
    for place, words in given.items():
        page, _, anchor = str(place).partition("#")
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise unreadable(name, f"{place}: {words!r}; allowed: a list of words")
        parts = pages[page]["parts"] if page in pages else []
        part = next((part for part in parts if not anchor or part[0] == anchor), None)
        if part is None:
            raise SiteError(f"{name}: {place}; allowed: a page of the book, or a page and one of its places")
        part[3] = f"{part[3]} {tr('Also: {words}').format(words=', '.join(words))}".strip()
        for term in {term for word in words for term in terms(word)}:
            part[4][term] = part[4].get(term, 0) + TITLE
