"""Read what :mod:`coursegrader.sandbox.encode` wrote, trusting nothing in it.

The schema is closed: every form is checked against the types listed here before anything is built of it, and what is
built belongs to these types alone. An array is a dtype, a shape and bytes whose sizes agree. Nothing is asked of a
decoded value that the student could have given it (an attribute, a buffer, a comparison).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from coursegrader.runner.views import Opaque, view
from coursegrader.sandbox.encode import DEEPEST, MOST
from coursegrader.sandbox.frames import BadAnswer

MOST_VALUES = 2_000_000  # values of one answer
_ZONE = re.compile(r"[A-Z][A-Za-z]+(/[A-Z][A-Za-z_+-]+){0,2}")
_EXTENSIONS = re.compile(r"U?Int(8|16|32|64)|Float(32|64)|boolean|string|str")
_FREQUENCY = re.compile(r"[A-Z]{1,3}(-[A-Z]{3})?")
_PERIOD = re.compile(r"[0-9QWT:./ -]{1,40}")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?([+-]\d\d:\d\d)?)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIMEDELTA = re.compile(r"-?P-?\d{1,12}DT-?\d{1,6}H-?\d{1,6}M-?\d{1,6}(\.\d{1,9})?S")
_INTEGER = re.compile(r"-?[0-9]{1,4000}")
_FLOAT = re.compile(r"-?0x[01]\.[0-9a-f]{1,13}p[+-][0-9]{1,4}|nan|-?inf")
_FIELD = re.compile(r"[A-Za-z]\w{0,99}", re.ASCII)
_DTYPE = re.compile(
    r"\|b1|\|[iu]1|[<>][iu][248]|[<>]f[248]|[<>]c(8|16)|\|S[1-9]\d{0,6}|[<>]U[1-9]\d{0,6}"
    r"|[<>][mM]8\[\d{0,3}(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\]"
)
_CONTAINERS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
_SCALARS = frozenset(
    {"none", "NA", "NaT", "bool", "int", "float", "complex", "str", "bytes", "timestamp", "date", "timedelta", "period"}
)
_KEYS = _SCALARS | {"tuple", "frozenset", "scalar"}
_COLUMNS = frozenset({"values", "array", "objects", "extension", "categories", "zoned"})
_LABELS = frozenset({"index", "multiindex"})


def decode(form: Any, blobs: Sequence[bytes], function: Any = None) -> Any:
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
        If the form is none that the encoder writes. The message holds nothing of the form.
    """
    try:
        return _Reader(blobs, function).value(form)
    except BadAnswer:
        raise
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise BadAnswer(f"it is not what it says ({type(error).__name__})") from None
    except MemoryError:
        raise BadAnswer("it is too large") from None


class _Reader:
    def __init__(self, blobs, function):
        self.blobs, self.function, self.left, self.depth = blobs, function, MOST_VALUES, 0

    def value(self, form, allowed=None):
        """Return the value of a form whose kind has to be one of ``allowed``, where that is given."""
        kind = form["t"] if type(form) is dict else None
        if type(kind) is not str or kind not in _KINDS or (allowed is not None and kind not in allowed):
            raise BadAnswer("it holds a kind of value that has no place there")
        self.left, self.depth = self.left - 1, self.depth + 1
        if self.left < 0 or self.depth > 2 * DEEPEST:
            raise BadAnswer("it holds too many values")
        try:
            return _KINDS[kind](self, form)
        finally:
            self.depth -= 1

    def each(self, forms, allowed=None):
        return [self.value(form, allowed) for form in _list(forms)]

    def key(self, form):
        """Return a value that can be hashed and compared."""
        value = self.value(form, _KEYS)
        hash(value)
        return value

    def _none(self, form):
        return None

    def _NA(self, form):
        return pd.NA

    def _NaT(self, form):
        return pd.NaT

    def _bool(self, form):
        if type(form["v"]) is not bool:
            raise BadAnswer("a truth value that is none")
        return form["v"]

    def _int(self, form):
        return int(_match(_INTEGER, form["v"]))

    def _float(self, form):
        text = _match(_FLOAT, form["v"])
        return float.fromhex(text) if "x" in text else float(text)

    def _complex(self, form):
        real, imaginary = _list(form["v"])
        return complex(self._float(real), self._float(imaginary))

    def _str(self, form):
        return _text(form["v"], 32 << 20)

    def _bytes(self, form):
        return bytes(self.blobs[_count(form["b"])])

    def _container(self, form):
        make = _CONTAINERS[form["t"]]
        return (
            make(self.key(each) for each in _list(form["v"]))
            if make in (set, frozenset)
            else make(self.each(form["v"]))
        )

    def _dict(self, form):
        made = {}
        for pair in _list(form["v"]):
            key, item = _list(pair)
            made[self.key(key)] = self.value(item)
        return made

    def _record(self, form):
        fields = {}
        for pair in _list(form["fields"]):
            key, item = _list(pair)
            fields[_match(_FIELD, self.value(key, {"str"}))] = self.value(item)
        return view(_text(form["type"], 100), fields)

    def _opaque(self, form):
        return Opaque(_text(form["type"], 100), _text(form["text"], 500))

    def _timestamp(self, form):
        return pd.Timestamp(_match(_TIMESTAMP, form["v"]))

    def _date(self, form):
        return dt.date.fromisoformat(_match(_DATE, form["v"]))

    def _timedelta(self, form):
        return pd.Timedelta(_match(_TIMEDELTA, form["v"]))

    def _period(self, form):
        return pd.Period(_match(_PERIOD, form["v"]), freq=_match(_FREQUENCY, form["freq"]))

    def _array(self, form):
        return read_array(_text(form["dtype"], 40), form["shape"], self.blobs[_count(form["b"])])

    def _scalar(self, form):
        array = self.value(form["a"], {"array"})
        if array.ndim:
            raise BadAnswer("a number that is none")
        return array[()]

    def _objects(self, form):
        items, shape = self.each(form["v"]), tuple(map(_count, _list(form["shape"])))
        if len(shape) > 32 or max(shape, default=0) > MOST or math.prod(shape) != len(items):
            raise BadAnswer("an array whose shape does not fit")
        array = np.empty(len(items), dtype=object)
        for position, item in enumerate(items):
            array[position] = item
        return array.reshape(shape)

    def _extension(self, form):
        dtype = _text(form["dtype"], 200)
        if not _EXTENSIONS.fullmatch(dtype):
            return _one_dimension(self.value(form["a"], {"objects"}))
        values = self.each(form["a"]["v"], _SCALARS | {"scalar"})
        return pd.array([pd.NA if value is None else value for value in values], dtype=dtype)

    def _zoned(self, form):
        times = _one_dimension(self.value(form["a"], {"array"}))
        return pd.DatetimeIndex(times).tz_localize("UTC").tz_convert(_match(_ZONE, form["zone"]))

    def _categories(self, form):
        codes = _one_dimension(self.value(form["a"], {"array"}))
        if codes.dtype.kind != "i":
            raise BadAnswer("categories without numbers")
        categories = self.value(form["of"], {"index"})
        return pd.Categorical.from_codes(codes, categories, ordered=self._bool({"v": form["ordered"]}))

    def _index(self, form):
        return pd.Index(self._column(form["v"]), name=self.key(form["name"]))

    def _multiindex(self, form):
        levels = self.each(form["levels"], {"index"})
        return pd.MultiIndex.from_arrays(levels, names=[self.key(name) for name in _list(form["names"])])

    def _series(self, form):
        values = self._column(form["v"])
        return pd.Series(values, index=self._labels(form["index"], len(values)), name=self.key(form["name"]))

    def _frame(self, form):
        rows = _count(form["rows"])
        columns = [self._column(each) for each in _list(form["v"])]
        index = self._labels(form["index"], rows if columns else min(rows, 1_000_000))
        if any(len(column) != rows for column in columns):
            raise BadAnswer("a table whose columns do not fit")
        series = {position: pd.Series(column, index=index) for position, column in enumerate(columns)}
        table = pd.DataFrame(series, index=index)
        table.columns = self.value(form["columns"], _LABELS)
        return table

    def _labels(self, form, rows):
        index = pd.RangeIndex(rows) if form is None else self.value(form, _LABELS)
        if len(index) != rows:
            raise BadAnswer("a table whose rows do not fit")
        return index

    def _column(self, form):
        return _one_dimension(self.value(form, _COLUMNS))

    def _values(self, form):
        return self.value(form["a"], {"array"})

    def _function(self, form):
        return self.function


_KINDS = {name[1:]: act for name, act in vars(_Reader).items() if re.fullmatch(r"_[a-zA-Z]+", name)}
_KINDS |= dict.fromkeys(_CONTAINERS, _KINDS.pop("container"))
for _helper in ("column", "labels"):
    del _KINDS[_helper]


def read_array(dtype: str, shape: Any, data: bytes) -> np.ndarray:
    """Return the array of a dtype and a shape in bytes: plain numbers, text or dates, of exactly the size sent.

    Raises
    ------
    BadAnswer
        If the dtype is none of these, the sizes differ, or the bytes are no values of the dtype.
    """
    kind = np.dtype(_match(_DTYPE, dtype))
    sides = tuple(map(_count, _list(shape)))
    if len(sides) > 32 or max(sides, default=0) > 1 << 40 or kind.itemsize * math.prod(sides) != len(data):
        raise BadAnswer("an array whose shape does not fit its size")
    if not len(data) and max(sides, default=0) > MOST:
        raise BadAnswer("an array without end")
    array = np.frombuffer(bytearray(data), dtype=kind).reshape(sides)
    if kind.kind == "b" and (array.view("u1") > 1).any():
        raise BadAnswer("truth values that are none")
    if kind.kind == "U" and len(data):
        codes = np.frombuffer(data, dtype=f"{kind.str[0]}u4")
        if codes.max() > 0x10FFFF or ((codes >= 0xD800) & (codes < 0xE000)).any():
            raise BadAnswer("letters that are none")
    return array


def _one_dimension(column):
    if isinstance(column, np.ndarray) and column.ndim != 1:
        raise BadAnswer("a column that is none")
    return column


def _list(value) -> list:
    if type(value) is not list or len(value) > MOST:
        raise BadAnswer("a list that is none or too long")
    return value


def _text(value, longest: int) -> str:
    if type(value) is not str or len(value) > longest:
        raise BadAnswer("a text that is none or too long")
    return value.encode("utf-8", "replace").decode()


def _match(pattern, value) -> str:
    if type(value) is not str or not pattern.fullmatch(value):
        raise BadAnswer("a text of another form")
    return value


def _count(value) -> int:
    if type(value) is not int or value < 0:
        raise BadAnswer("a number that is no size or position")
    return value
