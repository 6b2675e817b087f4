"""STIX Two Math from the package ``ziamath``, cut to the characters that formulas of a course use.

Phones have no font that draws mathematics (roots, braces and brackets that grow with what is in them); desktops have,
and take their own.
"""

from __future__ import annotations

import string
from importlib import metadata, util
from os import PathLike
from pathlib import Path

from ..errors import SiteError
from .folders import fill

PACKAGE = "ziamath"
# Greek letters, and the slanted letters that MathML draws for a variable: Latin, the Planck constant (its h), Greek.
_ALPHABETS = (range(0x391, 0x3F6), range(0x1D434, 0x1D468), (0x210E,), range(0x1D6E2, 0x1D71C))
_SIGNS = "∑∏∫√∞≤≥≠≈≡∝∼∈∉⊂∩∪∅∀∃⇒⇔→←↔↦·×÷±∓−∂∇ℓ′″…⋯⋮⟨⟩‖∣⏟⏞¯ˉˆ˜→˙∗⋆ℝℕℤ"
CHARACTERS = {ord(sign) for sign in string.printable + _SIGNS} | {code for run in _ALPHABETS for code in run}

_CSS = """/* STIX Two Math (SIL OFL 1.1, LICENSE.txt), cut to what formulas use; systems that have it take theirs. */
@font-face {
  font-family: "Course Math"; font-display: swap;
  src: local("STIX Two Math"), local("STIXTwoMath-Regular"), local("Cambria Math"), url("mathfont.woff") format("woff");
}
math { font-family: "Course Math", math; font-size: 1.06em; }
"""

_LICENCE = """{copyright}

This Font Software is licensed under the SIL Open Font License, Version 1.1.
The licence is available with a FAQ at https://openfontlicense.org
"""


def source() -> Path:
    """Return the font file.

    Raises
    ------
    SiteError
        If the package that carries it is missing.
    """
    spec = util.find_spec(PACKAGE)
    for place in spec.submodule_search_locations or [] if spec else []:
        font = Path(place) / "fonts" / "STIXTwoMath-Regular.ttf"
        if font.is_file():
            return font
    raise SiteError(f"the font for formulas is not installed. Install it with: python -m pip install {PACKAGE}")


def add_to(static: str | PathLike[str]) -> None:
    """Write ``static/vendor/mathfont`` with ``mathfont.css``, ``mathfont.woff`` and the licence."""
    path = source()

    def write(new):
        from fontTools import subset

        options = subset.Options(flavor="woff", layout_features=["ssty"], hinting=False)
        font = subset.load_font(path, options)
        told = font["name"].getDebugName(0)
        cut = subset.Subsetter(options)
        cut.populate(unicodes=CHARACTERS)
        cut.subset(font)
        subset.save_font(font, new / "mathfont.woff", options)
        (new / "mathfont.css").write_text(_CSS, "utf-8")
        (new / "LICENSE.txt").write_text(_LICENCE.format(copyright=told), "utf-8")

    versions = " ".join(f"{package} {metadata.version(package)}" for package in (PACKAGE, "fonttools"))
    fill(Path(static) / "vendor" / "mathfont", f"{versions} {sorted(CHARACTERS)} {_CSS}", write)
