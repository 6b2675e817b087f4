r"""Iterative proportional fitting: a whole table from its margins and from the odds of another table.

How many people live in province :math:`i` and are registered in province :math:`j`? The census counts the row totals
:math:`r_i` (everyone registered elsewhere) and, for part of the provinces, the column totals :math:`c_j`. Between the
two stand 930 unknown cells. Iterative proportional fitting (Deming and Stephan, 1940, Annals of Mathematical Statistics
11(4)) starts from a seed table :math:`z_{ij}` and scales its rows and its columns in turn,

.. math::

    z_{ij} \leftarrow z_{ij}\,\frac{r_i}{\sum_k z_{ik}}, \qquad z_{ij} \leftarrow z_{ij}\,\frac{c_j}{\sum_k z_{kj}},

until both totals hold. The result is :math:`a_i b_j z_{ij}`: it has the wanted margins and keeps every odds ratio
:math:`z_{ij} z_{kl} / (z_{il} z_{kj})` of the seed. What the margins do not say, the seed decides: :func:`sensitivity`
shows how much that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from reformlab.data.errors import ArgumentError
from reformlab.data.loading import load, series, square
from reformlab.errors import InvalidValue

YEARS = (2010, 2020)


@dataclass(frozen=True)
class Fit:
    """A fitted table.

    Attributes
    ----------
    table : numpy.ndarray
        The fitted cells, shape (n, m).
    sweeps : int
        How many times rows and columns were scaled.
    gap : float
        Largest relative gap between a row total of the table and its target (columns hold exactly).
    """

    table: np.ndarray
    sweeps: int
    gap: float


def fit(seed: ArrayLike, rows: ArrayLike, columns: ArrayLike, *, tolerance: float = 1e-10, sweeps: int = 10_000) -> Fit:
    """Fit a table to its margins by iterative proportional fitting.

    Parameters
    ----------
    seed : array_like, shape (n, m)
        Non-negative start values; a cell that is 0 stays 0.
    rows : array_like, shape (n,)
        Row totals, non-negative.
    columns : array_like, shape (m,)
        Column totals, non-negative, with the same sum as ``rows``.
    tolerance : float
        Stop when no row total is further off than this, relative to its target.
    sweeps : int
        Give up after so many sweeps.

    Returns
    -------
    Fit

    Raises
    ------
    ArgumentError
        If an argument is no number or no array of numbers.
    ValueError
        If shapes do not match, a value is negative or not finite, the two margins have different sums, a row or column
        with a positive total has an empty seed, or the margins cannot be met with the zeros of the seed.
    """
    table, rows, columns = _array("seed", seed, 2), _array("rows", rows, 1), _array("columns", columns, 1)
    if not isinstance(sweeps, Integral) or sweeps < 1:
        raise ArgumentError("sweeps", sweeps, "a whole number of 1 or more is needed")
    _number("tolerance", tolerance)
    if table.shape != (rows.size, columns.size):
        raise InvalidValue(f"seed has shape {table.shape}; rows and columns need ({rows.size}, {columns.size}).")
    for name, part in (("seed", table), ("rows", rows), ("columns", columns)):
        if not np.isfinite(part).all() or (part < 0).any():
            worst = part[~(np.isfinite(part) & (part >= 0))].flat[0]
            raise InvalidValue(f"{name} holds {worst}; allowed are finite values of 0 and more.")
    if not np.isclose(rows.sum(), columns.sum(), rtol=1e-9, atol=0):
        raise InvalidValue(
            f"rows sum to {rows.sum():,.6g} and columns to {columns.sum():,.6g}; the sums must be equal."
        )
    for name, totals, axis in (("row", rows, 1), ("column", columns, 0)):
        empty = (totals > 0) & (table.sum(axis) == 0)
        if empty.any():
            raise InvalidValue(f"{name} {np.flatnonzero(empty)[0]} has a positive total, but its seed is all 0.")
    for sweep in range(1, sweeps + 1):
        table *= _factors(rows, table.sum(1))[:, None]
        table *= _factors(columns, table.sum(0))[None, :]
        off = np.abs(table.sum(1) - rows)
        gap = float(np.max(off / np.where(rows > 0, rows, 1)))
        if gap <= tolerance:
            return Fit(table, sweep, gap)
    raise InvalidValue(
        f"After {sweeps} sweeps a row total is still off by {gap:.2g}: these margins do not fit the seed's zeros."
    )


def _array(argument, value, dimensions):
    """Return ``value`` as a new array of floats."""
    try:
        array = np.array(value, dtype=float)
    except (TypeError, ValueError, OverflowError):
        array = None
    if array is None or array.ndim != dimensions:
        raise ArgumentError(argument, value, f"an array of numbers with {dimensions} dimension(s) is needed")
    return array


def _by_province(argument, value, rows=None):
    """Return the frame ``value`` if it has a column for each province, and a row for each of ``rows``."""
    provinces = set(load("province_units")["province"])
    rows = provinces if rows is None else set(rows)
    if not isinstance(value, pd.DataFrame) or rows - set(value.index) or provinces - set(value.columns):
        allowed = f"a DataFrame with the 31 provinces as columns and {len(rows)} of them as rows is needed"
        raise ArgumentError(argument, value, allowed)
    return value


def _number(argument, value):
    """Return ``value`` if it is a finite number of 0 or more."""
    try:
        fits = isinstance(value, Real) and 0 <= float(value) < np.inf
    except OverflowError:
        fits = False
    if not fits:
        raise ArgumentError(argument, value, "a finite number of 0 or more is needed")
    return value


def _factors(target, current):
    return np.divide(target, current, out=np.zeros_like(target), where=current > 0)


def complete(known: pd.Series, total: float, share: pd.Series) -> pd.Series:
    """Fill the gaps of a margin: what is left of ``total`` is divided in proportion to ``share``.

    Parameters
    ----------
    known : pandas.Series
        Totals by province; NaN where the total is not known.
    total : float
        Sum that the full margin must have (people).
    share : pandas.Series
        Weights of the provinces without a known total, same index.

    Raises
    ------
    ArgumentError
        If ``known`` or ``share`` is no Series, or ``total`` no number.
    ValueError
        If the known totals already exceed ``total``.
    """
    for name, value in (("known", known), ("share", share)):
        if not isinstance(value, pd.Series):
            raise ArgumentError(name, value, "a Series by province is needed")
    _number("total", total)
    rest = total - known.sum()
    if rest < 0:
        raise InvalidValue(f"The known totals sum to {known.sum():,.0f}, more than the total of {total:,.0f}.")
    gaps = known.isna()
    return known.where(~gaps, share * rest / share[gaps].sum())


def margins(year: int) -> tuple[pd.Series, pd.Series]:
    """Return the counted margins of ``year``: (in-movers by residence, out-movers by registration with NaN for gaps).

    Both in people. In-movers are census counts of all 31 provinces; out-movers are known for 23 provinces in 2010 and
    for nine in 2020.

    Raises
    ------
    ArgumentError
        If ``year`` is neither.
    """
    if not isinstance(year, Integral) or year not in YEARS:
        raise ArgumentError("year", year, f"{YEARS[0]} or {YEARS[1]} is needed")
    provinces = load("province_units")["province"]
    arrived = series("province_hukou", "inmigrants_other_province").loc[year].reindex(provinces)
    left = series("province_hukou", "outmigrants_other_province_hukou").loc[year].reindex(provinces)
    return arrived, left


def estimate(year: int, *, seed: pd.DataFrame | None = None) -> pd.DataFrame:
    """Estimate how many people live in one province and are registered in another.

    Parameters
    ----------
    year : int
        2010 or 2020.
    seed : pandas.DataFrame, optional
        Residence by origin, the odds to keep; the 2010 birthplace table unless given.

    Returns
    -------
    pandas.DataFrame
        Residence x province of registration, people, diagonal 0.

    Notes
    -----
    Missing out-movers of 2010 follow the number of people born in the province who live elsewhere. Those of 2020 follow
    the 2010 estimate with each destination grown at its own rate between the censuses.
    """
    seed = square("birthplace_2010") if seed is None else _by_province("seed", seed)
    arrived, left = margins(year)
    if year == 2010:
        share = seed.sum(axis=0)
    else:
        before = estimate(2010, seed=seed)
        share = before.mul(arrived / before.sum(axis=1), axis=0).sum(axis=0)
    left = complete(left, arrived.sum(), share)
    return pd.DataFrame(fit(seed, arrived, left).table, index=seed.index, columns=seed.columns)


def near(seed: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Return ``seed`` with the odds of neighbouring provinces, against all others, multiplied by ``factor``."""
    _by_province("seed", seed)
    _number("factor", factor)
    return seed.where(square("adjacency").to_numpy() == 0, seed * factor)


def sensitivity(year: int = 2020) -> pd.DataFrame:
    """Show how far the estimate moves when the odds of its seed do.

    Returns
    -------
    pandas.DataFrame
        One row a seed. ``moved``: share of all people whom the other seed puts into another cell, %. ``median`` and
        ``p90``: absolute change of the cells with 10,000 people and more, %. ``largest``: the largest such change, %.
    """
    seed = square("birthplace_2010")
    base = estimate(year, seed=seed).to_numpy()
    seeds = {
        "odds of neighbours halved": near(seed, 0.5),
        "odds of neighbours doubled": near(seed, 2.0),
        "all odds ratios to the power 1/2": seed**0.5,
        "birthplaces of 2000": square("birthplace_2000"),
        "no odds at all: every pair alike": pd.DataFrame(1.0 - np.eye(31), seed.index, seed.columns),
    }
    large = base >= 10_000
    rows = {}
    for name, other in seeds.items():
        moved = np.abs(estimate(year, seed=other).to_numpy() - base)
        change = 100 * moved[large] / base[large]
        rows[name] = {
            "moved": 50 * moved.sum() / base.sum(),
            "median": np.median(change),
            "p90": np.quantile(change, 0.9),
            "largest": change.max(),
        }
    return pd.DataFrame(rows).T.rename_axis("seed")


def against_flows(table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Compare the rows of an estimate with the six known rows of the 2015-2020 migration table.

    A stock by registration and a flow of five years are different things: the rows need not be equal, but an estimate
    whose origins look nothing like the recent arrivals would be suspect.

    Parameters
    ----------
    table : pandas.DataFrame, optional
        Residence x origin; ``estimate(2020)`` unless given.

    Returns
    -------
    pandas.DataFrame
        One row a province of residence. ``dissimilarity``: share of people who would have to change their origin to
        make the two rows equal, %. ``correlation``: of the logarithms of the 30 cells. ``first_flow``, ``first_stock``:
        the largest origin in each.
    """
    flows = square("flows_2015_2020")
    table = estimate(2020) if table is None else _by_province("table", table, flows.index)
    rows = {}
    for residence in flows.index:
        flow = flows.loc[residence].drop(residence)
        stock = table.loc[residence].drop(residence)
        rows[residence] = {
            "dissimilarity": 50 * (flow / flow.sum() - stock / stock.sum()).abs().sum(),
            "correlation": np.corrcoef(np.log(flow), np.log(stock))[0, 1],
            "first_flow": flow.idxmax(),
            "first_stock": stock.idxmax(),
        }
    return pd.DataFrame(rows).T.infer_objects().rename_axis("residence")
