"""What a translator asks: how far a translation is, what has changed in English, what is not right."""

from __future__ import annotations

import difflib
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import text_of
from . import catalogue, find, lint, units
from .pages import english, named, translation_of

if TYPE_CHECKING:
    from ..layout import Layout


def _read(layout, path, code):
    """Return (file of translations, English units, translation) of one English file."""
    own = translation_of(layout, path, code)
    cut = units.cut(text_of(path, layout.name(path)))
    name = layout.name(own)
    return own, cut, units.read(text_of(own, name), name) if own.is_file() else units.Translation()


def counted(state: units.State) -> str:
    """Return a `units.State` in words."""
    return f"{len(state.done)} done, {len(state.stale)} stale, {len(state.missing)} missing"


def former(layout: Layout, path: Path, sha: str, depth: int = 200) -> str | None:
    """Return the English text that a translation was made from, looked up in git; None where it is not found."""
    name, git = layout.name(path), ["git", "-C", str(layout.root)]

    def said(*words):
        return subprocess.run([*git, *words], capture_output=True, encoding="utf-8", check=False).stdout or ""

    try:
        for commit in said("log", f"-{depth}", "--format=%H", "--", name).split():
            for unit in units.cut(said("show", f"{commit}:./{name}")):
                if unit.hash == sha:
                    return unit.text
    except OSError:  # no git
        pass
    return None


def status(layout: Layout, code: str, *, name: str | None = None, diff: bool = False) -> tuple[list[str], bool]:
    """Return (lines, whether nothing is stale, missing or without an English unit)."""
    find(layout, code)
    lines, whole = [], True
    for path in [named(layout, name, code)] if name else english(layout):
        own, cut, translation = _read(layout, path, code)
        if not name and translation.standing == "none":
            continue
        state = units.state(cut, translation)
        whole = whole and not (state.stale or state.missing or state.orphan)
        lines.append(f"{layout.name(own)}: {counted(state)} ({translation.standing})")
        for word in ("stale", "missing", "orphan"):
            for key in getattr(state, word):
                lines.append(f"  {word}: {key}")
                if diff and word == "stale":
                    now = next(unit.text for unit in cut if unit.key == key)
                    then = former(layout, path, translation.units[key][0])
                    changes = difflib.unified_diff((then or "").splitlines(), now.splitlines(), lineterm="", n=0)
                    lines += [f"      {line}" for line in [*changes][2:]]
    for path, (done, count) in catalogue.counts(layout, code).items():
        lines.append(f"{layout.name(path)}: {done} of {count} short texts")
    return lines, whole


def renew(layout: Layout, code: str, name: str, done: Iterable[str] = ()) -> tuple[Path, units.State]:
    """Write the file of translations of an English file; return it with its `units.State`."""
    find(layout, code)
    own, cut, translation = _read(layout, named(layout, name, code), code)
    if not translation.meta:
        translation.meta = {"translator": "", "reviewed": ""}
    fresh = units.renew(cut, translation, accept=set(done))
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(units.write(fresh), "utf-8", newline="\n")
    return own, units.state(cut, fresh)


def check(layout: Layout, code: str, names: Iterable[str] = ()) -> tuple[list[str], int]:
    """Return (findings, number of files) of some translations, or of all that are begun."""
    edition = find(layout, code)
    found, files = [], 0
    terms = lint.terms(layout, edition)
    for path in [named(layout, name, code) for name in names] or english(layout):
        own, cut, translation = _read(layout, path, code)
        if translation.standing == "none":
            if names:
                found.append(f"{layout.name(own)}: nothing is translated yet")
            continue
        files += 1
        where = layout.name(own)
        found += [f"{where} {finding}" for finding in lint.findings(cut, translation, code, terms)]
        found += [f"{where} {finding}" for finding in lint.assembled(layout, path, edition)]
    return found, files
