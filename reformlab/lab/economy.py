"""The base year: measured inputs and assumptions turned into accounts that add up, ready to be solved in changes."""

from dataclasses import dataclass, field

import numpy as np

from reformlab.lab.accounts import Shares, expenditure, incomes, property_weight
from reformlab.lab.assumed import ASSUMED
from reformlab.lab.calibration import calibrate
from reformlab.lab.errors import InputError, ParameterError
from reformlab.lab.parameters import Parameters, assumptions
from reformlab.lab.residence import RURAL, Matching, access_by_class, by_class, residence_table
from reformlab.lab.trade import trade_shares, with_world

SPACES = {2: ("rural", "urban"), 3: ("village", "town", "city")}
BALANCE = 1e-13  # relative imbalance of a goods market that is left in the base year


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
    parameters: Parameters
    rests_on: tuple = ()
    notes: dict = field(default_factory=dict)

    @property
    def size(self):
        """Number of provinces and of spaces."""
        return len(self.names), len(self.spaces)

    @property
    def people(self):
        """Residents by province and space, million."""
        return self.residence.sum((0, 1))

    def __repr__(self):
        n, s = self.size
        total = self.residence.sum()
        urban = 100 * self.people[:, 1:].sum() / total
        spaces = ", ".join(self.spaces)
        return f"Economy({n} provinces x {s} spaces ({spaces}), {total:,.1f} million people, {urban:.1f}% urban)"


def base_incomes(shares, parameters, masses, output, plants):
    """Income accounts of the base year for people by class (4, N, S); nobody keeps land income when away."""
    n, spaces = plants.shape
    at_home = masses[RURAL, :, 0]
    weight = property_weight(parameters.outsider_property_weight, n, spaces)
    return incomes(
        shares, output, plants, masses.sum(0), (weight * masses).sum(0), at_home, at_home, np.ones(n),
        tax_rate=parameters.tax_rate, portability=0.0, gains=0.0, claims_in=np.zeros((n, spaces)),
    )  # fmt: skip


def service_transfers(inputs, income):
    """Shares of the central pool: as given, or such that service budgets follow official spending by province."""
    if inputs.service_budget is None:
        return inputs.transfers / inputs.transfers.sum()
    total = income.own.sum() + income.pool
    gap = total * inputs.service_budget / inputs.service_budget.sum() - income.own
    # A province that raises more than it officially spends still gets a little: earmarked funds reach every province.
    share = np.maximum(gap, 0.002 * income.pool)
    return share / share.sum()


def build(inputs, *, spaces=2, parameters=None, matching=None, rural_nonfarm=True, official_incomes=True, assumed=None):
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
    masses = by_class(residence)
    people = masses.sum(0)
    access = access_by_class(residence, get)
    value = np.stack([inputs.output * inputs.farm_share, inputs.output * (1 - inputs.farm_share)], axis=1)
    output = value / p.value_added
    found = calibrate(
        inputs,
        p,
        people,
        output,
        get["town_productivity"],
        nonfarm=rural_nonfarm,
        official_incomes=official_incomes,
        import_share=get["net_farm_imports"],
    )
    shares = Shares.of(p, spaces, found.labour, found.farm_household, found.food, found.subsistence)
    income = base_incomes(shares, p, masses, output, found.plants)
    transfers = service_transfers(inputs, income)
    ratios = ("rural_service_ratio", None) if spaces == 2 else (f"{s}_service_ratio" for s in SPACES[3])
    split = people * np.array([1.0 if name is None else get[name] for name in ratios])
    split /= split.sum(1, keepdims=True)
    use = np.repeat(inputs.urban_use[:, None], spaces, axis=1)
    use[:, 0] = get["rural_use_of_capacity"]

    output, trade, world_food = _clear(inputs, p, shares, masses, output, found.plants, transfers, income, get)
    return Economy(
        names=tuple(inputs.names), spaces=SPACES[spaces], eastern=np.asarray(inputs.eastern, bool), residence=residence,
        access=access, output=output, trade=trade, plants=found.plants,
        farm_workers=found.farm_workers, nonfarm=bool(rural_nonfarm), shares=shares, world_food=world_food,
        transfers=transfers, service_split=split, use=use, parameters=p,
        rests_on=_rests_on(spaces, rural_nonfarm, official_incomes), notes=dict(inputs.notes),
    )  # fmt: skip


def _clear(inputs, p, shares, masses, output, plants, transfers, income, get):
    """Add the rest of the world, fit trade shares, and let output absorb the small imbalance that fitting leaves."""
    n = len(output)
    gamma, needs = p.value_added, p.inputs
    output = np.vstack([output, get["world_size"] * output.sum(0)])
    spending = expenditure(shares, income, output[:n], income.own + transfers * income.pool)
    world = output.sum(0) - spending.sum(0)
    world_food = float((world - needs @ output[n])[0] / (gamma * output[n]).sum())
    split = np.array([world_food, 1 - world_food])
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
        income = base_incomes(shares, p, masses, output[:n], plants)
        everyone[:n] = expenditure(shares, income, output[:n], income.own + transfers * income.pool)
        everyone[n] = split * (output[n] * gamma).sum() + needs @ output[n]
    else:
        raise InputError(
            "output: goods markets of the base year could not be balanced; check output, farm_share and incomes"
        )
    return output, trade, world_food


def _rests_on(spaces, rural_nonfarm, official_incomes):
    """Names of the assumptions behind every number of the base year."""
    groups = ["elasticity", "share", "public finance", "cost", "access", "people", "trade target", "capacity"]
    names = [name for name, entry in ASSUMED.items() if entry.group in groups]
    three_only = {"town_productivity", "village_service_ratio", "town_service_ratio", "city_service_ratio"}
    return tuple(
        n for n in names if not (n in three_only and spaces == 2) and not (n == "rural_service_ratio" and spaces == 3)
    )
