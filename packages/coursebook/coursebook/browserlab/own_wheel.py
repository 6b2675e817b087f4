"""Our own wheels for the browser: the libraries of the course, with their tables, in one; and `piplite`."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from livefigure import language

from ..wheels import build

# Commands, extensions of Sphinx and manifests: no lesson imports or reads them.
_SKIP = re.compile(r"(^|/)(commands|cli|sphinx)\.py$|_tables/.*\.yml$|\.dist-info/")


def _spoken(name: str) -> bool:
    """Tell whether a file holds words of the language in use, or none at all."""
    return "/locale/" not in name or f"/locale/{language()}/" in name


def write(packages: Iterable[Path], target: Path) -> None:
    """Write the libraries to `target`.

    Parameters
    ----------
    packages : list of Path
        Folders of the packages.
    target : Path
        The file to write.
    """
    with tempfile.TemporaryDirectory() as folder:
        taken = {}
        for package in packages:
            with zipfile.ZipFile(build(package, folder)) as wheel:
                taken |= {
                    name: wheel.read(name) for name in wheel.namelist() if not _SKIP.search(name) and _spoken(name)
                }
        _wheel("course", target, taken)


def write_piplite(target: Path) -> None:
    """Write the wheel of what stands in for JupyterLite's installer."""
    folder = Path(__file__).parent / "assets" / "piplite"
    _wheel("piplite", target, {f"piplite/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.py"))})


def _wheel(name, target, files):
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wheel:
        for inside, content in files.items():
            wheel.writestr(inside, content)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
