"""What every teaching model has in common, so that a reader of one can guess the next."""

import ast
import dataclasses
import doctest
import inspect
import json
import pathlib
import re
import sys

import numpy as np
import pytest

from reformlab.models import catalogue

FOLDER = pathlib.Path(catalogue.__file__).parent
FILES = sorted(path for path in FOLDER.glob("*.py") if not path.stem.startswith("_") and path.stem != "catalogue")
ENTRIES = catalogue.entries()
# Modules of the first two lessons name their parameters after what they are (a curve, a line, two rates).
COMMON = [entry for entry in ENTRIES if hasattr(entry.module, "Parameters")]
READY = [
    entry
    for entry in COMMON
    if all(
        _.default is not dataclasses.MISSING or _.default_factory is not dataclasses.MISSING
        for _ in dataclasses.fields(entry.module.Parameters)
    )
]


def by_name(entries):
    return pytest.mark.parametrize("entry", entries, ids=[entry.name for entry in entries])


def test_every_file_is_in_the_catalogue_and_every_entry_has_a_file():
    assert {path.stem for path in FILES} == {entry.name for entry in ENTRIES}


def test_models_are_listed_under_lessons_that_are_there():
    lessons = pathlib.Path(__file__).parents[2].joinpath("lessons").glob("[0-9]*.md")
    assert set(catalogue.LESSONS) <= {int(path.stem[:2]) for path in lessons}


def test_an_unknown_name_is_answered_with_those_there_are():
    with pytest.raises(KeyError, match="club_good"):
        catalogue.entry("clubgood")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_a_model_needs_numpy_and_the_standard_library_alone(path):
    allowed = set(sys.stdlib_module_names) | {"numpy", "reformlab"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module]
        for name in names:
            assert name.split(".")[0] in allowed
            assert not name.startswith("reformlab.") or name.startswith(
                ("reformlab.models", "reformlab.errors", "reformlab.types")
            )


@by_name(ENTRIES)
def test_the_head_of_the_file_gives_question_equation_and_source(entry):
    assert len(entry.question) > 20
    assert "\\" in entry.equation or "=" in entry.equation
    assert entry.equation.count("{") == entry.equation.count("}")
    assert len(entry.source) > 10


@by_name(ENTRIES)
def test_examples_in_the_text_run(entry):
    assert doctest.testmod(entry.module).failed == 0


@by_name(COMMON)
def test_parameters_and_result_are_frozen_and_every_field_is_described(entry):
    for kind in (entry.module.Parameters, entry.module.Result):
        assert kind.__dataclass_params__.frozen
        text = kind.__doc__.partition("----------")[2]
        for field in dataclasses.fields(kind):
            described = [line for line in text.splitlines() if " : " in line]
            assert any(field.name in line.partition(" : ")[0].split(", ") for line in map(str.strip, described)), (
                field.name
            )


@by_name(ENTRIES)
def test_every_field_of_every_result_is_named_in_the_test_of_its_model(entry):
    # A field that its test does not name is a number that nobody has compared with its equation.
    path = pathlib.Path(__file__).with_name(f"test_{entry.name}.py")
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    kinds = [kind for kind in vars(entry.module).values() if dataclasses.is_dataclass(kind)]
    for kind in kinds:
        if kind.__module__ == entry.module.__name__ and kind.__name__ not in ("Parameters", "Growth"):
            assert not {field.name for field in dataclasses.fields(kind)} - named, kind.__name__


@by_name(READY)
def test_the_default_case_solves_to_numbers(entry):
    result = entry.module.solve(entry.module.Parameters())
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        if isinstance(value, float | np.ndarray) and np.asarray(value).dtype.kind == "f":
            assert not np.isnan(value).any(), field.name


@by_name(READY)
def test_solving_twice_gives_the_same(entry):
    first, second = (entry.module.solve(entry.module.Parameters()) for _ in range(2))
    for field in dataclasses.fields(first):
        np.testing.assert_array_equal(getattr(first, field.name), getattr(second, field.name))


@by_name(READY)
def test_a_number_that_is_not_finite_is_refused_by_name(entry):
    # `years` of the price of a registration and `rho` of a package may be infinite, but never NaN.
    default = entry.module.Parameters()
    for field in dataclasses.fields(default):
        value = getattr(default, field.name)
        if isinstance(value, np.ndarray) and value.dtype.kind in "fi":
            bad = np.array(value, dtype=float)
            bad.flat[0] = np.nan
        elif isinstance(value, float):
            bad = np.nan
        else:
            continue
        with pytest.raises(ValueError, match=field.name):
            dataclasses.replace(default, **{field.name: bad})


@by_name(READY)
def test_text_instead_of_a_number_is_refused_by_name(entry):
    default = entry.module.Parameters()
    field = next(
        f for f in dataclasses.fields(default) if isinstance(getattr(default, f.name), float | int | np.ndarray)
    )
    with pytest.raises(TypeError, match=field.name):
        dataclasses.replace(default, **{field.name: "much"})


@by_name(READY)
def test_arrays_inside_parameters_cannot_be_changed(entry):
    default = entry.module.Parameters()
    for field in dataclasses.fields(default):
        value = getattr(default, field.name)
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            with pytest.raises(ValueError, match="read-only"):
                value[...] = 0


def ranges(kind):
    """Ranges as the docstring gives them: ``(field, lowest, highest)``, each end a number and whether it is allowed."""
    number = r"(-?[\d.,]*\d)"
    entries = re.findall(r"^(\w[\w, ]*) : .*\n((?:    .*\n?)+)", inspect.getdoc(kind), re.MULTILINE)
    for names, text in entries:
        text = re.sub(r" \([^)]*\)", "", " ".join(text.lower().split())).rstrip(".")
        if re.search(" and b, |together|may be|below 0 for| on$|with housing", text):  # a rule between fields
            continue
        low = high = (None, False)
        if found := re.search(rf"{number} to {number}", text):
            low, high = (found[1], True), (found[2], True)
        elif found := re.search(rf"above {number}|{number} or greater", text):
            low = (found[1] or found[2], bool(found[2]))
        if found := re.search(rf"\bbelow {number}|at most {number}|{number} or below", text):
            high = (found[1] or found[2] or found[3], not found[1])
        for name in names.split(", ") if low[0] or high[0] else ():
            yield name, *((end and float(end.replace(",", "")), closed) for end, closed in (low, high))


# Parameters of models that have no defaults, because they start from a table.
YEARS = np.arange(2000.0, 2012.0)
EXAMPLES = {
    "inequality": {"income": (1.0, 2.0), "population": (3.0, 4.0)},
    "convergence": {"years": (2000, 2010), "income": ((1.0, 2.0, 4.0), (2.0, 3.0, 5.0))},
    "gravity": {"flows": 1.0 - np.eye(4), "regressors": {"distance": np.arange(16.0).reshape(4, 4) % 7}},
    "break_test": {"years": YEARS, "values": np.sin(YEARS)},
    "composite_index": {"values": ((1.0, 2.0), (2.0, 1.0), (3.0, 5.0)), "weights": (0.5, 0.5)},
    "neighbours": {"names": "ABC", "structure": ((1.0,), (2.0,), (4.0,)), "chosen": "A", "count": 1},
    "rank_size": {"sizes": (9.0, 7.0, 5.0, 3.0, 1.0), "largest": 5},
    "urban_paths": {"years": (2000, 2010), "share": ((20.0, 30.0), (40.0, 60.0))},
}
assert {entry.name for entry in COMMON} == {entry.name for entry in READY} | set(EXAMPLES)
RANGES = [(entry, *one) for entry in COMMON for one in ranges(entry.module.Parameters)]
assert RANGES


def with_number(default, name, number):
    """Parameters with this number in a field, as its first element if the field is an array."""
    value = getattr(default, name)
    if isinstance(value, np.ndarray):
        array = value.copy()
        array.flat[0] = number
        return dataclasses.replace(default, **{name: array})
    return dataclasses.replace(default, **{name: number})


@pytest.mark.parametrize(
    ("entry", "name", "low", "high"), RANGES, ids=[f"{entry.name}-{name}" for entry, name, *_ in RANGES]
)
def test_a_range_is_what_the_docstring_says(entry, name, low, high):
    default = entry.module.Parameters(**EXAMPLES.get(entry.name, {}))
    value = getattr(default, name)
    if value is None or isinstance(value, str):
        return
    step = 1 if isinstance(value, int) else 1e-9
    for (end, allowed), outwards in ((low, -1), (high, 1)):
        if end is None:
            continue
        beyond = end + outwards * step if allowed else end
        with pytest.raises(ValueError, match=rf"^{name} must (be|leave)"):
            with_number(default, name, beyond)
        inside = end if allowed else end - outwards * step
        try:
            with_number(default, name, inside)
        except ValueError as error:  # another field, or the sum of an array, may rule out what this one allows
            assert not str(error).startswith(f"{name} must be")


def plain(value):
    """A parameter as it stands in a file."""
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, np.ndarray | tuple | list):
        return [plain(one) for one in np.asarray(value).tolist()]
    return "infinite" if value == np.inf else value


def test_the_teaching_values_are_those_on_file():
    # Lessons and their pictures rest on them. To change one, change defaults.json with it.
    path = pathlib.Path(__file__).with_name("defaults.json")
    assert {entry.name: plain(entry.module.Parameters()) for entry in READY} == json.loads(path.read_text("utf-8"))


@by_name(ENTRIES)
def test_what_is_handed_out_cannot_be_changed_and_is_compared_by_what_it_is(entry):
    for kind in (kind for kind in vars(entry.module).values() if dataclasses.is_dataclass(kind)):
        assert kind.__dataclass_params__.frozen
        arrays = [field for field in dataclasses.fields(kind) if re.search("Array|Numbers|ndarray", str(field.type))]
        # Arrays have no single answer to ==, so what holds some is equal to itself alone.
        assert not arrays or not kind.__dataclass_params__.eq or entry.lesson <= 2
