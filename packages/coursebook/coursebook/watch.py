"""Build again whenever a file is saved, while the book is being shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import watchfiles

from .build import build
from .errors import SiteError
from .fingerprint import packages

if TYPE_CHECKING:
    from threading import Event

    from coursebook.build import Report
    from coursebook.layout import Layout

_HERE = Path(__file__).resolve().parent
SOURCES = ("book", "lessons", "exercises", "data", "_config.yml", "_toc.yml", "requirements.txt")


def _code(layout):
    return [_HERE, *packages(layout), layout.root / "book" / "_ext"]


def places(layout: Layout) -> list[Path]:
    """Return the files and folders that a book is built from."""
    return [place for place in (*(layout.root / name for name in SOURCES), *_code(layout)) if place.exists()]


def watch(
    layout: Layout,
    options: dict[str, Any],
    *,
    tell: Callable[[Report | SiteError | None], object],
    stop: Event | None = None,
) -> None:
    """Build whenever a source is saved, until Ctrl-C.

    Parameters
    ----------
    layout : Layout
        The book, which has been built before.
    options : dict
        Of `build`.
    tell : callable
        Called with None once changes are waited for, with a Report after each build that changed the book, and with a
        SiteError after one that failed.
    stop : threading.Event, optional
        Ends the wait.
    """
    fresh = waiting = False
    for changes in watchfiles.watch(*places(layout), stop_event=stop, step=20, rust_timeout=200, yield_on_timeout=True):
        if waiting and not changes:
            continue
        # the process that builds are copies of holds the library as it was when it started
        fresh = fresh or any(Path(path).is_relative_to(place) for _, path in changes for place in _code(layout))
        try:
            report = build(layout, **options, fresh=fresh)
        except SiteError as error:
            tell(error)
        else:
            if not report.up_to_date:
                tell(report)
        if not waiting:  # from here on nothing is missed; what was saved before has been built now
            waiting = True
            tell(None)
