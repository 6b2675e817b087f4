"""The zip file that is handed in: the notebook, and a receipt that says which file it was."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import nbformat

from coursegrader.errors import GradingError
from coursegrader.handin import fromtop

NAME = "receipt.json"
FORMAT = "coursegrader-receipt"
_STUDENT = re.compile(r"[^/\\\0-\x1f]{1,100}")


def pack(path, student: str, folder, *, checked: bool, now: datetime | None = None) -> Path:
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
    if not _STUDENT.fullmatch(student) or student.strip(" .") != student:
        raise GradingError(f"{student!r} is no student id\n    To do: write it without / and \\, at most 100 letters")
    data = path.read_bytes()
    notebook = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
    made = {
        "format": FORMAT,
        "version": 1,
        "student": student,
        "notebook": path.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "exercise": version(notebook),
        "variant": hashlib.sha256(fromtop.variant_of(notebook).encode()).hexdigest(),
        "python": platform.python_version(),
        "checked": checked,
        "time": f"{now:%Y-%m-%d %H:%M:%S} UTC",
    }
    target = Path(folder) / f"{student}_{path.stem}_{now:%Y%m%dT%H%M%SZ}.zip"
    try:
        with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as whole:
            whole.writestr(path.name, data)
            whole.writestr(NAME, json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    except FileExistsError:
        raise GradingError(f"{target}: is there already\n    To do: wait a second, or name another folder") from None
    return target


def version(notebook) -> str:
    """Return a sum over the cells that were handed out with a checksum: it tells which edition of an exercise it is."""
    entries = (cell.metadata.get("nbgrader", {}) for cell in notebook.cells)
    sums = sorted(f"{entry.get('grade_id')}:{entry['checksum']}" for entry in entries if entry.get("checksum"))
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()


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
        if said["format"] != FORMAT:
            return ""
        same = said["sha256"] == hashlib.sha256(data).hexdigest()
    except (ValueError, KeyError, TypeError, RecursionError):
        return "its receipt cannot be read"
    return "" if same else "the notebook was changed after its receipt was made"
