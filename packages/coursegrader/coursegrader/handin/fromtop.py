"""Run a notebook as the grader will: in a fresh kernel, all cells in order, in a folder of its own, each for a time."""

from __future__ import annotations

import ast
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from coursegrader.authoring import variants
from coursegrader.errors import GradingError
from coursegrader.runner import harmless, submission

_BESIDE = 50 << 20  # bytes of files beside the notebook that are taken along
_LATE = "CellTimeout"
_MARK = "outside the notebook's folder"
_FENCE = """
def _fence():
    import os, sys

    home = os.path.realpath(os.getcwd())
    own = [home, "/dev", *(os.path.expanduser(f"~/{name}") for name in (".cache", ".config", ".ipython", ".jupyter"))]

    def hook(event, arguments):
        if event != "open" or not isinstance(arguments[0], (str, bytes)):
            return
        writes = set(str(arguments[1] or "r")) & set("wax+") or (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if writes and not any(path == each or path.startswith(os.path.join(each, "")) for each in own):
            raise PermissionError(13, "MARK", path)

    sys.addaudithook(hook)

_fence()
del _fence
""".replace("MARK", _MARK)


@dataclass(frozen=True)
class Finding:
    """Something that the grader would stumble over: in which cell (its grade id, or its number), and what."""

    cell: str
    text: str

    def __str__(self):
        return f"{self.cell}: {self.text}"


def check(path, *, seconds: float = 20.0) -> list[Finding]:
    """Return what is wrong with a notebook when it runs from the top; nothing in its folder is changed.

    Parameters
    ----------
    path
        The notebook.
    seconds
        How long a cell may run.

    Raises
    ------
    GradingError
        If it is no notebook.
    """
    path = Path(path)
    try:
        submission.read(path.read_bytes())
        notebook = nbformat.reads(path.read_text("utf-8-sig"), as_version=4)
    except FileNotFoundError:
        raise GradingError(f"{path}: there is no such file\n    To do: name the notebook") from None
    except submission.Unreadable as reason:
        raise GradingError(f"{path}: {reason}\n    To do: save it in Jupyter again") from None
    with tempfile.TemporaryDirectory(prefix="from-the-top-") as folder:
        home = Path(folder) / "work"
        home.mkdir()
        _take_along(path, home)
        return _run(notebook, home, seconds)


def _take_along(path, home) -> None:
    left = _BESIDE
    for each in sorted(path.parent.iterdir()):
        if each.is_file() and not each.is_symlink() and each.suffix not in (".ipynb", ".zip") and each.name[0] != ".":
            left -= each.stat().st_size
            if left < 0:
                return
            shutil.copy(each, home / each.name)


def _run(notebook, home, seconds) -> list[Finding]:
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    codes = [(number, cell) for number, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]
    names = {number: _name(number, cell) for number, cell in codes}
    late = []
    client = NotebookClient(
        notebook,
        timeout=seconds,
        iopub_timeout=max(4, int(seconds)),
        interrupt_on_timeout=True,
        error_on_timeout={"ename": _LATE, "evalue": "", "traceback": []},
        on_cell_executed=lambda execute_reply, **_: late.append(execute_reply["content"].get("ename") == _LATE),
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(home)}},
    )
    found, env = [], {**os.environ, "TMPDIR": str(home), "MPLBACKEND": "agg"}
    with client.setup_kernel(env=env):
        client.execute_cell(nbformat.v4.new_code_cell(_FENCE), 0, store_history=False)
        for number, cell in codes:
            try:
                client.execute_cell(cell, number - 1)
            except DeadKernelError:
                found.append(Finding(names[number], "it ended Python itself; what comes after it was not tried"))
                break
            if not late[-1]:
                found += _wrong(number, cell, codes, names)
                continue
            found.append(Finding(names[number], f"it did not end within {seconds:g} s: is there an endless loop?"))
            if not any(output.get("ename") == "KeyboardInterrupt" for output in cell.outputs):
                found.append(Finding(names[number], "it cannot be interrupted; what comes after it was not tried"))
                break
    return found


def _name(number, cell) -> str:
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return f"cell {number} ({grade_id})" if isinstance(grade_id, str) else f"cell {number}"


def _wrong(number, cell, codes, names) -> list[Finding]:
    error = next((each for each in cell.outputs if each.output_type == "error"), None)
    if error is None:
        return []
    said = harmless.line(f"{error.ename}: {error.evalue}", 300)
    missing = re.match(r"name '(\w+)' is not defined", error.evalue) if error.ename == "NameError" else None
    if _MARK in error.evalue:
        place = harmless.line(error.evalue.rpartition(": ")[2], 200)
        return [Finding(names[number], f"it writes {place}, {_MARK}; the grader does not let it")]
    if missing:
        return [Finding(names[number], _gone(missing[1], number, cell, codes, names))]
    entry = cell.metadata.get("nbgrader", {})
    if error.ename == "AssertionError" and entry.get("grade"):
        return [Finding(names[number], f"the test says: {harmless.line(error.evalue, 300) or 'it does not hold'}")]
    return [Finding(names[number], f"it stops with {said}")]


def _gone(name, number, cell, codes, names) -> str:
    """Return why a name is not there."""
    below = next((names[other] for other, each in codes if other > number and name in _stored(each.source)), None)
    if below:
        return f"it needs {name!r}, which is defined only further down, in {below}: move that up"
    before = next((names[other] for other, each in codes if other < number and name in _stored(each.source)), None)
    if before:
        return f"it needs {name!r}, which {before} defines, but that cell stopped before it did"
    if cell.metadata.get("nbgrader", {}).get("grade"):
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


def variant_of(notebook) -> str:
    """Return the source of the cell that gives a student's own numbers, or nothing."""
    cells = (cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == variants.GRADE_ID)
    return next((cell.source for cell in cells), "")
