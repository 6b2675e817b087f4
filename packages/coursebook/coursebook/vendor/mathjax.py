"""MathJax 3 from the package ``django-static-mathjax``, of which only the browser files are used."""

from __future__ import annotations

import shutil
from importlib import metadata, util
from os import PathLike
from pathlib import Path

from ..errors import SiteError
from .folders import fill

PACKAGE = "django-static-mathjax"
# tex-chtml.js holds the TeX reader, the HTML writer, the menu and hidden MathML for screen readers. It fetches the rest
# when needed: fonts, TeX extensions (\require), and, if a reader switches the explorer on, speech in English.
PARTS = (
    "tex-chtml.js",
    "output/chtml/fonts/woff-v2",
    "input/tex/extensions",
    "a11y",
    "sre/mathmaps/base.json",
    "sre/mathmaps/en.json",
    "sre/mathmaps/nemeth.json",
)


def source() -> Path:
    """Return the folder of the installed MathJax files.

    Raises
    ------
    SiteError
        If the package is missing.
    """
    spec = util.find_spec("mathjax")
    places = spec.submodule_search_locations or [] if spec else []
    for place in places:
        folder = Path(place) / "static" / "mathjax"
        if (folder / "es5" / "tex-chtml.js").is_file():
            return folder
    raise SiteError(f"MathJax is not installed. Install it with: python -m pip install {PACKAGE}")


def add_to(static: str | PathLike[str]) -> None:
    """Copy what pages need of MathJax to ``static/vendor/mathjax``."""
    folder = source()

    def write(new):
        for part in PARTS:
            origin, target = folder / "es5" / part, new / part
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if origin.is_dir() else shutil.copyfile)(origin, target)
        shutil.copyfile(folder / "LICENSE", new / "LICENSE")

    fill(Path(static) / "vendor" / "mathjax", f"{PACKAGE} {metadata.version(PACKAGE)} {PARTS}", write)
