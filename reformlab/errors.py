"""The root of the library's errors, and those that the models share.

``except ReformlabError`` catches whatever the library refuses; each error is also the built-in one that Python users
expect (ValueError, TypeError, LookupError, RuntimeError), and its message names field, value and what is allowed.
"""


class ReformlabError(Exception):
    """Base class of all errors of the library."""


class InvalidValue(ReformlabError, ValueError):
    """A number, array or word lies outside what is allowed."""


class InvalidType(ReformlabError, TypeError):
    """A value is of the wrong kind, such as text in place of a number."""


class UnknownKey(ReformlabError, KeyError):
    """No model, column or place of that name."""


class NoSolution(ReformlabError, RuntimeError):
    """An iteration ended without the solution that it looks for."""
