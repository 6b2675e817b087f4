"""Reform bundles: the five breakthroughs and the four institutional problems of the source text, as levers.

The sizes are illustrations, not estimates: they let the channels be compared, they do not forecast a policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from numpy.typing import ArrayLike

from reformlab.lab.errors import LeverError
from reformlab.lab.levers import LEVERS, carry

if TYPE_CHECKING:
    from reformlab.types import Levers


@dataclass(frozen=True)
class Bundle:
    """A named set of lever values that are moved together."""

    name: str
    levers: MappingProxyType

    def __reduce__(self):
        return _remake, (self.name, dict(self.levers))


def _remake(name, levers):
    return Bundle(name, MappingProxyType(levers))


def bundle(name: str, **levers: ArrayLike) -> Bundle:
    """Make a bundle; every lever name must exist.

    Examples
    --------
    >>> bundle("open towns", within_province_barrier=0.9).name
    'open towns'
    """
    for lever in levers:
        if lever not in LEVERS:
            raise LeverError(f"bundle {name!r}: no lever is called {lever!r}; the levers are {', '.join(LEVERS)}")
    return Bundle(name, MappingProxyType(levers))


BREAKTHROUGHS = (
    bundle("public goods", citizenization=0.6, urban_rural_equalisation=0.5, national_funding=0.5),
    bundle(
        "urban-rural connectivity",
        within_province_barrier=0.85,
        return_to_village_barrier=0.85,
        urban_rural_trade_cost=0.98,
        land_follows_people=0.5,
    ),
    bundle(
        "rights protection", across_province_barrier=0.80, land_right_portability=0.65, outsider_property_rights=0.6
    ),
    bundle(
        "international competition", interprovincial_trade_cost=0.97, external_trade_cost=0.97, urban_productivity=1.01
    ),
    bundle("regional balance", regional_equalisation=0.3, money_follows_people=0.2, carrying_capacity=1.10),
)

PROBLEMS = (
    bundle("balance of regions", regional_equalisation=0.3, money_follows_people=0.2),
    bundle("balance of public products", citizenization=0.6, urban_rural_equalisation=0.5, national_funding=0.5),
    bundle(
        "fusion of governance",
        land_follows_people=0.5,
        land_right_portability=0.65,
        urban_rural_equalisation=0.3,
        rural_share_of_land_gains=0.3,
    ),
    bundle(
        "two-way interaction",
        within_province_barrier=0.85,
        return_to_village_barrier=0.85,
        urban_rural_trade_cost=0.98,
        farm_productivity=1.05,
    ),
)


def intensify(levers: Levers, intensity: float, neutral: Mapping[str, float]) -> dict[str, Any]:
    """Scale lever values: a factor to the power `intensity`, a rate that share of the way from its neutral value."""
    scaled = {}
    for name, given in levers.items():
        lever, start = LEVERS[name], neutral.get(name, LEVERS[name].neutral)
        if lever.kind == "factor":
            scaled[name] = given**intensity
        else:
            moved = start + intensity * (given - start)
            scaled[name] = moved if intensity <= 1 else _cap(moved)
    return scaled


def _cap(rate):
    """Rates stop at one however strongly a bundle is intensified."""
    return rate.clip(0.0, 1.0) if hasattr(rate, "clip") else min(max(rate, 0.0), 1.0)


def intensities(bundles: Sequence[Bundle], intensity: float | Mapping[str, float]) -> list[float]:
    """One intensity a bundle, from one number for all or from ``{bundle name: number}``; a bundle left out rests.

    Raises
    ------
    LeverError
        For a name that no bundle has, or a number outside 0 to 3.
    """
    if isinstance(intensity, Mapping):
        names = [one.name for one in bundles]
        for name in intensity:
            if name not in names:
                raise LeverError(f"intensity: no bundle is called {name!r}; the bundles are {', '.join(names)}")
        given = [intensity.get(name, 0.0) for name in names]
    else:
        given = [intensity] * len(bundles)
    for number in given:
        if isinstance(number, bool) or not isinstance(number, Real) or not 0 <= number <= 3:
            raise LeverError(f"intensity must lie between 0 and 3, got {number!r}")
    return given


def combine(
    bundles: Sequence[Bundle], neutral: Mapping[str, float], intensity: float | Mapping[str, float] = 1.0
) -> dict[str, Any]:
    """Union of bundles. Where several touch a lever, factors multiply and rates close the gap one after the other.

    `intensity` is one number for all bundles, or ``{bundle name: number}``. Bundles are written for the neutral values
    of `LEVERS`; where the neutral value of a rate is another, the same share of the way is taken (`levers.carry`).
    """
    joint: dict[str, Any] = {}
    for one, strength in zip(bundles, intensities(bundles, intensity), strict=True):
        values = {n: carry(v, LEVERS[n].neutral, neutral[n]) if n in neutral else v for n, v in one.levers.items()}
        for name, given in intensify(values, strength, neutral).items():
            if name not in joint:
                joint[name] = given
            elif LEVERS[name].kind == "factor":
                joint[name] = joint[name] * given
            else:
                open_part = 1 - neutral.get(name, LEVERS[name].neutral)
                joint[name] = 1 - (1 - joint[name]) * (1 - given) / open_part if open_part else 1.0
    return joint


def without(levers: Levers, *dropped: str) -> dict[str, Any]:
    """Lever values less those that are named, or whose group is (`levers.GROUPS`)."""
    return {name: v for name, v in levers.items() if name not in dropped and LEVERS[name].group not in dropped}


@dataclass(frozen=True)
class Preset:
    """A package with a name: how far each breakthrough is carried out, and which levers are left out."""

    name: str
    intensity: MappingProxyType  # bundle name -> 0 to 1; bundles left out rest
    dropped: tuple  # levers and groups of levers that are left out
    meaning: str

    def levers(self, neutral: Mapping[str, float]) -> dict[str, Any]:
        """Lever values for an economy with these neutral values."""
        return without(combine(BREAKTHROUGHS, neutral, self.intensity), *self.dropped)

    def __reduce__(self):
        return _remake_preset, (self.name, dict(self.intensity), self.dropped, self.meaning)


def _remake_preset(name, intensity, dropped, meaning):
    return Preset(name, MappingProxyType(intensity), dropped, meaning)


def _preset(name, meaning, intensity=None, dropped=()):
    intensity = {one.name: 1.0 for one in BREAKTHROUGHS} if intensity is None else intensity
    return Preset(name, MappingProxyType(intensity), dropped, meaning)


PRESETS = {
    preset.name: preset
    for preset in (
        _preset("five breakthroughs", "all five breakthroughs of the source text, every lever"),
        _preset("without assumed gains", "the same, but no lower trade cost and no higher productivity", None,
                ("assumed gains",)),
        _preset("institutional levers only", "rules and budgets alone: neither lower barriers nor assumed gains", None,
                ("assumed gains", "barriers")),
        _preset("nothing to pay for", "rules that cost no budget: no citizenization, capacity or assumed gains", None,
                ("assumed gains", "citizenization", "national_funding", "carrying_capacity")),
        _preset("nobody loses", "no group loses, at the central assumptions: found by search among packages of these "
                "five in steps of one half",
                {"urban-rural connectivity": 1.0, "rights protection": 0.5, "international competition": 1.0,
                 "regional balance": 0.5}),
        *(_preset(one.name, f"{one.name} alone", {one.name: 1.0}) for one in BREAKTHROUGHS),
    )
}  # fmt: skip
