"""Loading: a table as it is stored, one series of it, its description, and the caption that belongs under a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from io import BytesIO
from numbers import Integral
from typing import Any

import pandas as pd

from reformlab.data import replacement
from reformlab.data.errors import ArgumentError, TableError
from reformlab.data.manifest import (
    MEANING,
    STANDINGS,
    fields,
    folder,
    manifest,
    sha256,
    source_text,
    tables,
    unknown,
)
from reformlab.data.rows import PUT_LF

# Before pandas 3 "str" makes the same columns of objects, but a second pass over them takes as long as the parsing.
_TEXT = "str" if int(pd.__version__.split(".")[0]) >= 3 else object
_DTYPES = {"string": _TEXT, "number": "float64", "boolean": "bool"}


_parsed = {}  # table -> (SHA-256 of its file, frame): a lesson asks for the same table many times


def _dtype(field):
    if field["type"] == "integer":
        # A column with gaps cannot be int64, and pandas' nullable integers surprise numpy: gaps become NaN.
        return "int64" if field.get("constraints", {}).get("required") else "float64"
    return _DTYPES[field["type"]]


def _texts(argument, value):
    """Return one name or several as a list of str."""
    if isinstance(value, str):
        return [value]
    names = [value] if isinstance(value, (bytes, dict)) or not isinstance(value, Iterable) else list(value)
    for name in names:
        if not isinstance(name, str):
            raise ArgumentError(argument, value, "a name is needed, as text, or a list of names")
    return names


def _span(years):
    """Return (first, last) of the argument ``years``: a pair of whole numbers, or one year."""
    one = isinstance(years, Integral)
    pair = [years, years] if one else list(years) if isinstance(years, (tuple, list)) else []
    whole = all(isinstance(year, Integral) and not isinstance(year, bool) for year in pair)
    if len(pair) != 2 or not whole or pair[0] > pair[1]:
        raise ArgumentError(
            "years", years, "one year or (first, last) is needed, as whole numbers, first not above last"
        )
    return pair


def load(table: str, *, columns: str | Sequence[str] | None = None) -> Any:
    """Return a table as it is stored, after its checksum was tested.

    Parameters
    ----------
    table : str
        One of :func:`tables`.
    columns : str or list of str, optional
        Only this column, or these in this order; all unless given.

    Returns
    -------
    pandas.DataFrame
        Figure tables are long: ``series``, the unit (``province`` or ``iso3``), ``year``, ``value``, ``unit``,
        ``standing``, ``source`` (an id: :func:`sources` gives its full text).

    Raises
    ------
    UnknownName
        If the table or a column does not exist.
    ArgumentError
        If ``columns`` is neither a name nor a list of names.
    TableError
        If the file is missing, was changed without being sealed, or lacks a column of its manifest.
    """
    resource = manifest(table)
    known = fields(resource)
    columns = None if columns is None else _texts("columns", columns)
    if columns == []:
        raise ArgumentError("columns", columns, "at least one name is needed, or None for all columns")
    for column in columns or ():
        if column not in known:
            raise unknown("column", column, known, where=f" in table {table!r}")
    if resource.get("replacement"):
        frame = replacement.read(resource, folder())
        return frame[columns] if columns else frame
    path = folder() / resource["path"]
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise TableError(f"Table {table}: its file {resource['path']} is missing from the data folder.") from None
    found, stated = sha256(content), resource["hash"].removeprefix("sha256:")
    if found != stated:
        raise TableError(f"Table {table}: {_changed(resource['path'], content, found, stated)}")
    if _parsed.get(table, ("",))[0] != found:
        _parsed[table] = found, _parse(table, content, known)
    frame = _parsed[table][1]
    return (frame[columns] if columns else frame).copy()


def _changed(path, content, found, stated):
    """Say how a file differs from what was sealed, and how to get it back."""
    restore = f"Restore it: git checkout -- data/{path}"
    if b"\r" in content and sha256(content.replace(b"\r\n", b"\n")) == stated:
        return (
            f"the line ends of {path} were changed from LF to CRLF (Windows); the figures are the same. "
            f"To put LF back in all tables, run in the course's folder:\n{PUT_LF}"
        )
    return (
        f"{path} has SHA-256 {found[:12]}..., its manifest says {stated[:12]}.... The file was changed after it was "
        f"sealed. {restore}. If you changed figures on purpose, `reformlab data check` says what is wrong with them."
    )


def _parse(table, content, known):
    """Read a file whose columns are described by the fields of its manifest."""
    header = content[: content.find(b"\n")].decode("utf-8").strip().split(",")
    missing = [name for name in known if name not in header]
    if missing:
        raise TableError(f"Table {table}: column {missing[0]!r} is missing; the file has {', '.join(header)}.")
    return pd.read_csv(
        BytesIO(content),
        dtype={name: _dtype(field) for name, field in known.items()},
        keep_default_na=False,
        na_values=[""],
        low_memory=False,
    )


def _select(table, names, unit, years):
    """Rows of a long table that belong to ``names`` (all series if empty), ``unit`` and ``years``."""
    resource = manifest(table)
    known = resource.get("series")
    if known is None:
        raise unknown(
            "series", ", ".join(names), [], where=f": table {table!r} has columns, not series; use load({table!r})"
        )
    for name in names:
        if name not in known:
            raise unknown("series", name, known, where=f" in table {table!r}")
    frame = load(table)
    if names:
        frame = frame[frame["series"].isin(names)]
    if unit is not None:
        units, column = _texts("unit", unit), resource.get("unit_column")
        if column is None:
            raise unknown("unit", unit, ["China"], where=f": table {table!r} is about China as a whole")
        for one in units:
            if one not in resource["units"]:
                raise unknown(column, one, resource["units"], where=f" (unit) in table {table!r}")
        frame = frame[frame[column].isin(units)]
    if years is not None:
        frame = frame[frame["year"].between(*_span(years))]
    return frame, resource


def series(
    table: str,
    names: str | Sequence[str],
    *,
    unit: str | Sequence[str] | None = None,
    years: int | tuple[int, int] | None = None,
    standing: str | Sequence[str] | None = None,
) -> Any:
    """Return one or several series of a long table, by year.

    Parameters
    ----------
    table : str
        A figure table ("national", "provinces", "world" ...).
    names : str or list of str
        One series or several.
    unit : str or list of str, optional
        Only this province (English name) or country (ISO 3166 alpha-3), or several.
    years : int or (int, int), optional
        One year, or first and last year, both included.
    standing : str or list of str, optional
        Only figures of these standings, e.g. ``["checked", "derived"]``.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        Rows are years. ``national`` and one name: a Series; several names: one column a series. Tables with units and
        one name: one column a unit (one column a vintage as well, where the table has vintages). ``unit`` drops the
        unit from the columns. Years without a figure are NaN or absent.

    Raises
    ------
    UnknownName
        If the table, a series, the unit or a standing does not exist.
    ArgumentError
        If ``names``, ``unit`` or ``standing`` is no text, or ``years`` no year and no pair of years.
    """
    wanted = _texts("names", names)
    if not wanted:
        raise unknown("series", "", manifest(table).get("series", {}), where=f" in table {table!r}")
    frame, resource = _select(table, wanted, unit, years)
    if standing is not None:
        words = _texts("standing", standing)
        for word in words:
            if word not in STANDINGS:
                raise unknown("standing", word, STANDINGS)
        frame = frame[frame["standing"].isin(words)]
    across = [key for key in resource["schema"]["primaryKey"] if key != "year"]
    if isinstance(names, str):
        across.remove("series")
    if isinstance(unit, str):
        across.remove(resource["unit_column"])
    if not across:
        return frame.set_index("year")["value"].sort_index().rename(names)
    wide = frame.pivot(index="year", columns=across if len(across) > 1 else across[0], values="value").sort_index()
    order = {"series": wanted, resource.get("unit_column"): resource.get("units")}
    for level, key in enumerate(across):
        if order.get(key):
            present = set(wide.columns.get_level_values(level))
            kept = [name for name in order[key] if name in present]
            wide = wide.reindex(columns=kept, level=level if len(across) > 1 else None)
    return wide


def square(table: str, column: str | None = None) -> pd.DataFrame:
    """Return a pair table as a square frame, rows and columns in the order of the 31 provinces.

    Parameters
    ----------
    table : str
        A table with one row a pair of provinces: a migration matrix, ``distances`` or ``adjacency``.
    column : str, optional
        The figure column; needed only where a table holds more than one.

    Returns
    -------
    pandas.DataFrame
        For the migration tables ``frame.loc[residence, origin]`` counts persons. The diagonal is 0: people who stayed
        are not counted. Pairs that the table does not hold are NaN.

    Raises
    ------
    UnknownName
        If the table is no pair table or has no such column.
    """
    resource = manifest(table)
    pair = resource.get("pair")
    if not pair:
        raise unknown("pair table", table, [name for name in tables() if manifest(name).get("pair")])
    figures = resource["figures"]
    if column is None:
        column = figures[0]
    elif not isinstance(column, str) or column not in figures:
        raise unknown("column", column, figures, where=f" in table {table!r}")
    frame = load(table).pivot(index=pair[0], columns=pair[1], values=column)
    rows = [name for name in resource["units"] if name in frame.index]
    frame = frame.reindex(index=rows, columns=resource["units"])
    # The tables hold no pair of a province with itself: nobody who stayed, no distance.
    same = frame.index.to_numpy()[:, None] == frame.columns.to_numpy()[None, :]
    return frame.mask(same, 0.0)


def standing(
    table: str, *names: str, unit: str | Sequence[str] | None = None, years: int | tuple[int, int] | None = None
) -> dict[str, int]:
    """Return how many figures of a table (or of some of its series) have which standing.

    Returns
    -------
    dict of str to int
        Keys are those of checked, rounded, derived, recalled that occur, in this order.

    Raises
    ------
    UnknownName, ArgumentError
        As :func:`series`.
    """
    resource = manifest(table)
    names = _texts("names", names)
    if not names and unit is None and years is None:
        return dict(resource["standing"])
    frame, _ = _select(table, names, unit, years)
    counts = Counter(frame["standing"])
    return {word: counts[word] for word in STANDINGS if counts[word]}


def _merged(entries):
    """Full texts of source entries, with editions of the same work joined: "Communique 2012, 2013-2015"."""
    groups = {}
    for entry in entries:
        key = (entry["work"], entry.get("part"))
        groups.setdefault(key, []).append(entry)
    texts = []
    for (work, part), group in groups.items():
        editions = sorted({str(e["edition"]) for e in group if e.get("edition")})
        texts.append(source_text({"work": work, "part": part, "edition": _runs(editions)}))
    return texts


def _runs(editions):
    """Join years to runs: ["2011", "2012", "2013", "2016"] -> "2011-2013, 2016"."""
    if not all(e.isdigit() for e in editions):
        return ", ".join(editions)
    runs = []
    for year in map(int, editions):
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}\u2013{b}" for a, b in runs)


def caption(
    table: str, *names: str, unit: str | Sequence[str] | None = None, years: int | tuple[int, int] | None = None
) -> str:
    """Return the line that belongs under a figure: sources, and how many of the drawn figures are unconfirmed.

    Parameters
    ----------
    table : str
        The table the figure is drawn from.
    *names : str
        The series drawn; none means the whole table.
    unit, years : optional
        As in :func:`series`, when only a part of a series is drawn.

    Returns
    -------
    str
        "Source: work, edition, table." and, if any figure is ``recalled``, "14 of 77 figures unconfirmed."

    Raises
    ------
    UnknownName
        As :func:`series`.
    ArgumentError
        As :func:`series`, and if ``names``, ``unit`` and ``years`` leave no figure, so that no source can be named.
    """
    resource = manifest(table)
    names = _texts("names", names)
    by_id = resource["sources_by_id"]
    if names or unit is not None or years is not None:
        frame, _ = _select(table, names, unit, years)
        used = [key for key, _ in Counter(frame["source"]).most_common()]
        counts = Counter(frame["standing"])
        if not used:
            asked = {"names": names, "unit": unit, "years": years}
            raise ArgumentError(
                ", ".join(asked), tuple(asked.values()), f"table {table!r} has no figure there, so no source either"
            )
    else:
        used, counts = list(by_id), Counter(resource["standing"])
    text = "Source: " + "; ".join(_merged([by_id[key] for key in used])).rstrip(".") + "."
    if resource.get("caption"):
        text += " " + resource["caption"]
    if counts["recalled"]:
        text += f" {counts['recalled']:,} of {counts.total():,} figures unconfirmed."
    return text


class Description:
    """The manifest of a table, as text in a terminal and as Markdown in a notebook."""

    def __init__(self, resource: dict[str, Any]) -> None:
        self.resource = resource

    def _lines(self):
        r = self.resource
        total = sum(r["standing"].values())
        yield f"# {r['name']}: {r['title']}"
        yield ""
        yield r["description"]
        yield ""
        yield f"- rows: {r['rows']:,}; key: {', '.join(r['schema']['primaryKey'])}"
        for word, count in r["standing"].items():
            yield f"- {word}: {count:,} of {total:,} figures ({MEANING[word]})"
        yield f"- vintage: {r['vintage']}"
        yield f"- licence: {r['licenses'][0]['title']}"
        yield ""
        yield "## Columns"
        for field in r["schema"]["fields"]:
            measure = f" [{field['unit']}]" if field.get("unit") else ""
            yield f"- `{field['name']}` ({field['type']}){measure}: {field['description']}"
        if r.get("series"):
            yield ""
            yield "## Series"
            for key, entry in r["series"].items():
                yield f"- `{key}` [{entry['unit']}]: {entry['title']}"
        yield ""
        yield "## Sources"
        for key, entry in r["sources_by_id"].items():
            read = f". Read in: {entry['copy']}" if entry.get("copy") else ""
            address = f" <{entry['path']}>" if entry.get("path") else ""
            yield f"- `{key}`: {source_text(entry)}{address}{read}"
        yield ""
        yield "## Caveats"
        for text in r["caveats"]:
            yield f"- {text}"

    def __str__(self):
        return "\n".join(self._lines())

    __repr__ = __str__

    def _repr_markdown_(self):
        return str(self)


def describe(table: str) -> Description:
    """Return the manifest of a table: shown as text in a terminal, as Markdown in a notebook."""
    return Description(manifest(table))
