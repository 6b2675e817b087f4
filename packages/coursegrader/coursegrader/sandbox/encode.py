"""Plain data as JSON and blobs: numbers, text, containers, numpy, pandas, dates, records, figures.

An array is a dtype, a shape and a blob.

Whatever is not plain data crosses as a name only (``opaque``) and functions as a promise to call them (``function``).
The reader is :mod:`coursegrader.runner.decode`.
"""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd

from coursegrader.sandbox import describe

DEEPEST = 20
MOST = 200_000  # entries of one container
_CONTAINERS = {list: "list", tuple: "tuple", set: "set", frozenset: "frozenset"}


def encode(value: object, blobs: list, depth: int = 0) -> dict:
    """Return the JSON form of a value; arrays are appended to ``blobs``."""
    if depth > DEEPEST:
        return {"t": "opaque", "type": "too deep", "text": ""}
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value, blobs, depth + 1)
    if value is None or value is pd.NA or value is pd.NaT:
        return {"t": "none" if value is None else "NA" if value is pd.NA else "NaT"}
    if (record := describe.record(value)) is not None:
        return {"t": "record", "type": type(value).__name__, "fields": _fields(record, blobs, depth + 1)}
    if callable(value):
        return {"t": "function"}
    return {"t": "opaque", "type": type(value).__name__[:100], "text": repr(value)[:500]}


def _bool(value, blobs, depth):
    return {"t": "bool", "v": bool(value)}


def _numpy_scalar(value, blobs, depth):
    return {"t": "scalar", "a": _array(np.asarray(value), blobs, depth)}


def _int(value, blobs, depth):
    if value.bit_length() > 10_000:
        return {"t": "opaque", "type": "int", "text": "a number with more than 3,000 digits"}
    return {"t": "int", "v": str(int(value))}


def _float(value, blobs, depth):
    value = float(value)
    return {"t": "float", "v": value.hex() if math.isfinite(value) else repr(value)}


def _complex(value, blobs, depth):
    return {"t": "complex", "v": [_float(value.real, blobs, depth), _float(value.imag, blobs, depth)]}


def _str(value, blobs, depth):
    return {"t": "str", "v": str(value).encode("utf-8", "replace").decode()}


def _bytes(value, blobs, depth):
    blobs.append(bytes(value))
    return {"t": "bytes", "b": len(blobs) - 1}


def _container(value, blobs, depth):
    name = next(name for kind, name in _CONTAINERS.items() if isinstance(value, kind))
    items = list(value)
    if len(items) > MOST:
        return {"t": "opaque", "type": name, "text": f"{len(items)} entries"}
    if fields := getattr(type(value), "_fields", None):  # a namedtuple
        return {
            "t": "record",
            "type": type(value).__name__,
            "fields": _fields(dict(zip(fields, items, strict=False)), blobs, depth),
        }
    return {"t": name, "v": [encode(item, blobs, depth) for item in items]}


def _dict(value, blobs, depth):
    return {"t": "dict", "v": _pairs(dict(list(value.items())[:MOST]), blobs, depth)}


def _pairs(table, blobs, depth):
    return [[encode(key, blobs, depth), encode(item, blobs, depth)] for key, item in table.items()]


def _fields(table, blobs, depth):
    """Return the fields of a record; those with an underscore in front are its own business, or a protocol."""
    return _pairs({str(name): item for name, item in table.items() if str(name)[:1] != "_"}, blobs, depth)


def _timestamp(value, blobs, depth):
    return {"t": "timestamp", "v": value.isoformat()}


def _date(value, blobs, depth):
    return {"t": "date", "v": value.isoformat()}


def _timedelta(value, blobs, depth):
    return {"t": "timedelta", "v": pd.Timedelta(value).isoformat()}


def _period(value, blobs, depth):
    return {"t": "period", "v": str(value), "freq": value.freqstr}


def _multi_index(value, blobs, depth):
    levels = [encode(value.get_level_values(level), blobs, depth) for level in range(value.nlevels)]
    return {"t": "multiindex", "names": [encode(name, blobs, depth) for name in value.names], "levels": levels}


def _index(value, blobs, depth):
    return {"t": "index", "name": encode(value.name, blobs, depth), "v": _column(value, blobs, depth)}


def _series(value, blobs, depth):
    return {
        "t": "series",
        "name": encode(value.name, blobs, depth),
        "v": _column(value, blobs, depth),
        "index": _row_labels(value.index, blobs, depth),
    }


def _frame(value, blobs, depth):
    if value.shape[1] > 2000:
        return {"t": "opaque", "type": "DataFrame", "text": f"{value.shape[1]} columns"}
    return {
        "t": "frame",
        "rows": len(value),
        "columns": encode(value.columns, blobs, depth),
        "index": _row_labels(value.index, blobs, depth),
        "v": [_column(value.iloc[:, position], blobs, depth) for position in range(value.shape[1])],
    }


def _row_labels(index, blobs, depth):
    plain = isinstance(index, pd.RangeIndex) and (index.start, index.step, index.name) == (0, 1, None)
    return None if plain else encode(index, blobs, depth)


def _column(values, blobs, depth):
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        codes = values.cat.codes if isinstance(values, pd.Series) else values.codes
        categories = encode(dtype.categories, blobs, depth)
        return {
            "t": "categories",
            "ordered": bool(dtype.ordered),
            "of": categories,
            "a": _array(np.asarray(codes), blobs, depth),
        }
    if isinstance(dtype, pd.DatetimeTZDtype):
        plain = values.dt.tz_convert(None) if isinstance(values, pd.Series) else values.tz_convert(None)
        return {"t": "zoned", "zone": str(dtype.tz), "a": _array(np.asarray(plain), blobs, depth)}
    if isinstance(dtype, np.dtype) and dtype.kind != "O":
        return {"t": "values", "a": _array(np.asarray(values), blobs, depth)}
    return {"t": "extension", "dtype": str(dtype), "a": _array(np.asarray(values.astype(object)), blobs, depth)}


def _array(value, blobs, depth):
    if value.dtype.hasobject:
        if value.size > MOST:
            return {"t": "opaque", "type": "array", "text": f"{value.size} objects"}
        items = [encode(item, blobs, depth) for item in value.ravel()]
        return {"t": "objects", "shape": list(value.shape), "v": items}
    value = np.asarray(value, order="C")
    if value.dtype.kind in "fc" and value.dtype.itemsize > (8 if value.dtype.kind == "f" else 16):
        value = value.astype(value.dtype.kind + ("8" if value.dtype.kind == "f" else "16"))  # differs by processor
    if value.dtype.kind in "SU" and not value.dtype.itemsize:
        value = value.astype(f"{value.dtype.kind}1")
    if value.dtype.names:
        return {"t": "opaque", "type": "array", "text": str(value.dtype)[:500]}
    blobs.append(value.tobytes())
    return {"t": "array", "dtype": value.dtype.str, "shape": list(value.shape), "b": len(blobs) - 1}


def _masked(value, blobs, depth):
    return _array(np.ma.filled(value.astype(float), np.nan), blobs, depth)


_WRITERS = [  # the first that fits
    ((bool, np.bool_), _bool),
    (int, _int),
    (np.generic, _numpy_scalar),
    (float, _float),
    (complex, _complex),
    (str, _str),
    ((bytes, bytearray), _bytes),
    (tuple(_CONTAINERS), _container),
    (dict, _dict),
    (type(pd.NaT), lambda value, blobs, depth: {"t": "NaT"}),
    (dt.datetime, _timestamp),
    (dt.date, _date),
    (dt.timedelta, _timedelta),
    (pd.Period, _period),
    (pd.MultiIndex, _multi_index),
    (pd.Index, _index),
    (pd.Series, _series),
    (pd.DataFrame, _frame),
    (np.ma.MaskedArray, _masked),
    (np.ndarray, _array),
]
