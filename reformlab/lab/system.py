"""The equilibrium of one reform as a fixed point in changes from the base year (exact-hat algebra).

State vector, N provinces and S spaces: logs of gross output and of price indices (N+1, 2 each, the world last); logs of
people by class (4, N, S), see `residence.by_class`; collective-land income received away, relative to wages (N, S); log
of farm workers per worker of a rural plant (N). With a given residence table the people drop out.

One sweep: production, prices, incomes, budgets, spending, output, rents, services, residence choice. Sources: Dekle,
Eaton and Kortum (2008) for the algebra, Eaton and Kortum (2002) for trade, Redding (2016) for land, Tombe and Zhu
(2019) for hukou and land.

At 31 provinces the time goes into calling numpy, not into arithmetic: arrays that are treated alike are stacked.
"""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from reformlab.lab.accounts import expenditure, incomes, per_head, property_weight
from reformlab.lab.choice import choose
from reformlab.lab.residence import RURAL, by_class

LEAST_SERVICE = 0.2  # part of the service budget that an unfunded bill cannot crowd out while iterating


@dataclass(frozen=True)
class Given:
    """A fixed residence table, folded into what the sweep needs (nobody moves)."""

    masses: np.ndarray  # (4, N, S) people by class
    registered: np.ndarray  # (N,) people with rural hukou
    claims: np.ndarray  # (N, N*S) people with rural hukou away from their villages

    @classmethod
    def of(cls, table):
        """Fold a residence table (N, 2, N, S)."""
        here = np.arange(len(table))
        claims = table[:, RURAL].copy()
        claims[here, here, 0] = 0.0
        return cls(by_class(table), table[:, RURAL].sum((1, 2)), claims.reshape(len(table), -1))


def _by_province(value, n):
    """Lever value as an (N,) array."""
    return np.broadcast_to(np.asarray(value, float), (n,))


class System:
    """The map whose fixed point is the equilibrium of `reform`, for a `Baseline`.

    Parameters
    ----------
    base : Baseline
    reform : Reform
    given : Given, optional
        Keep this residence table instead of letting people choose.
    growth : (float, float)
        Log change of farm and of non-farm productivity since the base year (transition only).
    """

    def __init__(self, base, reform, given=None, growth=(0.0, 0.0)):
        self.base, self.reform, self.given = base, reform, given
        economy, p, k = base.economy, base.parameters, base.shares
        n, spaces = economy.size
        self.n, self.spaces, self.here = n, spaces, np.arange(n)
        cells = n * spaces
        sizes = [2 * (n + 1), 2 * (n + 1)] + ([] if given else [4 * cells]) + [cells]
        self.cuts = np.cumsum(sizes + ([n] if economy.nonfarm else []))
        self.ones = np.ones(spaces)
        self.spread, self.shared = float(reform["urban_rural_equalisation"]), float(reform["national_funding"])
        self.equal, self.follow = float(reform["regional_equalisation"]), float(reform["money_follows_people"])
        self._people_levers(reform, p)
        self._place_levers(reform, p, growth)
        # Output moves by the log step that makes its own-price loop neutral at the given trade elasticity.
        self.pace = 1 / (1 + p.trade_elasticity * k.gamma)
        self.inputs = np.ascontiguousarray(k.inputs_t.T)
        self.basket = np.array([k.food, 1 - k.food])
        # What the rest of the world buys of each good (columns) out of its output of each good (rows).
        food = economy.world_food
        self.world = k.inputs_t + np.outer(k.gamma, [food, 1 - food])
        if given is not None:
            settled = SimpleNamespace()
            self._settle(settled, given.masses, given.registered)
            self.settled = vars(settled)

    def _people_levers(self, reform, p):
        base, n, spaces = self.base, self.n, self.spaces
        close = _by_province(reform["citizenization"], n)[:, None]
        access = base.economy.access
        self.serves = bool(close.any())
        self.access = access
        if self.serves:
            self.access = access.copy()
            self.access[..., 1:] += close * (1 - access[..., 1:])
        barrier = np.ones((4, n, spaces))
        barrier[RURAL, :, 1:] *= reform["within_province_barrier"]
        barrier[2:] *= reform["across_province_barrier"]
        barrier[1:, :, 0] *= reform["return_to_village_barrier"]
        self.barrier = np.log(barrier)
        self.taste = -self.barrier - base.log_income
        if self.serves:
            self.taste += p.service_weight * np.log(self.access / access)
        self.portability = float(reform["land_right_portability"])
        self.outsider_weight = float(reform["outsider_property_rights"])
        self.gains = float(reform["rural_share_of_land_gains"])
        # Weights that turn people by class into residents, claims on property, users of services, newly served.
        self.property_weight = property_weight(self.outsider_weight, n, spaces)
        counted = [np.ones((4, n, spaces)), self.property_weight, self.access]
        self.counted = np.stack(counted + ([self.access - access] if self.serves else []))
        self.nobody = np.zeros(n)

    def _place_levers(self, reform, p, growth):
        base, n = self.base, self.n
        home, domestic, abroad = (
            float(reform[f"{name}_trade_cost"]) for name in ("urban_rural", "interprovincial", "external")
        )
        self.trade = base.economy.trade
        if (home, domestic, abroad) != (1.0, 1.0, 1.0):
            home_factor, domestic_factor, abroad_factor = (c**-p.trade_elasticity for c in (home, domestic, abroad))
            self.trade = self.trade.copy()
            self.trade[:, :n, :n] *= domestic_factor
            self.trade[:, self.here, self.here] *= home_factor / domestic_factor
            self.trade[:, :n, n] *= abroad_factor
            self.trade[:, n, :n] *= abroad_factor
        capacity = _by_province(reform["carrying_capacity"], n)
        self.use_per_head = base.economy.use / base.people
        self.use_per_head[:, 1:] /= capacity[:, None]
        self.land = np.log(_by_province(reform["construction_land"], n))[:, None]
        self.land_elasticity = float(reform["land_follows_people"])
        self.farm_productivity = np.log(_by_province(reform["farm_productivity"], n)) + growth[0]
        self.plant_productivity = np.full((n, self.spaces), float(growth[1]))
        self.plant_productivity[:, 1:] += np.log(_by_province(reform["urban_productivity"], n))[:, None]
        cheaper = max(-np.log(domestic), 0.0) + max(-np.log(home), 0.0)
        invested = p.capacity_cost * np.maximum(np.log(capacity), 0.0) + p.network_cost * cheaper
        self.annuity = p.cost_per_person * p.annuity_rate  # thousand yuan a year per newly served person
        self.charges = reform.charge_costs and (self.serves or bool(invested.any()))
        self.upkeep = p.annuity_rate * invested * base.income.value_added if self.charges else None

    # --- state ------------------------------------------------------------------------------------------------------
    def start(self):
        """State of the base year (with the given residence table, if there is one)."""
        base, n = self.base, self.n
        parts = [base.log_output.ravel(), np.zeros(2 * (n + 1))]
        if self.given is None:
            parts.append(np.log(base.masses).ravel())
        parts.append(np.zeros(n * self.spaces))
        if base.economy.nonfarm:
            parts.append(base.log_per_worker)
        return np.concatenate(parts)

    def sweep(self, x):
        """One pass through all markets; a fixed point of this map is an equilibrium."""
        m = self.latest = self._markets(x)
        blocks = [m.next_output.ravel(), m.price.ravel()]
        if self.given is None:
            self._places(m)
            choose(self, m)
            blocks.append(np.log(m.chosen).ravel())
            inflow = m.inflow
        elif self.portability:
            inflow = self.portability * (m.income.land_claim @ self.given.claims)
        else:
            inflow = None
        cells = self.n * self.spaces
        blocks.append(np.zeros(cells) if inflow is None else inflow.reshape(cells) / self.base.wage_bill.ravel())
        if self.base.economy.nonfarm:
            blocks.append(m.next_per_worker)
        return np.concatenate(blocks)

    def parts(self):
        """Everything that the latest sweep computed, by name (a dict)."""
        if self.given is not None:
            self._places(self.latest)
        return vars(self.latest)

    def _markets(self, x):
        """Goods, labour, land and budgets for the people and prices of a state."""
        n, cuts = self.n, self.cuts
        m = SimpleNamespace()
        m.log_output, m.log_price = x[: cuts[0]].reshape(n + 1, 2), x[cuts[0] : cuts[1]].reshape(n + 1, 2)
        m.output = np.exp(m.log_output)
        if self.given is None:
            masses = np.exp(x[cuts[1] : cuts[2]]).reshape(4, n, self.spaces)
            self._settle(m, masses, self.base.registered[:, RURAL])
            claims_in = x[cuts[2] : cuts[3]]
        else:
            vars(m).update(self.settled)
            claims_in = x[cuts[1] : cuts[2]]
        m.claims_in = claims_in.reshape(n, self.spaces) * self.base.wage_bill
        self._produce(m, x[cuts[-2] :] if self.base.economy.nonfarm else None)
        self._finance(m)
        self._sell(m)
        return m

    def _settle(self, m, masses, registered):
        """What follows from where people live alone: users of services, newly served, construction land."""
        m.masses, m.registered, m.at_home = masses, registered, masses[RURAL, :, 0]
        counts = np.einsum("kcns,cns->kns", self.counted, masses)
        m.people, m.weighted, m.users = counts[0], counts[1], counts[2]
        m.newly = counts[3] @ self.ones if self.serves else self.nobody
        m.growth = np.log(m.people / self.base.people)
        m.land = self.land + self.land_elasticity * m.growth[:, 1:]
        m.shares = self._transfers(m.people, m.newly)

    def _produce(self, m, log_per_worker):
        """Output, plants that share the province's capital, and prices."""
        base, p, k, n = self.base, self.base.parameters, self.base.shares, self.n
        m.log_per_worker = log_per_worker
        change = m.log_output - base.log_output
        m.made = np.zeros((n + 1, 2))
        if log_per_worker is None:
            m.farmers, farm_staff, staff = m.people[:, 0], m.growth[:, 0], m.growth
        else:
            per_worker = np.exp(log_per_worker)  # farm workers per worker of a rural plant
            m.farmers = m.people[:, 0] * per_worker / (1 + per_worker)
            farm_staff = np.log(m.farmers / base.farm_workers)
            staff = m.growth.copy()
            staff[:, 0] = farm_staff - log_per_worker + base.log_per_worker
        m.made[:n, 0] = self.farm_productivity + k.farm_labour * farm_staff
        power = self.plant_productivity + k.labour * staff
        power[:, 1:] += p.agglomeration * m.growth[:, 1:] + k.land * m.land
        weight = base.economy.plants * np.exp(power / k.fixed_factors)
        total = weight @ self.ones
        m.plants = weight / total[:, None]
        capital = change[:n, 1] - np.log((k.capital @ m.output[:n, 1]) / base.capital_base)
        m.made[:n, 1] = k.fixed_factors[:, 0] * np.log(total) + k.capital * capital

        theta = p.trade_elasticity
        m.cost = np.exp(-theta * (k.gamma * (change - m.made) + m.log_price @ self.inputs))
        m.reach = np.matmul(self.trade, m.cost.T[:, :, None])[:, :, 0].T
        m.price = np.log(m.reach) / -theta
        m.food_price = np.exp(m.price[:n, 0])

    def _finance(self, m):
        """Public bill, incomes, budgets and services."""
        base, p, k, n = self.base, self.base.parameters, self.base.shares, self.n
        m.tax_rate, m.bill, m.crowded = p.tax_rate, None, None
        if self.charges:
            value = (m.output[:n] @ k.gamma).sum() / base.value_added
            due = self.annuity * value * m.newly
            m.bill, unfunded = self.shared * due + self.upkeep * value, (1 - self.shared) * due
            extra = m.bill.sum()
            m.tax_rate = p.tax_rate * (1 + extra / (base.tax_total * value))
        m.income = income = incomes(
            k, m.output[:n], m.plants, m.people, m.weighted, m.at_home, m.registered, m.food_price,
            tax_rate=m.tax_rate, portability=self.portability, gains=self.gains, claims_in=m.claims_in,
        )  # fmt: skip
        own, pool = income.own, income.pool
        if self.charges:  # the extra tax is earmarked for the bill
            own = own - income.tax * (k.local_tax * extra / income.tax.sum())
            pool = pool - (1 - k.local_tax) * extra
        m.budget = own + m.shares * pool
        m.services = base.economy.service_split * m.budget[:, None]
        if self.spread:
            m.services *= 1 - self.spread
            m.services += m.people * (self.spread * m.budget / (m.people @ self.ones))[:, None]
        if self.charges:
            m.crowded = 1 - unfunded / m.budget
            m.services *= np.maximum(m.crowded, LEAST_SERVICE)[:, None]

    def _sell(self, m):
        """Spending of every province, and the output that it asks for."""
        base, k, n = self.base, self.base.shares, self.n
        m.spending = np.empty((n + 1, 2))
        m.spending[:n] = expenditure(k, m.income, m.output[:n], m.budget)
        if self.charges:
            m.spending[:n, 1] += m.bill
        m.spending[n] = m.output[n] @ self.world
        asked = m.spending / m.reach
        m.sold = np.matmul(asked.T[:, None, :], self.trade)[:, 0, :].T * m.cost
        m.next_output = m.log_output + self.pace * (np.log(m.sold) - m.log_output)
        # Numeraire: national nominal value added stays what it is in the base year.
        m.next_output -= np.log((np.exp(m.next_output[:n]) @ k.gamma).sum() / base.value_added)
        if base.economy.nonfarm:
            off_farm = k.labour[:, 0] * m.income.plant_value[:, 0] / base.wedge
            gap = np.log(m.income.farm_wages / off_farm) - m.log_per_worker
            m.next_per_worker = m.log_per_worker + base.staff_pace * gap

    def _places(self, m):
        """What a place offers to anybody: prices, housing, services, congestion, and incomes per head."""
        base, p, k, n = self.base, self.base.parameters, self.base.shares, self.n
        m.basket = m.price[:n] @ self.basket
        other_price = m.price[:n, 1:]
        m.rent = (1 - k.structures) * (np.log(m.income.housing) - base.log_housing) + k.structures * other_price
        m.rent[:, 1:] -= (1 - k.structures) * m.land
        m.level = np.log(m.services) - p.service_rivalry * np.log(m.users) - other_price - base.log_level
        m.use = m.people * self.use_per_head
        m.crowding = p.congestion_weight * m.use**p.congestion_convexity - base.congestion
        m.offer = p.service_weight * m.level - (1 - k.eta) * m.basket[:, None] - k.eta * m.rent - m.crowding
        m.net = k.rural + (1 - m.tax_rate) * k.urban
        m.need = k.subsistence * m.food_price
        m.income_by_class = per_head(m.income, m.net, self.property_weight)
        m.weights = None

    def _transfers(self, people, newly):
        """Shares of the central pool: base shares, per head, or by newly served people."""
        equal, follow = self.equal, self.follow
        shares = (1 - equal - follow) * self.base.economy.transfers
        if equal:
            by_province = people @ self.ones
            shares += by_province * (equal / by_province.sum())
        if follow:
            served = newly + 1e-9  # a trace per province keeps the rule defined when nobody is newly served
            shares += served * (follow / served.sum())
        return shares
