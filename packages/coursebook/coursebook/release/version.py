"""Which version is released, and where its files go."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from ..errors import SiteError, unreadable

if TYPE_CHECKING:
    from coursebook.layout import Layout

NAME = "second-urbanization"


def version(layout: Layout) -> str:
    """Read the version from ``pyproject.toml``.

    Raises
    ------
    SiteError
        If there is none.
    """
    path = layout.root / "pyproject.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))["project"]["version"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise unreadable(layout.name(path), f"no [project] version can be read ({error})") from error


def citation(layout: Layout) -> dict:
    """Read ``CITATION.cff``: title, authors and date of the version.

    Raises
    ------
    SiteError
        If it is missing or not valid YAML.
    """
    path = layout.root / "CITATION.cff"
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise unreadable(layout.name(path), f"cannot be read ({error})") from error


def folder(layout: Layout) -> Path:
    """Return the folder of all files that leave the house."""
    return layout.output / "release"


def file(layout: Layout, what: str, suffix: str) -> Path:
    """Return the path of one of them: ``file(layout, "site", ".zip")`` is ``second-urbanization-site-0.1.0.zip``.

    The name of an edition's file says its language: ``second-urbanization-zh-site-0.1.0.zip``.
    """
    name = "-".join(filter(None, (NAME, layout.settings.get("course_language"), what)))
    return folder(layout) / f"{name}-{version(layout)}{suffix}"


def changed_files(layout: Layout) -> list[str]:
    """Name the files that differ from the last commit; those that git ignores do not count.

    Raises
    ------
    SiteError
        If the folder is no git repository or git is missing, so that nobody can tell.
    """
    command = ["git", "-C", str(layout.root), "status", "--porcelain", "--untracked-files=normal"]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip()
        raise SiteError(f"git cannot tell whether {layout.root} is as it was committed: {said}") from error
    return [line[3:] for line in done.stdout.splitlines()]
