"""Monte Carlo bands of the presets, computed once and stored, so that a page or a lesson need not wait for them.

`bands.csv` holds the quantiles of every outcome, `draws.csv` the mean equivalent variation and the share of people in
losing groups in every draw. ``python -m reformlab.lab.bands`` computes both anew (minutes); a test solves single draws
again and says when the files are out of date.
"""

import sys
from importlib.resources import as_file, files
from pathlib import Path

import pandas as pd

from reformlab.lab.assumed import ASSUMED
from reformlab.lab.bundles import PRESETS
from reformlab.lab.errors import ParameterError
from reformlab.lab.sampling import DRAWN, draw_assumptions

DRAWS, SEED = 510, 0  # a few draws have no equilibrium: the poorest could not pay for food
KEPT = {"EV": "EV", "people in losing groups (%)": "losing"}  # outcomes that are stored draw by draw


def _read(name, **options):
    with as_file(files("reformlab.lab").joinpath(name)) as path:
        return pd.read_csv(path, encoding="utf-8", **options)


def bands(preset):
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


def draws():
    """Mean equivalent variation and share of people in losing groups, draw by draw (columns: outcome, preset)."""
    return _read("draws.csv", index_col=0, header=[0, 1])


def matters(preset, outcome="EV"):
    """Rank correlation of assumptions with an outcome of a preset over the draws (Spearman 1904), largest first."""
    central = {name: ASSUMED[name].value for name in DRAWN}
    assumed = pd.DataFrame(draw_assumptions(central, DRAWS, SEED))
    found = draws()[KEPT[outcome], preset].reindex(assumed.index)
    table = assumed.rank().corrwith(found.rank())
    return table.reindex(table.abs().sort_values(ascending=False).index).rename(outcome)


def describe():
    """Say in a line what the stored bands are made of."""
    return f"5% to 95% of {len(draws())} stratified draws over {len(DRAWN)} assumptions, seed {SEED}"


def compute(folder, workers=2):
    """Solve all draws of all presets and write both files into a folder; a stopped call resumes where it was."""
    from reformlab.lab.china2020 import China2020

    folder, lab = Path(folder), China2020()
    runs = [lab.preset(name) for name in PRESETS]
    found = lab.uncertainty(
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
    compute(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
