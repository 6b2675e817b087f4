"""The errors of this room: each says where, what, and what to do about it."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

import click

from . import files

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the quota is used up",
    errno.EROFS: "the folder is read-only",
    errno.EACCES: "no right to write there",
}


def program() -> str:
    """Return the word that the person typed: ``coursegrader``, or the command of a course that has our verbs."""
    context = click.get_current_context(silent=True)
    name = context and context.find_root().info_name
    return name.split()[0] if name else "coursegrader"  # a course may call one verb of ours by its own name and verb


class GradingError(Exception):
    """Anything that a person who writes or grades exercises has to put right."""


def cannot_write(path: object, error: OSError, kept: str) -> GradingError:
    """Return the error for a file that could not be written; ``kept`` says what has not been lost."""
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    remedy = f"make room (or allow writing) and run the same command again: {kept}"
    return GradingError(f"{path}: cannot be written: {reason}\n    To do: {remedy}")


def is_of_disk(error: object) -> bool:
    """Whether an error says that a file could not be written for want of room or rights."""
    return isinstance(error, OSError) and error.errno in _REASONS


class AuthoringError(GradingError):
    """A mistake in a file that a person wrote, such as an exercise's author file, or in a file made from it.

    Parameters
    ----------
    file
        The file that has to be changed.
    where
        The place in it, such as ``"cell 7 (gap_2020)"``; empty for the file as a whole.
    problem
        What is wrong.
    remedy
        What to do.
    """

    def __init__(self, file: object, where: str, problem: str, remedy: str) -> None:
        self.file, self.where, self.problem, self.remedy = str(file), where, problem, remedy
        place = f"{self.file}, {where}" if where else self.file
        super().__init__(f"{place}: {problem}\n    To do: {remedy}")


class AuthoringErrors(GradingError):
    """All mistakes found in one pass, so that an author sees them together."""

    def __init__(self, errors: Sequence[AuthoringError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


def text_of(path: Path) -> str:
    """Return the text of a file that a person wrote.

    Raises
    ------
    AuthoringError
        If it is not UTF-8.
    FileNotFoundError
        If there is no such file.
    """
    try:
        return files.read_text(path)
    except files.TextError as error:
        raise AuthoringError(path, "", error.problem, error.cure) from None
