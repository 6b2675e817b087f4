"""Run a notebook as the grader will: in a fresh kernel, all cells in order, in a folder of its own, each for a time."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import nbformat

from coursegrader import plain
from coursegrader.errors import GradingError
from coursegrader.runner import submission

_BESIDE = 50 << 20  # bytes of files beside the notebook that are taken along
_LATE = "CellTimeout"
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
""".replace("MARK", plain.OUTSIDE)


@dataclass(frozen=True)
class Finding:
    """Something that the grader would stumble over: in which cell (its grade id, or its number), and what."""

    cell: str
    text: str

    def __str__(self):
        return f"{self.cell}: {self.text}"


def check(path: str | PathLike[str], *, seconds: float = 20.0) -> list[Finding]:
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
    path, notebook = Path(path), _read(path)
    with tempfile.TemporaryDirectory(prefix="from-the-top-") as folder:
        home = Path(folder) / "work"
        home.mkdir()
        _take_along(path, home)
        return _run(notebook, home, seconds)


def lacking(path: Path) -> list[Finding]:
    """Return what a notebook lacks: answers, the student's number, tests as they were given.

    Raises
    ------
    GradingError
        If it is no notebook.
    """
    return [Finding(*each) for each in plain.lacking(_read(path).cells)]


def _read(path):
    path = Path(path)
    try:
        submission.read(path.read_bytes())
        return nbformat.reads(path.read_text("utf-8-sig"), as_version=4)
    except FileNotFoundError:
        raise GradingError(f"{path}: there is no such file\n    To do: name the notebook") from None
    except submission.Unreadable as reason:
        raise GradingError(f"{path}: {reason}\n    To do: save it in Jupyter again") from None


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
            name = plain.name_of(notebook.cells, number)
            try:
                client.execute_cell(cell, number - 1)
            except DeadKernelError:
                found.append(Finding(name, "it ended Python itself; what comes after it was not tried"))
                break
            if not late[-1]:
                if said := plain.wrong(notebook.cells, number):
                    found.append(Finding(name, said))
                continue
            found.append(Finding(name, plain.late(seconds)))
            if not any(output.get("ename") == "KeyboardInterrupt" for output in cell.outputs):
                found.append(Finding(name, "it cannot be interrupted; what comes after it was not tried"))
                break
    return found
