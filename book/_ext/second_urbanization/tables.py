"""The pages of the tables, made from their manifests before a build looks which pages there are."""

from coursebook.errors import read_only

from reformlab.data import pages


def write(layout):
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
    except OSError as error:
        raise read_only(layout.root / "book", error) from error
