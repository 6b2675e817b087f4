r"""Who gains, who loses, and how small a transfer makes everybody gain?

Question
    A reform raises the total but not everybody's income. Is there support for it, and what must the winners pass on so
    that no group is worse off?

Equation
    .. math:: S = \sum_{g:\,\Delta_g > 0} s_g \Delta_g - \sum_{g:\,\Delta_g < 0} s_g |\Delta_g|, \qquad
              T^* = \sum_g s_g \max\{0,\; m - \Delta_g\}, \qquad \text{possible if } \sum_g s_g \Delta_g \ge m

    `s` is the population share of group g, `Delta` its gain per person, `S` the index of support (in money per person
    of the country), `m` the gain that every group must have, `T*` the smallest transfer that gives it to them.
    Winners pay in proportion to what they gain beyond `m`.

Source
    N. Kaldor (1939), "Welfare propositions of economics and interpersonal comparisons of utility", Economic Journal 49.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array, adds_up, keep, vector
from reformlab.models._check import finite, non_negative, same_length
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Groups and what a reform brings them; the defaults are teaching values for urban residents, migrants, villagers.

    Attributes
    ----------
    shares : array, shape (n,)
        Population shares of the groups; 0 or greater, adding up to 1.
    gains : array, shape (n,)
        Gain per person before transfers, yuan a year; below 0 for losers.
    minimum : float
        m, gain that every group must have, yuan a year; 0 or greater.
    transfer : float or None
        Money passed on, yuan a year per person of the country; 0 or greater. None passes on the smallest that is
        needed.
    """

    shares: Numbers = (0.48, 0.19, 0.33)
    gains: Numbers = (-600.0, 4000.0, 500.0)
    minimum: float = 0.0
    transfer: float | None = None

    def __post_init__(self) -> None:
        shares = adds_up("shares", vector("shares", non_negative("shares", self.shares)))
        gains = vector("gains", finite("gains", self.gains))
        same_length(shares=shares, gains=gains)
        non_negative("minimum", self.minimum)
        if self.transfer is not None:
            non_negative("transfer", self.transfer)
        keep(self, shares=shares, gains=gains)


@dataclass(frozen=True, eq=False)
class Result:
    """Support before and after the transfer.

    Attributes
    ----------
    support : float
        S, yuan a year per person of the country; equal to the mean gain.
    winners : float
        Population share of the groups that gain before transfers.
    smallest_transfer : float
        T*, yuan a year per person of the country.
    possible : bool
        True if the reform gains enough to pay it.
    after : array, shape (n,)
        Gain per person of each group after the transfer, yuan a year; the mean is that before.
    losers_after : float
        Population share of the groups that lose after the transfer.
    passed_on : float
        Transfer that was carried out; what winners can spare at the most.
    """

    support: float
    winners: float
    smallest_transfer: float
    possible: bool
    after: Array
    losers_after: float
    passed_on: float


def solve(parameters: Parameters) -> Result:
    """Measure support and pass money from winners to losers.

    Examples
    --------
    >>> result = solve(Parameters(shares=[0.5, 0.5], gains=[-100, 300]))
    >>> result.smallest_transfer, result.after.tolist()
    (50.0, [0.0, 200.0])
    """
    p = parameters
    short = p.shares * np.maximum(p.minimum - p.gains, 0.0)
    spare = p.shares * np.maximum(p.gains - p.minimum, 0.0)
    needed, available = float(short.sum()), float(spare.sum())
    asked = needed if p.transfer is None else float(p.transfer)
    passed_on = min(asked, available) if needed > 0 else 0.0
    after = p.gains.copy()
    if passed_on > 0:
        # Up to T* the money fills what is missing; beyond it, it is spread over the same groups in the same proportion.
        change = passed_on * (short / needed - spare / available)
        after = after + np.divide(change, p.shares, out=np.zeros_like(change), where=p.shares > 0)
    tolerance = 1e-9 * max(1.0, float(np.abs(p.gains).max()))
    return Result(
        support=float(p.shares @ p.gains),
        winners=float(p.shares[p.gains > 0].sum()),
        smallest_transfer=needed,
        possible=available >= needed,
        after=after,
        losers_after=float(p.shares[after < -tolerance].sum()),
        passed_on=passed_on,
    )
