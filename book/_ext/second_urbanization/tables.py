"""The pages that are made from other files before a build looks which pages there are: tables, the
Lab's codebook, and for instructors."""

from __future__ import annotations

from coursebook.errors import read_only
from coursebook.layout import Layout

from reformlab.data import pages

from . import codebook, teaching


def write(layout: Layout) -> None:
    """Write the pages that are not up to date; ``course_generated`` in ``_config.yml`` names this function.

    Parameters
    ----------
    layout : coursebook.layout.Layout
        The book.

    Raises
    ------
    SiteError
        If the folder cannot be written.
    """
    try:
        pages.write(layout.root / "book", lessons=layout.root / "lessons")
        teaching.write(layout.root)
        codebook.write(layout.root)
    except OSError as error:
        raise read_only(layout.root / "book", error) from error
