"""Wheels of the course's own libraries."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from .errors import SiteError


def build(package: Path, folder: str | PathLike[str]) -> Path:
    """Build the wheel of a package that lies in its project's folder; the same sources give the same bytes.

    Parameters
    ----------
    package : Path
        Folder of the package; ``pyproject.toml`` lies beside it.
    folder : path-like
        Where the wheel goes.

    Raises
    ------
    SiteError
        If hatchling is not installed, or the package was not installed from its sources.
    """
    try:
        from hatchling.builders.wheel import WheelBuilder
    except ImportError as error:
        raise SiteError("hatchling is not installed: python -m pip install hatchling") from error
    if not (package.parent / "pyproject.toml").is_file():
        raise SiteError(f"{package.name} is not installed from its sources: python -m pip install --editable FOLDER")
    return Path(next(WheelBuilder(str(package.parent)).build(directory=str(folder), versions=["standard"])))
