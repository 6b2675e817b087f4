"""What can go wrong in a build, said so that the reader knows what to do next."""

from __future__ import annotations

import re
from os import PathLike
from pathlib import Path

from sphinx.errors import SphinxError  # the plain command shows such a message without a traceback

from . import files

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class SiteError(SphinxError):
    """The book could not be built or served; the message is written for the person at the keyboard."""

    category = "The book was not built"


class LessonError(SiteError):
    """A code cell of a lesson failed.

    Parameters
    ----------
    lesson : str
        Path of the lesson as the author knows it, for example ``lessons/02_counting_people.md``.
    cell : int or None
        Number of the code cell, counted from 1; None when the kernel ended before the first cell.
    first_line : str
        First line of that cell.
    line : int or None
        Line of the file in which the cell begins.
    error : str
        Name and message of the error.
    trace : str
        The kernel's traceback, colour codes removed.
    """

    def __init__(
        self, lesson: str, cell: int | None, first_line: str, line: int | None, error: str, trace: str = ""
    ) -> None:
        self.lesson, self.cell, self.first_line, self.line, self.error = lesson, cell, first_line, line, error
        self.trace = _ANSI.sub("", trace).strip()
        where = lesson if line is None else f"{lesson}, line {line}"
        which = "before the first code cell" if cell is None else f"code cell {cell}, which begins `{first_line}`"
        text = f"lesson failed: {where}\n  {which}\n  {error}"
        super().__init__(f"{text}\n\n{self.trace}" if self.trace else text)

    def __reduce__(self):
        return type(self), (self.lesson, self.cell, self.first_line, self.line, self.error, self.trace)


def read_only(path: str | PathLike[str], error: OSError) -> SiteError:
    """Say that `path` cannot be written, and how to build somewhere else.

    Parameters
    ----------
    path : path-like
        The folder or file that could not be written.
    error : OSError
        What the operating system answered.

    Returns
    -------
    SiteError
    """
    return SiteError(
        f"cannot write to {path}: {error.strerror or error}.\n"
        "Give yourself the right to write there, or build into another folder: coursebook build --output FOLDER"
    )


def unreadable(path: str | PathLike[str], what: str) -> SiteError:
    """Say that a file of the book is missing or not valid.

    Returns
    -------
    SiteError
    """
    return SiteError(f"{path}: {what}")


def text_of(path: Path, name: str | PathLike[str] | None = None) -> str:
    """Return the text of a file that a person wrote; `name` is how messages call it.

    Raises
    ------
    SiteError
        If it is not UTF-8.
    """
    try:
        return files.read_text(path)
    except files.TextError as error:
        raise unreadable(name or path, f"{error.problem}. To do: {error.cure}") from error
