"""Numbers and names that follow from other numbers by a limit. They jump, so they are never interpolated."""

from dataclasses import dataclass

import numpy as np

from .errors import LiveFigureError


@dataclass(frozen=True)
class Share:
    """Content of bars or of a number in a text: the summed weights of the items that lie below a limit.

    On a page, the items are interpolated and the sum is then taken anew, so that it fits what the page shows of the
    items. Where an item lies nearer to the limit than the table is exact, its weight may be on the wrong side.

    Parameters
    ----------
    of : str or tuple of str
        Gids of tiles; their values stand one behind the other.
    below : float
        The limit.
    weights : array (m, n)
        One row a bar or number, one column an item.
    """

    of: str | tuple
    below: float
    weights: tuple

    @property
    def gids(self):
        """The gids as a tuple."""
        return (self.of,) if isinstance(self.of, str) else tuple(self.of)

    def value(self, result):
        """Return the m sums for what `move` returned."""
        parts = []
        for gid in self.gids:
            if gid not in result:
                raise LiveFigureError(f"Share: no gid {gid!r}; move returns {', '.join(result)}")
            parts.append(np.ravel(np.asarray(result[gid], float)))
        values, weights = np.concatenate(parts), np.atleast_2d(np.asarray(self.weights, float))
        if weights.shape[1] != len(values):
            raise LiveFigureError(f"Share of {self.of!r}: {weights.shape[1]} weights a row for {len(values)} items")
        return weights @ (values < self.below)


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


def spec_shares(stage, layout):
    """Return, for each derived part, where its items and its own numbers stand in the state vector."""
    out = []
    for number, part in enumerate(stage.parts):
        share = stage.shares.get(part.gid)
        if share is None:
            continue
        places, items = layout.at[number], []
        for gid in share.gids:
            source = next(i for i, p in enumerate(stage.parts) if p.gid == gid)
            if "values" not in layout.at[source]:
                raise part.error(f"a Share is taken of tiles with values, not of {gid!r}")
            start, size = layout.at[source]["values"]
            items += range(start, start + size)
        weights = np.atleast_2d(np.asarray(share.weights, float))
        if part.kind == "text":
            to = [[places["number"][0] + i] for i in range(len(weights))]
        elif hasattr(part, "patches") and not np.any(part.base):
            far = places["y" if part.upright else "x"][0]
            to = [[far + 4 * i + 2, far + 4 * i + 3] for i in range(len(weights))]
        else:
            raise part.error("a Share is shown by bars that stand on zero, or by numbers in a text")
        out.append({"items": list(map(int, items)), "below": share.below, "weights": weights.tolist(), "to": to})
    return out


def apply(shares, state):
    """Compute derived numbers of a state vector in place."""
    for one in shares:
        below = np.asarray(state)[one["items"]] < one["below"]
        for weights, places in zip(one["weights"], one["to"], strict=True):
            for place in places:
                state[place] = float(np.dot(weights, below))


def spec_rolls(rolls, stage, layout):
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
