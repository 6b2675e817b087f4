r"""Is there a value in waiting with a reform that cannot be undone?

Question
    A reform costs much at once and brings an uncertain benefit every year after. Should it start now, or wait until a
    pilot has shown whether the benefit is high or low, and what is the right to decide later worth?

Equation
    .. math:: V_{\text{now}} = \bar b + \frac{\bar b}{r} - C, \qquad
              V_{\text{wait}} = \frac{1}{1 + r}\Bigl[p\,\bigl(b_h + \tfrac{b_h}{r} - C\bigr)^{+}
              + (1 - p)\,\bigl(b_l + \tfrac{b_l}{r} - C\bigr)^{+}\Bigr]

    `C` is the cost that cannot be recovered, `b` the benefit a year, high with probability `p` or low, with mean
    :math:`\bar b`, and `r` the discount rate. The option value is what the best decision is worth beyond "now or
    never".

Source
    A. K. Dixit and R. S. Pindyck (1994), Investment under Uncertainty, chapter 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array
from reformlab.models._check import finite, positive, within

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """Cost, benefits and chances; the defaults are teaching values.

    Attributes
    ----------
    cost : float
        C, cost that cannot be recovered, any money unit; above 0.
    high, low : float
        Benefit a year in the good and in the bad case, the same unit; `low` is not above `high` and may be below 0.
    chance : float
        p, chance of the good case; 0 to 1.
    rate : float
        r, discount rate a year; above 0, at most 1.
    """

    cost: float = 1600.0
    high: float = 300.0
    low: float = 100.0
    chance: float = 0.5
    rate: float = 0.1

    def __post_init__(self) -> None:
        positive("cost", self.cost)
        finite("high", self.high)
        if finite("low", self.low) > self.high:
            raise InvalidValue(f"low must not be above high ({self.high:g}), got {self.low:g}")
        within("chance", self.chance, 0, 1)
        positive("rate", within("rate", self.rate, 0, 1))


@dataclass(frozen=True, eq=False)
class Result:
    """Values today, in the money unit of the parameters.

    Attributes
    ----------
    now : float
        Net present value of starting now.
    wait : float
        Value of waiting one year and then starting only if it pays.
    best : str
        "now", "wait" or "never".
    value : float
        Value of the best decision; 0 or greater.
    option_value : float
        What it is worth beyond the better of now and never; 0 or greater.
    chances, now_curve, wait_curve : array, shape (101,)
        Chances of the good case from 0 to 1, and the two values at each.
    """

    now: float
    wait: float
    best: str
    value: float
    option_value: float
    chances: Array
    now_curve: Array
    wait_curve: Array


def solve(parameters: Parameters) -> Result:
    """Compare starting now with waiting for news.

    Examples
    --------
    >>> result = solve(Parameters(cost=1600, high=300, low=100, chance=0.5, rate=0.1))
    >>> round(result.now), round(result.wait), result.best
    (600, 773, 'wait')
    """
    p = parameters
    worth = (1 + p.rate) / p.rate  # a benefit of 1 a year, the first one at once
    good, bad = p.high * worth - p.cost, p.low * worth - p.cost
    chances = np.linspace(0, 1, 101)

    def values(chance: Any) -> tuple[Any, Any]:
        now = chance * good + (1 - chance) * bad
        return now, (chance * max(good, 0.0) + (1 - chance) * max(bad, 0.0)) / (1 + p.rate)

    now, wait = (float(value) for value in values(p.chance))
    value = max(now, wait, 0.0)
    best = "never" if value <= 0 else "now" if now >= wait else "wait"
    now_curve, wait_curve = values(chances)
    return Result(
        now=now,
        wait=wait,
        best=best,
        value=value,
        option_value=value - max(now, 0.0),
        chances=chances,
        now_curve=now_curve,
        wait_curve=wait_curve,
    )
