r"""Two urbanization rates: who is counted where, and where new urban residents come from.

Question
    China publishes two urbanization rates. How many people stand between them? And when the urban share rises, how much
    of the rise is natural growth of towns, how much migration, how much the redrawing of what counts as a town?

Equations
    Gap in people, with the resident rate `u`, the hukou rate `h` (both in percent) and the population `P`:

    .. math:: G = \frac{u - h}{100}\, P

    Change of the urban share between two counts, with urban residents `U`, natural growth of the urban population `N`,
    net migration into towns `M` and people whose place was reclassified `R`, so that `U_1 = U_0 + N + M + R`:

    .. math:: \frac{U_1}{P_1} - \frac{U_0}{P_0}
              = \underbrace{\frac{U_0 + N}{P_1} - \frac{U_0}{P_0}}_{\text{natural}}
              + \underbrace{\frac{M}{P_1}}_{\text{migration}} + \underbrace{\frac{R}{P_1}}_{\text{reclassification}}

    Natural growth of towns raises the share only if it is faster than the growth of the whole population.

    Residence rule with a threshold of `m` months: a person counts where he or she lives if away from the place of
    registration for at least `m` months, and at the place of registration otherwise.

Source
    The rates and the residence rule: National Bureau of Statistics of China, Communiqué of the Seventh National
    Population Census (No. 7), 2021, notes 4 to 7. The three sources of urban growth: United Nations, *Patterns of Urban
    and Rural Population Growth* (New York, 1980).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reformlab.errors import InvalidValue
from reformlab.models._check import finite, non_negative, positive, same_length, within

__all__ = ["Count", "Gap", "Growth", "Parts", "Presence", "gap", "residents", "solve"]


@dataclass(frozen=True)
class Gap:
    """The distance between the two rates.

    Attributes
    ----------
    points : float or array
        Resident rate minus hukou rate, in percentage points.
    people : float or array
        The same distance in people, in the unit of the population that was given.
    """

    points: float | NDArray[np.float64]
    people: float | NDArray[np.float64]


@dataclass(frozen=True)
class Growth:
    """Parameters of the decomposition: two counts and what is known or assumed about the time between them.

    Attributes
    ----------
    population_start, population_end : float
        Whole population at the two counts; any unit, for example million people.
    urban_start, urban_end : float
        Urban residents at the two counts, in the same unit, at most the population.
    natural_rate : float
        Natural growth of the urban population over the period (births minus deaths of those who lived in towns), in
        percent of the urban population at the start; above -100.
    reclassified : float
        Share of the rest (the rise that is not natural growth) that comes from reclassification, in percent, 0 to 100.
        It has to be assumed or taken from a study: a count of heads cannot show it.

    Raises
    ------
    TypeError, ValueError
        If a field is not a finite number in its range.
    """

    population_start: float
    urban_start: float
    population_end: float
    urban_end: float
    natural_rate: float
    reclassified: float

    def __post_init__(self) -> None:
        positive("population_start", self.population_start)
        positive("population_end", self.population_end)
        within("urban_start", self.urban_start, 0, self.population_start)
        within("urban_end", self.urban_end, 0, self.population_end)
        if finite("natural_rate", self.natural_rate) <= -100:
            raise InvalidValue(f"natural_rate must be greater than -100, got {self.natural_rate:g}")
        within("reclassified", self.reclassified, 0, 100)


@dataclass(frozen=True)
class Parts:
    """The three sources of urban growth, in one unit.

    Attributes
    ----------
    natural, migration, reclassification : float
        Contribution of each source.
    """

    natural: float
    migration: float
    reclassification: float

    @property
    def in_order(self) -> tuple[float, float, float]:
        """The three contributions: natural growth, migration, reclassification."""
        return self.natural, self.migration, self.reclassification

    @property
    def total(self) -> float:
        """Sum of the three contributions."""
        return sum(self.in_order)


@dataclass(frozen=True)
class Count:
    """The decomposition of one period.

    Attributes
    ----------
    people : Parts
        Contributions to the rise in the number of urban residents, in the unit of the population.
    points : Parts
        Contributions to the rise of the urban share, in percentage points; they add up exactly.
    share_start, share_end : float
        Urban share at the two counts, in percent.
    """

    people: Parts
    points: Parts
    share_start: float
    share_end: float


@dataclass(frozen=True)
class Presence:
    """Who is counted where, under one threshold.

    Attributes
    ----------
    urban : array of bool
        True where the person is counted as an urban resident.
    resident_rate : float
        Share of all persons counted as urban residents, in percent.
    hukou_rate : float
        Share of all persons registered in towns, in percent; the threshold does not touch it.
    separated : int
        Persons who count at a place where they are not registered.
    """

    urban: NDArray[np.bool_]
    resident_rate: float
    hukou_rate: float
    separated: int


def gap(resident_rate: ArrayLike, hukou_rate: ArrayLike, population: ArrayLike) -> Gap:
    """Distance between the resident rate and the hukou rate, in points and in people.

    The number of people is a net figure: urban residents without urban registration, minus people with urban
    registration who live in the countryside.

    Parameters
    ----------
    resident_rate, hukou_rate : float or array_like
        The two rates of the same year, in percent.
    population : float or array_like
        Population of the same year; any unit.

    Returns
    -------
    Gap
        Points, and people in the unit of `population`.

    Raises
    ------
    TypeError, ValueError
        If a rate is outside 0 to 100 or the population is not above 0.

    Examples
    --------
    >>> float(round(gap(63.89, 45.4, 1411.78).people, 1))
    261.0
    """
    within("resident_rate", resident_rate, 0, 100)
    within("hukou_rate", hukou_rate, 0, 100)
    positive("population", population)
    points = np.asarray(resident_rate, dtype=float) - np.asarray(hukou_rate, dtype=float)
    return Gap(points=points[()], people=(points / 100 * np.asarray(population, dtype=float))[()])


def solve(growth: Growth) -> Count:
    """Split the rise of the urban population and of the urban share into its three sources.

    Parameters
    ----------
    growth : Growth
        The two counts and the assumptions.

    Returns
    -------
    Count
        Contributions in people and in percentage points.

    Examples
    --------
    >>> decade = Growth(1339.72, 665.57, 1411.78, 901.99, natural_rate=4, reclassified=40)
    >>> parts = solve(decade).points
    >>> round(parts.natural, 1), round(parts.migration, 1), round(parts.reclassification, 1), round(parts.total, 1)
    (-0.6, 8.9, 5.9, 14.2)
    """
    natural = growth.urban_start * growth.natural_rate / 100
    rest = growth.urban_end - growth.urban_start - natural
    redrawn = rest * growth.reclassified / 100
    people = Parts(natural=natural, migration=rest - redrawn, reclassification=redrawn)
    share_start = 100 * growth.urban_start / growth.population_start
    points = Parts(
        natural=100 * (growth.urban_start + natural) / growth.population_end - share_start,
        migration=100 * people.migration / growth.population_end,
        reclassification=100 * redrawn / growth.population_end,
    )
    share_end = 100 * growth.urban_end / growth.population_end
    return Count(people=people, points=points, share_start=share_start, share_end=share_end)


def residents(
    registered_urban: ArrayLike, lives_urban: ArrayLike, months_away: ArrayLike, *, threshold: float
) -> Presence:
    """Count persons under a residence rule.

    A person who has been away from the place of registration for at least `threshold` months counts at the place
    where he or she lives; everybody else counts at the place of registration.

    Parameters
    ----------
    registered_urban : array_like of bool, shape (n,)
        True for persons whose hukou is in a town.
    lives_urban : array_like of bool, shape (n,)
        True for persons who live in a town now.
    months_away : array_like, shape (n,)
        Months since the person left the place of registration; 0 for those who live there.
    threshold : float
        Months after which a person counts at the place where he or she lives; 0 or more. The census uses 6.

    Returns
    -------
    Presence
        The count.

    Raises
    ------
    TypeError, ValueError
        If the arrays differ in length, are empty, or a number of months is negative.
    """
    non_negative("threshold", threshold)
    non_negative("months_away", months_away)
    registered, lives = np.asarray(registered_urban, dtype=bool), np.asarray(lives_urban, dtype=bool)
    away = np.asarray(months_away, dtype=float)
    same_length(registered_urban=registered, lives_urban=lives, months_away=away)
    counted_where_living = (away > 0) & (away >= threshold)
    urban = np.where(counted_where_living, lives, registered)
    return Presence(
        urban=urban,
        resident_rate=float(100 * urban.mean()),
        hukou_rate=float(100 * registered.mean()),
        separated=int(counted_where_living.sum()),
    )
