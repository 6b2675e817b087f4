r"""Did a series change its level or its trend, and in which year, if nobody says so beforehand?

Question
    Whoever looks for the most striking year will find one. How large must the difference before and after be, so that
    it would rarely come up in a series without a break?

Equation
    .. math:: F(\tau) = \frac{(RSS_0 - RSS_1(\tau))/q}{RSS_1(\tau)/(n - 2q)}, \qquad
              \sup F = \max_{\tau \in [\pi n,\,(1-\pi) n]} F(\tau)

    `RSS0` is the sum of squared residuals of one regression on the whole series, `RSS1` of two separate ones before and
    from year `tau`, `q` the coefficients that may change (1 for the level, 2 for level and trend), `pi` the part cut
    off at each end. The largest F has a wider distribution than one F chosen beforehand, so it has its own critical
    values.

    Errors may have a memory: :math:`e_t = \rho\,e_{t-1} + u_t`, with independent normal `u`. Neighbours that are alike
    hold less information than their number, so that chance alone makes larger statistics.

Source
    D. W. K. Andrews (1993), "Tests for parameter instability and structural change with unknown change point",
    Econometrica 61. The critical values are not copied from a table: they are quantiles of the limit that he derives,
    the largest squared length of q independent Brownian bridges over r(1 - r), divided by q, on 15 to 85 percent of the
    series. In the time log(r / (1 - r)) / 2 that length is a stationary radial Ornstein-Uhlenbeck process, whose chance
    to stay below a level solves a diffusion equation; the tests solve it, and simulate the limit as well. Tables that
    were simulated on a grid lie up to 2 percent lower, because a grid misses part of the maximum. The values hold for
    long series with independent errors; `Result.p_value` is simulated for the length at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, keep, vector
from reformlab.models._check import one_of, same_length, whole, within
from reformlab.types import Numbers

__all__ = ["CRITICAL", "Parameters", "Result", "solve"]

# Significance level -> critical value of sup-F, by the number of coefficients that may change; 15 percent trimming.
CRITICAL = {1: {0.10: 7.30, 0.05: 8.86, 0.01: 12.40}, 2: {0.10: 5.07, 0.05: 5.94, 0.01: 7.85}}


@dataclass(frozen=True, eq=False)
class Parameters:
    """A series and what may change in it.

    Attributes
    ----------
    years : array, shape (n,)
        Years, rising; at least 12.
    values : array, shape (n,)
        The series, for example the yearly change of the urban share in points.
    kind : str
        "level" if the mean may change, "trend" if the mean and the slope may change.
    trim : float
        Part of the series at each end in which no break is looked for; 0.05 to 0.4. The critical values
        belong to 0.15.
    memory : float
        rho, correlation of an error with the one of the year before; 0 (independent errors) to 0.95.
    draws : int
        Series without a break that are simulated for the p-value; 99 to 100,000.
    seed : int
        Seed of the random numbers.
    """

    years: Numbers
    values: Numbers
    kind: str = "level"
    trim: float = 0.15
    memory: float = 0.0
    draws: int = 999
    seed: int = 1

    def __post_init__(self) -> None:
        years, values = vector("years", self.years), vector("values", self.values)
        same_length(years=years, values=values)
        if years.size < 12:
            raise InvalidValue(f"years must hold at least 12 years, got {years.size}")
        if np.any(np.diff(years) <= 0):
            raise InvalidValue(f"years must rise, got {years.tolist()}")
        if np.ptp(values) == 0:
            raise InvalidValue(f"values must not all be equal, got {values[0]:g} throughout")
        one_of("kind", self.kind, ("level", "trend"))
        within("trim", self.trim, 0.05, 0.4)
        within("memory", self.memory, 0, 0.95)
        whole("draws", self.draws, 99, 100_000)
        whole("seed", self.seed, 0)
        keep(self, years=years, values=values)


@dataclass(frozen=True, eq=False)
class Result:
    """The F of every candidate year and the verdict.

    Attributes
    ----------
    year : array, shape (m,)
        Candidate years, each the first year of a possible new regime.
    f : array, shape (m,)
        F of each candidate.
    sup_f : float
        The largest F.
    break_year : float
        The candidate with the largest F: the best guess, if there is a break at all.
    critical : dict
        Significance level to critical value of the limit.
    p_value : float
        Share of the simulated series without a break, normal errors with the given memory, with a larger sup-F.
    threshold : float
        The sup-F that one in twenty of these simulated series exceeds.
    rejected : bool
        True if the p-value is below 0.05.
    fitted : array, shape (n,)
        The series as two regimes with the break at `break_year`.
    before, after : float
        Mean of the series before and from that year.
    """

    year: Array
    f: Array
    sup_f: float
    break_year: float
    critical: dict[float, float]
    p_value: float
    threshold: float
    rejected: bool
    fitted: Array
    before: float
    after: float


def solve(parameters: Parameters) -> Result:
    """Look for one break at an unknown year.

    Examples
    --------
    >>> years = np.arange(1996, 2026)
    >>> wiggle = 0.1 * np.sin(3.0 * np.arange(30))
    >>> result = solve(Parameters(years=years, values=np.where(years < 2016, 1.3, 0.9) + wiggle))
    >>> result.break_year, result.rejected
    (2016.0, True)
    """
    p = parameters
    n, q = p.years.size, 1 if p.kind == "level" else 2
    time = (p.years - p.years.mean()) / np.ptp(p.years)
    columns = np.column_stack([np.ones(n), time])[:, :q]
    first, last = max(int(np.ceil(p.trim * n)), q + 1), min(int(np.floor((1 - p.trim) * n)), n - q - 1)
    starts = np.arange(first, last + 1)
    # Residual makers of the whole series and of each pair of parts, as orthonormal bases: one product per candidate.
    bases = [_basis(columns, start) for start in starts]
    whole_basis = np.linalg.qr(columns)[0]

    def statistics(series: Array) -> Array:
        total = np.sum(series**2, axis=0)
        restricted = total - np.sum((whole_basis.T @ series) ** 2, axis=0)
        split = np.array([total - np.sum((basis.T @ series) ** 2, axis=0) for basis in bases])
        split = np.maximum(split, 1e-14 * total)
        return (restricted - split) / q / (split / (n - 2 * q))

    centred = p.values - p.values.mean()
    f = statistics(centred[:, None])[:, 0]
    best = int(np.argmax(f))
    noise = np.random.default_rng(int(p.seed)).standard_normal((n, int(p.draws)))
    # The first error has the spread of all others, so that no year is special.
    noise[0] /= np.sqrt(1 - p.memory**2)
    for year in range(1, n):
        noise[year] += p.memory * noise[year - 1]
    chance = statistics(noise).max(axis=0)
    larger = int(np.sum(chance >= f[best]))
    p_value = (larger + 1) / (int(p.draws) + 1)
    start = starts[best]
    return Result(
        year=p.years[starts],
        f=f,
        sup_f=float(f[best]),
        break_year=float(p.years[start]),
        critical=dict(CRITICAL[q]),
        p_value=p_value,
        threshold=float(np.quantile(chance, 0.95)),
        rejected=p_value < 0.05,
        fitted=p.values.mean() + bases[best] @ (bases[best].T @ centred),
        before=float(p.values[:start].mean()),
        after=float(p.values[start:].mean()),
    )


def _basis(columns: Array, start: int) -> Array:
    early, late = columns.copy(), columns.copy()
    early[start:], late[:start] = 0.0, 0.0
    return np.linalg.qr(np.hstack([early, late]))[0]
