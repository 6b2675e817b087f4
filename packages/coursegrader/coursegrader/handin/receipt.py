"""The zip file that is handed in: the notebook, and a receipt that says which file it was."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path

from coursegrader import plain
from coursegrader.errors import GradingError


def pack(
    path: str | PathLike[str], student: str, folder: str | PathLike[str], *, checked: bool, now: datetime | None = None
) -> Path:
    """Write ``STUDENT_EXERCISE_TIME.zip`` with a notebook and its receipt, and return its path.

    Parameters
    ----------
    path
        The notebook.
    student
        The student's id.
    folder
        Where the file goes; one that is there stays.
    checked
        Whether it ran from the top without a finding.
    now
        The time, by default this moment.

    Raises
    ------
    GradingError
        If the id can be no file name, or the file is there already.
    """
    path, now = Path(path), now or datetime.now(UTC)
    try:
        name, whole = plain.packed(path.read_bytes(), path.name, student, checked=checked, now=now)
    except ValueError as error:
        raise GradingError(f"--student: {error}\n    To do: name yourself so that it can be a file name") from None
    target = Path(folder) / name
    try:
        with target.open("xb") as file:
            file.write(whole)
    except FileExistsError:
        raise GradingError(f"{target}: is there already\n    To do: wait a second, or name another folder") from None
    return target


def doubt(receipt: bytes, data: bytes) -> str:
    """Return what speaks against a receipt, or nothing.

    Parameters
    ----------
    receipt
        The receipt as it came.
    data
        The notebook that lies beside it.
    """
    try:
        said = json.loads(receipt)
        if said["format"] != plain.FORMAT:
            return ""
        same = said["sha256"] == hashlib.sha256(data).hexdigest()
    except (ValueError, KeyError, TypeError, RecursionError):
        return "its receipt cannot be read"
    return "" if same else "the notebook was changed after its receipt was made"
