"""Which files of a course can be translated, and where their translations stand."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from .. import lessons
from ..errors import unreadable

if TYPE_CHECKING:
    from ..layout import Layout

KINDS = ("exercise.md", "marking.md", "in_class.md")  # of the files beside an exercise


def _ignored(layout, paths):
    """Return those of `paths` that git ignores: pages that the build makes from tables."""
    names = "\0".join(layout.name(path) for path in paths)
    command = ["git", "-C", str(layout.root), "check-ignore", "--stdin", "-z"]
    try:
        done = subprocess.run(command, input=names, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return set()
    return {layout.root / name for name in done.stdout.split("\0") if name}


def english(layout: Layout) -> list[Path]:
    """Return the files that an edition can translate: pages of the table of contents, and the exercises'."""
    found = [layout.root / f"{name.removesuffix('.md')}.md" for name in lessons.toc_names(layout)]
    for kind in KINDS:
        found += sorted(layout.root.glob(f"exercises/*/{kind}"))
    found = [path for path in found if path.is_file()]
    made = _ignored(layout, found)
    return [path for path in found if path not in made]


def translation_of(layout: Layout, path: Path, code: str) -> Path:
    """Return the file of translations that belongs to an English file."""
    name = path.relative_to(layout.root)
    if name.parts[0] == "exercises":
        tail = "" if name.name == "exercise.md" else f".{name.stem}"
        name = Path("exercises") / f"{name.parts[1]}{tail}.md"
    return layout.root / code / name


def named(layout: Layout, name: str, code: str) -> Path:
    """Return the English file that a person names: its path, that of its translation, or its name without suffix.

    Raises
    ------
    SiteError
        If there is none, or more than one.
    """
    wanted, found = Path(name), []
    for path in english(layout):
        own = translation_of(layout, path, code)
        names = {layout.name(path), layout.name(own), path.resolve().as_posix()}
        short = {path.stem, path.parent.name} if path.name == "exercise.md" else {path.stem}
        if names & {wanted.as_posix(), wanted.resolve().as_posix()} or name in short:
            found.append(path)
    if len(found) > 1:  # a lesson and its exercise have one name
        found = [path for path in found if path.parent.name == "lessons"] or found
    if len(found) != 1:
        kind = "no file of the course" if not found else f"more than one: {', '.join(map(layout.name, found))}"
        raise unreadable(name, f"{kind}; give a path such as lessons/01_name.md")
    return found[0]
