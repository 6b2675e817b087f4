"""Chinese text of the PDF in ordinary characters, so that a search for it finds it.

Fonts such as Noto Sans CJK draw an ordinary character and a radical with one shape, and Chromium then writes the
radical (U+2F08 in place of U+4EBA, U+2EC5 in place of U+89C1) into the table that says which character a shape stands
for. In a text in simplified characters it writes U+6236, a form of other regions, in place of U+6237.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from pypdf.generic import DictionaryObject, StreamObject

if TYPE_CHECKING:
    from pypdf import PdfWriter

# Unicode's equivalents of CJK radicals that are characters of their own; normalization changes two of them alone.
_RADICALS = str.maketrans(
    "⺒⺟⺠⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "巳母民见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_SIMPLIFIED = str.maketrans("戶", "户")
_ONE = re.compile(r"<([0-9A-Fa-f]+)>\s+<([0-9A-Fa-f]{4})>")
_RUN = re.compile(r"<([0-9A-Fa-f]{4})>\s+<([0-9A-Fa-f]{4})>\s+<([0-9A-Fa-f]{4})>")
_CHARS = re.compile(r"(beginbfchar)(.*?)(endbfchar)", re.DOTALL)
_RANGES = re.compile(r"(beginbfrange)(.*?)(endbfrange)", re.DOTALL)


def _plain(code, simplified):
    sign = chr(code)
    if 0x2E80 <= code <= 0x2FDF:
        sign = unicodedata.normalize("NFKC", sign.translate(_RADICALS))
    return sign.translate(_SIMPLIFIED) if simplified else sign


def _hex(sign):
    return sign.encode("utf-16-be").hex().upper()


def ordinary(cmap: str, *, simplified: bool = False) -> str:
    """Return a ToUnicode table with ordinary characters in place of radicals.

    Parameters
    ----------
    cmap : str
    simplified : bool
        The text is in simplified characters.
    """

    def char(found):
        return f"<{found[1]}> <{_hex(_plain(int(found[2], 16), simplified))}>"

    def run(found):
        low, high, start = (int(found[place], 16) for place in (1, 2, 3))
        codes = range(start, start + high - low + 1)
        signs = [_plain(code, simplified) for code in codes]
        if signs == [chr(code) for code in codes]:
            return found.group()
        return f"<{found[1]}> <{found[2]}> [{' '.join(f'<{_hex(sign)}>' for sign in signs)}]"

    cmap = _CHARS.sub(lambda block: block[1] + _ONE.sub(char, block[2]) + block[3], cmap)
    return _RANGES.sub(lambda block: block[1] + _RUN.sub(run, block[2]) + block[3], cmap)


def mend(writer: PdfWriter, language: str = "en") -> None:
    """Mend the tables of all fonts of a PDF that is being written.

    Parameters
    ----------
    writer : pypdf.PdfWriter
    language : str
        Tag of its language (BCP 47).
    """
    seen, simplified = set(), language in ("zh", "zh-CN", "zh-Hans")
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
            after = ordinary(before, simplified=simplified)
            if after != before:
                table.set_data(after.encode("latin-1"))
