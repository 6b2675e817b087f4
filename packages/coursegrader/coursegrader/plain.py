"""What is said of a notebook that ran from the top, what it still lacks, and the file to hand in.

Notebooks are here what their JSON holds. The standard library alone: the browser lab gives this file to the browser's
Python, which has no package of the grader.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import json
import platform
import re
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

VARIANT_ID = "variant"
RECEIPT, FORMAT = "receipt.json", "coursegrader-receipt"
OUTSIDE = "outside the notebook's folder"
_STUDENT = re.compile(r"[^/\\\0-\x1f]{1,100}")


def checksum(cell: dict[str, Any]) -> str:
    """Return nbgrader's checksum of a marked cell; a cell that still has that of its metadata was never answered.

    The same sum as ``nbgrader.utils.compute_checksum``, whose import takes seconds (a test compares the two).
    """
    entry = cell["metadata"]["nbgrader"]
    locked = not entry["solution"] and (entry["grade"] or entry["locked"])
    parts = [_source(cell), cell["cell_type"], str(entry["grade"]), str(entry["solution"]), str(locked)]
    parts.append(entry["grade_id"])
    if entry["grade"]:
        parts.append(str(float(entry["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def name_of(cells: Sequence[dict[str, Any]], number: int) -> str:
    """Return what the cell of that number, from 1, is called: its number, and its grade id if it has one."""
    grade_id = _entry(cells[number - 1]).get("grade_id")
    return f"cell {number} ({grade_id})" if isinstance(grade_id, str) else f"cell {number}"


def wrong(cells: Sequence[dict[str, Any]], number: int) -> str:
    """Return what is wrong with the code cell of that number, as its outputs tell, or nothing."""
    cell = cells[number - 1]
    error = next((each for each in cell.get("outputs", ()) if each["output_type"] == "error"), None)
    if error is None:
        return ""
    kind, text = str(error.get("ename", "")), str(error.get("evalue", ""))
    kind = re.sub(r"^<class '(?:.*\.)?(\w+)'>$", r"\1", kind)  # the browser's kernel writes the class
    missing = re.match(r"name '(\w+)' is not defined", text) if kind == "NameError" else None
    if OUTSIDE in text:
        return f"it writes {line(text.rpartition(': ')[2], 200)}, {OUTSIDE}; the grader does not let it"
    if missing:
        return _gone(missing[1], cells, number)
    if kind == "AssertionError" and _entry(cell).get("grade"):
        return f"the test says: {line(text, 300) or 'it does not hold'}"
    return f"it stops with {line(f'{kind}: {text}', 300)}"


def late(seconds: float) -> str:
    """Return what is said of a cell that did not end in time."""
    return f"it did not end within {seconds:g} s: is there an endless loop?"


def lacking(cells: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return what a notebook lacks, as (cell, what): answers, the student's number, tests as they were given."""
    found = []
    for number, cell in enumerate(cells, 1):
        entry = _entry(cell)
        try:
            given = entry["checksum"] == checksum(cell)
        except (KeyError, TypeError, ValueError):
            continue  # no cell of an exercise, or one whose metadata are lost
        if entry["solution"] and given:
            found.append((name_of(cells, number), "it has no answer yet"))
        elif entry["grade_id"] == VARIANT_ID and given and re.search(r'^student = "1"', _source(cell), re.MULTILINE):
            found.append((name_of(cells, number), "your student number is missing: it is still that of the example"))
        elif entry["grade"] and not entry["solution"] and not given:
            found.append((name_of(cells, number), "the test was changed; the grader uses the one that was given"))
    return found


def edition(cells: Sequence[dict[str, Any]]) -> str:
    """Return a sum over the cells that were handed out with a checksum: it tells which edition of an exercise it is."""
    sums = sorted(f"{_entry(cell).get('grade_id')}:{sum_}" for cell in cells if (sum_ := _entry(cell).get("checksum")))
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()


def packed(notebook: bytes, name: str, student: str, *, checked: bool, now: datetime) -> tuple[str, bytes]:
    """Return name and content of the zip file to hand in: the notebook, and a receipt that says which file it was.

    Parameters
    ----------
    notebook
        The file of the notebook.
    name
        How it is called.
    student
        The student's id.
    checked
        Whether it ran from the top without a finding.
    now
        The time, with its zone.

    Raises
    ------
    ValueError
        If the id can be no file name; the message says what one can be.
    """
    if not _STUDENT.fullmatch(student) or student.strip(" .") != student:
        raise ValueError(f"{student!r} is no student id: write it without / and \\, at most 100 letters")
    cells = json.loads(notebook.decode("utf-8-sig"))["cells"]
    variant = next((_source(cell) for cell in cells if _entry(cell).get("grade_id") == VARIANT_ID), "")
    made = {
        "format": FORMAT,
        "version": 1,
        "student": student,
        "notebook": name,
        "sha256": hashlib.sha256(notebook).hexdigest(),
        "exercise": edition(cells),
        "variant": hashlib.sha256(variant.encode()).hexdigest(),
        "python": platform.python_version() + (" in a browser" if sys.platform == "emscripten" else ""),
        "checked": checked,
        "time": f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, notebook)
        file.writestr(RECEIPT, json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    stem = name.removesuffix(".ipynb")
    return f"{student}_{stem}_{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip", whole.getvalue()


def answer(request: str) -> str:
    """Answer the browser lab in JSON.

    Parameters
    ----------
    request
        JSON: ``{"do": "look", "cells": [...], "late": NUMBER or null, "seconds": ...}`` after a run from the top, of
        which the cell of that number did not end; or ``{"do": "pack", "notebook": TEXT, "name": ..., "student": ...,
        "checked": ...}``.
    """
    asked = json.loads(request)
    if asked["do"] == "pack":
        data, student = asked["notebook"].encode(), asked["student"].strip()
        try:
            name, whole = packed(data, asked["name"], student, checked=asked["checked"], now=datetime.now(UTC))
        except ValueError as error:
            return json.dumps({"error": str(error)})
        return json.dumps({"name": name, "zip": base64.b64encode(whole).decode()})
    cells, found = asked["cells"], []
    for number, cell in enumerate(cells, 1):
        if number == asked["late"]:
            found += [(name_of(cells, number), late(asked["seconds"])), ("", "what comes after it was not tried")]
            break
        if cell["cell_type"] == "code" and (said := wrong(cells, number)):
            found.append((name_of(cells, number), said))
    return json.dumps({"wrong": found, "lacking": lacking(cells)})


def line(text: str, most: int) -> str:
    """Return a text in one line, without what does not print."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:most]


def _source(cell) -> str:
    return "".join(cell["source"])


def _entry(cell) -> dict:
    entry = cell.get("metadata", {}).get("nbgrader")
    return entry if isinstance(entry, dict) else {}


def _gone(name, cells, number) -> str:
    """Return why a name is not there when the cell of that number needs it."""
    codes = [(other, each) for other, each in enumerate(cells, 1) if each["cell_type"] == "code"]
    below = next((other for other, each in codes if other > number and name in _stored(_source(each))), None)
    if below:
        return f"it needs {name!r}, which is defined only further down, in {name_of(cells, below)}: move that up"
    before = next((other for other, each in codes if other < number and name in _stored(_source(each))), None)
    if before:
        return f"it needs {name!r}, which {name_of(cells, before)} defines, but that cell stopped before it did"
    if _entry(cells[number - 1]).get("grade"):
        return f"the test looks for {name!r}, and no cell defines it any more: was it renamed or deleted?"
    return f"it needs {name!r}, and the cell that defined it is no longer there"


def _stored(source) -> set[str]:
    """Return the names that a cell defines at its top level."""
    try:
        tree = ast.parse(re.sub(r"^\s*[%!].*$", "", source, flags=re.MULTILINE))
    except SyntaxError:
        return set()
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return found
