"""Countries of any size with the moments of another one: for speed tests and for trying things out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reformlab.lab.errors import ParameterError
from reformlab.lab.inputs import ProvincialInputs
from reformlab.lab.residence import proportional_fit

SPREAD = 0.2  # log points by which a copy differs from its model


def resample(inputs: ProvincialInputs, size: int, *, seed: int = 0) -> ProvincialInputs:
    """Make a country of `size` regions out of copies of the regions in `inputs`, disturbed at random.

    People, output and movers are rescaled so that the totals of `inputs` are kept.

    Parameters
    ----------
    inputs : ProvincialInputs
    size : int
        At least two.
    seed : int
        Starts the random stream; the same seed gives the same country.
    """
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < 2:
        raise ParameterError(f"size must be a whole number of at least 2, got {size!r}")
    stream = np.random.default_rng(seed)
    pick = stream.integers(0, len(inputs.names), size)

    def copy(values, low=None, high=None, *, total=False):
        moved = np.asarray(values)[pick] * np.exp(SPREAD * stream.standard_normal(size))
        if low is not None:
            moved = np.clip(moved, low, high)
        return moved * (np.sum(values) / moved.sum()) if total else moved

    residents, output = copy(inputs.residents, total=True), copy(inputs.output, total=True)
    # Places lie around the points of a map that reproduces the given distances as well as a plane can.
    plane = _plane(inputs.distance)
    spots = plane[pick] + 100.0 * stream.standard_normal((size, 2))
    distance = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    distance = np.maximum(distance, 50.0)
    np.fill_diagonal(distance, 0.0)

    movers = inputs.moved.sum()
    arrivals = np.minimum(copy(inputs.moved.sum(0)), 0.5 * residents)
    leavers = np.minimum(copy(inputs.moved.sum(1)), 0.4 * residents)
    smaller = min(arrivals.sum(), leavers.sum(), movers)
    arrivals, leavers = arrivals * smaller / arrivals.sum(), leavers * smaller / leavers.sum()
    near = distance + np.eye(size)
    pull = residents[:, None] * output[None, :] / near**1.2
    np.fill_diagonal(pull, 0.0)
    moved = proportional_fit(pull, leavers, arrivals, rounds=500 if size < 500 else 60)

    def optional(values, *bounds):
        return None if values is None else copy(values, *bounds)

    transfers = None if inputs.transfers is None else copy(inputs.transfers)
    made = ProvincialInputs(
        names=tuple(f"{inputs.names[model]} {i}" for i, model in enumerate(pick)),
        eastern=np.asarray(inputs.eastern)[pick],
        residents=residents,
        urban_share=copy(inputs.urban_share, 0.25, 0.93),
        output=output,
        farm_share=copy(inputs.farm_share, 0.005, 0.3),
        moved=moved,
        urban_hukou_share=copy(inputs.urban_hukou_share, 0.15, 0.9),
        distance=distance,
        urban_use=copy(inputs.urban_use, 0.5, 1.3),
        transfers=None if transfers is None else transfers / transfers.sum(),
        service_budget=optional(inputs.service_budget),
        town_share=optional(inputs.town_share, 0.02, 0.9),
        farm_employment=optional(inputs.farm_employment, 0.01, 0.6),
        notes={"made up": f"{size} disturbed copies of {len(inputs.names)} regions, seed {seed}"},
    )
    if inputs.urban_income is None:
        return made
    return replace(made, urban_income=copy(inputs.urban_income), rural_income=copy(inputs.rural_income))


def _plane(distance):
    """Points in a plane whose distances are near the given ones (classical scaling, Torgerson 1952)."""
    n = len(distance)
    centre = np.eye(n) - 1.0 / n
    values, vectors = np.linalg.eigh(-0.5 * centre @ distance**2 @ centre)
    return vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0.0))
