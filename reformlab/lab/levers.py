"""The levers: what each reform moves, in which unit, how far, and what it stands for.

A *rate* runs from its neutral value towards 1 (a policy carried out more or less fully). A *factor* multiplies
something of the base year: 0.9 is a fall of one tenth, 1 leaves it alone.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from reformlab.lab.assumed import value
from reformlab.lab.errors import LeverError

if TYPE_CHECKING:
    from reformlab.types import Array, Levers

GROUPS = ("institutional", "barriers", "assumed gains")


@dataclass(frozen=True)
class Lever:
    """One lever: name, symbol in the course text, kind ("rate" or "factor"), range, neutral value, meaning.

    `group` says what a gain from it rests on: *institutional* levers change rules and budgets; *barriers* are a cost in
    utility, whose fall is a gain by assumption; *assumed gains* raise productivity or lower trade costs, and are paid
    for at an assumed benefit-cost ratio.
    """

    name: str
    symbol: str
    kind: str
    low: float
    high: float
    neutral: float
    moves: str
    stands_for: str
    group: str = "institutional"
    by_province: bool = False


def _rate(name, symbol, moves, stands_for, *, neutral=0.0, by_province=False):
    return Lever(name, symbol, "rate", 0.0, 1.0, neutral, moves, stands_for, by_province=by_province)


def _factor(name, symbol, low, high, moves, stands_for, group="institutional", *, by_province=False):
    return Lever(name, symbol, "factor", low, high, 1.0, moves, stands_for, group, by_province)


def _barrier(name, symbol, moves, stands_for, *, by_province=False):
    return _factor(name, symbol, 0.1, 2.0, moves, stands_for, "barriers", by_province=by_province)


def _gain(name, symbol, low, high, moves, stands_for, *, by_province=False):
    return _factor(name, symbol, low, high, moves, stands_for, "assumed gains", by_province=by_province)


LEVERS = {
    lever.name: lever
    for lever in (
        _rate(
            "citizenization",
            "c",
            "share of the gap in service access that is closed in towns and cities",
            "citizenization, services through the residence permit",
            by_province=True,
        ),
        _barrier(
            "within_province_barrier",
            "mu_ru",
            "cost for rural hukou to live in a town of the own province",
            "settlement rules, access to jobs",
        ),
        _barrier(
            "across_province_barrier",
            "mu_inter",
            "cost of living in another province (by province of arrival)",
            "settlement in other provinces, portable insurance",
            by_province=True,
        ),
        _barrier(
            "return_to_village_barrier",
            "mu_back",
            "cost for urban hukou and outsiders to live in villages",
            "two-way flow between town and village",
        ),
        _rate(
            "urban_rural_equalisation",
            "eq_ur",
            "share of service budgets spread per head inside a province",
            "equal public services in town and village",
        ),
        _rate(
            "regional_equalisation",
            "eq_reg",
            "share of central transfers spread per head of residents",
            "equal public services between regions",
        ),
        _rate(
            "money_follows_people",
            "tr_people",
            "share of central transfers that follows the outsiders a province serves",
            "transfers linked to citizenization",
        ),
        _rate(
            "spending_equalisation",
            "z",
            "share of all service budgets pooled and spread per head over provinces",
            "the same service budget per head everywhere",
        ),
        _rate(
            "national_funding",
            "fund",
            "share of the cost of newly served people met by a national tax",
            "who pays: nation or receiving place",
        ),
        _rate(
            "land_follows_people",
            "land_el",
            "how far construction land grows with residents",
            "land quotas follow people",
        ),
        _factor(
            "construction_land",
            "T",
            0.5,
            2.0,
            "supply of construction land",
            "regional tilt of land quotas",
            by_province=True,
        ),
        _rate(
            "land_right_portability",
            "rho",
            "collective-land income that villagers keep after leaving",
            "portable land rights, paid exit",
            neutral=value("land_kept"),
        ),
        _rate(
            "urban_property_kept",
            "rho_u",
            "urban property income that people with urban hukou keep after leaving their town",
            "urban property rights that do not end with residence",
        ),
        _rate(
            "outsider_property_rights",
            "sig",
            "claim of outsiders on urban property income, relative to locals",
            "property and housing rights of migrants",
            neutral=value("outsider_property_weight"),
        ),
        _rate(
            "rural_share_of_land_gains",
            "g",
            "government's urban land income paid to people with rural hukou",
            "villagers share the gain of urban land",
        ),
        _factor(
            "carrying_capacity",
            "K",
            0.7,
            1.5,
            "capacity of towns and cities",
            "infrastructure of towns and counties",
            by_province=True,
        ),
        _gain(
            "urban_rural_trade_cost",
            "tau",
            0.7,
            1.3,
            "cost of goods that cross the urban-rural line of a province",
            "urban-rural connectivity",
        ),
        _gain(
            "interprovincial_trade_cost",
            "d_dom",
            0.7,
            1.3,
            "trade cost between provinces",
            "unified national market",
        ),
        _gain("external_trade_cost", "d_ext", 0.7, 1.3, "trade cost with the rest of the world", "openness"),
        _gain(
            "urban_productivity",
            "A_m",
            0.8,
            1.25,
            "productivity of towns and cities",
            "production-city integration, commuting",
            by_province=True,
        ),
        _gain(
            "farm_productivity",
            "A_a",
            0.8,
            1.25,
            "productivity of farming",
            "farm modernisation",
            by_province=True,
        ),
    )
}


def levers_of(*groups: str) -> tuple[str, ...]:
    """Names of the levers of some groups (`GROUPS`)."""
    return tuple(name for name, lever in LEVERS.items() if lever.group in groups)


def carry(given: ArrayLike, before: float, after: float) -> float | Array:
    """Carry a rate from one neutral value to another: the same share of the way to 1 (or, below neutral, to 0).

    Land kept and outsiders' property weight have neutral values that differ between economies and between draws.
    """
    given = np.asarray(given, float)
    up = after + (1 - after) * (given - before) / (1 - before) if before < 1 else given
    down = given * (after / before) if before > 0 else given
    moved = np.where(given >= before, up, down)
    return float(moved) if moved.ndim == 0 else moved


@dataclass(frozen=True)
class Reform:
    """Checked lever values (a number, or one per province) and whether networks and capacity are paid for."""

    values: MappingProxyType
    neutral: MappingProxyType  # value of every lever that means no reform in this economy
    charge_costs: bool = True

    def __getitem__(self, name):
        return self.values[name]

    @property
    def moved(self) -> dict[str, Any]:
        """Levers that are away from their neutral value."""
        return {name: v for name, v in self.values.items() if np.any(np.asarray(v) != self.neutral[name])}

    def carried(self, neutral: Mapping[str, float]) -> dict[str, Any]:
        """Lever values of the same reform in an economy with other neutral values (see `carry`)."""
        moved = self.moved
        for name in moved.keys() & neutral.keys():
            moved[name] = carry(moved[name], self.neutral[name], neutral[name])
        return moved

    def __repr__(self):
        parts = [
            f"{name}={v:g}" if np.ndim(v) == 0 else f"{name}=<by province, {np.min(v):g} to {np.max(v):g}>"
            for name, v in self.moved.items()
        ]
        costs = "" if self.charge_costs else "; costs not charged"
        return f"Reform({', '.join(parts) or 'no lever moved'}{costs})"

    def __reduce__(self):
        return _remake, (dict(self.values), dict(self.neutral), self.charge_costs)


def _remake(values, neutral, charge_costs):
    return Reform(MappingProxyType(values), MappingProxyType(neutral), charge_costs)


def _check(lever, given, provinces):
    """Return the value as a float or an array by province, or raise a LeverError."""
    if type(given) in (float, int) and lever.low <= given <= lever.high:  # the common case, without arrays
        return float(given)
    allowed = f"between {lever.low:g} and {lever.high:g}"
    if isinstance(given, dict | pd.Series):
        unknown = [name for name in given.keys() if name not in provinces]  # noqa: SIM118 (a Series iterates over values)
        if unknown:
            raise LeverError(f"{lever.name}: {unknown[0]!r} is not a province of this economy")
        given = [given.get(name, lever.neutral) for name in provinces]
    try:
        array = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        raise LeverError(f"{lever.name} must be a number {allowed}, got {given!r}") from None
    if array.ndim and not lever.by_province:
        raise LeverError(f"{lever.name} takes one number for the whole country, got {array.size} values")
    if array.ndim > 1 or (array.ndim == 1 and array.size != len(provinces)):
        raise LeverError(
            f"{lever.name} takes one number or {len(provinces)} (one per province), got shape {array.shape}"
        )
    bad = ~(np.isfinite(array) & (array >= lever.low) & (array <= lever.high))
    if bad.any():
        where = "" if array.ndim == 0 else f" for {provinces[int(np.argmax(bad))]}"
        raise LeverError(
            f"{lever.name} must be {allowed}, got {float(array[bad][0] if array.ndim else array):g}{where}"
        )
    return float(array) if array.ndim == 0 else array


def settle(levers: Levers, provinces: Sequence[str], neutral: Mapping[str, float], charge_costs: bool = True) -> Reform:
    """Check lever values and fill in the rest with neutral ones.

    Parameters
    ----------
    levers : mapping
        Lever name -> number, or a Series, dict or array by province where the lever allows it.
    provinces : sequence of str
        Names of the economy's provinces.
    neutral : mapping
        Neutral values that come from the parameters (``outsider_property_rights``, ``land_right_portability``).
    charge_costs : bool
        Whether networks, productivity and capacity are paid for by a tax. What citizenization costs is always
        carried, by the tax of `national_funding` or by services that thin out.

    Raises
    ------
    LeverError
        For an unknown lever (with the nearest names), a value outside its range, or transfer shares above one.
    """
    rest = {name: neutral.get(name, lever.neutral) for name, lever in LEVERS.items()}
    values, provinces = dict(rest), list(provinces)
    for name, given in levers.items():
        if name not in LEVERS:
            near = difflib.get_close_matches(name, LEVERS, 3, 0.4)
            raise LeverError(
                f"no lever is called {name!r}; did you mean {', '.join(near) or 'one of ' + ', '.join(LEVERS)}?"
            )
        values[name] = _check(LEVERS[name], given, provinces)
    total = values["regional_equalisation"] + values["money_follows_people"]
    if total > 1:
        raise LeverError(
            "regional_equalisation + money_follows_people share one pool of transfers and must not exceed 1, "
            f"got {total:g}"
        )
    if not isinstance(charge_costs, bool | np.bool_):
        raise LeverError(f"charge_costs must be True or False, got {charge_costs!r}")
    return Reform(MappingProxyType(values), MappingProxyType(rest), bool(charge_costs))


def describe() -> pd.DataFrame:
    """List the levers: group, kind, range, what each moves and what it stands for."""
    frame = pd.DataFrame([vars(lever) for lever in LEVERS.values()]).set_index("name")
    return frame[["group", "symbol", "kind", "low", "high", "neutral", "by_province", "moves", "stands_for"]]
