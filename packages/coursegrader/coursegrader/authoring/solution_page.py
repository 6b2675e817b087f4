"""The page with the solutions of an exercise, for release after the deadline."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursegrader.words import said

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from coursegrader.authoring.source import Exercise


def write(exercise: Exercise, solved: NotebookNode, results: Sequence[dict[str, Any]], folder: Path) -> Path:
    """Write ``NN_slug.md`` with text, solved cells and their outputs, and its pictures beside it.

    Parameters
    ----------
    solved
        The notebook of :func:`coursegrader.authoring.copies.solved`.
    results
        One result a code cell, from :func:`coursegrader.authoring.trial.run`.
    """
    parts, left, pictures = [], iter(results), 0
    for cell in solved.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        outputs = next(left)["outputs"]
        if cell.metadata.get("nbgrader", {}).get("grade") and not cell.metadata["nbgrader"]["solution"]:
            continue  # tests are no part of a solution
        parts.append(f"```python\n{cell.source}\n```")
        for output in outputs:
            data = output.get("data", {})
            if "image/png" in data:
                pictures += 1
                name = f"{exercise.slug}_{pictures}.png"
                alt = said("Figure {number} of the solution, drawn by the cell above", number=pictures)
                (folder / name).write_bytes(base64.b64decode(data["image/png"]))
                parts.append(f"![{alt}]({name})")
            elif text := output.get("text") or data.get("text/plain"):
                parts.append(f"```text\n{text.rstrip()}\n```")
    page = folder / f"{exercise.slug}.md"
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return page
