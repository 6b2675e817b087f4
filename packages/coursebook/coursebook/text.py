"""Words of pages and notebooks in the language in use."""

from pathlib import Path

from livefigure.words import Catalogue

tr = Catalogue("coursebook", Path(__file__).with_name("locale"))
