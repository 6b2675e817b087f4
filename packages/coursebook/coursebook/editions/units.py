"""Cut a lesson, page or exercise into units, and put a translation in their place.

A unit is what stands between two fixed points of the English file: a heading with its text up to the next code cell,
a claim, a reading, a check-yourself item, a guess; the first unit holds the translatable lines of the front matter.
Code cells and cell breaks are units that are never translated. A file of translations holds units one after another,
each under a line ``<!-- en: key hash -->``: which unit of the English file it translates, and the hash of the English
text that the translator had before the eyes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from docutils.nodes import make_id

from .. import quick_yaml
from ..errors import SiteError

_FRONT = re.compile(r"\A---\n(.*?)\n---[ \t]*\n", re.DOTALL)
_FENCE = re.compile(r"^(`{3,}|~{3,}|:{3,})(.*)$")
_NAMED = re.compile(r"^\{(check-[a-z]+|guess|claim|reading)\}[ \t]*(.*?)[ \t]*$")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(?!(?:BEGIN|END) )(.*?)[ \t]*#*$")  # `### BEGIN SOLUTION` is no heading
_MARK = re.compile(r"^<!-- en: (\S+) ([0-9a-f]{8}) -->$")
_SIGNS = re.compile(r"[*_`]|\{[\w:.-]+\}")
FRONT = "front-matter"
FRONT_FIELDS = ("title", "question", "form", "description")
FIXED = ("code", "break")


class TranslationError(SiteError, ValueError):
    """A file of translations that cannot be read or put in its place; the message names file and unit."""


@dataclass
class Unit:
    """One unit of an English file."""

    key: str
    kind: str  # front, code, break, prose, item
    text: str
    heading: str = ""

    @property
    def hash(self) -> str:
        """Return the hash that a translation records."""
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:8]


@dataclass
class Translation:
    """A file of translations: its front matter, and key -> (hash, text)."""

    meta: dict[str, Any] = field(default_factory=dict)
    units: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def standing(self) -> str:
        """Return ``reviewed`` once a second reader has signed, else ``draft``; ``none`` where nothing is translated."""
        if not any(text.strip() for _, text in self.units.values()):
            return "none"
        return "reviewed" if self.meta.get("reviewed") else "draft"


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return (front matter as a dict, the rest of the text)."""
    found = _FRONT.match(text)
    return (quick_yaml.load(found[1]) or {}, text[found.end() :]) if found else ({}, text)


def _yaml(value):
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10**6)


def _front(meta):
    """Return what a reader sees of the front matter: some lines, and what the tests of an exercise say."""
    seen = {name: meta[name] for name in FRONT_FIELDS if isinstance(meta.get(name), str)}
    messages = (meta.get("messages") or {}).get("en")
    return seen | ({"messages": messages} if messages else {})


def cut(text: str) -> list[Unit]:
    """Return the units of an English file."""
    meta, body = front_matter(text)
    lines, units, at = body.splitlines(), [], 0
    section, count, held = "top", {}, []
    if _front(meta):
        units.append(Unit(FRONT, "front", _yaml(_front(meta)).strip()))

    def name(key):
        count[key] = count.get(key, 0) + 1
        return key if count[key] == 1 else f"{key}.{count[key]}"

    def close():
        text = "\n".join(held).strip("\n")
        if text.strip():
            first = next((found[2] for line in text.splitlines() if (found := _HEADING.match(line))), "")
            units.append(Unit(name(section), "prose", text, first))
        held.clear()

    while at < len(lines):
        line = lines[at]
        fence = _FENCE.match(line)
        if fence:
            end = _end(lines, at, fence[1])
            block, info = lines[at:end], fence[2].strip()
            named = _NAMED.match(info)
            if info.startswith("{code-cell}"):
                close()
                units.append(Unit(name("code"), "code", "\n".join(block)))
            elif named:
                close()
                units.append(Unit(name(f"{named[1]}:{make_id(named[2])}"), "item", "\n".join(block)))
            else:
                held += block
            at = end
            continue
        if line.startswith("+++"):
            close()
            units.append(Unit(name("break"), "break", line))
        else:
            heading = _HEADING.match(line)
            if heading:
                close()
                section = make_id(_SIGNS.sub("", heading[2])) or "section"
            held.append(line)
        at += 1
    close()
    return units


def _end(lines, at, fence):
    shut = re.compile(rf"^{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    end = at + 1
    while end < len(lines) and not shut.match(lines[end]):
        end += 1
    return min(end + 1, len(lines))


def read(text: str, name: str = "translation") -> Translation:
    """Read a file of translations; `name` is how messages call it.

    Raises
    ------
    TranslationError
        If a unit stands there twice, or text stands before the first line ``<!-- en: key hash -->``.
    """
    try:
        meta, body = front_matter(text)
    except yaml.YAMLError as error:
        raise TranslationError(f"{name}: the front matter is not valid YAML: {error}") from error
    found: dict[str, tuple[str, list[str]]] = {}
    key = None
    for line in body.splitlines():
        mark = _MARK.match(line)
        if mark:
            key = mark[1]
            if key in found:
                raise TranslationError(f"{name}: the unit {key} stands there twice; allowed: once")
            found[key] = mark[2], []
        elif line.startswith("<!-- en:"):
            raise TranslationError(f"{name}: {line!r}: allowed is <!-- en: key hash -->, the hash of 8 signs 0-9 a-f")
        elif key:
            found[key][1].append(line)
        elif line.strip():
            raise TranslationError(f"{name}: {line[:40]!r} stands before the first line <!-- en: key hash -->")
    return Translation(meta, {key: (sha, "\n".join(rows).strip("\n")) for key, (sha, rows) in found.items()})


def write(translation: Translation) -> str:
    """Return a file of translations as text."""
    rows = [f"<!-- en: {key} {sha} -->\n{text}\n" for key, (sha, text) in translation.units.items()]
    return f"---\n{_yaml(translation.meta)}---\n\n" + "\n".join(rows)


@dataclass(frozen=True)
class State:
    """How a file stands: keys of units that are done, stale, missing, or have no English unit any more."""

    done: list[str]
    stale: list[str]
    missing: list[str]
    orphan: list[str]


def state(english: Iterable[Unit], translation: Translation) -> State:
    """Compare the units of an English file with a translation."""
    done, stale, missing = [], [], []
    wanted = [unit for unit in english if unit.kind not in FIXED]
    for unit in wanted:
        sha, text = translation.units.get(unit.key, ("", ""))
        (missing if not text.strip() else done if sha == unit.hash else stale).append(unit.key)
    keys = {unit.key for unit in wanted}
    return State(done, stale, missing, [key for key in translation.units if key not in keys])


def renew(english: Iterable[Unit], translation: Translation, accept: Collection[str] = ()) -> Translation:
    """Return the translation in the order of the English file, with empty units for what is missing.

    A unit whose key has vanished (its heading was reworded) takes the place of the new one if it lies between the same
    neighbours; it keeps its old hash and so is stale. `accept` names units that are up to date again, or ``all``.

    Raises
    ------
    TranslationError
        If `accept` names a unit that the English file does not have.
    """
    wanted = [unit for unit in english if unit.kind not in FIXED]
    keys = [unit.key for unit in wanted]
    unknown = [key for key in accept if key not in keys and key != "all"]
    if unknown:
        raise TranslationError(f"--done {unknown[0]}: no such unit; there are {', '.join(keys)}, or all")
    old, moved = list(translation.units), {}
    for place, key in enumerate(keys):
        before = keys[place - 1] if place else None
        if key not in translation.units:
            at = old.index(before) + 1 if before in old else 0 if before is None else None
            if at is not None and at < len(old) and old[at] not in keys and old[at] not in moved.values():
                moved[key] = old[at]
    fresh = {}
    for unit in wanted:
        sha, text = translation.units.get(unit.key) or translation.units.get(moved.get(unit.key, ""), ("0" * 8, ""))
        # a text that the translator has just written into an empty place was made from the English of today
        if text.strip() and (sha == "0" * 8 or "all" in accept or unit.key in accept):
            sha = unit.hash
        fresh[unit.key] = (sha, text)
    fresh |= {key: translation.units[key] for key in old if key not in fresh and key not in moved.values()}
    return Translation(translation.meta, fresh)


def assemble(
    english_text: str,
    translation: Translation,
    words: Mapping[str, str],
    code: Callable[[str], str] = lambda source: source,
    language: str = "",
) -> tuple[str, list[str | None]]:
    """Return the whole source file of the edition.

    Parameters
    ----------
    english_text : str
    translation : Translation
    words : dict
        ``stale``, ``missing`` and ``item``: titles of the notes to the reader.
    code : callable, optional
        What turns a code cell or a cell break into that of the edition (comments, and what full marks need, in the
        reader's language).
    language : str, optional
        Under which messages of an exercise's tests are kept.

    Returns
    -------
    (str, list)
        The text, and for each heading of it the id of the English one, or None where that is not known.

    Raises
    ------
    TranslationError
        If the unit of the front matter is not a list of lines ``name: value``.
    """
    meta, body = front_matter(english_text)
    parts = []
    for unit in cut(english_text):
        if unit.kind == "front":
            meta = _translated_front(meta, translation.units.get(FRONT, ("", ""))[1], language)
            continue
        if unit.kind in FIXED:
            parts.append(code(unit.text))
            continue
        sha, text = translation.units.get(unit.key, ("", ""))
        before, after = "", ""
        if not text.strip():
            text, before = unit.text, _line(words["missing"])
        else:
            if unit.kind == "item":
                try:
                    text = merged(unit.text, text)
                except ValueError:
                    sha, text, before = unit.hash, unit.text, _line(words["missing"])
            if sha != unit.hash and unit.kind == "item":
                before = _line(words["item"])
            elif sha != unit.hash:
                after = _fold(words["stale"], unit.text)
        if unit.heading and before:  # a line above a heading would stand in the section before
            head, _, rest = text.partition("\n")
            text, before = f"{head}\n\n{before}\n{rest}", ""
        parts += [part for part in (before, text, after) if part]
    head = f"---\n{_yaml(meta)}---\n" if meta else ""
    return head + "\n\n".join(parts) + "\n", anchors(english_text)


def _translated_front(meta, text, language):
    try:
        ours = quick_yaml.load(text) or {}
        if not isinstance(ours, dict):
            raise ValueError("not a list of lines `name: value`")
    except (yaml.YAMLError, ValueError) as error:
        raise TranslationError(f"unit {FRONT}: {error}") from error
    changed = {**meta, **{name: ours[name] for name in FRONT_FIELDS if name in meta and name in ours}}
    if ours.get("messages"):
        changed["messages"] = {**meta["messages"], language: ours["messages"]}
    return changed


def anchors(text: str) -> list[str | None]:
    """Return the id of each heading of an English file, None where that is not known."""
    return [None if "." in unit.key else unit.key for unit in cut(text) if unit.heading]


def _line(title):
    return f"::::{{container}} edition-note\n{title}\n::::\n"


def _fold(title, text):
    """Return a fold with English text: without headings and without anything that may stand only once on a page."""
    lines = [re.sub(r"^#+ ", "", line) for line in text.splitlines()]
    text = "\n".join(line for line in lines if not _FENCE.match(line) and not re.match(r"\(.*\)=$", line))
    return f"::::{{admonition}} {title}\n:class: edition-note dropdown\n\n{text}\n::::"


_OPTION = re.compile(r"^:(\w+):[ \t]*(.*)$")
_BULLET = re.compile(r"^([-*+] )\[([^\]]*)\](.*)$")
_HIS = ("answer", "tolerance", "labels", "multiple", "vary")  # what only the English item says


def merged(english: str, text: str) -> str:
    """Put answers, tolerances, wrong values and marks of the English item into the translated one.

    Raises
    ------
    ValueError
        If the two do not have the same head or the same number of wrong values or options.
    """
    theirs, ours = english.splitlines(), text.splitlines()
    if not ours or theirs[0].split() != ours[0].split():
        raise ValueError(f"{ours[0] if ours else ''!r} instead of {theirs[0]!r}")
    given = [found.groups() for line in theirs if (found := _OPTION.match(line))]
    wrong = [value.split("::")[0].strip() for name, value in given if name == "wrong"]
    marks = [found[2] for line in theirs if (found := _BULLET.match(line))]
    out = [ours[0]] + [f":{name}: {value}".rstrip() for name, value in given if name in _HIS]
    for line in ours[1:]:
        option, bullet = _OPTION.match(line), _BULLET.match(line)
        if option and option[1] in _HIS:
            continue
        if option and option[1] == "wrong":
            if not wrong:
                raise ValueError("more wrong values than the English item has")
            line = f":wrong: {wrong.pop(0)} ::{option[2].partition('::')[2]}"
        elif bullet:
            if not marks:
                raise ValueError("more options than the English item has")
            line = f"{bullet[1]}[{marks.pop(0)}]{bullet[3]}"
        out.append(line)
    if wrong or marks:
        raise ValueError(f"{len(wrong)} wrong values and {len(marks)} options have no translation")
    return "\n".join(out)
