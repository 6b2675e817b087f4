"""Write a lesson as the notebook that a student opens."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import yaml
from livefigure import language
from livefigure.words import later
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tqdm import tqdm

from coursebook.text import tr

from .. import lessons
from ..errors import text_of
from . import cells
from . import values as glued
from .bibliography import Bibliography
from .converter import Converter
from .directives import legend
from .errors import NotebookError
from .links import scan_folder

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from coursebook.notebooks.links import Course

_LABEL = re.compile(r"\[[OCEDM]\](?!\()")  # an edition shows a word
# what a page says of an exercise; beside the notebook the copy is there already, wherever notebooks are laid out
_MAKES_COPY = re.compile(r"`\w+ exercise build (\w+)` makes your copy\.")


@dataclass(frozen=True)
class Imprint:
    """What the first cell says about the course.

    Attributes
    ----------
    title : str
        Name of the course.
    install : tuple of str
        Commands that set up what the notebook needs, to be typed in the folder that holds them; none when the
        notebook is opened where everything is there, as in the browser lab.
    licence : str
        Terms of text and code.
    site : str
        Address of the published course, if it has one.
    """

    title: str = "Second Urbanization: the reform logic of China's new urbanization"
    install: tuple[str, ...] = ("python -m pip install -r requirements.txt",)
    licence: str = later("Text, exercises and figures: CC BY 4.0. Code: BSD 3-Clause.")
    site: str = ""


def to_plain_markdown(
    text: str,
    *,
    bibliography: str | PathLike[str] | Bibliography | None = None,
    values: Mapping[str, str] | None = None,
    name: str = "text",
) -> str:
    """Return MyST Markdown as Markdown that reads well without any extension.

    Parameters
    ----------
    text : str
        One text, such as a Markdown cell; without front matter and code cells.
    bibliography : path-like or Bibliography, optional
        For citations, which become (Author year); the list of references is the caller's.
    values : mapping of str to str, optional
        Glued values by name.
    name : str
        The file, for messages.

    Returns
    -------
    str
        Footnotes stand as a numbered list at the end.

    Raises
    ------
    NotebookError
        A directive, role, citation key or glued value is unknown.
    """
    conv = Converter(name, bibliography=bibliography, values=values)
    conv.prepare([text])
    body, notes = conv.convert(text), conv.notes()
    return f"{body}\n\n{notes}" if notes else body


def convert(
    lesson_md: str | PathLike[str],
    *,
    values: Mapping[str, str] | None = None,
    bibliography: str | PathLike[str] | Bibliography | None = None,
    course: Course | None = None,
    page: str | None = None,
    imprint: Imprint | None = None,
) -> NotebookNode:
    """Return a lesson as a notebook.

    Parameters
    ----------
    lesson_md : path-like
        A MyST notebook.
    values : mapping of str to str, optional
        Glued values by name.
    bibliography : path-like or Bibliography, optional
        For citations.
    course : Course, optional
        Titles and labels of the other pages, for links.
    page : str, optional
        The lesson's page name in `course`.
    imprint : Imprint, optional
        What the first cell says.

    Returns
    -------
    nbformat.NotebookNode
        Without outputs; cell ids depend on nothing but the text.

    Raises
    ------
    NotebookError
        Something in the lesson is not understood; the message names it.
    """
    path = Path(lesson_md)
    source = lessons.read(path)
    if not source.is_notebook:
        raise NotebookError(
            f"{path}: no notebook; its front matter needs jupytext: text_representation: format_name: myst"
        )
    conv = Converter(
        path.name, bibliography=bibliography, values=values, course=course, page=page or path.stem, folder=path.parent
    )
    settings = source.meta.get("myst") or {}
    conv.substitutions = dict(settings.get("substitutions") or source.meta.get("substitutions") or {})
    read = source.notebook().cells
    conv.prepare([cell.source for cell in read if cell.cell_type == "markdown"])
    ids = cells.Ids(path.stem)
    code = cells.student_code(read)
    made = [_markdown(_first(source.meta, conv, imprint or Imprint()), ids)]
    if language() != "en":  # before anything of the course is imported: figures speak it on every machine
        speak = f'import os\n\nos.environ["COURSE_LANGUAGE"] = "{language()}"'
        made.append(new_code_cell(speak, metadata={"jupyter": {"source_hidden": True}}, id=ids.of("code", speak)))
    for place, cell in enumerate(read):
        if cell.cell_type == "markdown":
            text = _MAKES_COPY.sub(_copy_is_here, conv.convert(cell.source))
            if text:
                made.append(_markdown(text, ids, conv.take_attachments()))
        elif place in code:
            made.append(new_code_cell(code[place], metadata=cells.metadata(cell), id=ids.of("code", code[place])))
    notes = conv.notes()
    if notes:
        made.append(_markdown(f"## {tr('Notes')}\n\n{notes}", ids))
    references = conv.references()
    if references:
        made.append(_markdown(f"## {tr('References')}\n\n{references}", ids))
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook = new_notebook(cells=made, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    nbformat.validate(notebook)
    return notebook


def _copy_is_here(found):
    name = f"{found[1]}.ipynb"
    return tr("Your copy is {link}.").format(link=f"[{name}](../exercises/{found[1]}/{name})")


def _markdown(text, ids, attachments=None):
    text = _LABEL.sub(lambda found: tr(found[0]), text)
    cell = new_markdown_cell(text, id=ids.of("markdown", text))
    if attachments:
        cell["attachments"] = attachments
    return cell


def _first(front, conv, imprint):
    facts = [tr("Lesson {number}").format(number=front["lesson"])] if "lesson" in front else []
    facts += [tr("{minutes} minutes").format(minutes=front["minutes"])] if "minutes" in front else []
    facts += [tr(str(front["level"]))] if "level" in front else []
    before = tr(", ").join(_lesson_link(number, conv) for number in front.get("prerequisites") or [])
    site = tr(" The course on the web: {address}.").format(address=f"<{imprint.site}>") if imprint.site else ""
    parts = (
        "  \n".join(filter(None, (f"**{imprint.title}**", " · ".join(facts)))),
        before and tr("Before this: {lessons}.").format(lessons=before),
        *_set_up(imprint.install),
        f"{tr('Sentences about policy and its effects carry a label:')}\n\n{legend()}",
        f"{tr(imprint.licence)}{site}",
    )
    return "\n\n".join(filter(None, parts))


def _set_up(install):
    if not install:
        return (tr("Everything that this notebook needs is here. Run the cells from the top (Shift+Enter)."),)
    need = tr("To run this notebook you need Python 3.11 or newer with the course's packages.")
    return (
        f"{need} {tr('In the folder of the course:')}",
        "\n".join(["```bash", *install, "```"]),
        tr("Then open it in JupyterLab, Jupyter Notebook or VS Code and run the cells from the top (Shift+Enter)."),
    )


def _lesson_link(number, conv):
    for page, name in conv.course.notebooks.items():
        if name.startswith(f"{number:02d}_"):
            return conv.course.link(f"{number}. {conv.course.titles.get(page, page)}", page, conv.page)
    return tr("Lesson {number}").format(number=number)


def imprint_of(root: str | PathLike[str]) -> Imprint:
    """Return what the first cells say, with title and address from ``_config.yml`` where it names them."""
    config = Path(root) / "_config.yml"
    found = (yaml.safe_load(text_of(config)) if config.is_file() else None) or {}
    site = ((found.get("sphinx") or {}).get("config") or {}).get("html_baseurl")
    return Imprint(found.get("title") or Imprint.title, site=site or (found.get("html") or {}).get("baseurl") or "")


def build(
    root: str | PathLike[str],
    out: str | PathLike[str],
    *,
    only: Iterable[str | PathLike[str]] | None = None,
    cache: str | PathLike[str] | None = None,
    imprint: Imprint | None = None,
    progress: bool = False,
) -> list[Path]:
    """Write lessons as notebooks beside one another, without outputs.

    Parameters
    ----------
    root : path-like
        The course's folder, with ``lessons/``, ``book/`` and ``book/references.bib``.
    out : path-like
        Folder of the notebooks.
    only : iterable of path-like, optional
        Lessons to be written; every one under ``root/lessons`` by default. Links lead to all of them.
    cache : path-like, optional
        A jupyter-cache with the executed lessons; a lesson that is not in it, and that glues values, is run.
    imprint : Imprint, optional
        What the first cells say.
    progress : bool
        Show a progress bar.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    NotebookError
        There is no lesson, or one is not understood.
    LessonError
        A cell of a lesson that has to be run fails.
    """
    root = Path(root).resolve()
    files = [path for path in sorted((root / "lessons").glob("*.md")) if lessons.read(path).is_notebook]
    if not files:
        raise NotebookError(f"{root / 'lessons'}: no lesson found; expected MyST notebooks such as 01_name.md")
    imprint = imprint or imprint_of(root)
    course = scan_folder(root, notebooks=files, site=imprint.site)
    references = root / "book" / "references.bib"
    works = Bibliography(references if references.is_file() else None)
    written = []
    for path in tqdm(
        files if only is None else list(map(Path, only)), "notebooks", unit="lesson", disable=not progress
    ):
        page, found = f"lessons/{path.stem}", glued.of(path, cache=cache)
        book = convert(path, values=found, bibliography=works, course=course, page=page, imprint=imprint)
        written.append(Path(out) / f"{path.stem}.ipynb")
        written[-1].parent.mkdir(parents=True, exist_ok=True)
        part = written[-1].with_name(f".{path.stem}.part")  # so that a file is whole or not there
        part.write_text(nbformat.writes(book) + "\n", "utf-8")
        os.replace(part, written[-1])
    return written
