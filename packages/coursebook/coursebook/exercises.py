"""The student copies of the exercises, as the site hands them out: built with every check, searched for solutions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coursegrader.authoring import builder, leaks, source
from coursegrader.errors import GradingError
from livefigure import language
from tqdm import tqdm

from . import notebooks
from .errors import SiteError

if TYPE_CHECKING:
    from coursebook.layout import Layout


def author_files(layout: Layout) -> list[Path]:
    """Return the author files of all exercises, in order."""
    return sorted((layout.root / "exercises").glob("*/exercise.md"))


def student_copies(layout: Layout, *, paths: Sequence[Path] | None = None, progress: bool = False) -> Path:
    """Build exercises in the language in use, with every check, and return the folder of student copies.

    Parameters
    ----------
    layout : Layout
        The course.
    paths : sequence of Path, optional
        Author files; all of them by default. What has not changed is not built again.
    progress : bool
        Show a progress bar.

    Raises
    ------
    SiteError
        If a solution fails or something would leak.
    """
    target = layout.output / "exercises"
    paths = author_files(layout) if paths is None else paths
    try:
        for path in tqdm(paths, desc="Exercises", disable=not progress):
            builder.build(path, target, language=language(), to_plain=notebooks.to_plain_markdown, course=layout.root)
    except GradingError as error:
        raise SiteError(str(error)) from error
    return target / "student"


def refuse_leaks(layout: Layout, folder: Path) -> None:
    """Search `folder` for solutions and hidden tests of every exercise.

    Raises
    ------
    SiteError
        Naming the file and what it shows.
    """
    found = []
    for path in author_files(layout):
        found += [f"{file.relative_to(folder)} shows {what}" for file, what in leaks.scan(source.read(path), folder)]
    if found:
        raise SiteError("nothing was released, because students would see solutions:\n" + "\n".join(found))
