"""The pages of the table of contents, and which of them are notebooks to be run."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from . import quick_yaml
from .errors import text_of, unreadable

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from coursebook.layout import Layout

_FRONT = re.compile(r"\A---\n(.*?)\n---\s*\n", re.DOTALL)
_CODE = re.compile(r"^([`~]{3,})\{code-cell\}.*?^\1[`~]*[ \t]*$", re.DOTALL | re.MULTILINE)
NOTEBOOK_SUFFIXES = (".md", ".ipynb")


@dataclass(frozen=True)
class Page:
    """One entry of the table of contents.

    Attributes
    ----------
    path : Path
        The source file.
    text : str
        Its content.
    meta : dict
        Its front matter; empty when there is none.
    """

    path: Path
    text: str
    meta: dict

    @property
    def is_notebook(self) -> bool:
        """True for a MyST notebook: front matter with a kernel, as Jupyter Book reads it."""
        text_form = (self.meta.get("jupytext") or {}).get("text_representation") or {}
        return text_form.get("format_name") == "myst" or self.meta.get("file_format") == "mystnb"

    @property
    def code(self) -> str:
        """All that a run depends on: the kernel named in the front matter, and the code cells with their options."""
        cells = [found.group() for found in _CODE.finditer(self.text)]
        return "\0".join([str(self.meta.get("kernelspec")), *cells])

    def notebook(self) -> NotebookNode:
        """Read the page into a notebook, cell for cell as Jupyter Book does.

        Returns
        -------
        nbformat.NotebookNode
            Its metadata carry ``source_map``: the file line of every cell.
        """
        return deepcopy(self._read)

    @cached_property
    def _read(self):
        from myst_nb.core.read import read_myst_markdown_notebook
        from myst_parser.config.main import MdParserConfig

        return read_myst_markdown_notebook(self.text, MdParserConfig(), add_source_map=True, path=str(self.path))


def front_matter(path: Path, text: str) -> dict:
    """Return the YAML front matter of a Markdown text.

    Raises
    ------
    SiteError
        If the front matter is not valid YAML or not a mapping.
    """
    found = _FRONT.match(text)
    if not found:
        return {}
    try:
        meta = quick_yaml.load(found.group(1))
    except yaml.YAMLError as error:
        raise unreadable(path, f"the front matter is not valid YAML: {error}") from error
    if not isinstance(meta, dict):
        raise unreadable(path, "the front matter must be a list of `name: value` lines")
    return meta


def read(path: str | PathLike[str]) -> Page:
    """Read one page.

    Raises
    ------
    SiteError
        If it is not UTF-8, or its front matter cannot be read.
    """
    path = Path(path)
    text = text_of(path)
    return Page(path, text, front_matter(path, text))


def _entries(node, root):
    for key, value in node.items():
        if key in ("root", "file"):
            yield value
        elif key == "glob":
            found = {path.relative_to(root).with_suffix("").as_posix() for path in root.glob(value)}
            yield from sorted(found)
        elif isinstance(value, list):
            for child in value:
                if isinstance(child, dict):
                    yield from _entries(child, root)


def _toc(layout):
    try:
        toc = quick_yaml.load(text_of(layout.toc, layout.name(layout.toc)))
    except yaml.YAMLError as error:
        raise unreadable(layout.name(layout.toc), f"not valid YAML: {error}") from error
    if not isinstance(toc, dict) or "root" not in toc:
        raise unreadable(layout.name(layout.toc), "needs a line `root: book/index`")
    return toc


def toc_names(layout: Layout) -> list[str]:
    """Return the documents of the table of contents in reading order, without suffix.

    Raises
    ------
    SiteError
        If the table of contents is not valid YAML.
    """
    return list(_entries(_toc(layout), layout.root))


def toc_parts(layout: Layout) -> list[tuple[str, list[str]]]:
    """Return (caption, documents) for each part of the table of contents; first, without a caption, what has no part.

    Raises
    ------
    SiteError
        If the table of contents is not valid YAML.
    """
    toc = _toc(layout)
    front = {key: value for key, value in toc.items() if key != "parts"}
    found = [("", list(_entries(front, layout.root)))]
    return found + [(part.get("caption", ""), list(_entries(part, layout.root))) for part in toc.get("parts", [])]


def write_generated(layout: Layout) -> None:
    """Write the pages that are made from other files: call the function that ``course_generated`` names, if any.

    Raises
    ------
    SiteError
        If there is no such function, or it cannot write.
    """
    if write := layout.named("course_generated"):
        write(layout)


def pages(layout: Layout, *, as_written: bool = False) -> list[Page]:
    """Read every Markdown page of the table of contents; those that are generated are written first.

    Parameters
    ----------
    layout : Layout
    as_written : bool
        Leave generated pages as they were written last.

    Raises
    ------
    SiteError
        If a listed file does not exist, or a generated page cannot be written.
    """
    if not as_written:
        write_generated(layout)
    found = []
    for name in toc_names(layout):
        path = next((p for p in (layout.root / name, layout.root / f"{name}.md") if p.is_file()), None)
        if path is None:
            raise unreadable(layout.name(layout.toc), f"lists {name}, but there is no {name}.md")
        found.append(read(path))
    return found
