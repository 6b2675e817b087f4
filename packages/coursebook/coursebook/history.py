"""What was changed in a file of the course and when, as git has it; nothing where there is no git."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_ENTRY, _FIELD = "\x1e", "\x1f"


@dataclass(frozen=True)
class Change:
    """One commit.

    Attributes
    ----------
    date : str
        Time with zone, as ISO 8601 writes it.
    subject : str
        Its first line.
    """

    date: str
    subject: str


@lru_cache(maxsize=4)
def changes(root: Path) -> dict[str, list[Change]]:
    """Return the changes of every file below a folder, newest first.

    Parameters
    ----------
    root : path-like
        The top folder of a git repository.

    Returns
    -------
    dict of str to list of Change
        By path relative to `root`, with ``/``; empty without git or without a repository.
    """
    form = f"--format={_ENTRY}%cI{_FIELD}%s"
    command = ["git", "-C", str(root), "-c", "core.quotePath=false", "log", "--no-merges", "--name-only", form]
    try:
        done = subprocess.run([*command, "--relative"], capture_output=True, encoding="utf-8", check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}
    found = {}
    for entry in done.stdout.split(_ENTRY)[1:]:
        head, *names = entry.strip().splitlines()
        change = Change(*head.split(_FIELD, 1))
        for name in filter(None, names):
            found.setdefault(name, []).append(change)
    return found
