"""The equilibrium of one reform as a fixed point in changes from the base year (exact-hat algebra).

State vector, N provinces and S spaces: logs of gross output (N+1, 2, the world last); logs of prices by province, side
(rural, urban) and good (N, 2, 2), and of the world's (2); logs of people by class (4, N, S), see `residence.by_class`;
land and property income received from where people are registered, relative to wages (N, S); log of farm workers per
worker of a rural plant (N). With a given residence table the people drop out.

One sweep: production, prices, incomes, budgets, spending, output, rents, services, residence choice. The equations
stand in the book (`equations.md`), in the same order. Sources: Dekle, Eaton and Kortum (2008) for the algebra, Eaton
and Kortum (2002) for trade, Redding (2016) for land, Tombe and Zhu (2019) for hukou and land.

At 31 provinces the time goes into calling numpy, not into arithmetic: arrays that are treated alike are stacked.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from reformlab.lab.accounts import expenditure, incomes, per_head, property_weight
from reformlab.lab.choice import choose
from reformlab.lab.costs import upkeep
from reformlab.lab.residence import RURAL, URBAN

if TYPE_CHECKING:
    from reformlab.lab.baseline import Baseline
    from reformlab.lab.levers import Reform
    from reformlab.lab.residence import Given
    from reformlab.types import Array

MOST_TAX = 0.75  # tax rate that is not exceeded while iterating


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

    def __init__(
        self, base: Baseline, reform: Reform, given: Given | None = None, growth: tuple[float, float] = (0.0, 0.0)
    ) -> None:
        self.base, self.reform, self.given = base, reform, given
        economy, p, k = base.economy, base.parameters, base.shares
        n, spaces = economy.size
        self.n, self.spaces, self.here = n, spaces, np.arange(n)
        cells = n * spaces
        sizes = [2 * (n + 1), 4 * n + 2] + ([] if given else [4 * cells]) + [cells]
        self.cuts = np.cumsum(sizes + ([n] if economy.nonfarm else []))
        self.spread, self.shared = float(reform["urban_rural_equalisation"]), float(reform["national_funding"])
        self.equal, self.follow = float(reform["regional_equalisation"]), float(reform["money_follows_people"])
        self.pooled = float(reform["spending_equalisation"])
        self._people_levers(reform, p)
        self._place_levers(reform, p, growth)
        self._trade_levers(reform, p)
        # Output moves by the log step that makes its own-price loop neutral at the given trade elasticity.
        self.pace = 1 / (1 + p.trade_elasticity * k.gamma)
        self.inputs = np.ascontiguousarray(k.inputs_t.T)
        self.basket = np.array([k.food, 1 - k.food])
        # What the rest of the world buys of each good (columns) out of its output of each good (rows).
        food = economy.world_food
        self.world = k.inputs_t + np.outer(k.gamma, [food, 1 - food])
        self.upkeep = upkeep(base, reform) if reform.charge_costs else np.zeros(n)
        if given is not None:
            settled = SimpleNamespace()
            self._settle(settled, given.masses, given.registered)
            self.settled = vars(settled)

    def _people_levers(self, reform, p):
        base, n, spaces = self.base, self.n, self.spaces
        close = _by_province(reform["citizenization"], n)[:, None]
        access = base.economy.access
        self.access = access
        if close.any():
            self.access = access.copy()
            self.access[..., 1:] += close * (1 - access[..., 1:])
        barrier = np.ones((4, n, spaces))
        barrier[RURAL, :, 1:] *= reform["within_province_barrier"]
        barrier[2:] *= _by_province(reform["across_province_barrier"], n)[:, None]
        barrier[1:, :, 0] *= reform["return_to_village_barrier"]
        self.barrier = np.log(barrier)
        self.taste = p.service_weight * np.log(self.access / access) - self.barrier
        self.portability = float(reform["land_right_portability"])
        self.property_kept = float(reform["urban_property_kept"])
        self.away_weight = {}
        if self.portability or p.land_kept:
            self.away_weight[RURAL] = base.away_weight(RURAL)
        if self.property_kept:
            self.away_weight[URBAN] = base.away_weight(URBAN)
        self.gains = float(reform["rural_share_of_land_gains"])
        # Weights that turn people by class into residents, claims on property, users of services, newly served, and
        # people served in towns who are no locals with urban hukou.
        self.property_weight = property_weight(float(reform["outsider_property_rights"]), n, spaces)
        served = self.access.copy()
        served[..., 0] = served[URBAN] = 0.0
        self.counted = np.stack(
            [np.ones((4, n, spaces)), self.property_weight, self.access, self.access - access, served]
        )

    def _place_levers(self, reform, p, growth):
        base, n = self.base, self.n
        self.use_per_head = base.economy.use / base.people
        self.use_per_head[:, 1:] /= _by_province(reform["carrying_capacity"], n)[:, None]
        self.land = np.log(_by_province(reform["construction_land"], n))[:, None]
        self.land_elasticity = float(reform["land_follows_people"])
        self.farm_productivity = np.log(_by_province(reform["farm_productivity"], n)) + growth[0]
        self.plant_productivity = np.full((n, self.spaces), float(growth[1]))
        self.plant_productivity[:, 1:] += np.log(_by_province(reform["urban_productivity"], n))[:, None]

    def _trade_levers(self, reform, p):
        base, n, theta = self.base, self.n, p.trade_elasticity
        home, domestic, abroad = (
            float(reform[f"{name}_trade_cost"]) for name in ("urban_rural", "interprovincial", "external")
        )
        self.trade = base.economy.trade
        if (domestic, abroad) != (1.0, 1.0):
            self.trade = self.trade.copy()
            self.trade[:, :n, :n] *= domestic**-theta
            self.trade[:, self.here, self.here] = base.economy.trade[:, self.here, self.here]
            self.trade[:, :n, n] *= abroad**-theta
            self.trade[:, n, :n] *= abroad**-theta
        # What a side of the own province buys more from itself because the urban-rural line costs less.
        self.line = None
        if home != 1.0:
            own = self.trade[:, self.here, self.here].T
            self.line = (home ** (-theta * base.cross) - 1) * own[:, None]

    # --- state ------------------------------------------------------------------------------------------------------
    def start(self) -> Array:
        """State of the base year (with the given residence table, if there is one)."""
        base, n = self.base, self.n
        parts = [base.log_output.ravel(), np.zeros(4 * n + 2)]
        if self.given is None:
            parts.append(np.log(base.masses).ravel())
        parts.append((base.received / base.wage_bill).ravel())
        if base.economy.nonfarm:
            parts.append(base.log_per_worker)
        return np.concatenate(parts)

    def sweep(self, x: Array) -> Array:
        """One pass through all markets; a fixed point of this map is an equilibrium."""
        m = self.latest = self._markets(x)
        blocks = [m.next_output.ravel(), m.next_price.ravel(), m.next_world_price]
        if self.given is None:
            self._places(m)
            choose(self, m)
            blocks.append(np.log(m.chosen).ravel())
        else:
            m.inflow = self._received_in_place(m)
        blocks.append((m.inflow / self.base.wage_bill).ravel())
        if self.base.economy.nonfarm:
            blocks.append(m.next_per_worker)
        return np.concatenate(blocks)

    def parts(self) -> dict[str, Any]:
        """Everything that the latest sweep computed, by name (a dict)."""
        if self.given is not None:
            self._places(self.latest)
        return vars(self.latest)

    def kept(self, m: SimpleNamespace) -> tuple[Array | None, Array | None]:
        """Land income (rural hukou) and property income (urban hukou) per head that people keep away, before tax.

        Each is an array by province of registration (N,), or None where nobody keeps or kept any.
        """
        land = self.portability * m.income.land_claim if RURAL in self.away_weight else None
        town = None
        if URBAN in self.away_weight:
            town = self.property_kept * (self.base.town_claims * m.income.property).sum(1)
        return land, town

    def _received_in_place(self, m):
        kept = self.kept(m)
        inflow = np.zeros(self.n * self.spaces)
        for hukou in self.away_weight:
            inflow += kept[hukou] @ self.given.away(hukou)
        return inflow.reshape(self.n, self.spaces)

    def _markets(self, x):
        """Goods, labour, land and budgets for the people and prices of a state."""
        n, cuts = self.n, self.cuts
        m = SimpleNamespace()
        m.log_output, prices = x[: cuts[0]].reshape(n + 1, 2), x[cuts[0] : cuts[1]]
        m.log_price, m.log_world_price = prices[: 4 * n].reshape(n, 2, 2), prices[4 * n :]
        m.output = np.exp(m.log_output)
        if self.given is None:
            masses = np.exp(x[cuts[1] : cuts[2]]).reshape(4, n, self.spaces)
            self._settle(m, masses, self.base.registered)
            received = x[cuts[2] : cuts[3]]
        else:
            vars(m).update(self.settled)
            received = x[cuts[1] : cuts[2]]
        m.received = received.reshape(n, self.spaces) * self.base.wage_bill
        self._produce(m, x[cuts[-2] :] if self.base.economy.nonfarm else None)
        self._price(m)
        self._finance(m)
        self._sell(m)
        return m

    def _settle(self, m, masses, registered):
        """What follows from where people live alone: users of services, newly served, construction land."""
        m.masses, m.registered, m.at_home = masses, registered[:, RURAL], masses[RURAL, :, 0]
        counts = np.einsum("kcns,cns->kns", self.counted, masses)
        m.people, m.weighted, m.users, m.newly = counts[:4]
        m.held = 1.0
        if self.property_kept:  # townspeople elsewhere hold a part of the claims
            away = registered[:, URBAN] - masses[URBAN, :, 1:].sum(1)
            claims = m.weighted + self.property_kept * away[:, None] * self.base.town_claims
            m.held, m.weighted = m.weighted / claims, claims
        m.growth = np.log(m.people / self.base.people)
        m.land = self.land + self.land_elasticity * m.growth[:, 1:]
        m.shares = self._transfers(m.people, counts[4])

    def _produce(self, m, log_per_worker):
        """Output of farms and of plants that share the province's capital."""
        base, p, k, n = self.base, self.base.parameters, self.base.shares, self.n
        m.log_per_worker = log_per_worker
        m.change = m.log_output - base.log_output
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
        total = weight.sum(1)
        m.plants = weight / total[:, None]
        capital = m.change[:n, 1] - np.log((k.capital @ m.output[:n, 1]) / base.capital_base)
        m.made[:n, 1] = k.fixed_factors[:, 0] * np.log(total) + k.capital * capital

    def _price(self, m):
        """Unit costs, and prices on the two sides of each province; farms buy in villages, plants where they stood."""
        base, k, n, theta = self.base, self.base.shares, self.n, self.base.parameters.trade_elasticity
        buy = np.empty((n + 1, 2))
        buy[:n, 0] = m.log_price[:, 0] @ self.inputs[:, 0]
        buy[:n, 1] = (m.log_price * base.plants_by_side[:, :, None]).sum(1) @ self.inputs[:, 1]
        buy[n] = m.log_world_price @ self.inputs
        m.cost = np.exp(-theta * (k.gamma * (m.change - m.made) + buy))
        reach = np.matmul(self.trade, m.cost.T[:, :, None])[:, :, 0].T  # (N+1, 2)
        m.world_reach = reach[n]
        m.reach = np.empty((n, 2, 2))
        m.reach[:] = reach[:n, None]
        if self.line is not None:
            m.reach += self.line * m.cost[:n, None]
        m.next_price = np.log(m.reach) / -theta
        m.next_world_price = np.log(m.world_reach) / -theta
        m.price = m.next_price if self.spaces == 2 else m.next_price[:, base.sides]  # (N, S, 2)
        m.food_price = np.exp(m.price[..., 0])

    def _finance(self, m):
        """Public cost, incomes, budgets and services."""
        base, p, k, n = self.base, self.base.parameters, self.base.shares, self.n
        value = (m.output[:n] @ k.gamma).sum() / base.value_added
        m.due = p.cost_per_served * value * m.newly  # (N, S) billion yuan a year
        m.funded, m.upkeep = self.shared * m.due, self.upkeep * value
        tax = base.tax_total * value  # at the rate of the base year
        extra = min(m.funded.sum() + m.upkeep.sum(), (MOST_TAX / p.tax_rate - 1) * tax)
        m.tax_rate = p.tax_rate * (1 + extra / tax)
        m.income = income = incomes(
            k, m.output[:n], m.plants, m.people, m.weighted, m.held, m.at_home, m.registered, m.food_price,
            tax_rate=m.tax_rate, portability=self.portability, gains=self.gains, received=m.received,
        )  # fmt: skip
        m.net = income.net
        # The extra tax is earmarked for what it pays.
        own = income.own - income.tax * (k.local_tax * extra / income.tax.sum())
        m.budget = own + m.shares * (income.pool - (1 - k.local_tax) * extra)
        by_province = m.people.sum(1)
        if self.pooled:
            m.budget = (1 - self.pooled) * m.budget + self.pooled * m.budget.sum() * by_province / by_province.sum()
        m.services = base.economy.service_split * m.budget[:, None]
        if self.spread:
            m.services *= 1 - self.spread
            m.services += m.people * (self.spread * m.budget / by_province)[:, None]
        m.services += m.funded

    def _sell(self, m):
        """Spending on both sides of every province, and the output that it asks for."""
        base, k, n = self.base, self.base.shares, self.n
        bought = expenditure(k, m.income, m.output[:n], m.plants, m.services)
        if self.spaces > 2:
            bought = np.stack([bought[:, 0], bought[:, 1:].sum(1)], axis=1)
        bought[:, 1, 1] += m.upkeep
        m.spending = bought
        ask = bought / m.reach
        asked = np.empty((n + 1, 2))
        asked[:n] = ask.sum(1)
        m.world_spending = m.output[n] @ self.world
        asked[n] = m.world_spending / m.world_reach
        m.sold = np.matmul(asked.T[:, None, :], self.trade)[:, 0, :].T
        if self.line is not None:
            m.sold[:n] += (ask * self.line).sum(1)
        m.sold *= m.cost
        m.next_output = m.log_output + self.pace * (np.log(m.sold) - m.log_output)
        # Numeraire: national nominal value added stays what it is in the base year.
        m.next_output -= np.log((np.exp(m.next_output[:n]) @ k.gamma).sum() / base.value_added)
        if base.economy.nonfarm:
            off_farm = k.labour[:, 0] * m.income.plant_value[:, 0] / base.wedge
            aim = base.job_weight * np.log(m.income.farm_wages / off_farm)
            aim += (1 - base.job_weight) * base.log_per_worker
            m.next_per_worker = m.log_per_worker + base.staff_pace * (aim - m.log_per_worker)

    def _places(self, m):
        """What a place offers to anybody: prices, housing, services, congestion, and incomes per head."""
        base, p, k = self.base, self.base.parameters, self.base.shares
        m.basket = m.price @ self.basket
        other_price = m.price[..., 1]
        m.rent = (1 - k.structures) * (np.log(m.income.housing) - base.log_housing) + k.structures * other_price
        m.rent[:, 1:] -= (1 - k.structures) * m.land
        m.level = np.log(m.services) - p.service_rivalry * np.log(m.users) - other_price - base.log_level
        m.use = m.people * self.use_per_head
        m.crowding = p.congestion_weight * m.use**p.congestion_convexity - base.congestion
        m.living = (1 - k.eta) * m.basket + k.eta * m.rent  # log cost of living
        m.offer = p.service_weight * m.level - m.living - m.crowding
        m.need = k.subsistence * m.food_price
        m.income_by_class = per_head(m.income, self.property_weight)
        m.weights = None

    def _transfers(self, people, served):
        """Shares of the central pool: base shares, per head, or by outsiders who are served in towns."""
        shares = (1 - self.equal - self.follow) * self.base.economy.transfers
        if self.equal:
            by_province = people.sum(1)
            shares = shares + by_province * (self.equal / by_province.sum())
        if self.follow:
            by_province = served.sum(1)
            shares = shares + by_province * (self.follow / by_province.sum())
        return shares
