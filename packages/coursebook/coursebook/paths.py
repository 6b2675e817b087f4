"""Folders of our own among those that Sphinx looks through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.config import Config


def add(config: Config, setting: str, folder: Path) -> None:
    """Add `folder` to a list of folders in Sphinx's configuration.

    The list is replaced and not appended to: one that nobody has set is the default of every build of this process.
    """
    setattr(config, setting, [*getattr(config, setting), str(folder)])
