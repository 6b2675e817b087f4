"""nbgrader's cell metadata (schema version 3), filled in from the author's short marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from coursegrader.authoring.marks import Mark

SCHEMA_VERSION = 3
_FLAGS = {  # kind: grade, solution, locked, task
    "answer": (False, True, False, False),
    "test": (True, False, True, False),
    "essay": (True, True, False, False),
    "task": (False, False, True, True),
    "readonly": (False, False, True, False),
}


def nbgrader(mark: Mark, cell_type: str) -> dict:
    """Return the ``nbgrader`` entry of a cell's metadata, without a checksum."""
    grade, solution, locked, task = _FLAGS[mark.kind]
    entry = {
        "schema_version": SCHEMA_VERSION,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": task,
        "grade_id": mark.grade_id,
        "cell_type": cell_type,
    }
    if grade or task:
        entry["points"] = mark.points
    return entry


def cell_id(name: str) -> str:
    """Return a notebook cell id (1 to 64 letters, digits, - and _) made from a grade id or a position."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)[:64]


def lock(cell: NotebookNode) -> None:
    """Make a released cell undeletable, and uneditable unless it takes an answer, as nbgrader does."""
    entry = cell.metadata["nbgrader"]
    if entry["grade"] or entry["solution"] or entry["locked"]:
        cell.metadata["deletable"] = False
    if not entry["solution"] and (entry["grade"] or entry["locked"]):
        cell.metadata["editable"] = False
