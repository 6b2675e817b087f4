"""Build an edition: all of its site, or one page to look at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import livefigure
import yaml
from livefigure import LiveFigureError

from .. import fingerprint, lessons
from ..build import Report, build
from ..errors import SiteError, text_of
from ..layout import Layout
from ..sphinx_run import render
from ..text import VARIABLE, speak
from . import find, output, tree
from .pages import english, named


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Let this process and those it starts speak a language for a while.

    Raises
    ------
    SiteError
        If no package has words in it yet.
    """
    before, kept = livefigure.language(), os.environ.get(VARIABLE)
    try:
        speak(code)
    except LiveFigureError as error:
        raise SiteError(f"{error}. Begin with: coursebook edition words {code}") from error
    try:
        yield
    finally:
        livefigure.set_language(before)
        os.environ.pop(VARIABLE)
        os.environ |= {VARIABLE: kept} if kept else {}


def whole(layout: Layout, code: str, **options: Any) -> Report:
    """Build the site of an edition; options and errors as `coursebook.build.build`.

    Returns
    -------
    Report
    """
    edition = find(layout, code)
    with speaking(code):
        # a new process for the pages: one that waits for work began in English
        return build(tree.write(layout, edition), **{**options, "fresh": True})


def _with_works(layout):
    for path in english(layout):
        if "{bibliography}" in text_of(path, layout.name(path)):
            yield {"file": layout.name(path).removesuffix(".md")}


def page(layout: Layout, code: str, name: str) -> Path:
    """Build the page of one file alone and return where it lies; its lesson is run.

    Returns
    -------
    Path

    Raises
    ------
    SiteError
        If the page could not be written. That other pages are not there is no error.
    """
    edition, path = find(layout, code), named(layout, name, code)
    doc = layout.name(path).removesuffix(".md")
    if doc not in lessons.toc_names(layout):
        raise SiteError(f"{layout.name(path)} is no page of the book; for an exercise: exercise build, in the edition")
    with speaking(code):
        made = tree.write(layout, edition)
        alone = Layout(made.root, output(layout, code) / "preview")
        toc = alone.output / "_toc.yml"
        toc.parent.mkdir(parents=True, exist_ok=True)
        works = [one for one in _with_works(layout) if one["file"] != doc]  # citations lead there
        toc.write_text(yaml.safe_dump({"format": "jb-book", "root": doc, "chapters": works}), "utf-8")
        values = {
            "course_output": str(alone.output),
            "external_toc_path": toc.as_posix(),
            "nb_execution_cache_path": str(made.caches / fingerprint.environment(made)),
            "course_lab": False,
        }
        written = alone.work / "html" / f"{doc}.html"
        written.unlink(missing_ok=True)
        try:
            render(alone, values, fresh=True)
        except SiteError:
            if not written.is_file():
                raise
    return written
