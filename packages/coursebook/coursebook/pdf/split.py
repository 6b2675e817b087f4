"""Cut the lessons out of the PDF of the course: the same sheets, one file a lesson."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from tqdm import tqdm

_LESSON = re.compile(r"(\d+)\. ")


def lessons(path: str | PathLike[str]) -> dict[int, tuple[str, int, int]]:
    """Find the lessons in a PDF of the course by its bookmarks.

    Parameters
    ----------
    path : path-like
        A PDF whose bookmarks are parts, chapters below them, and headings below these.

    Returns
    -------
    dict
        Number of a lesson to its title, its first sheet and the sheet after its last, counted from 0.
    """
    reader = PdfReader(Path(path))
    chapters = []
    for item in reader.outline:
        chapters += [one for one in (item if isinstance(item, list) else [item]) if not isinstance(one, list)]
    starts: list[tuple[Any, Any]] = [(reader.get_destination_page_number(one), one.title) for one in chapters]
    ends = sorted({start for start, _ in starts} | {len(reader.pages)})
    return {
        int(found[1]): (title, start, next(end for end in ends if end > start))
        for start, title in starts
        if (found := _LESSON.match(title))
    }


def write(path: str | PathLike[str], target: Callable[[int], Path], *, progress: bool = False) -> list:
    """Write each lesson of a PDF of the course into a file of its own.

    Links to other chapters lead nowhere there and are left out. The structure that screen readers use stays with the
    PDF of the course.

    Parameters
    ----------
    path : path-like
        The PDF of the course.
    target : callable
        Gives the path for the number of a lesson.
    progress : bool
        Show a progress bar.

    Returns
    -------
    list of Path
        The files, in the order of the lessons.
    """
    reader, made = PdfReader(Path(path)), []
    facts = {key: value for key, value in (reader.metadata or {}).items() if isinstance(value, str)}
    for number, (title, start, end) in tqdm(sorted(lessons(path).items()), desc="Lessons", disable=not progress):
        writer = PdfWriter()
        writer.append(reader, pages=(start, end), import_outline=False)
        writer.add_metadata(facts | {"/Title": title})
        part = target(number).with_name(f".{target(number).name}.part")
        writer.write(part)
        os.replace(part, target(number))
        made.append(target(number))
    return made
