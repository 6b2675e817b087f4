"""Chinese text of the PDF in ordinary characters, so that a search for it finds it.

Fonts such as Noto Sans CJK draw an ordinary character and its Kangxi radical with one shape, and Chromium then writes
the radical (U+2F08 in place of U+4EBA, for example) into the table that says which character a shape stands for.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from pypdf.generic import DictionaryObject, StreamObject

if TYPE_CHECKING:
    from pypdf import PdfWriter

_ONE = re.compile(r"<([0-9A-Fa-f]+)>\s+<([0-9A-Fa-f]{4})>")
_RUN = re.compile(r"<([0-9A-Fa-f]{4})>\s+<([0-9A-Fa-f]{4})>\s+<([0-9A-Fa-f]{4})>")
_CHARS = re.compile(r"(beginbfchar)(.*?)(endbfchar)", re.DOTALL)
_RANGES = re.compile(r"(beginbfrange)(.*?)(endbfrange)", re.DOTALL)


def _is_radical(code):
    return 0x2E80 <= code <= 0x2FDF


def _hex(code):
    plain = unicodedata.normalize("NFKC", chr(code)) if _is_radical(code) else chr(code)
    return plain.encode("utf-16-be").hex().upper()


def _char(found):
    return f"<{found[1]}> <{_hex(int(found[2], 16))}>"


def _range(found):
    low, high, start = (int(found[place], 16) for place in (1, 2, 3))
    if not any(_is_radical(start + step) for step in range(high - low + 1)):
        return found.group()
    spelled = " ".join(f"<{_hex(start + step)}>" for step in range(high - low + 1))
    return f"<{found[1]}> <{found[2]}> [{spelled}]"


def ordinary(cmap: str) -> str:
    """Return a ToUnicode table with ordinary characters in place of radicals."""
    cmap = _CHARS.sub(lambda block: block[1] + _ONE.sub(_char, block[2]) + block[3], cmap)
    return _RANGES.sub(lambda block: block[1] + _RUN.sub(_range, block[2]) + block[3], cmap)


def mend(writer: PdfWriter) -> None:
    """Mend the tables of all fonts of a PDF that is being written."""
    seen = set()
    for page in writer.pages:
        resources: Any = page["/Resources"].get_object()
        fonts = resources.get("/Font", DictionaryObject()).get_object()
        for font in fonts.values():
            table = font.get_object().get("/ToUnicode")
            table = table.get_object() if table is not None else None
            if not isinstance(table, StreamObject) or id(table) in seen:
                continue
            seen.add(id(table))
            before = table.get_data().decode("latin-1")
            after = ordinary(before)
            if after != before:
                table.set_data(after.encode("latin-1"))
