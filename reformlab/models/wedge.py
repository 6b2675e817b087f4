r"""What does a barrier to mobility cost, and why does the first cut of it bring most of the gain?

Question
    Workers are worth more in town than in the village, but a barrier keeps some of them away. How much output is
    lost, and how much of it does a partial removal of the barrier bring back?

Equation
    .. math:: Y = A_u L_u^{\alpha} + A_r L_r^{\alpha}, \quad L_u + L_r = L, \qquad
              (1 - \tau)\,\alpha A_u L_u^{\alpha - 1} = \alpha A_r L_r^{\alpha - 1}
              \;\Rightarrow\; \frac{L_u}{L_r} = \Bigl(\frac{(1 - \tau) A_u}{A_r}\Bigr)^{1/(1 - \alpha)}

    `tau` is the wedge: the part of the urban marginal product that a mover does not get. The dividend is the rise of
    output at unchanged resources when the wedge falls.

Source
    C.-T. Hsieh and P. J. Klenow (2009), "Misallocation and manufacturing TFP in China and India", Quarterly Journal of
    Economics 124, for wedges; A. C. Harberger (1954), American Economic Review 44, for the triangle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reformlab.models._arrays import Array
from reformlab.models._check import positive, within

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """Two sectors and a wedge; the defaults are teaching values.

    Attributes
    ----------
    wedge : float
        tau before the reform; -1 to 0.95 (below 0 is a subsidy to move).
    wedge_after : float
        tau after it; -1 to 0.95.
    exponent : float
        alpha, exponent of labour in both sectors; above 0 and below 1.
    urban_productivity, rural_productivity : float
        A of the two sectors; above 0.
    workers : float
        L, all workers; above 0.
    """

    wedge: float = 0.5
    wedge_after: float = 0.0
    exponent: float = 0.6
    urban_productivity: float = 2.0
    rural_productivity: float = 1.0
    workers: float = 1.0

    def __post_init__(self) -> None:
        within("wedge", self.wedge, -1, 0.95)
        within("wedge_after", self.wedge_after, -1, 0.95)
        within("exponent", self.exponent, 0, 1, open_ends=True)
        positive("urban_productivity", self.urban_productivity)
        positive("rural_productivity", self.rural_productivity)
        positive("workers", self.workers)


@dataclass(frozen=True, eq=False)
class Result:
    """Workers, output and dividend.

    Attributes
    ----------
    urban_before, urban_after : float
        Workers in town before and after the reform.
    output_before, output_after, output_free : float
        Output before, after, and without any wedge.
    dividend : float
        Rise of output by the reform, percent of output before.
    full_dividend : float
        Rise of output by the removal of the whole wedge, percent of output before.
    share_of_gain : float
        The first as a share of the second; 0 if there is nothing to gain.
    triangle : float
        Harberger's triangle for the whole removal, percent of output before: half the wedge between the marginal
        products times the workers who would move.
    town : array, shape (199,)
        Workers in town from near 0 to near all.
    urban_product, rural_product : array, shape (199,)
        Marginal products of the two sectors there.
    wedges, dividends : array, shape (101,)
        Wedges from the one before the reform down to 0, and the dividend of a cut to each.
    """

    urban_before: float
    urban_after: float
    output_before: float
    output_after: float
    output_free: float
    dividend: float
    full_dividend: float
    share_of_gain: float
    triangle: float
    town: Array
    urban_product: Array
    rural_product: Array
    wedges: Array
    dividends: Array


def solve(parameters: Parameters) -> Result:
    """Find where workers are and what moving them is worth.

    Examples
    --------
    >>> result = solve(Parameters(wedge=0.5, wedge_after=0.3))
    >>> round(result.dividend, 2), round(result.full_dividend, 2)
    (6.09, 7.85)
    """
    p = parameters

    def town_of(wedge: Any) -> Any:
        ratio = ((1 - np.asarray(wedge)) * p.urban_productivity / p.rural_productivity) ** (1 / (1 - p.exponent))
        return p.workers * ratio / (1 + ratio)

    def output_of(town: Any) -> Any:
        return p.urban_productivity * town**p.exponent + p.rural_productivity * (p.workers - town) ** p.exponent

    def products(town: Any) -> tuple[Any, Any]:
        return (
            p.exponent * p.urban_productivity * town ** (p.exponent - 1),
            p.exponent * p.rural_productivity * (p.workers - town) ** (p.exponent - 1),
        )

    before, after, free = float(town_of(p.wedge)), float(town_of(p.wedge_after)), float(town_of(0.0))
    start, end, best = (float(output_of(town)) for town in (before, after, free))
    urban_start, rural_start = products(before)
    town = np.linspace(0.005, 0.995, 199) * p.workers
    urban_product, rural_product = products(town)
    wedges = np.linspace(p.wedge, 0, 101)
    full = 100 * (best / start - 1)
    return Result(
        urban_before=before,
        urban_after=after,
        output_before=start,
        output_after=end,
        output_free=best,
        dividend=100 * (end / start - 1),
        full_dividend=full,
        share_of_gain=(end - start) / (best - start) if best > start else 0.0,
        triangle=float(50 * (urban_start - rural_start) * (free - before) / start),
        town=town,
        urban_product=urban_product,
        rural_product=rural_product,
        wedges=wedges,
        dividends=100 * (output_of(town_of(wedges)) / start - 1),
    )
