"""The figure computed ahead: a grid of positions, 16-bit codes, and the measured error of what lies between."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import derived
from .errors import LiveFigureError
from .points import color_table

if TYPE_CHECKING:
    from livefigure.artists import Stage
    from livefigure.controls import Choice, Slider
    from livefigure.types import Array, At, Slots

CODES = 65534  # 16-bit codes 0..65534; 65535 stands for NaN
MISSING = 65535


class Model:
    """`move` with a memory: each position of the controls is computed once.

    Parameters
    ----------
    move : callable
    controls : list of Slider and Choice
    stage : Stage, optional
        Set once the starting position is known.
    """

    def __init__(self, move: Callable[..., dict[str, Any]], controls: Sequence[Slider | Choice]) -> None:
        self.move, self.controls = move, controls
        self.stage: Any = None
        self._known, self._raw = {}, {}

    @property
    def calls(self) -> int:
        """How often `move` was called."""
        return len(self._raw)

    def values(self, at: At) -> dict[str, Any]:
        """Return the control values of a tuple of position indices."""
        return {c.name: c.positions[i] for c, i in zip(self.controls, at, strict=True)}

    def result(self, at: At) -> dict[str, Any]:
        """Return what `move` gives at the position indices `at`."""
        if self._raw.get(at, True) is True:  # never called, or not kept
            try:
                self._raw[at] = self.move(**self.values(at))
            except LiveFigureError:
                raise
            except Exception as error:
                raise LiveFigureError(f"move({self.words(at)}) failed: {type(error).__name__}: {error}") from error
        return self._raw[at]

    def state(self, at: At) -> tuple[Array, list[Slots]]:
        """Return ``(vector, slots)`` at the position indices `at`."""
        if at not in self._known:
            try:
                state = self.stage.read(self.result(at))
                self._known[at] = self.stage.vector(state), [s for _, s in state]
            except LiveFigureError as error:
                raise LiveFigureError(f"{error} [at {self.words(at)}]") from error
            self._raw[at] = True  # the vector is kept; what move returned may be large
        return self._known[at]

    def words(self, at: At) -> str:
        """Return the position as it stands in a call."""
        return ", ".join(f"{k}={v!r}" for k, v in self.values(at).items())


class Layout:
    """Where each block and each slot of the parts stands in the state vector, and how errors are measured there."""

    def __init__(self, stage: Stage) -> None:
        self.at: list[dict[str, list[int]]] = []
        self.gid: list[str] = []
        self.span: Any = []  # lists while they are gathered, arrays afterwards
        self.lo: Any = []
        self.is_axis: Any = []
        offset = 0
        for part in stage.parts:
            places = {}
            for name, size in part.sizes.items():
                places[name] = [offset, size]
                offset += size
                axis = part.axis(name)
                lo, hi = sorted(part.space.limits(axis)) if axis and part.coded(axis) else (0.0, 1.0 if axis else 0.0)
                self.span += [hi - lo] * size
                self.lo += [lo] * size
                self.gid += [part.gid] * size
                self.is_axis += [bool(axis)] * size
            self.at.append(places)
        self.size = offset
        self.sums = derived.spec_sums(stage, self)
        self.follows = np.zeros(offset, bool)  # numbers that are computed from others, not read from the table
        self.follows[[place for one in self.sums for place, *_ in one["to"]]] = True
        self.printed = np.zeros(offset, bool)  # numbers that are written out
        self.unseen = np.zeros(offset, bool)  # numbers that nobody sees; what follows from them is measured
        self.shades = []  # (slice, values where the colour changes) of all parts with a colour map
        for part, places in zip(stage.parts, self.at, strict=True):
            if "number" in places:
                self.printed[places["number"][0] :][: places["number"][1]] = True
            if getattr(part, "mapped", False):
                start, size = places["values"]
                self.shades.append((slice(start, start + size), np.array(color_table(part.artist)["edges"])))
            if part.kind == "numbers":
                self.unseen[places["values"][0] :][: places["values"][1]] = True
        self.jumps = np.zeros(offset, bool)
        self.jumps[[place for one in self.sums if one["rule"] == "below" for place, *_ in one["to"]]] = True
        self.span, self.lo, self.is_axis = np.array(self.span), np.array(self.lo), np.array(self.is_axis, bool)


class Table:
    """States on a grid of control positions; what lies between is interpolated (multilinear).

    Parameters
    ----------
    model : Model
    tolerance : float
        Largest share of the axis range by which an interpolated position may be off.
    max_calls, max_bytes : int
        Budget of calls of `move` and of the size of the table.

    Attributes
    ----------
    worst : float
        Largest measured error, as a share of the axis range, over grid points and positions between them. A `Share`
        is left out: it jumps by the weight of an item.
    errors : dict
        The same by gid, a `Share` included.

    Raises
    ------
    LiveFigureError
        If the budget does not suffice.
    """

    def __init__(
        self, model: Model, *, tolerance: float = 0.01, max_calls: int = 5000, max_bytes: int = 3_000_000
    ) -> None:
        self.model, self.tolerance, self.max_calls, self.max_bytes = model, tolerance, max_calls, max_bytes
        self.layout = Layout(model.stage)
        self.grids = [list(c.grid) for c in model.controls]
        self._check_calls()
        self._fill()
        self.refined = False
        while True:
            bad = self._measure()
            if not bad:
                break
            self._refine(bad)

    # ---- building

    @property
    def shape(self) -> At:
        """Grid points by control."""
        return tuple(len(g) for g in self.grids)

    def _check_calls(self):
        calls = int(np.prod(self.shape))
        if calls > self.max_calls:
            sizes = " x ".join(f"{c.name} {n}" for c, n in zip(self.model.controls, self.shape, strict=True))
            raise LiveFigureError(
                f"the table needs {calls} calls of move ({sizes}); {self.max_calls} are allowed: give a slider fewer "
                "stops (stops= or a larger step=), or raise max_calls="
            )

    def _fill(self):
        rows = [self.model.state(at) for at in itertools.product(*self.grids)]
        states = np.array([vector for vector, _ in rows]).reshape(len(rows), self.layout.size)
        self.slots = _slot_columns([slots for _, slots in rows])
        first = states[0]
        same = np.all((states == first) | (np.isnan(states) & np.isnan(first)), axis=0) | self.layout.follows
        self.base = first.copy()
        with np.errstate(all="ignore"):
            lo = np.array([np.nanmin(c) if np.isfinite(c).any() else 0.0 for c in states.T] or [], float)
            hi = np.array([np.nanmax(c) if np.isfinite(c).any() else 0.0 for c in states.T] or [], float)
        reach = hi - lo
        # a code step of at most 1/16000 of the axis is far below what a screen shows; printed numbers stay whole
        far = self.layout.is_axis & (reach > 4 * np.where(self.layout.span > 0, self.layout.span, 1))
        whole = far | self.layout.printed
        unit = np.where(reach > 0, reach, 1.0) / CODES
        for place, edges in self.layout.shades:  # no value is rounded across a change of colour
            exact, low, step = states[:, place], lo[place], unit[place]
            rounded = low + step * np.round((exact - low) / step)
            turned = np.searchsorted(edges, exact, "right") != np.searchsorted(edges, rounded, "right")
            whole[place] |= turned.any(axis=0)
        self.coded, self.kept = np.flatnonzero(~same & ~whole), np.flatnonzero(~same & whole)
        self.low, self.unit = lo[self.coded], unit[self.coded]
        block = states[:, self.coded]
        codes = np.where(np.isnan(block), MISSING, np.round((block - self.low) / self.unit))
        self.codes, self.code_of = _once(codes.astype("<u2"))
        self.floats, self.float_of = _once(states[:, self.kept].astype("<f8"))
        self.reach = reach
        if self.nbytes > self.max_bytes:
            sizes = " x ".join(f"{c.name} {n}" for c, n in zip(self.model.controls, self.shape, strict=True))
            raise LiveFigureError(
                f"the table has {self.nbytes:,} bytes ({sizes} positions, {len(self.coded) + len(self.kept)} numbers "
                f"each); {self.max_bytes:,} are allowed: give a slider fewer stops, a line fewer points, "
                "or raise max_bytes="
            )

    @property
    def nbytes(self) -> int:
        """Size of the table."""
        return self.codes.nbytes + self.floats.nbytes + self.base.nbytes + 2 * len(self.codes) * len(self.slots[1])

    # ---- reading

    def state(self, at: Sequence[float]) -> Array:
        """Return the vector that the front end computes at position indices `at` (may be fractional)."""
        corners = [(1.0, 0)]
        for grid, x in zip(self.grids, at, strict=True):
            j = min(max(int(np.searchsorted(grid, x, side="right")) - 1, 0), len(grid) - 2)
            f = (x - grid[j]) / (grid[j + 1] - grid[j])
            corners = [
                (w * part, row * len(grid) + j + k)
                for w, row in corners
                for k, part in ((0, 1 - f), (1, f))
                if w * part > 0
            ]
        out = self.base.copy()
        coded: Any = sum(w * np.where(self.codes[r] == MISSING, np.nan, self.codes[r]) for w, r in corners)
        out[self.coded] = self.low + self.unit * coded[self.code_of]
        out[self.kept] = sum(w * self.floats[r] for w, r in corners)[self.float_of]
        derived.apply(self.layout.sums, out)
        return out

    def nearest(self, at: Sequence[float]) -> list[Any]:
        """Return the slots at the grid point nearest to `at`."""
        row = 0
        for grid, x in zip(self.grids, at, strict=True):
            row = row * len(grid) + int(np.argmin(np.abs(np.asarray(grid) - x)))
        unique, columns = self.slots
        return [u[c[row]] for u, c in zip(unique, columns, strict=True)]

    # ---- measuring and refining

    def error(self, at: At) -> Array:
        """Return by how much each number is off at `at`, as a share of its axis (or of its own range)."""
        exact, approx = self.model.state(at)[0], self.state(at)
        span = np.where(self.layout.is_axis, self.layout.span, np.where(self.reach > 0, self.reach, 1.0))
        lo = np.where(self.layout.is_axis, self.layout.lo, -np.inf)
        hi = np.where(self.layout.is_axis, self.layout.lo + span, np.inf)
        moving = [p.gid for p in self.model.stage.parts if p.kind == "limits"]
        if moving:  # these axes go where the limits go: nothing is out of sight for good
            lo, hi = np.full_like(lo, -np.inf), np.full_like(hi, np.inf)
        gap = np.abs(np.clip(exact, lo, hi) - np.clip(approx, lo, hi)) / np.where(span > 0, span, 1.0)
        gap = np.where(np.isnan(exact) & np.isnan(approx), 0.0, np.where(np.isnan(gap), 1.0, gap))
        return np.where(self.layout.unseen, 0.0, gap)

    def _probes(self):
        """Positions between grid points: all if they are few; else every middle along a slider, and a random sample."""
        controls = self.model.controls
        off = [k for k, c in enumerate(controls) if len(self.grids[k]) < len(c.positions)]
        if not off:
            return []
        everywhere = [range(len(c.positions)) if k in off else self.grids[k] for k, c in enumerate(controls)]
        room = max(200, self.max_calls - int(np.prod(self.shape)))
        if int(np.prod([len(e) for e in everywhere])) <= min(room, 2000):
            return list(itertools.product(*everywhere))
        random, probes = np.random.default_rng(0), set()
        for k in off:
            between = [i for a, b in itertools.pairwise(self.grids[k]) for i in range(a + 1, b)]
            for _ in range(int(0.6 * min(room, 1000)) // len(off)):
                at = [int(random.choice(g)) for g in self.grids]
                at[k] = int(random.choice(between))
                probes.add(tuple(at))
        for _ in range(int(0.4 * min(room, 1000))):
            probes.add(tuple(int(random.choice(e)) for e in everywhere))
        return sorted(probes)

    def _measure(self):
        """Measure the worst error; return the probes that are off by more than the tolerance."""
        self.errors, bad = {part.gid: 0.0 for part in self.model.stage.parts}, []
        stops = itertools.islice(itertools.product(*self.grids), 0, None, max(1, len(self.codes) // 500))
        between = self._probes()
        for at in {*stops, *between}:
            error = self.error(at)
            if not len(error):
                continue
            for j in np.flatnonzero(error > 0):
                self.errors[self.layout.gid[j]] = max(self.errors[self.layout.gid[j]], float(error[j]))
            error = np.where(self.layout.jumps, 0.0, error)
            worst = int(np.argmax(error))
            if error[worst] > self.tolerance:
                bad.append((float(error[worst]), at, self.layout.gid[worst]))
        for at in between:
            gid = self._wrong_words(at)
            if gid is not None:
                bad.append((1.0, at, gid))
        jumps = {self.layout.gid[j] for j in np.flatnonzero(self.layout.jumps)}
        self.worst = max((e for gid, e in self.errors.items() if gid not in jumps), default=0.0)
        return sorted(bad, key=lambda b: (-b[0], b[1]))

    def _wrong_words(self, at):
        for part, mine, true in zip(self.model.stage.parts, _by_part(self, at), self.model.state(at)[1], strict=True):
            if mine != true and part.kind != "limits":
                return part.gid
        return None

    def _refine(self, bad):
        before = [len(g) for g in self.grids]
        for _, at, _ in bad:
            for k, i in enumerate(at):
                if i not in self.grids[k]:
                    self.grids[k] = sorted({*self.grids[k], i})
                    break
            if np.prod([len(g) for g in self.grids]) > 1.5 * np.prod(before):
                break
        self.refined = True
        try:
            self._check_calls()
            self._fill()
        except LiveFigureError as error:
            share, at, gid = bad[0]
            raise LiveFigureError(
                f"gid {gid!r}: between its stops the figure is off by {share:.1%} of the axis range at "
                f"{self.model.words(at)}; {self.tolerance:.0%} is allowed. More stops do not fit: {error}. "
                "Or let the slider rest at its stops only (no steps=)"
            ) from None

    # ---- sending

    def blob(self) -> bytes:
        """Return the table as bytes: 8-byte numbers first, then 4-byte indices, then 2-byte codes."""
        unique, columns = self.slots
        slots = np.array([c for u, c in zip(unique, columns, strict=True) if len(u) > 1], "<u2")
        return b"".join(
            np.ascontiguousarray(a, t).tobytes()
            for a, t in (
                (self.base, "<f8"),
                (self.low, "<f8"),
                (self.unit, "<f8"),
                (self.floats, "<f8"),
                (self.coded, "<u4"),
                (self.kept, "<u4"),
                (self.code_of, "<u4"),
                (self.float_of, "<u4"),
                (self.codes, "<u2"),
                (slots.T, "<u2"),
            )
        )

    def spec(self) -> dict[str, Any]:
        """Return what the front end needs to read `blob`."""
        unique, _ = self.slots
        return {
            "size": self.layout.size,
            "rows": len(self.codes),
            "coded": len(self.coded),
            "kept": len(self.kept),
            "columns": [self.codes.shape[1], self.floats.shape[1]],  # equal columns are kept once
            "sums": self.layout.sums,
            "slots": [[json.loads(v) for v in u] for u in unique],
            "grids": self.grids,
            "worst_error": self.worst,
        }


def _once(block):
    """Return the different columns of `block` and, for each column, which one it is."""
    known = {}
    which = [known.setdefault(block[:, j].tobytes(), len(known)) for j in range(block.shape[1])]
    first = [which.index(k) for k in range(len(known))]
    return block[:, first], np.array(which, dtype=np.int64)


def _slot_columns(rows):
    """Return the different values of each slot (as JSON) and, for each row, which one it has."""
    flat = [[json.dumps(v, ensure_ascii=False) for slots in row for v in slots.values()] for row in rows]
    unique, columns = [], []
    for column in zip(*flat, strict=True):
        known = {v: i for i, v in enumerate(dict.fromkeys(column))}
        unique.append(list(known))
        columns.append([known[v] for v in column])
    return unique, columns


def _by_part(table, at):
    values = iter(table.nearest(at))
    return [{k: json.loads(next(values)) for k in slots} for slots in table.model.state(at)[1]]
