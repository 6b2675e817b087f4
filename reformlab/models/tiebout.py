r"""Do people "vote with their feet" if registration decides who is served?

Question
    Places offer different levels of services at different taxes, and households choose the place they like best. What
    is left of that sorting if a household without local registration gets only part of the services but pays the full
    tax?

Equation
    .. math:: u_{ij} = \theta_i \ln(a_{ij}\, g_j) - g_j - m\,[j \ne h_i], \qquad
              a_{ij} = 1 \text{ if } j = h_i, \text{ else } a

    `theta` is the taste of household i for services (its ideal level if everything is open), `g` the level of
    services of place j, paid for by an equal tax, `h` the place of registration, `a` the part of the services that is
    open to people registered elsewhere and `m` the cost of moving. Utility is in the unit of the tax.

Source
    C. M. Tiebout (1956), "A pure theory of local expenditures", Journal of Political Economy 64, for the sorting; the
    registration filter is the course's addition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, keep, vector
from reformlab.models._check import non_negative, positive, same_length, whole, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Places and households; the defaults are teaching values.

    Attributes
    ----------
    services : array, shape (j,)
        g, services per person in each place, equal to the tax per person; above 0, at least two places.
    tastes : array, shape (i,)
        theta, taste of each household for services; above 0.
    home : array of whole numbers, shape (i,)
        Place of registration of each household, counted from 0.
    access : float
        a, part of the services that is open to people registered elsewhere; above 0 and at most 1.
    moving_cost : float
        m, cost of living away from the place of registration, in the unit of the tax; 0 or greater.
    """

    services: Numbers = (1.0, 2.0, 3.0)
    tastes: Numbers = (0.8, 1.5, 2.2, 3.0, 0.8, 1.5, 2.2, 3.0, 0.8, 1.5, 2.2, 3.0)
    home: Numbers = (0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2)
    access: float = 0.5
    moving_cost: float = 0.0

    def __post_init__(self) -> None:
        services = vector("services", positive("services", self.services))
        if services.size < 2:
            raise InvalidValue(f"services must hold at least 2 places, got {services.size}")
        tastes = vector("tastes", positive("tastes", self.tastes))
        home = vector("home", whole("home", self.home, 0, services.size - 1))
        same_length(tastes=tastes, home=home)
        positive("access", within("access", self.access, 0, 1))
        non_negative("moving_cost", self.moving_cost)
        keep(self, services=services, tastes=tastes, home=home.astype(int))


@dataclass(frozen=True, eq=False)
class Result:
    """Where households live with the filter and without it.

    Attributes
    ----------
    choice, open_choice : array of whole numbers, shape (i,)
        Place that each household chooses with the filter, and if all services are open to all residents.
    residents, open_residents : array of whole numbers, shape (j,)
        Households in each place, in the two cases.
    sorted_share : float
        Share of the households that live where they would live without the filter.
    movers : float
        Share of the households that live away from their place of registration.
    loss : array, shape (i,)
        Loss of each household from the filter, in the unit of the tax; 0 or greater.
    mean_loss : float
        Mean of it.
    """

    choice: np.ndarray
    open_choice: np.ndarray
    residents: np.ndarray
    open_residents: np.ndarray
    sorted_share: float
    movers: float
    loss: Array
    mean_loss: float


def solve(parameters: Parameters) -> Result:
    """Let every household choose, with the registration filter and without it.

    Examples
    --------
    >>> solve(Parameters(access=1)).sorted_share
    1.0
    >>> solve(Parameters(access=0.5)).movers < solve(Parameters(access=1)).movers
    True
    """
    p = parameters
    household = np.arange(p.tastes.size)
    away = np.arange(p.services.size)[None, :] != p.home[:, None]

    def choose(access: float) -> tuple[np.ndarray, Array]:
        level = np.log(p.services)[None, :] + np.where(away, np.log(access), 0.0)
        utility = p.tastes[:, None] * level - p.services[None, :] - p.moving_cost * away
        # A tie goes to the place of registration, so that nobody moves for nothing.
        best = np.argmax(utility + 1e-12 * ~away, axis=1)
        return best, utility[household, best]

    choice, reached = choose(p.access)
    open_choice, open_reached = choose(1.0)
    loss = np.maximum(open_reached - reached, 0.0)
    return Result(
        choice=choice,
        open_choice=open_choice,
        residents=np.bincount(choice, minlength=p.services.size),
        open_residents=np.bincount(open_choice, minlength=p.services.size),
        sorted_share=float(np.mean(choice == open_choice)),
        movers=float(np.mean(choice != p.home)),
        loss=loss,
        mean_loss=float(loss.mean()),
    )
