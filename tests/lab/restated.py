"""The equations of the lab once more, as plainly as they can be written, to hold against what the solver found.

Nothing is folded into classes, no rent is summed in closed form and nothing is fast: people stand in a table of
(province of registration, hukou, province of residence, space), hukou 0 is rural and space 0 the village.
"""

from functools import cache
from types import SimpleNamespace

import numpy as np


def place(lab, levers, table, output, price, farmers, *, charged, before=None):
    """Everything that follows from people, output, prices and farm workers under some lever values.

    Parameters
    ----------
    lab : Lab
    levers : mapping
        Value of every lever.
    table : array (N, 2, N, S)
        People, million.
    output, price : array (N + 1, 2)
        Gross output, and log prices (0 in the base year).
    farmers : array (N,)
        Rural residents who live from farming.
    charged : bool
        Whether public costs are paid for.
    before : SimpleNamespace, optional
        What this function returned for the base year; None for the base year itself.
    """
    e, p, k = lab.economy, lab.baseline.parameters, lab.economy.shares
    (n, spaces), m = e.size, SimpleNamespace(table=table, output=output, farmers=farmers, before=before)
    origin, hukou, home, space = np.indices(table.shape)
    local, village, rural = origin == home, space == 0, hukou == 0
    base = before or SimpleNamespace(table=table, output=output, farmers=farmers)

    def every(name):
        return np.broadcast_to(np.asarray(levers[name], float), (n,))

    # People: access to services, claims on property, barriers.
    access = e.access[hukou + 2 * ~local, home, space]
    m.access = np.where(village, access, access + every("citizenization")[home] * (1 - access))
    m.people, m.users = table.sum((0, 1)), (m.access * table).sum((0, 1))
    newly = ((m.access - access) * table).sum((0, 1, 3))
    claim_on_property = np.where(~local & ~village, levers["outsider_property_rights"], 1.0)
    m.barrier = np.ones(table.shape)
    m.barrier[rural & local & ~village] *= levers["within_province_barrier"]
    m.barrier[~local] *= levers["across_province_barrier"]
    m.barrier[village & ~(rural & local)] *= levers["return_to_village_barrier"]

    # Places: what they make, in changes from the base year.
    grown = m.people / base.table.sum((0, 1))
    land = every("construction_land")[:, None] * grown ** levers["land_follows_people"]
    change = output / base.output
    capital = change[:n, 1] * (k.capital @ base.output[:n, 1]) / (k.capital @ output[:n, 1])
    staff = grown.copy()
    if e.nonfarm:
        staff[:, 0] = (m.people[:, 0] - farmers) / (base.table.sum((0, 1))[:, 0] - base.farmers)
    fixed = k.labour[:, 0] + p.land_share
    plant = staff**k.labour
    plant[:, 1:] *= every("urban_productivity")[:, None] * grown[:, 1:] ** p.agglomeration * land[:, 1:] ** p.land_share
    weight = e.plants * plant ** (1 / fixed)[:, None]
    m.plants = weight / weight.sum(1, keepdims=True)
    made = np.ones((n + 1, 2))
    made[:n, 0] = every("farm_productivity") * (farmers / base.farmers) ** p.farm_labour_share
    made[:n, 1] = weight.sum(1) ** fixed * capital**k.capital
    m.made = (p.value_added * base.output * made)[:n]  # volume, at the prices of the base year
    unit_cost = (change / made) ** p.value_added * np.exp(price @ p.inputs)

    # Trade: rows buy, columns sell; the rest of the world comes last.
    factor = np.full((n + 1, n + 1), levers["interprovincial_trade_cost"])
    np.fill_diagonal(factor, levers["urban_rural_trade_cost"])
    factor[n], factor[:, n] = levers["external_trade_cost"], levers["external_trade_cost"]
    factor[n, n] = 1.0
    pull = np.stack([e.trade[g] * (factor * unit_cost[:, g]) ** -p.trade_elasticity for g in (0, 1)], axis=2)
    m.price = -np.log(pull.sum(1)) / p.trade_elasticity

    # Public bill and tax rate.
    added = p.value_added * output[:n]
    m.value = added.sum()
    value = m.value / (p.value_added * base.output[:n]).sum()
    due = p.cost_per_person * p.annuity_rate * value * newly * charged
    cheaper = sum(max(-np.log(levers[f"{name}_trade_cost"]), 0) for name in ("interprovincial", "urban_rural"))
    built = p.capacity_cost * np.log(np.maximum(every("carrying_capacity"), 1)) + p.network_cost * cheaper
    upkeep = p.annuity_rate * built * (p.value_added * base.output[:n]).sum(1) * value * charged
    bill, unfunded = levers["national_funding"] * due + upkeep, (1 - levers["national_funding"]) * due
    m.tax_rate = p.tax_rate * (1 + bill.sum() / (before.tax.sum() * value)) if before else p.tax_rate
    net = np.where(np.arange(spaces) == 0, 1.0, 1 - m.tax_rate)

    # Incomes: rents are spent on housing, which is rent again; repeated until it stops.
    farm_income = k.farm_household * added[:, 0]
    plant_value = added[:, 1:] * m.plants
    wages = k.labour * plant_value
    wages[:, 0] += p.farm_labour_share * farm_income
    at_home = table[np.arange(n), 0, np.arange(n), 0]
    kept = levers["land_right_portability"]
    claimants = at_home + kept * (table[:, 0].sum((1, 2)) - at_home)
    need = k.subsistence * np.exp(price[:n, :1]) * m.people
    urban = np.arange(spaces) > 0
    to_households = np.where(urban, 1 - p.land_rent_to_government, 1.0)
    rent = p.land_share * plant_value
    for _ in range(25):
        to_government = p.land_rent_to_government * rent[:, urban].sum(1)
        per_claim = (1 - p.farm_labour_share) * farm_income / claimants
        per_claim = per_claim + levers["rural_share_of_land_gains"] * to_government / claimants
        taken_along = kept * per_claim[:, None, None] * table[:, 0]
        taken_along[np.arange(n), np.arange(n), 0] = 0.0
        earned = wages + taken_along.sum(0) + to_households * rent
        earned[:, 0] += per_claim * at_home
        disposable = net * earned
        rent = p.land_share * plant_value + (1 - p.structures_share) * k.eta * (disposable - need)
    housing = k.eta * (disposable - need)
    profit = k.capital * added[:, 1]
    m.tax = m.tax_rate * (profit + (disposable[:, urban] / (1 - m.tax_rate)).sum(1))

    # Budgets and services; the tax for the bill is spent on the bill.
    untied = m.tax * (1 - bill.sum() / m.tax.sum())
    own = p.local_tax_share * untied + (1 - levers["rural_share_of_land_gains"]) * to_government
    equal, follow = levers["regional_equalisation"], levers["money_follows_people"]
    share = (1 - equal - follow) * e.transfers + equal * m.people.sum(1) / m.people.sum()
    share = share + follow * (newly + 1e-9) / (newly + 1e-9).sum()
    m.budget = own + share * (1 - p.local_tax_share) * untied.sum()
    per_head = m.people * (m.budget / m.people.sum(1))[:, None]
    spread = levers["urban_rural_equalisation"]
    m.services = (1 - spread) * e.service_split * m.budget[:, None] + spread * per_head
    m.services *= (1 - unfunded / m.budget)[:, None]

    # Spending meets output.
    m.disposable, m.newly, m.bill = disposable, newly, bill
    goods = (disposable - need - housing).sum(1)
    spending = output @ p.inputs.T
    spending[:n, 0] += k.food * goods + need.sum(1)
    invested = (1 - m.tax_rate) * profit + added[:, 0] - farm_income
    spending[:n, 1] += (1 - k.food) * goods + m.budget + bill + invested + p.structures_share * housing.sum(1)
    spending[n] += (p.value_added * output[n]).sum() * np.array([e.world_food, 1 - e.world_food])
    m.sold = np.einsum("bg,bsg->sg", spending, pull / pull.sum(1, keepdims=True))
    m.by_space = np.column_stack([plant_value[:, 0] + added[:, 0], plant_value[:, 1:]])
    m.wage_gap = wages[:, 0] - p.farm_labour_share * farm_income, p.farm_labour_share * farm_income

    # What each group can buy everywhere, and where it goes.
    weighted = (claim_on_property * table).sum((0, 1))
    wage, per_weight = net * wages / m.people, net * to_households * rent / weighted
    income = wage[home, space] + claim_on_property * per_weight[home, space]
    income += np.where(rural & village & local, per_claim[origin], 0)
    income += np.where(rural & ~(village & local), kept * per_claim[origin] * net[space], 0)
    m.income, m.wage, m.housing = income, wage, housing
    m.left = 1 - (k.subsistence * np.exp(price[:n, 0]))[home] / income  # part of income beyond food that all need
    m.level = m.services / m.users**p.service_rivalry
    m.use = e.use * grown
    m.use[:, 1:] /= every("carrying_capacity")[:, None]
    if before is None:
        return m
    other, b = price[:n, 1:], p.structures_share
    m.basket = k.food * price[:n, :1] + (1 - k.food) * other
    m.rent = (1 - b) * np.log(housing / before.housing) + b * other
    m.rent[:, 1:] -= (1 - b) * np.log(land[:, 1:])
    crowding = p.congestion_weight * (m.use**p.congestion_convexity - e.use**p.congestion_convexity)
    m.better = np.log(m.level / before.level) - other
    # Utility in its four parts: earnings, other income, services, barriers.
    place_pays = np.log(wage / before.wage) - (1 - k.eta) * m.basket - k.eta * m.rent - crowding
    m.earnings = place_pays[home, space] + np.log(m.left / before.left)
    m.property = np.log(income / wage[home, space]) - np.log(before.income / before.wage[home, space])
    m.served = p.service_weight * (np.log(m.access / access) + m.better[home, space])
    worth = m.earnings + m.property + m.served - np.log(m.barrier)
    registered = before.table.sum((2, 3), keepdims=True)
    chosen = before.table * np.exp(p.migration_elasticity * worth)
    mean = chosen.sum((2, 3), keepdims=True) / registered
    m.chosen, m.welfare = chosen / mean, mean[:, :, 0, 0] ** (1 / p.migration_elasticity)
    return m


@cache
def base_year(lab):
    """The equations in the base year."""
    zero = np.zeros((len(lab.economy.names) + 1, 2))
    state = lab.economy.residence, lab.economy.output, zero, lab.economy.farm_workers
    return place(lab, lab.reform().values, *state, charged=False)


def restated(run, fixed=None):
    """The equations at the equilibrium of a run, or at the one in which nobody moves (`fixed`, a Solution)."""
    lab, parts = run.lab, (fixed or run.solution).parts
    state = lab.economy.residence if fixed else run.residence, parts["output"], parts["price"], parts["farmers"]
    return place(lab, run.reform.values, *state, charged=run.reform.charge_costs, before=base_year(lab))
