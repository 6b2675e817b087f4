"""Monte Carlo bands of the presets, computed once and stored, so that a page or a lesson need not wait for them.

`bands.csv` holds the quantiles of every outcome, `draws.csv` the mean equivalent variation and the share of people in
losing groups in every draw; `settings.csv` holds bands of all packages that the sliders of the Reform Lab page reach,
from the same draws. ``python -m reformlab.lab.bands`` computes all anew (minutes); tests solve single draws and single
settings again and say when the files are out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import as_file, files
from itertools import product
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reformlab.lab.assumed import ASSUMED
from reformlab.lab.bundles import BREAKTHROUGHS, PRESETS, combine, without
from reformlab.lab.errors import InfeasibleReform, LabError, ParameterError
from reformlab.lab.levers import GROUPS
from reformlab.lab.sampling import DRAWN, draw_assumptions
from reformlab.lab.scheduling import run_all
from reformlab.lab.uncertainty import central_values

if TYPE_CHECKING:
    from reformlab.types import Array

DRAWS, LEAST, SEED = 510, 500, 0  # a few draws have no equilibrium: the poorest could not pay for food
KEPT = {"EV": "EV", "people in losing groups (%)": "losing"}  # outcomes that are stored draw by draw
STOPS = (0.0, 0.5, 1.0)  # how far the sliders of the page carry a breakthrough out
SAID = {"EV": "EV", "EV, rural hukou": "rural", "EV, urban hukou": "urban", "people in losing groups (%)": "losing"}
_KEYS = (*(one.name for one in BREAKTHROUGHS), "barriers", "gains")


def _read(name, **options):
    with as_file(files("reformlab.lab").joinpath(name)) as path:
        return pd.read_csv(path, encoding="utf-8", **options)


def bands(preset: str) -> pd.DataFrame:
    """Quantiles of every outcome of a preset: central value, 5%, 50%, 95% and the share of draws above zero.

    Raises
    ------
    ParameterError
        If no preset has this name.
    """
    if preset not in PRESETS:
        raise ParameterError(f"preset must be one of {', '.join(PRESETS)}; got {preset!r}")
    stored = _read("bands.csv", index_col=["preset", "outcome"])
    return stored.loc[preset]


def draws() -> pd.DataFrame:
    """Mean equivalent variation and share of people in losing groups, draw by draw (columns: outcome, preset)."""
    return _read("draws.csv", index_col=0, header=[0, 1])


def matters(preset: str, outcome: str = "EV") -> pd.Series:
    """Rank correlation of assumptions with an outcome of a preset over the draws (Spearman 1904), largest first."""
    central = {name: ASSUMED[name].value for name in DRAWN}
    assumed = pd.DataFrame(draw_assumptions(central, DRAWS, SEED))
    found = draws()[KEPT[outcome], preset].reindex(assumed.index)
    table = assumed.rank().corrwith(found.rank())
    return table.reindex(table.abs().sort_values(ascending=False).index).rename(outcome)


def describe(tr: Callable[[str], str] = str) -> str:
    """Say in a line, which `tr` may translate, what the stored bands are made of."""
    return tr("5% to 95% of {draws} stratified draws over {assumptions} assumptions, seed {seed}").format(
        draws=len(draws()), assumptions=len(DRAWN), seed=SEED
    )


def setting(
    strengths: Sequence[float], barriers: bool | int, gains: bool | int, neutral: Mapping[str, float]
) -> dict[str, Any]:
    """Lever values of the five breakthroughs carried out in part, less the groups of levers that are switched off.

    Parameters
    ----------
    strengths : sequence of float
        From 0 to 1, in the order of `BREAKTHROUGHS`.
    barriers, gains : bool or int
        Whether barriers fall and assumed gains count.
    neutral : dict
        Neutral values of the economy.
    """
    dropped = [group for group, on in zip(GROUPS[1:], (barriers, gains), strict=True) if not on]
    return without(combine(BREAKTHROUGHS, neutral, dict(zip(_KEYS, strengths, strict=False))), *dropped)


def settings() -> pd.DataFrame:
    """Bands of every setting of the sliders: central value, 5% and 95% of `SAID`, by strengths and two switches.

    Where a slider stands at one half, what a draw adds to the central value is the mean of what it adds with this
    slider at 0 and at 1; the central value itself is solved.
    """
    return _read("settings.csv", index_col=list(range(len(_KEYS))), header=[0, 1]).rename_axis(index=_KEYS)


def solve_settings(payload: tuple[Any, ...], numbers: Sequence[int]) -> list[Array]:
    """Outcomes `SAID` of all packages in some draws, an array (packages, outcomes) each."""
    lab, reforms, references, drawn = payload
    results = []
    for number in numbers:
        try:
            one = lab.rebuilt(drawn[number], references)
        except InfeasibleReform:
            results.append(np.full((len(reforms), len(SAID)), np.nan))
            continue
        neutral = one.baseline.neutral
        results.append(np.array([_outcomes(one, reform.carried(neutral)) for reform in reforms]))
    return results


def _outcomes(lab, levers):
    """Outcomes `SAID` of a package; not a number where it cannot be carried out."""
    try:
        now = lab.solve(**levers).welfare.outcomes()
    except InfeasibleReform:
        return [np.nan] * len(SAID)
    return [now[name] for name in SAID]


def compute_settings(folder: str | PathLike[str], workers: int = 1) -> None:
    """Write the bands of every setting of the sliders into a folder (`settings.csv`).

    Raises
    ------
    LabError
        If a setting can be carried out in fewer than 500 draws.
    """
    from reformlab.lab.china2020 import China2020

    lab = China2020()
    neutral = lab.baseline.neutral
    keys = [(*strengths, *switches) for strengths in product(STOPS, repeat=5) for switches in product((0, 1), repeat=2)]
    runs = {key: lab.solve(**setting(key[:5], bool(key[5]), bool(key[6]), neutral)) for key in keys}
    corners = [key for key in keys if 0.5 not in key]
    drawn = draw_assumptions(central_values(lab), DRAWS, SEED)
    payload = lab, [runs[key].reform for key in corners], runs[keys[-1]].references, drawn
    found = np.array(run_all(solve_settings, payload, range(DRAWS), workers=workers, progress=True))
    central = {key: np.array([run.welfare.outcomes()[name] for name in SAID]) for key, run in runs.items()}
    adds = {key: found[:, i] - central[key] for i, key in enumerate(corners)}
    rows = []
    for key in keys:
        ends = product(*((0.0, 1.0) if part == 0.5 else (part,) for part in key))
        draws_ = central[key] + np.mean([adds[end] for end in ends], axis=0)
        solved = np.isfinite(draws_[:, 0]).sum()
        if solved < LEAST:
            raise LabError(f"setting {key}: {solved} draws have an equilibrium; at least {LEAST} are needed")
        draws_[:, -1] = draws_[:, -1].clip(0, 100)  # a share of people
        rows.append(np.stack([central[key], *np.nanquantile(draws_, (0.05, 0.95), axis=0)], axis=1).ravel())
    columns = pd.MultiIndex.from_product([SAID.values(), ["central", "5%", "95%"]])
    table = pd.DataFrame(
        np.round(rows, 3) + 0.0, pd.MultiIndex.from_tuples(keys, names=_KEYS), columns
    )  # no minus zero
    table.to_csv(Path(folder) / "settings.csv", lineterminator="\n", encoding="utf-8")


def compute(folder: str | PathLike[str], workers: int = 2) -> None:
    """Solve all draws of all presets and write both files into a folder; a stopped call resumes where it was."""
    from reformlab.lab.china2020 import China2020

    folder, lab = Path(folder), China2020()
    runs = [lab.preset(name) for name in PRESETS]
    found: Any = lab.uncertainty(
        runs, DRAWS, seed=SEED, workers=workers, progress=True, checkpoint=folder / "draws.part.csv"
    )
    table = pd.concat(
        {name: one.bands() for name, one in zip(PRESETS, found, strict=True)}, names=["preset", "outcome"]
    )
    table.to_csv(folder / "bands.csv", float_format="%.6g", lineterminator="\n", encoding="utf-8")
    columns = {(short, name): one.draws[full] for full, short in KEPT.items()
               for name, one in zip(PRESETS, found, strict=True)}  # fmt: skip
    pd.DataFrame(columns).to_csv(folder / "draws.csv", float_format="%.3f", lineterminator="\n", encoding="utf-8")


if __name__ == "__main__":  # worker processes import this file and must not start over
    place = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent
    compute(place)
    compute_settings(place)
