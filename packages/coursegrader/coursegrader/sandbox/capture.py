"""Standard output and error of a cell, and its displays, kept as notebook outputs and cut where they grow too long."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Iterator
from typing import Any

TEXT_LIMIT = 100_000  # characters a stream and cell
RICH_LIMIT = 2_000_000  # characters of one display
OUTPUTS_LIMIT = 100  # outputs of one cell
PICTURE_DPI = 72


class Stream(io.TextIOBase):
    """A text stream that appends to the outputs of the running cell."""

    encoding = "utf-8"

    def __init__(self, name: str, outputs: list) -> None:
        super().__init__()
        self.stream_name, self.outputs, self.left = name, outputs, TEXT_LIMIT

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Keep the text, or what still fits."""
        text = str(text)
        if self.left > 0 and text:
            self._append(text[: self.left])
            self.left -= len(text)
            if self.left <= 0:
                self._append("\n... the rest of the output is left out\n")
        return len(text)

    def _append(self, text):
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == self.stream_name:
            last["text"] += text
        else:
            self.outputs.append({"output_type": "stream", "name": self.stream_name, "text": text})


def display(data: dict, kind: str = "display_data") -> dict:
    """Return a display as an output; only text and pictures are kept, since scripts could reach the teacher."""
    kept = {mime: str(data[mime])[:RICH_LIMIT] for mime in ("text/plain", "image/png") if mime in data}
    output = {"output_type": kind, "data": kept, "metadata": {}}
    return {**output, "execution_count": None} if kind == "execute_result" else output


def png(picture: bytes | str) -> str:
    """Return the bytes of a picture as base64 text (text stays as it is)."""
    return base64.b64encode(picture).decode() if isinstance(picture, bytes) else str(picture)


def open_figures() -> Iterator[dict[str, Any]]:
    """Yield every open matplotlib figure as a picture, and close it, as the inline backend does after a cell."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else ():
        file = io.BytesIO()
        try:
            pyplot.figure(number).savefig(file, format="png", dpi=PICTURE_DPI)
        except Exception as error:  # a figure that cannot be drawn costs its picture, not the cell
            yield display({"text/plain": f"The figure cannot be drawn: {type(error).__name__}: {error}"[:500]})
        else:
            yield display({"image/png": png(file.getvalue())})
        finally:
            pyplot.close(number)
