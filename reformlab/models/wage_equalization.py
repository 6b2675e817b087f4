r"""How much would regions gain if nothing kept people from moving, and would wages become equal?

Question
    Each province has its output and workers today. If labour were the same everywhere and could move freely, where
    would it go, how much would output rise, and how much of the difference in wages would be left if only some may
    move?

Equation
    .. math:: Y_i = A_i L_i^{\alpha}, \qquad w_i = \alpha\,Y_i/L_i, \qquad
              L_i^{\text{free}} = \frac{A_i^{1/(1-\alpha)}}{\sum_k A_k^{1/(1-\alpha)}}\,L

    `A` is backed out of output `Y` and workers `L`; `alpha` is the share of labour. Free movement equalises the
    marginal product. A partial reform moves the share `s` of the workers that full freedom would move.

Source
    J. Whalley and S. Zhang (2007), "A numerical simulation analysis of (Hukou) labour mobility restrictions in China",
    Journal of Development Economics 83: with homogeneous labour all wage differences come from the restrictions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array, keep, vector
from reformlab.models._check import positive, same_length, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Output and workers of regions; the defaults are teaching values.

    Attributes
    ----------
    output : array, shape (n,)
        Output of each region, any unit; above 0.
    workers : array, shape (n,)
        Workers of each region, any unit; above 0.
    labour_share : float
        alpha, share of labour in output; above 0 and below 1. The closer to 1, the more people would move.
    freed : float
        s, share of the full movement that takes place; 0 to 1.
    """

    output: Numbers = (50.0, 30.0, 20.0)
    workers: Numbers = (30.0, 35.0, 35.0)
    labour_share: float = 0.5
    freed: float = 1.0

    def __post_init__(self) -> None:
        output = vector("output", positive("output", self.output))
        workers = vector("workers", positive("workers", self.workers))
        same_length(output=output, workers=workers)
        within("labour_share", self.labour_share, 0, 1, open_ends=True)
        within("freed", self.freed, 0, 1)
        keep(self, output=output, workers=workers)


@dataclass(frozen=True, eq=False)
class Result:
    """Where workers go and what it is worth.

    Attributes
    ----------
    workers : array, shape (n,)
        Workers of each region after the movement; they add up to those before.
    wage_before, wage_after : array, shape (n,)
        Marginal product of labour.
    gain : float
        Rise of the output of the country, percent.
    moved : float
        Share of the workers who change the region.
    spread_before, spread_after : float
        Coefficient of variation of wages, weighted by workers.
    """

    workers: Array
    wage_before: Array
    wage_after: Array
    gain: float
    moved: float
    spread_before: float
    spread_after: float


def solve(parameters: Parameters) -> Result:
    """Free the movement of workers, in full or in part.

    Examples
    --------
    >>> result = solve(Parameters(freed=1))
    >>> bool(np.allclose(result.wage_after, result.wage_after[0])), result.gain > 0
    (True, True)
    """
    p = parameters
    productivity = p.output / p.workers**p.labour_share
    # Logs keep the power 1 / (1 - alpha) finite when the labour share is near 1.
    pull = np.log(productivity) / (1 - p.labour_share)
    free = np.exp(pull - pull.max())
    free = p.workers.sum() * free / free.sum()
    # A region that nobody would work in keeps the smallest number there is, so that its wage stays a number.
    workers = np.maximum(p.workers + p.freed * (free - p.workers), np.finfo(float).tiny)
    output = productivity * workers**p.labour_share
    before, after = p.labour_share * p.output / p.workers, p.labour_share * output / workers
    return Result(
        workers=workers,
        wage_before=before,
        wage_after=after,
        gain=float(100 * (output.sum() / p.output.sum() - 1)),
        moved=float(np.abs(workers - p.workers).sum() / 2 / p.workers.sum()),
        spread_before=_spread(before, p.workers),
        spread_after=_spread(after, workers),
    )


def _spread(wage: Array, workers: Array) -> float:
    mean = np.average(wage, weights=workers)
    return float(np.sqrt(np.average((wage - mean) ** 2, weights=workers)) / mean)
