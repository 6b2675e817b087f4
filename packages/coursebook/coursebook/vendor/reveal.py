"""reveal.js from the package ``sphinx-revealjs``, of which only the browser files are used."""

from __future__ import annotations

import shutil
from importlib import metadata, util
from os import PathLike
from pathlib import Path

from .folders import fill

PACKAGE = "sphinx-revealjs"
PARTS = ("dist/reveal.js", "dist/reveal.css", "dist/reset.css", "plugin/notes/notes.js", "LICENSE")


def source() -> Path | None:
    """Return the folder of the installed reveal.js files, or None when they are not installed."""
    spec = util.find_spec("sphinx_revealjs")
    for place in spec.submodule_search_locations or [] if spec else []:
        folder = Path(place) / "_static" / "revealjs"
        if all((folder / part).is_file() for part in PARTS):
            return folder
    return None


def add_to(static: str | PathLike[str]) -> None:
    """Copy what slides need of reveal.js to ``static/vendor/reveal``; nothing happens when it is not installed."""
    folder = source()
    if folder is None:
        return

    def write(new):
        for part in PARTS:
            shutil.copyfile(folder / part, new / Path(part).name)

    fill(Path(static) / "vendor" / "reveal", f"{PACKAGE} {metadata.version(PACKAGE)} {PARTS}", write)
