"""A small picture of what a table covers: by series and year, or by column. SVG in the text colour.

A filled bar says how many units have a firm figure (checked, rounded, derived), an outlined one how many have a
recalled figure: shape tells them apart, not colour. Names stand above their row and the drawing is as wide as a phone,
so that its letters have 11 px there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from unicodedata import east_asian_width

import pandas as pd

from reformlab.data.loading import load
from reformlab.data.manifest import fields, manifest
from reformlab.words import tr

WORDS, ROW, GAP, WIDTH = 13, 9, 7, 360  # heights of a name and of its bar, the space below, the width
LETTER = 5.7  # width of a letter; one of a square script takes two


def _svg(body, height, alt):
    return (
        f'<svg class="coverage" role="img" aria-label="{escape(alt)}" viewBox="0 0 {WIDTH} {height}" width="100%" '
        'style="max-width:480px;font-family:var(--sans, sans-serif)" xmlns="http://www.w3.org/2000/svg" font-size="11" '
        f'fill="currentColor">'
        f"<title>{escape(alt)}</title>{''.join(body)}</svg>"
    )


def _label(text, y):
    """Return a name, in as many lines as it needs, and where its bar begins."""
    lines, wide = [""], 0.0
    for word in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", text):
        width = sum(LETTER * (2 if east_asian_width(sign) in "WF" else 1) for sign in word)
        if wide + width > WIDTH:
            lines, wide = [*lines, ""], 0.0
        lines[-1], wide = lines[-1] + word, wide + width
    shown = (f'<text x="0" y="{y + WORDS * (k + 1) - 3}">{escape(line)}</text>' for k, line in enumerate(lines))
    return "".join(shown), y + WORDS * len(lines)


def _bars(cells, x, width, top):
    """Bars of one row: ``cells`` is a list of (number of the first cell, cells, firm share, recalled share)."""
    firm, recalled = [], []
    for first, count, full, weak in cells:
        left, wide = x + first * width, count * width
        if full:
            high = ROW * full
            firm.append(f"M{left:.1f} {top + ROW - high:.1f}h{wide:.1f}v{high:.1f}h-{wide:.1f}z")
        if weak:
            high = ROW * weak
            base = top + ROW * (1 - full)
            recalled.append(f"M{left:.1f} {base - high:.1f}h{wide:.1f}v{high:.1f}h-{wide:.1f}z")
    paths = f'<path d="{"".join(firm)}"/>' if firm else ""
    if recalled:
        paths += f'<path d="{"".join(recalled)}" fill="none" stroke="currentColor" stroke-width="0.8"/>'
    return paths


def _runs(values):
    """Join equal neighbours: [(a, b), ...] -> [(first, count, a, b), ...], empty ones left out."""
    runs = []
    for number, value in enumerate(values):
        if runs and runs[-1][2:] == value and runs[-1][0] + runs[-1][1] == number:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1, *value)
        elif any(value):
            runs.append((number, 1, *value))
    return runs


def _axis(first, last, width, bottom):
    step = next(s for s in (5, 10, 20, 50, 100) if (last - first) / s <= 9)
    years = range(first + -first % step, last + 1, step)
    return "".join(
        f'<text x="{min(max((year - first + 0.5) * width, 13), WIDTH - 13):.1f}" y="{bottom + 11}" '
        f'text-anchor="middle">{year}</text>'
        for year in years
    )


def by_year(table: str) -> str:
    """Return the picture of a figure table: one row a series (a theme, where the table has themes), one cell a year."""
    resource, frame = manifest(table), load(table)
    series = resource["series"]
    theme = {name: entry.get("theme", name) for name, entry in series.items()}
    frame = frame.assign(row=frame["series"].map(theme), weak=frame["standing"] == "recalled")
    unit = resource.get("unit_column")
    size = pd.Series(theme).value_counts() * (len(resource["units"]) if unit else 1)
    first = max(int(frame["year"].quantile(0.001)), int(frame["year"].min()))
    last = int(frame["year"].max())
    frame = frame[frame["year"] >= first]
    if "vintage" in frame:
        frame = frame.assign(row=frame["vintage"])
        size = pd.Series(len(resource["units"]), index=sorted(frame["vintage"].unique()))
    counts = frame.groupby(["row", "year"])["weak"].agg(["size", "sum"])
    if not unit:
        # Few series of a theme run through all years: the best year of the theme is the full height.
        size = counts["size"].groupby("row").max()
    titles = {name: tr(entry["title"]) for name, entry in series.items()}
    width = WIDTH / (last - first + 1)
    body, top = [], 4
    for row in dict.fromkeys(theme.values()) if "vintage" not in frame else size.index:
        text = titles.get(row, tr(row.replace("_", " ")))
        cells = []
        known = counts.loc[row] if row in counts.index.get_level_values(0) else None
        for year in range(first, last + 1):
            total, weak = known.loc[year] if known is not None and year in known.index else (0, 0)
            cells.append((round((total - weak) / size[row], 2), round(weak / size[row], 2)))
        words, top = _label(text, top)
        body += [words, _bars(_runs(cells), 0, width, top)]
        top += ROW + GAP
    body.append(_axis(first, last, width, top))
    rows = tr("vintages") if "vintage" in frame else tr("series") if unit else tr("themes")
    what = tr("of the series, against the theme's best year,")
    if unit:
        what = tr("of {count} units").format(count=len(resource["units"]))
    alt = tr(
        "Coverage of the table {table}, {first} to {last}. One row for each of {count} {rows}; the height of a bar is "
        "the share {what} with a figure in that year; filled: checked, rounded or derived; outlined: recalled."
    ).format(table=table, first=first, last=last, count=len(size), rows=rows, what=what)
    return _svg(body, top + 16, alt)


def by_column(table: str) -> str:
    """Return the picture of a table with one row a unit: one bar a column of figures, as long as it is filled."""
    resource, frame = manifest(table), load(table)
    weak_rows = (frame["standing"] == "recalled").mean() if "standing" in frame else 0.0
    body, top = [], 4
    columns = [name for name in fields(resource) if name not in ("standing", "source")]
    for name in columns:
        field = fields(resource)[name]
        share = float(frame[name].notna().mean())
        weak = share * (1.0 if field.get("standing") == "recalled" else weak_rows)
        firm = share - weak
        count = f"{int(frame[name].notna().sum()):,}"
        words, top = _label(name, top)
        body.append(words)
        body.append(f'<text x="{WIDTH}" y="{top - 3}" text-anchor="end">{count}</text>')
        if firm > 0:
            body.append(f'<rect x="0" y="{top}" width="{WIDTH * firm:.1f}" height="{ROW}"/>')
        if weak > 0:
            body.append(
                f'<rect x="{WIDTH * firm:.1f}" y="{top}" width="{WIDTH * weak:.1f}" height="{ROW}" fill="none" '
                'stroke="currentColor" stroke-width="0.8"/>'
            )
        top += ROW + GAP
    alt = tr(
        "Coverage of the table {table}: one bar for each of {columns} columns, as long as the share of the {rows} rows "
        "that have an entry; filled: firm; outlined: recalled."
    ).format(table=table, columns=len(columns), rows=f"{len(frame):,}")
    return _svg(body, top + 4, alt)


def picture(table: str) -> str:
    """Return the coverage picture that suits the table, as SVG text."""
    return by_year(table) if manifest(table).get("series") else by_column(table)


def shares(counts: Mapping[str, int]) -> str:
    """Return one stacked bar of standings as SVG text: filled, dense hatch, light hatch, outlined."""
    total = sum(counts.values())
    fills = {"checked": "currentColor", "rounded": "url(#dense)", "derived": "url(#light)", "recalled": "none"}
    body = [
        '<defs><pattern id="dense" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0 4L4 0" '
        'stroke="currentColor" stroke-width="1.4"/></pattern><pattern id="light" width="7" height="7" '
        'patternUnits="userSpaceOnUse"><path d="M0 7L7 0" stroke="currentColor" stroke-width="0.8"/></pattern></defs>'
    ]
    left, top, wide = 0.0, 4, WIDTH - 4
    for word, count in counts.items():
        width = wide * count / total
        body.append(
            f'<rect x="{left + 1:.1f}" y="{top}" width="{width:.1f}" height="18" fill="{fills[word]}" '
            'stroke="currentColor" stroke-width="0.8"/>'
        )
        left += width
    words = tr(", ").join(f"{tr(word)} {100 * count / total:.1f}%" for word, count in counts.items())
    body.append(f'<text x="1" y="{top + 32}" font-size="11">{escape(words)}</text>')
    return _svg(body, top + 38, tr("All figures by standing: {words}.").format(words=words))
