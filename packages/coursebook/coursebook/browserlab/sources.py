"""Where Pyodide's files come from: a mirror folder, the cache, the official release. Each is checked by its SHA-256."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Collection, Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from tqdm import tqdm

from . import pins
from .errors import Unavailable

TIMEOUT = 15  # seconds without an answer after which the release counts as out of reach


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def key(name: str) -> str:
    """Return a package's name as the lock file's keys have it."""
    return name.lower().replace("_", "-")


def closure(
    lock: dict[str, Any], roots: Iterable[str] = pins.ROOTS, without: Mapping[str, Collection[str]] = pins.WITHOUT
) -> dict:
    """Return the packages that `roots` need.

    Parameters
    ----------
    lock : dict
        The official lock file.
    roots : iterable of str
        Package names.
    without : dict of str to set of str
        Dependencies to leave out, by package.

    Returns
    -------
    dict
        Name to entry of the lock file; ``depends`` without what is left out.
    """
    found, todo = {}, [key(name) for name in roots]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        entry = dict(lock["packages"][name])
        entry["depends"] = [key(other) for other in entry["depends"] if key(other) not in without.get(name, ())]
        found[name] = entry
        todo += entry["depends"]
    return dict(sorted(found.items()))


class Files:
    """Official files by name, fetched into a cache when they are asked for.

    Parameters
    ----------
    cache : path-like
        Folder that keeps what was fetched.
    mirror : path-like, optional
        Folder that holds the release's files; looked into first. Nothing is fetched from elsewhere when it is given.
    release : str, optional
        Address of the official release; None to ask no network.
    """

    def __init__(self, cache: Path, mirror: str | PathLike[str] | None = None, release: Any = pins.RELEASE) -> None:
        self.cache, self.mirror = Path(cache), Path(mirror) if mirror else None
        self.release = None if mirror else release
        self._lock: dict[str, Any] | None = None

    @property
    def lock(self) -> dict:
        """The official lock file."""
        if self._lock is None:
            self._lock = json.loads(self.get(pins.LOCK, pins.CORE[pins.LOCK]).read_text("utf-8"))
        return self._lock

    def wanted(self) -> dict:
        """Return name and checksum of every file of the release that the lab is made of."""
        packages = {entry["file_name"]: entry["sha256"] for entry in closure(self.lock).values()}
        return {**pins.CORE, **packages}

    def at_hand(self) -> bool:
        """Tell whether the files can be had without a network."""
        return (self.mirror or self.cache).joinpath(pins.LOCK).is_file()

    def all(self, progress: bool = True) -> dict:
        """Fetch what is missing and return name -> path of all files.

        Raises
        ------
        Unavailable
            If a file is nowhere to be had, or is not the official one.
        """
        return {
            name: self.get(name, digest)
            for name, digest in tqdm(self.wanted().items(), desc="Browser's Python", disable=not progress)
        }

    def get(self, name: str, digest: str) -> Path:
        """Return one file, checked against its official checksum."""
        kept = self.cache / name
        if kept.is_file() and sha256(kept) == digest:
            return kept
        part = self.cache / f".{name}.part{os.getpid()}"
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
            place = self._copy(name, part)
            found = sha256(part)
            if found != digest:
                raise Unavailable(f"{place} is not the official file: SHA-256 {found[:12]}..., not {digest[:12]}...")
            os.replace(part, kept)
        except OSError as error:
            raise Unavailable(f"{name} of Pyodide {pins.PYODIDE}: {error}") from error
        finally:
            part.unlink(missing_ok=True)
        return kept

    def _copy(self, name, target):
        """Copy or download `name` to `target` and say where it came from."""
        if self.mirror:
            source = self.mirror / name
            if not source.is_file():
                raise Unavailable(f"{name} of Pyodide {pins.PYODIDE} is not in the folder {self.mirror}")
            shutil.copyfile(source, target)
            return source
        if not self.release:
            raise Unavailable(f"{name} of Pyodide {pins.PYODIDE} is not in {self.cache}")
        address = self.release + name
        try:
            with urllib.request.urlopen(address, timeout=TIMEOUT) as answer, open(target, "wb") as file:
                shutil.copyfileobj(answer, file)
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            raise Unavailable(f"{address} cannot be reached ({getattr(error, 'reason', error)})") from error
        return address
