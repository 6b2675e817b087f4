"""The equilibrium of one reform as a fixed point in changes from the base year (exact-hat algebra).

State vector, N provinces and S spaces: logs of gross output and of price indices (N+1, 2 each, the world last); logs of
people by class, locals (N, 2, S) and outsiders (2, N, S); collective-land income received away, relative to wages (N, S);
log of farm workers per worker of a rural plant (N). With a given residence table the people drop out.

One sweep: production, prices, incomes, budgets, spending, output, rents, services, residence choice. Sources: Dekle, Eaton
and Kortum (2008) for the algebra, Eaton and Kortum (2002) for trade, Redding (2016) for land, Tombe and Zhu (2019) for
hukou and land.
"""

from dataclasses import dataclass

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

    def _people_levers(self, reform, p):
        base, n, spaces = self.base, self.n, self.spaces
        close = _by_province(reform["citizenization"], n)[:, None]
        local, outsider = base.economy.access_local, base.economy.access_outsider
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
        chi = p.service_weight
        self.taste_local = chi * np.log(self.access_local / local) - self.barrier_local
        self.taste_local -= base.log_local_income
        self.taste_outsider = chi * np.log(self.access_outsider / outsider) - self.barrier_outsider
        self.taste_outsider -= base.log_outsider_income
        self.portability = float(reform["land_right_portability"])
        self.outsider_weight = float(reform["outsider_property_rights"])
        self.gains = float(reform["rural_share_of_land_gains"])
        self.serves = bool(close.any())
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
        self.capacity = np.ones((n, self.spaces))
        self.capacity[:, 1:] = capacity[:, None]
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
            parts.append(np.log(base.farm_workers / base.rural_workers))
        return np.concatenate(parts)

    def pack(self, values):
        """Join the blocks of a state into one vector."""
        return np.concatenate([np.asarray(v).ravel() for v in values])

    def sweep(self, x):
        """One pass through all markets; a fixed point of this map is an equilibrium."""
        return self.evaluate(x)[0]

    def evaluate(self, x):
        """Return the next state and everything that was computed on the way (a dict)."""
        base, p, k = self.base, self.base.parameters, self.base.shares
        economy, n, spaces, here = base.economy, self.n, self.spaces, self.here
        cuts, ones = self.cuts, self.ones
        log_output, log_price = x[: cuts[0]].reshape(n + 1, 2), x[cuts[0] : cuts[1]].reshape(n + 1, 2)
        output = np.exp(log_output)
        if self.given is None:
            masses = np.exp(x[cuts[1] : cuts[3]])
            stay, away = masses[: 2 * n * spaces].reshape(n, 2, spaces), masses[2 * n * spaces :].reshape(2, n, spaces)
            registered = base.registered[:, RURAL]
            claims_in = x[cuts[3] : cuts[4]].reshape(n, spaces) * base.wage_bill
        else:
            stay, away, registered = self.given.stay, self.given.away, self.given.registered
            claims_in = x[cuts[1] : cuts[2]].reshape(n, spaces) * base.wage_bill
        local_people, outsiders = stay[:, 0] + stay[:, 1], away[0] + away[1]
        people = local_people + outsiders
        served_local, served_away = self.access_local * stay, self.access_outsider * away
        users = served_local[:, 0] + served_local[:, 1] + served_away[0] + served_away[1]
        if self.serves:
            served_local, served_away = self.gain_local * stay, self.gain_outsider * away
            newly = (served_local[:, 0] + served_local[:, 1] + served_away[0] + served_away[1]) @ ones
        else:
            newly = self.nobody

        # production: farming, and plants that share the province's capital
        growth = np.log(people / base.people)
        land = self.land + self.land_elasticity * growth[:, 1:]
        change = log_output - base.log_output
        made = np.zeros((n + 1, 2))
        staff = growth
        if economy.nonfarm:
            per_worker = np.exp(x[cuts[-2] :])  # farm workers per worker of a rural plant
            farmers = people[:, 0] * per_worker / (1 + per_worker)
            made[:n, 0] = self.farm_productivity + k.farm_labour * np.log(farmers / base.farm_workers)
            staff = growth.copy()
            staff[:, 0] = np.log(people[:, 0] / ((1 + per_worker) * base.rural_workers))
        else:
            farmers = people[:, 0]
            made[:n, 0] = self.farm_productivity + k.farm_labour * growth[:, 0]
        fixed_factors = k.fixed_factors
        power = self.plant_productivity + k.labour * staff
        power[:, 1:] += p.agglomeration * growth[:, 1:] + k.land * land
        weight = economy.plants * np.exp(power / fixed_factors)
        total = weight @ ones
        plants = weight / total[:, None]
        capital = change[:n, 1] - np.log((k.capital * output[:n, 1]).sum() / base.capital_base)
        made[:n, 1] = fixed_factors[:, 0] * np.log(total) + k.capital * capital

        # prices
        theta = p.trade_elasticity
        cost = np.exp(-theta * (k.gamma * (change - made) + log_price @ self.inputs))
        reach = np.empty_like(cost)
        reach[:, 0], reach[:, 1] = self.trade[0] @ cost[:, 0], self.trade[1] @ cost[:, 1]
        price = np.log(reach) / -theta

        # public bill, incomes and budgets
        value = (output[:n] @ k.gamma).sum() / base.value_added
        rate, bill, unfunded = p.tax_rate, None, None
        if self.upkeep is not None:
            due = self.annuity * value * newly
            bill, unfunded = self.shared * due + self.upkeep * value, (1 - self.shared) * due
            rate = p.tax_rate * (1 + bill.sum() / (base.income.tax.sum() * value))
        weighted = local_people + self.outsider_weight * outsiders
        income = incomes(
            k, output[:n], plants, people, weighted, stay[:, RURAL, 0], registered, np.exp(price[:n, 0]),
            tax_rate=rate, portability=self.portability, gains=self.gains, claims_in=claims_in,
        )  # fmt: skip
        own, pool = income.own, income.pool
        if bill is not None:  # the extra tax is earmarked for the bill
            extra = bill.sum()
            own = own - k.local_tax * extra * income.tax / income.tax.sum()
            pool = pool - (1 - k.local_tax) * extra
        budget = own + self._transfers(people, newly) * pool
        services = economy.service_split * budget[:, None]
        if self.spread:
            services *= 1 - self.spread
            services += people * (self.spread * budget / (people @ ones))[:, None]
        crowded = None
        if bill is not None:
            crowded = 1 - unfunded / budget
            services *= np.maximum(crowded, LEAST_SERVICE)[:, None]

        # spending and output
        spending = np.empty((n + 1, 2))
        spending[:n] = expenditure(k, income, output[:n], budget)
        if bill is not None:
            spending[:n, 1] += bill
        world = (output[n] * k.gamma).sum()
        spending[n] = output[n] @ k.inputs_t
        spending[n, 0] += economy.world_food * world
        spending[n, 1] += (1 - economy.world_food) * world
        asked = spending / reach
        sold = np.empty_like(cost)
        sold[:, 0], sold[:, 1] = asked[:, 0] @ self.trade[0], asked[:, 1] @ self.trade[1]
        sold *= cost
        next_output = log_output + self.pace * (np.log(sold) - log_output)
        next_output -= np.log((np.exp(next_output[:n]) @ k.gamma).sum() / base.value_added)

        # what a place offers to anybody: prices, housing, services, congestion
        basket = k.food * price[:n, 0] + (1 - k.food) * price[:n, 1]
        rent = (1 - k.structures) * (np.log(income.housing) - base.log_housing) + k.structures * price[:n, 1:]
        rent[:, 1:] -= (1 - k.structures) * land
        level = np.log(services) - p.service_rivalry * np.log(users) - price[:n, 1:] - base.log_level
        use = economy.use * (people / base.people) / self.capacity
        crowding = p.congestion_weight * use**p.congestion_convexity - base.congestion
        offer = p.service_weight * level - (1 - k.eta) * basket[:, None] - k.eta * rent - crowding
        net = self.taxed * (1 - rate) + self.untaxed
        need = k.subsistence * np.exp(price[:n, 0])
        outsider_income, local_income = per_head(income, net, self.outsider_weight)

        if self.given is None:
            stay, away, inflow, weights = self._choose(income, net, offer, need, outsider_income, local_income)
            chosen = [np.log(stay), np.log(away)]
        else:
            inflow = (
                self.portability * np.tensordot(income.land_claim, self.given.claims, 1)
                if self.portability
                else np.zeros((n, spaces))
            )
            chosen, weights = [], None
        blocks = [next_output, price, *chosen, inflow / base.wage_bill]  # in the order of the state
        if economy.nonfarm:
            off_farm = (k.labour[:, 0] * income.plant_value[:, 0]) / base.wedge
            blocks.append(np.log(income.farm_wages / off_farm))
        return np.concatenate([b.ravel() for b in blocks]), {
            "output": output, "sold": sold, "spending": spending, "price": price, "made": made, "income": income,
            "budget": budget, "services": services, "crowded": crowded, "people": people, "users": users, "newly": newly,
            "use": use, "offer": offer, "basket": basket, "rent": rent, "level": level, "crowding": crowding, "net": net,
            "need": need, "outsider_income": outsider_income, "local_income": local_income, "weights": weights,
            "stay": stay, "away": away, "farmers": farmers, "plants": plants, "bill": bill, "tax_rate": rate,
            "land": land,
        }  # fmt: skip

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

    def _choose(self, income, net, offer, need, outsider_income, local_income):
        """Residence choice: multinomial shares with elasticity kappa.

        Indirect utility depends on the origin only through hukou type and being local or not, so two matrix-vector
        products do; land income that is kept when away depends on the origin and needs the full block.
        """
        base, n, spaces = self.base, self.n, self.spaces
        kappa = base.parameters.migration_elasticity
        kept = self.portability * income.land_claim
        if self.portability:
            local_income = local_income.copy()
            local_income[:, RURAL, 1:] += kept[:, None] * net[1:]
        above_local, above = local_income, outsider_income
        if base.need:
            above_local = np.maximum(local_income - need[:, None, None], LEAST_ABOVE_NEED * local_income)
            above = np.maximum(outsider_income - need[:, None], LEAST_ABOVE_NEED * outsider_income)
        value_local = base.stay_share * np.exp(kappa * (np.log(above_local) + offer[:, None, :] + self.taste_local))
        appeal = offer + self.taste_outsider
        value_away = np.exp(kappa * (np.log(above) + appeal))
        at_home = value_local @ self.ones
        weights, away = np.empty((n, 2)), np.empty((2, n, spaces))
        stay, inflow = np.empty((n, 2, spaces)), np.zeros((n, spaces))
        for h in range(2):
            if h == RURAL and self.portability:
                block = above + kept[:, None, None] * net
                block **= kappa
                block *= np.exp(kappa * appeal[RURAL])
                block *= base.away_share[RURAL].reshape(n, n, spaces)
                flat = block.reshape(n, -1)
                weights[:, h] = flat @ np.ones(flat.shape[1]) + at_home[:, h]
                per_weight = base.registered[:, h] / weights[:, h]
                away[h] = (per_weight @ flat).reshape(n, spaces)
                inflow += ((per_weight * kept) @ flat).reshape(n, spaces)
                stay[:, h] = per_weight[:, None] * value_local[:, h]
                inflow[:, 1:] += kept[:, None] * stay[:, h, 1:]
            else:
                share = base.away_share[h]
                weights[:, h] = share @ value_away[h].ravel() + at_home[:, h]
                per_weight = base.registered[:, h] / weights[:, h]
                away[h] = (per_weight @ share).reshape(n, spaces) * value_away[h]
                stay[:, h] = per_weight[:, None] * value_local[:, h]
        return stay, away, inflow, weights
