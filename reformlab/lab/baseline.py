"""Quantities of the base year that every reform is measured against, computed once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.accounts import expenditure, per_head, property_weight
from reformlab.lab.economy import base_incomes
from reformlab.lab.errors import ParameterError
from reformlab.lab.ownership import household_part, ownership
from reformlab.lab.parameters import Parameters
from reformlab.lab.residence import RURAL, URBAN, Given, by_origin
from reformlab.lab.trade import crossing

if TYPE_CHECKING:
    from reformlab.lab.economy import Economy
    from reformlab.types import Array

CALIBRATED = (  # fields that shape the base year itself: to change them, build a new economy
    "farm_goods_income_elasticity", "housing_share_rural", "housing_share_urban", "structures_share",
    "farm_labour_share", "labour_share", "land_share", "value_added_farm", "value_added_other", "farm_inputs_in_farm",
    "farm_inputs_in_other", "other_inputs_in_farm", "other_inputs_in_other", "tax_rate", "local_tax_share",
    "land_rent_to_government", "outsider_property_weight", "land_kept",
)  # fmt: skip


class Baseline:
    """Base-year people, incomes, services, trade flows and utility parts of an economy under given elasticities."""

    def __init__(self, economy: Economy, parameters: Parameters | None = None) -> None:
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
        self.given = Given(economy.residence)
        self.registered, self.masses = self.given.registered, self.given.masses  # (N, 2), (4, N, S)
        self.population = float(self.registered.sum())
        self.people = self.masses.sum(0)
        self.users = (economy.access * self.masses).sum(0)
        self._away_weights = {}
        self._people()
        self._incomes(p)
        self._services(p)
        self._work(p)
        self._trade(p)

    def _people(self):
        """Shares by which people are spread over places."""
        table = self.economy.residence
        n, spaces = self.economy.size
        self.sides = np.minimum(np.arange(spaces), 1)  # prices differ between two sides: rural and urban
        # Base-year shares: of locals among all who are registered, and how movers spread over hukou types and spaces.
        self.flow, spread = _factors(table, self.masses[2:])
        self.spread = np.concatenate([self.masses[:2] / self.registered.T[:, :, None], spread])
        urban = self.masses[URBAN, :, 1:]
        self.town_claims = np.zeros((n, spaces))  # where the property claims of townspeople lie
        self.town_claims[:, 1:] = urban / urban.sum(1, keepdims=True)

    def _incomes(self, p):
        economy, (n, spaces) = self.economy, self.economy.size
        self.income, self.received = base_incomes(
            economy.shares, p, self.given, economy.output[:n], economy.plants, p.land_kept
        )
        self.wage_bill = self.income.wage * self.people
        weight = property_weight(p.outsider_property_weight, n, spaces)
        self.income_by_class = per_head(self.income, weight)
        # Collective-land income that people with rural hukou keep, by province of registration, thousand yuan a head.
        self.kept_land = p.land_kept * self.income.land_claim
        self.income_by_class[RURAL, :, 1:] += self.kept_land[:, None] * self.income.net[1:]
        self.need = self.shares.subsistence
        lowest = self.income_by_class.min()
        if lowest <= self.need:
            raise ParameterError(
                f"farm_goods_income_elasticity: subsistence of {self.need:.2f} thousand yuan a head is above the "
                f"lowest income ({lowest:.2f}); allowed is an elasticity nearer to 1"
            )
        self.log_above_need = np.log(self.income_by_class - self.need)
        self.capital_base = float((self.shares.capital * economy.output[:n, 1]).sum())
        urban = np.stack([self.people[:, 0], self.people[:, 1:].sum(1)], axis=1)
        self.ownership = ownership(economy.survey_income, urban, self.registered, p.ownership_ratio)
        self.owner_income = self.ownership * (household_part(p) * self.income.capital.sum() / self.population)

    def away_share(self, hukou: int) -> Array:
        """Shares of a hukou type by province of registration (N) and residence in another province (N x S, flat)."""
        share = self.economy.residence[:, hukou] / self.registered[:, hukou, None, None]
        here = np.arange(len(share))
        share[here, here] = 0.0
        return share.reshape(len(share), -1)

    def away_weight(self, hukou: int) -> Array:
        """Base-year shares of a hukou type away times income above need to the power -kappa, (N, N*S); see `choice`."""
        if hukou not in self._away_weights:  # dense, so made when asked for
            above = self.income_by_class[2 + hukou].ravel() - self.need
            if hukou == RURAL:
                above = above + self.kept_land[:, None] * np.tile(self.income.net, len(self.people))
            share = self.away_share(hukou)
            self._away_weights[hukou] = share * above**-self.parameters.migration_elasticity
        return self._away_weights[hukou]

    @cached_property
    def income_by_origin(self) -> Array:
        """Disposable income per head by group and place, (N, 2, N, S) thousand yuan."""
        full = by_origin(self.income_by_class)
        here = np.arange(len(full))
        at_home = full[here, RURAL, here].copy()
        full[:, RURAL] += self.kept_land[:, None, None] * self.income.net
        full[here, RURAL, here] = at_home
        return full

    def _services(self, p):
        economy = self.economy
        self.budget = self.income.own + economy.transfers * self.income.pool
        self.services = economy.service_split * self.budget[:, None]
        self.log_level = np.log(self.services / self.users**p.service_rivalry)
        self.log_housing = np.log(self.income.housing)
        self.value_added = float(self.income.value_added.sum())
        self.congestion = p.congestion_weight * economy.use**p.congestion_convexity
        self.tax_total = float(self.income.tax.sum())

    def _work(self, p):
        economy = self.economy
        self.log_output = np.log(economy.output)
        self.farm_workers = economy.farm_workers
        self.rural_workers = self.people[:, 0] - self.farm_workers
        if economy.nonfarm:
            self.log_per_worker = np.log(self.farm_workers / self.rural_workers)
            nu = p.rural_job_elasticity
            self.job_weight = 1.0 if np.isinf(nu) else nu / (1 + nu)
            # Rural plants have almost constant returns, so the gap of wages would close slowly: divide by its slope.
            farming = self.farm_workers / self.people[:, 0]
            returns = self.shares.labour[:, 0] / self.shares.fixed_factors[:, 0]
            self.staff_pace = 1 / (1 - self.job_weight * returns * farming * (1 - economy.plants[:, 0]))
            off_farm = self.wage_bill[:, 0] - self.income.farm_wages
            # Premium of rural plants over the farm wage.
            self.wedge = (off_farm / self.rural_workers) / (self.income.farm_wages / self.farm_workers)

    def _trade(self, p):
        """Base-year flows that trade-cost levers act on (billion yuan a year, by province of the buyer)."""
        economy, (n, _) = self.economy, self.economy.size
        here, trade = np.arange(n), economy.trade
        bought = expenditure(self.shares, self.income, economy.output[:n], economy.plants, self.services)
        by_side = np.stack([bought[:, 0], bought[:, 1:].sum(1)], axis=1)
        self.plants_by_side = np.stack([economy.plants[:, 0], economy.plants[:, 1:].sum(1)], axis=1)
        self.cross = crossing(economy.plants, p.own_space_bias)
        own = trade[:, here, here].T  # (N, 2)
        total = by_side.sum(1)
        self.crossing = (by_side * self.cross * own[:, None]).sum((1, 2))
        self.interprovincial = (total * (trade[:, :n, :n].sum(2).T - own)).sum(1)
        self.imports = (total * trade[:, :n, n].T).sum(1)

    @property
    def neutral(self) -> dict[str, float]:
        """Lever values that mean no reform and come from the parameters."""
        return {
            "outsider_property_rights": self.parameters.outsider_property_weight,
            "land_right_portability": self.parameters.land_kept,
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
