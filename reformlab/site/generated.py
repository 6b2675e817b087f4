"""Pages that are written before any page is read: the tables' own pages, made from their manifests."""

from __future__ import annotations

from .errors import read_only

DATA = "book/data"


def write(layout, names):
    """Write the generated pages among `names`; those that are up to date are left alone.

    Parameters
    ----------
    layout : Layout
        The book.
    names : collection of str
        Documents of the table of contents, without suffix.

    Raises
    ------
    SiteError
        If the folder cannot be written.
    """
    if DATA not in names:
        return
    from ..data import pages

    try:
        pages.write(layout.root / "book", lessons=layout.root / "lessons")
    except OSError as error:
        raise read_only(layout.root / "book", error) from error
