r"""How large should a city be, and who would choose which size?

Question
    A larger city is more productive and more crowded. At which size are its people best off, how large does it grow if
    people may come, and which size is best for them and those outside together?

Equation
    .. math:: \ln v(N) = (\lambda - h) \ln N - \phi\,(N/K)^{\xi}, \qquad
              N^* = K \Bigl(\frac{\lambda - h}{\phi\,\xi}\Bigr)^{1/\xi}, \qquad
              \ln v(N_{\text{free}}) = \ln v_0, \qquad \max_N\ N\,(v(N) - v_0)

    `lambda` is the gain from size, `h` what higher rents take of it, `phi` and `xi` strength and curvature of
    crowding at capacity `K`; `v0` is what people have elsewhere, given as a part of the best that the city offers.
    Residents prefer `N*`; with free entry people come until nothing is gained any more; a planner who counts those
    outside stops between the two. A barrier `mu` (log points) stops entry where :math:`\ln v = \ln v_0 + \mu`,
    possibly short of the planner's size.

Source
    J. V. Henderson (1974), "The sizes and types of cities", American Economic Review 64; C.-C. Au and J. V. Henderson
    (2006), "Are Chinese cities too small?", Review of Economic Studies 73, for the inverted U.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, positive, within
from reformlab.models._roots import bisect

__all__ = ["Parameters", "Result", "loss", "solve"]


@dataclass(frozen=True)
class Parameters:
    """One city; the defaults are teaching values.

    Attributes
    ----------
    agglomeration : float
        lambda, elasticity of income to size; above `rent_drag`, at most 0.5.
    rent_drag : float
        h, elasticity of the cost of living to size through land; 0 or greater.
    crowding : float
        phi, loss in log points when the city is exactly at its capacity; above 0.
    curvature : float
        xi, how fast crowding rises; 0.5 to 6.
    capacity : float
        K, people for whom the city is built, million; above 0.
    outside : float
        v0, welfare elsewhere as a part of the best that the city offers; above 0 and below 1.
    barrier : float
        mu, cost of entry for an outsider, log points; 0 or greater.
    """

    agglomeration: float = 0.05
    rent_drag: float = 0.0
    crowding: float = 0.05
    curvature: float = 2.0
    capacity: float = 5.0
    outside: float = 0.9
    barrier: float = 0.0

    def __post_init__(self) -> None:
        positive("agglomeration", within("agglomeration", self.agglomeration, 0, 0.5))
        non_negative("rent_drag", self.rent_drag)
        if self.rent_drag >= self.agglomeration:
            raise InvalidValue(
                f"rent_drag must be below agglomeration ({self.agglomeration:g}), got {self.rent_drag:g}"
            )
        positive("crowding", self.crowding)
        within("curvature", self.curvature, 0.5, 6)
        positive("capacity", self.capacity)
        within("outside", self.outside, 0, 1, open_ends=True)
        non_negative("barrier", self.barrier)


@dataclass(frozen=True, eq=False)
class Result:
    """Sizes in million people and welfare along all sizes.

    Attributes
    ----------
    best_size : float
        N*, best for those who live there.
    planner_size : float
        Size that is best for residents and newcomers together.
    free_size : float
        Size with free entry.
    barred_size : float
        Size with the barrier; not below `best_size`, because up to there everybody gains from one more.
    size, welfare : array, shape (300,)
        Sizes, and welfare as a part of the best.
    """

    best_size: float
    planner_size: float
    free_size: float
    barred_size: float
    size: Array
    welfare: Array


def loss(ratio: float, parameters: Parameters) -> float:
    """Loss of welfare in log points if the city has `ratio` times the best size.

    With x = `ratio` it is :math:`(\\lambda - h)\\,[-\\ln x - (1 - x^{\\xi})/\\xi]`; the strength of crowding and the
    capacity cancel, so that a large loss needs a large `lambda` or a strong curvature.

    Examples
    --------
    >>> round(100 * loss(0.5, Parameters(agglomeration=0.05, curvature=2)), 1)
    1.6
    """
    return -float(_fall(positive("ratio", ratio), parameters))


def _fall(ratio: Array | float, p: Parameters) -> Array | float:
    # Log welfare relative to the best size, at `ratio` times that size.
    return (p.agglomeration - p.rent_drag) * (np.log(ratio) + (1 - ratio**p.curvature) / p.curvature)


def solve(parameters: Parameters) -> Result:
    """Find the sizes that residents, newcomers and a planner would choose.

    Examples
    --------
    >>> r = solve(Parameters())
    >>> r.best_size < r.planner_size < r.free_size
    True
    """
    p = parameters
    net = p.agglomeration - p.rent_drag
    best = p.capacity * (net / (p.crowding * p.curvature)) ** (1 / p.curvature)

    def fall(ratio: float) -> float:
        return float(_fall(ratio, p))

    def entry(log_outside: float) -> float:
        top = 2.0
        while fall(top) > log_outside:
            top *= 2
        return bisect(lambda ratio: fall(ratio) - log_outside, 1.0, top)

    log_outside = float(np.log(p.outside))
    free = entry(log_outside)
    # Entry stops earlier with a barrier; if the barrier exceeds all that the city offers, nobody comes beyond N*.
    barred = entry(log_outside + p.barrier) if log_outside + p.barrier < 0 else 1.0

    def surplus_slope(ratio: float) -> float:
        # d/dx of x (e^{f(x)} - v0), with f'(x) = net (1/x - x^(xi - 1)).
        return np.exp(fall(ratio)) * (1 + net * (1 - ratio**p.curvature)) - p.outside

    planner = bisect(surplus_slope, 1.0, free)
    size = np.linspace(0.02, 1.25 * free, 300)
    welfare = np.exp(_fall(size, p))
    return Result(
        best_size=best,
        planner_size=best * planner,
        free_size=best * free,
        barred_size=best * barred,
        size=best * size,
        welfare=welfare,
    )
