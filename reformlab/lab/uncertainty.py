"""How far results move when elasticities do: Monte Carlo over their ranges, and other structures of the model.

Each draw has its own random stream, numpy's ``default_rng([seed, number])``; results are the same bit for bit in any
order and on any number of workers of one kind of machine.
"""

import csv
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from reformlab.lab.assumed import ASSUMED
from reformlab.lab.errors import LabError, ParameterError
from reformlab.lab.scheduling import run_all

DRAWN = tuple(name for name, entry in ASSUMED.items() if entry.drawn)
QUANTILES = (0.05, 0.50, 0.95)
MOST_FAILURES = 0.02


def draw_parameters(parameters, seed, number):
    """Parameters of one draw: triangular over each drawn entry's range, its peak at the value in `parameters`."""
    stream = np.random.default_rng([seed, number])
    drawn = {}
    for name in DRAWN:
        entry, peak = ASSUMED[name], getattr(parameters, name)
        drawn[name] = float(stream.triangular(min(entry.low, peak), peak, max(entry.high, peak)))
    return replace(parameters, **drawn)


def solve_draws(payload, numbers):
    """Headline outcomes of some draws (a dict each); a draw that fails returns its message instead."""
    lab, reform, seed, references = payload
    results = []
    for number in numbers:
        try:
            one = lab.with_parameters(draw_parameters(lab.baseline.parameters, seed, number), references)
            results.append(one.run(reform).outcomes())
        except LabError as error:
            results.append({"failed": str(error)})
    return results


@dataclass(frozen=True)
class Uncertainty:
    """Outcomes of all draws, one a row.

    The central run uses the values of `assumed.table()`. Where such a value is the end of its range (service rivalry is
    1, and drawn from 0.5 to 1), the central outcome can lie at the edge of the band or beyond it.
    """

    draws: pd.DataFrame
    failed: pd.Series  # message by draw number
    seed: int
    central: pd.Series

    def bands(self):
        """5%, 50% and 95% quantiles by outcome, beside the central value and the share of draws above zero."""
        frame = self.draws.quantile(list(QUANTILES)).T
        frame.columns = [f"{100 * q:.0f}%" for q in QUANTILES]
        frame.insert(0, "central", self.central)
        frame["share above 0"] = (self.draws > 0).mean()
        return frame

    def describe(self):
        """Say in a line what the band is made of."""
        return f"5% to 95% of {len(self.draws)} draws over {len(DRAWN)} elasticities and costs, seed {self.seed}"

    def __repr__(self):
        lost = f"; {len(self.failed)} draws did not solve" if len(self.failed) else ""
        return f"Uncertainty: {self.describe()}{lost}\n{self.bands().round(2).to_string()}"


def uncertainty(lab, run, draws=1000, *, seed=0, scheduler=None, workers=1, progress=False, checkpoint=None):
    """Monte Carlo band of a run over the drawn assumptions; the base-year accounts are held fixed.

    Parameters
    ----------
    lab : Lab
    run : Run
        Gets the band attached (``run.band``).
    draws : int
    seed : int
    scheduler, workers, progress
        See `scheduling.run_all`.
    checkpoint : path, optional
        CSV file that keeps finished draws, so that a stopped run resumes where it was.

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
    central = run.headline()
    saved = _Checkpoint(checkpoint, _fingerprint(lab, run.reform, seed), list(central.index)) if checkpoint else None
    known = saved.read() if saved else {}
    missing = [number for number in range(draws) if number not in known]
    payload = (lab, run.reform, int(seed), run.references)
    results = run_all(
        solve_draws, payload, missing, scheduler=scheduler, workers=workers, progress=progress, label="draws",
        finished=saved.append if saved else None,
    )  # fmt: skip
    known |= dict(zip(missing, results, strict=True))
    failed = {i: known[i]["failed"] for i in range(draws) if "failed" in known[i]}
    if len(failed) > MOST_FAILURES * draws:
        raise LabError(
            f"{len(failed)} of {draws} draws did not solve (allowed: 2%); the first says: {next(iter(failed.values()))}"
        )
    good = [i for i in range(draws) if i not in failed]
    frame = pd.DataFrame([known[i] for i in good], index=pd.Index(good, name="draw"), columns=list(central.index))
    run.band = Uncertainty(frame, pd.Series(failed, dtype=object, name="message"), int(seed), central)
    return run.band


def _fingerprint(lab, reform, seed):
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
        else:
            digest.update(repr(value).encode())

    ranges = {name: ASSUMED[name] for name in DRAWN}
    add({"economy": lab.economy, "parameters": lab.baseline.parameters, "reform": reform, "ranges": ranges})
    add({"seed": int(seed), "tolerance": lab.tolerance})
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
            int(n): {"failed": message} if message else dict(zip(self.columns, map(float, values), strict=True))
            for n, message, *values in rows
        }

    def append(self, numbers, results):
        """Add finished draws."""
        for number, result in zip(numbers, results, strict=True):
            message = result.get("failed", "")
            values = [""] * len(self.columns) if message else [repr(float(result[c])) for c in self.columns]
            self.rows.append([number, message, *values])
        part = self.path.with_name(self.path.name + ".part")
        with part.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([[self.fingerprint, "failed", *self.columns], *self.rows])
        os.replace(part, self.path)
