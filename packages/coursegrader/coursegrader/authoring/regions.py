"""Marked regions of a cell: ``### BEGIN SOLUTION`` ... ``### END SOLUTION`` and ``### BEGIN HIDDEN TESTS`` ... .

The marks are nbgrader's, so that an instructor copy made here also goes through ``nbgrader generate_assignment``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SOLUTION = "SOLUTION"
HIDDEN_TESTS = "HIDDEN TESTS"
_MARK = re.compile(r"\b(BEGIN|END) (SOLUTION|HIDDEN TESTS)\b")


class RegionError(ValueError):
    """Marks that do not pair up; the message names the line within the cell."""


@dataclass(frozen=True)
class Region:
    """Lines ``start`` to ``stop`` (marks included, counted from 0, ``stop`` is the END line) of one cell."""

    kind: str
    start: int
    stop: int
    indent: str
    body: str


def find(source: str) -> list[Region]:
    """Return the regions of a cell in order.

    Raises
    ------
    RegionError
        For a BEGIN without END, an END without BEGIN, or one region inside another.
    """
    found, open_at = [], None
    lines = source.split("\n")
    for number, line in enumerate(lines):
        mark = _MARK.search(line)
        if not mark:
            continue
        verb, kind = mark.groups()
        if verb == "BEGIN":
            if open_at:
                raise RegionError(f"line {number + 1}: BEGIN {kind} inside the region that line {open_at[1] + 1} began")
            open_at = (kind, number, line[: len(line) - len(line.lstrip())])
        else:
            if not open_at or open_at[0] != kind:
                raise RegionError(f"line {number + 1}: END {kind} without BEGIN {kind}")
            body = "\n".join(lines[open_at[1] + 1 : number])
            found.append(Region(kind, open_at[1], number, open_at[2], body))
            open_at = None
    if open_at:
        raise RegionError(f"line {open_at[1] + 1}: BEGIN {open_at[0]} without END {open_at[0]}")
    return found


def replace(source: str, kind: str, stub: str | None) -> str:
    """Replace every region of ``kind`` by ``stub`` at the region's indent; ``None`` removes it."""
    lines = source.split("\n")
    for region in reversed(find(source)):
        if region.kind == kind:
            new = [] if stub is None else [region.indent + line if line else line for line in stub.split("\n")]
            lines[region.start : region.stop + 1] = new
    return "\n".join(lines)


def unmark(source: str, kind: str) -> str:
    """Keep the body of every region of ``kind`` and drop the two marks."""
    lines = source.split("\n")
    for region in reversed(find(source)):
        if region.kind == kind:
            del lines[region.stop], lines[region.start]
    return "\n".join(lines)


def bodies(source: str, kind: str) -> list[str]:
    """Return what stands inside the regions of ``kind``."""
    return [region.body for region in find(source) if region.kind == kind]
