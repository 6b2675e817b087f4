r"""Which countries are most like a given one in structure?

Question
    Experience travels best between places that are alike. Which are the nearest neighbours of a country in income,
    share of farming, density, age structure and so on, and does the answer depend on how the indicators are weighted?

Equation
    .. math:: z_{ik} = \frac{x_{ik} - \bar x_k}{s_k}, \qquad d_{ij} = \sqrt{\sum_k w_k\,(z_{ik} - z_{jk})^2}

    `x` is indicator k of country i, `z` the same in standard deviations from the mean of all, `w` the weight of the
    indicator (adding up to 1), `d` the distance.

Source
    E. Fix and J. L. Hodges (1951), "Discriminatory analysis: nonparametric discrimination", for nearest neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, adds_up, keep, labels, matrix, vector
from reformlab.models._check import non_negative, one_of, whole
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Countries and their structure.

    Attributes
    ----------
    names : sequence of n names
        Names or codes of the countries; at least three.
    structure : array, shape (n, k)
        A row for each country, a column for each indicator; take logs of incomes and densities before. No missing
        values, and no column with one value throughout.
    chosen : str
        The country whose neighbours are wanted.
    count : int
        Number of neighbours; 1 up to n - 1.
    weights : array, shape (k,), or None
        Weights adding up to 1; None weighs all alike.
    """

    names: Sequence[str]
    structure: Numbers
    chosen: str
    count: int = 5
    weights: Numbers | None = None

    def __post_init__(self) -> None:
        structure = matrix("structure", self.structure)
        n, k = structure.shape
        if n < 3:
            raise InvalidValue(f"structure must hold at least 3 countries, got {n}")
        flat = np.ptp(structure, axis=0) == 0
        if flat.any():
            raise InvalidValue(
                f"structure must differ in every column, got column {int(np.argmax(flat))} with one value"
            )
        names = labels("names", self.names, n)
        one_of("chosen", self.chosen, names)
        whole("count", self.count, 1, n - 1)
        weights = np.full(k, 1 / k) if self.weights is None else self.weights
        weights = adds_up("weights", vector("weights", non_negative("weights", weights), k))
        keep(self, names=names, structure=structure, weights=weights)


@dataclass(frozen=True, eq=False)
class Result:
    """The neighbours.

    Attributes
    ----------
    names : tuple of str
        The nearest countries, the nearest first; equal distances in the order of the table.
    distance : array, shape (count,)
        Their distances, in standard deviations.
    standardized : array, shape (n, k)
        z of all countries.
    difference : array, shape (count, k)
        z of each neighbour minus z of the chosen country: where they are alike and where not.
    all_distances : array, shape (n,)
        Distances of all countries, in the order of the table.
    """

    names: tuple[str, ...]
    distance: Array
    standardized: Array
    difference: Array
    all_distances: Array


def solve(parameters: Parameters) -> Result:
    """Find the nearest neighbours.

    Examples
    --------
    >>> table = [[1.0, 10.0], [1.1, 11.0], [5.0, 40.0], [0.9, 12.0]]
    >>> solve(Parameters(names=["A", "B", "C", "D"], structure=table, chosen="A", count=2)).names
    ('B', 'D')
    """
    p = parameters
    z = (p.structure - p.structure.mean(axis=0)) / p.structure.std(axis=0)
    here = p.names.index(p.chosen)
    gap = z - z[here]
    distance = np.sqrt((gap**2) @ p.weights)
    order = np.argsort(distance, kind="stable")
    order = order[order != here][: int(p.count)]
    return Result(
        names=tuple(p.names[i] for i in order),
        distance=distance[order],
        standardized=z,
        difference=gap[order],
        all_distances=distance,
    )
