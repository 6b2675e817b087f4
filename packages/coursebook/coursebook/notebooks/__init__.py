"""A lesson as the notebook that a student opens in JupyterLab, in the browser lab or in VS Code.

`build` writes them, `convert` makes one; `to_plain_markdown` puts any MyST text into Markdown that needs no extension.
`myst` reads with MyST's own parser, `directives` and `roles` say how each piece reads, `converter` holds what a whole
notebook shares, `cells` prepares the code, `values` finds the numbers of the prose, `links` knows the other pages.
"""

from . import links, values
from .bibliography import Bibliography
from .errors import NotebookError
from .writer import Imprint, build, convert, imprint_of, to_plain_markdown

__all__ = [
    "Bibliography",
    "Imprint",
    "NotebookError",
    "build",
    "convert",
    "imprint_of",
    "links",
    "to_plain_markdown",
    "values",
]
