"""Cut what a cell prints beyond any reader's patience: a loop that prints, a table of all rows."""

from __future__ import annotations

import html
import re
from itertools import count
from typing import TYPE_CHECKING

from nbformat.v4 import new_output

from coursebook.text import tr

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Characters that one cell may print. Nine of ten pages have at most 250 kB; one cell gets a fifth of that. The longest
# output of a lesson of the course has 3,400.
LIMIT = 50_000

_TEXT = ("text/html", "text/markdown", "text/plain")  # in the order in which a page prefers them
_DRAWN = re.compile(r"<(?:svg|img|canvas|video|audio|iframe|object|script)\b", re.IGNORECASE)
_ROW = re.compile(r"<tr\b.*?</tr\s*>\s*", re.DOTALL | re.IGNORECASE)
_NO_TEXT = re.compile(r"<style\b.*?</style\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def cut(notebook: NotebookNode, limit: int = LIMIT) -> list:
    """Cut long outputs of a notebook and say below each how much was left out; pictures and figures stay whole.

    Streams, plain text, Markdown and tables are cut between two lines or rows, a line longer than all that is allowed
    within it. HTML that is no table becomes its text.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place.
    limit : int
        Characters of one cell that are shown.

    Returns
    -------
    list of (int, str)
        For each cell that was cut its number among the code cells, from 1, and what is left out of it.
    """
    told = []
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
        room, lines, characters, kept = limit, 0, 0, []
        for output in cell.outputs:
            used, *left = _shorten(output, 0 if lines or characters else room)
            room, lines, characters = room - used, lines + left[0], characters + left[1]
            if used or not any(left):
                kept.append(output)
        if characters:
            text = tr("{lines} lines more") if lines > 1 else tr("{characters} characters more")
            text = text.format(lines=f"{lines:,}", characters=f"{characters:,}")
            note = tr("... {much} are not shown").format(much=text)
            cell.outputs = [*kept, new_output("display_data", {"text/plain": note})]
            told.append((number, text))
    return told


def _shorten(output, room):
    """Cut one output to `room` characters; return the characters it keeps, and the lines and characters left out."""
    if output.output_type == "stream":
        output.text, *left = _lines(output.text, room)
        return len(output.text), *left
    data = output.get("data", {})
    shown = [mime for mime in _TEXT if mime in data]
    if not shown or any(mime not in (*_TEXT, "text/latex") for mime in data) or _DRAWN.search(data.get(_TEXT[0], "")):
        return 0, 0, 0
    left = None
    for mime in shown:
        data[mime], *gone = (_table if mime == "text/html" else _lines)(data[mime], room)
        left = left or gone
    return len(data[shown[0]]), *left


def _lines(text, room):
    if len(text) <= room:
        return text, 0, 0
    end = text.rfind("\n", 0, room) + 1 or room
    return text[:end], len(text[end:].splitlines()), len(text) - end


def _table(text, room):
    if len(text) <= room:
        return text, 0, 0
    rows = [len(row[0]) for row in _ROW.finditer(text)]
    stays, spare = len(rows), len(text) - room
    while stays and spare > 0:
        stays -= 1
        spare -= rows[stays]
    if not room or spare > 0:  # no table, or one whose styles alone are too long
        text, *left = _lines(html.unescape(_NO_TEXT.sub("", text)).strip(), room)
        return text and f"<pre>{html.escape(text)}</pre>", *left
    number = count()
    text = _ROW.sub(lambda row: row[0] if next(number) < stays else "", text)
    return text, len(rows) - stays, sum(rows[stays:])
