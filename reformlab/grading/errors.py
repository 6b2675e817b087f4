"""The errors of this room: each says where, what, and what to do about it."""

from __future__ import annotations


class GradingError(Exception):
    """Anything that a person who writes or grades exercises has to put right."""


class AuthoringError(GradingError):
    """A mistake in an exercise's author file, or in a file made from it.

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

    def __init__(self, file, where: str, problem: str, remedy: str):
        self.file, self.where, self.problem, self.remedy = str(file), where, problem, remedy
        place = f"{self.file}, {where}" if where else self.file
        super().__init__(f"{place}: {problem}\n    To do: {remedy}")


class AuthoringErrors(GradingError):
    """All mistakes found in one pass, so that an author sees them together."""

    def __init__(self, errors):
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))
