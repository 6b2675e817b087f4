"""Sealing: all ``data/<table>.yml`` and what their CSV hold become one Frictionless package, ``datapackage.json``.

People edit the CSV and the YAML; ``seal`` counts rows and standings, takes the checksum, and writes both into the YAML
(two lines of it) and the package. Only this module and the refresh need PyYAML.
"""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import yaml

from reformlab.data.errors import TableError
from reformlab.data.manifest import PACKAGE, STANDINGS, folder, forget, sha256, write_whole

_NEEDED = [
    *("title", "description", "made", "citation", "licence", "retrieved", "vintage", "refresh", "rows", "sha256"),
    *("key", "columns", "sources", "nulls", "caveats"),
]
_OPTIONAL = ["unit_column", "pair", "figures", "caption", "replaced_by", "vintages", "countries", "series"]
PROFILE = "https://specs.frictionlessdata.io/schemas/data-package.json"


def read_manifest(path):
    """Return the manifest in the YAML file ``path``.

    Raises
    ------
    TableError
        If it is no YAML, a field is missing, or a field is unknown; the message names the file and the field.
    """
    path = Path(path)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise TableError(f"{path.name} is not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise TableError(f"{path.name} holds no manifest: it needs the fields {', '.join(_NEEDED)}.")
    missing = [key for key in _NEEDED if key not in content]
    if missing:
        raise TableError(f"{path.name}: field {missing[0]!r} is missing; a manifest has {', '.join(_NEEDED)}.")
    strange = [key for key in content if key not in _NEEDED + _OPTIONAL]
    if strange:
        raise TableError(f"{path.name}: unknown field {strange[0]!r}; allowed are {', '.join(_NEEDED + _OPTIONAL)}.")
    return content


def _rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def _standing(rows, manifest):
    """Count figures by standing: one a row where rows carry a standing, else one a cell of a column that has one."""
    counts = Counter()
    if rows and "standing" in rows[0]:
        counts.update(row["standing"] for row in rows)
    else:
        for column in manifest["columns"]:
            if column.get("standing"):
                counts[column["standing"]] += sum(row[column["name"]] != "" for row in rows)
    return {word: counts[word] for word in STANDINGS if counts[word]}


def _field(column, manifest, units):
    constraints = {}
    if column["name"] in manifest["key"] or column.get("required", column["type"] == "integer"):
        constraints["required"] = True
    if column["type"] in ("integer", "number") and column.get("range"):
        low, high = column["range"]
        constraints |= {key: bound for key, bound in (("minimum", low), ("maximum", high)) if bound is not None}
    if column.get("values"):
        constraints["enum"] = column["values"]
    if column.get("units") == "countries":
        constraints["enum"] = list(units)
    field = {"name": column["name"], "type": column["type"], "description": column["meaning"]}
    field |= {key: column[key] for key in ("unit", "standing", "source") if column.get(key)}
    return field | ({"constraints": constraints} if constraints else {})


def resource(name, place, provinces):
    """Return the Frictionless resource of one table, counted from its CSV.

    Parameters
    ----------
    name : str
        Name of the table.
    place : pathlib.Path
        The data folder.
    provinces : list of str
        The closed list of the 31 units.
    """
    manifest = read_manifest(place / f"{name}.yml")
    content = (place / f"{name}.csv").read_bytes()
    rows = _rows(content)
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


def gather(place=None):
    """Return the data package of all tables in ``place`` as a dictionary; nothing is written.

    Raises
    ------
    TableError
        If a CSV has no manifest or a manifest no CSV, or a manifest is not complete.
    """
    place = Path(place) if place else folder()
    manifests = {path.stem for path in place.glob("*.yml")}
    replacements = {
        content["replaced_by"]["path"]
        for content in (read_manifest(place / f"{name}.yml") for name in manifests)
        if content.get("replaced_by")
    }
    tables = {path.stem for path in place.glob("*.csv") if path.name not in replacements}
    for name in sorted(tables ^ manifests):
        lacking, present = ("manifest", f"{name}.csv") if name in tables else ("table", f"{name}.yml")
        raise TableError(f"data/{present} has no {lacking} beside it.")
    with open(place / "province_units.csv", encoding="utf-8", newline="") as stream:
        provinces = [row["province"] for row in csv.DictReader(stream)]
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
        "resources": [resource(name, place, provinces) for name in sorted(tables)],
    }


def text(package):
    """Return the package as the text of ``datapackage.json``; a date that YAML recognized becomes text again."""
    return json.dumps(package, ensure_ascii=False, indent=1, default=str) + "\n"


def seal(place=None):
    """Count and hash every table, write ``rows`` and ``sha256`` into its YAML and all of it into the data package.

    Returns
    -------
    list of str
        The files that changed.
    """
    place = Path(place) if place else folder()
    package = gather(place)
    changed = []
    for entry in package["resources"]:
        path = place / f"{entry['name']}.yml"
        old = path.read_text(encoding="utf-8")
        new = re.sub(r"(?m)^rows:.*$", f"rows: {entry['rows']}", old, count=1)
        new = re.sub(r"(?m)^sha256:.*$", f'sha256: "{entry["hash"].removeprefix("sha256:")}"', new, count=1)
        if new != old:
            write_whole(path, new)
            changed.append(path.name)
    path = place / PACKAGE
    new = text(package)
    if not path.exists() or path.read_text(encoding="utf-8") != new:
        write_whole(path, new)
        changed.append(path.name)
    forget()
    return changed
