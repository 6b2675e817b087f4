"""Fixed points: Anderson acceleration, preconditioned where a Jacobian is known, with a way back when a step fails.

Anderson (1965, J. ACM 12); Walker and Ni (2011, SIAM J. Numer. Anal. 49). With the preconditioner (I - J)^-1 of the
base year a plain step is a chord-Newton step, and the acceleration repairs what the fixed Jacobian misses.
"""

import numpy as np

LARGEST_STEP = 1.5  # log points; keeps exponentials of a wild first step finite
CALM_SWEEPS = 15
CALM_DAMPING = 0.3
ROWS = 16  # rows per product: small enough that BLAS stays on one thread, so results do not depend on its thread count


class Preconditioner:
    """Matrix (I - J)^-1 stored in blocks of rows; applying it gives the same bits whatever BLAS threads there are."""

    def __init__(self, matrix):
        n = len(matrix)
        self.size = n
        blocks = -(-n // ROWS)
        padded = np.zeros((blocks * ROWS, n))
        padded[:n] = matrix
        self.blocks = padded.reshape(blocks, ROWS, n)

    def __call__(self, residual):
        """Return the matrix-vector product."""
        return np.matmul(self.blocks, residual).ravel()[: self.size]


def jacobian_inverse(sweep, start, step=1e-6):
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


def fixed_point(sweep, start, *, tolerance=1e-10, most=500, memory=6, precondition=None):
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
    best, best_x = np.inf, start
    steps, changes = np.empty((memory, x.size)), np.empty((memory, x.size))  # rings of the latest moves
    kept, last_x, last_step = 0, None, None
    calm, made, since_best = 0, 0, 0
    while made < most:
        residual = sweep(x) - x
        made += 1
        gap = np.max(np.abs(residual))
        if gap < tolerance:
            return x, made, gap
        if gap < best:
            best, best_x, since_best = gap, x, 0
        else:
            since_best += 1
        if not gap <= 20 * best + 1 or since_best > 40:  # NaN compares false, so it is caught here too
            # Back to the best point seen, without the preconditioner that led astray.
            x, precondition, calm, since_best = best_x, None, CALM_SWEEPS, 0
            kept, last_step = 0, None
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
            np.subtract(x, last_x, out=steps[kept % memory])
            np.subtract(step, last_step, out=changes[kept % memory])
            kept += 1
        last_x, last_step = x, step
        if kept:
            drift = changes[: min(kept, memory)]
            gram = drift @ drift.T
            gram.flat[:: len(gram) + 1] += 1e-14 * gram.trace()
            blend = np.linalg.solve(gram, drift @ step)
            step = step - blend @ steps[: len(drift)] - blend @ drift
        longest = np.max(np.abs(step))
        x = x + (step if longest <= LARGEST_STEP else step * (LARGEST_STEP / longest))
    return x, made, gap
