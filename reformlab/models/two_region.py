r"""If people move to the richer region, do regions grow apart or together?

Question
    A core region is more productive; people may move there. What happens to the share of the core in output and to the
    gap per person, and where does the movement stop?

Equation
    .. math:: y_i = A_i N_i^{\lambda}, \qquad v_i = \ln y_i - \phi\,(N_i/K_i)^{\xi}, \qquad v_1 - v_2 = \mu

    `N` is the share of the people who live in region i, `y` output per person, `A` productivity, `lambda` the
    agglomeration elasticity, `v` welfare net of congestion with strength `phi` and curvature `xi` at capacity `K`,
    and `mu` the cost of living away from home in log points. People move to the core until the difference in welfare
    has fallen to `mu`.

Source
    G. Duranton and D. Puga (2004), "Micro-foundations of urban agglomeration economies", Handbook of Regional and Urban
    Economics 4, for the agglomeration elasticity; J. V. Henderson (1974), "The sizes and types of cities", American
    Economic Review 64, for congestion against agglomeration.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, positive, within
from reformlab.models._roots import bisect

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """Two regions; the defaults are teaching values.

    Attributes
    ----------
    core_share : float
        Share of the people who now live in the core; above 0 and below 1.
    core_productivity, other_productivity : float
        A of the core and of the other region, output per person in a region that held everybody; above 0.
    agglomeration : float
        lambda, elasticity of output per person to the number of people; 0 to 0.5.
    congestion : float
        phi, loss of welfare in log points when a region is exactly at its capacity; 0 or greater.
    curvature : float
        xi, how fast congestion rises beyond that; 1 to 6.
    core_capacity : float
        K of the core, as a share of all people; the other region has the rest. Above 0 and below 1.
    barrier : float
        mu, cost of living in the core for somebody from elsewhere, log points; 0 or greater.
    """

    core_share: float = 0.4
    core_productivity: float = 1.5
    other_productivity: float = 1.0
    agglomeration: float = 0.05
    congestion: float = 0.15
    curvature: float = 2.0
    core_capacity: float = 0.5
    barrier: float = 0.2

    def __post_init__(self) -> None:
        within("core_share", self.core_share, 0, 1, open_ends=True)
        positive("core_productivity", self.core_productivity)
        positive("other_productivity", self.other_productivity)
        within("agglomeration", self.agglomeration, 0, 0.5)
        non_negative("congestion", self.congestion)
        within("curvature", self.curvature, 1, 6)
        within("core_capacity", self.core_capacity, 0, 1, open_ends=True)
        non_negative("barrier", self.barrier)


@dataclass(frozen=True, eq=False)
class Result:
    """Output, gap and welfare, at the present share and along all shares.

    Attributes
    ----------
    output_share : float
        Share of the core in output.
    gap : float
        Output per person of the core divided by that of the other region.
    output : float
        Output per person of the country.
    theil : float
        Theil's index of output per person between the two regions.
    welfare_gap : float
        Welfare of the core minus that of the other region, log points, before the barrier.
    settled_share : float
        Share of people in the core where movement stops.
    share, share_output, share_gap, share_welfare_gap : array, shape (199,)
        Shares of people in the core from 0.005 to 0.995, and the first, second and fifth quantity there.
    """

    output_share: float
    gap: float
    output: float
    theil: float
    welfare_gap: float
    settled_share: float
    share: Array
    share_output: Array
    share_gap: Array
    share_welfare_gap: Array


def solve(parameters: Parameters) -> Result:
    """Compare the two regions and find where people stop moving.

    Examples
    --------
    >>> few, many = solve(Parameters(core_share=0.4)), solve(Parameters(core_share=0.5))
    >>> many.output_share > few.output_share and many.welfare_gap < few.welfare_gap
    True
    """
    p = parameters

    def regions(core: Array | float) -> tuple[Array, Array, Array]:
        core = np.asarray(core, dtype=float)
        rich = p.core_productivity * core**p.agglomeration
        poor = p.other_productivity * (1 - core) ** p.agglomeration
        crowd = (core / p.core_capacity) ** p.curvature - ((1 - core) / (1 - p.core_capacity)) ** p.curvature
        return rich, poor, np.log(rich / poor) - p.congestion * crowd

    def pull(core: float) -> float:
        return float(regions(core)[2]) - p.barrier

    # The first share above the present one at which the pull ends; below it nobody is forced to leave, so if the pull
    # is already negative people return until the welfare gap is closed from the other side.
    grid = np.linspace(1e-6, 1 - 1e-6, 4001)
    if pull(p.core_share) > 0:
        ahead = grid[grid > p.core_share]
        stops = ahead[regions(ahead)[2] <= p.barrier]
        settled = bisect(pull, p.core_share, stops[0]) if stops.size else 1.0
    elif float(regions(p.core_share)[2]) < -p.barrier:
        behind = grid[grid < p.core_share][::-1]
        stops = behind[regions(behind)[2] >= -p.barrier]
        settled = bisect(lambda core: pull(core) + 2 * p.barrier, stops[0], p.core_share) if stops.size else 0.0
    else:
        settled = p.core_share

    rich, poor, welfare_gap = regions(p.core_share)
    output = p.core_share * rich + (1 - p.core_share) * poor
    shares = np.array([p.core_share, 1 - p.core_share])
    money = shares * np.array([rich, poor]) / output
    share = np.linspace(0.005, 0.995, 199)
    many_rich, many_poor, many_gap = regions(share)
    return Result(
        output_share=float(money[0]),
        gap=float(rich / poor),
        output=float(output),
        theil=float(money @ np.log(money / shares)),
        welfare_gap=float(welfare_gap),
        settled_share=float(settled),
        share=share,
        share_output=share * many_rich / (share * many_rich + (1 - share) * many_poor),
        share_gap=many_rich / many_poor,
        share_welfare_gap=many_gap,
    )
