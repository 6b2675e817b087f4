"""Sealing: all ``data/<table>.yml`` and what their CSV hold become one Frictionless package, ``datapackage.json``.

People edit the CSV and the YAML; ``seal`` counts rows and standings, takes the checksum, and writes both into the YAML
(two lines of it) and the package. Only this module and the refresh need PyYAML.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from reformlab.data import checks
from reformlab.data import rows as records
from reformlab.data.errors import TableError
from reformlab.data.manifest import PACKAGE, STANDINGS, folder, forget, sha256, using, write_whole
from reformlab.files import TextError, read_text

_TEXT, _NAMES = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
_BOUND = {"type": ["number", "null"]}
_RANGE = {"type": "array", "prefixItems": [_BOUND, _BOUND], "minItems": 2, "maxItems": 2}


def _object(needed, **optional):
    properties = {key: _TEXT for key in needed} | optional
    return {"type": "object", "properties": properties, "required": list(needed), "additionalProperties": False}


def _each(entry):
    return {"type": "object", "additionalProperties": entry}


_ADDRESS = {"type": "string", "pattern": r"^https?://[^\s|<>]+$"}
_SOURCE = _object(
    ["work"],
    edition={"type": ["string", "integer"]},
    path=_ADDRESS,
    **dict.fromkeys(("part", "note", "standing", "copy"), _TEXT),
)
_COLUMN = _object(
    ["name", "meaning"],
    type={"enum": ["string", "integer", "number", "boolean"]},
    **{key: _TEXT for key in ("unit", "units", "standing", "source")},
    **{"range": _RANGE, "values": {"type": "array"}, "required": {"type": "boolean"}},
)
_COLUMN["required"] = ["name", "type", "meaning"]
# What each field of a manifest holds.
_FIELDS: dict[str, Any] = {
    key: _TEXT for key in ("title", "description", "made", "citation", "vintage", "refresh", "nulls", "sha256")
}
_FIELDS |= {
    "licence": _object(["name", "title"], path=_TEXT, since={}),
    "retrieved": {},
    "rows": {"type": "integer"},
    "key": _NAMES | {"minItems": 1},
    "columns": {"type": "array", "items": _COLUMN, "minItems": 1},
    "sources": _each(_SOURCE),
    "caveats": _NAMES,
}
_NEEDED = list(_FIELDS)
_FIELDS |= {
    "unit_column": _TEXT,
    "pair": _NAMES | {"minItems": 2, "maxItems": 2},
    "figures": _NAMES | {"minItems": 1},
    "caption": _TEXT,
    "replaced_by": _object(["path", "title", "description", "made"], caveats=_NAMES, source=_SOURCE),
    "vintages": _each({}),
    "countries": _each(_TEXT),
    "series": _each(
        _object(["title", "unit"], range=_RANGE, code=_TEXT, theme=_TEXT) | {"required": ["title", "unit", "range"]}
    ),
}
_OPTIONAL = [key for key in _FIELDS if key not in _NEEDED]
_SHAPE = jsonschema.Draft202012Validator({"type": "object", "properties": _FIELDS})
SHOWN = 20
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C reads all manifests in a tenth of the time
PROFILE = "https://specs.frictionlessdata.io/schemas/data-package.json"


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest in the YAML file ``path``.

    Raises
    ------
    TableError
        If it is no YAML, a field is missing or unknown, or holds what it may not; the message names file and field.
    """
    path = Path(path)
    try:
        # Through JSON: a date becomes text again and every name is a string.
        content = json.loads(json.dumps(yaml.load(read_text(path), Loader=_LOADER), default=str))
    except TextError as error:
        raise TableError(f"{path.name} {error.problem}. To mend it: {error.cure}.") from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise TableError(f"{path.name} is not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise TableError(f"{path.name} holds no manifest: it needs the fields {', '.join(_NEEDED)}.")
    missing = [key for key in _NEEDED if key not in content]
    if missing:
        raise TableError(f"{path.name}: field {missing[0]!r} is missing; a manifest has {', '.join(_NEEDED)}.")
    strange = [key for key in content if key not in _FIELDS]
    if strange:
        raise TableError(f"{path.name}: unknown field {strange[0]!r}; allowed are {', '.join(_FIELDS)}.")
    wrong = jsonschema.exceptions.best_match(_SHAPE.iter_errors(content))
    if wrong:
        raise TableError(f"{path.name}, field {wrong.json_path[2:]}: {wrong.message[:300]}.")
    return content


def _rows(content, name):
    """Return the rows of a CSV file as dictionaries; none if it cannot be read, which its check reports."""
    try:
        (_, header), *rest = records.read(content, name)
    except (TextError, csv.Error, ValueError):
        return []
    return [dict(zip(header, cells, strict=False)) for _, cells in rest]


def _standing(rows, manifest):
    """Count figures by standing: one a row where rows carry a standing, else one a cell of a column that has one."""
    counts = Counter()
    if rows and "standing" in rows[0]:
        counts.update(row.get("standing") for row in rows)
    else:
        for column in manifest["columns"]:
            if column.get("standing"):
                counts[column["standing"]] += sum(row.get(column["name"], "") != "" for row in rows)
    return {word: counts[word] for word in STANDINGS if counts[word]}


def _field(column, manifest, units):
    constraints = {}
    # A year without a figure has no row, and no figure is without unit, standing and source.
    whole = "series" in manifest and column["name"] in ("value", "unit") or column["name"] in ("standing", "source")
    if column["name"] in manifest["key"] or column.get("required", column["type"] == "integer" or whole):
        constraints["required"] = True
    if column["type"] in ("integer", "number") and column.get("range"):
        low, high = column["range"]
        constraints |= {key: bound for key, bound in (("minimum", low), ("maximum", high)) if bound is not None}
    if column.get("values"):
        constraints["enum"] = column["values"]
    if column.get("units") == "countries":
        constraints["enum"] = list(units)
    if column["name"] == "standing":
        constraints["enum"] = list(STANDINGS)
    field = {"name": column["name"], "type": column["type"], "description": column["meaning"]}
    field |= {key: column[key] for key in ("unit", "standing", "source") if column.get(key)}
    return field | ({"constraints": constraints} if constraints else {})


def resource(name: str, manifest: dict[str, Any], place: Path, provinces: Sequence[str]) -> dict[str, Any]:
    """Return the Frictionless resource of one table, counted from its CSV.

    Parameters
    ----------
    name : str
        Name of the table.
    manifest : dict
        As :func:`read_manifest` returns it.
    place : pathlib.Path
        The data folder.
    provinces : list of str
        The closed list of the 31 units.
    """
    content = (place / f"{name}.csv").read_bytes()
    rows = _rows(content, f"{name}.csv")
    units = list(manifest.get("countries") or provinces)
    licence = {key: value for key, value in manifest["licence"].items() if key in ("name", "title", "path") and value}
    schema = {
        "fields": [_field(column, manifest, units) for column in manifest["columns"]],
        "primaryKey": manifest["key"],
        "missingValues": [""],
    }
    foreign = [
        c["name"] for c in manifest["columns"] if c.get("units") == "province_units" and name != "province_units"
    ]
    if foreign:
        schema["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": "province_units", "fields": ["province"]}} for name in foreign
        ]
    sealed = {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "title": manifest["title"],
        "description": manifest["description"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content)}",
        "rows": len(rows),
        "licenses": [licence],
        "licence_known_since": manifest["licence"].get("since"),
        "sources": [{"title": manifest["citation"]}],
        "schema": schema,
        "standing": _standing(rows, manifest),
        "sources_by_id": manifest["sources"],
    }
    for key in ("made", "retrieved", "vintage", "refresh", "nulls", "caveats", *_OPTIONAL):
        if key in manifest:
            sealed[key] = manifest[key]
    if foreign or manifest.get("unit_column"):
        sealed["unit_columns"] = foreign or [manifest["unit_column"]]
        sealed["units"] = units
    return sealed


def _provinces(path):
    """Return the closed list of provinces, without which no other table can be checked."""
    try:
        records.read(path.read_bytes(), path.name)
        provinces = [row["province"] for row in _rows(path.read_bytes(), path.name)]
    except FileNotFoundError:
        raise TableError(f"data/{path.name} is missing: it lists the provinces of all other tables.") from None
    except (TextError, csv.Error, KeyError) as error:
        why = "it has no column 'province'" if isinstance(error, KeyError) else error
        raise TableError(f"data/{path.name} lists the provinces of all other tables: {why}") from None
    return provinces


def gather(place: Path | None = None) -> dict[str, Any]:
    """Return the data package of all tables in ``place`` as a dictionary; nothing is written.

    Raises
    ------
    TableError
        If a CSV has no manifest or a manifest no CSV, or a manifest is not complete.
    """
    place = Path(place) if place else folder()
    manifests = {path.stem: read_manifest(path) for path in sorted(place.glob("*.yml"))}
    replacements = {content["replaced_by"]["path"] for content in manifests.values() if content.get("replaced_by")}
    tables = {path.stem for path in place.glob("*.csv") if path.name not in replacements}
    for name in sorted(tables ^ manifests.keys()):
        lacking, present = ("manifest", f"{name}.csv") if name in tables else ("table", f"{name}.yml")
        raise TableError(f"data/{present} has no {lacking} beside it.")
    provinces = _provinces(place / "province_units.csv")
    return {
        "$schema": PROFILE,
        "profile": "data-package",
        "name": "second-urbanization",
        "title": "Tables of the course Second Urbanization",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 for the compilation; each table states its own licence",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "resources": [resource(name, manifests[name], place, provinces) for name in sorted(tables)],
    }


def text(package: dict[str, Any]) -> str:
    """Return the package as the text of ``datapackage.json``; a date that YAML recognized becomes text again."""
    return json.dumps(package, ensure_ascii=False, indent=1, default=str) + "\n"


def seal(place: Path | None = None) -> list[str]:
    """Count and hash every table, write ``rows`` and ``sha256`` into its YAML and all of it into the data package.

    Returns
    -------
    list of str
        The files that changed.

    Raises
    ------
    TableError
        If a row is wrong or a cross-check fails, as ``reformlab data check`` would say; nothing is written then.
    """
    place = Path(place) if place else folder()
    package = gather(place)
    _refuse_wrong(place, package)
    changed = []
    for entry in package["resources"]:
        path = place / f"{entry['name']}.yml"
        old = read_text(path)
        new = re.sub(r"(?m)^rows:.*$", f"rows: {entry['rows']}", old, count=1)
        new = re.sub(r"(?m)^sha256:.*$", f'sha256: "{entry["hash"].removeprefix("sha256:")}"', new, count=1)
        if new != old:
            write_whole(path, new)
            changed.append(path.name)
    path = place / PACKAGE
    content = text(package).encode()
    if not path.exists() or path.read_bytes() != content:
        write_whole(path, content)
        changed.append(path.name)
    forget()
    return changed


def _refuse_wrong(place, package):
    with using(place, package):
        wrong = [str(problem) for problem in checks.rows()]
        if not wrong:
            wrong = [str(result) for result in checks.cross(checks.runnable()) if not result.passed]
    if wrong:
        more = [f"... and {len(wrong) - SHOWN} more."] if len(wrong) > SHOWN else []
        raise TableError("\n".join(["Nothing was sealed:", *wrong[:SHOWN], *more]))
