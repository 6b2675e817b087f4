"""Where the book's files are: sources under one root, results under one output folder."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import EntryPoint
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from . import quick_yaml
from .errors import SiteError, text_of, unreadable

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATE = ".built-from.json"  # in a finished site: the hash of what it was built from


@dataclass(frozen=True)
class Layout:
    """The folders of one book.

    Attributes
    ----------
    root : Path
        Folder that holds ``_config.yml``, ``book/``, ``lessons/`` and ``data/``.
    output : Path
        Folder of everything that is built; ``root / "_build"`` unless told otherwise.
    """

    root: Path
    output: Path

    @property
    def config(self) -> Path:
        """The Jupyter Book configuration."""
        return self.root / "_config.yml"

    @cached_property
    def settings(self) -> dict:
        """Sphinx's values of ``_config.yml``: what stands there under ``sphinx: config:``."""
        return (self.configuration.get("sphinx") or {}).get("config") or {}

    @cached_property
    def configuration(self) -> dict:
        """What ``_config.yml`` says; SiteError if it is not valid."""
        return configuration(self)

    @property
    def libraries(self) -> tuple[str, ...]:
        """Modules that lessons import and that belong to the course: ``course_libraries`` in ``_config.yml``."""
        return tuple(self.settings.get("course_libraries") or ("livefigure",))

    @property
    def extensions(self) -> list[Path]:
        """Folders of the course's own Sphinx extensions: ``sphinx: local_extensions:`` in ``_config.yml``."""
        folders = ((self.configuration.get("sphinx") or {}).get("local_extensions") or {}).values()
        return [self.root / folder for folder in folders]

    def named(self, field: str) -> Any:
        """Return what a setting of ``_config.yml`` names as ``module:name``; None where it is not set.

        Raises
        ------
        SiteError
            If there is no such module or name.
        """
        name = self.settings.get(field)
        if not name:
            return None
        sys.path += {str(folder) for folder in self.extensions} - set(sys.path)
        try:
            return EntryPoint(field, name, "").load()
        except (ImportError, AttributeError) as error:
            raise unreadable(self.name(self.config), f"{field} is {name!r}, which is not there: {error}") from error

    @property
    def paper_font(self) -> Path | None:
        """Font for Chinese in the PDF: ``course_paper_font`` in ``_config.yml``; SiteError if there is no such file."""
        name = self.settings.get("course_paper_font")
        if name and not (self.root / name).is_file():
            raise unreadable(self.name(self.config), f"course_paper_font names {name}, which is not there")
        return self.root / name if name else None

    @property
    def toc(self) -> Path:
        """The table of contents."""
        return self.root / "_toc.yml"

    @property
    def html(self) -> Path:
        """The finished site: complete, or not there."""
        return self.output / "html"

    @property
    def work(self) -> Path:
        """The unfinished site; nothing here is meant to be read."""
        return self.output / "work"

    @property
    def caches(self) -> Path:
        """Results of executed notebooks, one folder for each state of library, data and pins."""
        return self.output / "cache"

    def name(self, path: Path) -> str:
        """Name `path` the way an author would: relative to the root when it lies there."""
        path = Path(path)
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def configuration(layout: Layout) -> dict:
    """Read ``_config.yml``.

    Raises
    ------
    SiteError
        If it is not valid YAML, or not a mapping.
    """
    name = layout.name(layout.config)
    try:
        found = quick_yaml.load(text_of(layout.config, name))
    except yaml.YAMLError as error:
        raise unreadable(name, f"not valid YAML: {error}") from error
    if not isinstance(found, dict):
        raise unreadable(name, "needs lines `name: value`")
    return found


def of(app: Sphinx) -> Layout:
    """Return the layout of a book that Sphinx is building.

    Parameters
    ----------
    app : sphinx.application.Sphinx
        Its configuration value ``course_output`` names the output folder; empty: the folder above the site.
    """
    return Layout(Path(app.srcdir), Path(app.config.course_output or Path(app.outdir).parent))


def find(root: str | PathLike[str] | None = None, output: str | PathLike[str] | None = None) -> Layout:
    """Find the book at `root` (default: the current folder or the nearest one above it).

    Parameters
    ----------
    root, output : path-like, optional
        Folder of the sources; folder of the results (default ``root/_build``).

    Returns
    -------
    Layout

    Raises
    ------
    SiteError
        If no ``_config.yml`` with a ``_toc.yml`` beside it is found.
    """
    start = Path(root or ".").resolve()
    places = [start] if root else [start, *start.parents]
    for place in places:
        if (place / "_config.yml").is_file() and (place / "_toc.yml").is_file():
            return Layout(place, Path(output).resolve() if output else place / "_build")
    raise SiteError(f"no book at {start}: expected _config.yml and _toc.yml. Run this in the course's folder.")
