"""Words that a reader sees, in the language that was chosen.

Words are written in English in the code and looked up by a `Catalogue` (the gettext convention), so that another
language needs a catalogue and no change to code. One choice of language holds for every package that has one; it begins
as what the environment variable ``COURSE_LANGUAGE`` says.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from .errors import LiveFigureError

_catalogues = []
_language = os.environ.get("COURSE_LANGUAGE") or "en"


def read_po(text: str) -> dict[str, str]:
    """Read a catalogue of gettext's form ``.po``.

    Parameters
    ----------
    text : str
        Its content; plural forms and contexts are not in use.

    Returns
    -------
    dict of str to str
        English text to translation; texts that have none, or one that is marked as fuzzy, are left out.
    """
    found, entry, field, fuzzy = {}, {}, "", False
    for line in [*text.splitlines(), ""]:
        word, _, rest = line.partition(" ")
        if line.startswith("#,"):
            fuzzy = fuzzy or "fuzzy" in line
        elif word in ("msgid", "msgstr"):
            field, entry[word] = word, json.loads(rest)
        elif line.startswith('"'):
            entry[field] += json.loads(line)
        elif not line.strip():
            if entry.get("msgid") and entry.get("msgstr") and not fuzzy:
                found[entry["msgid"]] = entry["msgstr"]
            entry, fuzzy = {}, False
    return found


def later(message: str) -> str:
    """Return `message` itself: marks a text that is looked up elsewhere, so that it gets into the catalogue."""
    return message


class Catalogue:
    """Words of one package; called with an English text, it returns that in the language in use.

    Parameters
    ----------
    domain : str
        Name of the files: ``<folder>/<language>/LC_MESSAGES/<domain>.po``.
    folder : path-like
        Where the languages lie.
    """

    def __init__(self, domain: str, folder: Path) -> None:
        self.domain, self.folder = domain, Path(folder)
        self._choose(_language)
        _catalogues.append(self)

    def __call__(self, message):
        """Return `message` in the language in use (English, or not in the catalogue: unchanged)."""
        return self._words.get(message, message)

    def file(self, code: str) -> Path:
        """Return where the words of a language stand, whether or not the file is there."""
        return self.folder / code / "LC_MESSAGES" / f"{self.domain}.po"

    def languages(self) -> set[str]:
        """Return the languages that have a file, as a set."""
        return {path.parts[-3] for path in self.folder.glob(f"*/LC_MESSAGES/{self.domain}.po")}

    def _choose(self, code):
        file = self.file(code)
        self._words = read_po(file.read_text("utf-8")) if file.is_file() else {}


def set_language(code: str) -> None:
    """Choose the language of figures and pages.

    Parameters
    ----------
    code : str
        ``"en"``, or a language for which a catalogue has a file.

    Raises
    ------
    LiveFigureError
        If no catalogue has it.
    """
    global _language
    have = {"en"}.union(*(catalogue.languages() for catalogue in _catalogues))
    if code not in have:
        raise LiveFigureError(f"language: {code!r} has no catalogue; there are {', '.join(sorted(have))}")
    _language = code
    for catalogue in _catalogues:
        catalogue._choose(code)


def language() -> str:
    """Return the code of the language in use."""
    return _language


tr = Catalogue("livefigure", Path(__file__).with_name("locale"))
