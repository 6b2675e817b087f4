"""A cross-check: two ways to the same figure, the gap between them, how large it may be, and why it is not zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd


class Gap(NamedTuple):
    """The largest gap that was found, and where."""

    size: float
    where: str


@dataclass(frozen=True)
class Check:
    """One cross-check.

    Attributes
    ----------
    name : str
        What must agree.
    tables : tuple of str
        Tables it reads; empty: all that there are.
    unit : str
        Unit of the gap.
    allowed : float
        Largest gap that the explanation covers.
    why : str
        Why the gap is not zero (or that it must be).
    measure : callable
        Takes nothing, returns a :class:`Gap`.
    """

    name: str
    tables: tuple
    unit: str
    allowed: float
    why: str
    measure: Callable[[], Gap]

    def run(self) -> Result:
        """Return the :class:`Result` of this check; one that lacks a figure it needs has failed."""
        try:
            gap = self.measure()
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            gap = Gap(np.nan, f"cannot be computed, a figure is missing: {type(error).__name__} {error}")
        # A gap that is not a number means that nothing was compared: that fails too.
        return Result(self, gap, bool(gap.size <= self.allowed * (1 + 1e-9) + 1e-12))


@dataclass(frozen=True)
class Result:
    """A check, the gap it found, and whether the gap is allowed."""

    check: Check
    gap: Gap
    passed: bool

    def __str__(self):
        check = self.check
        word = "passed" if self.passed else "failed"
        return (
            f"Cross-check {word}: {check.name}: the gap is {self.gap.size:.4g} {check.unit} ({self.gap.where}), "
            f"{check.allowed:.4g} is allowed."
        )


def register(checks: list[Check]) -> Callable[..., Callable[[Callable[[], Gap]], Callable[[], Gap]]]:
    """Return a decorator that makes a function returning a :class:`Gap` a :class:`Check` in the list ``checks``."""

    def check(name, *, tables, unit, allowed, why):
        def add(measure):
            checks.append(Check(name, tuple(tables), unit, allowed, why, measure))
            return measure

        return add

    return check


def worst(gaps: pd.DataFrame | pd.Series) -> Gap:
    """Return the largest absolute value in ``gaps`` (Series or DataFrame) as a :class:`Gap`; NaN does not count."""
    flat = gaps.stack() if isinstance(gaps, pd.DataFrame) else gaps
    flat = flat.dropna().abs()
    if flat.empty:
        return Gap(np.nan, "nothing to compare")
    label = flat.idxmax()
    label = ", ".join(str(part) for part in (label if isinstance(label, tuple) else (label,)))
    return Gap(float(flat.max()), label)


def percent(part: Any, whole: Any) -> Any:
    """Return by how many percent ``part`` differs from ``whole``; both aligned on their labels."""
    return 100 * (part / whole - 1)
