"""The front end's own arithmetic, run by node on random samples, against Python and matplotlib."""

import base64
import itertools
import json
import re
import subprocess
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib import colors
from matplotlib.cm import ScalarMappable
from matplotlib.lines import Line2D

from livefigure import Choice, Excess, Numbers, Share, Slider
from livefigure.artists import Stage
from livefigure.grid import Model, Table
from livefigure.points import color_table
from livefigure.texts import write

HERE = Path(__file__).parent


def floats(numbers):
    return base64.b64encode(np.asarray(numbers, "<f8").tobytes()).decode()


@pytest.fixture(scope="module")
def front_end(node):
    """Run jobs ``[(name, given), ...]`` in one process; return their results."""

    def run(jobs):
        done = subprocess.run(
            [node, HERE / "modules.js"], input=json.dumps(jobs), capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


# ---- numbers

SIGNS, ZEROS, COMMAS, DIGITS = ("", "+"), ("", "z"), ("", ","), ("", ".0", ".1", ".2", ".3", ".6", ".17")
FORMS = [
    *(f"{{:{s}{c}d}}" for s, c in itertools.product(SIGNS, COMMAS)),
    *("{:" + "".join(p) + "}" for p in itertools.product(SIGNS, ZEROS, COMMAS, DIGITS, "f%")),
]


def samples(random):
    """Numbers of all sizes; halves, and what lies beside them."""
    sizes = random.normal(size=300) * 10.0 ** random.integers(-12, 20, 300)
    whole = random.integers(0, 2000, 100)
    halves = np.concatenate([(whole + 0.5) / by for by in (1, 2, 8, 10, 1000)])
    beside = np.concatenate([np.nextafter(halves, 0), np.nextafter(halves, np.inf)])
    special = [0.0, 0.5, 1.5, 2.5, 3.5, 2.665, 2.675, 0.125, 0.375, 999.5, 999999.5, 1e15 + 0.5, 2**53, 1e21, 1.5e22]
    special += [1e300, 5e-324, 1e-7, 0.005, 0.015, 0.285, np.nan, np.inf]
    all_of_them = np.concatenate([sizes, halves, beside, special])
    return np.concatenate([all_of_them, -all_of_them])


def test_numbers_are_written_as_python_writes_them(front_end):
    values = samples(np.random.default_rng(1))
    with np.errstate(over="ignore"):
        jobs = [("format", {"form": form * len(values), "values": floats(values)}) for form in FORMS]
        for form, got in zip(FORMS, front_end(jobs), strict=True):
            assert got == write(form * len(values), values), form


def test_words_between_the_fields_stay(front_end):
    form, numbers = "k = {:.2f} {x}, {:+,d} of {:z.0%} \n{", [2.5, -1234.5, -0.001]
    (got,) = front_end([("format", {"form": form, "values": floats(numbers)})])
    assert got == write(form, numbers) == "k = 2.50 {x}, −1,234 of 0% \n{"


def test_numbers_in_the_table_of_values(front_end):
    values = samples(np.random.default_rng(2))
    (got,) = front_end([("legible", {"values": floats(values)})])
    for v, text in zip(values, got, strict=True):
        if not np.isfinite(v):
            assert text == ""
        else:
            digits = 7 if 1000 <= abs(v) < 1e7 else 4
            step = 10.0 ** (int(f"{abs(v):e}".split("e")[1]) - digits + 1)
            assert abs(float(text) - v) <= 0.5001 * step + 5e-324, v


# ---- the table


def controls_of(random):
    out = []
    for k in range(random.integers(1, 4)):
        if random.random() < 0.3:
            out.append(Choice(f"c{k}", [*"abcd"][: random.integers(2, 5)]))
        else:
            stops, steps = int(random.integers(2, 5)), int(random.integers(1, 5))
            out.append(Slider(f"c{k}", 0.0, 1.0, stops=stops, steps=steps))
            if steps > 1 and random.random() < 0.5:  # uneven stops
                n = (stops - 1) * steps
                inner = random.choice(np.arange(1, n), size=min(2, n - 1), replace=False) if n > 1 else []
                out[-1] = Slider(f"c{k}", 0.0, float(n), step=1.0, stops=[0.0, *sorted(map(float, inner)), float(n)])
    return out


def random_table(seed):
    """A table of a line with gaps, numbers in words, words, and sums; random at every position."""
    random = np.random.default_rng(seed)
    fig, ax = plt.subplots()
    ax.plot(np.arange(4), np.zeros(4), gid="line")
    for k, gid in enumerate(("word", "number", "share", "excess")):
        ax.text(0, k, "", gid=gid)
    ax.set(xlim=(0, 3), ylim=(0, 1))
    plt.close(fig)
    constant = random.random()

    def move(**at):
        here = np.random.default_rng([seed, *str(sorted(at.items())).encode()])
        return {
            "line": [constant, *np.where(here.random(3) < 0.2, np.nan, here.random(3))],
            "word": str(here.choice(["one", "two", "ü€"])),
            "number": float(here.normal()),
            "items": Numbers(here.random(3)),
            "plus": Numbers([here.random()]),
            "share": Share("items", 0.5, [[1, 2, 3]], plus="plus"),
            "excess": Excess("items", 0.25),
        }

    model = Model(move, controls_of(random))
    model.stage = Stage([fig], model.result(tuple(0 for _ in model.controls)), formats={}, names={})
    # no number is near enough for a tolerance, so the grid stays as it is; only words would refine it
    return Table(model, tolerance=np.inf, max_calls=5000), random


def test_states_and_words_are_those_of_the_table(front_end, monkeypatch):
    monkeypatch.setattr(Table, "_wrong_words", lambda table, at: None)  # random words would ask for every position
    tables, jobs, positions = [], [], []
    for seed in range(60):
        table, random = random_table(seed)
        ends = [grid[-1] for grid in table.grids]
        at = [[random.uniform(0, end) for end in ends] for _ in range(8)]
        at += [[float(random.integers(0, end + 1)) for end in ends] for _ in range(8)]
        at += [[float(random.choice(grid)) for grid in table.grids] for _ in range(4)]
        # as near to one stop as to the next
        at += [[sum(grid[j : j + 2]) / 2 for grid in table.grids for j in [random.integers(0, len(grid) - 1)]]
               for _ in range(4)]  # fmt: skip
        tables.append(table)
        positions.append(at)
        blob = base64.b64encode(table.blob()).decode()
        jobs.append(("table", {"meta": table.spec(), "blob": blob, "at": [floats(one) for one in at]}))
    gaps = 0
    for table, at, got in zip(tables, positions, front_end(jobs), strict=True):
        for one, (state, slots) in zip(at, got, strict=True):
            mine, true = np.frombuffer(base64.b64decode(state), "<f8"), table.state(one)
            assert np.allclose(mine, true, rtol=1e-12, atol=1e-12, equal_nan=True), one
            assert slots == [json.loads(word) for word in table.nearest(one)], one
            gaps += np.isnan(true).sum()
    assert gaps > 100


# ---- paths


def read_path(d):
    """Return the runs of a path as arrays of points."""
    runs = [np.array(re.findall(r"(-?[\d.e-]+) (-?[\d.e-]+)", run), float) for run in d.split("M") if run]
    assert "M" + "M".join(d.split("M")[1:]) == d or d == ""
    return runs


def without_repeats(points):
    """Leave out points that lie on the one before."""
    keep = np.append(True, np.abs(np.diff(points, axis=0)).max(axis=1) > 2e-3) if len(points) else []
    return points[np.asarray(keep, bool)]


def equal(mine, true, what):
    assert len(mine) == len(true), what
    for a, b in zip(mine, true, strict=True):
        a, b = without_repeats(a), without_repeats(b)
        assert a.shape == b.shape and np.abs(a - b).max(initial=0) <= 2e-3, (what, a, b)


def random_curve(random):
    n = int(random.integers(1, 12))
    x = np.cumsum(random.uniform(0.1, 1, n))
    ys = random.uniform(0.1, 5, (2, n))
    if random.random() < 0.6:
        ys[random.random((2, n)) < 0.2] = np.nan
    is_log = bool(random.random() < 0.3)
    frames = [[random.uniform(-5, 5), random.choice([-1, 1]) * random.uniform(10, 40)] for _ in range(2)]
    return n, x, ys, is_log, frames


def runs_of(points):
    """Split points at those that are not there."""
    known = np.isfinite(points).all(axis=1)
    cut = np.flatnonzero(np.diff(known.astype(int))) + 1
    return [run for run in np.split(points, cut) if len(run) and np.isfinite(run).all()]


def onto(points, frames):
    return np.column_stack([o + k * points[:, i] for i, (o, k) in enumerate(frames)])


@pytest.mark.parametrize("step", ["", "pre", "mid", "post"])
def test_lines_are_matplotlibs_lines(front_end, step):
    random = np.random.default_rng(3)
    jobs, true = [], []
    for _ in range(300):
        n, x, (y, _), is_log, frames = random_curve(random)
        if random.random() < 0.2:
            x[random.integers(0, n)] = np.nan
        path = Line2D(x, y, drawstyle=f"steps-{step}" if step else "default").get_path().vertices.copy()
        if is_log:
            path[:, 0] = np.log10(path[:, 0])
        true.append(runs_of(onto(path, frames)))
        state = floats([*(np.log10(x) if is_log else x), *y])
        jobs.append(("trace", {"state": state, "n": n, "frames": frames, "step": step, "isLog": is_log}))
    for given, d, there in zip(jobs, front_end(jobs), true, strict=True):
        equal(read_path(d), there, (given, d))


@pytest.mark.parametrize(("step", "upright"), list(itertools.product(["", "pre", "mid", "post"], [True, False])))
def test_fills_are_matplotlibs_fills(front_end, step, upright):
    random = np.random.default_rng(4)
    fig, ax = plt.subplots()
    jobs, true = [], []
    for _ in range(200):
        n, x, (one, two), is_log, frames = random_curve(random)
        fill = ax.fill_between if upright else ax.fill_betweenx
        there = []
        for path in fill(x, one, two, step=step or None).get_paths():
            at = path.vertices[1:-1] if upright else path.vertices[1:-1, ::-1]
            if is_log:
                at = np.column_stack([np.log10(at[:, 0]), at[:, 1]])
            at = onto(at, frames)
            there.append(at if upright else at[:, ::-1])
        true.append(there)
        state = floats([*(np.log10(x) if is_log else x), *one, *two])
        given = {"state": state, "n": n, "frames": frames, "step": step, "isUpright": upright, "isLog": is_log}
        jobs.append(("ring", given))
    plt.close(fig)
    for given, d, there in zip(jobs, front_end(jobs), true, strict=True):
        assert d.count("z") == d.count("M") == len(there)
        equal(read_path(d), there, (given, d))


# ---- colours


NORMS = [
    colors.Normalize(-3, 7),
    colors.Normalize(0, 1),
    colors.Normalize(-3, 7, clip=True),
    colors.LogNorm(0.1, 100),
    colors.LogNorm(0.1, 100, clip=True),
    colors.TwoSlopeNorm(1, vmin=-2, vmax=9),
    colors.PowerNorm(0.5, 0, 10),
    colors.BoundaryNorm([-1, 0, 2, 5], 3),
    colors.BoundaryNorm([0, 1, 4], 4, extend="both"),
]
MAPS = [
    plt.get_cmap("viridis"),
    plt.get_cmap("cividis", 7),
    colors.ListedColormap(["#d24b4b", "#2b7bba", "#1a8f6a", "#c96a08"]),
    plt.get_cmap("viridis").with_extremes(under="k", over="w", bad="#123456"),
    colors.ListedColormap(["black", (0, 0, 0, 0), "w", "r"]),
]


def test_colours_are_those_of_norm_and_map(front_end):
    random = np.random.default_rng(5)
    jobs, true = [], []
    for norm, cmap in itertools.product(NORMS, MAPS):
        if isinstance(norm, colors.BoundaryNorm):
            cmap = cmap.resampled(norm.Ncmap)
        ends = [norm.vmin, norm.vmax, *getattr(norm, "boundaries", [])]
        values = np.array([*random.uniform(norm.vmin - 2, norm.vmax + 2, 200), *ends, np.nan])
        jobs.append(("shade", {"shades": color_table(ScalarMappable(norm, cmap)), "values": floats(values)}))
        drawn = cmap(norm(np.ma.masked_invalid(values)))
        true.append(["none" if c[3] == 0 else colors.to_hex(c) for c in drawn])
    for (_, given), got, there in zip(jobs, front_end(jobs), true, strict=True):
        assert got == there, given["shades"]["edges"][:5]
