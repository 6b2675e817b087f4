"""The values that a lesson's cells glue for its prose: from an executed copy, a jupyter-cache, or by running it."""

from __future__ import annotations

from ast import literal_eval
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from .. import lessons
from ..execute import run

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


def of(path: str | PathLike[str], *, cache: str | PathLike[str] | None = None) -> dict[str, str]:
    """Return the glued values of a lesson, from the cache when it has them, else by running it.

    A lesson without glue is not run.

    Raises
    ------
    LessonError
        A cell fails.
    """
    page = lessons.read(path)
    if "glue" not in page.code:
        return {}
    found = from_cache(page, cache) if cache else None
    return glued(run([page], name=str, progress=False)[0].notebook) if found is None else found
