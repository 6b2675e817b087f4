"""Pages of the book about the data, written from the manifests: one page a table, and an overview.

``write`` is called before the book is built. The pages are plain Markdown: no kernel runs for them. They are written
only when tables, lessons or this code changed, so that an unchanged page is not built again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from livefigure import language

from reformlab.data import checks, coverage
from reformlab.data.loading import load
from reformlab.data.manifest import (
    MEANING,
    PACKAGE,
    STANDINGS,
    fields,
    folder,
    manifest,
    tables,
    write_whole,
)
from reformlab.words import tr

FIRST_ROWS = 8
# What in the text of a copy can be linked.
_PLACE = re.compile(
    r"(?P<address>https?://[^\s,;]+)|github\.com/(?P<repository>[\w.-]+/[\w.-]*\w)(?: at (?P<commit>[0-9a-f]{7,40}))?"
)
# Whose statement a column of text is: official, claim of the source text, evidence.
LABELS = {
    ("policy_timeline", "event"): "[O]",
    ("policy_timeline", "target"): "[O]",
    ("resolution_articles", "content"): "[O]",
    ("claims", "words"): "[C]",
    ("claims", "statement"): "[C]",
    ("dividend_estimates", "reform"): "[E]",
    ("citizenization_costs", "covers"): "[E]",
}


def toc_entries(prefix: str = "book") -> list[dict[str, Any]]:
    """Return the entries of the table of contents: the overview with one section a table.

    Parameters
    ----------
    prefix : str
        Folder given to :func:`write`, relative to the root of the book.
    """
    return [{"file": f"{prefix}/data", "sections": [{"file": f"{prefix}/data/{name}"} for name in tables()]}]


def used_by(lessons: str | PathLike[str]) -> dict[str, list[str]]:
    """Return ``{table: [lesson files]}``, read from the front matter of the lessons.

    Parameters
    ----------
    lessons : path-like
        Folder of the lessons; one that does not exist gives no use at all.
    """
    found = {}
    for path in sorted(Path(lessons).glob("*.md")):
        parts = path.read_text(encoding="utf-8").split("---\n", 2)
        front = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0].strip() else {}
        for name in (front or {}).get("tables") or ():
            found.setdefault(name, []).append(path.name)
    return found


def _cell(value):
    if value is None or value != value:
        return ""
    text = str(value)
    if isinstance(value, float):
        text = f"{value:,.0f}" if value.is_integer() else f"{value:,.6g}"
    return text.replace("|", "\\|").replace("\n", " ").replace("_", "\\_").replace("*", "\\*")


def _table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def _counts(counts):
    total = sum(counts.values())
    rows = [(tr(word), f"{counts[word]:,}", f"{100 * counts[word] / total:.1f}%", tr(MEANING[word])) for word in counts]
    yield from _table((tr("standing"), tr("figures"), tr("share"), tr("meaning")), rows)


def _first_rows(name):
    frame = load(name).head(FIRST_ROWS)
    columns = list(frame.columns)
    wide = len(columns) > 9
    shown = columns[:9] if wide else columns
    rows = []
    for row in frame[shown].itertuples(index=False):
        cells = []
        for column, value in zip(shown, row, strict=True):
            text = _cell(tr(value) if isinstance(value, str) else value)
            label = LABELS.get((name, column))
            cells.append(f"{text} {label}" if label and text else text)
        rows.append(cells)
    yield from _table([_cell(column) for column in shown], rows)
    if wide:
        yield tr("The first {shown} of {all} columns.").format(shown=len(shown), all=len(columns))
        yield ""


def _span(first, last):
    return str(first) if first == last else f"{first}\u2013{last}"


def _series(resource):
    frame = load(resource["name"])
    recalled = frame["standing"] == "recalled"
    stats = (
        frame.assign(recalled=recalled)
        .groupby("series")
        .agg(figures=("value", "size"), first=("year", "min"), last=("year", "max"), recalled=("recalled", "sum"))
    )
    coded = any(entry.get("code") for entry in resource["series"].values())
    rows = []
    for name, entry in resource["series"].items():
        row = stats.loc[name]
        cells = [f"`{name}`", _cell(tr(entry["title"])), _cell(tr(entry["unit"])), _span(row["first"], row["last"])]
        cells += [f"{row['figures']:,}", f"{row['recalled']:,}"]
        rows.append(cells + ([f"`{entry['code']}`" if entry.get("code") else ""] if coded else []))
    head = [tr("series"), tr("what"), tr("unit"), tr("years"), tr("figures"), tr("unconfirmed")]
    yield from _table(head + ([tr("indicator code")] if coded else []), rows)


def _linked(text, address):
    return f"[{text}](<{address}>)" if address else text


def _copy(entry):
    """Return where a source was read; an address, or a repository on GitHub at a commit, is linked."""

    def link(match):
        if match["address"]:
            return _linked(urlsplit(match["address"]).hostname, match["address"])
        tree = f"/tree/{match['commit']}" if match["commit"] else ""
        return _linked(_cell(match[0]), f"https://github.com/{match['repository']}{tree}")

    parts, end, told = [], 0, tr(entry.get("copy", ""))
    for match in _PLACE.finditer(told):
        parts += [_cell(told[end : match.start()]), link(match)]
        end = match.end()
    return "".join([*parts, _cell(told[end:])])


def told_of_copies(resource: Mapping[str, Any]) -> list[str]:
    """Return what a table says of the copies of its sources in words, not as an address."""
    said = [entry.get("copy", "") for entry in resource["sources_by_id"].values()]
    return [text for text in dict.fromkeys(said) if text and not _PLACE.search(text) and "/" not in text]


def source(entry: Mapping[str, Any]) -> str:
    """Return the full text of one source entry in the reader's language, as ``source_text`` gives it in English."""
    text = tr(str(entry["work"]))
    if entry.get("edition"):
        text = tr("{work} {edition}").format(work=text, edition=tr(str(entry["edition"])))
    if entry.get("part"):
        text = tr("{work}, {part}").format(work=text, part=tr(str(entry["part"])))
    return tr("{work} ({note})").format(work=text, note=tr(entry["note"])) if entry.get("note") else text


def _sources(resource):
    name, columns = resource["name"], fields(resource)
    uses = load(name)["source"].value_counts() if "source" in columns else {}
    rows = []
    for key, entry in resource["sources_by_id"].items():
        shown = [f"`{column}`" for column, field in columns.items() if field.get("source") == key]
        use = tr(", ").join(shown[:6]) + (" ..." if len(shown) > 6 else "")
        if key in uses:
            use = tr("{count} rows").format(count=f"{uses[key]:,}")
        text = _linked(_cell(source(entry)), entry.get("path"))
        rows.append((f"`{key}`", text, use, tr(entry.get("standing", "")), _copy(entry)))
    yield from _table((tr("id"), tr("source"), tr("used for"), tr("standing"), tr("read in")), rows)


def _lessons(names, prefix):
    if not names:
        yield tr("No lesson names it yet.")
    for name in names:
        yield f"- {{doc}}`{name} <{prefix}{name.removesuffix('.md')}>`"
    yield ""


def page(name: str, *, use: Sequence[str] = (), lessons: str = "../../lessons/", data: str = "../../data/") -> str:
    """Return the Markdown page of one table.

    Parameters
    ----------
    name : str
        The table.
    use : list of str
        File names of the lessons that use it.
    lessons, data : str
        Where lessons and tables lie, seen from the page.
    """
    return "\n".join(_page(manifest(name), use, lessons, data)).rstrip() + "\n"


def _page(r, use, lessons, data):
    name = r["name"]
    yield f"(table-{name.replace('_', '-')})="
    yield f"# {_cell(tr(r['title']))}"
    yield ""
    yield _cell(tr(r["description"]))
    yield ""
    yield tr("`{code}` reads it: {rows} rows. File: {file}.").format(
        code=f'data.load("{name}")',
        rows=f"{r['rows']:,}",
        file=f"{{download}}`{r['path']} <{data}{r['path']}>`",
    )
    yield ""
    if r["standing"]:
        yield f"## {tr('How firm the figures are')}"
        yield ""
        yield from _counts(r["standing"])
    yield f"## {tr('What it covers')}"
    yield ""
    yield coverage.picture(name)
    yield ""
    yield tr("Filled: checked, rounded or derived. Outlined: recalled.")
    yield ""
    yield f"## {tr('First rows')}"
    yield ""
    yield from _first_rows(name)
    yield f"## {tr('Columns')}"
    yield ""
    rows = [
        (
            f"`{column}`",
            tr(f["type"]),
            _cell(tr(f.get("unit", ""))),
            _cell(tr(f["description"])),
            tr(f.get("standing", "")),
        )
        for column, f in fields(r).items()
    ]
    yield from _table((tr("column"), tr("type"), tr("unit"), tr("meaning"), tr("standing")), rows)
    if r.get("series"):
        yield f"## {tr('Series')}"
        yield ""
        yield from _series(r)
    yield f"## {tr('Sources')}"
    yield ""
    yield from _sources(r)
    for title, key in ((tr("How it was made"), "made"), (tr("Missing values"), "nulls"), (tr("Vintage"), "vintage")):
        yield f"## {title}"
        yield ""
        yield _cell(tr(r[key]))
        yield ""
    yield f"## {tr('Caveats')}"
    yield ""
    yield from (f"- {_cell(tr(text))}" for text in r["caveats"])
    yield ""
    yield f"## {tr('Licence, citation, renewal')}"
    yield ""
    licence, since = _cell(r["licenses"][0]["title"]), r.get("licence_known_since") or tr("no date was recorded")
    yield "- " + tr("Licence: {licence} (known since: {since}).").format(licence=licence, since=since)
    yield "- " + tr("Cite as: {text}").format(text=_cell(r["sources"][0]["title"]))
    yield "- " + tr("Read: {date}.").format(date=r.get("retrieved") or tr("the date of reading was not recorded"))
    yield "- " + tr("Renewal: {text}").format(text=_cell(tr(r["refresh"])))
    yield f"- SHA-256: `{(r['hash'] or tr('not sealed')).removeprefix('sha256:')}`"
    yield ""
    yield f"## {tr('Lessons that use it')}"
    yield ""
    yield from _lessons(use, lessons)


def overview(use: Mapping[str, Sequence[str]]) -> str:
    """Return the Markdown page about all tables: how firm the data is, the list of tables, the cross-checks."""
    return "\n".join(_overview(use)).rstrip() + "\n"


def _overview(use):
    resources = [manifest(name) for name in tables()]
    counts = {word: sum(r["standing"].get(word, 0) for r in resources) for word in STANDINGS}
    yield "(data-overview)="
    yield f"# {tr('The data')}"
    yield ""
    yield tr(
        "The course stands on {tables} tables with {figures} figures. Each figure has a source and a standing, and "
        "each table a page that tells where it comes from. A figure that is *recalled* is not confirmed: captions of "
        "figures say how many of those are drawn."
    ).format(tables=len(resources), figures=f"{sum(counts.values()):,}")
    yield ""
    yield from _counts(counts)
    yield coverage.shares({word: count for word, count in counts.items() if count})
    yield ""
    figures = [r for r in resources if r["standing"]]
    weak = [r for r in figures if r["standing"].get("recalled", 0) / sum(r["standing"].values()) >= 0.25]
    names = tr(", ").join(_link(r["name"]) for r in weak)
    yield tr("Tables of which a quarter or more is recalled: {names}.").format(names=names)
    yield ""
    yield f"## {tr('Tables')}"
    yield ""
    rows = []
    for r in resources:
        cells = [f"{r['standing'].get(word, 0):,}" if r["standing"] else "" for word in STANDINGS]
        lessons = ", ".join(str(int(file.split("_")[0])) for file in use.get(r["name"], ()) if file[:2].isdigit())
        rows.append((_link(r["name"]), _cell(tr(r["title"])), f"{r['rows']:,}", *cells, lessons))
    yield from _table((tr("table"), tr("what"), tr("rows"), *map(tr, STANDINGS), tr("lessons")), rows)
    yield f"## {tr('Cross-checks')}"
    yield ""
    yield tr(
        "Figures that can be reached in two ways are compared. The gap is the largest that was found; it must stay "
        "within what the reason in the last column explains. `reformlab data check` prints the same table."
    )
    yield ""
    rows = []
    for result in checks.cross():
        c = result.check
        state = tr("yes") if result.passed else f"**{tr('no')}**"
        gap = f"{result.gap.size:.3g} ({_cell(result.gap.where)})" if result.gap.size else "0"
        rows.append((_cell(tr(c.name)), gap, f"{c.allowed:.3g}", tr(c.unit), state, _cell(tr(c.why))))
    head = (tr("check"), tr("largest gap (where)"), tr("allowed"), tr("unit"), tr("passed"), tr("why"))
    yield from _table(head, rows)


def _link(name):
    return f"{{doc}}`{name} <data/{name}>`"


def _state(use):
    """Return a digest of everything the pages are made of, words of the language in use among it."""
    digest = hashlib.sha256((folder() / PACKAGE).read_bytes())
    digest.update(json.dumps(use, sort_keys=True).encode())
    here = Path(__file__).resolve().parent
    for path in sorted([*here.glob("*.py"), *here.glob("checks/*.py")]):
        digest.update(path.read_bytes())
    if tr.file(language()).is_file():
        digest.update(tr.file(language()).read_bytes())
    return digest.hexdigest()[:16]


def write(book: str | PathLike[str], *, lessons: str | PathLike[str] | None = None) -> list[Path]:
    """Write ``data.md`` and ``data/<table>.md`` into the folder ``book``; leave what is up to date as it is.

    Parameters
    ----------
    book : path-like
        Folder of the book's pages, in the root of the book, beside ``data``.
    lessons : path-like, optional
        Folder of the lessons; ``lessons`` beside ``book`` unless given.

    Returns
    -------
    list of pathlib.Path
        The pages that were written or removed.
    """
    book = Path(book)
    lessons = Path(lessons) if lessons else book.parent / "lessons"
    data = book.parent / "data"
    use = used_by(lessons)
    mark = f"<!-- generated from the manifests, state {_state(use)} -->\n"
    place = book / "data"
    wanted = {place / f"{name}.md" for name in tables()}
    front = book / "data.md"
    if front.exists() and front.read_text(encoding="utf-8").endswith(mark) and all(path.exists() for path in wanted):
        return []
    place.mkdir(parents=True, exist_ok=True)
    changed = []
    to_lessons, to_data = (os.path.relpath(path, place).replace(os.sep, "/") + "/" for path in (lessons, data))
    for path in sorted(wanted):
        changed += _renew(path, page(path.stem, use=use.get(path.stem, ()), lessons=to_lessons, data=to_data))
    for path in set(place.glob("*.md")) - wanted:
        path.unlink()
        changed.append(path)
    # The overview carries the state and comes last: an interrupted run is repeated.
    return changed + _renew(front, overview(use) + "\n" + mark)


def _renew(path, text):
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    write_whole(path, text)
    return [path]
