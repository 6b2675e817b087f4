"""The tables as the page reads them: series of places and years, figures in columns, one script a table.

A script calls ``courseTable(name, content)``; what `content` is, `content` says.
"""

from __future__ import annotations

import json
import re

import pandas as pd

from reformlab import data
from reformlab.data.manifest import STANDINGS, fields, manifest
from reformlab.data.pages import source
from reformlab.words import tr

_BY_YEAR = re.compile(r"(.+)_(\d{4})")
_PLACES = {"province": "province", "iso3": "country"}
PLAIN = "China"


def names() -> dict[str, str]:
    """Return the tables that have series by year, or figures of places in two years: name to title."""
    found = {}
    for name in data.tables():
        known = manifest(name)
        keys = set(known["schema"]["primaryKey"])
        if keys <= {"series", "province", "iso3", "year"} and "year" in keys or _columns(known):
            found[name] = tr(known["title"])
    return found


def _columns(known):
    """Return {series: {year: column}} of a table with one row a place and columns such as ``population_2010``."""
    found = {}
    if known["schema"]["primaryKey"] == ["code"]:
        for column, field in fields(known).items():
            match = _BY_YEAR.fullmatch(column)
            if match and field["type"] in ("number", "integer"):
                found.setdefault(match[1], {})[int(match[2])] = column
    return found


def titles(known: dict) -> list[str]:
    """Return what the series of a table hold whose years stand in columns of their own."""
    described = fields(known)
    return [without_year(described[next(iter(years.values()))]["description"]) for years in _columns(known).values()]


def without_year(description: str) -> str:
    """Return what a column holds, of those that hold it for several years."""
    return re.sub(r",? \d{4}$| at the \d{4} census", "", description)


def content(name: str) -> dict:
    """Return one table.

    Parameters
    ----------
    name : str
        One of `names`.

    Returns
    -------
    dict
        ``title``, ``kind`` (``province``, ``country``, ``county``, ``prefecture`` or empty), ``places`` (list of
        ``[id, name, where it lies]``), ``tiles`` (id to row, column, letters; provinces alone), ``standings``,
        ``sources`` (list of ``[id, text]``), and ``series``: name to ``title``, ``unit`` and ``rows``, one a place:
        ``[place, years, values, standings, sources]``, where years that follow each other stand as the first of them,
        and equal standings or sources as one number.
    """
    known = manifest(name)
    sources = list(known["sources_by_id"])
    made = {
        "title": tr(known["title"]),
        "standings": list(STANDINGS),
        "sources": [[key, source(known["sources_by_id"][key])] for key in sources],
    }
    if _columns(known):
        return made | _wide(name, known, sources)
    frame = data.load(name)
    column = known.get("unit_column")
    frame = frame.assign(place=PLAIN) if column is None else frame.rename(columns={column: "place"})
    places = list(known["units"]) if column else [PLAIN]
    series = {}
    for key, entry in known["series"].items():
        rows = []
        for place, part in frame[frame["series"] == key].sort_values("year").groupby("place", sort=False):
            standings = [STANDINGS.index(word) for word in part["standing"]]
            origin = [sources.index(word) for word in part["source"]]
            rows.append(
                [places.index(place), _years(part["year"]), _values(part["value"]), _one(standings), _one(origin)]
            )
        rows.sort(key=lambda row: row[0])
        series[key] = {"title": tr(entry["title"]), "unit": tr(entry["unit"]), "rows": rows}
    kind = _PLACES.get(column or "", "")
    tiles = {}
    if kind == "province":
        units = data.load("province_units").set_index("province")
        tiles = {
            one: [int(units.tile_row[one]), int(units.tile_col[one]), units.short[one]]
            for one in places
            if one in units.index
        }
        listed = [[one, tr(one), units.zh.get(one, "") if tr(one) == one else one] for one in places]
    elif kind == "country":
        listed = [[one, tr(known["countries"].get(one, one)), one] for one in places]
    else:
        listed = [[one, tr(one), ""] for one in places]
    return made | {"kind": kind, "places": listed, "tiles": tiles, "series": series}


def _wide(name, known, sources):
    frame, described = data.load(name), fields(known)
    kind = "county" if name == "counties" else "prefecture"
    where = [column for column in ("prefecture", "province") if column in frame.columns]
    places = [
        [str(row.code), row.name_, ", ".join(str(getattr(row, one)) for one in where)]
        for row in frame.rename(columns={"name": "name_"}).itertuples(index=False)
    ]
    series = {}
    for key, by_year in _columns(known).items():
        years, columns = list(by_year), list(by_year.values())
        first = described[columns[0]]
        standings = [STANDINGS.index(described[column]["standing"]) for column in columns]
        origin = [sources.index(described[column]["source"]) for column in columns]
        rows = []
        for place, values in enumerate(frame[columns].itertuples(index=False)):
            have = [at for at, value in enumerate(values) if not pd.isna(value)]
            if have:
                rows.append(
                    [
                        place,
                        [years[at] for at in have],
                        _values([values[at] for at in have]),
                        _one([standings[at] for at in have]),
                        _one([origin[at] for at in have]),
                    ]
                )
        title = tr(without_year(first["description"]))
        series[key] = {"title": title[0].upper() + title[1:], "unit": tr(first.get("unit", "")), "rows": rows}
    return {"kind": kind, "places": places, "tiles": {}, "series": series}


def _years(years):
    years = [int(year) for year in years]
    return years[0] if years == list(range(years[0], years[0] + len(years))) else years


def _values(values):
    return [int(value) if float(value).is_integer() else float(value) for value in values]


def _one(numbers):
    return numbers[0] if len(set(numbers)) == 1 else numbers


def script(name: str) -> str:
    """Return the script of one table."""
    text = json.dumps(content(name), ensure_ascii=False, separators=(",", ":"))
    return f"courseTable({json.dumps(name)}, {text});\n"
