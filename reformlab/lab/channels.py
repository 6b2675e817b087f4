"""Two exact accounts of what a reform does: welfare by channel, and mean real earnings with the movers' own step.

*Welfare*, 100 x log points, at base-year shares m of each group over places and against the solution in which nobody
moves. The first term is what being able to move is worth to the movers themselves: by the logit choice it is the
relative entropy of old to new shares over kappa (Kullback and Leibler 1951), so that it is never negative.

*Mean real earnings*, % of their base-year mean: what changes in place, what others' moves do to places, and the step
from lower to higher earnings that movers make (a shift-share account with mean weights, so nothing is left over).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from reformlab.lab.baseline import Baseline
    from reformlab.lab.utility import Utility
    from reformlab.lab.welfare import Welfare
    from reformlab.types import Array

CHANNELS = (
    "own step of movers",
    "others' moves",
    "public service",
    "land and property rights",
    "relief of barriers",
    "institutional potential",
)
MEANING = {
    "own step of movers": "what being able to move is worth to those who move, net of what moving costs them",
    "others' moves": "real earnings in places that change because others come and go",
    "public service": "access to services and their level",
    "land and property rights": "land and property income beside wages",
    "relief of barriers": "lower barriers to those who lived behind them already: utility by assumption",
    "institutional potential": "real earnings that change in place, with nobody moving",
}
EARNINGS = ("in place", "others' moves", "own step of movers")


def channels(welfare: Welfare, in_place: Utility) -> tuple[float, ...]:
    """Welfare by channel (`CHANNELS`), 100 x log points; the six add up to mean log welfare.

    Parameters
    ----------
    welfare : Welfare
    in_place : Utility
        Change of utility under the same reform if nobody moved.
    """
    utility = welfare.utility
    people = (welfare.people / welfare.population)[:, :, None, None] * welfare.shares

    def mean(change):
        return 100 * (people * change).sum()

    step = 100 * welfare.mean(welfare.log_welfare) - mean(utility.total)
    still = mean(in_place.earnings)
    return (
        step,
        mean(utility.earnings) - still,
        mean(utility.services),
        mean(utility.property),
        mean(utility.barriers),
        still,
    )


def own_step(welfare: Welfare) -> Array:
    """The first channel group by group (N, 2), log points: relative entropy of old to new shares over kappa."""
    before, after = welfare.shares, welfare.shares_after
    kappa = welfare.base.parameters.migration_elasticity
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(before > 0, before * np.log(before / after), 0.0)
    return terms.sum((2, 3)) / kappa


def earnings_account(base: Baseline, parts: dict[str, Any], in_place: dict[str, Any]) -> tuple[float, ...]:
    """Change of mean real earnings (`EARNINGS`), % of their mean in the base year.

    Parameters
    ----------
    parts, in_place : dict
        Parts of the solution, and of the one in which nobody moves.
    """
    before = base.income.wage * base.income.net

    def real(m):
        return m["income"].wage * m["net"] / np.exp(m["living"])

    after, still = real(parts), real(in_place)
    old, new = base.people / base.population, parts["people"] / parts["people"].sum()
    mean = (old * before).sum()
    place = (old * (still - before)).sum()
    others = ((old + new) / 2 * (after - before)).sum() - place
    step = ((before + after) / 2 * (new - old)).sum()
    return tuple(100 * v / mean for v in (place, others, step))
