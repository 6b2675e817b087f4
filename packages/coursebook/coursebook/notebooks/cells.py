"""Code cells of a lesson as a student should get them: no glue, no outputs, what the page hides folded."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

_HIDE = {"remove-cell", "remove-input", "hide-cell", "hide-input", "remove_cell", "hide_input"}
_COMPOUND = (ast.For, ast.If, ast.With)
_PAGE_ONLY = _HIDE | {"remove-output", "hide-output", "full-width", "output_scroll", "scroll-output", "remove-stderr"}


def without_glue(source: str) -> str:
    """Return code without the statements that only glue values for the page.

    Parameters
    ----------
    source : str
        A code cell. One that is not plain Python (a magic command) is returned as it is.

    Returns
    -------
    str
        Empty when nothing but comments and imports of `glue` is left.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    lines = source.splitlines()
    dropped = _glue_lines(tree.body)
    if not dropped:
        return source
    left = "\n".join(line for place, line in enumerate(lines) if place not in dropped).strip("\n")
    return left if ast.parse(left).body else ""


def _glue_lines(body):
    """Return the line numbers, from 0, of the statements that only glue, looking into loops and conditions."""
    dropped: set[int] = set()
    kept: set[int] = set()
    for node in body:
        lines = set(range(node.lineno - 1, node.end_lineno))
        if _glues(node):
            dropped |= lines
        elif isinstance(node, _COMPOUND) and not all(map(_glues, node.body)):
            dropped |= _glue_lines(node.body)
        else:
            kept |= lines  # a statement that shares its line with another one stays whole
    return dropped - kept


def _glues(node):
    if isinstance(node, _COMPOUND):
        return not getattr(node, "orelse", None) and all(map(_glues, node.body))
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith("myst_nb") and all(name.name == "glue" for name in node.names)
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    called = node.value.func
    return (isinstance(called, ast.Attribute) and called.attr == "glue") or (
        isinstance(called, ast.Name) and called.id == "glue"
    )


def student_code(read: Sequence[NotebookNode]) -> dict[int, str]:
    """Return the code of a student's notebook.

    Parameters
    ----------
    read : list of NotebookNode
        All cells of the lesson, in order.

    Returns
    -------
    dict of int to str
        Place in `read` -> code without glue. A cell that the page removes is left out when it does nothing but define
        names that no later cell of the student's notebook uses.
    """
    kept: dict[int, str] = {}
    needed: set[str] | None = set()
    for place in range(len(read) - 1, -1, -1):
        cell = read[place]
        code = without_glue(cell.source).strip("\n") if cell.cell_type == "code" else ""
        if not code.strip():
            continue
        defined, used, only_defines = _names(code)
        removed = {"remove-cell", "remove_cell"}.intersection(cell.metadata.get("tags", []))
        if removed and only_defines and needed is not None and not defined & needed:
            continue
        kept[place] = code
        needed = (
            None if used is None or needed is None else needed | used
        )  # None: code that cannot be read uses anything
    return kept


def _names(code):
    """Return the names that code defines, the names it reads (None: unknown), and whether it only defines."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return set(), None, False
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    defined: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            defined.update((name.asname or name.name).split(".")[0] for name in node.names)
        elif isinstance(node, ast.Assign) and all(map(_plain_target, node.targets)):
            defined.update(name.id for name in ast.walk(node) if isinstance(name, ast.Name) and _stored(name))
        else:
            return defined, used, False
    return defined, used, True


def _stored(name):
    return isinstance(name.ctx, ast.Store)


def _plain_target(target):
    if isinstance(target, ast.Tuple | ast.List):
        return all(map(_plain_target, target.elts))
    return isinstance(target, ast.Name) or (isinstance(target, ast.Starred) and _plain_target(target.value))


def metadata(cell: NotebookNode) -> dict[str, Any]:
    """Return the metadata of a student's copy: the page's tags left out, hidden input folded."""
    tags = list(cell.metadata.get("tags", []))
    kept = [tag for tag in tags if tag not in _PAGE_ONLY]
    found: dict[str, Any] = {"tags": kept} if kept else {}
    if _HIDE.intersection(tags):
        found["jupyter"] = {"source_hidden": True}
    return found


class Ids:
    """Cell ids that stay the same as long as the cell's text does."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._used: dict[str, int] = {}

    def of(self, kind: str, source: str) -> str:
        """Return the id of a cell; twins in one notebook are counted."""
        digest = hashlib.sha256(f"{self._name}\0{kind}\0{source}".encode()).hexdigest()[:12]
        count = self._used[digest] = self._used.get(digest, 0) + 1
        return digest if count == 1 else f"{digest}-{count}"
