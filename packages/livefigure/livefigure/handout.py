"""What a reader takes along: a notebook and a few lines of code with the settings that stand on the page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import LiveFigureError

if TYPE_CHECKING:
    from livefigure.controls import Choice, Slider

_FIELD = re.compile(r"<<(\w+)(@second)?>>")


@dataclass(frozen=True)
class Handout:
    """A notebook that the browser fills in.

    ``<<name>>`` in a cell or in the snippet becomes the value of the control `name`; ``<<name@second>>`` its value in
    the second setting of a comparison. Numbers and strings read the same in Python.

    Parameters
    ----------
    cells : list of (str, str)
        ``("markdown" or "code", source)``.
    name : str
        File name without ending.
    snippet : str
        Short code for the clipboard.
    label : str
        Words of the download button.

    Raises
    ------
    LiveFigureError
        If there is no code cell, or a kind or the name is not allowed.
    """

    cells: tuple
    name: str
    snippet: str
    label: str

    def __post_init__(self):
        kinds = [kind for kind, _ in self.cells]
        if "code" not in kinds or set(kinds) - {"code", "markdown"}:
            raise LiveFigureError(f"handout: cells are {kinds}; 'markdown' and 'code' are allowed, with one code cell")
        if not re.fullmatch(r"[\w-]+", self.name):
            raise LiveFigureError(f"handout: name is {self.name!r}; letters, digits, _ and - are allowed")

    def check(self, controls: Sequence[Slider | Choice], compared: bool) -> None:
        """Raise LiveFigureError if a field names no control."""
        names = [c.name for c in controls]
        for text in [self.snippet, *(source for _, source in self.cells)]:
            for name, second in _FIELD.findall(text):
                if name not in names or (second and not compared):
                    raise LiveFigureError(f"handout: <<{name}{second}>> is no control; there are {', '.join(names)}")

    def spec(self) -> dict[str, Any]:
        """Return what the front end needs: the notebook (format 4.5) with its fields still open."""
        cells = []
        for i, (kind, source) in enumerate(self.cells):
            cell = {"cell_type": kind, "id": f"cell-{i}", "metadata": {}, "source": source}
            cells.append({**cell, "execution_count": None, "outputs": []} if kind == "code" else cell)
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = {
            "cells": cells,
            "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        return {"name": self.name, "notebook": notebook, "snippet": self.snippet, "label": self.label}


def plain_values(controls: Sequence[Slider | Choice]) -> list[list[Any]]:
    """Return the positions of each control as they stand in an address and in code.

    Raises
    ------
    LiveFigureError
        If a position cannot be written down.
    """
    out = []
    for c in controls:
        try:
            values = json.loads(json.dumps(list(c.positions)))
        except TypeError:
            values = None
        if values is None or not all(isinstance(v, (int, float, str)) and not isinstance(v, bool) for v in values):
            raise LiveFigureError(f"control {c.name!r}: its values must be numbers or strings to be shared")
        out.append(values)
    return out
