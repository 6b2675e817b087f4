r"""How does a scorecard steer the effort of local governments?

Question
    An official divides effort between growth, services, and what only looks like services, and is judged by a
    scorecard. How much goes where, and which scorecard would residents choose?

Equation
    .. math:: \max_{e_1 + e_2 + e_3 = 1}\ \theta \ln e_1 + (1 - \theta)(v \ln e_2 + f \ln e_3)
              \quad\Rightarrow\quad (e_1, e_2, e_3) =
              \frac{(\theta,\ (1 - \theta)\,v,\ (1 - \theta)\,f)}{\theta + (1 - \theta)(v + f)}

    `e1`, `e2` and `e3` are efforts for growth, for services, and for the score of services alone; `theta` is the weight
    of growth on the scorecard, `v` how much of what is done for services the superior can see (1: all), and `f` how
    well the score can be raised without serving anybody (0: not at all). What cannot be seen is not worth doing for
    the score, and what only can be seen is. Residents value `e1` and `e2`.

Source
    B. Holmstrom and P. Milgrom (1991), "Multitask principal-agent analyses", Journal of Law, Economics, and
    Organization 7, for the idea; the logarithmic form is the course's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array
from reformlab.models._check import positive, within

__all__ = ["Parameters", "Result", "solve", "weight_for"]


@dataclass(frozen=True)
class Parameters:
    """Scorecard and residents; the defaults are teaching values.

    Attributes
    ----------
    growth_weight : float
        theta, weight of growth on the scorecard; above 0 and below 1.
    visible : float
        v, part of the effort for services that the superior can see; above 0 and at most 1.
    residents_weight : float
        Weight that residents themselves give to growth; above 0 and below 1.
    fakeable : float
        f, how well the score of services is raised by effort that serves nobody; 0 to 1.
    """

    growth_weight: float = 0.8
    visible: float = 1.0
    residents_weight: float = 0.5
    fakeable: float = 0.0

    def __post_init__(self) -> None:
        within("growth_weight", self.growth_weight, 0, 1, open_ends=True)
        positive("visible", within("visible", self.visible, 0, 1))
        within("residents_weight", self.residents_weight, 0, 1, open_ends=True)
        within("fakeable", self.fakeable, 0, 1)


@dataclass(frozen=True, eq=False)
class Result:
    """Efforts and what they mean for residents.

    Attributes
    ----------
    growth_effort, service_effort, fake_effort : float
        e1, e2 and e3; they add up to 1.
    loss : float
        What residents lose against the efforts that they would choose, log points; 0 or greater.
    best_weight : float
        Weight of growth on the scorecard at which services get the part of growth that residents would choose.
    weights, service_curve, loss_curve : array, shape (99,)
        Weights from 0.01 to 0.99, and effort for services and loss of the residents at each.
    """

    growth_effort: float
    service_effort: float
    fake_effort: float
    loss: float
    best_weight: float
    weights: Array
    service_curve: Array
    loss_curve: Array


def weight_for(service_effort: float, *, visible: float = 1.0) -> float:
    """Weight of growth on the scorecard at which the share `service_effort` goes into services.

    Examples
    --------
    >>> weight_for(0.5)
    0.5
    """
    within("service_effort", service_effort, 0, 1, open_ends=True)
    positive("visible", within("visible", visible, 0, 1))
    return visible * (1 - service_effort) / (service_effort + visible * (1 - service_effort))


def solve(parameters: Parameters) -> Result:
    """Divide effort between the tasks.

    Examples
    --------
    >>> round(solve(Parameters(growth_weight=0.8)).service_effort, 2)
    0.2
    """
    p = parameters

    def efforts(weight: Array | float) -> Array:
        pull = np.array([weight, (1 - weight) * p.visible, (1 - weight) * p.fakeable])
        return pull / pull.sum(axis=0)

    def loss(growth: Array | float, services: Array | float) -> Array | float:
        # Residents with weights w and 1 - w would choose exactly these efforts; the loss is a Kullback-Leibler
        # distance.
        w = p.residents_weight
        return w * np.log(w / growth) + (1 - w) * np.log((1 - w) / services)

    growth, services, fake = (float(effort) for effort in efforts(p.growth_weight))
    weights = np.linspace(0.01, 0.99, 99)
    return Result(
        growth_effort=growth,
        service_effort=services,
        fake_effort=fake,
        loss=max(0.0, float(loss(growth, services))),
        best_weight=weight_for(1 - p.residents_weight, visible=p.visible),
        weights=weights,
        service_curve=efforts(weights)[1],
        loss_curve=np.maximum(loss(*efforts(weights)[:2]), 0.0),
    )
