"""How far results move when assumptions do: Monte Carlo over all of them that have a range.

In each draw the base year is built anew and every reform is solved again. Draws are stratified (`sampling`) and known
by their number, so results are the same bit for bit in any order and on any number of workers of one kind of machine.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reformlab.lab.errors import LabError, ParameterError
from reformlab.lab.sampling import DRAWN, draw_assumptions
from reformlab.lab.scheduling import run_all

if TYPE_CHECKING:
    from reformlab.lab.laboratory import Lab
    from reformlab.lab.run import Run

QUANTILES = (0.05, 0.50, 0.95)
MOST_FAILURES = 0.02


def central_values(lab: Lab) -> dict[str, float]:
    """Value of every drawn assumption in a laboratory."""
    parameters, assumed = lab.baseline.parameters, lab.economy.options["assumed"]
    return {name: assumed[name] if name in assumed and not hasattr(parameters, name) else getattr(parameters, name)
            for name in DRAWN}  # fmt: skip


def solve_draws(payload: tuple[Any, ...], numbers: Sequence[int]) -> list[list[dict[str, float]] | dict[str, str]]:
    """Headline outcomes of some draws, a list of dicts (one a reform) each; a draw that fails returns its message."""
    lab, reforms, references, drawn = payload
    results: list[list[dict[str, float]] | dict[str, str]] = []
    for number in numbers:
        try:
            one = lab.rebuilt(drawn[number], references)
            neutral = one.baseline.neutral
            results.append(
                [
                    one.solve(charge_costs=reform.charge_costs, **reform.carried(neutral)).outcomes()
                    for reform in reforms
                ]
            )
        except LabError as error:
            results.append({"failed": str(error)})
    return results


@dataclass(frozen=True)
class Uncertainty:
    """Outcomes of all draws, one a row. The median need not be near the central run: ranges are skewed."""

    draws: pd.DataFrame
    failed: pd.Series  # message by draw number
    seed: int
    central: pd.Series
    assumed: pd.DataFrame  # value of each assumption in each draw

    def bands(self) -> pd.DataFrame:
        """5%, 50% and 95% quantiles by outcome, beside the central value and the share of draws above zero."""
        frame = self.draws.quantile(list(QUANTILES)).T
        frame.columns = [f"{100 * q:.0f}%" for q in QUANTILES]
        frame.insert(0, "central", self.central)
        frame["share above 0"] = (self.draws > 0).mean()
        return frame

    def matters(self, outcome: str = "EV") -> pd.Series:
        """Rank correlation of each assumption with an outcome over the draws, largest first (Spearman 1904)."""
        ranks = self.assumed.loc[self.draws.index].rank()
        found = ranks.corrwith(self.draws[outcome].rank())
        return found.reindex(found.abs().sort_values(ascending=False).index).rename(outcome)

    def describe(self) -> str:
        """Say in a line what the band is made of."""
        return f"5% to 95% of {len(self.draws)} stratified draws over {len(DRAWN)} assumptions, seed {self.seed}"

    def __repr__(self):
        lost = f"; {len(self.failed)} draws did not solve" if len(self.failed) else ""
        return f"Uncertainty: {self.describe()}{lost}\n{self.bands().round(2).to_string()}"


def uncertainty(
    lab: Lab,
    runs: Run | Sequence[Run],
    draws: int = 500,
    *,
    seed: int = 0,
    scheduler: Any = None,
    workers: int = 1,
    progress: bool = False,
    checkpoint: str | PathLike[str] | None = None,
) -> Uncertainty | list[Uncertainty]:
    """Monte Carlo bands of one run or of several on the same draws; the base year is built anew in each.

    Parameters
    ----------
    lab : Lab
    runs : Run or list of Run
        Each gets its band attached (``run.band``).
    draws : int
        Strata of each assumption; another number of draws is another sample.
    seed : int
    scheduler, workers, progress
        See `scheduling.run_all`.
    checkpoint : path, optional
        CSV file that keeps finished draws, so that a stopped call resumes where it was.

    Returns
    -------
    Uncertainty or list of Uncertainty

    Raises
    ------
    ParameterError
        If draws, seed or the checkpoint do not fit.
    LabError
        If more than 2% of the draws do not solve (with the first message).
    """
    for name, number, least in (("draws", draws, 2), ("seed", seed, 0)):
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < least:
            raise ParameterError(f"{name} must be a whole number of at least {least}, got {number!r}")
    if lab.baseline.parameters != lab.economy.parameters:
        raise ParameterError(
            "uncertainty builds the base year anew: give parameters to the economy (China2020(parameters=...)), "
            "not to Lab.with_parameters"
        )
    several = isinstance(runs, Sequence)
    runs = list(runs) if isinstance(runs, Sequence) else [runs]
    if not runs:
        raise ParameterError("runs: give at least one run, got an empty list")
    reforms, central = [run.reform for run in runs], [run.headline() for run in runs]
    names = list(central[0].index)
    drawn = draw_assumptions(central_values(lab), int(draws), int(seed))
    columns = [f"{i}: {name}" for i in range(len(runs)) for name in names]
    saved = _Checkpoint(checkpoint, _fingerprint(lab, reforms, drawn), columns) if checkpoint else None
    known = saved.read() if saved else {}
    missing = [number for number in range(draws) if number not in known]
    results = run_all(
        solve_draws, (lab, reforms, runs[0].references, drawn), missing, scheduler=scheduler, workers=workers,
        progress=progress, label="draws", finished=saved.append if saved else None,
    )  # fmt: skip
    known |= dict(zip(missing, results, strict=True))
    failed = {i: known[i]["failed"] for i in range(draws) if "failed" in known[i]}
    if len(failed) > MOST_FAILURES * draws:
        raise LabError(
            f"{len(failed)} of {draws} draws did not solve (allowed: 2%); the first says: {next(iter(failed.values()))}"
        )
    good = pd.Index([i for i in range(draws) if i not in failed], name="draw")
    messages, assumed = pd.Series(failed, dtype=object, name="message"), pd.DataFrame(drawn).rename_axis("draw")
    bands = []
    for i, run in enumerate(runs):
        frame = pd.DataFrame([known[number][i] for number in good], index=good, columns=names)
        run.band = Uncertainty(frame, messages, int(seed), central[i], assumed)
        bands.append(run.band)
    return bands if several else bands[0]


def _fingerprint(lab, reforms, drawn):
    """Text that changes whenever a saved draw would no longer fit."""
    digest = hashlib.sha256()

    def add(value):
        if is_dataclass(value):
            value = {field.name: getattr(value, field.name) for field in fields(value) if field.name != "notes"}
        if isinstance(value, np.ndarray):
            digest.update(repr((value.dtype.str, value.shape)).encode() + value.tobytes())
        elif isinstance(value, Mapping):
            for name, part in value.items():
                digest.update(name.encode())
                add(part)
        elif isinstance(value, list):
            for part in value:
                add(part)
        else:
            digest.update(repr(value).encode())

    add({"economy": lab.economy, "reforms": reforms, "drawn": drawn, "tolerance": lab.tolerance})
    return digest.hexdigest()[:16]


class _Checkpoint:
    """Finished draws in a CSV file; each write replaces the file as a whole, so a stop never leaves half a line."""

    def __init__(self, path, fingerprint, columns):
        self.path, self.fingerprint, self.columns = Path(path), fingerprint, columns
        self.rows = []

    def read(self):
        """Draws that an earlier call finished."""
        if not self.path.exists():
            return {}
        with self.path.open(newline="", encoding="utf-8") as file:
            head, rows = next(csv.reader(file), None), list(csv.reader(file))
        if head != [self.fingerprint, "failed", *self.columns]:
            raise ParameterError(f"checkpoint: {self.path} belongs to another run, seed or model; use a new file name")
        self.rows = rows
        return {
            int(n): {"failed": message} if message else self._unfold(map(float, values)) for n, message, *values in rows
        }

    def _unfold(self, values):
        """Outcomes by reform, a list of dicts, from one row."""
        found = {}
        for column, value in zip(self.columns, values, strict=True):
            reform, _, name = column.partition(": ")
            found.setdefault(reform, {})[name] = value
        return list(found.values())

    def append(self, numbers, results):
        """Add finished draws."""
        for number, result in zip(numbers, results, strict=True):
            message = result["failed"] if isinstance(result, dict) else ""
            flat = [] if message else [repr(float(value)) for one in result for value in one.values()]
            self.rows.append([number, message, *(flat or [""] * len(self.columns))])
        part = self.path.with_name(self.path.name + ".part")
        with part.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([[self.fingerprint, "failed", *self.columns], *self.rows])
        os.replace(part, self.path)
