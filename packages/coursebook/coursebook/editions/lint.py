"""Compare a translation with its English source: what has to be the same, and what the language forbids.

Citations, labels, glued names, links to places and numbers of a unit are those of the English one; numbers may be
counted otherwise (1,411.78 million is 14.1178亿). Terms are held to ``termbase.csv`` of the edition: a text in its
column ``forbidden`` (several with ``;``, notes in brackets are for people) may not stand in a translation.
"""

from __future__ import annotations

import calendar
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from .. import quick_yaml
from ..directives.items import KINDS, ItemError, parse
from ..errors import SiteError, text_of
from ..notebooks import NotebookError, to_plain_markdown
from . import catalogue, tree, units

if TYPE_CHECKING:
    from ..layout import Layout
    from . import Edition

_SAME = {
    "citations": re.compile(r"\{cite[:\w]*\}`([^`]+)`"),
    "labels": re.compile(r"\[([OCEDM])\](?!\()"),
    "glued values": re.compile(r"\{glue(?::\w+)?\}`?(\w+)`?"),
    "values of cases": re.compile(r"\[\[(\w+)\]\]"),
    "links": re.compile(r"\]\(([^)\s]+)\)|href=\"([^\"]+)\""),
    "code": re.compile(r"(?<![A-Za-z0-9_}`])`([A-Za-z_][\w.]*)`"),
}
_FREE = {"values of cases", "code"}  # a sentence may name the same value once more or once less
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+(?:[,\u2009]\d{3})*(?:\.\d+)?")
_MONTHS = [month for month in calendar.month_name if month]
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b".replace("May", "May(?! [a-z])"))  # "May a referee ask" is no date
_WORDS = {"one": 1, "first": 1, "two": 2, "second": 2, "twice": 2, "three": 3, "third": 3, "ten": 10, "hundred": 100}
_LINES = re.compile(r"^:(?:unit|answer|tolerance|labels|multiple|vary):.*$", re.MULTILINE)
_FENCE = re.compile(r"^`{3,}.*$", re.MULTILINE)  # a title behind it needs its space
_HIDDEN = re.compile(r"\{[\w:]+\}`[^`]*`|`[^`]*`|\$\$[^$]*\$\$|\$[^$\n]*\$|\]\([^)]*\)|<[^>]*>|\[\[\w+\]\]|\{[\w:]+\}")
_WRONG = re.compile(r"^(:wrong:).*?::", re.MULTILINE)  # the value comes from the English item
_NO_STAR = re.compile(r"\\\*|\[\[\w+\]\]|\$\$[^$]*\$\$|\$[^$\n]*\$")
_OPENS = re.compile(r"(?<![A-Za-z0-9])\*(?=[^\s，。：；、？！）*])")  # not p* = 1, nor 2 * 3
_FIELD = re.compile(r"\{(\w+)\}")
_TIMES = (1, 100, 10**4, 0.01, 10**-4)
_CHINESE = r"[\u4e00-\u9fff]"


def terms(layout: Layout, edition: Edition) -> list[tuple[str, str]]:
    """Return (forbidden text, right text) pairs of the edition's term base."""
    path = edition.folder / "termbase.csv"
    if not path.is_file():
        return []
    found = []
    for row in csv.DictReader(StringIO(text_of(path, layout.name(path)))):
        for bad in (row["forbidden"] or "").split(";"):
            if bad.strip() and "(" not in bad and bad.strip() not in row[edition.code]:
                found.append((bad.strip(), row[edition.code]))
    return found


def findings(
    english: Sequence[units.Unit],
    translation: units.Translation,
    code: str,
    forbidden: Sequence[tuple[str, str]] = (),
) -> Iterator[str]:
    """Yield what is not right in a translation, one line each, with the key of its unit.

    Parameters
    ----------
    english : list of units.Unit
    translation : units.Translation
    code : str
        Language; ``zh`` has rules of its own on marks and line breaks.
    forbidden : sequence of (str, str)
        From `terms`.
    """
    sources = {unit.key: unit for unit in english}
    state = units.state(english, translation)
    for key in state.orphan:
        yield f"{key}: has no English unit; renew the file, or delete the unit"
    for key in state.done + state.stale:
        unit, (sha, text) = sources[key], translation.units[key]
        if sha == unit.hash:  # a stale unit is held to a text that has changed
            yield from (f"{key}: {line}" for line in _compared(unit, text))
        yield from (f"{key}: {line}" for line in _form(text, code, forbidden, prose=unit.kind == "prose"))
        yield from (f"{key}: {line}" for line in _item(unit, text))


def _compared(unit, text):
    if unit.kind == "front":
        yield from _messages(quick_yaml.load(unit.text), quick_yaml.load(text) or {})
    for name, pattern in _SAME.items():
        both = (_WRONG.sub(r"\1", _LINES.sub("", one)) for one in (unit.text, text))
        theirs, ours = (Counter("".join(m.groups("")) for m in pattern.finditer(one)) for one in both)
        yield from _differ(name, *((theirs, ours) if name in _FREE else (theirs - ours, ours - theirs)))
    parts = [[part.kind for part in units.cut(f"{one}\n")] for one in (unit.text, text)]
    levels = [re.match(r"#+ |", one)[0] for one in (unit.text, text)] if unit.heading else ["", ""]
    if levels[0] != levels[1]:
        yield f"headings: a unit has the heading of the English one, here {levels[0]!r}"
    elif parts[0] != parts[1]:
        yield f"units: what stands here are {len(parts[1])} units ({', '.join(parts[1])}); each has a mark of its own"
    theirs, ours = _numbers(unit.text), _numbers(text)
    words = {float(value) for word, value in _WORDS.items() if re.search(rf"\b{word}\b", unit.text, re.IGNORECASE)}
    lost = [x for x in theirs if x not in words | {1.0, 2.0} and not _among(x, ours)]
    extra = [x for x in ours if not _among(x, theirs | words)]
    if lost or extra:
        yield f"numbers: lost {sorted(lost)}, new {sorted(extra)}"


def _differ(name, theirs, ours):
    lost, extra = set(theirs) - set(ours), set(ours) - set(theirs)
    if lost or extra:
        sides = (("lost", lost), ("new", extra))
        yield f"{name}: " + "; ".join(f"{word}: {', '.join(sorted(side))}" for word, side in sides if side)


def _messages(theirs, ours):
    known, said = theirs.get("messages") or {}, ours.get("messages") or {}
    yield from _differ("messages", known, said)
    for key in known.keys() & said.keys():
        yield from _differ(f"{key}: fields", _FIELD.findall(known[key]), _FIELD.findall(said[key]))


def _numbers(text):
    text = _HIDDEN.sub(" ", _LINES.sub("", _WRONG.sub(r"\1", text)))
    text = _MONTH.sub(lambda found: f" {_MONTHS.index(found[0]) + 1} ", text)
    text = re.sub(r"(\d\d)世纪(\d0)年代", lambda found: f"{int(found[1]) - 1}{found[2]}", text)
    text = re.sub(r"(?<=\d\d\d0)s\b", "", text)
    text = re.sub(r"\d+(?: to \d+)? words\b|\d+(?:至\d+)?字", "", text)  # lengths of answers differ by language
    found = ((re.sub(r"[,\u2009]", "", one[0]), text[one.end() :]) for one in _NUMBER.finditer(text))
    return {float(digits) * (10 if rest.startswith(" billion") else 1) for digits, rest in found}  # in 亿


def _among(value, others):
    return any(abs(value * times - other) <= 1e-9 * max(1, other) for other in others for times in _TIMES)


def _form(text, code, forbidden, prose):
    yield from (f"emphasis is not closed: {run[:40]}" for run in _open_emphasis(text))
    for bad, right in forbidden:
        if bad in text:
            yield f"term: {bad}; write {right}"
    if code != "zh":
        return
    plain = _HIDDEN.sub("`", _FENCE.sub("", _LINES.sub("", text)))
    lines = re.sub(r"^(?::|\s*[-*+] |[|>#%(]|\s*\d+\. |[a-z_0-9]+:).*$", "", plain, flags=re.MULTILINE)
    broken = re.search(rf"(?:{_CHINESE}|[，。；：、）”])\n[^\n]", lines)
    if prose and broken:
        yield f"a paragraph is one line: {broken[0]!r}"
    half = re.search(rf".{{0,6}}(?:{_CHINESE}[,;?!()](?![`\d])|(?<![`\d])[,;?!(]{_CHINESE}).{{0,4}}", plain)
    if half:
        yield f"half-width mark: {half[0]}"
    space = re.search(rf"{_CHINESE} +(?:{_CHINESE}|[A-Za-z0-9`$])|[A-Za-z0-9`$] +{_CHINESE}", _loose(plain))
    if space:
        yield f"space beside Chinese: {space[0]}"


def _loose(plain):
    """Return text without what needs its spaces: names in messages, bold heads, rows of tables, lists, items."""
    plain = re.sub(r"^(?:\||:|\s*[-*] \[|(?:  )?[a-z_0-9]+: |#+ |\s*\d+\. |\s*[-*] |> ).*$", "", plain, flags=re.M)
    return re.sub(r"\{\w+\} ?| ?\{\w+\}", "", re.sub(r"\*\* ", "", plain))


def _open_emphasis(text):
    """Yield the runs in which a star is left over: CommonMark closes none between a mark and a letter."""
    for token in MarkdownIt("commonmark").enable("table").parse(_NO_STAR.sub("x", text)):
        if token.type == "fence" and token.info.startswith("{"):
            yield from _open_emphasis(token.content)
        for child in token.children or ():
            if child.type == "text" and _OPENS.search(child.content):
                yield child.content


def _item(unit, text):
    if unit.kind != "item":
        return
    try:
        whole = units.merged(unit.text, text)
        kind, _, name = whole.splitlines()[0].strip("`{").partition("}")
        if kind in KINDS and "[[" not in whole and "{glue" not in whole:
            parse(kind, name.strip(), "\n".join(whole.splitlines()[1:-1]))
    except (ValueError, ItemError) as error:
        yield f"item: {error}"


def assembled(layout: Layout, path: Path, edition: Edition) -> Iterator[str]:
    """Yield what the file of the edition, put together, gets wrong: directives, roles, citations, code."""
    to_be_read = False
    try:
        source = text_of(path, layout.name(path))
        text, _, _ = tree.page(layout, path, edition, catalogue.lookup(layout, edition.code))
        prose, english = (
            "\n\n".join(unit.text for unit in units.cut(one) if unit.kind == "prose") for one in (text, source)
        )
        values = dict.fromkeys(_SAME["glued values"].findall(prose), "1")  # nothing has been run
        with suppress(NotebookError):
            to_plain_markdown(english, bibliography=_works(layout), values=values, name=layout.name(path))
            to_be_read = True  # some pages are no notebooks, and need not be understood by their writer
        if to_be_read:
            to_plain_markdown(prose, bibliography=_works(layout), values=values, name=layout.name(path))
    except (NotebookError, SiteError) as error:
        yield str(error)


def _works(layout):
    files = [layout.root / name for name in layout.configuration.get("bibtex_bibfiles") or ()]
    return files[0] if files and files[0].is_file() else None
