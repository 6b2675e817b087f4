"""Axis limits that move, with their ticks."""

from __future__ import annotations

# ruff: noqa: D102 -- methods that all parts have are described in Part
import re
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import ticker

from .part import Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from livefigure.space import Space
    from livefigure.types import Blocks, Slots

_SUPER = str.maketrans("-−0123456789", "⁻⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(label: str) -> str:
    r"""Return a tick label without mathtext: ``$\mathdefault{10^{2}}$`` becomes ``10²``."""
    if "$" not in label:
        return label
    label = re.sub(r"\\(mathdefault|mathregular|mathrm)|(?<!\\)\$", "", label)
    label = re.sub(r"\^\{([-−0-9]+)\}", lambda m: m[1].translate(_SUPER), label)
    return label.replace(r"\times", "×").replace("{", "").replace("}", "").replace("\\", "")


class _Plain(ticker.Formatter):
    """A formatter whose labels are plain text, so that the page can rewrite them."""

    def __init__(self, inner):
        self.inner = inner

    def set_axis(self, axis):
        super().set_axis(axis)
        self.inner.set_axis(axis)

    def set_locs(self, locs):
        self.inner.set_locs(locs)

    def __call__(self, value, pos=None):
        return plain(self.inner(value, pos))

    def format_ticks(self, values):
        return [plain(label) for label in self.inner.format_ticks(values)]


class LimitsPart(Part):
    """Limits of one axes: ``{"xlim": (lo, hi), "ylim": (lo, hi)}``, one of them or both."""

    kind, blocks, fields = "limits", {"xlim": "x", "ylim": "y"}, ("xlim", "ylim")

    def __init__(self, gid: str, axes: Axes, space: Space, name: str) -> None:
        super().__init__(gid, axes, space, name)
        self.data = (True, True)
        self.moving: Any = None  # names of the limits that move
        if axes.get_aspect() != "auto":
            raise self.error("the aspect of these axes is fixed; limits move only with aspect 'auto'")

    def prepare(self, which: str) -> None:
        """Make the labels of the axis plain text and check that no other axes shares it."""
        axes = self.artist
        axis = axes.xaxis if which == "x" else axes.yaxis
        shared = axes.get_shared_x_axes() if which == "x" else axes.get_shared_y_axes()
        if len(shared.get_siblings(axes)) > 1:
            raise self.error(f"the {which} axis is shared with other axes; draw without share{which}, twin{which}")
        if isinstance(axis.get_major_formatter(), ticker.ScalarFormatter) and not isinstance(
            axis.get_major_formatter(), ticker.LogFormatter
        ):
            axes.ticklabel_format(axis=which, useOffset=False, style="plain")
        if not isinstance(axis.get_major_formatter(), _Plain):
            axis.set_major_formatter(_Plain(axis.get_major_formatter()))
            axis.set_minor_formatter(ticker.NullFormatter())  # a log axis would label some at some limits only

    def unpack(self, content: Any) -> dict[str, Any]:
        raise self.error(f"{content!r}: limits are a dict with xlim, ylim")

    def blocks_of(self, fields: dict[str, Any]) -> Blocks:
        out: Blocks = {k: np.asarray(fields[k], float) for k in ("xlim", "ylim") if k in fields}
        if self.moving is None:
            self.moving = tuple(out)
            for name in out:
                self.prepare(name[0])
        if tuple(out) != self.moving:
            raise self.error(f"gives {', '.join(out) or 'no limits'} here and {', '.join(self.moving)} before")
        for name, pair in out.items():
            log = self.space.scale(name[0]) == "log"
            if pair.shape != (2,) or not np.isfinite(pair).all() or pair[0] == pair[1] or (log and (pair <= 0).any()):
                raise self.error(
                    f"{name} is {fields[name]!r}; two different finite numbers{' above zero' if log else ''} are needed"
                )
        return out

    def check(self, numbers: Blocks) -> None:
        """Two limits each: checked one by one in `blocks_of`."""

    def slots_of(self, fields: dict[str, Any]) -> Slots:
        """Let matplotlib choose the ticks for these limits."""
        self._set({k: fields[k] for k in self.moving})
        return {f"{k[0]}ticks": self.ticks(k[0]) for k in self.moving}

    def ticks(self, which: str) -> list[list[Any]]:
        """Return the ticks now in view: ``[[screen-linear place, label, 0 major | 1 minor], ...]``."""
        axes = self.artist
        axis = axes.xaxis if which == "x" else axes.yaxis
        lo, hi = sorted(axis.get_view_interval())
        out = []
        for minor, locs in ((0, axis.get_majorticklocs()), (1, axis.get_minorticklocs())):
            locs = np.asarray(locs, float)
            locs = locs[(locs >= lo - 1e-9 * (hi - lo)) & (locs <= hi + 1e-9 * (hi - lo))]
            formatter = axis.get_minor_formatter() if minor else axis.get_major_formatter()
            labels = formatter.format_ticks(list(locs))
            places = self.space.forward(which, locs)
            out += [[float(f"{p:.9g}"), plain(t), minor] for p, t in zip(places, labels, strict=True)]
        return out

    def _set(self, limits):
        for name, pair in limits.items():
            (self.artist.set_xlim if name == "xlim" else self.artist.set_ylim)(*map(float, pair))

    def draw(self, numbers: Blocks, slots: Slots) -> None:
        self._set(numbers)

    def tag(self, prefix: str) -> dict[str, Any]:
        """Give the ticks ids in the SVG; return the ids by axis (major, minor)."""
        out = {}
        for name in self.moving:
            axis = self.artist.xaxis if name == "xlim" else self.artist.yaxis
            out[name[0]] = [
                [self._name(tick, f"{prefix}-{name[0]}{kind}{i}") for i, tick in enumerate(ticks)]
                for kind, ticks in (("a", axis.get_major_ticks()), ("b", axis.get_minor_ticks()))  # made if need be
            ]
        return out

    @staticmethod
    def _name(tick, gid):
        tick.set_gid(gid)
        return gid

    def stand_in(self) -> Blocks:
        return {}

    def columns(self) -> list[list[Any]]:
        return []
