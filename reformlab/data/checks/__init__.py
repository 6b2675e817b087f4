"""Checks of what the tables hold: each row against its manifest, and figures against each other.

``run`` does all of it and never raises on a wrong figure: it reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reformlab.data.checks import integrity, nation, places, provinces, sources, world
from reformlab.data.checks.report import Check, Gap, Result
from reformlab.data.manifest import folder, package

if TYPE_CHECKING:
    from reformlab.data.checks.integrity import Problem

CHECKS = [*nation.CHECKS, *provinces.CHECKS, *places.CHECKS, *world.CHECKS, *sources.CHECKS]

__all__ = ["CHECKS", "Check", "Gap", "Result", "cross", "rows", "runnable"]


def rows() -> list[Problem]:
    """Return every :class:`~reformlab.data.checks.integrity.Problem` of every table and manifest.

    The rows of a table wait until its manifest is right.
    """
    found = []
    for resource in package().values():
        found += list(integrity.manifest_problems(resource)) or list(integrity.problems(resource, folder()))
    return found


def runnable(checks: Sequence[Check] = CHECKS) -> list[Check]:
    """Return the checks whose tables are all there."""
    known = package()
    return [check for check in checks if all(table in known for table in check.tables)]


def cross(checks: Sequence[Check] = CHECKS) -> Iterator[Result]:
    """Run the cross-checks and yield a :class:`Result` for each."""
    for check in checks:
        yield check.run()
