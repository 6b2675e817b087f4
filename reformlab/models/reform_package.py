r"""Does a package of reforms give more than its parts?

Question
    Several reforms are carried out to different degrees. When may a strong one stand in for a weak one, and when does
    the weakest decide the result of all?

Equation
    .. math:: R = \Bigl(\sum_i w_i\, r_i^{\rho}\Bigr)^{1/\rho}, \qquad \sum_i w_i = 1, \qquad \rho \le 1

    `r` is the degree to which reform i is carried out (0 not at all, 1 in full), `w` its weight and `R` the effect of
    the package on the same scale. The elasticity of substitution is :math:`1/(1-\rho)`: at `rho` = 1 the reforms
    replace each other one for one, near 0 they multiply, and towards minus infinity the package is as strong as its
    weakest part.

Source
    K. J. Arrow, H. B. Chenery, B. S. Minhas and R. M. Solow (1961), "Capital-labor substitution and economic
    efficiency", Review of Economics and Statistics 43, for the function. P. Milgrom and J. Roberts (1990), "The
    economics of modern manufacturing", American Economic Review 80, for complementarity among changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, adds_up, keep, vector
from reformlab.models._check import finite, non_negative, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "combine", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """A package of reforms.

    Attributes
    ----------
    efforts : array, shape (n,)
        Degree to which each reform is carried out; from 0 (nothing) to 1 (in full).
    rho : float
        Substitution parameter; 1 or below, minus infinity allowed (weakest link).
    weights : array, shape (n,), or None
        Weight of each reform in the package, adding up to 1; None gives equal weights.
    step : float
        Size of the extra effort that `Result.gain` tries on each reform in turn; 0.000001 to 1.

    Raises
    ------
    TypeError, ValueError
        If a field is outside its range.
    """

    efforts: Numbers = (0.9, 0.9, 0.9, 0.9, 0.1)
    rho: float = -1.0
    weights: Numbers = None
    step: float = 0.1

    def __post_init__(self) -> None:
        efforts = vector("efforts", within("efforts", self.efforts, 0, 1))
        if self.rho != -np.inf and finite("rho", self.rho) > 1:
            raise InvalidValue(f"rho must be 1 or below, got {self.rho:g}")
        weights = np.full(efforts.size, 1 / efforts.size) if self.weights is None else self.weights
        weights = adds_up("weights", vector("weights", non_negative("weights", weights), efforts.size))
        within("step", self.step, 1e-6, 1)
        keep(self, efforts=efforts, weights=weights)


@dataclass(frozen=True, eq=False)
class Result:
    """What the package gives.

    Attributes
    ----------
    package : float
        R, from 0 to 1.
    average : float
        What the same efforts give if reforms replace each other one for one (rho = 1).
    weakest : float
        What they give if the weakest decides (rho towards minus infinity).
    gain : array, shape (n,)
        Rise of R if this reform alone is carried one step further (to 1 at the most).
    substitution : float
        Elasticity of substitution between any two reforms, 1 / (1 - rho); infinite at rho = 1.
    """

    package: float
    average: float
    weakest: float
    gain: Array
    substitution: float


def combine(efforts: Array, weights: Array, rho: float) -> float:
    """CES mean of efforts, accurate for every `rho` from minus infinity to 1."""
    used = weights > 0
    efforts, weights = efforts[used], weights[used]
    if efforts.max() == 0 or (rho <= 0 and efforts.min() == 0):
        return 0.0
    if rho == -np.inf:
        return float(efforts.min())
    # Measured from the term that dominates, no power overflows; expm1 and log1p keep rho near 0 exact.
    anchor = efforts.max() if rho > 0 else efforts.min()
    with np.errstate(divide="ignore"):
        logs = np.log(efforts) - np.log(anchor)
    if abs(rho) < 1e-12:
        return float(anchor * np.exp(weights @ logs))
    return float(anchor * np.exp(np.log1p(weights @ np.expm1(rho * logs)) / rho))


def solve(parameters: Parameters) -> Result:
    """Effect of a package, and where one more step helps most.

    Examples
    --------
    >>> round(solve(Parameters(efforts=[0.9, 0.9, 0.9, 0.9, 0.1], rho=-1)).package, 3)
    0.346
    """
    efforts, weights, rho = parameters.efforts, parameters.weights, float(parameters.rho)
    package = combine(efforts, weights, rho)
    further = np.minimum(efforts + parameters.step * np.eye(efforts.size), 1.0)
    return Result(
        package=package,
        average=float(weights @ efforts),
        weakest=combine(efforts, weights, -np.inf),
        gain=np.array([combine(row, weights, rho) for row in further]) - package,
        substitution=np.inf if rho == 1 else 1 / (1 - rho),
    )
