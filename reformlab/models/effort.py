r"""How does a scorecard steer the effort of local governments?

Question
    An official divides effort between growth and services, and is judged by a scorecard. How much goes into services,
    and which scorecard would residents choose?

Equation
    .. math:: \max_{e_1 + e_2 = 1}\ \theta \ln e_1 + (1 - \theta)\,v \ln e_2 \quad\Rightarrow\quad
              e_2 = \frac{(1 - \theta)\,v}{\theta + (1 - \theta)\,v}

    `e1` and `e2` are efforts for growth and for services, `theta` the weight of growth on the scorecard and `v` how
    much of what is done for services the superior can see (1: all). What cannot be seen is not worth doing for the
    score.

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
    """

    growth_weight: float = 0.8
    visible: float = 1.0
    residents_weight: float = 0.5

    def __post_init__(self) -> None:
        within("growth_weight", self.growth_weight, 0, 1, open_ends=True)
        positive("visible", within("visible", self.visible, 0, 1))
        within("residents_weight", self.residents_weight, 0, 1, open_ends=True)


@dataclass(frozen=True, eq=False)
class Result:
    """Efforts and what they mean for residents.

    Attributes
    ----------
    growth_effort, service_effort : float
        e1 and e2; they add up to 1.
    loss : float
        What residents lose against the efforts that they would choose, log points; 0 or greater.
    best_weight : float
        Weight of growth on the scorecard that leads to the efforts residents would choose.
    weights, service_curve, loss_curve : array, shape (99,)
        Weights from 0.01 to 0.99, and effort for services and loss of the residents at each.
    """

    growth_effort: float
    service_effort: float
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
    """Divide effort between the two tasks.

    Examples
    --------
    >>> round(solve(Parameters(growth_weight=0.8)).service_effort, 2)
    0.2
    """
    p = parameters

    def services(weight: Array | float) -> Array | float:
        return (1 - weight) * p.visible / (weight + (1 - weight) * p.visible)

    def loss(effort: Array | float) -> Array | float:
        # Residents with weights w and 1 - w would choose exactly these efforts; the loss is a Kullback-Leibler
        # distance.
        w = p.residents_weight
        return w * np.log(w / (1 - effort)) + (1 - w) * np.log((1 - w) / effort)

    effort = float(services(p.growth_weight))
    weights = np.linspace(0.01, 0.99, 99)
    return Result(
        growth_effort=1 - effort,
        service_effort=effort,
        loss=max(0.0, float(loss(effort))),
        best_weight=weight_for(1 - p.residents_weight, visible=p.visible),
        weights=weights,
        service_curve=services(weights),
        loss_curve=np.maximum(loss(services(weights)), 0.0),
    )
