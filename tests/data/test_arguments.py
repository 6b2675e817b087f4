"""Whatever a caller gives: an answer, or an error of this room that names the argument."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reformlab import data
from reformlab.data import matrix

ERRORS = (data.ArgumentError, data.TableError, data.UnknownName)
RATE = "urban_rate_resident"
ENTRY = {"work": "A yearbook", "edition": 2020, "part": "table 1", "note": "a note"}
SQUARE = pd.DataFrame(np.ones((31, 31)), *[data.load("province_units")["province"]] * 2)

STRANGE = {
    "None": None,
    "an int": 2020,
    "a negative int": -1,
    "a huge int": 10**400,
    "an int without a text": 10**5000,
    "a float": 2020.5,
    "nan": float("nan"),
    "True": True,
    "a word": "nowhere",
    "an empty word": "",
    "a long word": "x" * 100_000,
    "bytes": b"national",
    "an empty list": [],
    "a list of a word": ["nowhere"],
    "a list of None": [None],
    "a nested list": [["national"]],
    "three years": (2010, 2015, 2020),
    "years of text": ("2010", "2020"),
    "years that fall": (2020, 2010),
    "half years": (2010.5, 2020),
    "endless years": (float("nan"), float("inf")),
    "an empty dict": {},
    "a dict": {"national": 1},
    "a set": {"nowhere"},
    "a class": dict,
    "an array": np.arange(3),
    "an array of words": np.array(["a", "b"]),
    "a frame": pd.DataFrame({"a": [1]}),
    "a function": len,
}

# function, the arguments that are right, and for each argument the words that name it in a message
CALLS = {
    "load": (data.load, {"table": "national", "columns": None}, {}),
    "series": (
        data.series,
        {"table": "provinces", "names": "grp", "unit": "Beijing", "years": (2010, 2020), "standing": "checked"},
        {"names": ("names", "series"), "unit": ("unit",)},
    ),
    "square": (data.square, {"table": "distances", "column": None}, {}),
    "standing": (data.standing, {"table": "provinces", "unit": "Beijing", "years": 2020}, {}),
    "standing of names": (
        lambda names: data.standing("national", names),
        {"names": RATE},
        {"names": ("names", "series")},
    ),
    "caption": (data.caption, {"table": "provinces", "unit": "Beijing", "years": 2020}, {}),
    "caption of names": (
        lambda names: data.caption("national", names),
        {"names": RATE},
        {"names": ("names", "series")},
    ),
    "describe": (data.describe, {"table": "national"}, {}),
    "sources": (data.sources, {"table": "national"}, {}),
    "source_text": (data.source_text, {"entry": ENTRY}, {}),
    "margins": (matrix.margins, {"year": 2020}, {}),
    "estimate": (matrix.estimate, {"year": 2010, "seed": SQUARE}, {}),
    "near": (matrix.near, {"seed": SQUARE, "factor": 2.0}, {}),
    "complete": (
        matrix.complete,
        {"known": pd.Series([1.0, np.nan]), "total": 3.0, "share": pd.Series([0.0, 1.0])},
        {},
    ),
    "fit": (
        matrix.fit,
        {"seed": np.ones((2, 2)), "rows": [1, 1], "columns": [1, 1], "tolerance": 1e-9, "sweeps": 10},
        {},
    ),
    "against_flows": (matrix.against_flows, {"table": SQUARE * np.arange(1, 32)}, {}),
}
PAIRS = [(name, argument) for name, (_, right, _) in CALLS.items() for argument in right]


def answer_or_named_error(name, argument, value):
    function, right, words = CALLS[name]
    try:
        function(**{**right, argument: value})
    except ERRORS as error:
        named = words.get(argument, (argument, "column") if argument == "columns" else (argument,))
        assert any(word in str(error) for word in named), error
        assert len(str(error)) < 1500 and "\n" not in str(error), error
    except ValueError as error:  # of the matrix, about numbers that do not fit together
        assert name in ("fit", "complete", "estimate") and argument in str(error), error


def test_every_public_function_is_tried():
    public = {
        name for name in data.__all__ if callable(getattr(data, name)) and not isinstance(getattr(data, name), type)
    }
    assert public - {"folder", "tables"} <= set(CALLS)
    for name, (function, right, _) in CALLS.items():
        assert function(**right) is not None, name


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize(("name", "argument"), PAIRS, ids=lambda text: text)
def test_a_strange_argument_is_answered_or_named(name, argument, strange):
    answer_or_named_error(name, argument, STRANGE[strange])


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from([RATE, "grp"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.tuples(inner, inner), st.dictionaries(st.text(max_size=3), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pair=st.sampled_from([pair for pair in PAIRS if hasattr(data, pair[0].split()[0])]), value=VALUES)
def test_any_argument_is_answered_or_named(pair, value):
    answer_or_named_error(*pair, value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.series("national", RATE, years="2020"), "years is '2020'; one year or (first, last) is needed"),
        (lambda: data.series("national", RATE, years=(2020, 2010)), "years is (2020, 2010); one year or (first, last)"),
        (lambda: data.series("national", RATE, years=(2010, 2015, 2020)), "first not above last"),
        (lambda: data.series("national", RATE, years=True), "years is True"),
        (lambda: data.series("national", 7), "names is 7; a name is needed, as text, or a list of names."),
        (lambda: data.series("provinces", "grp", unit=7), "unit is 7; a name is needed"),
        (lambda: data.series("national", RATE, standing=7), "standing is 7; a name is needed"),
        (lambda: data.load("national", columns=7), "columns is 7; a name is needed"),
        (
            lambda: data.load("national", columns=[]),
            "columns is []; at least one name is needed, or None for all columns.",
        ),
        (
            lambda: data.caption("national", RATE, years=(1800, 1801)),
            "names, unit, years is (['urban_rate_resident'], None, (1800, 1801)); table 'national' has no figure there",
        ),
        (lambda: data.source_text("NBS"), "entry is 'NBS'; a source entry is needed, a dict with work"),
        (
            lambda: matrix.fit([[1.0]], ["a"], [1.0]),
            "rows is ['a']; an array of numbers with 1 dimension(s) is needed.",
        ),
        (lambda: matrix.fit([[1.0]], [1.0], [1.0], sweeps=0), "sweeps is 0; a whole number of 1 or more is needed."),
        (
            lambda: matrix.fit([[1.0]], [1.0], [1.0], tolerance=-1),
            "tolerance is -1; a finite number of 0 or more is needed.",
        ),
        (
            lambda: matrix.estimate(2010, seed=7),
            "seed is 7; a DataFrame with the 31 provinces as columns and 31 of them as rows",
        ),
        (lambda: matrix.near(SQUARE, -1), "factor is -1; a finite number of 0 or more is needed."),
        (
            lambda: matrix.complete(pd.Series([1.0]), float("nan"), pd.Series([1.0])),
            "total is nan; a finite number of 0",
        ),
    ],
)
def test_the_message_says_what_is_allowed(call, message):
    with pytest.raises(data.ArgumentError) as raised:
        call()
    assert message in str(raised.value)


def test_one_year_one_column_and_several_units_are_answered():
    assert data.series("national", RATE, years=2020).to_dict() == {2020: 63.89}
    assert data.series("national", RATE, years=np.int64(2020)).to_dict() == {2020: 63.89}
    assert data.series("national", RATE, years=[2019, 2020]).tolist() == [62.71, 63.89]
    assert list(data.load("national", columns="year").columns) == ["year"]
    two = data.series("provinces", "grp", unit=["Tianjin", "Beijing"], years=2020)
    assert list(two.columns) == ["Beijing", "Tianjin"]
    assert data.series("national", pd.Index([RATE])).columns.tolist() == [RATE]
    assert data.series("national", "urban_rate_hukou", standing="recalled").index.tolist() == [2013, 2014, 2022]
    assert data.standing("national", RATE, years=2020) == {"checked": 1}
