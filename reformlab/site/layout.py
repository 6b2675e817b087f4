"""Where the book's files are: sources under one root, results under one output folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .errors import SiteError


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

    def name(self, path) -> str:
        """Name `path` the way an author would: relative to the root when it lies there."""
        path = Path(path)
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def of(app) -> Layout:
    """Return the layout of a book that Sphinx is building.

    Parameters
    ----------
    app : sphinx.application.Sphinx
        Its configuration value ``course_output`` names the output folder; empty: the folder above the site.
    """
    return Layout(Path(app.srcdir), Path(app.config.course_output or Path(app.outdir).parent))


def find(root=None, output=None) -> Layout:
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
