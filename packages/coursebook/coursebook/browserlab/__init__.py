"""The browser lab: JupyterLab with Python inside the reader's browser, below the book, with nothing to install.

`make` builds its parts, `parts` names them for publishing.

``sources`` fetches Pyodide's official files and checks them, ``slim`` says what of each package stays out, ``pyodide``
makes the browser's Python of them, ``app`` makes JupyterLab, ``contents`` the notebooks; ``button`` puts "Run this
lesson" on the pages. ``assets`` holds what runs in the browser, ``workshop`` what runs in Pyodide during the build.
"""

from __future__ import annotations

import json
import os
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from ..fingerprint import environment, of_text
from ..layout import configuration
from ..text import tag
from . import app, carriers, pins, pyodide, tools
from .errors import Unavailable
from .sources import Files

if TYPE_CHECKING:
    from coursebook.layout import Layout

__all__ = ["FOLDER", "MIRROR", "Unavailable", "carriers", "files", "make", "megabytes", "parts", "pins"]

FOLDER = "browserlab"  # below the site
MIRROR = "COURSEBOOK_PYODIDE"  # environment variable: a folder with Pyodide's files and wheels


def files(caches: str | PathLike[str], mirror: str | PathLike[str] | None = None) -> Files:
    """Return where Pyodide's files come from: kept below `caches`, taken from `mirror` or the official release."""
    return Files(Path(caches) / f"pyodide-{pins.PYODIDE}", mirror or os.environ.get(MIRROR) or None)


def make(
    layout: Layout,
    *,
    caches: str | PathLike[str] | None = None,
    mirror: str | PathLike[str] | None = None,
    progress: bool | None = True,
) -> None:
    """Build what has changed of JupyterLab and the browser's Python into ``layout.output / "browserlab"``.

    Parameters
    ----------
    layout : Layout
        The course.
    caches : path-like, optional
        Where tools, fetched files and compiled packages are kept; ``layout.caches`` by default.
    mirror : path-like, optional
        Folder with Pyodide's files and the wheels of the two requirements files beside this one; in place of any
        network. By default the folder that the environment variable COURSEBOOK_PYODIDE names, if any.
    progress : bool or None
        Show progress bars; None: on a terminal alone.

    Raises
    ------
    Unavailable
        If something that the lab is made of cannot be had; parts that were finished stay.
    """
    mirror = mirror or os.environ.get(MIRROR) or None
    caches = Path(caches or layout.caches)
    official = files(caches, mirror)
    official.lock  # noqa: B018 - the first file tells whether there are any; ask before anything is built
    home, base, place = caches / "jupyterlite", caches / "browserlab-base", layout.output / FOLDER
    tools.environment(home, wheels=mirror)
    node = tools.node(home, wheels=mirror)
    pure = tools.pure_wheels(caches / "browser-wheels", wheels=mirror)
    pyodide.base(base, official, pure, pyodide.kernel_wheels(home), node, progress)
    pyodide.add_course(place / "pyodide", base, layout, node, environment(layout))
    title = configuration(layout).get("title") or "Notebooks"
    app.make(place / "app", home, title, tag(layout.settings.get("language")))


def make_contents(layout: Layout, *, cache: Path, progress: bool | None = True) -> None:
    """Build what has changed of the lab's notebooks and exercises.

    Parameters
    ----------
    layout : Layout
        The course.
    cache : Path
        jupyter-cache with the results of the lessons.
    progress : bool or None
        As in `make`.

    Raises
    ------
    SiteError
        If a lesson or an exercise is not understood.
    """
    from . import contents  # reads notebooks and exercises: not needed to see that nothing has changed

    place = layout.output / FOLDER
    contents.make(place / "contents", layout.root, cache=cache, progress=progress)
    contents.put(place / "contents" / "course" / "ahead.json", json.dumps(_ahead(place)).encode())


def _python(place):
    """Return the files that every start of the browser's Python needs."""
    return [
        path for path in sorted((place / "pyodide").glob("*")) if path.suffix in (".whl", ".gz", ".js", ".zip", ".json")
    ]


def _ahead(place):
    """Name the files that every start of the lab needs, the largest ones; pages may fetch them beforehand."""
    scripts = [*(place / "app" / "build").glob("jlab_core.*.js"), place / "app" / "build" / "notebooks" / "bundle.js"]
    return [f"pyodide/{path.name}" for path in _python(place)] + [
        path.relative_to(place / "app").as_posix() for path in scripts
    ]


def megabytes(layout: Layout) -> int:
    """Return how much the first start of the lab loads, in megabytes."""
    return round(sum(path.stat().st_size for path in _python(layout.output / FOLDER)) / 1e6) + app.MEGABYTES


def parts(layout: Layout) -> list[tuple[Path, str]]:
    """Return (folder, place below the lab) of what the lab is put together from."""
    place = layout.output / FOLDER
    return [(place / "app", ""), (place / "pyodide", "pyodide"), (place / "contents", "")]


def key(layout: Layout) -> str:
    """Return a hash that changes when a part of the lab does."""
    stamps = [folder / ".made-from" for folder, _ in parts(layout)]
    return of_text(*(path.read_text("utf-8") if path.is_file() else "" for path in stamps))
