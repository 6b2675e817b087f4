"""A published table that takes the place of an estimate as soon as its file stands in the data folder.

The full table of the 2020 census (table 7-3) could not be read when the tables were made; an estimate stands in for
it. Its manifest names the file that replaces it (``replaced_by``). The file may be typed as the yearbook prints it: a
square table, residence in rows, province of registration in columns, English or Chinese names, with totals or without.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd

from reformlab.data import rows
from reformlab.data.errors import TableError
from reformlab.files import TextError, read_text

_TOTALS = {"total", "national", "china", "全国", "合计", "总计", "地区", ""}
_SUFFIXES = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")


def replace(resource: dict[str, Any], place: Path) -> dict[str, Any]:
    """Return the manifest of the published table if its file is in ``place``, else ``resource`` unchanged."""
    rule = resource.get("replaced_by")
    if not rule or not (place / rule["path"]).is_file():
        return resource
    pairs = len(resource["units"]) * (len(resource["units"]) - 1)
    published = {key: rule[key] for key in ("title", "description", "made", "caveats")}
    columns = [
        field | {"standing": "checked", "source": "census"} if field.get("standing") else field
        for field in resource["schema"]["fields"]
    ]
    return (
        resource
        | published
        | {
            "path": rule["path"],
            "hash": None,
            "rows": pairs,
            "schema": resource["schema"] | {"fields": columns},
            "standing": {"checked": pairs},
            "sources_by_id": {"census": rule["source"] | {"standing": "checked", "copy": rule["path"]}},
            "vintage": "Census of 2020.",
            "refresh": "Complete; the next census is that of 2030.",
            "caption": None,
            "replacement": True,
        }
    )


def _names(place):
    units = list(csv.DictReader(read_text(place / "province_units.csv").splitlines()))
    return {row["province"]: row["province"] for row in units} | {row["zh"]: row["province"] for row in units}


def _province(text, names):
    text = "".join(text.split()) if not text.isascii() else " ".join(text.split())
    if text in names:
        return names[text]
    for suffix in _SUFFIXES:
        if text.removesuffix(suffix) in names:
            return names[text.removesuffix(suffix)]
    return None


def read(resource: dict[str, Any], place: Path) -> pd.DataFrame:
    """Return the published square table in the columns of the estimate that it replaces.

    Returns
    -------
    pandas.DataFrame
        ``residence``, ``origin``, ``persons``: one row a pair of different provinces.

    Raises
    ------
    TableError
        If a name is not one of the 31 provinces, a province or a figure is missing or double, or a figure is no
        whole number of people, or the file is no UTF-8.
    """
    path, table = place / resource["path"], resource["name"]
    try:
        records = rows.read(path.read_bytes(), path.name)
    except (TextError, csv.Error) as error:
        raise TableError(f"Table {table}: {error}") from None
    records = [(number, line) for number, line in records if any(cell.strip() for cell in line)]
    if not records:
        raise TableError(f"Table {table}: {path.name} is empty.")
    names, units = _names(place), resource["units"]

    def unit(text, where):
        found = _province(text, names)
        if found is None and text.strip().lower() not in _TOTALS:
            raise TableError(f"Table {table}: {path.name}, {where}: {text!r} is none of the 31 provinces.")
        return found

    origins = {number: unit(text, "first line") for number, text in enumerate(records[0][1]) if number}
    cells = {}
    for number, line in records[1:]:
        residence = unit(line[0], f"line {number}")
        for column, origin in origins.items():
            if residence is None or origin is None or residence == origin:
                continue
            text = line[column].replace(",", "").strip() if column < len(line) else ""
            if not text.isdigit():
                raise TableError(
                    f"Table {table}: {path.name}, line {number} ({residence}), column {origin}: {text!r} is wrong, "
                    "only a whole number of people is allowed."
                )
            if (residence, origin) in cells:
                raise TableError(f"Table {table}: {path.name}, line {number}: {residence} and {origin} occur twice.")
            cells[residence, origin] = int(text)
    pairs = [(residence, origin) for residence in units for origin in units if residence != origin]
    missing = [pair for pair in pairs if pair not in cells]
    if missing:
        residence, origin = missing[0]
        raise TableError(
            f"Table {table}: {path.name} has no figure for residents of {residence} registered in {origin}."
        )
    return pd.DataFrame([(*pair, cells[pair]) for pair in pairs], columns=["residence", "origin", "persons"])
