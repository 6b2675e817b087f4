"""Words of pages and notebooks in the language in use."""

from pathlib import Path

from livefigure.words import Catalogue

tr = Catalogue("coursebook", Path(__file__).with_name("locale"))


def tag(language: str | None) -> str:
    """Return a language of Sphinx (``zh_CN``) as HTML and PDF name it (BCP 47: ``zh-CN``); none is English."""
    return (language or "en").replace("_", "-")
