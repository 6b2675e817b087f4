"""Parameters of preferences, technology and public finance; every default stands in `assumed.py` with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.assumed import ASSUMED, value
from reformlab.lab.errors import ParameterError

if TYPE_CHECKING:
    from reformlab.types import Array

# Mathematical limits. The ranges in `assumed.py` are what is plausible; a learner may try more, within these.
LIMITS = {
    "migration_elasticity": (0.1, 20.0),
    "trade_elasticity": (0.5, 30.0),
    "agglomeration": (0.0, 2.5),
    "service_weight": (0.0, 1.0),
    "service_rivalry": (0.0, 1.0),
    "congestion_weight": (0.0, 1.0),
    "congestion_convexity": (0.0, 8.0),
    "farm_goods_income_elasticity": (0.1, 1.0),
    "rural_job_elasticity": (1e-6, np.inf),  # infinite: one wage premium of rural plants, whatever their number
    "cost_per_served": (0.0, 1000.0),
    "benefit_cost": (1e-6, np.inf),
    "ownership_ratio": (0.0, 1000.0),
    "tax_rate": (0.01, 0.6),
    "housing_share_rural": (0.01, 0.5),
    "housing_share_urban": (0.01, 0.5),
}
OPEN_UNIT = (0.0, 1.0)  # every other field is a share


@dataclass(frozen=True)
class Parameters:
    """Parameters of the Reform Lab; meaning, unit, range and source of each field stand in `assumed.table()`.

    Raises
    ------
    ParameterError
        If a field is no number inside its limits, or cost shares do not add up to one.
    """

    migration_elasticity: float = value("migration_elasticity")
    trade_elasticity: float = value("trade_elasticity")
    agglomeration: float = value("agglomeration")
    service_weight: float = value("service_weight")
    service_rivalry: float = value("service_rivalry")
    congestion_weight: float = value("congestion_weight")
    congestion_convexity: float = value("congestion_convexity")
    own_space_bias: float = value("own_space_bias")
    rural_job_elasticity: float = value("rural_job_elasticity")
    farm_goods_income_elasticity: float = value("farm_goods_income_elasticity")
    housing_share_rural: float = value("housing_share_rural")
    housing_share_urban: float = value("housing_share_urban")
    structures_share: float = value("structures_share")
    farm_labour_share: float = value("farm_labour_share")
    labour_share: float = value("labour_share")
    land_share: float = value("land_share")
    value_added_farm: float = value("value_added_farm")
    value_added_other: float = value("value_added_other")
    farm_inputs_in_farm: float = value("farm_inputs_in_farm")
    farm_inputs_in_other: float = value("farm_inputs_in_other")
    other_inputs_in_farm: float = value("other_inputs_in_farm")
    other_inputs_in_other: float = value("other_inputs_in_other")
    tax_rate: float = value("tax_rate")
    local_tax_share: float = value("local_tax_share")
    land_rent_to_government: float = value("land_rent_to_government")
    outsider_property_weight: float = value("outsider_property_weight")
    land_kept: float = value("land_kept")
    depreciation: float = value("depreciation")
    public_capital: float = value("public_capital")
    ownership_ratio: float = value("ownership_ratio")
    cost_per_served: float = value("cost_per_served")
    benefit_cost: float = value("benefit_cost")
    annuity_rate: float = value("annuity_rate")
    capacity_cost: float = value("capacity_cost")

    def __post_init__(self):
        for field in fields(self):
            number = getattr(self, field.name)
            low, high = LIMITS.get(field.name, OPEN_UNIT)
            try:
                good = bool(low <= number <= high)
            except (TypeError, ValueError):
                good = False
            if not good:
                allowed = f"between {low:g} and {high:g}" if np.isfinite(high) else "above 0"
                raise ParameterError(f"{field.name} must be a number {allowed}, got {number!r}")
        for good, columns in (("farm", "farm"), ("non-farm", "other")):
            total = getattr(self, f"value_added_{columns}")
            total += getattr(self, f"farm_inputs_in_{columns}") + getattr(self, f"other_inputs_in_{columns}")
            if abs(total - 1) > 1e-9:
                raise ParameterError(f"cost shares of {good} output must add up to 1, got {total:.6g}")
        if self.labour_share + self.land_share >= 1:
            raise ParameterError(
                "labour_share + land_share must leave a share for capital (below 1), "
                f"got {self.labour_share + self.land_share:g}"
            )

    @property
    def value_added(self) -> Array:
        """Share of value added in gross output: farm, non-farm."""
        return np.array([self.value_added_farm, self.value_added_other])

    @property
    def inputs(self) -> Array:
        """Input requirements: row = input good, column = producing sector (farm, non-farm)."""
        return np.array(
            [
                [self.farm_inputs_in_farm, self.farm_inputs_in_other],
                [self.other_inputs_in_farm, self.other_inputs_in_other],
            ]
        )

    def housing(self, spaces: int) -> Array:
        """Housing share of spending by space, the first being rural."""
        return np.r_[self.housing_share_rural, np.full(spaces - 1, self.housing_share_urban)]


def assumptions(given: Mapping[str, float] | None = None) -> dict[str, float]:
    """Values of all assumptions, with those in `given` (a dict) in place of the central ones.

    Half the lowest to twice the highest plausible value is allowed, and no share of one or more that is not plausible.

    Raises
    ------
    ParameterError
        If a name is unknown or stands for something that is passed in another way, or a value is out of its range.
    """
    for name, number in (given or {}).items():
        if name not in ASSUMED:
            raise ParameterError(f"assumed: no assumption is called {name!r}")
        entry = ASSUMED[name]
        if name in Parameters.__dataclass_fields__:
            raise ParameterError(f"{name} is a field of Parameters: pass parameters=Parameters({name}={number!r})")
        if entry.group == "transition":
            raise ParameterError(f"{name} is a speed of the transition: pass pace=Pace({name}={number!r})")
        low, high = entry.low / 2, 2 * entry.high
        if entry.unit == "share":
            high = max(entry.high, min(high, 0.99))
        try:
            good = bool(low <= number <= high)
        except (TypeError, ValueError):
            good = False
        if not good:
            raise ParameterError(f"assumed: {name} must be a number between {low:g} and {high:g}, got {number!r}")
    return {name: entry.value for name, entry in ASSUMED.items()} | dict(given or {})
