"""Values cross from the sandbox to the grader as they are; nothing else crosses."""

import collections
import copy
import dataclasses
import datetime as dt
import json
import math
import random
import resource
import socket
import threading

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegrader.runner import decode
from coursegrader.runner.views import AxesView, Opaque, Record
from coursegrader.sandbox import frames
from coursegrader.sandbox.encode import encode


def cross(value):
    blobs = []
    form = json.loads(json.dumps(encode(value, blobs)))
    return decode.decode(form, blobs)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.complex_numbers(allow_nan=False),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)


@given(plain)
@settings(max_examples=150, deadline=None)
def test_plain_values_cross_unchanged(value):
    back = cross(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        np.float64(1.5),
        np.float32(0.1),
        np.int8(-3),
        np.bool_(True) and True,
        np.datetime64("2020-01-01"),
        {1, 2, 3},
        frozenset({"a"}),
        10**400,
        -math.inf,
        dt.date(2020, 1, 2),
        pd.Timestamp("2020-01-02 03:04:05.678"),
        pd.Timedelta("3 days 02:00:00"),
        pd.Period("2020-03", freq="M"),
        pd.NA,
        pd.NaT,
    ],
)
def test_scalars_cross_with_their_types(value):
    back = cross(value)
    assert type(back) is type(value)
    assert back is value or back == value


def test_nan_crosses():
    assert math.isnan(cross(float("nan")))


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12.0).reshape(3, 4),
        np.array([], dtype=int),
        np.array(3),
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.array(["a", "bc"]),
        np.array([1 + 2j]),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        np.array([{"a": 1}, None, "x"], dtype=object),
    ],
)
def test_arrays_cross(array):
    back = cross(array)
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    assert (back == array).all()


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": [0.5, np.nan]}, index=["r", "s"]),
        pd.DataFrame(
            {"t": pd.to_datetime(["2020-01-01", None]), "z": pd.to_datetime(["2020-01-01", "2021-01-01"], utc=True)}
        ),
        pd.DataFrame({"k": pd.Categorical(["low", "high"], categories=["low", "high"], ordered=True)}),
        pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "s": pd.array(["a", None], dtype="string")}),
        pd.DataFrame(np.eye(2), columns=pd.MultiIndex.from_tuples([("a", 1), ("a", 2)], names=["x", "y"])),
        pd.DataFrame({"a": [1, 2, 3, 4]}, index=pd.MultiIndex.from_product([["x", "y"], [1, 2]], names=["p", "q"])),
        pd.DataFrame({"a": []}),
        pd.DataFrame([[1, 2]], columns=["same", "same"]),
        pd.DataFrame({"z": pd.date_range("2020", periods=2, tz="Asia/Shanghai")}),
    ],
)
def test_tables_cross(table):
    pd.testing.assert_frame_equal(cross(table), table)


def test_series_and_indexes_cross():
    series = pd.Series([1.0, 2.0], index=pd.Index([2019, 2020], name="year"), name="share")
    pd.testing.assert_series_equal(cross(series), series)
    index = pd.Index(["a", "b"], name="n")
    pd.testing.assert_index_equal(cross(index), index)


def test_records_cross_by_name():
    @dataclasses.dataclass(frozen=True)
    class Result:
        year: np.ndarray
        share: float

    Point = collections.namedtuple("Point", "x y")
    back = cross(Result(np.arange(3), 0.5))
    assert back.share == 0.5
    assert list(back.year) == [0, 1, 2]
    assert (cross(Point(1, 2)).x, *cross(Point(1, 2))) == (1, 1, 2)


def test_a_figure_crosses_as_a_description():
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4], label="line", color="red")
    axes.bar([0, 1], [5, 6])
    axes.scatter([1, 2], [3, 4])
    axes.set_title("T", loc="center")  # whatever look another test has left behind
    axes.set(xlabel="X", ylabel="Y", xlim=(0, 9), yscale="log")
    axes.legend()
    axes.text(0, 0, "note")
    seen = cross(figure).axes[0]
    plt.close(figure)
    assert isinstance(seen, AxesView)
    assert (seen.get_title(), seen.get_xlabel(), seen.get_ylabel(), seen.get_yscale()) == ("T", "X", "Y", "log")
    assert seen.get_xlim() == (0, 9)
    assert list(seen.get_lines()[0].get_ydata()) == [3, 4]
    assert seen.lines[0].get_label() == "line"
    assert [patch.get_height() for patch in seen.patches] == [5, 6]
    assert seen.collections[0].get_offsets().tolist() == [[1, 3], [2, 4]]
    assert "line" in [text.get_text() for text in seen.get_legend().get_texts()]
    assert [text.get_text() for text in seen.texts] == ["note"]
    assert [bar.get_height() for bars in seen.containers for bar in bars.patches] == [5, 6]
    assert seen.containers[0].orientation == "vertical"
    with pytest.raises(AttributeError, match="has no get_nothing"):
        seen.get_nothing()


def test_titles_and_the_words_of_the_figure_cross():
    figure, axes = plt.subplots()
    for place in ("left", "center", "right"):
        axes.set_title(place, loc=place)
    figure.suptitle("above")
    figure.supxlabel("below")
    figure.legend(axes.plot([1, 2]), ["beside"])
    seen = cross(axes)
    plt.close(figure)
    assert [seen.get_title(place) for place in (None, "left", "center", "right")] == [
        "center",
        "left",
        "center",
        "right",
    ]
    around = seen.get_figure()
    assert (around.get_suptitle(), around.get_supxlabel(), around.get_supylabel()) == ("above", "below", "")
    assert [text.get_text() for text in around.legends[0].get_texts()] == ["beside"]
    with pytest.raises(ValueError, match="allowed: left, center, right"):
        seen.get_title("top")


def test_meshes_bands_and_sets_of_lines_cross_with_their_shape():
    figure, axes = plt.subplots()
    axes.pcolormesh(np.ma.masked_equal([[1, 2, 3], [4, 5, 6]], 5))
    axes.fill_between([1, 2], [3, 4])
    axes.vlines([1, 2], 0, 5)
    axes.plot([1, 2], [3, 4], "o:")
    mesh, band, upright = (seen := cross(axes)).collections
    plt.close(figure)
    assert np.array_equal(mesh.get_array(), [[1, 2, 3], [4, np.nan, 6]], equal_nan=True)
    assert {tuple(corner) for corner in band.get_paths()[0].vertices} == {(1, 0), (2, 0), (1, 3), (2, 4)}
    assert [path.vertices.tolist() for path in upright.get_paths()] == [[[1, 0], [1, 5]], [[2, 0], [2, 5]]]
    assert {each.get_offset_transform() for each in (mesh, band, upright)} == {"other"}
    assert (seen.lines[0].get_marker(), seen.lines[0].get_linestyle()) == ("o", ":")


def test_what_is_no_data_crosses_as_a_name():
    back = cross(object())
    assert isinstance(back, Opaque)
    assert back.type_name == "object"
    assert cross(len) is None
    assert decode.decode({"t": "function"}, [], function="proxy") == "proxy"
    endless = []
    endless.append(endless)
    assert isinstance(cross(endless), list)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"t": []},
        {"t": "each"},
        {"t": "__init__"},
        {"t": "int", "v": "9" * 5000},
        {"t": "int", "v": 3},
        {"t": "float", "v": "abc"},
        {"t": "str", "v": 3},
        {"t": "bytes", "b": 7},
        {"t": "bytes", "b": -1},
        {"t": "bytes", "b": True},
        {"t": "array", "b": 0},
        {"t": "objects", "shape": [1 << 40], "v": []},
        {"t": "zoned", "zone": "../../etc/passwd", "a": {"t": "list", "v": []}},
        {"t": "period", "v": "2020", "freq": "eval"},
        {"t": "dict", "v": [[{"t": "list", "v": []}, {"t": "none"}]]},
        {"t": "frame", "rows": 9, "columns": {"t": "list", "v": []}, "index": None, "v": [{"t": "list", "v": []}]},
        {"t": "scalar", "a": {"t": "none"}},
        None,
        [],
    ],
)
def test_forged_forms_are_refused(form):
    with pytest.raises(decode.BadAnswer):
        decode.decode(form, [b"garbage"])


def test_a_forged_header_allocates_nothing():
    with pytest.raises(decode.BadAnswer, match="does not fit"):
        decode.read_array("<f8", [1 << 39], b"x" * 8)


def test_frames_refuse_what_is_too_large_or_no_message():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(ours, {"a": 1}, [b"xyz", b""])
        assert frames.receive(theirs) == ({"a": 1}, [b"xyz", b""])
        ours.sendall((1 << 31).to_bytes(4, "little"))
        with pytest.raises(frames.BadFrame, match="bytes"):
            frames.receive(theirs)
        for text in (
            b"[]",
            b'{"head": {}, "blobs": [-1]}',
            b'{"head": [], "blobs": []}',
            b'{"head": {}, "blobs": [1e99]}',
        ):
            ours.sendall(len(text).to_bytes(4, "little") + text)
            with pytest.raises(frames.BadFrame):
                frames.receive(theirs)
        ours.close()
        with pytest.raises(EOFError):
            frames.receive(theirs)


ALLOWED = {
    *(type(None), bool, int, float, complex, str, bytes, list, tuple, set, frozenset, dict, dt.date),
    *(pd.Timestamp, pd.Timedelta, pd.Period, type(pd.NaT), type(pd.NA), Opaque, AxesView, Record),
    *(np.ndarray, pd.DatetimeIndex, pd.Categorical, pd.Index, pd.RangeIndex, pd.MultiIndex, pd.Series, pd.DataFrame),
}


def assert_plain(value):
    """Every part of a value is of a type that the grader made."""
    kind = type(value)
    assert kind in ALLOWED or issubclass(kind, (np.generic, pd.Index, pd.api.extensions.ExtensionArray)), kind
    if isinstance(value, Record):
        assert not [name for name in vars(value)["_fields"] if name.startswith("_")]
        parts = vars(value)["_fields"].values()
    elif isinstance(value, dict):
        parts = [*value, *value.values()]
    elif kind in (list, tuple, set, frozenset) or (kind is np.ndarray and value.dtype == object):
        parts = value.ravel() if kind is np.ndarray else value
    else:
        parts = ()
    for part in parts:
        assert_plain(part)


def forms():
    """Return the forms of honest values, with their blobs."""
    table = pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": pd.Categorical(["u", "v"])}, index=["r", "s"])
    zoned = pd.DataFrame({"z": pd.date_range("2020", periods=2, tz="Asia/Shanghai"), "n": pd.array([1, None], "Int64")})
    point = collections.namedtuple("Point", "x y")(1, [2.5])
    dates = [dt.date(2020, 1, 2), pd.Timestamp("2020-01-02 03:04"), pd.Timedelta("3 days"), pd.Period("2020-03", "M")]
    plain = [1, -2.5, math.inf, 1j, "text", b"bytes", {1, 2}, (None, pd.NA, pd.NaT), {"k": [True]}, *dates, point, len]
    arrays = [np.arange(6.0).reshape(2, 3), np.array(["a", "bc"]), np.array([None, {}], object), np.float32(1)]
    levels = pd.MultiIndex.from_product([["x"], [1, 2]], names=["p", "q"])
    for value in (plain, arrays, table, zoned, table["a"], pd.Series([1, 2], index=levels), object()):
        blobs = []
        yield json.loads(json.dumps(encode(value, blobs))), blobs


def places(form):
    """Yield every place of a form as (container, key)."""
    stack = [form]
    while stack:
        part = stack.pop()
        for key in part if isinstance(part, dict) else range(len(part)):
            yield part, key
            if isinstance(part[key], (dict, list)):
                stack.append(part[key])


ODD = [
    None,
    True,
    -1,
    0,
    1 << 40,
    10**400,
    1.5,
    "",
    "x" * 300,
    "__array_interface__",
    "__class__",
    "\ud800",
    [],
    {},
    [[]],
]
ODD += [{"t": kind} for kind in ("list", "function", "frame", "array", "_helper", "column", "labels", "NA")]
ODD += ["<f8", "|O", "<U1", "<f16", ">u2", "<M8[ns]", "|V8", "int64", "Int64", "object", "now", "0x1.8p+1", "nan"]
ODD += [
    "UTC",
    "../etc/passwd",
    "2020-01-01",
    "P1DT0H0M0S",
    "M",
    [2, 3],
    [0, 1 << 30],
    [[{"t": "str", "v": "__len__"}, {}]],
]


def test_a_hundred_thousand_generated_messages_do_no_harm():
    chance, honest = random.Random(15), list(forms())
    kinds = sorted({part[key] for form, _ in honest for part, key in places(form) if key == "t"})
    parts = [json.dumps(part[key]) for form, _ in honest for part, key in places(form)]
    outcomes, before = collections.Counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    small = [(json.dumps(form), blobs) for form, blobs in honest]
    small += [(json.dumps(part[key]), blobs) for form, blobs in honest for part, key in places(form) if key == "a"]
    small += [(text, []) for text in parts if text.startswith('{"t"') and len(text) < 200]
    for _ in range(100_000):
        text, blobs = chance.choice(small)
        form = json.loads(text)
        for _ in range(chance.choice((1, 1, 2, 3))):
            part, key = chance.choice(list(places(form)))
            what = chance.random()
            if key == "t" and what < 0.6:
                part[key] = chance.choice(kinds)
            elif what < 0.5:
                part[key] = json.loads(chance.choice(parts))
            elif what < 0.9:
                part[key] = copy.deepcopy(chance.choice(ODD))
            elif isinstance(part, dict):
                del part[key]
            else:
                part.insert(key, part[key])
            if form in ({}, []):
                break
        sent = [chance.choice((blob, blob[:-1], chance.randbytes(8), bytes(len(blob)))) for blob in blobs]
        try:
            assert_plain(decode.decode(form, sent))
            outcomes["read"] += 1
        except decode.BadAnswer:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 5_000, outcomes
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10  # kilobytes


def test_a_value_without_end_is_refused_where_it_would_grow():
    many = {"t": "list", "v": [{"t": "list", "v": [{"t": "none"}] * 190_000}] * 50}
    with pytest.raises(decode.BadAnswer, match="too many values"):
        decode.decode(many, [])
    deep = {"t": "none"}
    for _ in range(200):
        deep = {"t": "list", "v": [deep]}
    with pytest.raises(decode.BadAnswer, match="too many values"):
        decode.decode(deep, [])


def test_a_head_of_too_many_parts_is_refused_unread():
    ours, theirs = socket.socketpair()
    text = b'{"head": {"a": [' + b"[]," * frames.MOST_PARTS + b'0]}, "blobs": []}'
    with ours, theirs:
        sender = threading.Thread(target=ours.sendall, args=(len(text).to_bytes(4, "little") + text,))
        sender.start()
        with pytest.raises(frames.BadFrame, match="too many parts"):
            frames.receive(theirs)
        sender.join()
