"""Numbers and names that follow from other numbers by a limit. They jump or bend, so they are never interpolated.

On a page, the items are read from the table and the sum over them is then taken anew, so that it fits what the page
shows of the items.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import LiveFigureError

if TYPE_CHECKING:
    from livefigure.artists import Stage
    from livefigure.grid import Layout
    from livefigure.types import Array


@dataclass(frozen=True)
class Numbers:
    """Content without an artist: numbers that others are derived from."""

    values: tuple


@dataclass(frozen=True)
class _Sum:
    """What both kinds of sums share; `plus` is the gid of Numbers that are added (one a row of weights)."""

    of: str | tuple
    limit: float = 0.0
    weights: tuple | None = None
    plus: str = ""

    @property
    def gids(self):
        """The gids of the items as a tuple."""
        return (self.of,) if isinstance(self.of, str) else tuple(self.of)

    @property
    def size(self):
        """How many numbers it gives."""
        return 1 if self.weights is None else len(np.atleast_2d(np.asarray(self.weights, float)))

    def rows(self, items):
        """Return the weights, one row a number, for so many items."""
        rows = np.ones((1, items)) if self.weights is None else np.atleast_2d(np.asarray(self.weights, float))
        if rows.shape[1] != items:
            raise LiveFigureError(f"{type(self).__name__} of {self.of!r}: {rows.shape[1]} weights for {items} items")
        return rows

    def value(self, result):
        """Return the numbers for what `move` returned."""
        for gid in (*self.gids, *filter(None, [self.plus])):
            if gid not in result:
                raise LiveFigureError(f"{type(self).__name__}: no gid {gid!r}; move returns {', '.join(result)}")
        values = np.concatenate([_plain(result[gid]) for gid in self.gids])
        return self.rows(len(values)) @ self.measure(values) + (_plain(result[self.plus]) if self.plus else 0.0)


@dataclass(frozen=True)
class Share(_Sum):
    """The summed weights of the items that lie below a limit: a number that jumps by the weight of an item.

    Stands in the content of `move` where a number (or, with several rows of weights, a sequence) would stand. Where an
    item lies nearer to the limit than the table is exact, its weight may be on the wrong side.

    Parameters
    ----------
    of : str or tuple of str
        Gids of tiles or `Numbers`; their values stand one behind the other.
    limit : float
    weights : array (m, n), optional
        One row a number, one column an item; default: one row of ones.
    plus : str
        Gid of `Numbers` that are added to the sums.
    """

    def measure(self, values: Array) -> Array:
        """Return what each item counts."""
        return (values < self.limit).astype(float)


@dataclass(frozen=True)
class Excess(_Sum):
    """The weighted sum of what lies above a limit, :math:`\\sum w_i \\max(0, v_i - limit)`: a number that bends.

    Parameters as in `Share`.
    """

    def measure(self, values: Array) -> Array:
        """Return what each item counts."""
        return np.maximum(values - self.limit, 0.0)


def _plain(content):
    return np.ravel(np.asarray(content.values if isinstance(content, Numbers) else content, float))


def sums(content: Any) -> dict[str | None, Any]:
    """Return the sums in a content, by field (``None``: the content itself)."""
    if isinstance(content, _Sum):
        return {None: content}
    return {k: v for k, v in content.items() if isinstance(v, _Sum)} if isinstance(content, dict) else {}


def resolve(content: Any, numbers: Mapping[Any, Any]) -> Any:
    """Return `content` with numbers (by field) in place of its sums."""
    if isinstance(content, _Sum):
        value = numbers[None]
        return tuple(map(float, value)) if len(value) > 1 else float(value[0])
    return content | dict(numbers) if isinstance(content, dict) else content


def spec_sums(stage: Stage, layout: Layout) -> list[dict[str, Any]]:
    """Return where the items of each sum stand in the state vector, and which numbers follow from it.

    A number of the vector follows as ``constant + slope * sum``; both are found by trying.
    """
    start, out = {}, []
    for part, places in zip(stage.parts, layout.at, strict=True):
        start.setdefault(part.gid, places)
    offsets = {id(part): min((p[0] for p in places.values()), default=0)
               for part, places in zip(stage.parts, layout.at, strict=True)}  # fmt: skip
    for gid, content in stage.derived.items():
        found, (parts, split) = sums(content), stage.movers[gid]

        def vectors(numbers, parts=parts, split=split, content=content):
            given = split(resolve(content, numbers))
            return [part.pack(part.read(one)[0]) for part, one in zip(parts, given, strict=True)]

        zero = {field: np.zeros(one.size) for field, one in found.items()}
        rest = vectors(zero)
        for field, one in found.items():
            items = [place for source in one.gids for place in _places(start, source)]
            to = []
            for row in range(one.size):
                moved = vectors(zero | {field: np.eye(one.size)[row]})
                for part, a, b in zip(parts, rest, moved, strict=True):
                    to += [[offsets[id(part)] + int(i), row, float(a[i]), float(b[i] - a[i])]
                           for i in np.flatnonzero(b != a)]  # fmt: skip
            plus = list(_places(start, one.plus)) if one.plus else []
            rule = {"rule": "below" if isinstance(one, Share) else "above", "limit": one.limit}
            out.append({"items": items, "weights": one.rows(len(items)).tolist(), "plus": plus, "to": to, **rule})
    return out


def _places(start, gid):
    if "values" not in start.get(gid, {}):
        raise LiveFigureError(f"gid {gid!r}: sums are taken of tiles with values, or of Numbers")
    offset, size = start[gid]["values"]
    return range(offset, offset + size)


def apply(specs: Iterable[dict[str, Any]], state: Array) -> None:
    """Compute the numbers that follow from sums, in place."""
    for one in specs:
        v, limit = np.asarray(state)[one["items"]], one["limit"]
        measure = (v < limit).astype(float) if one["rule"] == "below" else np.maximum(v - limit, 0.0)
        total = np.asarray(one["weights"]) @ measure + (state[one["plus"]] if one["plus"] else 0.0)
        for place, row, constant, slope in one["to"]:
            state[place] = constant + slope * total[row]


@dataclass(frozen=True)
class Roll:
    """A line under the picture that names the items below a limit.

    Parameters
    ----------
    label : str
    of : str
        Gid of tiles.
    names : sequence of str
        One an item.
    below : float
    none : str
        What stands there when no item is below the limit.
    """

    label: str
    of: str
    names: tuple
    below: float
    none: str


def spec_rolls(rolls: Iterable[Roll], stage: Stage, layout: Layout) -> list[dict[str, Any]]:
    """Return what the front end needs to fill the lines."""
    out = []
    for roll in rolls:
        found = [i for i, p in enumerate(stage.parts) if p.gid == roll.of]
        places = layout.at[found[0]].get("values") if found else None
        if places is None or places[1] != len(roll.names):
            raise LiveFigureError(f"roll {roll.label!r}: {roll.of!r} must be tiles, one for each of the names")
        one = {"label": roll.label, "items": places, "below": roll.below, "none": roll.none}
        out.append({**one, "names": [str(n) for n in roll.names]})
    return out
