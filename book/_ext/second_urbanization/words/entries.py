"""The entries of the glossary: the concepts of the argument map and the terms beside them, read from the tables."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from livefigure import language

from reformlab import data
from reformlab.data.manifest import manifest
from reformlab.words import tr


@dataclass(frozen=True)
class Entry:
    """One word of the course.

    Attributes
    ----------
    name : str
        Its id in the tables.
    en, zh, pinyin, definition : str
        What the glossary shows.
    lessons : tuple of int
        Lessons that use it; the first one introduces it.
    concept : str
        The concept of the argument map that it is, or belongs to.
    words : tuple of str
        What names it in running text.
    claims, tables, models : tuple of str
        Of a concept: the phrases it occurs in, and the tables and models that bear on it.
    category : str
        Of a concept: its role in the argument; empty for a term.
    """

    name: str
    en: str
    zh: str
    pinyin: str
    definition: str
    lessons: tuple
    concept: str
    words: tuple = ()
    claims: tuple = ()
    tables: tuple = ()
    models: tuple = ()
    category: str = ""

    @property
    def anchor(self) -> str:
        """Where it stands on the glossary's page."""
        return f"term-{self.name.replace('_', '-')}"

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return tr(self.en)

    @property
    def titles(self) -> list[str]:
        """Its name in the reader's language and the one that it bears beside it: Chinese, or English."""
        written = self.chinese[0][0]
        return [self.title, self.en if self.title == written else written]

    @property
    def spelled(self) -> str:
        """What it is sorted by: its name in the reader's language, a Chinese one in pinyin."""
        return letters(dict(self.chinese).get(self.title, self.title))

    @property
    def chinese(self) -> list[tuple[str, str]]:
        """Its Chinese names, each with its pinyin; most entries have one."""
        return list(zip(self.zh.split(" / "), self.pinyin.split(" / "), strict=True))

    @property
    def index_names(self) -> list[str]:
        """The names under which it stands in the index; what is looked for comes before its number in the text."""
        head, colon, rest = self.en.partition(": ")
        english = f"{rest[0].upper()}{rest[1:]} ({head[0].lower()}{head[1:]})" if colon else self.en
        return [english, *(written for written, _ in self.chinese)]


def cells(text: object) -> tuple:
    """Return the parts of a cell that lists several things."""
    return tuple(part.strip() for part in text.split(";") if part.strip()) if isinstance(text, str) else ()


def _entry(row):
    columns = row._asdict()
    name = columns.get("term") or columns["concept"]
    plain = {key: columns[key] for key in ("en", "zh", "pinyin", "definition", "concept")}
    lists = {key: cells(columns[key]) for key in ("words", "claims", "tables", "models") if key in columns}
    lessons = tuple(int(number) for number in cells(columns["lessons"]))
    return Entry(name=name, lessons=lessons, category=columns.get("category", ""), **plain, **lists)


def concepts() -> list[Entry]:
    """Return the concepts in the order of their table."""
    return [_entry(row) for row in data.load("concepts").itertuples(index=False)]


def everything() -> tuple[Entry, ...]:
    """Return concepts and terms by their names in the reader's language."""
    return _everything(language())


@lru_cache
def _everything(_):
    terms = [_entry(row) for row in data.load("terms").itertuples(index=False)]
    return tuple(sorted([*concepts(), *terms], key=lambda entry: entry.spelled))


def state() -> str:
    """Return a text that changes with the tables."""
    return " ".join(str(manifest(name)["hash"]) for name in ("concepts", "concept_links", "terms"))


def letters(text: str) -> str:
    """Return what a text is sorted by: Latin letters without marks; a Greek letter is sorted by its name."""
    plain = []
    for sign in unicodedata.normalize("NFD", text.casefold()):
        if "GREEK" in unicodedata.name(sign, ""):
            sign = unicodedata.name(sign).split()[-1].lower()
        plain.append(sign if sign.isalnum() or sign == " " else "")
    return "".join(plain).strip()
