"""Code cells of a lesson as a student should get them: no glue, no outputs, what the page hides folded."""

import ast
import hashlib

_HIDE = {"remove-cell", "remove-input", "hide-cell", "hide-input", "remove_cell", "hide_input"}
_PAGE_ONLY = _HIDE | {"remove-output", "hide-output", "full-width", "output_scroll", "scroll-output", "remove-stderr"}


def without_glue(source):
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
    dropped: set[int] = set()
    for node in tree.body:
        if _glues(node):
            dropped.update(range(node.lineno - 1, node.end_lineno))
    if not dropped:
        return source
    # A statement that shares its line with another one stays whole.
    for node in tree.body:
        if not _glues(node):
            dropped -= set(range(node.lineno - 1, node.end_lineno))
    left = "\n".join(line for place, line in enumerate(lines) if place not in dropped).strip("\n")
    return left if ast.parse(left).body else ""


def _glues(node):
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith("myst_nb") and all(name.name == "glue" for name in node.names)
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    called = node.value.func
    return (isinstance(called, ast.Attribute) and called.attr == "glue") or (
        isinstance(called, ast.Name) and called.id == "glue"
    )


def metadata(cell):
    """Return the metadata of a student's copy: the page's tags left out, hidden input folded."""
    tags = list(cell.metadata.get("tags", []))
    kept = [tag for tag in tags if tag not in _PAGE_ONLY]
    found = {"tags": kept} if kept else {}
    if _HIDE.intersection(tags):
        found["jupyter"] = {"source_hidden": True}
    return found


class Ids:
    """Cell ids that stay the same as long as the cell's text does."""

    def __init__(self, name):
        self._name = name
        self._used: dict[str, int] = {}

    def of(self, kind, source):
        """Return the id of a cell; twins in one notebook are counted."""
        digest = hashlib.sha256(f"{self._name}\0{kind}\0{source}".encode()).hexdigest()[:12]
        count = self._used[digest] = self._used.get(digest, 0) + 1
        return digest if count == 1 else f"{digest}-{count}"
