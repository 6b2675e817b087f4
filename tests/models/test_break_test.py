"""One break at an unknown year."""

from math import gamma

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from reformlab.models.break_test import CRITICAL, Parameters, solve

YEARS = np.arange(1996, 2026)


def series(seed, jump=0.0, year=2014):
    return np.random.default_rng(seed).normal(0, 0.2, YEARS.size) + 1.2 - jump * (year <= YEARS)


@pytest.mark.parametrize("kind", ["level", "trend"])
def test_every_f_agrees_with_two_regressions(kind):
    values = series(1, 0.3)
    result = solve(Parameters(YEARS, values, kind))
    q = 1 if kind == "level" else 2
    columns = np.column_stack([np.ones(30), YEARS - 2010])[:, :q]
    for year, found in zip(result.year, result.f, strict=True):
        early = year > YEARS
        split = sum(sm.OLS(values[part], columns[part]).fit().ssr for part in (early, ~early))
        whole = sm.OLS(values, columns).fit().ssr
        assert found == pytest.approx((whole - split) / q / (split / (30 - 2 * q)), rel=1e-9)
    assert result.sup_f == result.f.max()
    assert result.break_year == result.year[np.argmax(result.f)]


def test_a_clear_break_is_found_and_dated():
    result = solve(Parameters(YEARS, series(3, 1.0)))
    assert result.break_year == 2014
    assert result.rejected
    assert result.sup_f > result.critical[0.01]
    assert result.before - result.after == pytest.approx(1.0, abs=0.2)
    np.testing.assert_allclose(np.unique(result.fitted.round(12)), np.sort([result.after, result.before]).round(12))


def test_without_a_break_about_one_series_in_twenty_is_rejected():
    rejected = [solve(Parameters(YEARS, series(seed), draws=199)).rejected for seed in range(300)]
    assert 0.02 < np.mean(rejected) < 0.09


def exceeds(level, q, trim=0.15, n=120):
    """Chance that q squared Brownian bridges over r(1 - r) exceed `level` somewhere between `trim` and 1 - `trim`.

    Their length is a radial Ornstein-Uhlenbeck process in the time log(r / (1 - r)) / 2. Its chance to stay below a
    bound solves u_t = u'' + ((q - 1) / x - x) u' with u = 0 at the bound, here on n cells.
    """
    step = np.sqrt(level) / n
    edges = step * np.arange(n + 1)
    cells, walls = (x ** (q - 1) * np.exp(-(x**2) / 2) for x in (edges[:-1] + step / 2, edges))
    outward, inward = walls[1:].copy(), walls[:-1].copy()
    outward[-1] *= 2  # half a cell from the last centre to the bound
    inward[0] = 0  # nothing passes through zero
    beside = walls[1:-1] / np.sqrt(cells[1:] * cells[:-1])
    rates = (np.diag(-(outward + inward) / cells) + np.diag(beside, 1) + np.diag(beside, -1)) / step**2
    speeds, modes = np.linalg.eigh(rates)
    time = np.log((1 - trim) / trim)
    stays = np.sum((modes.T @ np.sqrt(cells)) ** 2 * np.exp(speeds * time)) * step
    return 1 - stays / (2 ** (q / 2 - 1) * gamma(q / 2))


@pytest.mark.parametrize("q", [1, 2])
def test_critical_values_are_quantiles_of_the_limit(q):
    for level, value in CRITICAL[q].items():
        assert exceeds(q * value, q) == pytest.approx(level, rel=0.02)  # 0.1 less would be 4 percent off


@pytest.mark.parametrize("q", [1, 2])
def test_a_simulated_limit_lies_a_little_below(q):
    # On a grid of points the walk passes the bound unseen now and then, so its quantiles are smaller.
    random = np.random.default_rng(0)
    steps, draws = 500, 5000
    r = np.arange(1, steps + 1) / steps
    inside = (r >= 0.15) & (r <= 0.85)
    total = np.zeros((draws, inside.sum()))
    for _ in range(q):
        walk = np.cumsum(random.standard_normal((draws, steps), dtype=np.float32), axis=1) / np.sqrt(steps)
        total += (walk - r * walk[:, -1:])[:, inside] ** 2 / (r * (1 - r))[inside]
    sup = total.max(axis=1) / q
    for level in (0.10, 0.05):
        assert 0.9 < np.quantile(sup, 1 - level) / CRITICAL[q][level] < 1


@given(st.floats(0.01, 100), st.floats(-50, 50))
def test_the_unit_and_the_level_do_not_matter(scale, shift):
    first = solve(Parameters(YEARS, series(4, 0.4), draws=99))
    second = solve(Parameters(YEARS, shift + scale * series(4, 0.4), draws=99))
    np.testing.assert_allclose(second.f, first.f, rtol=1e-6)
    assert second.break_year == first.break_year


def test_the_seed_fixes_the_p_value():
    case = Parameters(YEARS, series(5), seed=7)
    assert solve(case).p_value == solve(case).p_value


def two_lines(years, values, start):
    """Fitted values and squared residuals of a line before and a line from `start`."""
    fitted = np.concatenate([np.polyval(np.polyfit(x, y, 1), x) for x, y in _halves(years - years[0], values, start)])
    return fitted, np.sum((values - fitted) ** 2)


def _halves(years, values, start):
    return (years[:start], values[:start]), (years[start:], values[start:])


def test_each_result_follows_its_equation():
    years = YEARS[:14]
    values = series(8, 0.5, 2003)[:14]
    result = solve(Parameters(years, values, "trend", trim=0.3, draws=99, seed=7))
    starts = range(5, 10)  # 0.3 and 0.7 of 14 years lie between 4 and 5, and between 9 and 10

    def largest_f(numbers):
        whole = np.sum((numbers - np.polyval(np.polyfit(years - 1996, numbers, 1), years - 1996)) ** 2)
        split = np.array([two_lines(years, numbers, start)[1] for start in starts])
        return ((whole - split) / 2 / (split / 10)).max()

    np.testing.assert_array_equal(result.year, years[5:10])
    start = list(years).index(result.break_year)
    assert result.sup_f == pytest.approx(largest_f(values), rel=1e-6)
    np.testing.assert_allclose(result.fitted, two_lines(years, values, start)[0])
    assert (result.before, result.after) == pytest.approx((values[:start].mean(), values[start:].mean()))
    chance = np.array([largest_f(draw) for draw in np.random.default_rng(7).standard_normal((14, 99)).T])
    assert result.p_value == pytest.approx((1 + np.sum(chance >= result.sup_f)) / 100)
    assert result.threshold == pytest.approx(np.quantile(chance, 0.95))
    assert result.rejected == (result.p_value < 0.05)
    assert result.critical == CRITICAL[2]


def test_errors_with_a_memory_follow_their_equation():
    values, rho = series(5, 0.2), 0.6
    result = solve(Parameters(YEARS, values, memory=rho, draws=99, seed=3))
    shocks, largest = np.random.default_rng(3).standard_normal((30, 99)), []
    for shock in shocks.T:
        errors = [shock[0] / np.sqrt(1 - rho**2)]
        for new in shock[1:]:
            errors.append(rho * errors[-1] + new)
        largest.append(solve(Parameters(YEARS, errors, draws=99)).sup_f)
    assert result.threshold == pytest.approx(np.quantile(largest, 0.95))
    assert result.p_value == pytest.approx((1 + np.sum(np.array(largest) >= result.sup_f)) / 100)


def test_more_memory_means_a_higher_threshold():
    found = [solve(Parameters(YEARS, series(5), memory=rho)) for rho in (0, 0.3, 0.6, 0.9)]
    assert np.all(np.diff([result.threshold for result in found]) > 3)
    assert len({result.sup_f for result in found}) == 1


@pytest.mark.parametrize(("kind", "first", "last"), [("level", 2, 10), ("trend", 3, 9)])
def test_each_side_keeps_one_year_more_than_it_has_coefficients(kind, first, last):
    result = solve(Parameters(YEARS[:12], series(2)[:12], kind, trim=0.05, draws=99))
    np.testing.assert_array_equal(result.year, YEARS[first : last + 1])


def test_a_break_without_any_noise_has_a_large_but_finite_f():
    result = solve(Parameters(YEARS, np.where(YEARS < 2010, 1.0, 2.0), draws=99))
    assert np.isfinite(result.f).all()
    assert (result.break_year, result.p_value) == (2010, 0.01)


@pytest.mark.parametrize(
    ("years", "values", "options", "message"),
    [
        (YEARS[:8], series(1)[:8], {}, "years must hold at least 12 years, got 8"),
        (YEARS[::-1], series(1), {}, "years must rise"),
        (YEARS, np.ones(30), {}, "values must not all be equal, got 1 throughout"),
        (YEARS, series(1), {"kind": "slope"}, "kind must be one of 'level', 'trend', got 'slope'"),
        (YEARS, series(1), {"trim": 0.5}, "trim must be between 0.05 and 0.4"),
        (YEARS, series(1), {"memory": 1.0}, "memory must be between 0 and 0.95, got 1"),
    ],
)
def test_errors(years, values, options, message):
    with pytest.raises(ValueError, match=message):
        Parameters(years, values, **options)
