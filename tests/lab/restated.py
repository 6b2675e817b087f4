"""The equations of the lab once more, as plainly as they can be written, to hold against what the solver found.

Nothing is folded into classes, no rent is summed in closed form and nothing is fast: people stand in a table of
(province of registration, hukou, province of residence, space), hukou 0 is rural and space 0 the village.
"""

from functools import cache
from types import SimpleNamespace

import numpy as np
from scipy.optimize import root


def place(lab, levers, table, output, price, farmers, *, charged, before=None):
    """Everything that follows from people, output, prices and farm workers under some lever values.

    Parameters
    ----------
    lab : Lab
    levers : mapping
        Value of every lever.
    table : array (N, 2, N, S)
        People, million.
    output : array (N + 1, 2)
        Gross output.
    price : (array (N, 2, 2), array (2,))
        Log prices by province, side (village, town) and good, and of the world (0 in the base year).
    farmers : array (N,)
        Rural residents who live from farming.
    charged : bool
        Whether networks, productivity and capacity are paid for.
    before : SimpleNamespace, optional
        What this function returned for the base year; None for the base year itself.
    """
    e, p, k = lab.economy, lab.baseline.parameters, lab.economy.shares
    (n, spaces), m = e.size, SimpleNamespace(table=table, output=output, farmers=farmers, before=before)
    here, world_price = np.arange(n), price[1]
    origin, hukou, home, space = np.indices(table.shape)
    local, village, rural = origin == home, space == 0, hukou == 0
    base = before or SimpleNamespace(table=table, output=output, farmers=farmers)
    urban = np.arange(spaces) > 0

    def every(name):
        return np.broadcast_to(np.asarray(levers[name], float), (n,))

    # People: access to services, claims on property, barriers.
    access = e.access[hukou + 2 * ~local, home, space]
    m.access = np.where(village, access, access + every("citizenization")[home] * (1 - access))
    m.people, m.users = table.sum((0, 1)), (m.access * table).sum((0, 1))
    newly = ((m.access - access) * table).sum((0, 1))
    claim_on_property = np.where(~local & ~village, levers["outsider_property_rights"], 1.0)
    m.barrier = np.ones(table.shape)
    m.barrier[rural & local & ~village] *= levers["within_province_barrier"]
    m.barrier[~local] *= every("across_province_barrier")[home[~local]]
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

    # Unit costs: farms buy inputs in villages, plants on the sides where they stood in the base year.
    level = np.exp(price[0])
    stood = np.stack([e.plants[:, 0], 1 - e.plants[:, 0]], axis=1)
    bought_at = np.ones((n + 1, 2))
    for good in (0, 1):
        plant_price = np.exp((stood * price[0][:, :, good]).sum(1))
        bought_at[:n, 0] *= level[:, 0, good] ** p.inputs[good, 0]
        bought_at[:n, 1] *= plant_price ** p.inputs[good, 1]
        bought_at[n] *= np.exp(world_price[good]) ** p.inputs[good]
    unit_cost = (change / made) ** p.value_added * bought_at

    # Trade: buyers on two sides of every province, then the world; sellers in columns, the world last.
    cross = np.zeros((n, 2, 2))
    cross[:, 1, 0] = 1
    cross[:, 0, 1] = (1 - p.own_space_bias) * (1 - e.plants[:, 0])
    cross[:, 1, 1] = (1 - p.own_space_bias) * e.plants[:, 0]
    factor = np.full((n, 2, n + 1, 2), float(levers["interprovincial_trade_cost"]))
    factor[:, :, n] = levers["external_trade_cost"]
    factor[here, :, here] = levers["urban_rural_trade_cost"] ** cross
    share = e.trade[:, :n].transpose(1, 2, 0)[:, None]  # buyer, seller, good
    pull = share * (factor * unit_cost) ** -p.trade_elasticity
    abroad = np.full((n + 1, 2), float(levers["external_trade_cost"]))
    abroad[n] = 1.0
    world_pull = e.trade[:, n].T * (abroad * unit_cost) ** -p.trade_elasticity
    m.side_price = -np.log(pull.sum(2)) / p.trade_elasticity
    m.world_price = -np.log(world_pull.sum(0)) / p.trade_elasticity
    m.price = m.side_price[:, urban.astype(int)]

    # Public costs and tax rate.
    added = p.value_added * output[:n]
    m.value = added.sum()
    value = m.value / (p.value_added * base.output[:n]).sum()
    funded = levers["national_funding"] * p.cost_per_served * value * newly
    m.due = p.cost_per_served * value * newly
    upkeep = np.zeros(n)
    if before and charged:
        upkeep = value * _upkeep(e, p, before, every, stood, cross)
    extra = funded.sum() + upkeep.sum()
    m.tax_rate = p.tax_rate * (1 + extra / (before.tax.sum() * value)) if before else p.tax_rate
    net = np.where(urban, 1 - m.tax_rate, 1.0)

    # Incomes: rents are spent on housing, which is rent again; repeated until it stops.
    farm_income = k.farm_household * added[:, 0]
    plant_value = added[:, 1:] * m.plants
    wages = k.labour * plant_value
    wages[:, 0] += p.farm_labour_share * farm_income
    at_home = table[here, 0, here, 0]
    kept = levers["land_right_portability"]
    claimants = at_home + kept * (table[:, 0].sum((1, 2)) - at_home)
    need = k.subsistence * np.exp(m.price[..., 0]) * m.people
    to_households = np.where(urban, 1 - p.land_rent_to_government, 1.0)
    # Townspeople who left keep a part of their claim, where locals with urban hukou held theirs in the base year.
    kept_urban = levers["urban_property_kept"]
    held_at = np.zeros((n, spaces))
    held_at[:, 1:] = base.table[here, 1, here, 1:]
    held_at /= held_at.sum(1, keepdims=True)
    left = table[:, 1].sum((1, 2)) - table[here, 1, here, 1:].sum(1)
    claims = (claim_on_property * table).sum((0, 1)) + kept_urban * left[:, None] * held_at
    rent = p.land_share * plant_value
    for _ in range(60):
        to_government = p.land_rent_to_government * rent[:, urban].sum(1)
        per_claim = (1 - p.farm_labour_share) * farm_income / claimants
        if levers["rural_share_of_land_gains"]:
            per_claim = per_claim + levers["rural_share_of_land_gains"] * to_government / claimants
        per_weight = to_households * rent / claims
        taken_along = kept * per_claim[:, None, None] * table[:, 0]
        taken_along[here, here, 0] = 0.0
        town = kept_urban * (held_at * per_weight).sum(1)[:, None, None] * table[:, 1]
        town[here, here, 1:] = 0.0
        earned = wages + taken_along.sum(0) + town.sum(0)
        earned += per_weight * (claim_on_property * table).sum((0, 1))
        earned[:, 0] += per_claim * at_home
        disposable = net * earned
        rent = p.land_share * plant_value + (1 - p.structures_share) * k.eta * (disposable - need)
    housing = k.eta * (disposable - need)
    profit = k.capital * added[:, 1]
    m.tax = m.tax_rate * (profit + (disposable[:, urban] / (1 - m.tax_rate)).sum(1))

    # Budgets and services; the tax for public costs is spent on them.
    untied = m.tax * (1 - extra / m.tax.sum())
    own = p.local_tax_share * untied + (1 - levers["rural_share_of_land_gains"]) * to_government
    equal, follow = levers["regional_equalisation"], levers["money_follows_people"]
    outsiders = (m.access * table)[:, :, :, 1:].copy()
    outsiders[here, 1, here] = 0.0
    served = outsiders.sum((0, 1, 3))
    share = (
        (1 - equal - follow) * e.transfers + equal * m.people.sum(1) / m.people.sum() + follow * served / served.sum()
    )
    m.budget = own + share * (1 - p.local_tax_share) * untied.sum()
    pooled = levers["spending_equalisation"]
    m.budget = (1 - pooled) * m.budget + pooled * m.budget.sum() * m.people.sum(1) / m.people.sum()
    per_head = m.people * (m.budget / m.people.sum(1))[:, None]
    spread = levers["urban_rural_equalisation"]
    m.services = (1 - spread) * e.service_split * m.budget[:, None] + spread * per_head + funded

    # Spending on the two sides meets output.
    m.disposable, m.newly, m.funded, m.upkeep = disposable, newly, funded, upkeep
    m.capital_income = (1 - m.tax_rate) * profit + added[:, 0] - farm_income
    plant_output = output[:n, 1, None] * m.plants
    spending = np.zeros((n, spaces, 2))
    for good in (0, 1):
        spending[..., good] = (k.food, 1 - k.food)[good] * (disposable - need - housing)
        spending[..., good] += p.inputs[good, 1] * plant_output
        spending[:, 0, good] += p.inputs[good, 0] * output[:n, 0]
    spending[..., 0] += need
    spending[..., 1] += m.services + m.capital_income[:, None] * m.plants + p.structures_share * housing
    m.by_side = np.stack([spending[:, 0], spending[:, 1:].sum(1)], axis=1)
    m.by_side[:, 1, 1] += upkeep
    world = output[n] @ p.inputs.T + (p.value_added * output[n]).sum() * np.array([e.world_food, 1 - e.world_food])
    m.sold = np.einsum(
        "bzg,bzsg->sg", m.by_side, pull / pull.sum(2, keepdims=True)
    ) + world * world_pull / world_pull.sum(0)
    m.by_space = np.column_stack([plant_value[:, 0] + added[:, 0], plant_value[:, 1:]])
    m.wage_gap = wages[:, 0] - p.farm_labour_share * farm_income, p.farm_labour_share * farm_income

    # What each group can buy everywhere, and where it goes.
    wage, per_weight = net * wages / m.people, net * to_households * rent / claims
    income = wage[home, space] + claim_on_property * per_weight[home, space]
    income += np.where(rural & village & local, per_claim[origin], 0)
    income += np.where(rural & ~(village & local), kept * per_claim[origin] * net[space], 0)
    town_claim = kept_urban * (held_at * to_households * rent / claims).sum(1)
    income += np.where(~rural & ~(~village & local), town_claim[origin] * net[space], 0)
    m.income, m.wage, m.housing = income, wage, housing
    m.need = k.subsistence * np.exp(m.price[..., 0])
    m.left = 1 - m.need[home, space] / income  # part of income beyond food that all need
    m.level = m.services / m.users**p.service_rivalry
    m.use = e.use * grown
    m.use[:, 1:] /= every("carrying_capacity")[:, None]
    if before is None:
        return m
    other, b = m.price[..., 1], p.structures_share
    m.basket = k.food * m.price[..., 0] + (1 - k.food) * other
    m.rent = (1 - b) * np.log(housing / before.housing) + b * other
    m.rent[:, 1:] -= (1 - b) * np.log(land[:, 1:])
    m.living = (1 - k.eta) * m.basket + k.eta * m.rent
    crowding = p.congestion_weight * (m.use**p.congestion_convexity - e.use**p.congestion_convexity)
    m.better = np.log(m.level / before.level) - other
    # Utility in its four parts: earnings, other income, services, barriers.
    place_pays = np.log(wage / before.wage) - m.living - crowding
    m.earnings = place_pays[home, space] + np.log(m.left / before.left)
    m.property = np.log(income / wage[home, space]) - np.log(before.income / before.wage[home, space])
    m.served = p.service_weight * (np.log(m.access / access) + m.better[home, space])
    m.worth = m.earnings + m.property + m.served - np.log(m.barrier)
    registered = before.table.sum((2, 3), keepdims=True)
    chosen = before.table * np.exp(p.migration_elasticity * m.worth)
    mean = chosen.sum((2, 3), keepdims=True) / registered
    m.chosen, m.welfare = chosen / mean, mean[:, :, 0, 0] ** (1 / p.migration_elasticity)
    return m


def _upkeep(e, p, before, every, stood, cross):
    """Yearly cost of networks, productivity and capacity by province: flows of the base year times log changes."""
    n = len(e.names)
    own = e.trade[:, np.arange(n), np.arange(n)].T
    inner = e.trade[:, :n, :n].sum(2).T - own
    total = before.by_side.sum(1)
    added = p.value_added * before.output[:n]
    flows = {
        "urban_rural_trade_cost": -(before.by_side * cross * own[:, None]).sum((1, 2)),
        "interprovincial_trade_cost": -(total * inner).sum(1),
        "external_trade_cost": -(total * e.trade[:, :n, n].T).sum(1),
        "urban_productivity": added[:, 1] * stood[:, 1],
        "farm_productivity": added[:, 0],
    }
    gain = sum(np.maximum(flow * np.log(every(name)), 0) for name, flow in flows.items())
    built = np.maximum(np.log(every("carrying_capacity")), 0) * added.sum(1)
    return gain / p.benefit_cost + p.annuity_rate * p.capacity_cost * built


@cache
def base_year(lab):
    """The equations in the base year."""
    prices = np.zeros((len(lab.economy.names), 2, 2)), np.zeros(2)
    state = lab.economy.residence, lab.economy.output, prices, lab.economy.farm_workers
    return place(lab, lab.reform().values, *state, charged=False)


def restated(run, fixed=None):
    """The equations at the equilibrium of a run, or at the one in which nobody moves (`fixed`, a Solution)."""
    lab, parts = run.lab, (fixed or run.solution).parts
    price = parts["next_price"], parts["next_world_price"]
    state = lab.economy.residence if fixed else run.residence, parts["output"], price, parts["farmers"]
    return place(lab, run.reform.values, *state, charged=run.reform.charge_costs, before=base_year(lab))


def solved(lab, levers, tolerance=1e-11):
    """The equilibrium by scipy, from the base year, on the full table of people; what `place` returns there.

    Unknown are logs of output, prices, farm workers per plant worker, and people in every cell of the table. Some
    damped passes through the equations come near; SciPy's Krylov method then finds where a pass changes nothing.
    """
    e, p, reform = lab.economy, lab.baseline.parameters, lab.reform(**levers)
    n, before = len(e.names), base_year(lab)
    rural = before.people[:, 0]
    first_ratio = np.log(e.farm_workers / (rural - e.farm_workers))
    off, on = before.wage_gap
    premium = (off / (rural - e.farm_workers)) / (on / e.farm_workers)
    cuts = np.cumsum([2 * (n + 1), 4 * n, 2, n])
    start = np.concatenate([np.log(e.output).ravel(), np.zeros(4 * n + 2), first_ratio, np.log(e.residence).ravel()])

    def look(x):
        output, price, world, ratio, people = np.split(x, cuts)
        table = np.exp(people).reshape(e.residence.shape)
        table = table * (before.table.sum((2, 3)) / table.sum((2, 3)))[:, :, None, None]
        farmers = table.sum((0, 1))[:, 0] / (1 + np.exp(-ratio))
        prices = price.reshape(n, 2, 2), world
        return place(
            lab, reform.values, table, np.exp(output).reshape(n + 1, 2), prices, farmers,
            charged=reform.charge_costs, before=before,
        )  # fmt: skip

    def gap(x):
        m = look(x)
        output, price, world, ratio, people = np.split(x, cuts)
        step = (np.log(m.sold) - output.reshape(n + 1, 2)) / (1 + p.trade_elasticity * p.value_added)
        following = output.reshape(n + 1, 2) + step
        following -= np.log((p.value_added * np.exp(following[:n])).sum() / before.value)
        off, on = m.wage_gap
        nu = p.rural_job_elasticity
        rural = m.people[:, 0]
        wages = np.log((on / m.farmers) / (off / (rural - m.farmers)) * premium)
        # ln(F/O) hat = nu ln(wage ratio) hat, scaled so that a step neither crawls nor overshoots
        miss = nu * wages - (ratio - first_ratio)
        return np.concatenate(
            [
                (following - output.reshape(n + 1, 2)).ravel(),
                (m.side_price - price.reshape(n, 2, 2)).ravel(),
                m.world_price - world,
                miss / (1 + nu),
                (np.log(m.chosen) - np.log(m.table)).ravel(),
            ]
        )

    near = start
    for _ in range(40):
        near = near + 0.3 * gap(near)
    found = root(gap, near, method="krylov", options={"fatol": tolerance, "maxiter": 60})
    assert np.abs(gap(found.x)).max() < 10 * tolerance, found.message
    return look(found.x)
