"""Monte Carlo bands of packages of any strengths, without a Monte Carlo run for each of them.

Every draw of the assumptions is solved for each bundle alone in full, and for all bundles in full. How far the draw
departs from the central run, :math:`e_d`, is then taken to be additive in the strengths :math:`s_k`, but for one term
that grows with pairs of strengths and makes the package in full exact:

.. math:: e_d(s) = \\sum_k s_k e_{dk}
          + \\frac{\\sum_{k<l} s_k s_l}{K(K-1)/2} \\Bigl(e_d(1, \\dots, 1) - \\sum_k e_{dk}\\Bigr).

The band is the 5% and 95% quantile over draws of the central outcome plus :math:`e_d`. It is an approximation: `check`
measures it against real draws.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from reformlab.lab.bundles import BREAKTHROUGHS, combine, intensities
from reformlab.lab.dividends import CHANNELS
from reformlab.lab.errors import LabError, LeverError, ParameterError
from reformlab.lab.scheduling import run_all
from reformlab.lab.uncertainty import MOST_FAILURES, QUANTILES, draw_parameters
from reformlab.lab.welfare import UNCHANGED

RISKS = ("R1", "R2", "R3", "R4")
OUTCOMES = ("welfare", *CHANNELS, *RISKS, "losing", "losing, rural hukou", "losing, urban hukou")
_SMOOTH = 1 + len(CHANNELS) + len(RISKS)  # the shares of people follow from the groups, which come last


def _vector(run):
    """Welfare, channels, risks, then the change of welfare of every group: what a draw shifts."""
    risks = run.risks()["after"]
    groups = 100 * np.log(run.solution.welfare_by_group)
    return np.r_[run.welfare, run.dividends(), risks[list(RISKS)], groups.ravel()]


def _solve_draws(payload, numbers):
    lab, reforms, seed = payload
    rows = []
    for number in numbers:
        one = lab.with_parameters(draw_parameters(lab.baseline.parameters, seed, number))
        try:
            rows.append(np.array([_vector(one.run(reform)) for reform in reforms]))
        except LabError as error:
            rows.append(str(error))
    return rows


@dataclass(frozen=True)
class BandSurface:
    """What each draw does to each bundle alone and to all together.

    Parameters
    ----------
    lab : Lab
    bundles : tuple of Bundle
    departures : array (draws, bundles + 1, numbers)
        Draw less central run: bundles alone in full, then all in full.
    seed : int
    """

    lab: object
    bundles: tuple
    departures: np.ndarray
    seed: int

    @property
    def draws(self):
        """How many draws stand behind a band."""
        return len(self.departures)

    def _strengths(self, intensity):
        given = intensities(self.bundles, intensity)
        if max(given) > 1:
            raise LeverError(f"intensity must lie between 0 and 1 for a band, got {max(given)!r}")
        return np.array(given, float)

    def band(self, intensity, run):
        """5% and 95% quantiles of every outcome for a package of these strengths (DataFrame, outcomes x quantiles).

        Parameters
        ----------
        intensity : float or dict
            As in `Lab.package`, up to 1.
        run : Run
            The central run of the same package.
        """
        s = self._strengths(intensity)
        pairs = sum(a * b for a, b in combinations(s, 2)) / (len(s) * (len(s) - 1) / 2)
        alone, full = self.departures[:, :-1], self.departures[:, -1]
        shift = np.einsum("k,dkn->dn", s, alone) + pairs * (full - alone.sum(1))
        return _quantiles(_outcomes(self.lab, _vector(run) + shift))

    def check(self, settings, draws=None):
        """Measure the bands against real draws.

        Parameters
        ----------
        settings : list of dict
            Intensities by bundle name.
        draws : int, optional
            Fewer draws than the surface has, to save time; both bands are then made of them.

        Returns
        -------
        DataFrame
            Largest distance of an end of the band, by outcome, and the widest band among the settings.
        """
        numbers = list(range(min(draws or self.draws, self.draws)))
        few = BandSurface(self.lab, self.bundles, self.departures[: len(numbers)], self.seed)
        off, wide = [], []
        for one in settings:
            reform = self.lab.reform(**combine(self.bundles, self.lab.baseline.neutral, one))
            rows = [
                row[0] for row in _solve_draws((self.lab, [reform], self.seed), numbers) if not isinstance(row, str)
            ]
            real = _quantiles(_outcomes(self.lab, np.array(rows)))
            off.append((few.band(one, self.lab.run(reform)) - real).abs().max(axis=1))
            wide.append(real.iloc[:, -1] - real.iloc[:, 0])
        return pd.DataFrame(
            {"off by": pd.concat(off, axis=1).max(axis=1), "width": pd.concat(wide, axis=1).max(axis=1)}
        )


def _outcomes(lab, vectors):
    """OUTCOMES of each row of vectors."""
    people = lab.baseline.registered
    lost = vectors[:, _SMOOTH:].reshape(-1, *people.shape) < -100 * UNCHANGED
    by_hukou = 100 * (lost * people).sum(1) / people.sum(0)
    total = 100 * (lost * people).sum((1, 2)) / people.sum()
    return np.column_stack([vectors[:, :_SMOOTH], total, by_hukou])


def _quantiles(values):
    low, high = np.quantile(values, [QUANTILES[0], QUANTILES[-1]], axis=0)
    return pd.DataFrame({"5%": low, "95%": high}, index=pd.Index(OUTCOMES, name="outcome"))


def band_surface(lab, bundles=BREAKTHROUGHS, draws=100, *, seed=0, scheduler=None, workers=1, progress=False):
    """Solve every draw for each bundle alone and for all of them.

    Parameters
    ----------
    lab : Lab
    bundles : sequence of Bundle
        Two or more.
    draws : int
    seed : int
        As in `uncertainty`: draw 17 of seed 0 is the same set of assumptions there and here.
    scheduler, workers, progress
        See `scheduling.run_all`.

    Raises
    ------
    LeverError, ParameterError
        If bundles, draws or seed do not fit.
    LabError
        If more than 2% of the draws do not solve.
    """
    bundles = tuple(bundles)
    if len(bundles) < 2:
        raise LeverError(f"bundles: two or more are needed, got {len(bundles)}")
    for name, number, least in (("draws", draws, 2), ("seed", seed, 0)):
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < least:
            raise ParameterError(f"{name} must be a whole number of at least {least}, got {number!r}")
    sets = [[one] for one in bundles] + [list(bundles)]
    reforms = [lab.reform(**combine(some, lab.baseline.neutral)) for some in sets]
    for portable in {bool(reform["land_right_portability"] > 0) for reform in reforms}:
        lab.solver.preconditioner(False, portable)
    lab.solver.preconditioner(True)
    central = np.array([_vector(lab.run(reform)) for reform in reforms])
    rows = run_all(
        _solve_draws, (lab, reforms, int(seed)), list(range(draws)),
        scheduler=scheduler, workers=workers, progress=progress, label="draws",
    )  # fmt: skip
    failed = [row for row in rows if isinstance(row, str)]
    if len(failed) > MOST_FAILURES * draws:
        raise LabError(f"{len(failed)} of {draws} draws did not solve (allowed: 2%); the first says: {failed[0]}")
    good = np.array([row for row in rows if not isinstance(row, str)])
    return BandSurface(lab, bundles, good - central, int(seed))
