"""From the work folder to the finished site by rename: readers see the old book or the new one, never half of one."""

from __future__ import annotations

import shutil
from fnmatch import fnmatch
from pathlib import Path

from .errors import read_only
from .vendor.folders import STAMP

# Files of Sphinx and of the theme that no page asks for.
UNWANTED = (
    "*.map",
    "*.pyc",
    "_static/*webpack-macros.html",
    "_static/vendor/fontawesome/*",
    "_static/locales/*",
    "_static/styles/theme.css",
)


def wanted(name: str) -> bool:
    """Tell whether the file `name` (relative, with ``/``) belongs into the finished site."""
    return not any(fnmatch(name, pattern) for pattern in UNWANTED)


def swap(work: Path, html: Path) -> None:
    """Make `html` show what `work` holds.

    Parameters
    ----------
    work : Path
        Complete site as Sphinx wrote it.
    html : Path
        Finished site; replaced as a whole.

    Raises
    ------
    SiteError
        If the folder cannot be written.
    """
    new, old = html.with_name(html.name + ".new"), html.with_name(html.name + ".old")
    try:
        for left_over in (new, old):
            shutil.rmtree(left_over, ignore_errors=True)
        shutil.copytree(work, new, ignore=shutil.ignore_patterns(f"*{STAMP}"))  # these spare the next build work
        (new / ".buildinfo").unlink(missing_ok=True)  # Sphinx's note of what it wrote
        if html.exists():
            html.rename(old)
        new.rename(html)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise read_only(html, error) from error


def recover(html: Path) -> None:
    """Bring back the last finished site if a build was stopped between the two renames of `swap`."""
    old = html.with_name(html.name + ".old")
    if old.is_dir() and not html.exists():
        old.rename(html)
