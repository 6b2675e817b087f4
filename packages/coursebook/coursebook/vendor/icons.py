"""The few signs that pages show, cut out of the theme's icon font.

The theme loads a 1.5 MB script and 400 kB of fonts for about thirty signs. Here the font is reduced to those signs
with fontTools, and one small style sheet names them.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from ..errors import SiteError
from .folders import fill

# Names as in Font Awesome 6 Free (solid). First the ones of the theme and its extensions, then those for our own pages.
_WANTED = """
angle-left angle-right arrow-up bars bell chevron-down chevron-right chevron-up circle-check circle-exclamation
circle-half-stroke circle-info circle-xmark code desktop download ellipsis expand file file-lines file-pdf lightbulb
list magnifying-glass magnifying-glass-minus moon outdent pencil print share sun triangle-exclamation
up-right-from-square xmark
arrow-right arrow-rotate-left arrows-rotate book book-open calculator check chart-line circle circle-play
circle-question city clock compass database eraser flask graduation-cap house keyboard language lock map
people-group play pause scale-balanced stop table tag terminal trash upload user users
"""
NAMES = _WANTED.split()

_RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')
_NAME = re.compile(r"\.fa-([\w-]+):before")

_BASE = """/* Signs from Font Awesome Free 6 (fonts: SIL OFL 1.1, see LICENSE.txt), reduced to those used here. */
:root, :host {
  --fa-style-family-classic: "Font Awesome 6 Free";
  --fa-font-solid: normal 900 1em/1 "Font Awesome 6 Free";
  --fa-font-regular: normal 900 1em/1 "Font Awesome 6 Free";
}
@font-face {
  font-family: "Font Awesome 6 Free"; font-style: normal; font-weight: 900; font-display: block;
  src: url("icons.woff") format("woff");
}
.fa, .fas, .fa-solid {
  font-family: "Font Awesome 6 Free"; font-weight: 900; font-style: normal; font-variant: normal;
  display: inline-block; line-height: 1; text-rendering: auto; -webkit-font-smoothing: antialiased;
}
.fa-lg { font-size: 1.25em; line-height: .05em; vertical-align: -.075em; }
.fa-fw { text-align: center; width: 1.25em; }
"""


def source() -> Path:
    """Return the theme's folder of icon files.

    Raises
    ------
    SiteError
        If the theme is missing or keeps its icons elsewhere.
    """
    import pydata_sphinx_theme

    theme = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
    for folder in sorted((theme / "vendor" / "fontawesome").glob("*")):
        if (folder / "css" / "all.min.css").is_file():
            return folder
    raise SiteError("the icon font of pydata-sphinx-theme was not found; install the versions of requirements.txt")


def code_points(css) -> dict[str, int]:
    """Read from the theme's style sheet which sign lies at which code point.

    Parameters
    ----------
    css : str
        Content of ``all.min.css``.

    Returns
    -------
    dict
        Name without ``fa-`` to code point.
    """
    return {name: int(code, 16) for names, code in _RULE.findall(css) for name in _NAME.findall(names)}


def add_to(static):
    """Write ``static/vendor/icons`` with ``icons.css``, ``icons.woff`` and the licence."""
    folder = source()
    versions = " ".join(f"{package} {metadata.version(package)}" for package in ("pydata-sphinx-theme", "fonttools"))

    def write(new):
        from fontTools import subset

        known = code_points((folder / "css" / "all.min.css").read_text("utf-8"))
        missing = [name for name in NAMES if name not in known]
        if missing:
            raise SiteError(f"the theme's icon font has no sign named {', '.join(missing)}")
        wanted = {name: code for name, code in known.items() if code in {known[n] for n in NAMES}}
        options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True)
        font = subset.load_font(folder / "webfonts" / "fa-solid-900.ttf", options)
        cut = subset.Subsetter(options)
        cut.populate(unicodes=wanted.values())
        cut.subset(font)
        subset.save_font(font, new / "icons.woff", options)
        rules = "".join(f'.fa-{name}::before {{ content: "\\{code:x}"; }}\n' for name, code in sorted(wanted.items()))
        (new / "icons.css").write_text(_BASE + rules, "utf-8")
        (new / "LICENSE.txt").write_bytes((folder / "LICENSE.txt").read_bytes())

    fill(Path(static) / "vendor" / "icons", f"{versions} {NAMES} {_BASE}", write)
