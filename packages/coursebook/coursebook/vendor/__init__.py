"""Files that pages load and that others wrote: copied from installed packages into the built site, never committed.

`mathfont` draws the formulas; `mathjax` sets them in exercises of the PDF and
in browsers that know no MathML; `reveal` runs the slides. All lie below ``_static/vendor`` of the site, so that no page
asks another host for anything.
"""

from __future__ import annotations

from os import PathLike

from . import mathfont, mathjax, reveal

__all__ = ["add_to", "mathfont", "mathjax", "reveal"]


def add_to(static: str | PathLike[str]) -> None:
    """Put all vendored files below ``static/vendor``; what is already there and current stays.

    Parameters
    ----------
    static : path-like
        The ``_static`` folder of the site.

    Raises
    ------
    SiteError
        If a package that carries the files is not installed.
    """
    mathjax.add_to(static)
    mathfont.add_to(static)
    reveal.add_to(static)
