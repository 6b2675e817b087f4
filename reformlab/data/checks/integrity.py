"""Is a table what its manifest says? Columns, types, keys, units, ranges, standings, sources, row by row."""

import csv
import io
from collections import Counter
from typing import NamedTuple

from reformlab.data.manifest import STANDINGS, fields, sha256


class Problem(NamedTuple):
    """One thing that is wrong; as text it names table, row, column, value and what is allowed."""

    table: str
    row: int | None
    column: str | None
    value: object
    allowed: str

    def __str__(self):
        row = f", row {self.row}" if self.row is not None else ""
        column = f", column {self.column}" if self.column else ""
        return f"Table {self.table}{row}{column}: {self.value!r} is not allowed; {self.allowed}."


def problems(resource, place):
    """Yield every :class:`Problem` of the table of ``resource`` in the folder ``place``.

    Rows are counted as in a text editor: the header is row 1.
    """
    name = resource["name"]
    content = (place / resource["path"]).read_bytes()
    if resource["hash"] and sha256(content) != resource["hash"].removeprefix("sha256:"):
        yield Problem(
            name, None, None, sha256(content)[:12], f"the checksum in the manifest is {resource['hash'][7:19]}"
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        yield Problem(name, content[: error.start].count(b"\n") + 1, None, error.object[error.start], "UTF-8 is needed")
        return
    reader = csv.reader(io.StringIO(text))
    header = next(reader, [])
    columns = fields(resource)
    if header != list(columns):
        yield Problem(name, 1, None, ", ".join(header), f"the columns are {', '.join(columns)}")
        return
    seen = {}
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(header):
            yield Problem(name, number, None, ",".join(cells), f"{len(header)} cells are")
            continue
        row = dict(zip(header, cells, strict=True))
        yield from _cells(name, number, row, columns)
        yield from _figure(resource, number, row)
        key = tuple(row[column] for column in resource["schema"]["primaryKey"])
        if key in seen:
            yield Problem(
                name, number, "+".join(resource["schema"]["primaryKey"]), key, f"row {seen[key]} has this key"
            )
        seen.setdefault(key, number)


def _cells(name, number, row, columns):
    for column, field in columns.items():
        text, rules = row[column], field.get("constraints", {})
        if text == "":
            if rules.get("required"):
                yield Problem(name, number, column, text, "a value is required")
            continue
        if field["type"] in ("integer", "number"):
            try:
                value = int(text) if field["type"] == "integer" else float(text)
            except ValueError:
                yield Problem(name, number, column, text, f"a {field['type']} is")
                continue
            low, high = rules.get("minimum", -float("inf")), rules.get("maximum", float("inf"))
            if not low <= value <= high:
                yield Problem(name, number, column, text, f"values from {low} to {high} are")
        elif "enum" in rules and text not in rules["enum"]:
            yield Problem(name, number, column, text, f"one of {_some(rules['enum'])} is")


def _figure(resource, number, row):
    """Rules between columns: the series and its range and unit, the unit of observation, standing and source."""
    name, series = resource["name"], resource.get("series")
    for column in resource.get("unit_columns", ()):
        if row[column] not in resource["units"]:
            yield Problem(name, number, column, row[column], f"one of {_some(resource['units'])} is")
    if series is not None:
        if row["series"] not in series:
            yield Problem(name, number, "series", row["series"], f"one of {_some(series)} is")
            return
        rule = series[row["series"]]
        if row["unit"] not in rule["unit"].split(" or "):
            yield Problem(name, number, "unit", row["unit"], f"{row['series']} is in {rule['unit']}")
        low, high = rule["range"]
        try:
            value = float(row["value"])
        except ValueError:  # reported as a cell already
            return
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = " and ".join(
                text for text, bound in ((f"not below {low}", low), (f"not above {high}", high)) if bound is not None
            )
            yield Problem(name, number, "value", row["value"], f"{row['series']} is {bounds}")
    if "standing" in row and row["standing"] not in STANDINGS:
        yield Problem(name, number, "standing", row["standing"], f"one of {', '.join(STANDINGS)} is")
    if "source" in row:
        if row["source"] not in resource["sources_by_id"]:
            yield Problem(name, number, "source", row["source"], f"one of {_some(resource['sources_by_id'])} is")
        elif "memory" in resource["sources_by_id"][row["source"]].get("note", "") and row.get("standing") != "recalled":
            yield Problem(name, number, "standing", row.get("standing"), "a figure from memory is recalled")


def _some(names):
    names = [str(name) for name in names]
    return ", ".join(names) if len(names) <= 12 else f"{', '.join(names[:8])} ... ({len(names)} in all)"


def manifest_problems(resource):
    """Yield what is wrong with a manifest: a column without meaning, a source without text, a figure without either."""
    name = resource["name"]
    for key in ("title", "description", "made", "vintage", "refresh", "nulls"):
        if not str(resource.get(key) or "").strip():
            yield Problem(name, None, key, resource.get(key), "the manifest needs it")
    if not resource["caveats"]:
        yield Problem(name, None, "caveats", resource["caveats"], "at least one is needed")
    for key, entry in resource["sources_by_id"].items():
        if not str(entry.get("work", "")).strip():
            yield Problem(name, None, "sources", key, "a source names its work")
    for column, field in fields(resource).items():
        if not field["description"].strip():
            yield Problem(name, None, column, field["description"], "a column says what it means")
        if field.get("standing"):
            if field["standing"] not in STANDINGS:
                yield Problem(name, None, column, field["standing"], f"one of {', '.join(STANDINGS)} is")
            if field.get("source") not in resource["sources_by_id"]:
                yield Problem(name, None, column, field.get("source"), "a column of figures names its source")
    for key, count in Counter(resource["schema"]["primaryKey"]).items():
        if count > 1 or key not in fields(resource):
            yield Problem(name, None, "key", key, "a key is made of different columns")
