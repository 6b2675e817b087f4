"""Draws of the assumptions: Latin hypercube samples of triangular distributions.

Each assumption's range is cut into as many strata of equal probability as there are draws, and each stratum is used
once (McKay, Beckman and Conover 1979), so that a few hundred draws cover all ranges evenly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.assumed import ASSUMED

if TYPE_CHECKING:
    from reformlab.types import Array

DRAWN = tuple(name for name, entry in ASSUMED.items() if entry.drawn)


def latin_hypercube(draws: int, columns: int, seed: int) -> Array:
    """Uniform sample (draws, columns) with one point in each of `draws` strata of every column."""
    stream = np.random.default_rng(seed)
    strata = np.stack([stream.permutation(draws) for _ in range(columns)], axis=1)
    return (strata + stream.random((draws, columns))) / draws


def triangular(uniform: Array, low: float, peak: float, high: float) -> Array:
    """Quantiles of the triangular distribution at uniform numbers."""
    width = high - low
    if width == 0:
        return np.full_like(uniform, peak)
    rising = low + np.sqrt(uniform * width * (peak - low))
    falling = high - np.sqrt((1 - uniform) * width * (high - peak))
    return np.where(uniform < (peak - low) / width, rising, falling)


def draw_assumptions(central: Mapping[str, float], draws: int, seed: int) -> list[dict[str, float]]:
    """Values of every drawn assumption, a list of dicts.

    Parameters
    ----------
    central : mapping
        Peak of each drawn assumption; a peak outside the range of `assumed.csv` widens it.
    draws, seed : int
    """
    sample = latin_hypercube(draws, len(DRAWN), seed)
    columns = []
    for name, uniform in zip(DRAWN, sample.T, strict=True):
        entry, peak = ASSUMED[name], central[name]
        columns.append(triangular(uniform, min(entry.low, peak), peak, max(entry.high, peak)))
    return [dict(zip(DRAWN, map(float, row), strict=True)) for row in np.stack(columns, axis=1)]
