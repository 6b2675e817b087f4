"""Sphinx extension: lessons and exercises as notebooks, published beside the pages with the tables they read.

They lie below ``_downloads/lessons`` and ``_downloads/exercises``; what has not changed is not written again.
"""

from __future__ import annotations

import shutil
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import layout, lessons

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = "_downloads"


def exercises_of(root: str | PathLike[str], page: str) -> dict[str, str]:
    """Return the exercises of a lesson, those whose folder begins with its number: folder name to short title.

    The short title is what stands before the colon of the title; empty where a lesson has one exercise only.
    """
    number = page.rpartition("/")[2].split("_")[0]
    paths = sorted((Path(root) / "exercises").glob(f"{number}_*/exercise.md"))
    if len(paths) == 1:
        return {paths[0].parent.name: ""}
    return {path.parent.name: str(lessons.read(path).meta.get("title", "")).partition(":")[0] for path in paths}


def pdf_place(lesson: int) -> str:
    """Return the place in a page where a release puts the link to the PDF of a lesson."""
    return f"<!-- pdf {lesson} --><!-- end of pdf -->"


def _make(app, env, docnames):
    """Write the notebooks when the lessons' results are there."""
    if app.builder.format == "html":
        from .browserlab import contents  # reads exercises: not needed to name what is published

        place = layout.of(app)
        contents.keep(
            place.output / "downloads", place.root, cache=Path(app.config.nb_execution_cache_path), progress=None
        )


def _lay(app, exception):
    if not exception and app.builder.format == "html":
        below = Path(app.outdir) / FOLDER
        for name in ("lessons", "exercises"):
            shutil.rmtree(below / name, ignore_errors=True)
        shutil.copytree(layout.of(app).output / "downloads", below, dirs_exist_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build, behind `coursebook.ahead`."""
    app.connect("env-before-read-docs", _make, priority=610)
    app.connect("build-finished", _lay)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
