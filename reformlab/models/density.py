r"""What does a denser city gain, and what does it cost?

Question
    Density makes people and firms more productive, and makes homes and journeys dearer. What is left if density
    doubles?

Equation
    .. math:: \ln\frac{y'}{y} = \varepsilon \ln m, \qquad
              \Delta \ln v = \bigl(\varepsilon - s_h \varepsilon_q - s_c \varepsilon_c\bigr) \ln m, \qquad
              \text{doubling: } 2^{\varepsilon} - 1

    `m` is density as a multiple of today's, `epsilon` the density elasticity of productivity, `epsilon_q` that of
    rents and `epsilon_c` that of commuting costs; `s_h` and `s_c` are the shares of housing and commuting in
    spending, `v` real income.

Source
    A. Ciccone and R. E. Hall (1996), "Productivity and the density of economic activity", American Economic Review 86;
    P.-P. Combes, G. Duranton and L. Gobillon (2019), "The costs of agglomeration", Review of Economic Studies 86, for
    the cost side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, within

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """Elasticities and shares; the defaults are teaching values.

    Attributes
    ----------
    multiple : float
        m, density as a multiple of today's; 0.1 to 20.
    productivity : float
        epsilon, elasticity of productivity to density; 0 to 0.3.
    rent : float
        epsilon_q, elasticity of rents to density; 0 or greater.
    housing_share : float
        s_h, share of housing in spending; 0 to 1.
    commuting : float
        epsilon_c, elasticity of commuting costs to density; 0 or greater.
    commuting_share : float
        s_c, share of commuting in spending (time included); 0 to 1, and 1 at the most with housing.
    """

    multiple: float = 2.0
    productivity: float = 0.05
    rent: float = 0.15
    housing_share: float = 0.2
    commuting: float = 0.1
    commuting_share: float = 0.1

    def __post_init__(self) -> None:
        within("multiple", self.multiple, 0.1, 20)
        within("productivity", self.productivity, 0, 0.3)
        non_negative("rent", self.rent)
        non_negative("commuting", self.commuting)
        within("housing_share", self.housing_share, 0, 1)
        within("commuting_share", self.commuting_share, 0, 1 - self.housing_share)


@dataclass(frozen=True, eq=False)
class Result:
    """Gain and costs, all in percent of today's real income.

    Attributes
    ----------
    productivity : float
        Rise of productivity.
    rent : float
        Rise of rents, percent of rents.
    housing_cost, commuting_cost : float
        What dearer homes and journeys take, percent of real income; above 0 for a loss.
    net : float
        Change of real income.
    multiples, productivity_curve, net_curve : array, shape (100,)
        Multiples of density from 0.5 to 4, rise of productivity and change of real income at each.
    """

    productivity: float
    rent: float
    housing_cost: float
    commuting_cost: float
    net: float
    multiples: Array
    productivity_curve: Array
    net_curve: Array


def solve(parameters: Parameters) -> Result:
    """Compare the gain from density with its costs.

    Examples
    --------
    >>> round(solve(Parameters(multiple=2, productivity=0.05)).productivity, 2)
    3.53
    """
    p = parameters
    housing, commuting = p.housing_share * p.rent, p.commuting_share * p.commuting
    net = p.productivity - housing - commuting

    def percent(elasticity: float, multiple: Any) -> Any:
        return 100 * np.expm1(elasticity * np.log(multiple))

    multiples = np.geomspace(0.5, 4, 100)
    return Result(
        productivity=float(percent(p.productivity, p.multiple)),
        rent=float(percent(p.rent, p.multiple)),
        housing_cost=-float(percent(-housing, p.multiple)),
        commuting_cost=-float(percent(-commuting, p.multiple)),
        net=float(percent(net, p.multiple)),
        multiples=multiples,
        productivity_curve=percent(p.productivity, multiples),
        net_curve=percent(net, multiples),
    )
