r"""How uncertain is the present value of citizenization, and which assumption matters most?

Question
    Each assumption behind the present value has a range. What is the spread of the result if all vary together, and
    how far does each one alone move it?

Equation
    .. math:: x_k \sim \text{Triangular}(l_k, m_k, h_k), \qquad
              \text{swing}_k = PV(m_1, \dots, h_k, \dots) - PV(m_1, \dots, l_k, \dots)

    `x` are the parameters of the model `citizenization_cost`, each with a lowest, a most likely and a highest value;
    `PV` is the balance per person. The swings, sorted by size, are the bars of a tornado chart.

Source
    D. B. Hertz (1964), "Risk analysis in capital investment", Harvard Business Review 42; the ranges are the user's
    own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models import citizenization_cost
from reformlab.models._arrays import Array, keep, vector
from reformlab.models._check import one_of, whole

__all__ = ["Parameters", "RANGES", "Result", "solve"]

# Lowest and highest value around the most likely one; teaching values, to be replaced by the user's own.
RANGES = {
    "yearly": (10_000.0, 24_000.0),
    "contribution": (3_000.0, 9_000.0),
    "contribution_growth": (0.02, 0.07),
    "rate": (0.02, 0.08),
}


@dataclass(frozen=True, eq=False)
class Parameters:
    """Most likely values, ranges and the number of draws.

    Attributes
    ----------
    likely : citizenization_cost.Parameters
        The most likely value of every parameter.
    ranges : mapping of name to (low, high)
        Lowest and highest value of the parameters that are uncertain; the most likely value lies between them.
    draws : int
        Random draws; 100 to 1,000,000.
    seed : int
        Seed of the random numbers; the same seed gives the same draws.
    """

    likely: citizenization_cost.Parameters = citizenization_cost.Parameters(
        yearly=17_000.0, contribution=6_000.0, contribution_growth=0.05
    )
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=lambda: dict(RANGES))
    draws: int = 2000
    seed: int = 1

    def __post_init__(self) -> None:
        known = tuple(item.name for item in fields(citizenization_cost.Parameters))
        if not self.ranges:
            raise InvalidValue("ranges must hold at least one parameter, got none")
        ranges = {}
        for name, ends in self.ranges.items():
            one_of("a name in ranges", name, tuple(other for other in known if other != "years"))
            low, high = vector(f"ranges[{name!r}]", ends, 2)
            likely = float(getattr(self.likely, name))
            if not (low <= likely <= high and low < high):
                raise InvalidValue(
                    f"ranges[{name!r}] must enclose the likely value {likely:g}, got {low:g} to {high:g}"
                )
            for end in (low, high):
                one: dict[str, Any] = {name: float(end)}
                replace(self.likely, **one)  # the model itself says if an end is out of range
            ranges[name] = (float(low), float(high))
        whole("draws", self.draws, 100, 1_000_000)
        whole("seed", self.seed, 0)
        keep(self, ranges=ranges)


@dataclass(frozen=True, eq=False)
class Result:
    """Spread and swings of the balance, yuan per person.

    Attributes
    ----------
    balance : array, shape (draws,)
        Balance of each draw.
    mean, median : float
        Mean and median of it.
    interval : tuple of two floats
        Fifth and 95th percentile.
    chance_positive : float
        Share of the draws with a balance of 0 or more.
    names : tuple of str
        Uncertain parameters, the largest swing first.
    at_low, at_high : array, shape (k,)
        Balance with this parameter at its lowest and at its highest value and all others at the most likely one.
    likely : float
        Balance with all at the most likely value.
    """

    balance: Array
    mean: float
    median: float
    interval: tuple[float, float]
    chance_positive: float
    names: tuple[str, ...]
    at_low: Array
    at_high: Array
    likely: float


def solve(parameters: Parameters) -> Result:
    """Draw all assumptions together, then move each alone.

    Examples
    --------
    >>> result = solve(Parameters(draws=500, seed=3))
    >>> bool(result.interval[0] < result.median < result.interval[1])
    True
    """
    p = parameters
    random = np.random.default_rng(int(p.seed))
    values = {item.name: float(getattr(p.likely, item.name)) for item in fields(p.likely)}
    drawn: dict[str, Any] = dict(values)
    for name, (low, high) in p.ranges.items():
        drawn[name] = random.triangular(low, values[name], high, size=int(p.draws))
    balance = _balance(drawn, int(p.draws))

    def alone(name: str, value: float) -> float:
        return float(_balance({**values, name: value}, 1)[0])

    ends = {name: (alone(name, low), alone(name, high)) for name, (low, high) in p.ranges.items()}
    names = tuple(sorted(ends, key=lambda name: -abs(ends[name][1] - ends[name][0])))
    low, high = np.percentile(balance, [5, 95])
    return Result(
        balance=balance,
        mean=float(balance.mean()),
        median=float(np.median(balance)),
        interval=(float(low), float(high)),
        chance_positive=float(np.mean(balance >= 0)),
        names=names,
        at_low=np.array([ends[name][0] for name in names]),
        at_high=np.array([ends[name][1] for name in names]),
        likely=float(_balance(values, 1)[0]),
    )


def _balance(values: Mapping[str, float | Array], size: int) -> Array:
    # The sums of `citizenization_cost` for many draws at once: a row for each draw, a column for each year.
    year = np.arange(1.0, int(values["years"]) + 1)
    column = {name: np.broadcast_to(value, size).astype(float)[:, None] for name, value in values.items()}
    brought = column["contribution"] * (1 + column["contribution_growth"]) ** year
    cost = column["yearly"] * (1 + column["yearly_growth"]) ** (year - 1)
    return np.sum((brought - cost) / (1 + column["rate"]) ** year, axis=1) - column["once"][:, 0]
