"""Arrays that come into a model: checked once, copied, and locked.

A frozen dataclass forbids ``parameters.income = ...`` but not ``parameters.income[0] = ...``; these helpers hand back a
read-only copy, so that a result can always be traced to the parameters that made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._check import finite
from reformlab.types import Array as Array


def vector(name: str, value: Any, length: int | None = None) -> Array:
    """Return `value` as a read-only vector of finite numbers.

    Raises
    ------
    TypeError, ValueError
        If a number is missing or not finite, if there is more than one axis, or if the length is not `length`.
    """
    finite(name, value)
    array = np.array(value, dtype=float, ndmin=1)
    if array.ndim != 1:
        raise InvalidValue(f"{name} must be one row of numbers, got an array of shape {array.shape}")
    if length is not None and array.size != length:
        raise InvalidValue(f"{name} must hold {length} numbers, got {array.size}")
    array.flags.writeable = False
    return array


def matrix(name: str, value: Any, shape: tuple[int | None, int | None] = (None, None)) -> Array:
    """Return `value` as a read-only matrix of finite numbers; None in `shape` leaves that side free.

    Raises
    ------
    TypeError, ValueError
        If a number is missing or not finite, or if the shape is not the one asked for.
    """
    finite(name, value)
    array = np.array(value, dtype=float)
    if array.ndim != 2 or any(want is not None and got != want for got, want in zip(array.shape, shape, strict=True)):
        wanted = " x ".join("any" if side is None else str(side) for side in shape)
        raise InvalidValue(f"{name} must be a matrix of shape {wanted}, got an array of shape {array.shape}")
    array.flags.writeable = False
    return array


def square(name: str, value: Any, size: int | None = None) -> Array:
    """Return `value` as a read-only square matrix of finite numbers, with at least two rows."""
    array = matrix(name, value, (size, size))
    if array.shape[0] != array.shape[1] or array.shape[0] < 2:
        raise InvalidValue(f"{name} must be square with at least 2 rows, got an array of shape {array.shape}")
    return array


def adds_up(name: str, value: Array, total: float = 1.0, *, tolerance: float = 1e-9) -> Array:
    """Check that numbers add up to `total` (along the last axis) and return them.

    Raises
    ------
    ValueError
        If they do not; the message gives the sum that was found.
    """
    sums = np.atleast_1d(value.sum(axis=-1))
    bad = np.abs(sums - total) > tolerance
    if bad.any():
        place = f" in row {int(np.argmax(bad))}" if sums.size > 1 else ""
        raise InvalidValue(f"{name} must add up to {total:g}, got {sums[bad][0]:.10g}{place}")
    return value


def labels(name: str, value: Iterable[Any], length: int) -> tuple[str, ...]:
    """Return names as a tuple of text, one for each of `length` things, no name twice.

    Raises
    ------
    ValueError
        If there are too many or too few, or if a name is repeated.
    """
    found = tuple(str(item) for item in value)
    if len(found) != length:
        raise InvalidValue(f"{name} must hold {length} names, got {len(found)}")
    if len(set(found)) < length:
        twice = next(item for item in found if found.count(item) > 1)
        raise InvalidValue(f"{name} must not repeat a name, got {twice!r} twice")
    return found


def keep(parameters: Any, **fields: Any) -> None:
    """Store checked fields in a frozen dataclass while it is being built."""
    for name, value in fields.items():
        object.__setattr__(parameters, name, value)
