"""Trade shares between provinces and the rest of the world: a gravity table fitted to output and spending.

Bilateral provincial trade is in no yearbook. The shares are a maximum-entropy table on known margins (output, spending)
with distance as seed; shares bought at home and abroad are tuned to assumed targets (`assumed.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.residence import proportional_fit

if TYPE_CHECKING:
    from reformlab.types import Array


def with_world(distance: Array, eastern: Array, assumed: Mapping[str, float]) -> Array:
    """Distances between N provinces and one node for the rest of the world, (N+1, N+1) km."""
    n = len(distance)
    inner = np.maximum(distance, 50.0)
    np.fill_diagonal(inner, assumed["within_province_km"])
    full = np.empty((n + 1, n + 1))
    full[:n, :n] = inner
    full[:n, n] = full[n, :n] = np.where(eastern, assumed["coast_to_world_km"], assumed["inland_to_world_km"])
    full[n, n] = assumed["within_province_km"]
    return full


def _tune(odds, now, target):
    """Factor that moves a share from `now` towards `target` by its odds."""
    return odds * (target / (1 - target)) / (now / (1 - now))


def trade_shares(spending: Array, output: Array, distance: Array, own_target: float, foreign_target: float) -> Array:
    """Share of each seller in each buyer's spending on one good, (N+1, N+1), rows add up to one.

    Parameters
    ----------
    spending, output : array (N+1,)
        By province, the rest of the world last.
    distance : array (N+1, N+1)
    own_target, foreign_target : float
        Shares of the provinces' spending that stay at home and that go abroad.
    """
    n = len(spending) - 1
    large = n >= 1000  # tables of thousands of regions need fewer rounds to serve as a speed test
    home = np.arange(n)
    seed = spending[:, None] * output[None, :] / distance
    total = spending[:n].sum()
    for _ in range(6 if large else 12):
        rounds = 3000 if n < 400 else 60
        table = proportional_fit(seed, spending, output, rounds=rounds, tolerance=1e-12)
        own, foreign = table[home, home].sum() / total, table[:n, n].sum() / total
        seed[home, home] = _tune(seed[home, home], own, own_target)
        # Buying at home is raised in the world too, or it would sell too much to China.
        seed[n, n] *= np.clip(_tune(1.0, foreign_target, foreign), 0.2, 5.0)
    return table / table.sum(1, keepdims=True)


def crossing(plants: Array, bias: float) -> Array:
    """Part of own-province purchases that crosses the urban-rural line, (N, 2, 2): side of the buyer, good.

    Farm goods are made in villages, so all that towns buy of them crosses. Non-farm goods are made on both sides; of
    what would cross if sourcing were random, the part `bias` does not.

    Parameters
    ----------
    plants : array (N, S)
        Share of each space in non-farm output, the first being rural.
    bias : float
    """
    cross = np.zeros((len(plants), 2, 2))
    cross[:, 1, 0] = 1.0
    cross[:, 0, 1] = (1 - bias) * (1 - plants[:, 0])
    cross[:, 1, 1] = (1 - bias) * plants[:, 0]
    return cross
