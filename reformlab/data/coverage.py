"""A small picture of what a table covers: by series and year, or by column. SVG in the text colour.

A filled bar says how many units have a firm figure (checked, rounded, derived), an outlined one how many have a
recalled figure: shape tells them apart, not colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd

from reformlab.data.loading import load
from reformlab.data.manifest import fields, manifest
from reformlab.words import tr

LEFT, ROW, GAP, WIDTH = 270, 13, 4, 760
LONGEST = 42


def _short(text):
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "\u2026"


def _svg(body, height, alt):
    return (
        f'<svg class="coverage" role="img" aria-label="{escape(alt)}" viewBox="0 0 {WIDTH} {height}" width="100%" '
        f'style="max-width:{WIDTH}px" xmlns="http://www.w3.org/2000/svg" font-size="11" fill="currentColor">'
        f"<title>{escape(alt)}</title>{''.join(body)}</svg>"
    )


def _label(text, y):
    return f'<text x="{LEFT - 6}" y="{y + ROW - 3}" text-anchor="end">{escape(_short(text))}</text>'


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
    step = next(s for s in (5, 10, 20, 50, 100) if (last - first) / s <= 12)
    years = range(first + -first % step, last + 1, step)
    return "".join(
        f'<text x="{LEFT + (year - first + 0.5) * width:.1f}" y="{bottom + 11}" text-anchor="middle">{year}</text>'
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
    width = (WIDTH - LEFT - 10) / (last - first + 1)
    body, top = [], 4
    for row in dict.fromkeys(theme.values()) if "vintage" not in frame else size.index:
        text = titles.get(row, tr(row.replace("_", " ")))
        cells = []
        known = counts.loc[row] if row in counts.index.get_level_values(0) else None
        for year in range(first, last + 1):
            total, weak = known.loc[year] if known is not None and year in known.index else (0, 0)
            cells.append((round((total - weak) / size[row], 2), round(weak / size[row], 2)))
        body += [_label(text, top), _bars(_runs(cells), LEFT, width, top)]
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
    body, top, wide = [], 4, WIDTH - LEFT - 90
    columns = [name for name in fields(resource) if name not in ("standing", "source")]
    for name in columns:
        field = fields(resource)[name]
        share = float(frame[name].notna().mean())
        weak = share * (1.0 if field.get("standing") == "recalled" else weak_rows)
        firm = share - weak
        body.append(_label(name, top))
        if firm > 0:
            body.append(f'<rect x="{LEFT}" y="{top}" width="{wide * firm:.1f}" height="{ROW}"/>')
        if weak > 0:
            body.append(
                f'<rect x="{LEFT + wide * firm:.1f}" y="{top}" width="{wide * weak:.1f}" height="{ROW}" fill="none" '
                'stroke="currentColor" stroke-width="0.8"/>'
            )
        body.append(
            f'<text x="{LEFT + wide * share + 5:.1f}" y="{top + ROW - 3}">{int(frame[name].notna().sum()):,}</text>'
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
