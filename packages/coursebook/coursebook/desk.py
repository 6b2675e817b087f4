"""The student's desk: a folder of notebooks to work in. New versions arrive; work is never overwritten."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import SiteError, read_only

if TYPE_CHECKING:
    from coursebook.layout import Layout

GIVEN = ".given.json"  # what was laid out, by name and checksum
FOLDER = "notebooks"
# Settings of JupyterLab and nbconvert: figures are saved with a notebook and exported as pictures, no host is asked for
# news, and nbgrader keeps its button Validate alone.
SETTINGS = Path(__file__).with_name("jupyter")


@dataclass
class Laid:
    """What `lay_out` did.

    Attributes
    ----------
    new, kept, same : list of str
        Files that were written; files that the student has changed and that stayed, with the new version beside them;
        files that were current.
    """

    new: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    same: list = field(default_factory=list)


def _sum(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    os.replace(part, target)


def beside(path: Path) -> Path:
    """Name of the new version beside a file that the student has changed: ``a.ipynb`` gives ``a.new.ipynb``."""
    return path.with_name(f"{path.stem}.new{path.suffix}")


def lay_out(source: str | PathLike[str], desk: str | PathLike[str]) -> Laid:
    """Copy the files of `source` to `desk`, over files that are still as they were given, around all others.

    Parameters
    ----------
    source, desk : path-like
        Folder of fresh copies; the student's folder, made when it is missing.

    Returns
    -------
    Laid

    Raises
    ------
    SiteError
        If the desk cannot be written.
    """
    source, desk, laid = Path(source), Path(desk), Laid()
    try:
        desk.mkdir(parents=True, exist_ok=True)
        if not (desk / ".gitignore").exists():
            (desk / ".gitignore").write_text("*\n", "utf-8")  # a student's work is not part of the course
        record = desk / GIVEN
        given = json.loads(record.read_text("utf-8")) if record.is_file() else {}
        for path in sorted(source.rglob("*")):
            if path.is_dir() or any(part.startswith(".") for part in path.relative_to(source).parts):
                continue
            name, fresh = path.relative_to(source).as_posix(), _sum(path)
            target = desk / name
            here = _sum(target) if target.is_file() else None
            if here == fresh:
                laid.same.append(name)
            elif here is None or here == given.get(name):
                _copy(path, target)
                laid.new.append(name)
            else:
                if given.get(name) != fresh:
                    _copy(path, beside(target))
                laid.kept.append(name)
            given[name] = fresh
        part = record.with_name(record.name + ".part")
        part.write_text(json.dumps(given, indent=1), "utf-8")
        os.replace(part, record)
    except OSError as error:
        raise read_only(desk, error) from error
    return laid


def prepare(layout: Layout, *, cache: str | PathLike[str], progress: bool = True) -> Path:
    """Write fresh copies of all lessons, and of the exercises that have been built, into ``_build/desk``.

    Parameters
    ----------
    layout : Layout
        The course.
    cache : path-like
        The jupyter-cache with the results of the lessons, from which the numbers in their text come.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Path
        Folder of the copies.
    """
    from . import notebooks

    fresh = layout.output / "desk"
    shutil.rmtree(fresh, ignore_errors=True)
    notebooks.build(layout.root, fresh / "lessons", cache=cache, progress=progress)
    exercises = layout.output / "exercises" / "student"
    if exercises.is_dir():
        shutil.copytree(exercises, fresh / "exercises", dirs_exist_ok=True)
    return fresh


def environment() -> dict[str, str]:
    """Return the environment in which Jupyter's programs find `SETTINGS` before any other."""
    paths = [str(SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}


def open_lab(desk: str | PathLike[str], port: int = 8888, *options: str) -> None:
    """Run JupyterLab in the desk until Ctrl-C; it takes the next free port if `port` is in use.

    Parameters
    ----------
    desk : path-like
        The folder that it shows.
    port : int
    *options : str
        More options of JupyterLab.

    Raises
    ------
    SiteError
        If JupyterLab is not installed or ends with an error.
    """
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={desk}", f"--ServerApp.port={port}", *options]
    ended = subprocess.run(command, env=environment(), check=False).returncode
    if ended not in (0, 130, -2):
        raise SiteError(f"JupyterLab ended with {ended}. Is it installed? python -m pip install -r requirements.txt")
