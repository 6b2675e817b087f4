"""Citations in words: (Author year), and the list of references, from the course's BibTeX file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property
from os import PathLike
from pathlib import Path

from pybtex.backends.markdown import Backend
from pybtex.database import BibliographyData, parse_file
from pybtex.style.formatting.unsrt import Style

from coursebook.text import tr

from .errors import NotebookError

_BRACES = re.compile(r"[{}]")
_ESCAPED = re.compile(r"\\([.()\-])")  # pybtex escapes signs that need no escape inside a line


@cache
def _style():
    return Style()  # asks all installed packages for plugins each time that one is made


def brackets() -> tuple[str, str]:
    """Return the brackets around a citation in the language in use."""
    left, _, right = tr("({works})").partition("{works}")
    return left, right


class Bibliography:
    """The entries that a course can cite.

    Parameters
    ----------
    source : path-like, pybtex.database.BibliographyData or None
        A BibTeX file, or what pybtex read from one; None is an empty bibliography.

    Raises
    ------
    NotebookError
        The file is missing.
    """

    def __init__(self, source: str | PathLike[str] | None = None) -> None:
        self.name = "the bibliography" if source is None or isinstance(source, BibliographyData) else str(source)
        if isinstance(source, BibliographyData):
            self._data = source
        elif source is None:
            self._data = BibliographyData()
        elif not Path(source).is_file():
            raise NotebookError(f"bibliography: {source} is not a file; give the course's .bib file")
        else:
            self._data = parse_file(str(source), bib_format="bibtex")

    def _entry(self, key):
        try:
            return self._data.entries[key]
        except KeyError:
            raise NotebookError(f"citation: {key!r} is not in {self.name}") from None

    def authors(self, key: str) -> str:
        """Return the authors in short: one name, two names, or the first with et al."""
        entry = self._entry(key)
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        names = [_BRACES.sub("", " ".join([*person.prelast_names, *person.last_names])) for person in people]
        if not names:
            return _BRACES.sub("", entry.fields.get("title", key))
        if len(names) > 2:
            return tr("{first} et al.").format(first=names[0])
        return tr("{first} and {second}").format(first=names[0], second=names[1]) if len(names) == 2 else names[0]

    def year(self, key: str) -> str:
        """Return the year, with a letter when the same authors have more than one entry of that year."""
        year = self._entry(key).fields.get("year", "n.d.")
        return year + self._letters.get(self._entry(key).key, "")

    @cached_property
    def _letters(self):
        groups: dict[tuple[str, str], list[str]] = {}
        for key, entry in self._data.entries.items():
            groups.setdefault((self.authors(key), entry.fields.get("year", "n.d.")), []).append(key)
        return {
            key: chr(ord("a") + place)
            for keys in groups.values()
            if len(keys) > 1
            for place, key in enumerate(sorted(keys))
        }

    def cite(self, keys: Iterable[str]) -> str:
        """Return a citation in brackets: (Liu 2024; Au and Henderson 2006)."""
        left, right = brackets()
        works = (tr("{authors} {year}").format(authors=self.authors(key), year=self.year(key)) for key in keys)
        return f"{left}{tr('; ').join(works)}{right}"

    def cite_in_text(self, keys: Iterable[str]) -> str:
        """Return a citation as part of the sentence: Liu (2024) and Au and Henderson (2006)."""
        works = (tr("{authors} ({year})").format(authors=self.authors(key), year=self.year(key)) for key in keys)
        return tr(", ").join(works)

    def references(self, keys: Iterable[str]) -> str:
        """Return the list of references of the keys as Markdown, sorted by author and year."""
        unique = sorted(dict.fromkeys(keys), key=lambda key: (self.authors(key).casefold(), self.year(key)))
        backend = Backend("utf-8")
        lines = []
        for key, entry in zip(unique, _style().format_entries([self._entry(key) for key in unique]), strict=True):
            text = _ESCAPED.sub(r"\1", " ".join(entry.text.render(backend).split()))
            original = _BRACES.sub("", self._entry(key).fields.get("titleaddon", ""))
            lines.append(f"- {text} {original}".rstrip())
        return "\n".join(lines)
