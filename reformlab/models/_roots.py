"""Roots and fixed points of one model, in plain numpy, so that the models also run in the browser's Python."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reformlab.errors import NoSolution
from reformlab.models._arrays import Array


def bisect(function: Callable[[float], float], low: float, high: float) -> float:
    """Find where a function of one number changes sign between two bounds, to the last bit that a float can show.

    Raises
    ------
    RuntimeError
        If the function has the same sign at both bounds.
    """
    at_low, at_high = function(low), function(high)
    if at_low == 0:
        return low
    if at_high == 0:
        return high
    if (at_low > 0) == (at_high > 0):
        raise NoSolution(
            f"no change of sign between {low:g} and {high:g} (values {at_low:.3g} and {at_high:.3g}); "
            "choose parameters that are less extreme"
        )
    for _ in range(200):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if (function(middle) > 0) == (at_low > 0):
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def fixed_point(
    step: Callable[[Array], Array], start: Array, *, speed: float = 0.5, tolerance: float = 1e-12, limit: int = 20_000
) -> tuple[Array, int]:
    """Repeat ``x <- (1 - speed) x + speed step(x)`` until the largest change asked for is below `tolerance`.

    Whenever that change has not become smaller, the search swings too far, and `speed` is lowered.

    Returns
    -------
    tuple
        The fixed point and the number of steps that were needed.

    Raises
    ------
    RuntimeError
        If `limit` steps are not enough; the message gives the residual and what to try.
    """
    point, before = np.array(start, dtype=float), np.inf
    for count in range(1, limit + 1):
        with np.errstate(all="ignore"):  # a search that runs away is caught below
            gap = step(point) - point
        size = float(np.max(np.abs(gap)))
        if size < tolerance:
            return point, count
        if not np.isfinite(size):
            break
        if size >= before:
            speed = max(0.7 * speed, 0.01)
        point, before = point + speed * gap, size
    raise NoSolution(
        f"no fixed point after {count} steps (residual {size:.3g}, allowed {tolerance:g}); "
        "weaken agglomeration or the response of people to incomes"
    )
