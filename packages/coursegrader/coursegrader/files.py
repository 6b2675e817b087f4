"""Text files that people write: read as UTF-8, or refused with the name of the file and what to do.

Equal in `reformlab`, `coursebook` and `coursegrader`, none of which needs another for it.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHINESE = re.compile("[\u4e00-\u9fff]")


class TextError(ValueError):
    """A file is no UTF-8 text.

    Attributes
    ----------
    name : str
        The file, as the caller named it.
    line : int
        Line of the first byte that is wrong; the first line is 1.
    problem : str
        What is wrong: "is not UTF-8 text: byte 0xb9 in line 2; ...".
    cure : str
        What to do about it: "save it as UTF-8 ...".
    """

    def __init__(self, name: object, line: int | None, problem: str, cure: str) -> None:
        super().__init__(f"{name} {problem}. {cure[:1].upper()}{cure[1:]}.")
        self.name, self.line, self.problem, self.cure = str(name), line, problem, cure


def decode(content: bytes, name: object) -> str:
    """Return the text of ``content`` (bytes); a byte order mark at its start is left out, line ends stay.

    Parameters
    ----------
    content : bytes
        What the file holds.
    name : str or path-like
        The file, for the message.

    Raises
    ------
    TextError
        If the bytes are not UTF-8, or hold a NUL, which no text has.
    """
    try:
        text = content.decode("utf-8-sig")
        at, kind = content.find(b"\0"), "NUL byte"
        if at < 0:
            return text
    except UnicodeDecodeError as error:
        # utf-8-sig counts from behind the mark.
        at = error.start + (len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0)
        kind = f"byte 0x{content[at]:02x}"
    line = content[:at].count(b"\n") + 1
    encoding = _guess(content)
    found = f"; it reads as {encoding}" if encoding else ""
    cure = "save it as UTF-8 (in Excel: CSV UTF-8; in Notepad: Save as, encoding UTF-8)"
    if encoding:
        cure += f", or run: iconv -f {encoding} -t UTF-8 FILE > NEW"
    raise TextError(name, line, f"is not UTF-8 text: {kind} in line {line}{found}", cure)


def _guess(content):
    """Return the name of the encoding that ``content`` has in all likelihood, or None."""
    if content.startswith(_UTF16) or b"\0" in content[:200]:
        return "UTF-16"
    try:
        return "GB18030" if _CHINESE.search(content.decode("gb18030")) else None
    except UnicodeDecodeError:
        return None


def read_text(path: Path) -> str:
    """Return the text of a file; line ends become ``\\n``, a byte order mark is left out.

    Parameters
    ----------
    path : path-like
        The file.

    Raises
    ------
    TextError
        If it is not UTF-8 text; the message names the file.
    OSError
        If it cannot be read.
    """
    path = Path(path)
    return decode(path.read_bytes(), path).replace("\r\n", "\n").replace("\r", "\n")
