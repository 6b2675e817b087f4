"""Wait for saved files, build, tell the pages that are open."""

from __future__ import annotations

from pathlib import Path

import watchfiles

from ..errors import SiteError
from .builders import builder_for

PACKAGE = Path(__file__).resolve().parents[2]
SOURCES = ("book", "lessons", "exercises", "data", "_config.yml", "requirements.txt")


def places(layout) -> list[Path]:
    """Return the files and folders that a book is built from."""
    return [place for place in (*(layout.root / name for name in SOURCES), PACKAGE) if place.exists()]


def watch(layout, options, *, tell, stop=None):
    """Build whenever a source is saved, until Ctrl-C.

    Parameters
    ----------
    layout : Layout
        The book, which has been built before.
    options : dict
        Of `build`, without anything that JSON cannot hold.
    tell : callable
        Called with None once changes are waited for, with a Report after each build that changed the book, and with a
        SiteError after one that failed.
    stop : threading.Event, optional
        Ends the wait.
    """

    def build():
        try:
            report = builder.build()
        except SiteError as error:
            tell(error)
        else:
            if not report.up_to_date:
                tell(report)

    with builder_for(layout, options) as builder:
        builder.wait()
        began = False
        for changes in watchfiles.watch(
            *places(layout), stop_event=stop, step=20, rust_timeout=200, yield_on_timeout=True
        ):
            if not began:  # from here on nothing is missed; what was saved before is built now
                began = True
                build()
                tell(None)
            elif changes:
                if any(Path(path).is_relative_to(PACKAGE) for _, path in changes):
                    builder.end()  # it holds the library as it was
                    builder.start()
                build()
