"""Words that a reader sees, in the language that was chosen.

Words are written in English in the code and looked up by a `Catalogue` (the gettext convention), so that another
language needs a catalogue and no change to code. One choice of language holds for every package that has one.
"""

from __future__ import annotations

import gettext
from pathlib import Path

from .errors import LiveFigureError

_catalogues = []
_language = "en"


class Catalogue:
    """Words of one package; called with an English text, it returns that in the language in use.

    Parameters
    ----------
    domain : str
        Name of the files: ``<folder>/<language>/LC_MESSAGES/<domain>.mo``.
    folder : path-like
        Where the languages lie.
    """

    def __init__(self, domain: str, folder: Path) -> None:
        self.domain, self.folder = domain, Path(folder)
        self._choose(_language)
        _catalogues.append(self)

    def __call__(self, message):
        """Return `message` in the language in use (English, or not in the catalogue: unchanged)."""
        return self._words.gettext(message) if message else message

    def languages(self) -> set[str]:
        """Return the languages that have a file, as a set."""
        return {path.parts[-3] for path in self.folder.glob(f"*/LC_MESSAGES/{self.domain}.mo")}

    def _choose(self, code):
        self._words = gettext.translation(self.domain, self.folder, [code], fallback=True)


def set_language(code: str) -> None:
    """Choose the language of figures and pages.

    Parameters
    ----------
    code : str
        ``"en"``, or a language for which a catalogue has a file.

    Raises
    ------
    ValueError
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
