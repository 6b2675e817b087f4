"""Files that pages load and that others wrote: copied from installed packages into the built site, never committed.

`mathjax` sets the formulas, `icons` draws the signs on buttons and boxes, `reveal` runs the slides. All lie below
``_static/vendor`` of the site, so that no page asks another host for anything.
"""

from . import icons, mathjax, reveal

__all__ = ["add_to", "icons", "mathjax", "reveal"]


def add_to(static):
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
    icons.add_to(static)
    reveal.add_to(static)
