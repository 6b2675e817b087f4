r"""How does equal access to services change who becomes what, a few generations on?

Question
    A table gives the chance that somebody born into one class ends in another. Which distribution does it lead to in
    the long run, how fast, and how mobile is such a society?

Equation
    .. math:: \pi_{t+1} = \pi_t P, \qquad \pi^* = \pi^* P, \qquad
              M = \frac{n - \operatorname{tr} P}{n - 1}, \qquad h = \frac{\ln 2}{-\ln |\lambda_2|}

    `P` is the transition matrix (rows add up to 1), `pi` the distribution over n classes, `M` the mobility index (0
    nobody moves, 1 the class of birth says nothing), `lambda2` the second largest eigenvalue and `h` the half-life of
    the distance to the long run, in generations.

Source
    S. J. Prais (1955), "Measuring social mobility", Journal of the Royal Statistical Society A 118; A. F. Shorrocks
    (1978), "The measurement of mobility", Econometrica 46, for the index.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, adds_up, keep, square, vector
from reformlab.models._check import non_negative, whole
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Classes and the chances between them; the defaults are teaching values.

    Attributes
    ----------
    transition : array, shape (n, n)
        P, chance that somebody born into the class of the row ends in that of the column; 0 or greater, rows add up
        to 1.
    start : array, shape (n,), or None
        Distribution now, adding up to 1; None puts everybody into the first class.
    generations : int
        Generations to follow; 1 to 1,000.
    """

    transition: Numbers = ((0.85, 0.14, 0.01), (0.10, 0.80, 0.10), (0.02, 0.13, 0.85))
    start: Numbers | None = (0.60, 0.30, 0.10)
    generations: int = 20

    def __post_init__(self) -> None:
        transition = adds_up("transition", square("transition", non_negative("transition", self.transition)))
        n = len(transition)
        start = np.eye(n)[0] if self.start is None else self.start
        start = adds_up("start", vector("start", non_negative("start", start), n))
        whole("generations", self.generations, 1, 1000)
        keep(self, transition=transition, start=start)


@dataclass(frozen=True, eq=False)
class Result:
    """The way to the long run.

    Attributes
    ----------
    path : array, shape (generations + 1, n)
        Distribution in each generation, the present one first.
    long_run : array, shape (n,)
        Distribution that does not change any more.
    mobility : float
        M, from 0; above 1 if classes tend to be exchanged.
    half_life : float
        Generations until half of the distance to the long run is gone; infinite if it never is, 0 if it is gone at
        once.
    expected_stay : array, shape (n,)
        Generations a family stays in each class on average; infinite if it never leaves.
    """

    path: Array
    long_run: Array
    mobility: float
    half_life: float
    expected_stay: Array


def solve(parameters: Parameters) -> Result:
    """Follow the distribution over generations.

    Raises
    ------
    ValueError
        If the table has more than one long run, because some classes cannot be reached from others.

    Examples
    --------
    >>> solve(Parameters()).long_run.round(3).tolist()
    [0.307, 0.403, 0.289]
    """
    chances = parameters.transition
    n = len(chances)
    sizes = np.sort(np.abs(np.linalg.eigvals(chances)))[::-1]
    if np.sum(np.abs(np.linalg.eigvals(chances) - 1) < 1e-9) > 1:
        raise InvalidValue(
            "transition must link all classes, got a table with several long runs, because some never mix"
        )
    # pi (P - I) = 0 and sum(pi) = 1: one row too many, and consistent, so least squares is exact.
    system = np.vstack([chances.T - np.eye(n), np.ones(n)])
    long_run = np.linalg.lstsq(system, np.append(np.zeros(n), 1.0), rcond=None)[0]
    path = [parameters.start]
    for _ in range(int(parameters.generations)):
        path.append(path[-1] @ chances)
    leave = 1 - np.diag(chances)
    second = float(sizes[1])
    half_life = 0.0 if second < 1e-12 else np.inf if second > 1 - 1e-12 else np.log(2) / -np.log(second)
    return Result(
        path=np.array(path),
        long_run=np.maximum(long_run, 0.0),
        mobility=float((n - np.trace(chances)) / (n - 1)),
        half_life=float(half_life),
        expected_stay=np.divide(1.0, leave, out=np.full(n, np.inf), where=leave > 0),
    )
