"""The money: who earns what from a given output, what is taxed, and what is bought with it.

One function serves the base year and every sweep of the solver, so that the two can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from reformlab.lab.residence import RURAL

if TYPE_CHECKING:
    from reformlab.lab.parameters import Parameters
    from reformlab.types import Array


@dataclass(slots=True)
class Incomes:
    """Income accounts of the provinces (billion yuan; per head: thousand yuan)."""

    wage: np.ndarray  # (N, S) wage per resident before tax
    land_claim: np.ndarray  # (N,) collective-land income per claim
    property: np.ndarray  # (N, S) land rent per property-weighted claimant, before tax
    disposable: np.ndarray  # (N, S) households' disposable income
    housing: np.ndarray  # (N, S) housing expenditure
    subsistence: np.ndarray  # (N, S) spending on the farm goods that everybody needs
    goods: np.ndarray  # (N, S) spending on goods above subsistence
    tax: np.ndarray  # (N,) taxes raised
    own: np.ndarray  # (N,) revenue the province keeps
    pool: float  # central pool of transfers
    capital: np.ndarray  # (N,) capital income after tax, invested where plants stand
    value_added: np.ndarray  # (N,)
    plant_value: np.ndarray  # (N, S) non-farm value added by space
    farm_wages: np.ndarray  # (N,) wage bill of farming
    net: np.ndarray  # (S,) what taxes leave of income


@dataclass(frozen=True, slots=True)
class Shares:
    """Fixed shares of the accounts, in the shapes that the arithmetic needs."""

    gamma: np.ndarray  # (2,) value added in gross output
    inputs_t: np.ndarray  # (2, 2) input requirements, transposed
    eta: np.ndarray  # (S,) housing
    rural: np.ndarray  # (S,) 1 for the rural space
    urban: np.ndarray  # (S,) 1 for urban spaces
    rent_kept: np.ndarray  # (S,) part of land rent that households keep
    land_in_housing: np.ndarray  # (S,) land rent in spending above subsistence
    structures: float
    farm_labour: float
    labour: np.ndarray  # (N, 1) labour in non-farm value added
    land: float
    capital: np.ndarray  # (N,)
    fixed_factors: np.ndarray  # (N, 1) labour and land, the factors that do not move between provinces' plants
    farm_household: np.ndarray  # (N,) part of farm value added that reaches rural households
    local_tax: float
    rent_to_government: float
    food: float  # marginal budget share of farm goods
    subsistence: float  # thousand yuan of base-year farm goods per head

    @classmethod
    def of(
        cls, parameters: Parameters, spaces: int, labour: Array, farm_household: Array, food: float, subsistence: float
    ) -> Self:
        """Collect the shares from parameters and calibrated provincial shares."""
        labour = np.asarray(labour, float)
        urban = np.r_[0.0, np.ones(spaces - 1)]
        return cls(
            gamma=parameters.value_added,
            inputs_t=np.ascontiguousarray(parameters.inputs.T),
            eta=parameters.housing(spaces),
            rural=1 - urban,
            urban=urban,
            rent_kept=1 - parameters.land_rent_to_government * urban,
            land_in_housing=(1 - parameters.structures_share) * parameters.housing(spaces),
            structures=parameters.structures_share,
            farm_labour=parameters.farm_labour_share,
            labour=labour[:, None],
            land=parameters.land_share,
            capital=1 - labour - parameters.land_share,
            fixed_factors=(labour + parameters.land_share)[:, None],
            farm_household=np.asarray(farm_household, float),
            local_tax=parameters.local_tax_share,
            rent_to_government=parameters.land_rent_to_government,
            food=food,
            subsistence=subsistence,
        )


def incomes(
    k: Shares,
    output: Array,
    plants: Array,
    people: Array,
    weighted: Array,
    held: Array | float,
    at_home: Array,
    registered: Array,
    food_price: Array,
    *,
    tax_rate: float,
    portability: float,
    gains: float,
    received: Array,
) -> Incomes:
    """Distribute value added over households, government and capital; rents recirculate in closed form.

    Parameters
    ----------
    k : Shares
    output : array (N, 2)
        Gross output of farming and non-farming.
    plants : array (N, S)
        Share of each space in the province's non-farm output.
    people, weighted : array (N, S)
        Residents, and claims on property income (residents by their weight, and townspeople who kept their claim).
    held : array (N, S) or float
        Part of the claims on property income that residents hold.
    at_home, registered : array (N,)
        People with rural hukou in their own villages, and all who are registered so.
    food_price : array (N, S)
        Price of farm goods (base year: 1).
    tax_rate, portability, gains : float
        Tax rate on urban incomes; collective-land income kept when away; government's urban land income that is
        paid to villagers.
    received : array (N, S)
        Land and property income that residents receive from where they are registered, before tax.
    """
    net = k.rural + (1 - tax_rate) * k.urban
    farm_value, other_value = k.gamma[0] * output[:, 0], k.gamma[1] * output[:, 1]
    farm_income = k.farm_household * farm_value
    farm_wages = k.farm_labour * farm_income
    plant_value = other_value[:, None] * plants
    plant_rent = k.land * plant_value
    wage_bill = k.labour * plant_value
    wage_bill[:, 0] += farm_wages
    need = k.subsistence * food_price * people
    claimants = at_home + portability * (registered - at_home)
    claim = (farm_income - farm_wages) / claimants

    # Households' rents come back as their income: a geometric series, summed by 1 / (1 - recycled).
    kept = k.rent_kept * held
    recycled = net * kept * k.land_in_housing
    before_tax = wage_bill + received + kept * plant_rent
    before_tax[:, 0] += claim * at_home
    disposable = (net * before_tax - recycled * need) / (1 - recycled)
    above = disposable - need
    rent = plant_rent + k.land_in_housing * above
    to_government = k.rent_to_government * (rent @ k.urban)
    if gains:  # enter incomes once: what is paid out of the rents that they raise is left to government
        extra = gains * to_government / claimants
        claim = claim + extra
        more = extra * at_home / (1 - k.land_in_housing[0])
        disposable[:, 0] += more
        above[:, 0] += more
        rent[:, 0] += k.land_in_housing[0] * more
    housing = k.eta * above
    profit = k.capital * other_value
    tax = tax_rate * profit + tax_rate / (1 - tax_rate) * (disposable @ k.urban)
    return Incomes(
        wage=wage_bill / people,
        land_claim=claim,
        property=k.rent_kept * rent / weighted,
        disposable=disposable,
        housing=housing,
        subsistence=need,
        goods=above - housing,
        tax=tax,
        own=k.local_tax * tax + (1 - gains) * to_government,
        pool=(1 - k.local_tax) * tax.sum(),
        capital=(1 - tax_rate) * profit + farm_value - farm_income,
        value_added=farm_value + other_value,
        plant_value=plant_value,
        farm_wages=farm_wages,
        net=net,
    )


def expenditure(k: Shares, income: Incomes, output: Array, plants: Array, services: Array) -> Array:
    """Purchases by province, space of the buyer and good, (N, S, 2): households, services, investment, inputs.

    `services` (N, S) is what governments buy; farms buy in villages, plants where they stand.
    """
    bought = np.empty((*plants.shape, 2))
    made = output[:, 1, None] * plants
    bought[..., 0] = k.food * income.goods + income.subsistence + k.inputs_t[1, 0] * made
    bought[..., 1] = (1 - k.food) * income.goods + services + income.capital[:, None] * plants
    bought[..., 1] += k.structures * income.housing + k.inputs_t[1, 1] * made
    bought[:, 0] += output[:, 0, None] * k.inputs_t[0]
    return bought


def property_weight(outsiders: float, n: int, spaces: int) -> Array:
    """Claim on property income by class, (4, N, S): 1, but `outsiders` for people from elsewhere in towns."""
    weight = np.ones((4, n, spaces))
    weight[2:, :, 1:] = outsiders
    return weight


def per_head(income: Incomes, weight: Array) -> Array:
    """Disposable income per head by class (4, N, S), less what is received from where people are registered.

    `weight` holds the claims on property income (`property_weight`).
    """
    by_class = weight * (income.property * income.net)
    by_class += income.wage * income.net
    by_class[RURAL, :, 0] += income.land_claim
    return by_class
