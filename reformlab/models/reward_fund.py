r"""How does a reward fund for settled migrants divide its money between new and earlier cohorts?

Question
    A central fund pays places for the people they settle, and counts earlier cohorts with falling weights. Which part
    goes to the newest cohort, what does a settled person bring, and what if a place stops settling people?

Equation
    .. math:: M_{ic} = M\,\frac{\lambda^{c} n_{ic}}{\sum_j \sum_d \lambda^{d} n_{jd}}, \qquad
              \text{per person of cohort } c:\ \frac{M \lambda^{c}}{\sum_j \sum_d \lambda^{d} n_{jd}}

    `n` is the number of people settled by place i, `c` years ago, `lambda` the weight that a cohort keeps from year to
    year, `M` the fund.

Source
    Rules of 2022 of China's Ministry of Finance on the reward fund for citizenization, for the principle (weight on
    actual settlers, earlier cohorts phased down); the geometric weights are the course's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, keep
from reformlab.models._check import non_negative, positive, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Fund and settlers; the defaults are teaching values.

    Attributes
    ----------
    settled : array, shape (cohorts,) or (places, cohorts)
        People settled, million, the newest cohort first; 0 or greater, not all 0.
    kept : float
        lambda, weight that a cohort keeps from one year to the next; 0 to 1.
    fund : float
        M, billion yuan a year; above 0.
    """

    settled: Numbers = (1.0, 1.0, 1.0)
    kept: float = 0.5
    fund: float = 40.0

    def __post_init__(self) -> None:
        settled = np.array(np.atleast_2d(non_negative("settled", self.settled)), dtype=float)
        if settled.ndim > 2:
            raise InvalidValue(f"settled must have one row per place, got an array of shape {settled.shape}")
        if settled.sum() == 0:
            raise InvalidValue("settled must not be 0 everywhere, got 0 for every place and cohort")
        within("kept", self.kept, 0, 1)
        if self.kept == 0 and settled[:, 0].sum() == 0:
            raise InvalidValue("kept must be above 0 if nobody is in the newest cohort, got 0")
        positive("fund", self.fund)
        settled.flags.writeable = False
        keep(self, settled=settled)


@dataclass(frozen=True, eq=False)
class Result:
    """Where the money goes.

    Attributes
    ----------
    weight : array, shape (cohorts,)
        Weight of each cohort, 1 for the newest.
    cohort_share : array, shape (cohorts,)
        Share of the fund for each cohort; they add up to 1.
    place_money : array, shape (places,)
        Billion yuan a year for each place; they add up to the fund.
    per_settler : array, shape (cohorts,)
        Yuan a year for one person of each cohort.
    """

    weight: Array
    cohort_share: Array
    place_money: Array
    per_settler: Array


def solve(parameters: Parameters) -> Result:
    """Divide the fund.

    Examples
    --------
    >>> solve(Parameters(settled=[1, 1, 1], kept=0.5)).cohort_share.round(3).tolist()
    [0.571, 0.286, 0.143]
    """
    settled = parameters.settled
    weight = float(parameters.kept) ** np.arange(settled.shape[1])
    points = settled * weight
    return Result(
        weight=weight,
        cohort_share=points.sum(axis=0) / points.sum(),
        place_money=parameters.fund * points.sum(axis=1) / points.sum(),
        per_settler=1000 * parameters.fund * weight / points.sum(),
    )
