"""The rows of a table's file with their lines, and what is wrong with the file before any row is looked at."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from reformlab.files import decode

# Git leaves a file alone that it takes to be as it checked it out, so `git checkout` would not bring the LF back.
PUT_LF = (
    'python -c "import pathlib; '
    "[p.write_bytes(p.read_bytes().replace(b'\\r\\n', b'\\n')) for p in pathlib.Path('data').glob('*.csv')]\""
)
CURE_LINES = (
    "lines end with CR (Windows or old Mac), only LF is allowed. To put LF back in all tables, run in the course's "
    f"folder: {PUT_LF}"
)


def read(content: bytes, name: str) -> list[tuple[int, list[str]]]:
    """Return the records of a CSV file as a list of (line of the file, cells); the header is the first.

    Parameters
    ----------
    content : bytes
        What the file holds.
    name : str
        The file, for messages.

    Raises
    ------
    reformlab.files.TextError
        If it is not UTF-8.
    csv.Error
        If quotes do not close or stand inside a cell.
    """
    text = decode(content, name).replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(text), strict=True)
    records, line = [], 1
    for cells in reader:
        records.append((line, cells))
        line = reader.line_num + 1
    return records


def marks(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield (line, sentence) for what an editor does not show: byte order mark, line ends, a cut last line."""
    if content.startswith(codecs.BOM_UTF8):
        yield (
            1,
            "the file begins with an invisible byte order mark (U+FEFF), as Excel and Notepad write it; save it as "
            "UTF-8 without BOM",
        )
    if b"\r" in content:
        yield content[: content.find(b"\r")].count(b"\n") + 1, CURE_LINES
    if content and not content.endswith((b"\n", b"\r")):
        yield content.count(b"\n") + 1, "the last line has no line end: was the file cut? A line ends with LF"
