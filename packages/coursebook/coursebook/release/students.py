"""The bundle that a student unpacks and works in: notebooks, exercises, tables, the library, exact pins."""

from __future__ import annotations

import re
import shutil
import tempfile
from importlib import metadata
from pathlib import Path

from .. import exercises, lessons, notebooks, wheels
from ..errors import SiteError, read_only, unreadable
from ..execute import execute
from ..fingerprint import packages
from . import version
from .archive import folder_members, write_zip
from .site_zip import carried

# What a student starts, and what writes formulas when a notebook is exported; the library's own needs come from its
# metadata.
PROGRAMS = ("jupyterlab", "ipykernel", "math-core")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text, wanted) -> list[str]:
    """Choose from the course's pins those of some packages and of all that these need, on any system.

    Parameters
    ----------
    text : str
        Content of ``requirements.txt``.
    wanted : iterable of str
        Names of installed packages.

    Returns
    -------
    list of str
        Lines of `text`, in its order.

    Raises
    ------
    SiteError
        If a wanted package has no pin.
    """
    lines = {}
    for line in text.splitlines():
        if found := _NAME.match(line):
            lines.setdefault(_plain(found.group()), []).append(line)
    seen, waiting = set(), [_plain(name) for name in wanted]
    if missing := [name for name in waiting if name not in lines]:
        raise unreadable("requirements.txt", f"has no line for {', '.join(missing)}")
    while waiting:
        name = waiting.pop()
        if name in seen or name not in lines:  # not pinned: needed by an extra or an older Python only
            continue
        seen.add(name)
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # of another system; what it needs is pinned with it or by others
            continue
        waiting += [_plain(_NAME.match(need).group()) for need in needs if "extra ==" not in need]
    return [line for name in lines if name in seen for line in lines[name]]


def write(layout, *, cache_folder=None, progress=False) -> Path:
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
    libraries = [*packages(layout), Path(__file__).resolve().parents[1]]  # ours lays out the notebooks
    built = [wheels.build(library, bundle).name for library in libraries]
    install = ("python -m pip install -r requirements.txt", f"python -m pip install --no-deps {' '.join(built)}")
    imprint = notebooks.Imprint(install=install)
    try:
        notebooks.build(layout.root, bundle / "lessons", cache=cache, imprint=imprint, progress=progress)
    except notebooks.NotebookError as error:
        raise SiteError(str(error)) from error
    for path in exercises.author_files(layout):
        shutil.copytree(copies / path.parent.name, bundle / "exercises" / path.parent.name)
    exercises.refuse_leaks(layout, bundle / "exercises")
    shutil.copytree(layout.root / "data", bundle / "data", ignore=shutil.ignore_patterns(".*"))
    own = {_plain(library.name) for library in libraries}
    needs = {_NAME.match(need).group() for library in packages(layout) for need in wheels.needs(library)}
    wanted = sorted(name for name in needs if _plain(name) not in own)
    chosen = pins((layout.root / "requirements.txt").read_text("utf-8"), [*wanted, *PROGRAMS])
    (bundle / "requirements.txt").write_text("\n".join(chosen) + "\n", "utf-8")
    citation = version.citation(layout)
    words = {"wheel": " ".join(built), "version": version.version(layout), "title": citation["title"]}
    (bundle / "README.md").write_text(carried("STUDENTS.md", **words), "utf-8")
    for name in ("LICENSE", "LICENSE-CONTENT"):
        shutil.copyfile(layout.root / name, bundle / f"{name}.txt")
