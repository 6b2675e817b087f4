"""The base year: measured inputs and assumptions turned into accounts that add up, ready to be solved in changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.accounts import Shares, expenditure, incomes, property_weight
from reformlab.lab.assumed import ASSUMED
from reformlab.lab.calibration import calibrate
from reformlab.lab.errors import InputError, ParameterError
from reformlab.lab.inputs import ProvincialInputs
from reformlab.lab.parameters import Parameters, assumptions
from reformlab.lab.residence import RURAL, Given, Matching, access_by_class, residence_table
from reformlab.lab.trade import trade_shares, with_world

if TYPE_CHECKING:
    from reformlab.lab.accounts import Incomes
    from reformlab.types import Array

SPACES = {2: ("rural", "urban"), 3: ("village", "town", "city")}
BALANCE = 1e-13  # relative imbalance of a goods market that is left in the base year
INCOME_ROUNDS = 8  # of meeting official incomes with land income already shared


@dataclass(frozen=True)
class Economy:
    """Base-year economy of N provinces, S spaces and two hukou types; units as in `ProvincialInputs`."""

    names: tuple
    spaces: tuple
    eastern: np.ndarray
    residence: np.ndarray  # (N, 2, N, S) people, million
    access: np.ndarray  # (4, N, S) service access by class, see `residence.by_class`
    output: np.ndarray  # (N+1, 2) gross output, billion yuan, rest of the world last
    trade: np.ndarray  # (2, N+1, N+1) share of each seller (column) in each buyer's spending
    plants: np.ndarray  # (N, S) share of each space in non-farm output
    farm_workers: np.ndarray  # (N,) rural residents who live from farming
    nonfarm: bool  # whether rural plants exist
    shares: Shares
    world_food: float  # share of farm goods in the rest of the world's final spending
    transfers: np.ndarray  # (N,) shares of central transfers
    service_split: np.ndarray  # (N, S) split of service budgets over spaces
    use: np.ndarray  # (N, S) use of carrying capacity
    survey_income: np.ndarray  # (N, 2) rural and urban income per head, official where known: who owns capital
    parameters: Parameters
    inputs: ProvincialInputs
    options: dict  # how `build` was called, for `rebuild`
    rests_on: tuple = ()
    notes: dict = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        """Number of provinces and of spaces."""
        return len(self.names), len(self.spaces)

    @property
    def people(self) -> Array:
        """Residents by province and space, million."""
        return self.residence.sum((0, 1))

    def __repr__(self):
        n, s = self.size
        total = self.residence.sum()
        urban = 100 * self.people[:, 1:].sum() / total
        spaces = ", ".join(self.spaces)
        return f"Economy({n} provinces x {s} spaces ({spaces}), {total:,.1f} million people, {urban:.1f}% urban)"


def base_incomes(
    shares: Shares, parameters: Parameters, people: Given, output: Array, plants: Array, land_kept: float
) -> tuple[Incomes, Array]:
    """Income accounts of the base year (`Incomes`), and what people receive from where they are registered (N, S).

    Parameters
    ----------
    people : Given
        The residence table, folded.
    land_kept : float
        Collective-land income that those who left keep.
    """
    n, spaces = plants.shape
    at_home = people.masses[RURAL, :, 0]
    weight = property_weight(parameters.outsider_property_weight, n, spaces)
    received = np.zeros((n, spaces))

    def distribute():
        return incomes(
            shares, output, plants, people.masses.sum(0), (weight * people.masses).sum(0), 1.0, at_home,
            people.registered[:, RURAL], np.ones((n, spaces)), tax_rate=parameters.tax_rate, portability=land_kept,
            gains=0.0, received=received,
        )  # fmt: skip

    income = distribute()
    if land_kept:  # the claim does not depend on what is received, so a second pass is enough
        received = land_kept * (income.land_claim @ people.away(RURAL)).reshape(n, spaces)
        income = distribute()
    return income, received


def service_transfers(inputs: ProvincialInputs, income: Incomes) -> Array:
    """Shares of the central pool: as given, or such that service budgets follow official spending by province."""
    if inputs.service_budget is None:
        given = np.asarray(inputs.transfers)
        return given / given.sum()
    total = income.own.sum() + income.pool
    gap = total * inputs.service_budget / inputs.service_budget.sum() - income.own
    # A province that raises more than it officially spends still gets a little: earmarked funds reach every province.
    share = np.maximum(gap, 0.002 * income.pool)
    return share / share.sum()


def build(
    inputs: ProvincialInputs,
    *,
    spaces: int = 2,
    parameters: Parameters | None = None,
    matching: Matching | None = None,
    rural_nonfarm: bool = True,
    official_incomes: bool = True,
    assumed: Mapping[str, float] | None = None,
) -> Economy:
    """Turn inputs into a base-year economy whose markets clear.

    Parameters
    ----------
    inputs : ProvincialInputs
    spaces : {2, 3}
        Rural and urban; or village, town and city.
    parameters : Parameters, optional
    matching : Matching, optional
        Assumptions about the residence table.
    rural_nonfarm : bool
        Let rural residents also work off the farm (needs ``inputs.farm_employment``); False: rural means farming.
    official_incomes : bool
        Let official household incomes set provincial labour shares (needs incomes); False: one national share.
    assumed : mapping, optional
        Values that replace entries of `assumed.ASSUMED`.

    Raises
    ------
    InputError, ParameterError
    """
    if spaces not in SPACES:
        raise ParameterError(f"spaces must be 2 (rural, urban) or 3 (village, town, city), got {spaces!r}")
    if rural_nonfarm and inputs.farm_employment is None:
        raise InputError("farm_employment: rural_nonfarm=True needs the primary sector's share of employment, got None")
    if official_incomes and (inputs.urban_income is None or inputs.rural_income is None):
        raise InputError("urban_income and rural_income: official_incomes=True needs both, got None")
    if inputs.transfers is None and inputs.service_budget is None:
        raise InputError("transfers: give shares of central transfers, or service_budget to derive them from")
    p = Parameters() if parameters is None else parameters
    get = assumptions(assumed)
    matching = matching or Matching(**{f: get[f] for f in Matching.__dataclass_fields__})

    residence = residence_table(inputs, spaces, matching)
    people = Given(residence)
    residents = people.masses.sum(0)
    access = access_by_class(residence, get)
    value = np.stack([inputs.output * inputs.farm_share, inputs.output * (1 - inputs.farm_share)], axis=1)
    output = value / p.value_added
    options = {"rural_nonfarm": rural_nonfarm, "official_incomes": official_incomes}
    shares, found = _shares(inputs, p, spaces, people, residents, output, get, options)
    income, _ = base_incomes(shares, p, people, output, found.plants, p.land_kept)
    transfers = service_transfers(inputs, income)
    ratios = ("rural_service_ratio", None) if spaces == 2 else (f"{s}_service_ratio" for s in SPACES[3])
    split = residents * np.array([1.0 if name is None else get[name] for name in ratios])
    split /= split.sum(1, keepdims=True)
    use = np.repeat(inputs.urban_use[:, None], spaces, axis=1)
    use[:, 0] = get["rural_use_of_capacity"]

    output, trade, world_food = _clear(inputs, p, shares, people, output, found.plants, transfers, split, get)
    return Economy(
        names=tuple(inputs.names), spaces=SPACES[spaces], eastern=np.asarray(inputs.eastern, bool), residence=residence,
        access=access, output=output, trade=trade, plants=found.plants,
        farm_workers=found.farm_workers, nonfarm=bool(rural_nonfarm), shares=shares, world_food=world_food,
        transfers=transfers, service_split=split, use=use, survey_income=_survey_income(inputs, income, residents),
        parameters=p, inputs=inputs, options=options | {"spaces": spaces, "matching": matching, "assumed": get},
        rests_on=_rests_on(spaces), notes=dict(inputs.notes),
    )  # fmt: skip


def rebuild(economy: Economy, drawn: Mapping[str, float]) -> Economy:
    """Build the economy anew with other values of some assumptions (those of `Parameters` and all others alike)."""
    fields = Parameters.__dataclass_fields__
    parameters = replace(economy.parameters, **{name: v for name, v in drawn.items() if name in fields})
    others = {name: v for name, v in drawn.items() if name not in fields}
    options, inputs = dict(economy.options), economy.inputs
    before = options.pop("assumed")
    options["matching"] = replace(
        options["matching"], **{name: v for name, v in others.items() if name in Matching.__dataclass_fields__}
    )
    if "urban_use_of_capacity" in others:  # the mean of a measured pattern
        scale = others["urban_use_of_capacity"] / before["urban_use_of_capacity"]
        inputs = replace(inputs, urban_use=inputs.urban_use * scale)
    return build(inputs, parameters=parameters, assumed=_without_defaults(before | others), **options)


def _without_defaults(values):
    """Assumptions that differ from the central ones, as `build` takes them."""
    return {name: v for name, v in values.items() if v != ASSUMED[name].value}


def _shares(inputs, p, spaces, people, residents, output, get, options):
    """Calibrated shares. Official incomes are what people have after land income is shared with those who left."""
    aim = inputs
    for _ in range(INCOME_ROUNDS if options["official_incomes"] and p.land_kept else 1):
        found = calibrate(
            aim,
            p,
            residents,
            output,
            get["town_productivity"],
            nonfarm=options["rural_nonfarm"],
            official_incomes=options["official_incomes"],
            import_share=get["net_farm_imports"],
        )
        shares = Shares.of(p, spaces, found.labour, found.farm_household, found.food, found.subsistence)
        if aim.rural_income is not None:
            alone, shared = (base_incomes(shares, p, people, output, found.plants, kept)[0].disposable
                             for kept in (0.0, p.land_kept))  # fmt: skip
            rural, urban = alone[:, 0] / shared[:, 0], alone[:, 1:].sum(1) / shared[:, 1:].sum(1)
            aim = replace(inputs, rural_income=inputs.rural_income * rural, urban_income=inputs.urban_income * urban)
    return shares, found


def _survey_income(inputs, income, residents):
    """Income per head, rural and urban: official, or that of the base year where there is none."""
    if inputs.rural_income is not None:
        return np.stack([inputs.rural_income, inputs.urban_income], axis=1)
    urban = income.disposable[:, 1:].sum(1) / residents[:, 1:].sum(1)
    return np.stack([income.disposable[:, 0] / residents[:, 0], urban], axis=1)


def _clear(inputs, p, shares, people, output, plants, transfers, split, get):
    """Add the rest of the world, fit trade shares, and let output absorb the small imbalance that fitting leaves."""
    n = len(output)
    gamma, needs = p.value_added, p.inputs
    output = np.vstack([output, get["world_size"] * output.sum(0)])

    def spend(output):
        income, _ = base_incomes(shares, p, people, output[:n], plants, p.land_kept)
        budget = income.own + transfers * income.pool
        return expenditure(shares, income, output[:n], plants, split * budget[:, None]).sum(1)

    spending = spend(output)
    world = output.sum(0) - spending.sum(0)
    world_food = float((world - needs @ output[n])[0] / (gamma * output[n]).sum())
    final = np.array([world_food, 1 - world_food])
    everyone = np.vstack([spending, world])
    if np.any(everyone <= 0):
        raise InputError(
            "output: these accounts leave the rest of the world with negative spending; check output and farm_share"
        )
    km = with_world(inputs.distance, inputs.eastern, get)
    targets = ((get["own_share_farm"], get["foreign_share_farm"]), (get["own_share_other"], get["foreign_share_other"]))
    trade = np.stack(
        [trade_shares(everyone[:, j], output[:, j], km, own, abroad) for j, (own, abroad) in enumerate(targets)]
    )
    for _ in range(3000):
        sold = np.stack([trade[j].T @ everyone[:, j] for j in range(2)], axis=1)
        settled = np.max(np.abs(sold / output - 1)) < BALANCE
        if settled:
            break
        output = sold
        everyone[:n] = spend(output)
        everyone[n] = final * (output[n] * gamma).sum() + needs @ output[n]
    else:
        raise InputError(
            "output: goods markets of the base year could not be balanced; check output, farm_share and incomes"
        )
    return output, trade, world_food


def _rests_on(spaces):
    """Names of the assumptions behind every number of a reform."""
    three_only = {"town_productivity", "village_service_ratio", "town_service_ratio", "city_service_ratio"}
    other = three_only if spaces == 2 else {"rural_service_ratio"}
    return tuple(n for n, entry in ASSUMED.items() if entry.group != "transition" and n not in other)
