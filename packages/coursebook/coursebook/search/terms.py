"""Cut text into the terms that the search compares: the rule of the index. ``course-terms.js`` has it for queries.

Latin words become lower-case stems without accents, in one spelling (British or American). Runs of Chinese characters
become overlapping pairs: no dictionary is needed, and every query of two characters finds the pages that hold it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import snowballstemmer
from sphinx import version_info

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONG_NUMBER = re.compile(r"\d{5,}$")
# urbanisation, labour, centre, travelling: one of two spellings for all
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{3})is(ations?|ed?|es|ing|ers?)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{3})our(s|ed|ing|hoods?|able|ers?)?$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{3})tres?$"), "ter"),
)


@cache
def _stemmer():
    return snowballstemmer.stemmer("english" if version_info >= (8, 2) else "porter")  # what Sphinx's script has


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case Latin word."""
    if len(word) < 3:
        return word
    for pattern, other in _SPELLINGS:
        word = pattern.sub(other, word)
    return _stemmer().stemWord(word)


def is_han(term: str) -> bool:
    """Tell whether a term is of Chinese characters."""
    return bool(_HAN.match(term))


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Stems and character pairs; one-letter words and numbers of five and more digits are no terms.
    """
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    plain = unicodedata.normalize("NFC", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    found = []
    for run in _RUN.findall(plain):
        if is_han(run):
            found += [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
        elif len(run) > 1 and not _LONG_NUMBER.match(run):
            found.append(stem(run))
    return found
