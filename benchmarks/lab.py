"""Reform Lab: how fast, how accurate, how cost grows, and what general root finders take for the same equations.

Usage: python benchmarks/lab.py [--quick]     (--quick leaves out 1,000 regions and more and takes fewer repeats)

One BLAS thread is used, as on a machine that others use too; set OMP_NUM_THREADS to choose otherwise. Peers run in the
same process on the same residual and start. Medians of warm runs; a table is printed, and written to
benchmarks/results/lab.json. An idle machine needs about five minutes; memory grows to about 1 GB at 2,800 regions.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded

import json
import math
import resource
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reformlab.lab import BREAKTHROUGHS, China2020, Lab, Parameters, build, china_2020
from reformlab.lab.bundles import combine, without
from reformlab.lab.synthetic import resample

RESULTS = Path(__file__).parent / "results" / "lab.json"
ONE_LEVER = {"across_province_barrier": 0.9}
# Copies of provinces are poorer at the bottom than provinces are; a higher Engel elasticity lowers what food they need.
MADE_UP = {"official_incomes": False, "parameters": Parameters(farm_goods_income_elasticity=0.8)}


def median_ms(call, repeats):
    """Median time of a warm call, in milliseconds (a `Took`, which also knows the fastest), and its last result."""
    result, times, busy = call(), [], []
    for _ in range(repeats):
        start, worked = time.perf_counter(), time.process_time()
        result = call()
        times.append(1e3 * (time.perf_counter() - start))
        busy.append(1e3 * (time.process_time() - worked))
    return Took(times, busy), result


class Took(float):
    """Median of some times; `note` tells the fastest and the processor's, which say more on a machine that is busy."""

    def __new__(cls, times, busy):
        """Keep the median as the number."""
        made = super().__new__(cls, statistics.median(times))
        made.processor = statistics.median(busy)
        made.note = f"fastest {min(times):,.2f}, processor {made.processor:,.2f} ms"
        return made


class Report:
    """Rows of name, value, unit and bar; printed at once, stored at the end."""

    def __init__(self):
        self.rows = []
        print(f"{'what':<70}{'value':>12}  {'unit':<16}{'bar':>8}  verdict")

    def add(self, what, value, unit, bar=None, note=""):
        """Print and keep one row."""
        verdict = "" if bar is None else ("met" if value <= bar else "missed")
        self.rows.append({"what": what, "value": value, "unit": unit, "bar": bar, "verdict": verdict, "note": note})
        shown = f"{value:.3g}" if abs(value) < 1e-3 else f"{value:,.3f}"
        print(
            f"{what:<70}{shown:>12}  {unit:<16}{'' if bar is None else format(bar, 'g'):>8}  {verdict} {note}",
            flush=True,
        )

    def save(self):
        """Write all rows."""
        RESULTS.parent.mkdir(exist_ok=True)
        part = RESULTS.with_suffix(".part")
        part.write_text(
            json.dumps({"numpy": np.__version__, "cores": os.cpu_count(), "rows": self.rows}, indent=1) + "\n", "utf-8"
        )
        part.replace(RESULTS)


def native(report, lab, repeats):
    """One lever and the package, two and three spaces, with the cost of the first call."""
    start = time.perf_counter()
    lab.solver.all_preconditioners()
    report.add("Jacobians, once", time.perf_counter() - start, "s")
    package = combine(BREAKTHROUGHS, lab.baseline.neutral)
    for name, levers, bar in (("one lever", ONE_LEVER, 3.0), ("package of 16 levers", package, 5.0)):
        took, run = median_ms(lambda levers=levers: lab.solve(**levers), repeats)
        report.add(f"31 provinces x 2 spaces, {name}", took, "ms", bar, f"{run.solution.sweeps} sweeps, {took.note}")
    three = China2020(spaces=3)
    for name, levers in (("one lever", ONE_LEVER), ("package of 16 levers", package)):
        took, run = median_ms(lambda levers=levers: three.solve(**levers), repeats)
        report.add(f"31 provinces x 3 spaces, {name}", took, "ms", None, f"{run.solution.sweeps} sweeps, {took.note}")
    took, _ = median_ms(lambda: lab.shapley(), max(3, repeats // 10))
    report.add("Shapley value over 32 coalitions", took / 1e3, "s", 0.3, took.note)


def paths(report, lab, repeats):
    """31 years, myopic and with foresight."""
    run = lab.package()
    lab.pace()  # fitting the speeds happens once and is not part of a path
    took, _ = median_ms(lambda: lab.transition(run, 2050), max(3, repeats // 10))
    report.add("31-year path, myopic", took / 1e3, "s", 0.2, took.note)
    took, path = median_ms(lambda: lab.transition(run, 2050, foresight=True), 2)
    report.add("31-year path, foresight", took / 1e3, "s", None, f"{path.rounds} rounds, {took.note}")


def draws(report, lab, count):
    """A base year and seven reforms a draw: in this process, on two, and on a Dask cluster; all give the same bits."""
    whole = combine(BREAKTHROUGHS, lab.baseline.neutral)
    runs = [lab.package([one]) for one in BREAKTHROUGHS]
    runs += [lab.package(), lab.solve(**without(whole, "barriers", "assumed gains"))]
    bar, bands = 300.0 * count / 500, {}

    def timed(where, **options):
        start, worked = time.perf_counter(), time.process_time()
        found = lab.uncertainty(runs, draws=count, **options)
        bands[where] = np.concatenate([one.draws.to_numpy() for one in found])
        spent, note = time.perf_counter() - start, f"processor of this process {time.process_time() - worked:.1f} s"
        report.add(
            f"{count:,} draws of a base and seven reforms, {where}", spent, "s", bar if "two" in where else None, note
        )

    timed("one process")
    timed("two processes", workers=2)
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        print("no dask.distributed here: the cluster is left out (pip install reformlab[cluster])")
    else:
        with (
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            timed("Dask cluster of two workers", scheduler=client)
    first, *others = bands.values()
    gap = max(float(np.abs(first - other).max()) for other in others)
    report.add("largest difference between them", gap, "", 0.0, f"{len(bands)} ways")


def growth(report, sizes, repeats):
    """Cost of one lever from 31 to thousands of regions, and the exponent between neighbouring sizes."""
    inputs, times, sweeps = china_2020(), {}, {}
    bars = {337: 0.2, 2800: 3.0}
    for size in sizes:
        start = time.perf_counter()
        lab = Lab(build(resample(inputs, size), **MADE_UP), tolerance=1e-8)
        built = time.perf_counter() - start
        took, run = median_ms(lambda lab=lab: lab.solve(charge_costs=False, **ONE_LEVER), repeats if size < 1000 else 3)
        note = (
            f"{run.solution.sweeps} sweeps, {took.note}; built in {built:.1f} s; residual {run.solution.residual:.0e}"
        )
        report.add(f"{size:,} regions, one lever", took / 1e3, "s", bars.get(size), note)
        sweep, _ = median_ms(lambda run=run: run.solution.system.sweep(run.solution.state), 5)
        sweeps[size], times[size] = sweep.processor, took.processor
    for first, second in pairwise(sizes):
        exponent = math.log(sweeps[second] / sweeps[first]) / math.log(second / first)
        report.add(f"a sweep, {first:,} to {second:,} regions: processor time grows as size to the", exponent, "power")
    marks = [size for size in (31, 337, 2800) if size in times]
    for first, second in pairwise(marks):
        exponent = math.log(times[second] / times[first]) / math.log(second / first)
        report.add(f"a solve, {first:,} to {second:,} regions: processor time grows as size to the", exponent, "power")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux
    report.add(f"peak memory, up to {max(sizes):,} regions", peak, "MB")


def peers(report, lab):
    """General root finders of SciPy on the same residual, from the same start, to the same tolerance."""
    from scipy.optimize import root

    residual, start = lab.residual(charge_costs=False, **ONE_LEVER)
    took, run = median_ms(lambda: lab.solve(charge_costs=False, **ONE_LEVER), 10)
    report.add("one lever: this solver", took, "ms", None, f"residual {run.solution.residual:.0e}")
    for method, options in (
        ("hybr", {"xtol": 1e-12}),
        ("krylov", {"fatol": 1e-10, "maxiter": 400}),
        ("df-sane", {"ftol": 0.0, "fatol": 1e-10, "maxfev": 4000}),
    ):
        calls = 0

        def counted(x):
            nonlocal calls
            calls += 1
            return residual(x)

        begin = time.perf_counter()
        with np.errstate(all="ignore"):
            found = root(counted, start, method=method, options=options)
        spent = 1e3 * (time.perf_counter() - begin)
        gap = float(np.max(np.abs(residual(found.x))))
        note = f"{spent / took:.0f} times as long, {calls} evaluations, residual {gap:.0e}"
        report.add(
            f"one lever: scipy root {method}", spent, "ms", None, note + ("" if gap < 1e-8 else " (not converged)")
        )


def accuracy(report):
    """Distance to SciPy's solution of the equations written out on full tables."""
    from tests.lab.restated import solved

    for spaces in (2, 3):
        lab = China2020(spaces=spaces)
        lab.tolerance = 1e-12
        levers = combine(BREAKTHROUGHS, lab.baseline.neutral)
        start = time.perf_counter()
        theirs = np.log(solved(lab, levers).welfare)
        note = f"the package; SciPy took {time.perf_counter() - start:.1f} s"
        gap = float(100 * np.abs(lab.solve(**levers).welfare.log_welfare - theirs).max())
        report.add(f"largest gap of a group to SciPy, {spaces} spaces", gap, "log points", 1e-8, note)


def main(arguments):
    """Run all parts."""
    quick = "--quick" in arguments
    repeats = 20 if quick else 100
    report, lab = Report(), China2020()
    native(report, lab, repeats)
    paths(report, lab, repeats)
    draws(report, lab, 40 if quick else 500)
    accuracy(report)
    peers(report, lab)
    growth(report, (31, 62, 124, 337) if quick else (31, 62, 124, 337, 1000, 2800), max(3, repeats // 10))
    report.save()


if __name__ == "__main__":  # worker processes import this file and must not start over
    main(sys.argv[1:])
