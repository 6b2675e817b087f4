r"""How many people should share one school, clinic or water main?

Question
    A facility costs much to build and little for one more user, until it is crowded. At which number of users is the
    cost per user lowest, and what does a facility lose that is half empty or twice as full?

Equation
    .. math:: \frac{C(n)}{n} = \frac{F}{n} + c\,n, \qquad n^* = \sqrt{F/c}, \qquad \frac{C(n^*)}{n^*} = 2\sqrt{F c}

    `F` is the fixed cost of the facility, `c` the crowding cost that each user lays on every user, `n` the number of
    users.

Source
    J. M. Buchanan (1965), "An economic theory of clubs", Economica 32; the linear crowding cost is the course's own
    choice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array
from reformlab.models._check import positive
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "cost_per_user", "solve"]


@dataclass(frozen=True)
class Parameters:
    """A club good; the defaults are teaching values.

    Attributes
    ----------
    fixed_cost : float
        F, cost of the facility whatever its use, money a year; above 0.
    crowding : float
        c, cost per user that one more user adds, money a year; above 0.
    users : float
        Present number of users; above 0.
    """

    fixed_cost: float = 1000.0
    crowding: float = 0.1
    users: float = 50.0

    def __post_init__(self) -> None:
        positive("fixed_cost", self.fixed_cost)
        positive("crowding", self.crowding)
        positive("users", self.users)


@dataclass(frozen=True, eq=False)
class Result:
    """Best size, present cost and the whole curve.

    Attributes
    ----------
    best_size : float
        Number of users with the lowest cost per user.
    lowest_cost : float
        Cost per user at that size.
    cost : float
        Cost per user at the present number of users.
    excess : float
        Present cost above the lowest, as a share of the lowest.
    size, curve : array, shape (200,)
        Numbers of users from a tenth of the best size to four times it, and the cost per user there.
    """

    best_size: float
    lowest_cost: float
    cost: float
    excess: float
    size: Array
    curve: Array


def cost_per_user(users: Numbers, fixed_cost: float, crowding: float) -> Numbers:
    """Cost per user, F / n + c n."""
    return fixed_cost / users + crowding * users


def solve(parameters: Parameters) -> Result:
    """Find the size of the club with the lowest cost per user.

    Examples
    --------
    >>> result = solve(Parameters(fixed_cost=1000, crowding=0.1))
    >>> result.best_size, result.lowest_cost
    (100.0, 20.0)
    """
    fixed, crowding = parameters.fixed_cost, parameters.crowding
    best, lowest = float(np.sqrt(fixed / crowding)), float(2 * np.sqrt(fixed * crowding))
    cost = float(cost_per_user(parameters.users, fixed, crowding))
    size = np.linspace(0.1, 4, 200) * best
    return Result(
        best_size=best,
        lowest_cost=lowest,
        cost=cost,
        excess=cost / lowest - 1,
        size=size,
        curve=cost_per_user(size, fixed, crowding),
    )
