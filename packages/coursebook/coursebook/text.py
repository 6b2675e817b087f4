"""Words of pages and notebooks in the language in use."""

import os
from pathlib import Path

import livefigure
from livefigure.words import Catalogue

VARIABLE = "COURSE_LANGUAGE"  # for the processes that are started

tr = Catalogue("coursebook", Path(__file__).with_name("locale"))


def speak(code: str) -> None:
    """Let this process and those it starts speak a language.

    Raises
    ------
    LiveFigureError
        If no package has words in it.
    """
    livefigure.set_language(code)
    os.environ[VARIABLE] = code


def tag(language: str | None) -> str:
    """Return a language of Sphinx (``zh_CN``) as HTML and PDF name it (BCP 47: ``zh-CN``); none is English."""
    return (language or "en").replace("_", "-")
