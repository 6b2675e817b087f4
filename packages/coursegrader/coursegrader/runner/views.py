"""What a test sees of an answer that is no plain data: the getters of the real thing, and nothing alive behind them."""

from __future__ import annotations

from typing import Any


class Opaque:
    """An answer that cannot cross as data: it has a type name and a text, and equals nothing but itself."""

    def __init__(self, type_name: str, text: str) -> None:
        self.type_name, self.text = type_name, text

    def __repr__(self):
        return f"<answer of type {self.type_name}: {self.text[:80]}>"


class Record:
    """Named values: a dataclass, a namedtuple, a widget, a part of a figure.

    ``get_name()`` returns what ``name`` holds, so that tests written for matplotlib objects work on their description.
    Names that begin with an underscore are Python's and numpy's protocols (``__array_interface__``); no field has one.
    """

    def __init__(self, type_name: str, fields: dict) -> None:
        if any(name.startswith("_") for name in fields):
            raise ValueError("a field with the name of a protocol")
        self._type_name, self._fields = type_name, fields

    def __getattr__(self, name):
        fields = {} if name.startswith("_") else self._fields
        if name in fields:
            return fields[name]
        if name.startswith("get_") and name[4:] in fields:
            return lambda *_, **__: fields[name[4:]]
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"the answer ({self._type_name}) has no {name}")

    def __iter__(self):
        return iter(self._fields.values())

    def __repr__(self):
        return f"<{self._type_name}: {', '.join(map(str, self._fields))}>"


class AxesView(Record):
    """A description of matplotlib axes with the usual getters."""

    @property
    def lines(self) -> list:
        """The lines as records with ``get_xdata``, ``get_ydata``, ``get_label``, ``get_color``."""
        return [Record("Line2D", line) for line in self._fields["lines"]]

    @property
    def patches(self) -> list:
        """Bars and other patches as records with ``get_x``, ``get_y``, ``get_width``, ``get_height``."""
        return [Record("Patch", patch) for patch in self._fields["patches"]]

    @property
    def containers(self) -> list:
        """Sets of bars as records with ``orientation``, ``patches`` and ``get_label``."""
        return [
            Record("BarContainer", {**bars, "patches": [Record("Patch", patch) for patch in bars["patches"]]})
            for bars in self._fields["containers"]
        ]

    @property
    def collections(self) -> list:
        """Scatters, meshes, bands and sets of lines as records.

        ``get_offsets``, ``get_array`` (two-dimensional for a mesh) and ``get_paths`` are matplotlib's;
        ``get_offset_transform`` gives ``"data"`` where the offsets are points in the data, else ``"other"``.
        """
        return [
            Record("Collection", {**each, "paths": [Record("Path", {"vertices": path}) for path in each["paths"]]})
            for each in self._fields["collections"]
        ]

    @property
    def images(self) -> list:
        """Images as records with ``get_array``."""
        return [Record("AxesImage", {"array": array}) for array in self._fields["images"]]

    @property
    def texts(self) -> list:
        """Free texts as records with ``get_text``."""
        return _texts(self._fields["texts"])

    def get_title(self, loc: str | None = None) -> str:
        """Return the title at ``"left"``, ``"center"`` (the default, as in matplotlib) or ``"right"``.

        Raises
        ------
        ValueError
            For another place.
        """
        places = {"left": "title_left", "center": "title", "right": "title_right"}
        if (loc or "center") not in places:
            raise ValueError(f"'{loc}' is not a valid location; allowed: {', '.join(places)}")
        return self._fields[places[loc or "center"]]

    def get_lines(self) -> list:
        """Return :attr:`lines`."""
        return self.lines

    def get_legend(self) -> Any:
        """Return the legend with ``get_texts``, or None."""
        labels = self._fields["legend"]
        return None if labels is None else _legend(labels)

    def get_xticklabels(self) -> list:
        """Return the labels of the ticks with ``get_text``."""
        return _texts(self._fields["xticklabels"])

    def get_yticklabels(self) -> list:
        """Return the labels of the ticks with ``get_text``."""
        return _texts(self._fields["yticklabels"])

    @property
    def figure(self) -> Record:
        """The words around the axes: ``get_suptitle``, ``get_supxlabel``, ``get_supylabel`` and ``legends``."""
        around = self._fields["figure"]
        return Record("Figure", {**around, "legends": [_legend(texts) for texts in around["legends"]]})

    def get_figure(self) -> Record:
        """Return :attr:`figure`."""
        return self.figure


def _texts(texts) -> list:
    return [Record("Text", {"text": text}) for text in texts]


def _legend(texts):
    return Record("Legend", {"texts": _texts(texts)})


_AXES_FIELDS = {
    *("title", "title_left", "title_right", "xlabel", "ylabel", "xticks", "yticks", "xticklabels", "yticklabels"),
    *("legend", "texts", "lines", "patches", "containers", "collections", "images", "figure"),
}


def view(type_name: str, fields: dict) -> Record:
    """Return the view that fits a record."""
    return AxesView(type_name, fields) if fields.keys() >= _AXES_FIELDS else Record(type_name, fields)
