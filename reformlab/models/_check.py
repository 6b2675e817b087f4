"""Validators shared by the teaching models.

Every model checks its parameters when its dataclass is built, so that a wrong slider or a typing error stops at once
with a sentence that names the field, the value it had and the values it may have. Each function returns the checked
value, which lets a caller write ``rate = within("rate", rate, 0, 100)``.
"""

from __future__ import annotations

from collections.abc import Collection, Sized
from numbers import Real
from typing import Any

import numpy as np

from reformlab.errors import InvalidType, InvalidValue


def finite(name: str, value: Any) -> Any:
    """Check that a number, or every number of an array, is real and finite.

    Parameters
    ----------
    name : str
        Name of the field, as the user wrote it; it opens the error message.
    value : number or array of numbers
        The value to check.

    Returns
    -------
    number or array
        `value`, unchanged.

    Raises
    ------
    TypeError
        If `value` is not a number (text, None, a truth value) or holds something that is not a number.
    ValueError
        If `value` is empty or holds NaN or infinity.
    """
    numbers = _as_numbers(name, value)
    bad = ~np.isfinite(numbers)
    if bad.any():
        raise InvalidValue(f"{name} must be finite, got {_first(numbers, bad)}")
    return value


def positive(name: str, value: Any) -> Any:
    """Check that a number, or every number of an array, is finite and greater than zero.

    Parameters, return value and errors are those of `finite`; a number at or below zero raises ValueError.
    """
    finite(name, value)
    numbers = np.asarray(value, dtype=float)
    bad = numbers <= 0
    if bad.any():
        raise InvalidValue(f"{name} must be greater than 0, got {_first(numbers, bad)}")
    return value


def non_negative(name: str, value: Any) -> Any:
    """Check that a number, or every number of an array, is finite and not below zero.

    Parameters, return value and errors are those of `finite`; a number below zero raises ValueError.
    """
    finite(name, value)
    numbers = np.asarray(value, dtype=float)
    bad = numbers < 0
    if bad.any():
        raise InvalidValue(f"{name} must be 0 or greater, got {_first(numbers, bad)}")
    return value


def within(name: str, value: Any, lo: float, hi: float, *, open_ends: bool = False) -> Any:
    """Check that a number, or every number of an array, lies between two bounds.

    Parameters
    ----------
    name : str
        Name of the field.
    value : number or array of numbers
        The value to check.
    lo, hi : float
        Lower and upper bound, in the unit of the field.
    open_ends : bool, default False
        If True the bounds themselves are not allowed.

    Returns
    -------
    number or array
        `value`, unchanged.

    Raises
    ------
    TypeError, ValueError
        As `finite`; and ValueError if a number lies outside the bounds.
    """
    finite(name, value)
    numbers = np.asarray(value, dtype=float)
    bad = (numbers <= lo) | (numbers >= hi) if open_ends else (numbers < lo) | (numbers > hi)
    if bad.any():
        allowed = f"greater than {lo:g} and less than {hi:g}" if open_ends else f"between {lo:g} and {hi:g}"
        raise InvalidValue(f"{name} must be {allowed}, got {_first(numbers, bad)}")
    return value


def whole(name: str, value: Any, lo: int | None = None, hi: int | None = None) -> Any:
    """Check that a value is a whole number, optionally between two bounds.

    A float without a fractional part (2035.0) is accepted, because sliders hand those over.

    Raises
    ------
    TypeError, ValueError
        As `finite`; and ValueError if the number has a fractional part or lies outside the bounds.
    """
    finite(name, value)
    numbers = np.asarray(value, dtype=float)
    bad = numbers != np.floor(numbers)
    if bad.any():
        raise InvalidValue(f"{name} must be a whole number, got {_first(numbers, bad)}")
    if lo is not None or hi is not None:
        within(name, value, -np.inf if lo is None else lo, np.inf if hi is None else hi)
    return value


def one_of(name: str, value: Any, allowed: Collection[Any]) -> Any:
    """Check that a value is one of a closed list.

    Raises
    ------
    ValueError
        If it is not; the message lists what is allowed.
    """
    if value not in allowed:
        choices = ", ".join(repr(item) for item in allowed)
        raise InvalidValue(f"{name} must be one of {choices}, got {value!r}")
    return value


def same_length(**columns: Sized) -> None:
    """Check that named sequences have the same number of elements.

    Raises
    ------
    ValueError
        If they do not; the message gives the length of each.
    """
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise InvalidValue(f"{' and '.join(lengths)} must have the same length: {found}")


def _as_numbers(name: str, value: Any) -> np.ndarray:
    # A truth value is a number to Python, but never a rate or a share: it is nearly always a mistake.
    array = np.asarray(value)
    if array.dtype.kind == "O" and all(isinstance(item, Real) for item in array.flat):
        array = array.astype(float)
    if array.dtype.kind not in "iuf":
        raise InvalidType(f"{name} must be a number, got {value!r}")
    if array.size == 0:
        raise InvalidValue(f"{name} must hold at least one number, got none")
    return array


def _first(numbers: np.ndarray, bad: np.ndarray) -> str:
    # Name the offender, and where it stands if the value is an array.
    if numbers.ndim == 0:
        return f"{numbers.item():g}"
    where = np.argwhere(bad)[0]
    place = ", ".join(str(i) for i in where)
    return f"{numbers[tuple(where)]:g} at position {place}"
