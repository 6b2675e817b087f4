"""Quantities of the base year that every reform is measured against, computed once."""

import numpy as np

from reformlab.lab.accounts import per_head, property_weight
from reformlab.lab.economy import base_incomes
from reformlab.lab.errors import ParameterError
from reformlab.lab.parameters import Parameters
from reformlab.lab.residence import by_class

CALIBRATED = (  # fields that shape the base year itself: to change them, build a new economy
    "farm_goods_income_elasticity", "housing_share_rural", "housing_share_urban", "structures_share",
    "farm_labour_share", "labour_share", "land_share", "value_added_farm", "value_added_other", "farm_inputs_in_farm",
    "farm_inputs_in_other", "other_inputs_in_farm", "other_inputs_in_other", "tax_rate", "local_tax_share",
    "land_rent_to_government", "outsider_property_weight", "land_right_portability",
)  # fmt: skip


class Baseline:
    """Base-year masses, incomes, services and utility parts of an economy under given elasticities."""

    def __init__(self, economy, parameters=None):
        p = economy.parameters if parameters is None else parameters
        if not isinstance(p, Parameters):
            raise ParameterError(f"parameters must be a Parameters object, got {type(p).__name__}")
        for name in CALIBRATED:
            if getattr(p, name) != getattr(economy.parameters, name):
                raise ParameterError(
                    f"{name} shapes the base year: build a new economy with {name}={getattr(p, name)!r} "
                    f"(this one has {getattr(economy.parameters, name)!r})"
                )
        self.economy, self.parameters, self.shares = economy, p, economy.shares
        n, spaces = economy.size
        table = economy.residence
        self.registered = table.sum((2, 3))  # (N, 2)
        self.population = float(table.sum())
        self.masses = by_class(table)
        self._away_shares = {}
        # Base-year shares: of locals among all who are registered, and how movers spread over hukou types and spaces.
        self.flow, spread = _factors(table, self.masses[2:])
        self.spread = np.concatenate([self.masses[:2] / self.registered.T[:, :, None], spread])
        self.people = self.masses.sum(0)
        self.users = (economy.access * self.masses).sum(0)

        self.net = np.r_[1.0, np.full(spaces - 1, 1 - p.tax_rate)]
        self.income = base_incomes(economy.shares, p, self.masses, economy.output[:n], economy.plants)
        self.wage_bill = self.income.wage * self.people
        weight = property_weight(p.outsider_property_weight, n, spaces)
        self.income_by_class = per_head(self.income, self.net, weight)
        self.need = self.shares.subsistence
        lowest = self.income_by_class.min()
        if lowest <= self.need:
            raise ParameterError(
                f"farm_goods_income_elasticity: subsistence of {self.need:.2f} thousand yuan a head is above the "
                f"lowest income ({lowest:.2f}); allowed is an elasticity nearer to 1"
            )
        self.log_income = np.log(self.income_by_class - self.need)
        self.budget = self.income.own + economy.transfers * self.income.pool
        self.services = economy.service_split * self.budget[:, None]
        self.log_level = np.log(self.services / self.users**p.service_rivalry)
        self.log_housing = np.log(self.income.housing)
        self.value_added = float(self.income.value_added.sum())
        capital = self.shares.capital
        self.capital_base = float((capital * economy.output[:n, 1]).sum())
        self.log_output = np.log(economy.output)
        self.congestion = p.congestion_weight * economy.use**p.congestion_convexity
        self.farm_workers = economy.farm_workers
        self.rural_workers = self.people[:, 0] - self.farm_workers
        self.tax_total = float(self.income.tax.sum())
        if economy.nonfarm:
            self.log_per_worker = np.log(self.farm_workers / self.rural_workers)
            # Rural plants have almost constant returns, so the gap of wages would close slowly: divide by its slope.
            farming = self.farm_workers / self.people[:, 0]
            returns = self.shares.labour[:, 0] / self.shares.fixed_factors[:, 0]
            self.staff_pace = 1 / (1 - returns * farming * (1 - economy.plants[:, 0]))
            off_farm = self.wage_bill[:, 0] - self.income.farm_wages
            # The premium of rural plants over the farm wage stays what it is in the base year.
            self.wedge = (off_farm / self.rural_workers) / (self.income.farm_wages / self.farm_workers)

    def away_share(self, hukou):
        """Shares of a hukou type by origin (N) and residence elsewhere (N x S, flat); dense, so made when asked for."""
        if hukou not in self._away_shares:
            n, spaces = self.economy.size
            share = self.economy.residence[:, hukou] / self.registered[:, hukou, None, None]
            here = np.arange(n)
            share[here, here] = 0.0
            self._away_shares[hukou] = share.reshape(n, n * spaces)
        return self._away_shares[hukou]

    @property
    def neutral(self):
        """Lever values that mean no reform and come from the parameters."""
        return {
            "outsider_property_rights": self.parameters.outsider_property_weight,
            "land_right_portability": self.parameters.land_right_portability,
        }


def _factors(table, away):
    """Movers as flow (N, N) times spread (2, N, S) over hukou types and spaces; where they are not, (None, ones).

    The fitted table spreads all movers into a province in one way; a sweep then reads one N x N matrix.
    """
    flow = table.sum((1, 3))
    np.fill_diagonal(flow, 0.0)
    arrived = flow.sum(0)
    spread = away / np.where(arrived > 0, arrived, 1.0)[:, None]
    n = len(flow)
    other = ~np.eye(n, dtype=bool)
    for h in range(2):
        for s in range(table.shape[3]):
            gap = np.abs(table[:, h, :, s] - flow * spread[h, :, s])
            if gap[other].max() > 1e-13 * flow.max():
                return None, np.ones_like(away)
    return flow, spread
