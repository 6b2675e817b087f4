"""Fill a folder once, and again when what it is made from has changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from os import PathLike
from pathlib import Path

STAMP = ".made-from"


def fill(folder: str | PathLike[str], made_from: str, write: Callable[[Path], object]) -> None:
    """Make `folder` by calling ``write(new_folder)``, unless it was made from the same things before.

    Parameters
    ----------
    folder : path-like
        The folder; it is replaced as a whole, by rename, when `write` has ended well.
    made_from : str
        Describes all that the content depends on.
    write : callable
        Writes the files into the empty folder it is given.
    """
    folder = Path(folder)
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text("utf-8") == made_from:
        return
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    write(new)
    (new / STAMP).write_text(made_from, "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)
