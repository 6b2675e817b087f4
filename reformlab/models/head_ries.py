r"""How high is the wall between two places that the migration table itself reveals?

Question
    If people choose where to live by what they get there, how large must the costs of living in another place be, so
    that the observed shares come out, whatever wages and prices are?

Equation
    .. math:: m_{od} = \frac{(V_d/\mu_{od})^{\kappa}}{\sum_k (V_k/\mu_{ok})^{\kappa}}
              \quad\Rightarrow\quad
              \bar\mu_{od} = \sqrt{\mu_{od}\,\mu_{do}} = \Bigl(\frac{m_{oo}\,m_{dd}}{m_{od}\,m_{do}}\Bigr)^{1/(2\kappa)}

    `m` is the share of the people from o who live in d, `V` what a place offers, `mu` the cost of living in d for
    somebody from o (1 at home; 3 means that two thirds of what d offers are lost), `kappa` the migration elasticity.
    Everything that belongs to one place cancels. The same table gives a higher wall if people are assumed to respond
    less.

Source
    K. Head and J. Ries (2001), "Increasing returns versus national product differentiation as an explanation for the
    pattern of U.S.-Canada trade", American Economic Review 91, for the ratio in trade; T. Tombe and X. Zhu (2019),
    "Trade, migration, and productivity", American Economic Review 109, for migration costs and kappa = 1.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array, keep, square
from reformlab.models._check import non_negative, positive
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Where people from each place live; the defaults are a teaching example.

    Attributes
    ----------
    people : array, shape (n, n)
        People (or shares) from the place of the row who live in that of the column; 0 or greater, the diagonal above 0.
    kappa : float
        Migration elasticity; above 0.
    floor : float
        Replaces a cell that is 0, as a share of the people of its row, because a share of 0 has no finite cost; above
        0.
    """

    people: Numbers = ((90.0, 8.0, 2.0), (3.0, 95.0, 2.0), (4.0, 6.0, 90.0))
    kappa: float = 1.5
    floor: float = 1e-6

    def __post_init__(self) -> None:
        people = square("people", non_negative("people", self.people))
        positive("the diagonal of people", np.diag(people))
        positive("kappa", self.kappa)
        positive("floor", self.floor)
        keep(self, people=people)


@dataclass(frozen=True, eq=False)
class Result:
    """Revealed costs.

    Attributes
    ----------
    share : array, shape (n, n)
        Shares of each row.
    cost : array, shape (n, n)
        Mean cost of the two directions as a factor, symmetric, 1 on the diagonal; below 1 only if more people live in
        each other's place than at home.
    loss : array, shape (n, n)
        Part of what the other place offers that the cost takes away, 1 - 1 / cost.
    mean_cost : float
        Mean of the logs over all pairs, as a factor, weighted by the people who live away.
    typical_cost : float
        Median over all pairs.
    filled : int
        Number of cells that were 0 and got the floor.
    """

    share: Array
    cost: Array
    loss: Array
    mean_cost: float
    typical_cost: float
    filled: int


def solve(parameters: Parameters) -> Result:
    """Read the costs out of the table.

    Examples
    --------
    >>> low, high = solve(Parameters(kappa=3)), solve(Parameters(kappa=1))
    >>> bool(np.isclose(high.cost[0, 1], low.cost[0, 1] ** 3))
    True
    """
    share = parameters.people / parameters.people.sum(axis=1, keepdims=True)
    empty = share == 0
    filled = np.where(empty, parameters.floor, share)
    stay = np.diag(filled)
    cost = (np.outer(stay, stay) / (filled * filled.T)) ** (1 / (2 * parameters.kappa))
    upper = np.triu_indices(len(cost), 1)
    weight = (parameters.people + parameters.people.T)[upper]
    weight = weight if weight.sum() > 0 else np.ones_like(weight)
    return Result(
        share=share,
        cost=cost,
        loss=1 - 1 / cost,
        mean_cost=float(np.exp(np.average(np.log(cost[upper]), weights=weight))),
        typical_cost=float(np.median(cost[upper])),
        filled=int(empty.sum()),
    )
