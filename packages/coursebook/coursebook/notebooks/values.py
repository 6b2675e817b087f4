"""The values that a lesson's cells glue for its prose: from an executed copy, a jupyter-cache, or by running it."""

from __future__ import annotations

from ast import literal_eval
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from .. import lessons
from .errors import NotebookError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from coursebook.lessons import Page


def glued(notebook: NotebookNode) -> dict[str, str]:
    """Return the glued values of an executed notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode

    Returns
    -------
    dict of str to str
        Name -> text; the last one wins when a name is glued twice.
    """
    found = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            kept = output.get("metadata", {}).get("scrapbook")
            if kept:
                prefix = kept.get("mime_prefix", "")
                text = output["data"].get(f"{prefix}text/plain")
                if text is not None:
                    found[kept["name"]] = _bare("".join(text).strip())
    return found


def _bare(text):
    return str(literal_eval(text)) if text[:1] in ("'", '"') else text


def from_cache(page: Page, cache: str | PathLike[str]) -> dict[str, str] | None:
    """Return the glued values of a page from a jupyter-cache.

    Parameters
    ----------
    page : coursebook.lessons.Page
    cache : path-like
        Folder of the jupyter-cache.

    Returns
    -------
    dict of str to str, or None
        None when the code of the page has not been run into that cache.
    """
    from jupyter_cache import get_cache

    if not Path(cache).is_dir():
        return None
    try:
        return glued(get_cache(cache).merge_match_into_notebook(page.notebook())[1])
    except KeyError:
        return None


def by_running(page: Page, *, timeout: int = 300) -> dict[str, str]:
    """Run a page in a kernel and return its glued values.

    Raises
    ------
    NotebookError
        A cell fails.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.from_dict(page.notebook())
    try:
        NotebookClient(
            notebook,
            timeout=timeout,
            iopub_timeout=timeout,
            raise_on_iopub_timeout=True,
            kernel_name="python3",
            resources=_beside(page),
        ).execute()
    except CellExecutionError as error:
        raise NotebookError(f"{page.path}: a cell fails: {error.ename}: {error.evalue}") from error
    return glued(notebook)


def _beside(page):
    return {"metadata": {"path": str(page.path.parent)}}


def of(path: str | PathLike[str], *, cache: str | PathLike[str] | None = None) -> dict[str, str]:
    """Return the glued values of a lesson, from the cache when it has them, else by running it.

    A lesson without glue is not run.
    """
    page = lessons.read(path)
    if not any("glue" in cell.source for cell in page.notebook().cells if cell.cell_type == "code"):
        return {}
    found = from_cache(page, cache) if cache else None
    return by_running(page) if found is None else found
