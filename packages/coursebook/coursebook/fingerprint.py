"""Short hashes that change when, and only when, something that a result depends on changes."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import site
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from livefigure import language

from .editions import built, output
from .errors import unreadable
from .layout import STATE

if TYPE_CHECKING:
    from coursebook.layout import Layout
    from coursebook.lessons import Page

_HERE = Path(__file__).resolve().parent
_SKIP = {
    "__pycache__",
    "tests",
    "locale",  # words of a language: see `_words`
    ".ipynb_checkpoints",
    ".DS_Store",
}


def _files(folder):
    """Yield the path of every file below `folder` in a fixed order; as text, since there are many."""
    if os.path.isfile(folder):
        yield folder
        return
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIP)
        for name in sorted(names):
            if name not in _SKIP:
                yield os.path.join(here, name)


def files(*places: Path) -> str:
    """Hash names and contents of all files in `places` (files or folders; missing ones count as empty).

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for place in map(Path, places):
        above = len(str(place.parent)) + 1
        for path in _files(str(place)):
            digest.update(path[above:].encode() + b"\0")
            with open(path, "rb") as file:
                digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()[:16]


def installed() -> str:
    """Hash the names and versions of all installed packages and of Python itself."""
    found = {sys.version}
    own = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    for place in map(Path, (*site.getsitepackages(), *own)):  # not sys.path: there are packages that add to it
        if place.is_dir():
            found.update(entry.name for entry in os.scandir(place) if entry.name.endswith((".dist-info", ".egg-info")))
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:16]


def of_text(*parts: str) -> str:
    """Hash a few strings into one."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def packages(layout: Layout) -> list[Path]:
    """Return the folders of the packages that lessons import and that belong to the course.

    Raises
    ------
    SiteError
        If one of ``course_libraries`` is not installed.
    """
    found = []
    for name in dict.fromkeys(module.partition(".")[0] for module in layout.libraries):
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            raise unreadable(layout.name(layout.config), f"course_libraries names {name}, which is not installed")
        found.append(Path(spec.submodule_search_locations[0]))
    return found


def _words(folders) -> str:
    """Hash the words of the language in use: a new label of one edition runs no lesson of another."""
    return files(*(path for folder in folders for path in sorted(Path(folder).glob(f"**/locale/{language()}"))))


def environment(layout: Layout) -> str:
    """Hash all that can change the result of an unchanged notebook: libraries, tables, pins, installed packages."""
    own = files(_HERE / "long_output.py", *packages(layout))  # how much of an output is kept
    if language() != "en":
        own = of_text(language(), own, _words(packages(layout)))
    return of_text(own, files(layout.root / "data"), files(layout.root / "requirements.txt"), installed())


def rendering(layout: Layout) -> str:
    """Hash all that can change a page whose text and results are unchanged: our Sphinx extensions and the pins."""
    import livefigure

    own = files(_HERE, Path(livefigure.__file__).parent, layout.root / "book" / "_ext")
    if language() != "en":
        own = of_text(language(), own, _words([_HERE, *packages(layout)]))
    return of_text(own, files(layout.root / "book" / "_templates"), installed())


def sources(layout: Layout, page_list: Iterable[Page], surroundings: str) -> str:
    """Hash the whole input of a build, so that a second run can see that nothing is left to do.

    Parameters
    ----------
    layout : Layout
    page_list : sequence of Page
    surroundings : str
        From `environment`.
    """
    texts = of_text(*(f"{layout.name(page.path)}\0{page.text}" for page in page_list))
    book = files(layout.config, layout.toc, layout.root / "book", layout.root / "exercises", layout.root / "lessons")
    book = of_text(book, *(files(output(layout, one.code) / "html" / STATE) for one in built(layout)))
    return of_text(texts, book, surroundings, rendering(layout))
