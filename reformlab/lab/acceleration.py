"""Fixed points: Anderson acceleration, preconditioned where a Jacobian is known, with a way back when a step fails.

Anderson (1965, J. ACM 12); Walker and Ni (2011, SIAM J. Numer. Anal. 49). With the preconditioner (I - J)^-1 of the
base year a plain step is a chord-Newton step, and the acceleration repairs what the fixed Jacobian misses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from reformlab.types import Array

LARGEST_STEP = 1.5  # log points; keeps exponentials of a wild first step finite
CALM_SWEEPS = 15
CALM_DAMPING = 0.3
ROWS = 16  # rows per product: small enough that BLAS stays on one thread, so results do not depend on its thread count


class Preconditioner:
    """Matrix (I - J)^-1 stored in blocks of rows; applying it gives the same bits whatever BLAS threads there are.

    Single precision will do: it aims steps, while residuals, and so the solution, stay in double precision.
    """

    def __init__(self, matrix: Array) -> None:
        n = len(matrix)
        self.size = n
        blocks = -(-n // ROWS)
        padded = np.zeros((blocks * ROWS, n), dtype=np.float32)
        padded[:n] = matrix
        self.blocks = padded.reshape(blocks, ROWS, n)

    def __call__(self, residual):
        """Return the matrix-vector product."""
        return np.matmul(self.blocks, residual.astype(np.float32)).ravel()[: self.size].astype(float)


def jacobian_inverse(sweep: Callable[[Array], Array], start: Array, step: float = 1e-6) -> Preconditioner:
    """Preconditioner (I - J)^-1 of a map at a point, J by forward differences."""
    base = sweep(start)
    n = start.size
    matrix = np.empty((n, n))
    for i in range(n):
        moved = start.copy()
        moved[i] += step
        matrix[:, i] = (base - sweep(moved)) / step
    matrix[np.diag_indices(n)] += 1.0
    return Preconditioner(np.linalg.inv(matrix))


class _Secants:
    """Latest moves of a point and of its step, kept with orthonormal changes of the step.

    Least squares over the changes, which Anderson acceleration asks for, is then one product.
    """

    def __init__(self, memory, size):
        self.moves, self.changes = np.empty((memory, size)), np.empty((memory, size))
        self.made = 0

    def add(self, move, change):
        """Add a pair, without what the pairs kept already say; the oldest goes when memory is full."""
        memory = len(self.changes)
        known = min(self.made, memory)
        length = np.sqrt(change @ change)
        if known:
            moves, changes = self.moves[:known], self.changes[:known]
            for _ in range(2):  # twice is enough (Kahan)
                part = changes @ change
                change, move = change - part @ changes, move - part @ moves
        rest = np.sqrt(change @ change)
        if rest > 1e-8 * length:
            np.divide(move, rest, out=self.moves[self.made % memory])
            np.divide(change, rest, out=self.changes[self.made % memory])
            self.made += 1

    def improve(self, step):
        """The step that would be left if both went on changing as they did, and the move that takes it there."""
        known = min(self.made, len(self.changes))
        if not known:
            return step
        moves, changes = self.moves[:known], self.changes[:known]
        part = changes @ step
        return step - part @ changes - part @ moves


def fixed_point(
    sweep: Callable[[Array], Array],
    start: Array,
    *,
    tolerance: float = 1e-10,
    most: int = 500,
    memory: int = 6,
    precondition: Callable[[Array], Array] | None = None,
) -> tuple[Array, int, float]:
    """Find x with sweep(x) = x.

    Parameters
    ----------
    sweep : callable
        The map; it may return NaN far from the solution, which sends the iteration back to its best point.
    start : array (n,)
    tolerance : float
        Largest allowed |sweep(x) - x|.
    most : int
        Limit on sweeps.
    memory : int
        Steps that Anderson acceleration looks back on.
    precondition : callable, optional
        Turns a residual into a step.

    Returns
    -------
    x, sweeps, residual : array, int, float
        The last point, the sweeps made and the residual there, whether or not it is below the tolerance.
    """
    x = start
    best, best_x, gap = np.inf, start, np.inf
    past, last_x = _Secants(memory, x.size), start
    last_step: Array | None = None
    calm, made, since_best = 0, 0, 0
    while made < most:
        residual = sweep(x) - x
        made += 1
        gap = np.abs(residual).max()
        if gap < tolerance:
            return x, made, float(gap)
        if gap < best:
            best, best_x, since_best = gap, x, 0
        else:
            since_best += 1
        if not gap <= 20 * best + 1 or since_best > 40:  # NaN compares false, so it is caught here too
            # Back to the best point seen, without the preconditioner that led astray.
            x, precondition, calm, since_best = best_x, None, CALM_SWEEPS, 0
            past, last_step = _Secants(memory, x.size), None
            if not np.isfinite(best):
                return best_x, made, gap
            residual = sweep(x) - x
            made += 1
        if calm:
            calm -= 1
            last_step = None
            x = x + CALM_DAMPING * residual
            continue
        step = residual if precondition is None else precondition(residual)
        if last_step is not None:
            past.add(x - last_x, step - last_step)
        last_x, last_step = x, step
        step = past.improve(step)
        longest = np.abs(step).max()
        x = x + (step if longest <= LARGEST_STEP else step * (LARGEST_STEP / longest))
    return x, made, gap
