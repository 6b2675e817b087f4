"""Read what :mod:`coursegrader.sandbox.encode` wrote, trusting nothing in it.

Only the types listed here are built; a forged array header cannot allocate more than was sent; unknown tags, negative
sizes and over-deep nesting raise :class:`BadAnswer`.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re

import numpy as np
import pandas as pd

from coursegrader.runner.views import Opaque, view

_ZONE = re.compile(r"^[A-Z][A-Za-z]+(/[A-Z][A-Za-z_+-]+){0,2}$")
_EXTENSIONS = re.compile(r"^(U?Int(8|16|32|64)|Float(32|64)|boolean|string|str)$")
_FREQUENCY = re.compile(r"^[A-Z]{1,3}(-[A-Z]{3})?$")
_CONTAINERS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


class BadAnswer(Exception):
    """The sandbox sent something that is no value."""


def decode(form, blobs, function=None):
    """Return the value of a JSON form.

    Parameters
    ----------
    form, blobs
        From :func:`coursegrader.sandbox.encode.encode`.
    function
        What stands for a function of the student.

    Raises
    ------
    BadAnswer
        If the form is none that the encoder writes.
    """
    try:
        return _Reader(blobs, function).value(form)
    except BadAnswer:
        raise
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadAnswer(f"{type(error).__name__}: {str(error)[:200]}") from None


class _Reader:
    def __init__(self, blobs, function):
        self.blobs, self.function = blobs, function

    def value(self, form):
        kind = form["t"]
        if kind not in _KINDS:
            raise BadAnswer(f"an unknown kind of value: {str(kind)[:40]!r}")
        return getattr(self, f"_{kind}")(form)

    def each(self, forms):
        return [self.value(form) for form in forms]

    def _none(self, form):
        return None

    def _NA(self, form):
        return pd.NA

    def _NaT(self, form):
        return pd.NaT

    def _bool(self, form):
        return bool(form["v"])

    def _int(self, form):
        return int(_text(form["v"], 4000))

    def _float(self, form):
        text = _text(form["v"], 40)
        return float.fromhex(text) if "x" in text else float(text)

    def _complex(self, form):
        real, imaginary = form["v"]
        return complex(self._float(real), self._float(imaginary))

    def _str(self, form):
        return _text(form["v"], 32 << 20)

    def _bytes(self, form):
        return self.blobs[_index(form["b"])]

    def _list(self, form):
        return _CONTAINERS[form["t"]](self.each(form["v"]))

    _tuple = _set = _frozenset = _list

    def _dict(self, form):
        return {self.value(key): self.value(item) for key, item in form["v"]}

    def _record(self, form):
        fields = {_text(self.value(key), 200): self.value(item) for key, item in form["fields"]}
        return view(_text(form["type"], 100), fields)

    def _opaque(self, form):
        return Opaque(_text(form["type"], 100), _text(form["text"], 500))

    def _timestamp(self, form):
        return pd.Timestamp(_text(form["v"], 60))

    def _date(self, form):
        return dt.date.fromisoformat(_text(form["v"], 20))

    def _timedelta(self, form):
        return pd.Timedelta(_text(form["v"], 80))

    def _period(self, form):
        return pd.Period(_text(form["v"], 40), freq=_match(_FREQUENCY, form["freq"]))

    def _array(self, form):
        return read_array(self.blobs[_index(form["b"])])

    def _scalar(self, form):
        array = self.value(form["a"])
        if not isinstance(array, np.ndarray) or array.ndim:
            raise BadAnswer("a number that is none")
        return array[()]

    def _objects(self, form):
        items, shape = self.each(form["v"]), tuple(_index(side) for side in form["shape"])
        if math.prod(shape) != len(items):
            raise BadAnswer("an array whose shape does not fit")
        array = np.empty(len(items), dtype=object)
        for position, item in enumerate(items):
            array[position] = item
        return array.reshape(shape)

    def _extension(self, form):
        values, dtype = list(self.value(form["a"])), _text(form["dtype"], 200)
        if not _EXTENSIONS.match(dtype):
            return pd.Series(values, dtype=object).array
        return pd.array([pd.NA if value is None else value for value in values], dtype=dtype)

    def _zoned(self, form):
        return pd.DatetimeIndex(self.value(form["a"])).tz_localize("UTC").tz_convert(_match(_ZONE, form["zone"]))

    def _categories(self, form):
        codes, categories = np.asarray(self.value(form["a"])), self.value(form["of"])
        return pd.Categorical.from_codes(codes, categories, ordered=bool(form["ordered"]))

    def _index(self, form):
        return pd.Index(self.value(form["v"]), name=self.value(form["name"]))

    def _multiindex(self, form):
        return pd.MultiIndex.from_arrays(self.each(form["levels"]), names=self.each(form["names"]))

    def _series(self, form):
        index = None if form["index"] is None else self.value(form["index"])
        return pd.Series(self.value(form["v"]), index=index, name=self.value(form["name"]))

    def _frame(self, form):
        rows = _index(form["rows"])
        columns = [self.value(each) for each in form["v"]]
        index = self.value(form["index"]) if form["index"] is not None else None
        if any(len(column) != rows for column in columns) or (index is not None and len(index) != rows):
            raise BadAnswer("a table whose columns do not fit")
        if index is None:
            index = pd.RangeIndex(rows if columns else min(rows, 1_000_000))
        table = pd.DataFrame(
            {position: pd.Series(column, index=index) for position, column in enumerate(columns)}, index=index
        )
        table.columns = self.value(form["columns"])
        return table

    def _values(self, form):
        return self.value(form["a"])

    def _function(self, form):
        return self.function


_KINDS = frozenset(name[1:] for name in vars(_Reader) if name.startswith("_") and not name.startswith("__"))


def read_array(data: bytes) -> np.ndarray:
    """Return the array in the bytes of a ``.npy`` file: plain numbers, text or dates, of exactly the size sent."""
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
    shape, _, dtype = header(file)
    if dtype.kind not in "biufcSUmM" or dtype.hasobject:
        raise BadAnswer(f"an array of {dtype}")
    if any(side < 0 for side in shape) or dtype.itemsize * math.prod(shape) != len(data) - file.tell():
        raise BadAnswer("an array whose header does not fit its size")
    file.seek(0)
    return np.load(file, allow_pickle=False)


def _text(value, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise BadAnswer("a text that is none or too long")
    return value


def _match(pattern, value) -> str:
    if not isinstance(value, str) or not pattern.match(value):
        raise BadAnswer(f"{str(value)[:40]!r} is not allowed")
    return value


def _index(value) -> int:
    if type(value) is not int or value < 0:
        raise BadAnswer(f"{str(value)[:40]!r} is no position")
    return value
