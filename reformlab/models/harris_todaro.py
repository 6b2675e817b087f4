r"""When does a villager leave for town, and why can more jobs mean more people without one?

Question
    Town wages are high but a good job is not certain, and who leaves may lose the income from land. At which chance
    of a job does migration start, how many come, and what changes if registration keeps outsiders from good jobs?

Equation
    .. math:: p\,\bigl[a\,w_u + (1 - a)\,w_i\bigr] = w_r + L, \qquad p = \frac{E}{N_u}, \qquad
              p^* = \frac{w_r + L}{a\,w_u + (1 - a)\,w_i}

    `p` is the chance of a job in town: jobs `E` over people in town who look for one, `N_u`. A job pays `w_u` if it is
    formal, which for a migrant has the chance `a` (access), else the informal wage `w_i`. A villager earns `w_r` and
    gives up `L`, the part of the land income that is lost on leaving. With `a` = 1 and `L` = 0 this is the model of
    1970; then every new job draws :math:`w_u / w_r` people.

Source
    J. R. Harris and M. P. Todaro (1970), "Migration, unemployment and development", American Economic Review 60; the
    land term and the access term are the course's additions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array
from reformlab.models._check import non_negative, positive, within
from reformlab.models._roots import bisect

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True)
class Parameters:
    """Wages, land right, registration and jobs; the defaults are teaching values.

    Attributes
    ----------
    urban_wage : float
        w_u, pay of a formal job in town, yuan a month; above 0.
    rural_wage : float
        w_r, earnings of a villager when nobody has left, yuan a month; above 0.
    land_income : float
        Income from land rights, yuan a month; 0 or greater.
    land_kept : float
        Part of the land income that a migrant keeps (secure or rented-out land); 0 to 1.
    access : float
        a, chance that a migrant's job is formal; 0 to 1.
    informal_wage : float
        w_i, pay of an informal job, yuan a month; 0 up to `urban_wage`.
    jobs : float
        E, jobs in town, million; above 0.
    workers : float
        All workers, town and village, million; above `jobs`.
    rural_response : float
        Elasticity of the rural wage to the number of people who stay, with its sign turned: 0 means a fixed wage, 0.5
        that the wage rises by half a percent when one percent leave; 0 to 1.
    """

    urban_wage: float = 5000.0
    rural_wage: float = 2500.0
    land_income: float = 500.0
    land_kept: float = 0.0
    access: float = 1.0
    informal_wage: float = 0.0
    jobs: float = 20.0
    workers: float = 100.0
    rural_response: float = 0.0

    def __post_init__(self) -> None:
        positive("urban_wage", self.urban_wage)
        positive("rural_wage", self.rural_wage)
        non_negative("land_income", self.land_income)
        within("land_kept", self.land_kept, 0, 1)
        within("access", self.access, 0, 1)
        within("informal_wage", self.informal_wage, 0, self.urban_wage)
        if positive("jobs", self.jobs) >= positive("workers", self.workers):
            raise InvalidValue(f"jobs must be below workers ({self.workers:g}), got {self.jobs:g}")
        within("rural_response", self.rural_response, 0, 1)


@dataclass(frozen=True, eq=False)
class Result:
    """Threshold, people in town, and how both move with the chance of a job.

    Attributes
    ----------
    threshold : float
        p*, chance of a job at which a villager is indifferent while nobody has left; above 1 if no chance is enough.
    job_pay : float
        Pay that a migrant expects from a job, yuan a month.
    stay_income : float
        Rural wage plus the land income that leaving would cost, yuan a month, when movement has stopped.
    town_workers : float
        N_u, people who work or look for work in town, million.
    without_job : float
        People in town without a job, million.
    without_job_share : float
        The same as a share of the people in town; 0 if nobody is there.
    drawn_per_job : float
        People who come to town for one new job at a fixed rural wage; 0 if nobody moves.
    chance, expected : array, shape (101,)
        Chances of a job from 0 to 1, and the pay that a migrant can expect at each.
    """

    threshold: float
    job_pay: float
    stay_income: float
    town_workers: float
    without_job: float
    without_job_share: float
    drawn_per_job: float
    chance: Array
    expected: Array


def solve(parameters: Parameters) -> Result:
    """Find the threshold and the number of people in town.

    Examples
    --------
    >>> lost = Parameters(urban_wage=5000, rural_wage=2500, land_income=500, land_kept=0)
    >>> round(solve(lost).threshold, 2)
    0.6
    >>> kept = Parameters(urban_wage=5000, rural_wage=2500, land_income=500, land_kept=1)
    >>> solve(kept).threshold
    0.5
    """
    p = parameters
    job_pay = p.access * p.urban_wage + (1 - p.access) * p.informal_wage
    lost = p.land_income * (1 - p.land_kept)

    def stay(town: float) -> float:
        return p.rural_wage * (1 - town / p.workers) ** -p.rural_response + lost

    def pull(town: float) -> float:
        return min(1.0, p.jobs / town) * job_pay - stay(town)

    if pull(p.jobs) <= 0 and p.rural_response == 0:
        town = 0.0  # even a certain job pays less than staying
    elif pull(1e-9 * p.workers) <= 0:
        town = 0.0
    elif pull((1 - 1e-9) * p.workers) >= 0:
        town = p.workers
    else:
        town = bisect(pull, 1e-9 * p.workers, (1 - 1e-9) * p.workers)
    idle = max(0.0, town - p.jobs)
    chance = np.linspace(0, 1, 101)
    base = p.rural_wage + lost
    return Result(
        threshold=base / job_pay if job_pay > 0 else np.inf,
        job_pay=job_pay,
        stay_income=stay(town) if town < p.workers else base,
        town_workers=town,
        without_job=idle,
        without_job_share=idle / town if town > 0 else 0.0,
        drawn_per_job=job_pay / base if job_pay > base else 0.0,
        chance=chance,
        expected=chance * job_pay,
    )
