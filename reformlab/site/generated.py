"""Pages that are written before the book is built: the tables' own pages, made from their manifests."""

from __future__ import annotations

from ..data import pages as data_pages
from . import lessons
from .errors import read_only

DATA = "book/data"


def write(layout):
    """Write the generated pages that the table of contents asks for; those that are up to date are left alone.

    Raises
    ------
    SiteError
        If the folder cannot be written.
    """
    if DATA not in lessons.toc_names(layout):
        return
    try:
        data_pages.write(layout.root / "book", lessons=layout.root / "lessons")
    except OSError as error:
        raise read_only(layout.root / "book", error) from error
