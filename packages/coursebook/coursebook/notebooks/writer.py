"""Write a lesson as the notebook that a student opens."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
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
from . import values as glue
from .bibliography import Bibliography
from .converter import Converter
from .directives import legend
from .errors import NotebookError
from .links import scan_folder

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from coursebook.notebooks.links import Course

# what a page says of an exercise; beside the notebook the copy is there already, wherever notebooks are laid out
_LABEL = re.compile(r"\[[OCEDM]\](?!\()")  # an edition shows a word
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
    facts = []
    if "lesson" in front:
        facts.append(tr("Lesson {number}").format(number=front["lesson"]))
    if "minutes" in front:
        facts.append(tr("{minutes} minutes").format(minutes=front["minutes"]))
    if "level" in front:
        facts.append(tr(str(front["level"])))
    parts = [f"**{imprint.title}**" + (f"  \n{' · '.join(facts)}" if facts else "")]
    before = [_lesson_link(number, conv) for number in front.get("prerequisites") or []]
    if before:
        parts.append(tr("Before this: {lessons}.").format(lessons=tr(", ").join(before)))
    parts += _set_up(imprint.install)
    parts.append(f"{tr('Sentences about policy and its effects carry a label:')}\n\n{legend()}")
    site = tr(" The course on the web: {address}.").format(address=f"<{imprint.site}>") if imprint.site else ""
    parts.append(f"{tr(imprint.licence)}{site}")
    return "\n\n".join(parts)


def _set_up(install):
    if not install:
        yield tr("Everything that this notebook needs is here. Run the cells from the top (Shift+Enter).")
        return
    need = tr("To run this notebook you need Python 3.11 or newer with the course's packages.")
    yield f"{need} {tr('In the folder of the course:')}"
    yield "\n".join(["```bash", *install, "```"])
    yield tr("Then open it in JupyterLab, Jupyter Notebook or VS Code and run the cells from the top (Shift+Enter).")


def _lesson_link(number, conv):
    for page, name in conv.course.notebooks.items():
        if name.startswith(f"{number:02d}_"):
            return conv.course.link(f"{number}. {conv.course.titles.get(page, page)}", page, conv.page)
    return tr("Lesson {number}").format(number=number)


def write(
    lesson_md: str | PathLike[str],
    out: str | PathLike[str],
    *,
    values: Mapping[str, str] | None = None,
    bibliography: str | PathLike[str] | Bibliography | None = None,
    course: Course | None = None,
    page: str | None = None,
    imprint: Imprint | None = None,
) -> Path:
    """Write a lesson as a notebook file; parameters as `convert`, with `out` the file to be written.

    Returns
    -------
    pathlib.Path
        The file. It is written beside its place and renamed, so that it is whole or not there.
    """
    notebook = convert(lesson_md, values=values, bibliography=bibliography, course=course, page=page, imprint=imprint)
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part")
    part.write_text(nbformat.writes(notebook) + "\n", "utf-8")
    os.replace(part, out)
    return out


def write_all(
    lesson_files: Iterable[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    root: str | PathLike[str],
    beside: Iterable[str | PathLike[str]] | None = None,
    values_of: Callable[[Path], Mapping[str, str]] | None = None,
    imprint: Imprint | None = None,
    progress: bool = False,
) -> list[Path]:
    """Write several lessons as notebooks beside one another.

    Parameters
    ----------
    lesson_files : iterable of path-like
    out : path-like
        Folder of the notebooks.
    root : path-like
        The course's folder, with ``lessons/``, ``book/`` and ``book/references.bib``.
    beside : iterable of path-like, optional
        All lessons that will stand beside one another, for links, when only some of them are written.
    values_of : callable, optional
        Lesson path -> glued values; by default each lesson that glues is run.
    imprint : Imprint, optional
        What the first cells say.
    progress : bool
        Show a progress bar.

    Returns
    -------
    list of pathlib.Path
    """
    files = [Path(path) for path in lesson_files]
    root = Path(root).resolve()
    imprint = imprint or imprint_of(root)
    course = scan_folder(root, notebooks=[*(beside or files)], site=imprint.site)
    references = root / "book" / "references.bib"
    bibliography = Bibliography(references if references.is_file() else None)
    written = []
    for path in tqdm(files, desc="notebooks", unit="lesson", disable=not progress):
        page = path.resolve().relative_to(root).with_suffix("").as_posix()
        found = (values_of or glue.of)(path)
        target = Path(out) / f"{path.stem}.ipynb"
        written.append(
            write(path, target, values=found, bibliography=bibliography, course=course, page=page, imprint=imprint)
        )
    return written


def imprint_of(root: str | PathLike[str]) -> Imprint:
    """Return what the first cells say, with title and address from ``_config.yml`` where it names them."""
    config = Path(root) / "_config.yml"
    found = yaml.safe_load(text_of(config)) if config.is_file() else None
    found = found if isinstance(found, dict) else {}
    site = ((found.get("sphinx") or {}).get("config") or {}).get("html_baseurl") or (found.get("html") or {}).get(
        "baseurl"
    )
    plain = Imprint()
    return Imprint(title=found.get("title") or plain.title, site=site or "")


def build(
    root: str | PathLike[str],
    out: str | PathLike[str],
    *,
    cache: str | PathLike[str] | None = None,
    imprint: Imprint | None = None,
    progress: bool = False,
) -> list[Path]:
    """Write every lesson under ``root/lessons`` as a notebook.

    Parameters
    ----------
    root : path-like
        The course's folder.
    out : path-like
        Folder of the notebooks.
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
    """
    files = [path for path in sorted((Path(root) / "lessons").glob("*.md")) if lessons.read(path).is_notebook]
    if not files:
        raise NotebookError(f"{Path(root) / 'lessons'}: no lesson found; expected MyST notebooks such as 01_name.md")
    return write_all(
        files, out, root=root, values_of=lambda path: glue.of(path, cache=cache), imprint=imprint, progress=progress
    )
