"""Manifests: what is known about each table, read from ``data/datapackage.json``.

People edit ``data/<table>.yml``; ``reformlab data seal`` gathers all of them into one Frictionless data package.
Reading that single JSON file needs the standard library alone: quick, and it works in the browser's Python.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from reformlab.data.errors import ArgumentError, TableError, UnknownName, shown
from reformlab.data.replacement import replace
from reformlab.errors import UnknownKey
from reformlab.files import TextError, read_text

CITED = ("work", "edition", "part", "note")  # of a source, in the order of its full text
STANDINGS = ("checked", "rounded", "derived", "recalled")
MEANING = {
    "checked": "read in a copy of the source",
    "rounded": "the copy read prints a rounded figure",
    "derived": "arithmetic on checked figures",
    "recalled": "from memory of the official table, unconfirmed",
}
PACKAGE = "datapackage.json"
# What loading and captions read of a resource.
_KEYS = ("path", "hash", "rows", "schema", "standing", "sources_by_id", "title", "description")


def unknown(kind: str, name: object, known: Iterable[str], *, where: str = "") -> UnknownName:
    """Return an :class:`UnknownName` that lists close matches of ``name`` among ``known``.

    Parameters
    ----------
    kind : str
        What was looked for: "table", "column", "series" ...
    name : str
        The name that was not found.
    known : iterable of str
        All names that exist.
    where : str, optional
        Where it was looked for, for the message.
    """
    known = [str(k) for k in known]
    text = name if isinstance(name, str) else shown(name)
    lower = {k.lower(): k for k in reversed(known)}
    near = [lower[k] for k in difflib.get_close_matches(text.lower(), lower, n=5, cutoff=0.55)]
    near += [k for k in known if text and text.lower() in k.lower() and k not in near][: 5 - len(near)]
    if near:
        hint = "Did you mean " + ", ".join(near) + "?"
    elif not known:
        hint = ""
    elif len(known) > 40:
        hint = f"There are {len(known)}; the first are " + ", ".join(known[:8]) + "."
    else:
        hint = "There are: " + ", ".join(known) + "."
    return UnknownName(f"No {kind} {shown(name)}{where}. {hint}".rstrip())


def folder() -> Path:
    """Return the folder that holds the tables.

    In a clone it is ``data/`` beside the package; in an installed wheel the tables travel inside the package.

    Raises
    ------
    TableError
        If neither place holds tables.
    """
    return _using[-1][0] if _using else _folder()


@lru_cache(maxsize=1)
def _folder():
    package = Path(__file__).resolve().parents[1]
    places = (package.parent / "data", package / "_tables")
    for place in places:
        if (place / PACKAGE).is_file() or (place / "province_units.yml").is_file():
            return place
    raise TableError(f"There are no tables in {places[0]} (a clone) or {places[1]} (an installed package).")


_using = []


@contextmanager
def using(place: Path, content: dict[str, Any]) -> Iterator[None]:
    """Read tables from the folder ``place`` with the manifests in ``content`` (a data package) for a while.

    For checks of figures that were typed in but not sealed yet, and for tests.
    """
    place = Path(place)
    _using.append((place, {entry["name"]: replace(entry, place) for entry in content["resources"]}))
    try:
        yield
    finally:
        _using.pop()


def package() -> dict[str, dict[str, Any]]:
    """Return all manifests as ``{table: resource}``, in the order of their names."""
    return _using[-1][1] if _using else _package()


@lru_cache(maxsize=1)
def _package():
    return read_package(folder())


def read_package(place: Path) -> dict[str, dict[str, Any]]:
    """Return the manifests of the data package in the folder ``place`` as ``{table: resource}``.

    Raises
    ------
    TableError
        If the file is missing or damaged; the message says how to get it back.
    """
    cure = f"Restore it with `git checkout -- data/{PACKAGE}`, or make it anew: reformlab data seal"
    try:
        resources = {resource["name"]: resource for resource in json.loads(read_text(place / PACKAGE))["resources"]}
        for name, resource in resources.items():
            missing = [key for key in _KEYS if key not in resource]
            if missing:
                raise UnknownKey(f"table {name} has no field {missing[0]!r}")
    except FileNotFoundError:
        raise TableError(f"data/{PACKAGE} is missing. {cure}") from None
    except (TextError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise TableError(f"data/{PACKAGE} is damaged ({type(error).__name__}: {error}). {cure}") from None
    return {name: replace(resource, place) for name, resource in resources.items()}


def forget() -> None:
    """Read the manifests anew at the next call (after a table was written or sealed)."""
    _folder.cache_clear()
    _package.cache_clear()


def tables() -> list[str]:
    """Return the names of all tables, sorted."""
    return sorted(package())


def manifest(table: str) -> dict[str, Any]:
    """Return the manifest of ``table`` as a dictionary.

    Raises
    ------
    UnknownName
        If there is no such table; close matches are listed.
    """
    try:
        return package()[table]
    except (KeyError, TypeError):
        raise unknown("table", table, tables()) from None


def source_text(entry: dict[str, Any]) -> str:
    """Return the full text of one source entry: work, edition, part (table number) and note.

    Raises
    ------
    ArgumentError
        If ``entry`` is no source entry.
    """
    if not isinstance(entry, dict) or "work" not in entry:
        raise ArgumentError("entry", entry, "a source entry is needed, a dict with work, edition, part, note")
    head = " ".join(str(entry[k]) for k in ("work", "edition") if entry.get(k))
    text = ", ".join([head, str(entry["part"])] if entry.get("part") else [head])
    return f"{text} ({entry['note']})" if entry.get("note") else text


def sources(table: str) -> dict[str, str]:
    """Return ``{source id: full text of the source, table number included}`` for ``table``."""
    return {key: source_text(entry) for key, entry in manifest(table)["sources_by_id"].items()}


def fields(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the columns of a manifest as ``{name: field}``."""
    return {field["name"]: field for field in resource["schema"]["fields"]}


def sha256(content: bytes) -> str:
    """Return the SHA-256 of ``content`` (bytes) as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def write_whole(path: Path, content: bytes | str) -> None:
    """Write ``content`` (bytes or text) to ``path`` through a temporary file: no reader ever sees half of it."""
    path = Path(path)
    content = content.encode("utf-8") if isinstance(content, str) else content
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
