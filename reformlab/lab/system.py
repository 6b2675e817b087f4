"""The equilibrium of one reform as a fixed point in changes from the base year (exact-hat algebra).

State vector, N provinces and S spaces: logs of gross output and of price indices (N+1, 2 each, the world last); logs of
people by class, locals (N, 2, S) and outsiders (2, N, S); collective-land income received away, relative to wages
(N, S); log of farm workers per worker of a rural plant (N). With a given residence table the people drop out.

One sweep: production, prices, incomes, budgets, spending, output, rents, services, residence choice. Sources: Dekle,
Eaton and Kortum (2008) for the algebra, Eaton and Kortum (2002) for trade, Redding (2016) for land, Tombe and Zhu
(2019) for hukou and land.
"""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from reformlab.lab.accounts import expenditure, incomes, per_head
from reformlab.lab.residence import RURAL

LEAST_SERVICE = 0.2  # part of the service budget that an unfunded bill cannot crowd out while iterating
LEAST_ABOVE_NEED = 0.02  # part of income that stays above subsistence while iterating


@dataclass(frozen=True)
class Given:
    """A fixed residence table, folded into what the sweep needs (nobody moves)."""

    stay: np.ndarray  # (N, 2, S)
    away: np.ndarray  # (2, N, S)
    registered: np.ndarray  # (N,) people with rural hukou
    claims: np.ndarray  # (N, N, S) people with rural hukou away from their villages

    @classmethod
    def of(cls, table):
        """Fold a residence table (N, 2, N, S)."""
        here = np.arange(len(table))
        stay = table[here, :, here, :]
        claims = table[:, RURAL].copy()
        claims[here, here, 0] = 0.0
        return cls(stay, table.sum(0) - stay.transpose(1, 0, 2), table[:, RURAL].sum((1, 2)), claims)


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
        economy, p = base.economy, base.parameters
        n, spaces = economy.size
        self.n, self.spaces, self.here = n, spaces, np.arange(n)
        cells = n * spaces
        sizes = [2 * (n + 1), 2 * (n + 1)] + ([] if given else [2 * cells, 2 * cells]) + [cells]
        self.cuts = np.cumsum(sizes + ([n] if economy.nonfarm else []))
        self.ones = np.ones(spaces)
        self.untaxed = np.r_[1.0, np.zeros(spaces - 1)]
        self.taxed = 1 - self.untaxed
        self.spread, self.shared = float(reform["urban_rural_equalisation"]), float(reform["national_funding"])
        self.equal, self.follow = float(reform["regional_equalisation"]), float(reform["money_follows_people"])
        self._people_levers(reform, p)
        self._place_levers(reform, p, growth)
        # Output moves by the log step that makes its own-price loop neutral at the given trade elasticity.
        self.pace = 1 / (1 + p.trade_elasticity * base.shares.gamma)
        self.inputs = np.ascontiguousarray(base.shares.inputs_t.T)
        self.annuity = p.cost_per_person * p.annuity_rate  # thousand yuan a year per newly served person
        if given is not None:
            settled = SimpleNamespace()
            self._settle(settled, given.stay, given.away, given.registered)
            self.settled = vars(settled)

    def _people_levers(self, reform, p):
        base, n, spaces = self.base, self.n, self.spaces
        close = _by_province(reform["citizenization"], n)[:, None]
        local, outsider = base.economy.access_local, base.economy.access_outsider
        self.serves = bool(close.any())
        self.access_local, self.access_outsider = local, outsider
        if self.serves:
            self.access_local, self.access_outsider = local.copy(), outsider.copy()
            self.access_local[..., 1:] += close[:, None] * (1 - local[..., 1:])
            self.access_outsider[..., 1:] += close[None] * (1 - outsider[..., 1:])
            self.gain_local, self.gain_outsider = self.access_local - local, self.access_outsider - outsider
        barrier_local = np.ones((n, 2, spaces))
        barrier_local[:, 0, 1:] *= reform["within_province_barrier"]
        barrier_local[:, 1, 0] *= reform["return_to_village_barrier"]
        barrier_outsider = np.full((2, n, spaces), float(reform["across_province_barrier"]))
        barrier_outsider[..., 0] *= reform["return_to_village_barrier"]
        self.barrier_local, self.barrier_outsider = np.log(barrier_local), np.log(barrier_outsider)
        self.taste_local = -self.barrier_local - base.log_local_income
        self.taste_outsider = -self.barrier_outsider - base.log_outsider_income
        if self.serves:
            self.taste_local += p.service_weight * np.log(self.access_local / local)
            self.taste_outsider += p.service_weight * np.log(self.access_outsider / outsider)
        self.portability = float(reform["land_right_portability"])
        self.outsider_weight = float(reform["outsider_property_rights"])
        self.claim_weight = np.r_[1.0, np.full(spaces - 1, self.outsider_weight)]
        self.gains = float(reform["rural_share_of_land_gains"])
        self.nobody = np.zeros(n)

    def _place_levers(self, reform, p, growth):
        base, n = self.base, self.n
        home, domestic, abroad = (
            float(reform[f"{name}_trade_cost"]) for name in ("urban_rural", "interprovincial", "external")
        )
        self.trade = base.economy.trade
        if (home, domestic, abroad) != (1.0, 1.0, 1.0):
            cost = np.ones((n + 1, n + 1))
            cost[:n, :n] = domestic
            cost[self.here, self.here] = home
            cost[:n, n] = cost[n, :n] = abroad
            self.trade = self.trade * cost ** (-p.trade_elasticity)
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
        self.upkeep = p.annuity_rate * invested * base.income.value_added if reform.charge_costs else None

    # --- state ------------------------------------------------------------------------------------------------------
    def start(self):
        """State of the base year (with the given residence table, if there is one)."""
        base, n = self.base, self.n
        parts = [base.log_output.ravel(), np.zeros(2 * (n + 1))]
        if self.given is None:
            parts += [np.log(base.stay).ravel(), np.log(base.away).ravel()]
        parts.append(np.zeros(n * self.spaces))
        if base.economy.nonfarm:
            parts.append(base.log_per_worker)
        return np.concatenate(parts)

    def sweep(self, x):
        """One pass through all markets; a fixed point of this map is an equilibrium."""
        m = self.latest = self._markets(x)
        if self.given is None:
            self._places(m)
            self._choose(m)
            blocks = [
                m.next_output,
                m.price,
                np.log(m.chosen_stay),
                np.log(m.chosen_away),
                m.inflow / self.base.wage_bill,
            ]
        else:
            inflow = np.zeros((self.n, self.spaces))
            if self.portability:
                inflow = self.portability * np.tensordot(m.income.land_claim, self.given.claims, 1)
            blocks = [m.next_output, m.price, inflow / self.base.wage_bill]
        if self.base.economy.nonfarm:
            blocks.append(m.next_per_worker)
        return np.concatenate([block.ravel() for block in blocks])

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
            cells = 2 * n * self.spaces
            masses = np.exp(x[cuts[1] : cuts[3]])
            stay, away = masses[:cells].reshape(n, 2, self.spaces), masses[cells:].reshape(2, n, self.spaces)
            self._settle(m, stay, away, self.base.registered[:, RURAL])
            m.claims_in = x[cuts[3] : cuts[4]].reshape(n, self.spaces) * self.base.wage_bill
        else:
            vars(m).update(self.settled)
            m.claims_in = x[cuts[1] : cuts[2]].reshape(n, self.spaces) * self.base.wage_bill
        self._produce(m, x[cuts[-2] :] if self.base.economy.nonfarm else None)
        self._finance(m)
        self._sell(m)
        return m

    def _settle(self, m, stay, away, registered):
        """What follows from where people live alone: users of services, newly served, construction land."""
        base = self.base
        m.stay, m.away, m.registered, m.at_home = stay, away, registered, stay[:, RURAL, 0]
        local_people, outsiders = stay[:, 0] + stay[:, 1], away[0] + away[1]
        m.people = local_people + outsiders
        m.weighted = local_people + self.claim_weight * outsiders
        local, outsider = self.access_local * stay, self.access_outsider * away
        m.users = local[:, 0] + local[:, 1] + outsider[0] + outsider[1]
        m.newly = self.nobody
        if self.serves:
            local, outsider = self.gain_local * stay, self.gain_outsider * away
            m.newly = (local[:, 0] + local[:, 1] + outsider[0] + outsider[1]) @ self.ones
        m.growth = np.log(m.people / base.people)
        m.land = self.land + self.land_elasticity * m.growth[:, 1:]
        m.shares = self._transfers(m.people, m.newly)

    def _produce(self, m, log_per_worker):
        """Output, plants that share the province's capital, and prices."""
        base, p, k, n = self.base, self.base.parameters, self.base.shares, self.n
        m.log_per_worker = log_per_worker
        change = m.log_output - base.log_output
        m.made = np.zeros((n + 1, 2))
        staff = m.growth
        if log_per_worker is None:
            m.farmers, farm_staff = m.people[:, 0], m.growth[:, 0]
        else:
            per_worker = np.exp(log_per_worker)  # farm workers per worker of a rural plant
            m.farmers = m.people[:, 0] * per_worker / (1 + per_worker)
            farm_staff = np.log(m.farmers / base.farm_workers)
            staff = staff.copy()
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
        m.reach = np.empty_like(m.cost)
        m.reach[:, 0], m.reach[:, 1] = self.trade[0] @ m.cost[:, 0], self.trade[1] @ m.cost[:, 1]
        m.price = np.log(m.reach) / -theta
        m.food_price = np.exp(m.price[:n, 0])

    def _finance(self, m):
        """Public bill, incomes, budgets and services."""
        base, p, k, n = self.base, self.base.parameters, self.base.shares, self.n
        value = (m.output[:n] @ k.gamma).sum() / base.value_added
        m.tax_rate, m.bill, m.crowded = p.tax_rate, None, None
        if self.upkeep is not None:
            due = self.annuity * value * m.newly
            m.bill, unfunded = self.shared * due + self.upkeep * value, (1 - self.shared) * due
            extra = m.bill.sum()
            m.tax_rate = p.tax_rate * (1 + extra / (base.tax_total * value))
        m.income = income = incomes(
            k, m.output[:n], m.plants, m.people, m.weighted, m.at_home, m.registered, m.food_price,
            tax_rate=m.tax_rate, portability=self.portability, gains=self.gains, claims_in=m.claims_in,
        )  # fmt: skip
        own, pool = income.own, income.pool
        if m.bill is not None:  # the extra tax is earmarked for the bill
            own = own - income.tax * (k.local_tax * extra / income.tax.sum())
            pool = pool - (1 - k.local_tax) * extra
        m.budget = own + m.shares * pool
        m.services = base.economy.service_split * m.budget[:, None]
        if self.spread:
            m.services *= 1 - self.spread
            m.services += m.people * (self.spread * m.budget / (m.people @ self.ones))[:, None]
        if m.bill is not None:
            m.crowded = 1 - unfunded / m.budget
            m.services *= np.maximum(m.crowded, LEAST_SERVICE)[:, None]

    def _sell(self, m):
        """Spending of every province, and the output that it asks for."""
        base, k, n, food = self.base, self.base.shares, self.n, self.base.economy.world_food
        m.spending = spending = np.empty((n + 1, 2))
        spending[:n] = expenditure(k, m.income, m.output[:n], m.budget)
        if m.bill is not None:
            spending[:n, 1] += m.bill
        world = m.output[n] @ k.gamma
        spending[n] = m.output[n] @ k.inputs_t
        spending[n, 0] += food * world
        spending[n, 1] += (1 - food) * world
        asked = spending / m.reach
        m.sold = np.empty_like(m.cost)
        m.sold[:, 0], m.sold[:, 1] = asked[:, 0] @ self.trade[0], asked[:, 1] @ self.trade[1]
        m.sold *= m.cost
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
        m.basket = k.food * m.price[:n, 0] + (1 - k.food) * m.price[:n, 1]
        m.rent = (1 - k.structures) * (np.log(m.income.housing) - base.log_housing) + k.structures * m.price[:n, 1:]
        m.rent[:, 1:] -= (1 - k.structures) * m.land
        m.level = np.log(m.services) - p.service_rivalry * np.log(m.users) - m.price[:n, 1:] - base.log_level
        m.use = m.people * self.use_per_head
        m.crowding = p.congestion_weight * m.use**p.congestion_convexity - base.congestion
        m.offer = p.service_weight * m.level - (1 - k.eta) * m.basket[:, None] - k.eta * m.rent - m.crowding
        m.net = self.taxed * (1 - m.tax_rate) + self.untaxed
        m.need = k.subsistence * m.food_price
        m.outsider_income, m.local_income = per_head(m.income, m.net, self.outsider_weight)
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

    def _choose(self, m):
        """Residence choice: multinomial shares with elasticity kappa.

        Indirect utility depends on the origin only through hukou type and being local or not, so matrix-vector
        products do; land income that is kept when away depends on the origin and needs the full block.
        """
        base, n, spaces = self.base, self.n, self.spaces
        kappa = base.parameters.migration_elasticity
        above_local, above = m.local_income, m.outsider_income
        if self.portability:
            kept = self.portability * m.income.land_claim
            above_local = above_local.copy()
            above_local[:, RURAL, 1:] += kept[:, None] * m.net[1:]
        if base.need:
            above_local = np.maximum(above_local - m.need[:, None, None], LEAST_ABOVE_NEED * above_local)
            above = np.maximum(above - m.need[:, None], LEAST_ABOVE_NEED * above)
        value_local = base.stay_share * np.exp(kappa * (np.log(above_local) + m.offer[:, None, :] + self.taste_local))
        appeal = m.offer + self.taste_outsider
        value_away = np.exp(kappa * (np.log(above) + appeal))
        at_home = value_local @ self.ones
        m.weights, m.inflow = np.empty((n, 2)), np.zeros((n, spaces))
        m.chosen_away = np.empty((2, n, spaces))
        if base.flow is None:
            for h in range(2):
                share = base.away_share(h)
                m.weights[:, h] = share @ value_away[h].ravel() + at_home[:, h]
                per_weight = base.registered[:, h] / m.weights[:, h]
                m.chosen_away[h] = (per_weight @ share).reshape(n, spaces) * value_away[h]
        else:
            value_away *= base.spread
            np.divide(base.flow @ (value_away @ self.ones).T, base.registered, out=m.weights)
            m.weights += at_home
            np.multiply(((1 / m.weights).T @ base.flow)[:, :, None], value_away, out=m.chosen_away)
        if self.portability:
            block = above + kept[:, None, None] * m.net
            block **= kappa
            block *= np.exp(kappa * appeal[RURAL])
            flat = block.reshape(n, -1)
            flat *= base.away_share(RURAL)
            m.weights[:, RURAL] = flat.sum(1) + at_home[:, RURAL]
            per_weight = base.registered[:, RURAL] / m.weights[:, RURAL]
            m.chosen_away[RURAL] = (per_weight @ flat).reshape(n, spaces)
            m.inflow += ((per_weight * kept) @ flat).reshape(n, spaces)
        m.chosen_stay = (base.registered / m.weights)[:, :, None] * value_local
        if self.portability:
            m.inflow[:, 1:] += kept[:, None] * m.chosen_stay[:, RURAL, 1:]
