r"""How does a composite index rank places, and how much of the ranking is the method?

Question
    Several indicators are to become one score. Which weights does the entropy method give, which score do TOPSIS and a
    weighted mean give, and do they agree on the order?

Equation
    .. math:: w_k = \frac{1 - H_k}{\sum_l (1 - H_l)}, \quad H_k = -\frac{1}{\ln n}\sum_i p_{ik} \ln p_{ik}, \qquad
              T_i = \frac{d_i^-}{d_i^+ + d_i^-}

    `p` is the share of place i in the sum of indicator k (scaled to 0-1, small values good ones turned round), `H` the
    entropy of the indicator: one that hardly differs between places gets hardly any weight. `d+` and `d-` are the
    weighted distances to the best and to the worst values found; `T` runs from 0 to 1.

Source
    C. E. Shannon (1948), "A mathematical theory of communication", Bell System Technical Journal 27, for entropy;
    C.-L. Hwang and K. Yoon (1981), Multiple Attribute Decision Making, for TOPSIS and entropy weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, adds_up, keep, matrix, vector
from reformlab.models._check import non_negative
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Places and indicators.

    Attributes
    ----------
    values : array, shape (n, k)
        A row for each place (at least three), a column for each indicator; no column with equal values throughout.
    larger_is_better : sequence of k truth values, or None
        False for indicators of which less is better; None means True for all.
    weights : array, shape (k,), or None
        Weights adding up to 1; None takes entropy weights.
    """

    values: Numbers
    larger_is_better: Any = None  # an array of bool once the model is built
    weights: Numbers | None = None

    def __post_init__(self) -> None:
        values = matrix("values", self.values)
        if values.shape[0] < 3:
            raise InvalidValue(f"values must hold at least 3 places, got {values.shape[0]}")
        flat = np.ptp(values, axis=0) == 0
        if flat.any():
            raise InvalidValue(f"values must differ between places, got column {int(np.argmax(flat))} with one value")
        k = values.shape[1]
        better = (True,) * k if self.larger_is_better is None else tuple(bool(item) for item in self.larger_is_better)
        if len(better) != k:
            raise InvalidValue(f"larger_is_better must hold {k} truth values, got {len(better)}")
        weights = self.weights
        if weights is not None:
            weights = adds_up("weights", vector("weights", non_negative("weights", weights), k))
        keep(self, values=values, larger_is_better=better, weights=weights)


@dataclass(frozen=True, eq=False)
class Result:
    """Weights, scores and ranks.

    Attributes
    ----------
    weight : array, shape (k,)
        Weights used; they add up to 1.
    scaled : array, shape (n, k)
        Indicators from 0 (worst place) to 1 (best place).
    mean_score, topsis_score : array, shape (n,)
        Weighted mean of the scaled indicators, and TOPSIS; both from 0 to 1.
    weakest : array, shape (n,)
        Smallest scaled indicator: the view of the limiting factor.
    mean_rank, topsis_rank : array of whole numbers, shape (n,)
        Ranks, 1 for the best; equal scores share the better rank.
    agreement : float
        Spearman's correlation between the two rankings.
    """

    weight: Array
    scaled: Array
    mean_score: Array
    topsis_score: Array
    weakest: Array
    mean_rank: np.ndarray
    topsis_rank: np.ndarray
    agreement: float


def solve(parameters: Parameters) -> Result:
    """Score and rank the places.

    Examples
    --------
    >>> result = solve(Parameters(values=[[3, 30], [2, 10], [1, 20]]))
    >>> int(result.topsis_rank[0])
    1
    """
    values = parameters.values
    low, high = values.min(axis=0), values.max(axis=0)
    scaled = (values - low) / (high - low)
    scaled = np.where(parameters.larger_is_better, scaled, 1 - scaled)
    weight = _entropy_weights(scaled) if parameters.weights is None else parameters.weights
    mean_score = scaled @ weight
    to_best = np.sqrt(((1 - scaled) ** 2) @ weight**2)
    to_worst = np.sqrt((scaled**2) @ weight**2)
    topsis = to_worst / (to_best + to_worst)
    return Result(
        weight=weight,
        scaled=scaled,
        mean_score=mean_score,
        topsis_score=topsis,
        weakest=scaled.min(axis=1),
        mean_rank=_rank(mean_score),
        topsis_rank=_rank(topsis),
        agreement=_spearman(mean_score, topsis),
    )


def _entropy_weights(scaled: Array) -> Array:
    share = scaled / scaled.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(share > 0, share * np.log(share), 0.0)
    spare = 1 + terms.sum(axis=0) / np.log(len(scaled))
    return spare / spare.sum()


def _rank(score: Array) -> np.ndarray:
    return 1 + (score[None, :] > score[:, None] + 1e-12).sum(axis=1)


def _spearman(first: Array, second: Array) -> float:
    def middle_rank(score: Array) -> Array:
        above = (score[None, :] > score[:, None] + 1e-12).sum(axis=1)
        equal = (np.abs(score[None, :] - score[:, None]) <= 1e-12).sum(axis=1)
        return above + (equal + 1) / 2

    a, b = middle_rank(first), middle_rank(second)
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])
