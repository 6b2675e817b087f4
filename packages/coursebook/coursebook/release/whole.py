"""Everything of one version, side by side in ``_build/release``, with a list of checksums."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from .. import download_page
from ..epub import book as epub
from ..errors import SiteError, read_only
from ..pdf import book
from . import site_zip, students, version
from .archive import checksums

if TYPE_CHECKING:
    from coursebook.layout import Layout


def refuse_changes(layout: Layout, *, force: bool = False) -> None:
    """Refuse to release what no commit holds.

    Raises
    ------
    SiteError
        Naming the changed files, unless `force`.
    """
    changed = [] if force else version.changed_files(layout)
    if changed:
        named = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")
        raise SiteError(
            f"not released: {named} differ from the last commit, so that nobody could find this version again.\n"
            "Commit the changes, or release them all the same: make release ARGS=--force"
        )


def write(
    layout: Layout,
    *,
    cache_folder: str | PathLike[str] | None = None,
    workers: int | None = None,
    progress: bool = False,
) -> Iterator[Path]:
    """Make the site's zip, the students' bundle, the PDF, the EPUB and the list of checksums.

    The site has been built; the slides are part of it, and its page of downloads gets the files. Every file is whole or
    as it was before; a run that was stopped goes on where it was. Files of other versions are left alone.

    Yields
    ------
    Path
        Each file when it is there.

    Raises
    ------
    SiteError
        As the single steps do.
    """
    made = []
    for step in (
        lambda: site_zip.write(layout, progress=progress),
        lambda: students.write(layout, cache_folder=cache_folder, progress=progress),
        lambda: book.write(layout, workers=workers, progress=progress),
        lambda: epub.write(layout, progress=progress),
    ):
        made.append(step())
        yield made[-1]
    try:
        download_page.lay_release(layout, layout.html)
        made += version.folder(layout).glob(f"{version.NAME}*-lesson-*-{version.version(layout)}.pdf")
        yield checksums(version.folder(layout), made)
    except OSError as error:
        raise read_only(version.folder(layout), error) from error
