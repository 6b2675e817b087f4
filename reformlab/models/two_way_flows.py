r"""Are flows between village, county seat and city one-way or two-way?

Question
    People, money, goods and land value move between places in both directions. How much moves in total, how much of it
    cancels out, and which place gains?

Equation
    .. math:: N_i = \sum_j F_{ji} - \sum_j F_{ij}, \qquad
              E_i = 100\,\frac{N_i}{\sum_j (F_{ji} + F_{ij})}, \qquad
              E = 100\,\frac{\sum_i |N_i|}{2\sum_{i \ne j} F_{ij}}, \qquad
              W = 100\,\frac{\sum_{i<j} |F_{ij} - F_{ji}|}{\sum_{i \ne j} F_{ij}}

    `F` is the flow from place i to place j, `N` the net flow into place i and `E` its effectiveness: 100 if everything
    moves in, minus 100 if everything moves out, 0 if arrivals and departures balance. `E` without an index is the
    effectiveness of the whole table: 0 if every place gets as many as it sends, and 100 only if no place both sends and
    receives. `W` nets by pair and not by place: 0 if each pair exchanges equal flows, 100 if every pair is a one-way
    street. A circle, A to B to C to A, has E = 0 and W = 100.

Source
    H. S. Shryock and J. S. Siegel (1976), The Methods and Materials of Demography, chapter on internal migration, for
    effectiveness (efficiency) of migration.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array, keep, square
from reformlab.models._check import non_negative
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """One table of flows; the defaults are a teaching example of a village, a county seat and a city.

    Attributes
    ----------
    flows : array, shape (n, n)
        Flow from the place of the row to the place of the column, any unit (people, yuan, tonnes); 0 or greater. The
        diagonal, movement inside a place, is ignored.
    """

    flows: Numbers = ((0.0, 4.0, 10.0), (1.0, 0.0, 5.0), (6.0, 2.0, 0.0))

    def __post_init__(self) -> None:
        flows = square("flows", non_negative("flows", self.flows))
        keep(self, flows=flows)


@dataclass(frozen=True, eq=False)
class Result:
    """Gross and net flows.

    Attributes
    ----------
    inflow, outflow, net : array, shape (n,)
        Arrivals, departures and their difference; the net flows add up to 0.
    effectiveness : array, shape (n,)
        Net over gross flow of each place in percent, from -100 to 100; 0 if nothing moves.
    total : float
        Everything that moves between places.
    table_effectiveness : float
        E, share of it in percent that does not cancel within places; 0 if nothing moves.
    one_way : float
        W, share in percent of everything that moves which does not cancel within pairs; 0 if nothing moves.
    exchange : array, shape (n, n)
        Net flow from the place of the row to that of the column; antisymmetric.
    """

    inflow: Array
    outflow: Array
    net: Array
    effectiveness: Array
    total: float
    table_effectiveness: float
    one_way: float
    exchange: Array


def solve(parameters: Parameters) -> Result:
    """Split a table of flows into what cancels and what does not.

    Examples
    --------
    >>> result = solve(Parameters())
    >>> result.net.tolist(), round(result.table_effectiveness, 1)
    ([-7.0, 0.0, 7.0], 25.0)
    """
    flows = parameters.flows - np.diag(np.diag(parameters.flows))
    inflow, outflow = flows.sum(axis=0), flows.sum(axis=1)
    net, gross, total = inflow - outflow, inflow + outflow, float(flows.sum())
    return Result(
        inflow=inflow,
        outflow=outflow,
        net=net,
        effectiveness=100 * np.divide(net, gross, out=np.zeros_like(net), where=gross > 0),
        total=total,
        table_effectiveness=float(50 * np.abs(net).sum() / total) if total > 0 else 0.0,
        one_way=float(50 * np.abs(flows - flows.T).sum() / total) if total > 0 else 0.0,
        exchange=flows - flows.T,
    )
