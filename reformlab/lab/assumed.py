"""Everything the Reform Lab assumes stands in one labelled file, `assumed.csv`: value, range, unit, source, standing.

Nothing in that file is measured for the China of 2020; the measured inputs come from `reformlab.data`. A result that
rests on an entry says so (`Run.rests_on`). Entries marked as drawn are varied by `uncertainty`.

`standing` says how firm the source is: "checked" (seen in the cited work, its abstract or a release), "reported" (seen
in another author's summary), "recalled" (from memory), "choice" (a modelling choice of this course).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

import pandas as pd

from reformlab.errors import InvalidValue

STANDINGS = ("checked", "reported", "recalled", "choice")


@dataclass(frozen=True)
class Assumption:
    """One assumed number; `low` and `high` bound what the literature or common sense allows."""

    value: float
    low: float
    high: float
    unit: str
    group: str
    drawn: bool
    standing: str
    meaning: str
    source: str


def _read():
    """Read the file and check that each entry has a source and lies in its own range."""
    entries = {}
    text = files("reformlab.lab").joinpath("assumed.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        name = row.pop("name")
        numbers = {key: float(row.pop(key)) for key in ("value", "low", "high")}
        entry = Assumption(drawn=row.pop("drawn") == "yes", **numbers, **row)
        if not (entry.low <= entry.value <= entry.high and entry.source and entry.standing in STANDINGS):
            raise InvalidValue(
                f"assumed.csv: {name} must lie in its range and have a source and a standing, got {entry}"
            )
        entries[name] = entry
    return entries


ASSUMED = _read()


def value(name: str) -> float:
    """Return the central value of one assumption."""
    return ASSUMED[name].value


def table(names: Iterable[str] | None = None) -> pd.DataFrame:
    """List the assumptions as a table, one a row (all of them, or only those in `names`)."""
    rows = ASSUMED if names is None else {name: ASSUMED[name] for name in names}
    return pd.DataFrame([vars(entry) for entry in rows.values()], index=pd.Index(rows, name="assumption"))
