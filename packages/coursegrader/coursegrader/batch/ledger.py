"""Results on disk: each is written, whole, as soon as it is there, so that nothing is lost and nothing graded twice."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from coursegrader.errors import cannot_write
from coursegrader.runner.notebook import Result


class Ledger:
    """The results of a course, by assignment and student.

    Parameters
    ----------
    folder
        Where they are kept: ``COURSE/.grading``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def known(self, assignment: str, student: str, digest: str) -> Result | None:
        """Return the result of exactly this submission under exactly these conditions, or None."""
        try:
            entry = json.loads(self._path(assignment, student).read_text(encoding="utf-8"))
            return Result(**entry["result"]) if entry["digest"] == digest else None
        except (OSError, ValueError, KeyError, TypeError):
            return None  # absent, or left behind half-written by another program

    def all(self) -> Iterator[tuple[str, str, Result]]:
        """Yield assignment, student and the newest result of each submission."""
        for path in sorted((self.folder / "results").glob("*.json")):
            try:
                entry = json.loads(path.read_text(encoding="utf-8"))
                yield entry["assignment"], entry["student"], Result(**entry["result"])
            except (OSError, ValueError, KeyError, TypeError):
                continue  # left behind half-written by another program

    def newest(self, assignment: str, student: str) -> Result | None:
        """Return the newest result of a submission, or None."""
        try:
            return Result(**json.loads(self._path(assignment, student).read_text(encoding="utf-8"))["result"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, assignment: str, student: str, digest: str, result: Result) -> None:
        """Keep a result; the grade book does not have it yet."""
        self._path(assignment, student).with_suffix(".posted").unlink(missing_ok=True)
        entry = {"assignment": assignment, "student": student, "digest": digest, "result": dataclasses.asdict(result)}
        write(self._path(assignment, student), json.dumps(entry))

    def posted(self, assignment: str, student: str, digest: str) -> bool:
        """Whether this result stands in the grade book already."""
        mark = self._path(assignment, student).with_suffix(".posted")
        return mark.is_file() and mark.read_text("utf-8") == digest

    def mark_posted(self, assignment: str, student: str, digest: str) -> None:
        """Note that a result stands in the grade book."""
        write(self._path(assignment, student).with_suffix(".posted"), digest)

    def _path(self, assignment, student) -> Path:
        name = hashlib.sha256(f"{assignment}\0{student}".encode()).hexdigest()[:32]
        return self.folder / "results" / f"{name}.json"


def write(path: Path, text: str) -> None:
    """Write a file as a whole: a temporary file beside it, then a rename.

    Raises
    ------
    GradingError
        If the disk is full or the folder cannot be written; what was there before stays.
    """
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(text, encoding="utf-8")
        os.replace(half, path)
    except OSError as error:
        half.unlink(missing_ok=True) if half.parent.is_dir() else None
        raise cannot_write(path, error, "what has been graded is kept") from None


def digest(data: bytes, *conditions: str) -> str:
    """Return the sum over a submission and all that its grade depends on."""
    whole = hashlib.sha256(data)
    for condition in conditions:
        whole.update(b"\0" + condition.encode())
    return whole.hexdigest()
