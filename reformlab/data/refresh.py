"""Refresh of the world table from the World Bank's interface: read, compare, show, and write only when told to.

Chinese official series have no open interface: their manifests say which release to read next and when.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import requests
import wbgapi
from tqdm import tqdm

from reformlab.data import seal
from reformlab.data.errors import TableError, shown
from reformlab.data.loading import load
from reformlab.data.manifest import folder, manifest, write_whole
from reformlab.errors import InvalidValue, ReformlabError
from reformlab.files import read_text

TIMEOUT = 30.0
TRIES = 3
FIRST_YEAR = 1960
# Of the United Nations, not of the World Bank's interface.
ELSEWHERE = ("urban_share_wup2018",)


# What requests and wbgapi raise when there is no answer, an error, or an answer of another shape than documented.
_FAULTS = (
    requests.RequestException,
    *(wbgapi.APIError, wbgapi.APIResponseError, wbgapi.URLError),
    *(ValueError, KeyError, IndexError, TypeError, AttributeError),
)


class Unreachable(ReformlabError, ConnectionError):
    """The interface did not answer, or not in the shape it documents; the shipped table stays as it is."""


@contextmanager
def interface(endpoint: str | None, timeout: float) -> Iterator[None]:
    """Point wbgapi at ``endpoint`` and give every request of its own session a timeout, for a while."""
    before = wbgapi.endpoint, wbgapi.get_options
    if endpoint:
        wbgapi.endpoint = endpoint
    wbgapi.get_options = {**wbgapi.get_options, "timeout": timeout}
    try:
        yield
    finally:
        wbgapi.endpoint, wbgapi.get_options = before


def _once(call):
    try:
        return call()
    except _FAULTS as error:
        raise Unreachable(_why(error)) from error


def _why(error):
    """Say in a few words why there is no answer, without addresses and what the libraries wrap around the cause."""
    chain, link = [], error
    while link is not None:
        chain.append(link)
        link = link.__cause__ or link.__context__
    if any(isinstance(link, socket.gaierror) for link in chain):
        return "its name was not found: is there a connection to the internet?"
    if any(isinstance(link, ConnectionRefusedError) for link in chain):
        return "the connection was refused"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate was not accepted"
    if isinstance(error, requests.exceptions.JSONDecodeError):
        return "the answer is no JSON"
    if isinstance(error, requests.RequestException):
        return "the connection broke off"
    if isinstance(error, wbgapi.APIError) and not isinstance(error, wbgapi.APIResponseError):
        return f"it answered with an error ({f'{error.code} ' if error.code else ''}{str(error.msg)[:80]})"
    return "the answer has another form than documented"


def attempt(call: Callable[[], Any], *, tries: int = TRIES, pause: float = 1.0) -> Any:
    """Call ``call`` until it succeeds, waiting ``pause``, twice ``pause`` ... seconds between tries.

    Raises
    ------
    Unreachable
        If the last try fails as well.
    """
    for number in range(tries):
        try:
            return _once(call)
        except Unreachable:
            if number == tries - 1:
                raise
            time.sleep(pause * 2**number)
    raise InvalidValue(f"tries is {tries}; at least 1 is needed.")


def fetch(
    codes: Mapping[str, str],
    countries: Sequence[str],
    *,
    endpoint: str | None = None,
    timeout: float = TIMEOUT,
    tries: int = TRIES,
    pause: float = 1.0,
    quiet: bool = False,
) -> tuple[pd.DataFrame, str]:
    """Read indicators from the World Bank's interface.

    Parameters
    ----------
    codes : dict of str to str
        Series of our table to indicator code.
    countries : list of str
        ISO 3166 alpha-3 codes.
    endpoint : str, optional
        Address of the interface; the public one unless given.
    timeout : float
        Seconds that one request may take.
    tries, pause : int, float
        As in :func:`attempt`, for each indicator.
    quiet : bool
        No progress bar.

    Returns
    -------
    (pandas.DataFrame, str)
        ``series``, ``iso3``, ``year``, ``value``; and the date of the release (YYYY-MM-DD).

    Raises
    ------
    Unreachable
        If the interface does not answer or answers without data.
    """
    rows = []
    with interface(endpoint, timeout):
        release = attempt(lambda: wbgapi.source.get(2)["lastupdated"], tries=tries, pause=pause)
        for series, code in tqdm(codes.items(), desc="World Bank", unit="series", disable=quiet):
            answer = attempt(
                lambda code=code: [  # type: ignore[misc]  # mypy infers no lambda with a default
                    (row["economy"], int(row["time"]), float(row["value"]))
                    for row in wbgapi.data.fetch(code, countries, "all", skipBlanks=True, numericTimeKeys=True)
                ],
                tries=tries,
                pause=pause,
            )
            rows += [(series, *row) for row in answer if row[0] in countries and row[1] >= FIRST_YEAR]
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(release)):
        raise Unreachable(f"the date of its release is {shown(release)}, not YYYY-MM-DD")
    if not rows:
        raise Unreachable("it answered without a single figure")
    return pd.DataFrame(rows, columns=["series", "iso3", "year", "value"]), release


@dataclass
class Difference:
    """What a refresh would change.

    Attributes
    ----------
    added, changed, gone : pandas.DataFrame
        Figures that are new; that have another value (``value`` and ``new``); that the release no longer holds.
    release : str
        Date of the release.
    table : pandas.DataFrame
        The whole table after the refresh.
    """

    added: pd.DataFrame
    changed: pd.DataFrame
    gone: pd.DataFrame
    release: str
    table: pd.DataFrame = field(repr=False)

    def __bool__(self):
        return bool(len(self.added) or len(self.changed) or len(self.gone))

    def __str__(self):
        if not self:
            return f"Release of {self.release}: nothing changed."
        lines = [
            f"Release of {self.release}: {len(self.added)} figures new, {len(self.changed)} changed, "
            f"{len(self.gone)} no longer published (kept)."
        ]
        for series, rows in self.changed.groupby("series", sort=False):
            row = rows.loc[(rows["new"] - rows["value"]).abs().idxmax()]
            most = f"{row['iso3']} {row['year']}: {row['value']:,.6g} -> {row['new']:,.6g}"
            lines.append(f"  {series}: {len(rows)} changed, most {most}")
        for series, rows in self.added.groupby("series", sort=False):
            lines.append(f"  {series}: {len(rows)} new, {rows['year'].min()}-{rows['year'].max()}")
        return "\n".join(lines)


def compare(old: pd.DataFrame, new: pd.DataFrame, release: str) -> Difference:
    """Compare the shipped table with fetched figures.

    Parameters
    ----------
    old : pandas.DataFrame
        The table as loaded.
    new : pandas.DataFrame
        ``series``, ``iso3``, ``year``, ``value``, as :func:`fetch` returns them.
    release : str
        Date of the release (YYYY-MM-DD), which becomes the source of every figure that changes.

    Returns
    -------
    Difference
        Figures that the release no longer holds are listed and kept, with their old source.
    """
    key = ["series", "iso3", "year"]
    both = old.merge(new.rename(columns={"value": "new"}), on=key, how="outer", indicator=True)
    fresh = both["_merge"] == "right_only"
    gone = (both["_merge"] == "left_only") & both["series"].isin(new["series"].unique())
    # Stored figures have twelve digits: a smaller difference is no revision.
    changed = (both["_merge"] == "both") & ~np.isclose(both["value"], both["new"], rtol=1e-9, atol=1e-12)
    units = {name: entry["unit"] for name, entry in manifest("world")["series"].items()}
    table = both.copy()
    renewed = fresh | changed
    table.loc[renewed, "value"] = table.loc[renewed, "new"]
    table.loc[renewed, "unit"] = table.loc[renewed, "series"].map(units)
    table.loc[renewed, "standing"] = "checked"
    table.loc[renewed, "source"] = f"wdi-{release}"
    order = {name: number for number, name in enumerate(units)}
    table = table.sort_values(key, key=lambda column: column.map(order) if column.name == "series" else column)
    return Difference(
        added=both.loc[fresh, [*key, "new"]],
        changed=both.loc[changed, [*key, "value", "new"]],
        gone=both.loc[gone, [*key, "value"]],
        release=release,
        table=table[list(old.columns)].reset_index(drop=True),
    )


def world(**options: Any) -> Difference:
    """Fetch the series of the world table that have an indicator code and compare them with the shipped figures.

    ``options`` go to :func:`fetch`. Nothing is written.

    Returns
    -------
    Difference
    """
    resource = manifest("world")
    codes = {name: entry["code"] for name, entry in resource["series"].items() if name not in ELSEWHERE}
    new, release = fetch(codes, resource["units"], **options)
    return compare(load("world"), new, release)


def _plausible(difference):
    """Refuse figures outside the range that the manifest allows: an interface can be wrong, too."""
    series = manifest("world")["series"]
    for row in pd.concat([difference.added, difference.changed]).itertuples():
        low, high = series[row.series]["range"]
        if (low is not None and row.new < low) or (high is not None and row.new > high):
            raise TableError(
                f"Table world, column value: {row.new:,.6g} ({row.series}, {row.iso3}, {row.year}) is not allowed; "
                f"from {low} to {high} is. Nothing was written."
            )


def write(difference: Difference) -> list[str]:
    """Write the refreshed world table with its new source, and seal it.

    Returns
    -------
    list of str
        The files that changed.

    Raises
    ------
    TableError
        If a new figure lies outside the range of its series, or the table cannot be sealed with the new figures. The
        files are as they were then.
    """
    if not difference:
        return []
    _plausible(difference)
    place, release = folder(), difference.release
    table = difference.table.assign(value=difference.table["value"].map(lambda value: format(value, ".12g")))
    paths = place / "world.csv", place / "world.yml"
    before = [path.read_bytes() for path in paths]
    text = read_text(paths[1])
    key = f"wdi-{release}"
    if f"\n  {key}:" not in text:
        entry = (
            f"  {key}: {{work: 'World Bank, World Development Indicators, release of', edition: '{release}', "
            "note: indicator code in the series list, standing: checked, copy: the interface of the World Bank}\n"
        )
        text = text.replace("\nsources:\n", f"\nsources:\n{entry}", 1)
    text = re.sub(r"(?m)^retrieved:.*$", f"retrieved: '{date.today().isoformat()}'", text, count=1)
    try:
        write_whole(paths[0], table.to_csv(index=False, lineterminator="\n"))
        write_whole(paths[1], text)
        return ["world.csv", *seal.seal(place)]
    except BaseException:
        for path, content in zip(paths, before, strict=True):
            write_whole(path, content)
        raise
