r"""What do distance and borders do to migration?

Question
    A table says how many people moved from each place to each other. By how much does a flow fall when the distance
    doubles, and by how much is it larger between neighbours, once the size and pull of every place are taken out?

Equation
    .. math:: F_{od} = \exp\bigl(\alpha_o + \delta_d + \beta_1 \ln \text{dist}_{od} + \beta_2\,\text{border}_{od}
              + \dots\bigr)\,\varepsilon_{od}, \qquad E[\varepsilon_{od}] = 1

    `F` is the flow from origin o to destination d; `alpha` and `delta` are fixed effects of the origin and the
    destination. "poisson" estimates the equation as it stands, zeros included; "ols" takes logs and drops the zeros.

Source
    J. M. C. Santos Silva and S. Tenreyro (2006), "The log of gravity", Review of Economics and Statistics 88, for the
    Poisson estimator; E. G. Ravenstein (1885), "The laws of migration", Journal of the Statistical Society 48, for the
    regularity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reformlab.errors import InvalidValue, NoSolution
from reformlab.models._arrays import Array, keep, square
from reformlab.models._check import non_negative, one_of
from reformlab.models._regression import ols
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Flows between places and what may explain them.

    Attributes
    ----------
    flows : array, shape (n, n)
        People who moved from the place of the row to that of the column; 0 or greater. The diagonal is not used.
    regressors : mapping of name to array, shape (n, n)
        What may explain a flow, for example ``{"log distance": ..., "border": ...}``; only differences between pairs
        count, because whatever belongs to one place alone is in its fixed effects.
    method : str
        "poisson" or "ols".

    Raises
    ------
    TypeError, ValueError
        If a field is outside its range, if a place has no flow at all, or if regressors are collinear.
    """

    flows: Numbers
    regressors: Mapping[str, Any] = field(default_factory=dict)
    method: str = "poisson"

    def __post_init__(self) -> None:
        flows = square("flows", non_negative("flows", self.flows))
        if len(flows) < 4:
            raise InvalidValue(f"flows must have at least 4 places, got {len(flows)}")
        off = flows - np.diag(np.diag(flows))
        for side, sums in (("origin", off.sum(axis=1)), ("destination", off.sum(axis=0))):
            if np.any(sums == 0):
                raise InvalidValue(f"flows must not be all 0 for one {side}, got that at place {int(np.argmin(sums))}")
        if not self.regressors:
            raise InvalidValue("regressors must hold at least one matrix, got none")
        regressors = {str(name): square(f"regressors[{name!r}]", x, len(flows)) for name, x in self.regressors.items()}
        one_of("method", self.method, ("poisson", "ols"))
        keep(self, flows=flows, regressors=regressors)


@dataclass(frozen=True, eq=False)
class Result:
    """Coefficients and fit.

    Attributes
    ----------
    names : tuple of str
        Names of the regressors.
    coefficient, error : array, shape (k,)
        Coefficients and their heteroskedasticity-robust standard errors.
    effect : array, shape (k,)
        Factor by which a flow changes when the regressor rises by one, exp(coefficient).
    fitted : array, shape (n, n)
        Fitted flows; 0 on the diagonal.
    r_squared : float
        Squared correlation of observed and fitted flows over the pairs used.
    pairs : int
        Number of pairs used.
    iterations : int
        Steps of the estimator; 1 for "ols".
    """

    names: tuple[str, ...]
    coefficient: Array
    error: Array
    effect: Array
    fitted: Array
    r_squared: float
    pairs: int
    iterations: int


def solve(parameters: Parameters) -> Result:
    """Estimate the gravity equation.

    Raises
    ------
    RuntimeError
        If the Poisson iteration does not settle.

    Examples
    --------
    >>> spot = np.array([0.0, 1.0, 3.0, 7.0, 12.0])
    >>> distance = np.abs(spot[:, None] - spot[None, :]) + np.eye(5)
    >>> flows = 100 / distance
    >>> result = solve(Parameters(flows=flows, regressors={"log distance": np.log(distance)}))
    >>> round(float(result.coefficient[0]), 6)
    -1.0
    """
    flows, names = parameters.flows, tuple(parameters.regressors)
    n = len(flows)
    use = ~np.eye(n, dtype=bool)
    if parameters.method == "ols":
        use &= flows > 0
    origin, destination = np.nonzero(use)
    # Fixed effects: every origin, and every destination but the first, because the two sets overlap by a constant.
    columns = np.column_stack(
        [parameters.regressors[name][use] for name in names]
        + [origin == place for place in range(n)]
        + [destination == place for place in range(1, n)]
    ).astype(float)
    outcome, k = flows[use], len(names)
    if parameters.method == "ols":
        line = ols(columns, np.log(outcome))
        coefficient, error, fitted, iterations = line.coefficient, line.error, np.exp(line.fitted), 1
    else:
        coefficient, error, fitted, iterations = _poisson(columns, outcome)
    table = np.zeros_like(flows)
    table[use] = fitted
    return Result(
        names=names,
        coefficient=coefficient[:k],
        error=error[:k],
        effect=np.exp(coefficient[:k]),
        fitted=table,
        r_squared=float(np.corrcoef(outcome, fitted)[0, 1] ** 2),
        pairs=int(outcome.size),
        iterations=iterations,
    )


def _poisson(columns: Array, outcome: Array) -> tuple[Array, Array, Array, int]:
    # Iteratively reweighted least squares; the scale of the flows cancels, so the start is near for people and for
    # shares.
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        raise InvalidValue("the regressors must not be collinear with each other or with the places")
    fitted = (outcome + outcome.mean()) / 2
    index = np.log(fitted)
    deviance = np.inf
    for count in range(1, 201):
        working = index + (outcome - fitted) / fitted
        root = np.sqrt(fitted)
        coefficient = np.linalg.lstsq(columns * root[:, None], working * root, rcond=None)[0]
        index = np.clip(columns @ coefficient, -700, 700)
        fitted = np.exp(index)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(outcome > 0, outcome * np.log(outcome / fitted), 0.0)
        before, deviance = deviance, 2 * float(np.sum(logs - (outcome - fitted)))
        if abs(before - deviance) <= 1e-12 * (abs(deviance) + 1e-3 * outcome.sum()):
            inverse = np.linalg.inv((columns * fitted[:, None]).T @ columns)
            scores = columns * (outcome - fitted)[:, None]
            covariance = inverse @ (scores.T @ scores) @ inverse
            return coefficient, np.sqrt(np.diag(covariance)), fitted, count
    raise NoSolution(
        f"the Poisson regression did not settle after 200 steps (last change {abs(before - deviance):.3g}); "
        "a place with almost no flows may have no finite effect: leave it out, or use method='ols'"
    )
