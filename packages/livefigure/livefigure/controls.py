"""What the reader moves: sliders, choices, and the play button of a slider.

A control has *positions* (where it can stand) and a *grid* (the positions for which the figure is computed ahead).
By default they are the same, so that a page without a kernel shows exact values only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .errors import LiveFigureError

_DEFAULT_STOPS = 21


def _number(control, what, value):
    if isinstance(value, bool) or not isinstance(value, (int, float)) and not hasattr(value, "__float__"):
        raise LiveFigureError(f"slider {control!r}: {what} is {value!r}; a finite number is needed")
    if not math.isfinite(float(value)):
        raise LiveFigureError(f"slider {control!r}: {what} is {value!r}; a finite number is needed")
    return int(value) if float(value).is_integer() and not isinstance(value, float) else float(value)


def _decimals(values):
    """Fewest decimals that keep all `values` apart and true (at most six)."""
    for n in range(7):
        if all(abs(round(v, n) - v) < 1e-9 * max(1.0, abs(v)) for v in values):
            return n
    return 3


@dataclass(frozen=True)
class Slider:
    """A slider over numbers.

    Parameters
    ----------
    name : str
        Keyword under which `move` receives the value.
    lo, hi : float
        Ends of the slider. Integer ends and an integer `step` give integer values (years).
    value : float, optional
        Where the slider starts; must be one of its positions. Default: the middle position.
    step : float, optional
        Distance between positions.
    stops : int or sequence of float, optional
        Number of positions computed ahead, ends included. Without `step`, these are all positions (default 21, or
        every integer between integer ends that lie at most 60 apart).
        With `step`, the positions between them are interpolated, which is allowed only where the measured error
        stays within the figure's tolerance; the grid refines itself to get there. With `step`, it may also be the
        values of the positions computed ahead, both ends among them: close together where the model bends.
    steps : int
        Positions per interval between stops; 1 (default) lets the slider rest at computed stops only.
    values : sequence of float, optional
        The positions themselves, increasing, in place of `lo`, `hi`, `step`.
    label, unit : str
        Words beside the slider.
    format : str, optional
        How the value is written, such as ``"{:.1f}"``.

    Raises
    ------
    LiveFigureError
        If a field is missing, not finite, out of order or does not fit the others.
    """

    name: str
    lo: float | None = None
    hi: float | None = None
    value: float | None = field(default=None, kw_only=True)
    step: float | None = field(default=None, kw_only=True)
    stops: int | tuple | None = field(default=None, kw_only=True)
    steps: int = field(default=1, kw_only=True)
    values: tuple | None = field(default=None, kw_only=True)
    label: str = field(default="", kw_only=True)
    unit: str = field(default="", kw_only=True)
    format: str | None = field(default=None, kw_only=True)
    positions: tuple = field(init=False, repr=False, compare=False, default=())
    grid: tuple = field(init=False, repr=False, compare=False, default=())

    kind = "slider"

    def __post_init__(self):
        if not str(self.name).isidentifier():
            raise LiveFigureError(f"slider {self.name!r}: the name must be a Python identifier (a keyword of move)")
        if not isinstance(self.steps, int) or self.steps < 1:
            raise LiveFigureError(f"slider {self.name!r}: steps is {self.steps!r}; a whole number from 1 is needed")
        at = self.stops if isinstance(self.stops, (list, tuple)) else None
        if at is not None:
            object.__setattr__(self, "stops", None)
            if self.step is None:
                raise LiveFigureError(f"slider {self.name!r}: stops at given values need a step")
        elif self.stops is not None and (not isinstance(self.stops, int) or self.stops < 2):
            raise LiveFigureError(f"slider {self.name!r}: stops is {self.stops!r}; a whole number from 2 is needed")
        positions, grid = self._listed() if self.values is not None else self._ranged()
        object.__setattr__(self, "positions", tuple(positions))
        if at is not None:
            grid = sorted({self.index(value) for value in at})
            if len(grid) < 2 or (grid[0], grid[-1]) != (0, len(positions) - 1):
                raise LiveFigureError(f"slider {self.name!r}: stops are {list(at)}; both ends must be among them")
        object.__setattr__(self, "grid", tuple(grid))
        start = self.positions[len(self.positions) // 2] if self.value is None else self.value
        object.__setattr__(self, "value", self.positions[self.index(start)])
        object.__setattr__(self, "label", str(self.label) or self.name)
        try:
            self.say(self.value)
        except (ValueError, IndexError, KeyError):
            raise LiveFigureError(
                f"slider {self.name!r}: format is {self.format!r}; a format of one number is needed, as '{{:.1f}}'"
            ) from None

    def _listed(self):
        if self.lo is not None or self.hi is not None or self.step is not None or self.steps > 1 or self.stops:
            raise LiveFigureError(f"slider {self.name!r}: give either values or lo, hi, step, stops, steps")
        positions = [_number(self.name, "values", v) for v in self.values]
        if len(positions) < 2 or any(b <= a for a, b in zip(positions, positions[1:], strict=False)):
            raise LiveFigureError(f"slider {self.name!r}: values must be two or more numbers, increasing")
        return positions, range(len(positions))

    def _ranged(self):
        lo, hi = _number(self.name, "lo", self.lo), _number(self.name, "hi", self.hi)
        if lo >= hi:
            raise LiveFigureError(f"slider {self.name!r}: lo is {lo} and hi is {hi}; lo < hi is needed")
        if self.step is not None:
            step = _number(self.name, "step", self.step)
            if step <= 0 or abs((hi - lo) / step - round((hi - lo) / step)) > 1e-6:
                raise LiveFigureError(
                    f"slider {self.name!r}: step is {step}; a positive number that divides {lo} to {hi} is needed"
                )
            if self.steps > 1:
                raise LiveFigureError(f"slider {self.name!r}: give step (with stops) or steps, not both")
            intervals = round((hi - lo) / step)
        else:
            whole = isinstance(lo, int) and isinstance(hi, int) and hi - lo <= 60 and self.steps == 1
            stops = self.stops or (hi - lo + 1 if whole else _DEFAULT_STOPS)
            intervals = (stops - 1) * self.steps
            step = (hi - lo) / intervals
            if isinstance(lo, int) and isinstance(hi, int) and step.is_integer():
                step = int(step)
        if all(isinstance(v, int) for v in (lo, hi, step)):
            positions = [lo + i * step for i in range(intervals + 1)]
        else:
            positions = [float(f"{lo + i * (hi - lo) / intervals:.12g}") for i in range(intervals + 1)]
        count = min(self.stops or intervals + 1, intervals + 1) if self.steps == 1 else intervals // self.steps + 1
        return positions, sorted({round(i * intervals / (count - 1)) for i in range(count)})

    def index(self, value: Any) -> int:
        """Return the index of the position `value`; raise LiveFigureError if the slider cannot stand there."""
        value = _number(self.name, "value", value)
        gap = (self.positions[-1] - self.positions[0]) / len(self.positions)
        best = min(range(len(self.positions)), key=lambda i: abs(self.positions[i] - value))
        if abs(self.positions[best] - value) > 1e-6 * gap:
            raise LiveFigureError(f"slider {self.name!r}: {value} is not a position; allowed: {self.allowed()}")
        return best

    def allowed(self) -> str:
        """Return the positions in words."""
        head = [f"{v:g}" for v in self.positions]
        return ", ".join(head if len(head) <= 8 else [*head[:3], "...", head[-1]])

    def say(self, value: Any) -> str:
        """Return `value` as it is shown, without the unit."""
        form = self.format or "{:." + str(_decimals(self.positions)) + "f}"
        return form.format(value).replace("-", "−")


@dataclass(frozen=True)
class Choice:
    """A choice between named options, as a dropdown or as radio buttons.

    Parameters
    ----------
    name : str
        Keyword under which `move` receives the chosen option.
    options : sequence or dict
        The options; a dict gives ``{option: label}``.
    value : optional
        The option chosen at the start; default: the first.
    label : str
    style : {"dropdown", "radio"}

    Raises
    ------
    LiveFigureError
        If there are fewer than two options, two are equal, or `value` is none of them.
    """

    name: str
    options: tuple | dict
    value: object = field(default=None, kw_only=True)
    label: str = field(default="", kw_only=True)
    style: str = field(default="dropdown", kw_only=True)
    positions: tuple = field(init=False, repr=False, compare=False, default=())
    grid: tuple = field(init=False, repr=False, compare=False, default=())
    labels: tuple = field(init=False, repr=False, compare=False, default=())

    kind = "choice"
    unit = ""

    def __post_init__(self):
        if not str(self.name).isidentifier():
            raise LiveFigureError(f"choice {self.name!r}: the name must be a Python identifier (a keyword of move)")
        if self.style not in ("dropdown", "radio"):
            raise LiveFigureError(f"choice {self.name!r}: style is {self.style!r}; allowed: 'dropdown', 'radio'")
        options = tuple(self.options)
        if len(options) < 2 or len(set(options)) < len(options):
            raise LiveFigureError(f"choice {self.name!r}: two or more different options are needed, not {options!r}")
        labels = self.options.values() if isinstance(self.options, dict) else self.options
        object.__setattr__(self, "positions", options)
        object.__setattr__(self, "grid", tuple(range(len(options))))
        object.__setattr__(self, "labels", tuple(str(x) for x in labels))
        object.__setattr__(self, "value", options[0] if self.value is None else self.value)
        object.__setattr__(self, "label", str(self.label) or self.name)
        self.index(self.value)

    def index(self, value: Any) -> int:
        """Return the index of the option `value`; raise LiveFigureError if it is none."""
        if value not in self.positions:
            raise LiveFigureError(f"choice {self.name!r}: {value!r} is not an option; allowed: {self.allowed()}")
        return self.positions.index(value)

    def allowed(self) -> str:
        """Return the options in words."""
        return ", ".join(repr(x) for x in self.positions)

    def say(self, value: Any) -> str:
        """Return the label of the option `value`."""
        return self.labels[self.index(value)]


@dataclass(frozen=True)
class Play:
    """A play button for a slider; the reader starts it, it never starts alone.

    Where the reader's system asks for reduced motion, each press moves the slider one position and nothing moves
    by itself.

    Parameters
    ----------
    slider : str
        Name of the slider.
    seconds : float
        Time from the first to the last position.
    loop : bool
        Start again at the end.
    """

    slider: str
    seconds: float = field(default=8.0, kw_only=True)
    loop: bool = field(default=False, kw_only=True)

    def __post_init__(self):
        if not 0.5 <= float(self.seconds) <= 600:
            raise LiveFigureError(f"play {self.slider!r}: seconds is {self.seconds!r}; 0.5 to 600 is allowed")


def arrange(controls: Iterable[Slider | Choice | Play]) -> tuple[list[Slider | Choice], dict[str, Play]]:
    """Split a list of controls into the movable ones and ``{slider name: Play}``; check names."""
    movable = [c for c in controls if isinstance(c, (Slider, Choice))]
    plays = {c.slider: c for c in controls if isinstance(c, Play)}
    strangers = [c for c in controls if not isinstance(c, (Slider, Choice, Play))]
    if strangers:
        raise LiveFigureError(f"controls: {strangers[0]!r} is none of Slider, Choice, Play")
    names = [c.name for c in movable]
    if not movable:
        raise LiveFigureError("controls: empty; a figure needs at least one Slider or Choice")
    if len(set(names)) < len(names):
        raise LiveFigureError(f"controls: a name occurs twice in {', '.join(names)}")
    sliders = [c.name for c in movable if isinstance(c, Slider)]
    for name in plays:
        if name not in sliders:
            raise LiveFigureError(f"play {name!r}: no slider of that name; there are {', '.join(sliders) or 'none'}")
    return movable, plays
