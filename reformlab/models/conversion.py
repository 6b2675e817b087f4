r"""When does an eligible migrant take up urban registration?

Question
    Urban registration opens services; giving up rural registration may cost rights in land. For which service gap and
    which land value does conversion pay, and how does the answer change if the land right is kept?

Equation
    .. math:: \Delta = S\,\frac{1 - (1 + r)^{-T}}{r} - (1 - k)\,V - C, \qquad
              \Pr(\text{convert}) = \frac{1}{1 + e^{-\Delta/s}}

    `S` is the gain from services a year for `T` years at the discount rate `r`, `V` the value of the land rights, `k`
    the part that is kept, `C` the cost of converting and `s` how much people differ.

Source
    C. Chen and C. C. Fan (2016) on why migrants hesitate to give up rural registration (The China
    Review 16); D. McFadden (1974), "Conditional logit analysis of qualitative choice behavior", for the share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, positive, whole, within

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """One migrant household; the defaults are teaching values.

    Attributes
    ----------
    service_gain : float
        S, worth of the services that registration opens, thousand yuan a year; 0 or greater.
    years : int
        T, years for which they count; 1 to 60.
    rate : float
        r, discount rate a year; 0 to 0.3.
    land_value : float
        V, value of the land rights, thousand yuan; 0 or greater.
    land_kept : float
        k, part of them that is kept on converting; 0 to 1.
    cost : float
        C, cost of converting (fees, dues, moving the family), thousand yuan; 0 or greater.
    spread : float
        s, standard unit by which people differ, thousand yuan; above 0.
    """

    service_gain: float = 6.0
    years: int = 20
    rate: float = 0.05
    land_value: float = 100.0
    land_kept: float = 0.0
    cost: float = 10.0
    spread: float = 30.0

    def __post_init__(self) -> None:
        non_negative("service_gain", self.service_gain)
        whole("years", self.years, 1, 60)
        within("rate", self.rate, 0, 0.3)
        non_negative("land_value", self.land_value)
        within("land_kept", self.land_kept, 0, 1)
        non_negative("cost", self.cost)
        positive("spread", self.spread)


@dataclass(frozen=True, eq=False)
class Result:
    """The decision and the map around it.

    Attributes
    ----------
    gain : float
        Delta, thousand yuan.
    converts : bool
        True if the gain is above 0.
    share : float
        Share of households like this one that convert.
    break_even : float
        Land value at which conversion just pays, thousand yuan; infinite if the land is kept in full and the services
        are worth the cost, 0 if conversion never pays.
    service_gains, land_values : array, shape (41,)
        Service gains from 0 to twice the present one (at least 1) and land values from 0 to twice the present one (at
        least 1).
    share_map : array, shape (41, 41)
        Share that converts; a row for each land value, a column for each service gain.
    """

    gain: float
    converts: bool
    share: float
    break_even: float
    service_gains: Array
    land_values: Array
    share_map: Array


def solve(parameters: Parameters) -> Result:
    """Weigh services against land.

    Examples
    --------
    >>> solve(Parameters(land_kept=0)).converts, solve(Parameters(land_kept=1)).converts
    (False, True)
    """
    p = parameters
    annuity = float(np.sum((1 + p.rate) ** -np.arange(1.0, int(p.years) + 1)))

    def gain(service: Any, land: Any) -> Any:
        return service * annuity - (1 - p.land_kept) * land - p.cost

    def share(worth: Any) -> Any:
        return 0.5 * (1 + np.tanh(worth / p.spread / 2))

    here, before_land = float(gain(p.service_gain, p.land_value)), float(gain(p.service_gain, 0.0))
    lost = 1 - p.land_kept
    break_even = 0.0 if before_land <= 0 else before_land / lost if lost > 0 else np.inf
    service_gains = np.linspace(0, max(1.0, 2 * p.service_gain), 41)
    land_values = np.linspace(0, max(1.0, 2 * p.land_value), 41)
    return Result(
        gain=here,
        converts=here > 0,
        share=float(share(here)),
        break_even=break_even,
        service_gains=service_gains,
        land_values=land_values,
        share_map=share(gain(service_gains[None, :], land_values[:, None])),
    )
