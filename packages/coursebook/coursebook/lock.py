"""One build at a time in one output folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from .errors import SiteError, read_only


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the build lock of `folder` while the block runs; the system lets go of it if the build is killed.

    Raises
    ------
    SiteError
        If another build holds it, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = open(folder / "build.lock", "ab+")  # noqa: SIM115 - closed below
    except OSError as error:
        raise read_only(folder, error) from error
    with handle:
        try:
            _take(handle)
        except OSError as error:
            raise SiteError(f"another build is running in {folder}; wait for it or use another --output") from error
        yield


if os.name == "nt":

    def _take(handle):
        import msvcrt

        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _take(handle):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
