"""Our own wheels for the browser: `reformlab` (the rooms that lessons import, and the tables), and `piplite`."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from ..fingerprint import LESSON_ROOMS, LIVEFIGURE

PACKAGE = Path(__file__).resolve().parents[2]
_SKIP = re.compile(r"__pycache__|\.DS_Store|(^|/)commands\.py$|livefigure/(sphinx\.py$|tests/)|_tables/.*\.yml$")


def contents(root):
    """Yield (name in the wheel, file) of everything that travels.

    Parameters
    ----------
    root : Path
        Folder of the course, with ``data/``.
    """
    places = [(PACKAGE / "__init__.py", "reformlab/__init__.py")]
    places += [(PACKAGE / room, f"reformlab/{room}") for room in LESSON_ROOMS]
    places += [(LIVEFIGURE, "livefigure"), (Path(root) / "data", "reformlab/_tables")]
    for place, name in places:
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in files:
            inside = name if path == place else f"{name}/{path.relative_to(place).as_posix()}"
            if path.is_file() and not _SKIP.search(inside):
                yield inside, path


def write(root, target, version):
    """Write the wheel to `target`.

    Parameters
    ----------
    root : Path
        Folder of the course.
    target : Path
        The file to write.
    version : str
        Version in the wheel's metadata.
    """
    _wheel("reformlab", version, target, contents(root))


def write_piplite(target):
    """Write the wheel of what stands in for JupyterLite's installer."""
    folder = Path(__file__).parent / "assets" / "piplite"
    _wheel("piplite", "1.0", target, ((f"piplite/{path.name}", path) for path in sorted(folder.glob("*.py"))))


def _wheel(name, version, target, files):
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wheel:
        for inside, path in files:
            wheel.write(path, inside)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
