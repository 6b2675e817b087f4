"""From the work folder to the finished site by rename: readers see the old book or the new one, never half of one."""

from __future__ import annotations

import os
import shutil
from fnmatch import fnmatch
from pathlib import Path

from .errors import read_only

# Files of Sphinx and of the theme that no page asks for.
UNWANTED = (
    ".buildinfo*",
    "*/.made-from",
    "*.map",
    "*.pyc",
    "_static/webpack-macros.html",
    "_static/vendor/fontawesome/*",
    "_static/locales/*",
    "_static/styles/theme.css",
)


def wanted(name) -> bool:
    """Tell whether the file `name` (relative, with ``/``) belongs into the finished site."""
    return not any(fnmatch(name, pattern) for pattern in UNWANTED)


def _place(source, target, before):
    """Put `source` at `target`: linked to the same file of the last finished site when nothing changed, else copied.

    Only finished files are shared between two sites, and they are never written again. Files of the work folder are
    copied, because Sphinx overwrites them in place.
    """
    now = os.stat(source)
    try:
        old = os.stat(before)
        if (old.st_size, old.st_mtime_ns) == (now.st_size, now.st_mtime_ns):
            os.link(before, target)
            return
    except OSError:
        Path(target).unlink(missing_ok=True)  # not there before, or a file system without links
    shutil.copy2(source, target)


def swap(work, html, beside=()):
    """Make `html` show what `work` holds.

    Parameters
    ----------
    work : Path
        Complete site as Sphinx wrote it.
    html : Path
        Finished site; replaced as a whole.
    beside : iterable of (Path, str)
        Finished folders and where they stand below the site. Their files are linked: they are replaced, never written.

    Raises
    ------
    SiteError
        If the folder cannot be written.
    """
    new, old = html.with_name(html.name + ".new"), html.with_name(html.name + ".old")
    try:
        for left_over in (new, old):
            shutil.rmtree(left_over, ignore_errors=True)
        for here, _, files in os.walk(work):
            below = os.path.relpath(here, work)
            chosen = [file for file in files if wanted(Path(below, file).as_posix())]
            if chosen:
                os.makedirs(os.path.join(new, below), exist_ok=True)
            for file in chosen:
                _place(*(os.path.join(top, below, file) for top in (work, new, html)))
        for folder, name in beside:
            _link_all(folder, new / name)
        (new / ".nojekyll").touch()  # GitHub Pages would otherwise leave out folders that begin with an underscore
        if html.exists():
            html.rename(old)
        new.rename(html)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise read_only(html, error) from error


def _link_all(folder, target):
    for here, _, files in os.walk(folder):
        place = target / Path(here).relative_to(folder)
        place.mkdir(parents=True, exist_ok=True)
        for file in files:
            if wanted(f"{place.name}/{file}"):
                try:
                    os.link(Path(here, file), place / file)
                except OSError:  # a file system without links
                    shutil.copy2(Path(here, file), place / file)


def recover(html):
    """Bring back the last finished site if a build was stopped between the two renames of `swap`."""
    old = html.with_name(html.name + ".old")
    if old.is_dir() and not html.exists():
        old.rename(html)
