"""What reforms cost in a year: newly served people, capacity, and networks and productivity at a benefit-cost ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from reformlab.lab.baseline import Baseline
    from reformlab.lab.levers import Reform
    from reformlab.types import Array


def first_order_gain(base: Baseline, reform: Reform) -> Array:
    """Yearly gain (billion yuan, by province) of lower trade costs and higher productivity at base-year flows.

    A gain is the flow that a lever touches times the log of its fall in cost or rise in productivity. Levers that make
    things worse have no gain, so that they neither cost nor pay back.
    """
    gamma, n = base.shares.gamma, len(base.people)
    output = base.economy.output[:n]

    def cheaper(name):
        return np.maximum(-np.log(reform[name]), 0.0)

    def better(name):
        return np.maximum(np.log(reform[name]), 0.0)

    gain = base.crossing * cheaper("urban_rural_trade_cost")
    gain = gain + base.interprovincial * cheaper("interprovincial_trade_cost")
    gain = gain + base.imports * cheaper("external_trade_cost")
    urban_plants = 1 - base.economy.plants[:, 0]
    gain = gain + output[:, 1] * gamma[1] * urban_plants * better("urban_productivity")
    return gain + output[:, 0] * gamma[0] * better("farm_productivity")


def upkeep(base: Baseline, reform: Reform) -> Array:
    """Yearly cost (billion yuan, by province) of what reforms buy: networks, productivity and capacity."""
    p = base.parameters
    capacity = np.maximum(np.log(reform["carrying_capacity"]), 0.0) * base.income.value_added
    return first_order_gain(base, reform) / p.benefit_cost + p.annuity_rate * p.capacity_cost * capacity
