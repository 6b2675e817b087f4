"""Read what a student handed in: whatever it is, the result is a list of plain cells or a clear reason."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

import nbformat

from coursegrader.words import said

LARGEST = 30 << 20  # bytes of a notebook file
MOST_CELLS = 2000


class Unreadable(Exception):
    """Not a notebook; the message says why in words for the student."""


@dataclass
class Cell:
    """One cell as handed in: its kind, text, grade id (if it has one) and pictures pasted into it."""

    kind: str
    source: str
    grade_id: str | None = None
    checksum: str | None = None
    attachments: dict = field(default_factory=dict)


@dataclass
class Submission:
    """A notebook as handed in, and remarks about its form."""

    cells: list[Cell]
    notes: list[str] = field(default_factory=list)


def read(data: bytes) -> Submission:
    """Read the bytes of a notebook file.

    Raises
    ------
    Unreadable
        If they are no notebook.
    """
    if not data.strip():
        raise Unreadable(said("The file is empty."))
    if len(data) > LARGEST:
        raise Unreadable(too_large())
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(said("The file is no text in UTF-8, so it is no notebook.")) from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(
            said("The file is not JSON, so it is no notebook ({error}).", error=str(error)[:200])
        ) from None
    except MemoryError:
        raise Unreadable(
            said("Reading the file needs more memory than allowed; clear the outputs and hand it in.")
        ) from None
    if not isinstance(whole, dict) or not isinstance(whole.get("nbformat"), int):
        raise Unreadable(said("The file is JSON, but no notebook."))
    notes = []
    if whole["nbformat"] < 4:
        whole = _upgrade(whole)
        old = whole.get("orig_nbformat", 3)
        notes.append(said("The notebook has the old format {form}; it was converted.", form=old))
    elif whole["nbformat"] > 4:
        raise Unreadable(
            said("The notebook has format {form}; format 4 is the newest that can be read.", form=whole["nbformat"])
        )
    cells = whole.get("cells")
    if not isinstance(cells, list):
        raise Unreadable(said("The notebook has no cells."))
    if len(cells) > MOST_CELLS:
        raise Unreadable(
            said("The notebook has {count} cells; at most {most} are read.", count=len(cells), most=MOST_CELLS)
        )
    if kernel := _foreign_kernel(whole.get("metadata")):
        notes.append(said("The notebook names the kernel {kernel!r}; it was run with Python.", kernel=kernel))
    return Submission([cell for cell in map(_cell, cells) if cell], notes)


def too_large() -> str:
    """Return what is said of a file that is larger than ``LARGEST``."""
    return said("The file is larger than {size} MB; clear the outputs and hand it in again.", size=LARGEST >> 20)


def _upgrade(whole):
    try:
        old = nbformat.reads(json.dumps(whole), as_version=nbformat.NO_CONVERT)
        return json.loads(nbformat.writes(nbformat.convert(old, 4)))
    except Exception as error:  # an old notebook can be broken in any way
        raise Unreadable(
            said("The notebook has an old format and cannot be converted ({kind}).", kind=type(error).__name__)
        ) from None


def _foreign_kernel(metadata) -> str | None:
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    if not isinstance(kernel, dict):
        return None
    name = str(kernel.get("language") or kernel.get("name") or "python")[:60]
    return None if re.match(r"(i?python|pyodide)", name, re.IGNORECASE) else name


def _cell(raw) -> Cell | None:
    if not isinstance(raw, dict) or raw.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = raw.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return None
    source = source.encode("utf-8", "replace").decode()
    metadata = raw.get("metadata")
    entry = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = entry.get("grade_id") if isinstance(entry, dict) else None
    attachments = _pictures(raw.get("attachments")) if raw["cell_type"] == "markdown" else {}
    return Cell(raw["cell_type"], source, grade_id if isinstance(grade_id, str) else None, attachments=attachments)


def _pictures(attachments) -> dict:
    kept = {}
    for name, kinds in attachments.items() if isinstance(attachments, dict) else ():
        if not isinstance(kinds, dict) or len(str(name)) > 200:
            continue
        good = {
            mime: data
            for mime, data in kinds.items()
            if mime in ("image/png", "image/jpeg")
            and isinstance(data, str)
            and re.fullmatch(r"[A-Za-z0-9+/=\s]*", data)
        }
        if good:
            kept[name] = good
    return kept
