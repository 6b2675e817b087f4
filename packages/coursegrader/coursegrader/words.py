"""What students and those who mark read, in the language of an assignment.

Sentences stand in English in the code; ``words.yml`` has them by language. One that has no translation stays English.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import yaml

VARIABLE = "COURSE_LANGUAGE"  # environment variable by which libraries of a course learn the reader's language
_TAGS = {"zh": "zh-CN"}  # as HTML calls a language (BCP 47), where its code does not say enough
_spoken = ContextVar("language", default="en")


@cache
def table() -> dict[str, dict[str, str]]:
    """Return language -> English sentence -> translation."""
    return yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))


def languages() -> list[str]:
    """Return the languages, English first."""
    return ["en", *table()]


def tag(language: str) -> str:
    """Return what a page in a language says in ``lang``."""
    return _TAGS.get(language, language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let `said` speak a language within the block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """Return the language in use."""
    return _spoken.get()


def said(text: str, /, **fields: object) -> str:
    """Return a sentence in the language in use, with its fields filled in."""
    found = table().get(_spoken.get(), {}).get(text, text)
    return found.format(**fields) if fields else found
