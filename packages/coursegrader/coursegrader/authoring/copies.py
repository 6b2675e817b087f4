"""The copies of an exercise: what the student gets, what the instructor and nbgrader keep, and the web items."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import nbformat

from coursegrader import plain, words
from coursegrader.authoring import messages, metadata, regions, rubrics, variants
from coursegrader.errors import AuthoringError
from coursegrader.words import said

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from coursegrader.authoring.source import Exercise

CODE_STUB = "# YOUR CODE HERE\npass"
TEXT_STUB = "YOUR ANSWER HERE"
SET_UP = (
    "This notebook uses {names}. Where Python says that a module is missing, type in the folder of the course, "
    "and restart the kernel:"
)
SET_UP_ID, LANGUAGE_ID = "set-up", "language"
INSTALL = "python -m pip install -r requirements.txt"
_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
_VARIANT = SimpleNamespace(grade_id=variants.GRADE_ID, kind="readonly", points=None)


def instructor(exercise: Exercise, *, language: str = "en", values: dict | None = None) -> nbformat.NotebookNode:
    """Return the notebook with solutions, hidden tests and mark schemes: nbgrader's ``source`` version.

    Parameters
    ----------
    language
        Language of the messages in tests.
    values
        The values of the variants; by default those of the student ``"1"`` without a key.
    """
    if values is None:
        values = variants.draw(exercise.variants, exercise.slug, "1")
    with words.speaking(language):
        given = variants.given_cell(values) if exercise.variants else None
        notebook = _assemble(exercise, language, given, _full_text)
    allowed = {mark.grade_id: mark.seconds for mark in exercise.marks.values() if mark.seconds}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in allowed:
            cell.metadata["coursegrader"] = {"seconds": allowed[cell.metadata["nbgrader"]["grade_id"]]}
    if exercise.variants:  # the grader draws from these for the identity of each submission
        options = {variant.name: list(variant.options) for variant in exercise.variants}
        notebook.metadata["coursegrader"] = {"variants": options}
    if language != "en":  # what the grader says
        notebook.metadata["coursegrader"] = {**notebook.metadata.get("coursegrader", {}), "language": language}
    return notebook


def student(
    exercise: Exercise,
    *,
    language: str = "en",
    values: dict | None = None,
    to_plain: Callable[[str], str] | None = None,
) -> nbformat.NotebookNode:
    """Return the notebook to release: no solution, no hidden test, plain asserts, plain Markdown.

    Parameters
    ----------
    values
        The variants of one student; by default the copy asks for a student number.
    to_plain
        A function that turns MyST Markdown into plain Markdown, for text cells; by default text stays as it is.

    Returns
    -------
    nbformat.NotebookNode
        Where code imports a library of the course, the first cell says how to get it.
    """

    def own():
        typed = values is None
        return variants.typed_cell(exercise.variants, exercise.slug) if typed else variants.given_cell(values)

    def released(exercise, index, cell, language):
        text = _released_text(exercise, index, cell, language)
        return to_plain(text) if to_plain and cell.cell_type == "markdown" else text

    with words.speaking(language):
        notebook = _assemble(exercise, language, own() if exercise.variants else None, released)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            metadata.lock(cell)
            if cell.id == variants.GRADE_ID and values is None:
                del cell.metadata["editable"]  # the student types a number there
            cell.metadata["nbgrader"]["checksum"] = plain.checksum(cell)
    if names := _libraries(notebook):
        with words.speaking(language):
            text = said(SET_UP, names=", ".join(f"`{name}`" for name in names))
        text += f"\n\n```bash\n{INSTALL}\n```"
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell(text, id=SET_UP_ID))
    return notebook


def _libraries(notebook) -> list[str]:
    """Return what code cells import of the libraries named by entry points of ``coursegrader.libraries``."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    used = set(re.findall(r"^\s*(?:from|import)\s+(\w+)", code, re.MULTILINE))
    return sorted(used & {point.name for point in entry_points(group="coursegrader.libraries")})


def note_released(full: NotebookNode, released: NotebookNode) -> None:
    """Write into an instructor copy how essays and texts were released, so that the grader knows untouched ones."""
    sums = {cell.id: plain.checksum(cell) for cell in released.cells if "nbgrader" in cell.metadata}
    texts = {cell.id: cell.source for cell in released.cells if cell.cell_type == "markdown"}
    for cell in full.cells:
        entry = cell.metadata.get("nbgrader", {})
        if entry.get("grade") and entry.get("solution"):
            cell.metadata["coursegrader"] = {"released": sums[cell.id]}
        elif not entry and texts.get(cell.id, cell.source) != cell.source:
            cell.metadata["coursegrader"] = {"text": texts[cell.id]}


def solved(exercise: Exercise, *, language: str = "en", values: dict | None = None) -> nbformat.NotebookNode:
    """Return the student's notebook with the solutions filled in: what a perfect submission looks like."""
    if values is None:
        values = variants.draw(exercise.variants, exercise.slug, "1")

    def answered(exercise, index, cell, language):
        text = regions.unmark(_said(exercise, index, cell, language), regions.SOLUTION)
        return regions.replace(text, regions.HIDDEN_TESTS, None).rstrip()

    with words.speaking(language):
        given = variants.given_cell(values) if exercise.variants else None
        return _assemble(exercise, language, given, answered)


def web_items(exercise: Exercise, *, language: str = "en") -> dict:
    """Return what a page needs to present the exercise: questions, kinds and points, never an answer."""
    released = student(exercise, language=language)
    items, text = [], []
    for cell in released.cells:
        entry = cell.metadata.get("nbgrader", {})
        if cell.id == SET_UP_ID:
            continue  # a page has nothing to set up
        if entry.get("grade"):
            kind = "essay" if entry["solution"] else "test"
            question = "\n\n".join([*text, cell.source] if kind == "essay" and cell.cell_type == "markdown" else text)
            items.append({"id": entry["grade_id"], "kind": kind, "points": entry["points"], "question": question})
            text = []
        elif entry.get("task"):
            items.append({"id": entry["grade_id"], "kind": "task", "points": entry["points"], "question": cell.source})
            text = []
        elif cell.cell_type == "markdown":
            text.append(cell.source)
    return {
        "exercise": exercise.slug,
        "title": exercise.title,
        "lesson": exercise.lesson,
        "points": exercise.points,
        "notebook": f"{exercise.slug}.ipynb",
        "files": [path.relative_to(exercise.folder / "files").as_posix() for path in exercise.files],
        "variants": [variant.name for variant in exercise.variants],
        "items": items,
    }


def _assemble(exercise, language, given, text_of) -> nbformat.NotebookNode:
    cells = []
    for index, original in enumerate(exercise.notebook.cells):
        if given and original.cell_type == "code":
            cells.append(_variant_cell(given))
            given = None
        cells.append(_cell(exercise, index, original, text_of(exercise, index, original, language)))
    if language != "en":  # before a library of the course is imported: its figures and tables then speak it
        speak = f'import os\n\nos.environ["{words.VARIABLE}"] = "{language}"'
        cells.insert(0, nbformat.v4.new_code_cell(speak, id=LANGUAGE_ID, metadata={"jupyter": {"source_hidden": True}}))
    return nbformat.v4.new_notebook(
        cells=cells,
        metadata={"kernelspec": dict(_KERNEL), "language_info": {"name": "python"}, "title": exercise.title},
    )


def _cell(exercise, index, original, text):
    mark = exercise.marks.get(index)
    kept = {"tags": list(original.metadata["tags"])} if original.metadata.get("tags") else {}
    make = nbformat.v4.new_code_cell if original.cell_type == "code" else nbformat.v4.new_markdown_cell
    name = mark.grade_id if mark else f"cell-{index + 1:03d}"
    cell = make(text, id=metadata.cell_id(name), metadata=kept)
    if mark:
        cell.metadata["nbgrader"] = metadata.nbgrader(mark, original.cell_type)
    return cell


def _variant_cell(text):
    cell = nbformat.v4.new_code_cell(text, id=variants.GRADE_ID)
    cell.metadata["nbgrader"] = metadata.nbgrader(_VARIANT, "code")
    return cell


def _full_text(exercise, index, cell, language) -> str:
    mark = exercise.marks.get(index)
    text = _said(exercise, index, cell, language)
    if mark is None or mark.kind != "essay":
        return text
    scheme = rubrics.mark_scheme(mark)
    if cell.cell_type == "code":
        scheme = [f"# {line}" for line in scheme]
    end = f"### END {regions.SOLUTION}"
    if not any(region.kind == regions.SOLUTION for region in regions.find(text)):
        # nbgrader would replace the whole cell, question included, where no region is marked
        return "\n".join([text, "", f"### BEGIN {regions.SOLUTION}", *scheme, end])
    # nbgrader keeps its own mark scheme regions for task cells; inside the solution it leaves with the solution
    return text.replace(end, "\n".join([*scheme, end]), 1) if scheme else text


def _released_text(exercise, index, cell, language) -> str:
    mark = exercise.marks.get(index)
    text = _said(exercise, index, cell, language)
    stub = CODE_STUB if cell.cell_type == "code" else said(TEXT_STUB)
    if mark and mark.kind in ("answer", "essay"):
        marked = any(region.kind == regions.SOLUTION for region in regions.find(text))
        if marked:
            text = regions.replace(text, regions.SOLUTION, stub)
        elif mark.kind == "essay":
            text = f"{text}\n\n{stub}"
        else:
            text = stub
        if mark.kind == "essay" and mark.rubric and cell.cell_type == "markdown":
            text = text.replace(stub, f"{rubrics.for_student(mark)}\n\n{stub}", 1)
    return regions.replace(text, regions.HIDDEN_TESTS, None).rstrip()


def _said(exercise, index, cell, language) -> str:
    if cell.cell_type != "code":
        mark = exercise.marks.get(index)
        return f"{cell.source}\n\n{rubrics.level_table(mark)}" if mark and mark.criterion else cell.source
    try:
        return messages.spell_out(cell.source, language, exercise.messages)
    except messages.MessageError as error:
        remedy = "use an id of the common table, or add it under messages: in the front matter"
        raise AuthoringError(exercise.path, exercise.place(index), str(error), remedy) from None


def with_outputs(notebook: NotebookNode, results: Sequence[dict[str, Any]]) -> nbformat.NotebookNode:
    """Return a copy of a notebook whose code cells carry the outputs of a run (one result for each code cell)."""
    filled = copy.deepcopy(notebook)
    codes = [cell for cell in filled.cells if cell.cell_type == "code"]
    for count, (cell, result) in enumerate(zip(codes, results, strict=True), 1):
        cell.execution_count = count
        cell.outputs = [nbformat.from_dict(output) for output in result["outputs"]]
    return filled
