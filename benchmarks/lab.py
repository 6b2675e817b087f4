"""Reform Lab: how fast, how accurate, how cost grows, and what general root finders take for the same equations.

Usage: python benchmarks/lab.py [--quick]     (--quick leaves out 2,800 regions and takes fewer repeats)

One BLAS thread is used below 500 regions, where more only add waiting; set OMP_NUM_THREADS to choose otherwise.
Peers run in the same process on the same residual and start. Medians of warm runs; a table is printed, and written to
benchmarks/results/lab.json.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded

import json
import math
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reformlab.lab import BREAKTHROUGHS, China2020, Lab, Parameters, build, china_2020
from reformlab.lab.bundles import combine
from reformlab.lab.synthetic import resample

RESULTS = Path(__file__).parent / "results" / "lab.json"
ONE_LEVER = {"across_province_barrier": 0.9}
# Copies of provinces are poorer at the bottom than provinces are; a higher Engel elasticity lowers what food they need.
MADE_UP = {"official_incomes": False, "parameters": Parameters(farm_goods_income_elasticity=0.8)}


def median_ms(call, repeats):
    """Median time of a warm call, in milliseconds, and its last result."""
    result, times = call(), []
    for _ in range(repeats):
        start = time.perf_counter()
        result = call()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times), result


class Report:
    """Rows of name, value, unit and bar; printed at once, stored at the end."""

    def __init__(self):
        self.rows = []
        print(f"{'what':<58}{'value':>12}  {'unit':<16}{'bar':>8}  verdict")

    def add(self, what, value, unit, bar=None, note=""):
        """Print and keep one row."""
        verdict = "" if bar is None else ("met" if value <= bar else "missed")
        self.rows.append({"what": what, "value": value, "unit": unit, "bar": bar, "verdict": verdict, "note": note})
        shown = f"{value:.3g}" if abs(value) < 1e-3 else f"{value:,.3f}"
        print(
            f"{what:<58}{shown:>12}  {unit:<16}{'' if bar is None else format(bar, 'g'):>8}  {verdict} {note}",
            flush=True,
        )

    def save(self):
        """Write all rows."""
        RESULTS.parent.mkdir(exist_ok=True)
        part = RESULTS.with_suffix(".part")
        part.write_text(
            json.dumps({"numpy": np.__version__, "cores": os.cpu_count(), "rows": self.rows}, indent=1) + "\n"
        )
        part.replace(RESULTS)


def native(report, lab, repeats):
    """One lever and the package, two and three spaces, with the cost of the first call."""
    start = time.perf_counter()
    for portable in (False, True):
        lab.solver.preconditioner(False, portable)
    lab.solver.preconditioner(True)
    report.add("Jacobians of the base year, once", time.perf_counter() - start, "s")
    package = combine(BREAKTHROUGHS, lab.baseline.neutral)
    for name, levers, bar in (("one lever", ONE_LEVER, 3.0), ("package of 16 levers", package, 5.0)):
        took, run = median_ms(lambda levers=levers: lab.solve(**levers), repeats)
        report.add(f"31 provinces x 2 spaces, {name}", took, "ms", bar, f"{run.solution.sweeps} sweeps")
    three = China2020(spaces=3)
    for name, levers in (("one lever", ONE_LEVER), ("package of 16 levers", package)):
        took, run = median_ms(lambda levers=levers: three.solve(**levers), repeats)
        report.add(f"31 provinces x 3 spaces, {name}", took, "ms", None, f"{run.solution.sweeps} sweeps")
    took, _ = median_ms(lambda: lab.shapley(), max(3, repeats // 10))
    report.add("Shapley value over 32 coalitions", took / 1e3, "s", 0.3)


def paths(report, lab, repeats):
    """31 years, myopic and with foresight."""
    run = lab.package()
    lab.pace()  # fitting the speeds happens once and is not part of a path
    took, _ = median_ms(lambda: lab.transition(run, 2050), max(3, repeats // 10))
    report.add("31-year path, myopic", took / 1e3, "s", 0.2)
    took, path = median_ms(lambda: lab.transition(run, 2050, foresight=True), 2)
    report.add("31-year path, foresight", took / 1e3, "s", None, f"{path.rounds} rounds")


def draws(report, lab, count):
    """Monte Carlo on one and on two processes; both give the same bits."""
    run = lab.package()
    start = time.perf_counter()
    one = lab.uncertainty(run, draws=count).draws
    report.add(f"{count:,} draws, one process", time.perf_counter() - start, "s")
    start = time.perf_counter()
    two = lab.uncertainty(run, draws=count, workers=2).draws
    report.add(f"{count:,} draws, two processes", time.perf_counter() - start, "s", 15.0 * count / 1000)
    report.add("difference between the two", float(np.abs(one.to_numpy() - two.to_numpy()).max()), "", 0.0)


def growth(report, sizes, repeats):
    """Cost of one lever from 31 to thousands of regions, and the exponent between neighbouring sizes."""
    inputs, last = china_2020(), None
    bars = {337: 0.2, 2800: 3.0}
    for size in sizes:
        start = time.perf_counter()
        lab = Lab(build(resample(inputs, size), **MADE_UP), tolerance=1e-8)
        built = time.perf_counter() - start
        if lab.economy.residence.shape[0] * 2 <= 200:
            lab.solver.preconditioner(False)
        took, run = median_ms(lambda lab=lab: lab.solve(charge_costs=False, **ONE_LEVER), repeats if size < 1000 else 2)
        note = f"{run.solution.sweeps} sweeps; built in {built:.1f} s"
        report.add(f"{size:,} regions, one lever", took / 1e3, "s", bars.get(size), note)
        sweep, _ = median_ms(lambda run=run: run.solution.system.sweep(run.solution.state), 5)
        if last is not None:
            exponent = math.log(sweep / last[1]) / math.log(size / last[0])
            report.add(f"   a sweep from {last[0]:,} to {size:,}: time grows as size to the", exponent, "power")
        last = (size, sweep)


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
    """Distance to the stored results of an independent program on its own inputs."""
    from tests.lab.oracle import REFORMS, oracle_lab, oracle_results

    stored = oracle_results()
    for spaces in (2, 3):
        lab = oracle_lab(spaces)
        gaps = []
        for name, levers in REFORMS.items():
            parts = lab.solve(**levers).solution.parts
            known = stored[str(spaces)][name]
            for ours, theirs in ((parts["people"], "people"), (parts["output"], "output"), (parts["budget"], "budget")):
                gaps.append(np.max(np.abs(ours.ravel() / np.array(known[theirs]) - 1)))
        note = f"{len(REFORMS)} reforms, refinements off"
        report.add(f"largest relative gap to the reference program, {spaces} spaces", float(max(gaps)), "", 1e-8, note)


def main(arguments):
    """Run all parts."""
    quick = "--quick" in arguments
    repeats = 20 if quick else 100
    report, lab = Report(), China2020()
    native(report, lab, repeats)
    paths(report, lab, repeats)
    draws(report, lab, 100 if quick else 1000)
    accuracy(report)
    peers(report, lab)
    growth(report, (31, 62, 124, 337) if quick else (31, 62, 124, 337, 1000, 2800), max(3, repeats // 10))
    report.save()


if __name__ == "__main__":  # worker processes import this file and must not start over
    main(sys.argv[1:])
