"""Sphinx extension: a finished site has no file that no page asks for, small styles, and the mark for GitHub Pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import rcssmin

from .publish import wanted

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def _finish(app, exception):
    if exception or app.builder.format != "html":
        return
    top = Path(app.outdir)
    for path in [path for path in top.rglob("*") if path.is_file()]:
        if not wanted(path.relative_to(top).as_posix()):
            path.unlink()
    for path in (top / "_static").rglob("*.css"):
        path.write_text(rcssmin.cssmin(path.read_text("utf-8")), "utf-8")
    (top / ".nojekyll").touch()  # GitHub Pages would otherwise leave out folders that begin with an underscore


def setup(app: Sphinx) -> dict[str, Any]:
    """Clean up behind all other extensions."""
    app.connect("build-finished", _finish, priority=990)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
