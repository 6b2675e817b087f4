"""What can go wrong with a table, or with what is asked of it."""

from __future__ import annotations

from reformlab.errors import ReformlabError


class TableError(ReformlabError, ValueError):
    """A table or its manifest is damaged; the message names file, line, column, value and what is allowed."""


class UnknownName(ReformlabError, LookupError):
    """No table, column, series or unit of that name; the message lists the nearest ones."""


class ArgumentError(ReformlabError, ValueError):
    """An argument is not what is needed; the message names the argument, its value and what is allowed."""

    def __init__(self, argument: str, value: object, allowed: str) -> None:
        super().__init__(f"{argument} is {shown(value)}; {allowed}.")


def shown(value: object, longest: int = 80) -> str:
    """Return ``value`` as it stands in a message: its ``repr`` on one line, cut where it is long."""
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # an int of thousands of digits has no text
        text = f"{type(value).__name__} without a text"
    return text if len(text) <= longest else f"{text[: longest - 3]}..."
