"""The bundle that a student unpacks and works in: notebooks, exercises, tables, the library, exact pins."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from .. import desk, exercises, lessons, notebooks, wheels
from ..errors import read_only
from ..execute import execute
from ..fingerprint import packages
from . import version
from .archive import folder_members, write_zip
from .site_zip import carried

if TYPE_CHECKING:
    from coursebook.layout import Layout


def requirements(text: str, built: Iterable[str]) -> str:
    """Return the bundle's ``requirements.txt``: the course's exact pins, and the wheels in place of its folders.

    Parameters
    ----------
    text : str
        The course's ``requirements.txt``.
    built : list of str
        File names of the wheels.
    """
    pins = [line for line in text.splitlines() if line and not line.startswith(("#", "-"))]
    return "\n".join([*(f"./{name}" for name in built), *pins]) + "\n"


def write(layout: Layout, *, cache_folder: str | PathLike[str] | None = None, progress: bool = False) -> Path:
    """Make the bundle of this version.

    Parameters
    ----------
    layout : Layout
        The course.
    cache_folder : path-like, optional
        Where results of lessons are kept; ``layout.caches`` by default.
    progress : bool
        Show progress bars.

    Returns
    -------
    Path
        ``second-urbanization-students-VERSION.zip``. Equal sources give equal files.

    Raises
    ------
    SiteError
        If a lesson or exercise fails, a secret would leak, or the folder cannot be written.
    """
    cache, _ = execute(layout, lessons.pages(layout), cache_folder=cache_folder, progress=progress)
    copies = exercises.student_copies(layout, progress=progress)
    number = version.version(layout)
    try:
        with tempfile.TemporaryDirectory(prefix=".bundle-", dir=layout.output) as folder:
            bundle = Path(folder)
            _lay_out(layout, bundle, cache.path, copies, progress)
            members = folder_members(bundle, f"{version.NAME}-{number}/")
            return write_zip(version.file(layout, "students", ".zip"), members, progress=progress)
    except OSError as error:
        raise read_only(layout.output, error) from error


def _lay_out(layout, bundle, cache, copies, progress):
    built = [wheels.build(library, bundle).name for library in packages(layout)]
    notebooks.build(layout.root, bundle / "lessons", cache=cache, progress=progress)
    for path in exercises.author_files(layout):
        shutil.copytree(copies / path.parent.name, bundle / "exercises" / path.parent.name)
    exercises.refuse_leaks(layout, bundle / "exercises")
    shutil.copytree(layout.root / "data", bundle / "data", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(desk.SETTINGS, bundle / "settings", ignore=shutil.ignore_patterns("__pycache__"))
    pins = (layout.root / "requirements.txt").read_text("utf-8")
    (bundle / "requirements.txt").write_text(requirements(pins, built), "utf-8")
    citation = version.citation(layout)
    words = {"version": version.version(layout), "title": citation["title"]}
    (bundle / "README.md").write_text(carried("STUDENTS.md", **words), "utf-8")
    (bundle / "start.py").write_text(carried("start_notebooks.py"), "utf-8")
    for name in ("LICENSE", "LICENSE-CONTENT"):
        shutil.copyfile(layout.root / name, bundle / f"{name}.txt")
