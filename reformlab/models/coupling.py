r"""Do industry and city fit each other, and what does the usual measure of it say?

Question
    Two systems, for example industry and urban services, each have a score. How balanced are they, how good are they
    together, and why can a place with two weak systems have a perfect "coupling"?

Equation
    .. math:: C = \frac{2\sqrt{U_1 U_2}}{U_1 + U_2}, \qquad T = a\,U_1 + (1 - a)\,U_2, \qquad D = \sqrt{C\,T}

    `U` are the scores (0 to 1), `C` the degree of coupling, `T` the mean level with weight `a`, `D` the degree of
    coordination. `C` depends on the ratio of the two alone: it is 1 whenever they are equal, however low.

Source
    The measure is common in Chinese regional studies of "coupling coordination"; it takes its name from the coupling of
    oscillators in physics. The course states the formula and its weaknesses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.models._arrays import Array, keep, vector
from reformlab.models._check import positive, same_length, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Scores of the two systems; the defaults are a teaching example of one place.

    Attributes
    ----------
    first, second : array, shape (n,), or float
        U1 and U2 of each place; above 0 and at most 1.
    weight : float
        a, weight of the first system in the level; 0 to 1.
    """

    first: Numbers = 0.8
    second: Numbers = 0.4
    weight: float = 0.5

    def __post_init__(self) -> None:
        first = vector("first", positive("first", within("first", self.first, 0, 1)))
        second = vector("second", positive("second", within("second", self.second, 0, 1)))
        same_length(first=first, second=second)
        within("weight", self.weight, 0, 1)
        keep(self, first=first, second=second)


@dataclass(frozen=True, eq=False)
class Result:
    """The three degrees and a plain alternative; all arrays have the shape (n,).

    Attributes
    ----------
    coupling : array
        C, above 0 and at most 1.
    level : array
        T, above 0 and at most 1.
    coordination : array
        D, above 0 and at most 1.
    weaker : array
        The lower of the two scores, which says the same without a formula.
    lagging : array of whole numbers
        1 if the first system is the lower one, 2 if it is the second, 0 if they are equal.
    """

    coupling: Array
    level: Array
    coordination: Array
    weaker: Array
    lagging: np.ndarray


def solve(parameters: Parameters) -> Result:
    """Compute coupling, level and coordination.

    Examples
    --------
    >>> r = solve(Parameters(first=0.8, second=0.4))
    >>> round(r.coupling.item(), 3), round(r.level.item(), 2), round(r.coordination.item(), 3)
    (0.943, 0.6, 0.752)
    """
    first, second = parameters.first, parameters.second
    # Roots before products, so that two very small scores do not vanish; min() guards the last bit.
    coupling = np.minimum(2 * np.sqrt(first) * np.sqrt(second) / (first + second), 1.0)
    level = parameters.weight * first + (1 - parameters.weight) * second
    return Result(
        coupling=coupling,
        level=level,
        coordination=np.sqrt(coupling * level),
        weaker=np.minimum(first, second),
        lagging=np.where(first < second, 1, np.where(second < first, 2, 0)),
    )
