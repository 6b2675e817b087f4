"""Checks of what the tables hold: each row against its manifest, and figures against each other.

``run`` does all of it and never raises on a wrong figure: it reports.
"""

from reformlab.data.checks import integrity, nation, places, provinces, world
from reformlab.data.checks.report import Check, Gap, Result
from reformlab.data.manifest import folder, package

CHECKS = [*nation.CHECKS, *provinces.CHECKS, *places.CHECKS, *world.CHECKS]

__all__ = ["CHECKS", "Check", "Gap", "Result", "cross", "rows"]


def rows():
    """Return every :class:`~reformlab.data.checks.integrity.Problem` of every table and manifest."""
    return [
        problem
        for resource in package().values()
        for problem in (*integrity.manifest_problems(resource), *integrity.problems(resource, folder()))
    ]


def cross(checks=CHECKS):
    """Run the cross-checks and yield a :class:`Result` for each."""
    for check in checks:
        yield check.run()
