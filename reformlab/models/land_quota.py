r"""Should land for building follow people?

Question
    Quotas for building land are given to regions. What happens to rents, to where people live and to welfare, if quotas
    follow people, and is that worth anything if people cannot move?

Equation
    .. math:: \hat V_n = \frac{\hat y_n}{\hat q_n^{\,\eta}}, \quad
              \hat q_n = \Bigl(\frac{\hat y_n \hat L_n}{\hat T_n}\Bigr)^{1-b}, \quad
              \hat T_n = \hat Q_n \hat L_n^{\,\nu}, \quad \hat y_n = \hat L_n^{\,\lambda}, \qquad
              L'_n = \sum_o N_o \frac{m_{on} (\hat V_n/\hat\mu_{on})^{\kappa}}{\sum_k m_{ok} (\hat
              V_k/\hat\mu_{ok})^{\kappa}}

    A hat is the new over the old value: `V` welfare, `y` income, `q` rent, `T` land, `Q` a change of quotas by
    decision and `L` people of region n; `nu` is how far land follows people, `b` the share of structures in housing,
    `eta` that of housing in spending, `lambda` agglomeration, `kappa` the migration elasticity, `m` the present
    shares of the people from o, `N` their number and `mu` the cost of living away from home.

Source
    S. J. Redding and E. Rossi-Hansberg (2017), "Quantitative spatial economics", Annual Review of Economics 9, for the
    method of hats; kappa = 1.5 as in T. Tombe and X. Zhu (2019), American Economic Review 109.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, adds_up, keep, square, vector
from reformlab.models._check import non_negative, positive, within
from reformlab.models._roots import fixed_point
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Regions and rules; the defaults are teaching values for an inland and a coastal region.

    Attributes
    ----------
    origin : array, shape (n,)
        N, share of the people registered in each region, adding up to 1; above 0.
    stay : array, shape (n, n)
        m, share of the people of the row who live in the region of the column; rows add up to 1.
    quota : array, shape (n,), or None
        Q-hat, change of the quota of each region by decision, as a factor; above 0. None means 1.
    follow : float
        nu, how far land follows people; 0 (not at all) to 1 (land per person is kept).
    migration_cost : float
        mu-hat, change of the cost of living away from home, as a factor; above 0.
    mobile : bool
        False keeps everybody where they are.
    housing_share, structures : float
        eta, above 0 and below 1, and b, 0 up to below 1.
    agglomeration : float
        lambda; 0 to 0.3.
    kappa : float
        Migration elasticity; above 0, at most 10.
    """

    origin: Numbers = (0.6, 0.4)
    stay: Numbers = ((0.9, 0.1), (0.02, 0.98))
    quota: Numbers = None
    follow: float = 0.0
    migration_cost: float = 0.5
    mobile: bool = True
    housing_share: float = 0.2
    structures: float = 0.36
    agglomeration: float = 0.05
    kappa: float = 1.5

    def __post_init__(self) -> None:
        origin = adds_up("origin", vector("origin", positive("origin", self.origin)))
        stay = adds_up("stay", square("stay", non_negative("stay", self.stay), origin.size))
        if np.any(origin @ stay == 0):
            raise InvalidValue(f"stay must leave people in every region, got none in {int(np.argmin(origin @ stay))}")
        quota = np.ones(origin.size) if self.quota is None else self.quota
        quota = vector("quota", positive("quota", quota), origin.size)
        within("follow", self.follow, 0, 1)
        positive("migration_cost", self.migration_cost)
        within("housing_share", self.housing_share, 0, 1, open_ends=True)
        if within("structures", self.structures, 0, 1) == 1:
            raise InvalidValue("structures must be below 1, got 1")
        within("agglomeration", self.agglomeration, 0, 0.3)
        positive("kappa", within("kappa", self.kappa, 0, 10))
        keep(self, origin=origin, stay=stay, quota=quota)


@dataclass(frozen=True, eq=False)
class Result:
    """New equilibrium over old.

    Attributes
    ----------
    people_before, people : array, shape (n,)
        Share of all people in each region before and after.
    land, rent, income, welfare_place : array, shape (n,)
        T-hat, q-hat, y-hat and V-hat of each region, factors.
    welfare_origin : array, shape (n,)
        Change of the welfare of the people registered in each region, a factor.
    welfare : float
        Mean of it in percent (geometric, weighted by people).
    moved : float
        Share of all people who live elsewhere than before.
    steps : int
        Steps the solver took.
    """

    people_before: Array
    people: Array
    land: Array
    rent: Array
    income: Array
    welfare_place: Array
    welfare_origin: Array
    welfare: float
    moved: float
    steps: int


def solve(parameters: Parameters) -> Result:
    """Find where people live under the new rule.

    Raises
    ------
    RuntimeError
        If agglomeration and the response of people are so strong that the search does not settle.

    Examples
    --------
    >>> rooted = solve(Parameters(follow=1, mobile=False, migration_cost=1))
    >>> rooted.welfare
    0.0
    >>> solve(Parameters(follow=1)).welfare > solve(Parameters(follow=0)).welfare
    True
    """
    p = parameters
    before = p.origin @ p.stay
    away = ~np.eye(p.origin.size, dtype=bool)
    cost = np.where(away, p.migration_cost, 1.0)

    def places(change: Array) -> tuple[Array, Array, Array, Array]:
        land = p.quota * change**p.follow
        income = change**p.agglomeration
        rent = (income * change / land) ** (1 - p.structures)
        return land, rent, income, income / rent**p.housing_share

    def weights(welfare: Array) -> Array:
        return p.stay * (welfare[None, :] / cost) ** p.kappa

    def step(log_change: Array) -> Array:
        pull = weights(places(np.exp(log_change))[3])
        return np.log(p.origin @ (pull / pull.sum(axis=1, keepdims=True)) / before)

    # Rents answer people with the elasticity -m; a step of 1 / (1 + m / 2) damps exactly that swing.
    swing = p.kappa * p.housing_share * (1 - p.structures) * (1 + p.agglomeration)
    log_change, steps = np.zeros(p.origin.size), 0
    if p.mobile:
        log_change, steps = fixed_point(step, log_change, speed=1 / (1 + swing / 2))
    change = np.exp(log_change)
    land, rent, income, welfare_place = places(change)
    # Those who cannot move still feel a cheaper life away from home, where they already are.
    value = weights(welfare_place)
    if p.mobile:
        welfare_origin = value.sum(axis=1) ** (1 / p.kappa)
    else:
        welfare_origin = np.exp(np.sum(p.stay * np.log(welfare_place[None, :] / cost), axis=1))
    return Result(
        people_before=before,
        people=before * change,
        land=land,
        rent=rent,
        income=income,
        welfare_place=welfare_place,
        welfare_origin=welfare_origin,
        welfare=float(100 * np.expm1(p.origin @ np.log(welfare_origin))),
        moved=float(np.abs(before * change - before).sum() / 2),
        steps=steps,
    )
