"""Every control of every live figure, moved in a browser, and each picture held against the model's own answer.

The same code serves a page of the site, a deck of slides, the browser lab and JupyterLab::

    figures = expected("lessons/09_factor_flow.md")         # LiveFigure objects, in the order in which they are shown
    faults = walk(page, figures, where="lesson 9")          # page: a playwright Page or Frame
    assert not faults, report(faults)

`expected` runs the source here, so that what is right never comes from the page. `walk` finds the figures of the page
by their titles, moves every control by the events that a user causes (all positions, or a dozen where there are more;
random ones with a fixed seed; Play, Reset, the switch between two compared settings) and compares the picture after
each move with matplotlib's own artists at that position: places, words, colours, what is hidden, ticks of moving axes,
the value beside the control. A fault is one line that names page, figure, step, part, what is shown and what is right.

With ``kernel=True`` each move waits for the kernel's answer (``data-source`` is ``kernel``) and must be exact. Without,
positions between the computed ones may be off by what the figure promises. ``show`` brings a figure into view first:
``show(scope, n)`` with the number of the figure on the page; the default scrolls.
"""

import csv
import io
import itertools
import json
import re
import types
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib as mpl
import numpy as np
from coursebook import lessons
from livefigure import LiveFigure
from matplotlib import cbook, colors
from matplotlib.collections import Collection, LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

TAKEN = 12  # steps of a figure after which its data are taken
MANY, SPREAD, RANDOM = 16, 12, 2  # a control with more positions is moved to SPREAD of them; random positions a figure
CLOSE = 0.1  # points: the page's coordinates are rounded, and the table has 16-bit codes
CODES = 2 / 65534  # what the 16-bit codes of a table may add, as a share of the range


# ---- the model's own answer


def expected(path):
    """Run the code of a page and return the LiveFigure objects that it shows, in order.

    Parameters
    ----------
    path : str or Path
        A MyST notebook: a lesson or a page of the book.

    Returns
    -------
    list of LiveFigure
        Each has the page's matplotlib settings as ``look``: ticks of moving axes depend on them.
    """
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    page, found = lessons.read(Path(path).resolve()), []
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(user_module=types.ModuleType("page"))
    shell.display_formatter.mimebundle_formatter.for_type(LiveFigure, lambda figure, **_: found.append(figure) or {})
    try:
        with chdir(page.path.parent), mpl.rc_context({"backend": "agg"}), capture_output():
            for cell in page.notebook().cells:
                if cell.cell_type == "code":
                    shell.run_cell(cell.source).raise_error()
            for figure in found:
                figure.look = mpl.rcParams.copy()
    finally:
        InteractiveShell.clear_instance()
    return found


@dataclass
class Drawn:
    """What one artist shows: straight pieces (n, 2, 2) in points from the top left, colours, words, and its place."""

    pieces: np.ndarray = field(default_factory=lambda: np.empty((0, 2, 2)))
    colors: list = field(default_factory=list)
    words: str = ""
    place: tuple = ()
    box: tuple = ()  # x0, y0, x1, y1 of what can be seen of it
    visible: bool = True


def drawn(figure, at):
    """Return what matplotlib's artists show at the position indices `at` (of both settings, where two are compared).

    Returns
    -------
    list of (dict, str, artist, Drawn)
        For each moving artist: its part in ``figure.meta``, its id on the page, itself, and what it shows.
    """
    parts = list(zip(figure.meta["parts"], figure._stage.parts, strict=True))
    words = {one: one.get_text() for _, own in parts for one in own.artists() if isinstance(one, Text)}
    out = []
    with mpl.rc_context(getattr(figure, "look", {})):
        figure.at = list(at)
        assert not figure.failure, figure.failure
        figure.draw_at(**figure.values)
        for part, own in parts:
            for name, artist in zip(part["ids"], own.artists() if part["ids"] else (), strict=True):
                out.append((part, name, artist, _artist(artist, part["kind"])))
            for which, lists in part.get("ticks", {}).items():
                for minor, names in enumerate(lists):
                    if names:
                        out.append((part, names, own.artist, _ticks(own.artist, which, minor)))
    for artist, word in words.items():  # words that `move` does not give are those that stand in the drawing
        artist.set_text(word)
    return out


def _artist(artist, kind):
    one, canvas = Drawn(visible=artist.get_visible()), artist.get_figure().bbox
    if kind == "shown" or not one.visible:
        return one
    seen = artist.axes.bbox if artist.axes is not None and artist.get_clip_on() else canvas
    one.box = (seen.x0, canvas.height - seen.y1, seen.x1, canvas.height - seen.y0)

    def flip(points):
        return np.asarray(points, float) * (1, -1) + (0, canvas.height)

    if isinstance(artist, Text):
        one.words, one.colors = artist.get_text(), [_hex(artist.get_color())]
        one.place = tuple(flip(artist.get_transform().transform([artist.get_position()]))[0])
    elif isinstance(artist, Line2D):
        runs = []
        if artist.get_linestyle() not in ("None", "none", " ", ""):
            steps = cbook.STEP_LOOKUP_MAP[artist.get_drawstyle()](*artist.get_xydata().T)
            runs += [artist.get_transform().transform(np.column_stack(steps))] * (len(steps[0]) > 1)
            one.colors = [_hex(artist.get_color())]
        if artist.get_marker() not in ("None", "none", None, " ", "") and artist.get_markersize():
            runs += list(artist.get_transform().transform(artist.get_xydata())[:, None])
        one.pieces = pieces(map(flip, runs))
    elif isinstance(artist, Patch):
        one.pieces = pieces(map(flip, _runs(artist.get_transform().transform_path(artist.get_path()))))
        one.colors = [_hex(artist.get_facecolor())]
    elif isinstance(artist, Collection):
        artist.update_scalarmappable()
        paths, offsets = artist.get_paths(), artist.get_offset_transform().transform(artist.get_offsets())
        count, sizes, runs = max(len(paths), len(offsets)), artist.get_transforms(), []
        for i in range(count):
            path = paths[i % len(paths)]
            if len(sizes):
                path = path.transformed(mpl.transforms.Affine2D(sizes[i % len(sizes)]))
            path = artist.get_transform().transform_path(path)
            runs += [flip(run + offsets[i % len(offsets)]) for run in _runs(path)]
        one.pieces = pieces(runs)
        shades = artist.get_color() if isinstance(artist, LineCollection) else artist.get_facecolor()
        one.colors = [_hex(shades[i % len(shades)]) for i in range(count)] if len(shades) else []
    else:
        raise TypeError(f"{type(artist).__name__}: how it is compared is not written yet")
    return one


def _runs(path):
    """Return the lines (m, 2) of a matplotlib path; curves give their control points."""
    found = []
    for points, code in path.iter_segments(simplify=False):
        if code == path.MOVETO:
            found.append([points])
        else:
            found[-1] += [found[-1][0]] if code == path.CLOSEPOLY else list(points.reshape(-1, 2))
    return [np.array(run) for run in found]


def _ticks(axes, which, minor):
    """Return the labels of the ticks in view, one a line, and a piece of no length where each stands."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    places = np.asarray(axis.get_minorticklocs() if minor else axis.get_majorticklocs(), float)
    low, high = sorted(axis.get_view_interval())
    slack = 1e-9 * (high - low)
    places = places[(places >= low - slack) & (places <= high + slack)]
    words = (axis.get_minor_formatter() if minor else axis.get_major_formatter()).format_ticks(list(places))
    at = np.zeros((len(places), 2))
    across, height = "xy".index(which), axes.get_figure().bbox.height
    middle = axes.transData.inverted().transform(
        [[(axes.bbox.x0 + axes.bbox.x1) / 2, (axes.bbox.y0 + axes.bbox.y1) / 2]]
    )
    points = np.repeat(middle, len(places), axis=0)
    points[:, across] = places
    spots = axes.transData.transform(points)[:, across] if len(places) else np.empty(0)
    at[:, across] = spots if which == "x" else height - spots
    return Drawn(words="\n".join(words), place=tuple(at[:, across]))


def _hex(shade):
    rgba = colors.to_rgba(shade)
    return "none" if rgba[3] == 0 else colors.to_hex(rgba)


# ---- shapes


def pieces(runs):
    """Return the straight pieces (n, 2, 2) of lines (m, 2); a line of one point gives a piece of no length."""
    found = [np.empty((0, 2, 2))]
    for run in runs:
        run = np.asarray(run, float).reshape(-1, 2)
        pair = np.stack([run[:-1], run[1:]], axis=1) if len(run) > 1 else np.stack([run, run], axis=1)
        found.append(pair[np.isfinite(pair).all(axis=(1, 2))])
    return np.concatenate(found)


def lines(d):
    """Return the lines (m, 2) of an SVG path; curves give their control points, a lone point draws nothing."""
    found, here = [], (0.0, 0.0)
    for letter, rest in re.findall(r"([MLHVQCSTz])([^MLHVQCSTz]*)", (d or "").replace("Z", "z")):
        numbers = [float(v) for v in re.findall(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?", rest)]
        if letter == "z":
            found[-1].append(found[-1][0])
            here = found[-1][0]
        elif letter in "HV":
            for v in numbers:
                here = (v, here[1]) if letter == "H" else (here[0], v)
                found[-1].append(here)
        else:
            if letter == "M":
                found.append([])
            for k in range(0, len(numbers) - 1, 2):
                here = (numbers[k], numbers[k + 1])
                found[-1].append(here)
    return [np.array(run) for run in found if len(run) > 1]


def off(a, b, box):
    """Return how far what can be seen of the pieces `a` lies from `b` at most, in points; infinite if `b` is empty."""
    if a.shape == b.shape and np.abs(a - b).max(initial=0.0) <= CLOSE / 2:
        return 0.0  # piece by piece, as nearly always
    a = _inside(a, box)
    if not len(a):
        return 0.0
    if not len(b):
        return np.inf
    spots = np.concatenate([a[:, 0], a.mean(axis=1), a[:, 1]])[:, None]
    start, way = b[None, :, 0], (b[:, 1] - b[:, 0])[None]
    length = (way**2).sum(axis=2)
    along = np.clip(((spots - start) * way).sum(axis=2) / np.where(length > 0, length, 1), 0, 1)
    return float(np.sqrt((((start + along[..., None] * way) - spots) ** 2).sum(axis=2)).min(axis=1).max())


def _inside(a, box):
    """Clip pieces to a box."""
    low, high = np.zeros(len(a)), np.ones(len(a))
    way = a[:, 1] - a[:, 0]
    for axis in (0, 1):
        for side, sign in ((box[axis], 1), (box[axis + 2], -1)):
            room = sign * (a[:, 0, axis] - side)  # negative: outside
            pace = sign * way[:, axis]
            with np.errstate(divide="ignore", invalid="ignore"):
                cross = -room / pace
            low = np.where(pace > 0, np.maximum(low, cross), low)
            high = np.where(pace < 0, np.minimum(high, cross), high)
            high = np.where((pace == 0) & (room < 0), -1.0, high)
    keep = low <= high
    return np.stack([a[keep, 0] + low[keep, None] * way[keep], a[keep, 0] + high[keep, None] * way[keep]], axis=1)


# ---- what the page shows

TITLES = (
    "() => [...document.querySelectorAll('.live-figure')].map((root) => root.querySelector('svg title').textContent)"
)
DRIVE = Path(__file__).with_name("figures.js").read_text("utf-8")


def _transform(points, matrix):
    a, b, c, d, e, f = matrix
    return np.asarray(points, float).reshape(-1, 2) @ np.array([[a, b], [c, d]]) + (e, f)


def _shown(group, kind, artist):
    """Return what one group of the page shows, as `Drawn`."""
    if group is None or not group["visible"]:
        return Drawn(visible=False)
    one, runs = Drawn(place=tuple(group["shift"])), []
    open_line = isinstance(artist, (Line2D, LineCollection))
    for mark in group["marks"]:
        if mark["tag"] == "text":
            one.words += ("\n" if one.words else "") + mark["text"]
            one.colors = [_css(mark["fill"] or "#000000")]
        elif mark["tag"] == "use" and kind == "line":
            runs.append(_transform([mark["at"]], mark["matrix"]))
        else:
            runs += [_transform(run + mark["at"], mark["matrix"]) for run in lines(mark["d"])]
            one.colors.append(_css(mark["stroke"] or "none") if open_line else _css(mark["fill"] or "#000000"))
    one.pieces = pieces(runs)
    return one


def _css(shade):
    """Return a colour of a style as ``#rrggbb``: a variable as its fallback, transparency left out."""
    shade = re.sub(r"var\(--[\w-]+, *(.*)\)", r"\1", shade)
    found = re.match(r"rgba?\((\d+), (\d+), (\d+)", shade)
    if found:
        return "#" + "".join(f"{int(v):02x}" for v in found.groups())
    return shade[:7] if shade.startswith("#") else shade


# ---- the comparison


def compare(figure, at, shown, start):
    """Return what of a picture is not as the model has it: ``[(part, shown, expected), ...]``.

    Parameters
    ----------
    figure : LiveFigure
    at : sequence of int
        Position indices; of both settings, where two are compared.
    shown : dict
        What figures.js read.
    start : dict
        Places of texts at the starting position, by id.
    """
    wrong, exact = [], shown["source"] == "kernel" or _on_grid(figure, at)
    for (part, name, artist, right), group in zip(drawn(figure, at), shown["parts"], strict=True):
        label = part["gid"] if isinstance(name, list) or len(part["ids"]) < 2 else f"{part['gid']} ({name})"
        if isinstance(name, list):
            wrong += [(f"{label} ticks", a, b) for a, b in _tick_faults(part, name, right, group)]
            continue
        mine, promise = _shown(group, part["kind"], artist), None if exact else Promise(figure, part)
        if part["kind"] == "shown":
            faults = [("visible", mine.visible, right.visible)] * (mine.visible != right.visible)
        elif part["kind"] == "text":
            faults = _text_faults(part, name, mine, right, promise, start)
        else:
            faults = _shape_faults(part, artist, mine, right, promise)
        wrong += [(f"{label}: {what}", a, b) for what, a, b in faults]
    return wrong


def _on_grid(figure, at):
    grids = figure.meta["grids"]
    return all(i in grids[k % len(grids)] for k, i in enumerate(at))


_NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?")


class Promise:
    """By how much one part may be off between the computed positions, where the figure now stands.

    Attributes
    ----------
    share : float
        Share of an axis, or of the range of a number.
    """

    def __init__(self, figure, part):
        self.part, self.table, self.sums = part, figure._table, figure.meta["sums"]
        self.share = (2 if part.get("side") == 2 else 1) * (self.table.tolerance + CODES)
        self.states = np.split(np.frombuffer(figure.exact), 2 if "compare" in figure.meta else 1)

    def reach(self, block):
        """Return the ranges of the numbers of a block."""
        return self.table.reach[slice(*self._places(block))]

    def jump(self, block):
        """Return what a sum over items below a limit may be off: items close to the limit are counted or not."""
        places, worst = range(*self._places(block)), 0.0
        for one in (one for one in self.sums if one["rule"] == "below"):
            slack, weights = self.table.reach[one["items"]] * self.share, np.abs(np.array(one["weights"], float))
            near = sum(np.abs(state[one["items"]] - one["limit"]) <= slack for state in self.states)
            found = [abs(slope) * (weights @ near)[row] for place, row, _, slope in one["to"] if place in places]
            worst = max([worst, *found])
        return worst

    def points(self, box):
        """Return the largest distance in points."""
        far = 0.0
        for block in self.part["at"]:
            length = {"x": box[2] - box[0], "y": box[3] - box[1]}.get(block[0], 0.0)
            span = float(np.max(self.table.layout.span[slice(*self._places(block))], initial=0.0))
            far = max(far, length * (self.share + (self.jump(block) / span if span else 0.0)))
        return far

    def words(self, said, word):
        """Tell whether two texts differ in their numbers alone, and there by no more than allowed and by rounding."""
        if _NUMBER.sub("0", said) != _NUMBER.sub("0", word):
            return False
        slack = self.share * float(np.max(self.reach("number"))) + self.jump("number")
        for a, b in zip(_NUMBER.findall(said), _NUMBER.findall(word), strict=True):
            one = 1.01 * 10.0 ** -len(b.partition(".")[2])
            a, b = (float(v.replace(",", "").replace("−", "-")) for v in (a, b))
            if abs(a - b) > slack * (100 if "%" in self.part["form"] else 1) + one:
                return False
        return True

    def shades(self, artist):
        """Return the colours that each piece of a colour map may have."""
        values, ways = np.ma.filled(artist.get_array(), np.nan).ravel(), np.linspace(-self.share, self.share, 41)
        near = [np.ma.masked_invalid(v + ways * r) for v, r in zip(values, self.reach("values"), strict=True)]
        return [{_hex(shade) for shade in artist.to_rgba(one)} for one in near]

    def _places(self, block):
        offset, size = self.part["at"][block]
        return offset, offset + size


def _text_faults(part, name, mine, right, promise, start):
    said, word = (mine.words if mine.visible else "").strip(), right.words.strip()
    faults = []
    if said != word and not (promise and part["form"] and promise.words(said.removeprefix("≈ "), word)):
        faults.append(("words", said, word))
    if word and said and name in start:
        moved, wanted = np.array(mine.place), np.subtract(right.place, start[name])
        far = np.abs(moved - wanted).max() if np.isfinite(wanted).all() else 0.0
        if far > CLOSE and not (promise and far <= CLOSE + promise.points(right.box)):
            faults.append(("moved by", _round(moved), _round(wanted)))
        if "color" in part["slots"] and mine.colors != right.colors:
            faults.append(("colour", mine.colors, right.colors))
    return faults


def _shape_faults(part, artist, mine, right, promise):
    if not right.visible:
        return [("visible", True, False)] if mine.visible and len(mine.pieces) else []
    faults, box = [], right.box
    gap = max(off(mine.pieces, right.pieces, box), off(right.pieces, mine.pieces, box))
    if gap > CLOSE and not (promise and gap <= CLOSE + promise.points(box)):
        a, b = (_corners(_inside(one.pieces, box)) for one in (mine, right))
        faults.append((f"outline, {gap:.2f} pt off", a, b))
    if ("color" in part["slots"] or "shades" in part) and mine.colors != right.colors:
        allowed = promise.shades(artist) if promise and "shades" in part else [{shade} for shade in right.colors]
        if len(mine.colors) != len(allowed):
            faults.append(("number of pieces", len(mine.colors), len(allowed)))
        elif where := [i for i, (a, some) in enumerate(zip(mine.colors, allowed, strict=True)) if a not in some]:
            faults.append((f"colours of {where}", [mine.colors[i] for i in where], [right.colors[i] for i in where]))
    return faults


def _tick_faults(part, names, right, found):
    which = 0 if "-x" in names[0] else 1
    words, said = right.words.split("\n") if right.place else [], [one["text"] for one in found]
    if sorted(said) != sorted(words):
        return [(said, words)]
    lines = [mark for one in found for mark in one["marks"] if mark["tag"] == "use"]
    spots = sorted(_transform([mark["at"]], mark["matrix"])[0][which] for mark in lines)
    if not np.allclose(spots, np.sort(right.place), rtol=0, atol=CLOSE):
        return [(_round(spots), _round(sorted(right.place)))]
    return []


def _round(numbers):
    return [round(float(v), 2) for v in numbers]


def _corners(some):
    found = [_round(point) for point in some[:, 0]]
    return found if len(found) <= 6 else [*found[:3], "...", *found[-2:]]


# ---- the walk


def listen(page):
    """Return a list to which every script error and console error of a page is added as it comes."""
    heard = []
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    page.on("console", lambda said: heard.append(f"console: {said.text}") if said.type == "error" else None)
    return heard


def positions(control):
    """Return the position indices to which a control is moved."""
    last = len(control["shown"]) - 1
    return list(range(last + 1)) if last < MANY else sorted({round(i * last / (SPREAD - 1)) for i in range(SPREAD)})


def steps(figure, seed=0):
    """Return ``[(words, what DRIVE does, position afterwards or None), ...]`` for one figure.

    The position is None where Play was pressed: it is read from the controls then.
    """
    all_controls, start = figure.meta["controls"], [*(c["start"] for c in figure.meta["controls"])]
    n, two = len(start), figure.meta.get("compare")
    halves, out = [start, list(two["start"])] if two else [start], []
    random = np.random.default_rng(seed)

    def add(words, side, to):
        at = [i for s, half in enumerate(halves) for i in (to if s == side else half)]
        name = f"{two['names'][side]}, " if two else ""
        out.append((name + words, {"to": to}, at))

    out.append(("at the start", {}, [i for half in halves for i in half]))
    for side, home in enumerate(halves):
        if two:
            out.append((f"switched to {two['names'][side]}", {"side": side}, [i for half in halves for i in half]))
        for k, control in enumerate(all_controls):
            for i in positions(control):
                to = [*home[:k], i, *home[k + 1 :]]
                add(f"{control['label']}: {control['shown'][i]}", side, to)
            add(f"{control['label']} back at {control['shown'][home[k]]}", side, home)
        for _ in range(RANDOM):
            to = [int(random.integers(len(c["shown"]))) for c in all_controls]
            words = "; ".join(f"{c['label']}: {c['shown'][i]}" for c, i in zip(all_controls, to, strict=True))
            add(words, side, to)
        add("back at the start", side, home)
        for k, control in enumerate(all_controls):
            if "play" in control:
                out.append((f"{control['label']}: Play, then Pause", {"play": k}, None))
                add("back at the start", side, home)
    out.append(("moved once more", {"to": [len(c["shown"]) - 1 for c in all_controls]}, None))
    out.append(("Reset", {"reset": True}, [i for half in halves for i in half]))
    for place in random.choice(len(out), min(TAKEN, len(out)), replace=False):
        out[place][1]["csv"] = True
    return out, n


def walk(scope, figures, *, where="", kernel=False, show=None, seed=0):
    """Move every control of every figure and compare the picture after each move.

    Parameters
    ----------
    scope : playwright Page or Frame
        Shows exactly these figures.
    figures : list of LiveFigure
        In the order of the page, as `expected` returns them.
    where : str
        Name of the page, for messages.
    kernel : bool
        Whether a kernel answers: each move waits for it.
    show : callable, optional
        ``show(scope, n)`` brings figure `n` into view; by default it is scrolled to.
    seed : int
        Of the random positions.

    Returns
    -------
    list of str
        The faults; each names page, figure, step, part, what is shown and what is expected.
    """
    titles, own = scope.evaluate(TITLES), [figure.title for figure in figures]
    if titles != own:
        return [f"{where}: shows the figures {titles}; its code shows {own}"]
    faults = []
    for number, figure in enumerate(figures):
        (show or _scroll)(scope, number)
        root = scope.locator(".live-figure").nth(number)
        scope.wait_for_function("n => document.querySelectorAll('.live-figure')[n].dataset.ready === ''", arg=number)
        faults += [
            f"{where}, figure {number + 1} ({figure.title}), {what}"
            for what in _figure(scope, root, number, figure, kernel, seed)
        ]
    return faults


def _scroll(scope, number):
    scope.evaluate("n => document.querySelectorAll('.live-figure')[n].scrollIntoView()", number)


def _figure(scope, root, number, figure, kernel, seed):
    plan, n = steps(figure, seed)
    at_start, names, start = plan[0][2], [], {}
    for part, name, _, one in drawn(figure, at_start):
        picture = figure.meta["spaces"][part["space"]]["picture"]
        names.append([f"{picture}-{one_name}" for one_name in name] if isinstance(name, list) else f"{picture}-{name}")
        if part["kind"] == "text" and one.place and np.isfinite(one.place).all():
            start[name] = one.place
    seen = _drive(scope, number, [do for _, do, _ in plan], names, kernel)
    sliders = root.locator("input[type=range]")
    if sliders.count():  # and one real key, with the focus on the first slider
        key = "ArrowLeft" if sliders.first.input_value() == sliders.first.get_attribute("max") else "ArrowRight"
        for _ in range(3):  # what JupyterLab says of a kernel that has ended may take the focus just then
            sliders.first.press(key)
            moved = _drive(scope, number, [{}], names, False)
            if moved[0]["at"] != seen[-1]["at"]:
                break
        else:
            moved[0]["errors"].append("the slider stays")
        plan, seen = [*plan, (f"key {key}", {}, None)], seen + moved
    side, faults, known = 0, [], {}
    for (words, do, at), shown in zip(plan, seen, strict=True):
        side = do.get("side", side)
        if at is None:  # only the controls in hand have moved
            at = [*at_start]
            at[side * n : side * n + n] = shown["at"]
        key = (tuple(at), shown["source"])
        faults += [f"{words}: {what}" for what in _state_faults(figure, at, side, shown)]
        if shown["csv"] is not None:
            faults += [f"{words}: data taken: {what}" for what in _csv_faults(figure, at, shown["csv"])]
        picture = repr(shown["parts"])
        if known.get(key) != picture:  # else looked at already
            found = compare(figure, at, shown, start)
            faults += [f"{words}: {part}: shown {a}, expected {b}" for part, a, b in found]
            known[key] = None if found else picture
    return faults


def _drive(scope, number, plan, names, kernel):
    """Take the steps of a plan; return what the page shows after each."""
    seen = json.loads(scope.evaluate(DRIVE, [number, plan, names, kernel]))
    for before, after in itertools.pairwise(seen):
        after["parts"] = [a if b == "as before" else b for a, b in zip(before["parts"], after["parts"], strict=True)]
    return seen


def _state_faults(figure, at, side, shown):
    """Look at the controls and at what the figure says of itself."""
    n, two = len(figure.meta["controls"]), figure.meta.get("compare")
    faults = [f"error: {message}" for message in shown["errors"]]
    for k, control in enumerate(figure.meta["controls"]):
        here = at[side * n + k]
        if shown["at"][k] != here:
            faults.append(f"{control['label']}: stands at position {shown['at'][k]}, expected {here}")
        word = control["shown"][here]
        if two:
            word = "\n".join(f"{mark} {control['shown'][at[s * n + k]]}" for s, mark in enumerate(two["marks"]))
        if shown["shown"][k] is not None and shown["shown"][k] != word:
            faults.append(f"{control['label']}: value shown {shown['shown'][k]!r}, expected {word!r}")
    if shown["note"]:
        faults.append(f"says {shown['note']!r}")
    if shown["disabled"]:
        faults.append(f"{shown['disabled']} controls are disabled")
    if shown["failed"] is not None:
        faults.append(f"data-failed is {shown['failed']!r}")
    return faults


def _csv_faults(figure, at, text):
    """Hold the data that a reader takes against the model's numbers: each column is one of the model's, and back."""
    n = len(figure.meta["controls"])
    with mpl.rc_context(getattr(figure, "look", {})):
        figure.at = list(at)
        states = [figure._model.state(tuple(at[k : k + n])) for k in range(0, len(at), n)]
    right = [one for k, part in enumerate(figure.meta["parts"]) for one in _columns(figure, part, k, states)]
    shown = []
    for table in filter(None, text.lstrip("\ufeff").split("\r\n\r\n")):
        (_, *names), *rows = csv.reader(io.StringIO(table))  # the first column names the rows
        numbers = np.array([[float(cell or "nan") for cell in row[1:]] for row in rows])
        shown += [(name, numbers[:, k]) for k, name in enumerate(names)]

    def fits(mine, values, slack, is_log):
        with np.errstate(divide="ignore", invalid="ignore"):
            mine = np.log10(mine) if is_log else mine
        return len(mine) == len(values) and np.allclose(mine, values, rtol=1e-6, atol=slack, equal_nan=True)

    strange = [name for name, mine in shown if not any(fits(mine, *one) for _, *one in right)]
    missing = [name for name, *one in right if not any(fits(mine, *one) for _, mine in shown)]
    return [f"{name} is no column of the model" for name in strange] + [f"{name} is missing" for name in missing]


def _columns(figure, part, number, states):
    """Yield (name, numbers, what they may be off, whether they are logarithms) of the columns of a part in view."""
    promise, side = Promise(figure, part), part.get("side", 0)
    if not states[1 if side else 0][1][number].get("visible", True):
        return
    leads = part["kind"] in ("line", "fill", "scatter") and not part.get("items")
    for label, block, *picked in part["columns"][1 if leads else 0 :]:
        if block not in part["at"]:
            continue
        first, n = part["at"][block]
        chosen = [first + i for i in (picked[0] if picked else range(n))]
        if side == 2:
            values = np.array(part["zero"][block]) + states[1][0][chosen] - states[0][0][chosen]
        else:
            values = states[side][0][chosen]
        slack = promise.share * float(np.max(promise.table.reach[chosen], initial=0.0)) + promise.jump(block)
        k = "xy".find(block[0])
        is_log = k >= 0 and part["data"][k] and figure.meta["spaces"][part["space"]]["scale"][k] == "log"
        yield f"{part['gid']}: {label}", values, slack, is_log


def report(faults, most=12):
    """Return the first faults as text."""
    more = f"\n... and {len(faults) - most} more" if len(faults) > most else ""
    return "\n".join(str(fault)[:900] for fault in faults[:most]) + more
