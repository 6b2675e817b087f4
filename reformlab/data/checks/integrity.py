"""Is a table what its manifest says? Columns, types, keys, units, ranges, standings, sources, row by row."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reformlab.data import replacement, rows
from reformlab.data.errors import TableError, shown
from reformlab.data.manifest import STANDINGS, fields, sha256
from reformlab.files import TextError

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_EXACT = 2**53  # whole numbers above it are not exact in a column of floats
# What loading, captions and standings ask of a table of figures by year.
_FIGURES = ("series", "year", "value", "unit", "standing", "source")
READ = ("checked", "rounded")


class Problem(NamedTuple):
    """One thing that is wrong; as text it names file, line, column, value and what is allowed."""

    file: str
    line: int | None
    column: str | None
    value: object
    allowed: str

    def __str__(self):
        line = f", line {self.line}" if self.line is not None else ""
        column = f", column {self.column}" if self.column else ""
        value = "" if self.value is None else f"{shown(self.value)} is not allowed; "
        return f"{self.file}{line}{column}: {value}{self.allowed}."


def problems(resource: dict[str, Any], place: Path) -> Iterator[Problem]:
    """Yield every :class:`Problem` of the table of ``resource`` in the folder ``place``.

    Lines are counted as in a text editor: the header is line 1.
    """
    name = resource["path"]
    if resource.get("replacement"):
        try:
            replacement.read(resource, place)
        except TableError as error:
            yield Problem(name, None, None, None, str(error).rstrip("."))
        return
    try:
        content = (place / name).read_bytes()
    except OSError as error:
        yield Problem(name, None, None, None, f"the file cannot be read ({error.strerror})")
        return
    for line, sentence in rows.marks(content):
        yield Problem(name, line, None, None, sentence)
    if resource["hash"] and sha256(content) != resource["hash"].removeprefix("sha256:"):
        yield Problem(
            name, None, None, sha256(content)[:12], f"the checksum in the manifest is {resource['hash'][7:19]}"
        )
    try:
        records = rows.read(content, name)
    except TextError as error:
        yield Problem(name, error.line, None, None, f"the file {error.problem}; {error.cure}")
        return
    except csv.Error as error:
        yield Problem(name, None, None, None, f"the quotes of a cell are wrong ({error})")
        return
    columns = fields(resource)
    header = records[0][1] if records else []
    if header != list(columns):
        yield Problem(name, 1, None, ", ".join(header), _header(header, list(columns)))
        return
    seen = {}
    for number, cells in records[1:]:
        if len(cells) != len(header):
            yield Problem(name, number, None, ",".join(cells), f"a row has {len(header)} cells, this one {len(cells)}")
            continue
        row = dict(zip(header, cells, strict=True))
        yield from _cells(name, number, row, columns)
        yield from _figure(resource, number, row)
        key = tuple(row[column] for column in resource["schema"]["primaryKey"])
        if key in seen:
            yield Problem(
                name, number, "+".join(resource["schema"]["primaryKey"]), key, f"line {seen[key]} has this key"
            )
        seen.setdefault(key, number)


def _header(found, wanted):
    missing = [name for name in wanted if name not in found]
    strange = [name for name in found if name not in wanted]
    double = [name for name, count in Counter(found).items() if count > 1]
    parts = [
        f"{what}: {', '.join(names)}"
        for what, names in (("missing", missing), ("unknown", strange), ("double", double))
        if names
    ]
    return f"{'; '.join(parts) or 'the order is another'}; the columns are {', '.join(wanted)}"


def _cells(name, number, row, columns):
    for column, field in columns.items():
        text, rules = row[column], field.get("constraints", {})
        if text == "":
            if rules.get("required"):
                yield Problem(name, number, column, text, "a value is needed; a row without a figure is left out")
        elif field["type"] in ("integer", "number"):
            yield from _number(name, number, column, text, field["type"], rules)
        elif field["type"] == "boolean" and text not in ("True", "False"):
            yield Problem(name, number, column, text, "True or False is needed")
        elif "enum" in rules and text not in rules["enum"]:
            yield Problem(name, number, column, text, f"one of {_some(rules['enum'])} is needed")


def _number(name, number, column, text, kind, rules):
    form, what, largest = (
        (_INTEGER, "a whole number in digits", _EXACT) if kind == "integer" else (_NUMBER, "a finite number", math.inf)
    )
    value = float(text) if form.fullmatch(text) else math.inf
    if abs(value) >= largest:
        yield Problem(name, number, column, text, f"{what} is needed")
        return
    low, high = rules.get("minimum"), rules.get("maximum")
    if _outside(value, low, high):
        yield Problem(name, number, column, text, _range(low, high))


def _outside(value, low, high):
    return (low is not None and value < low) or (high is not None and value > high)


def _range(low, high):
    if high is None:
        return f"{low} or more is needed"
    return f"{high} or less is needed" if low is None else f"from {low} to {high} is needed"


def _figure(resource, number, row):
    """Rules between columns: the series and its range and unit, the unit of observation, standing and source."""
    name, series = resource["path"], resource.get("series")
    for column in resource.get("unit_columns", ()):
        if row[column] not in resource["units"]:
            yield Problem(name, number, column, row[column], f"one of {_some(resource['units'])} is needed")
    if series is not None:
        rule = series.get(row["series"])
        if rule is None:
            yield Problem(name, number, "series", row["series"], f"one of {_some(series)} is needed")
        else:
            if row["unit"] not in rule["unit"].split(" or "):
                yield Problem(name, number, "unit", row["unit"], f"{row['series']} is in {rule['unit']}")
            low, high = rule["range"]
            # Another form is reported as a cell already.
            if _NUMBER.fullmatch(row["value"]) and _outside(float(row["value"]), low, high):
                yield Problem(name, number, "value", row["value"], f"for {row['series']} {_range(low, high)}")
    known = resource["sources_by_id"]
    if "source" in row and row["source"] and row["source"] not in known:
        yield Problem(name, number, "source", row["source"], f"one of {_some(known)} is needed")
    elif row.get("standing") in STANDINGS and row["standing"] != known.get(row.get("source"), row).get("standing"):
        yield Problem(name, number, "standing", row["standing"], _other(row["standing"], row["source"], known))


def _other(standing, source, known):
    """Say why a figure cannot have ``standing`` under ``source``, and what it takes."""
    own = known[source].get("standing")
    text = f"figures of the source {source} are {own}" if own else f"the source {source} states no standing"
    if standing in READ:
        text += (
            f". A figure that was read needs a source whose entry in the manifest has `standing: {standing}` and "
            "`copy:`, where it was read"
        )
    return text


def _some(names):
    names = [str(name) for name in names]
    return ", ".join(names) if len(names) <= 12 else f"{', '.join(names[:8])} ... ({len(names)} in all)"


def manifest_problems(resource: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a manifest: a column without meaning, a figure without source, a copy not named."""
    name, known = f"{resource['name']}.yml", fields(resource)
    for key in ("title", "description", "made", "vintage", "refresh", "nulls"):
        if not resource[key].strip():
            yield Problem(name, None, key, resource[key], "the manifest needs it")
    if not resource["caveats"]:
        yield Problem(name, None, "caveats", resource["caveats"], "at least one is needed")
    for key, entry in resource["sources_by_id"].items():
        yield from _source(name, key, entry)
    for column, field in known.items():
        if not field["description"].strip():
            yield Problem(name, None, column, field["description"], "a column says what it means")
        if field.get("standing"):
            if field["standing"] not in STANDINGS:
                yield Problem(name, None, column, field["standing"], f"one of {', '.join(STANDINGS)} is needed")
            elif field.get("source") not in resource["sources_by_id"]:
                yield Problem(name, None, column, field.get("source"), "a column of figures names its source")
            elif field["standing"] != resource["sources_by_id"][field["source"]].get("standing"):
                text = _other(field["standing"], field["source"], resource["sources_by_id"])
                yield Problem(name, None, column, field["standing"], text)
    for key, count in Counter(resource["schema"]["primaryKey"]).items():
        if count > 1 or key not in known:
            yield Problem(name, None, "key", key, "a key is made of different columns")
    wanted = [*resource.get("unit_columns", ()), *resource.get("pair", ()), *resource.get("figures", ())]
    for column in [*wanted, *(_FIGURES if resource.get("series") is not None else ())]:
        if column not in known:
            yield Problem(name, None, "columns", list(known), f"the column {column} is needed")


def _source(name, key, entry):
    """Yield what is wrong with one source: its text, the standing of its figures, and the copy that was read."""
    column = f"sources.{key}"
    if not entry["work"].strip():
        yield Problem(name, None, column, entry["work"], "a source names its work")
    standing, copy = entry.get("standing"), entry.get("copy", "").strip()
    if standing not in (None, *STANDINGS):
        yield Problem(name, None, column, standing, f"one of {', '.join(STANDINGS)} is needed")
    elif standing in READ and not copy:
        text = f"a source that is {standing} says in `copy` where it was read"
        yield Problem(name, None, column, standing, text)
    elif standing not in READ and copy:
        yield Problem(name, None, column, copy, f"a source that is {standing} was not read and has no `copy`")
    elif standing != "recalled" and "memory" in entry.get("note", ""):
        yield Problem(name, None, column, standing, "a figure from memory is recalled")
