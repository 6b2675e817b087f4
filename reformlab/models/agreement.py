r"""Agreement of two readers: do two people who sort the same sentences mean the same thing by their words?

Question
    Two readers sort the same items into categories. They agree on a share of them. How much of that is more than two
    readers would agree on by chance?

Equation
    .. math:: \kappa = \frac{p_o - p_e}{1 - p_e}, \qquad p_o = \sum_c p_{cc}, \qquad
              p_e = \sum_c p_{c\cdot}\, p_{\cdot c}

    `p_cd` is the share of items that the first reader puts into category c and the second into d, `p_o` the share on
    which they agree, and `p_e` the share on which they would agree if each kept his or her own shares of the
    categories and gave them out blindly. `kappa` is 1 for full agreement, 0 for what chance gives, below 0 for less.

Source
    J. Cohen (1960), "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reformlab.errors import InvalidValue
from reformlab.models._arrays import Array, keep, square
from reformlab.models._check import non_negative
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve", "table"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """How often two readers chose each pair of categories.

    Attributes
    ----------
    counts : array, shape (k, k)
        Number of items that the first reader put into the category of the row and the second into that of the column;
        at least one item.

    Raises
    ------
    TypeError, ValueError
        If the table is not square, holds a negative number, or is empty.
    """

    counts: Numbers = ((20, 5), (10, 15))

    def __post_init__(self) -> None:
        counts = square("counts", non_negative("counts", self.counts))
        if not counts.sum():
            raise InvalidValue("counts must hold at least one item, got 0")
        keep(self, counts=counts)


@dataclass(frozen=True, eq=False)
class Result:
    """What the table says about agreement.

    Attributes
    ----------
    observed : float
        Share of items on which the readers agree, from 0 to 1.
    expected : float
        Share on which they would agree by chance, from 0 to 1.
    kappa : float
        Agreement beyond chance; at most 1. NaN if both readers put all items into one category: then chance explains
        everything.
    """

    observed: float
    expected: float
    kappa: float


def table(first: Sequence[str], second: Sequence[str], categories: Sequence[str]) -> Array:
    """Count the pairs of categories that two readers chose.

    Parameters
    ----------
    first, second : sequence of str, length n
        Category of each item, in the same order.
    categories : sequence of str, length k
        All categories, in the order of rows and columns.

    Returns
    -------
    array, shape (k, k)

    Raises
    ------
    ValueError
        If the readers did not sort the same number of items, or a category is not in the list.
    """
    if len(first) != len(second):
        raise InvalidValue(f"first and second must be of one length, got {len(first)} and {len(second)}")
    place = {category: at for at, category in enumerate(categories)}
    for name in (*first, *second):
        if name not in place:
            raise InvalidValue(f"{name!r} is no category; allowed: {', '.join(categories)}")
    counts = np.zeros((len(place), len(place)))
    for one, other in zip(first, second, strict=True):
        counts[place[one], place[other]] += 1
    return counts


def solve(parameters: Parameters | None = None) -> Result:
    """Compare the agreement of two readers with chance.

    Parameters
    ----------
    parameters : Parameters, optional
        The table of the two readers.

    Returns
    -------
    Result
    """
    shares = (parameters or Parameters()).counts
    shares = shares / shares.sum()
    observed = float(np.trace(shares))
    expected = float(shares.sum(axis=1) @ shares.sum(axis=0))
    kappa = (observed - expected) / (1 - expected) if expected < 1 else float("nan")
    return Result(observed=observed, expected=expected, kappa=kappa)
