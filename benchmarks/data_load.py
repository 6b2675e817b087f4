"""Cold load of every table: a fresh process each time, beside pandas.read_csv and Frictionless on the same file.

The clock starts after the imports: it holds the manifests, the checksum and the parsing.
Usage: python benchmarks/data_load.py [RUNS]
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

BAR_MS = 50.0
RESULTS = Path(__file__).parent / "results" / "data_load.json"

OURS = """
import time, pandas
from reformlab import data
start = time.perf_counter(); data.load({table!r}); print(1e3 * (time.perf_counter() - start))
"""
PANDAS = """
import time, pandas
start = time.perf_counter(); pandas.read_csv({path!r}); print(1e3 * (time.perf_counter() - start))
"""
FRICTIONLESS = """
import time
from frictionless import Package
start = time.perf_counter()
Package({package!r}).get_resource({table!r}).read_rows()
print(1e3 * (time.perf_counter() - start))
"""


def median(code, runs):
    """Return the median of what ``code`` prints, in fresh processes."""
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout)
        for _ in range(runs)
    ]
    return statistics.median(times)


def main(runs=7):
    """Print and store the table."""
    from reformlab import data

    package = str(data.folder() / "datapackage.json")
    print(f"{'table':<22}{'load ms':>9}{'read_csv ms':>13}{'ratio':>7}{'frictionless ms':>17}{'ratio':>7}")
    rows = []
    for table in data.tables():
        ours = median(OURS.format(table=table), runs)
        plain = median(PANDAS.format(path=str(data.folder() / f"{table}.csv")), runs)
        other = median(FRICTIONLESS.format(package=package, table=table), max(1, runs // 3))
        rows.append({"table": table, "load_ms": ours, "read_csv_ms": plain, "frictionless_ms": other})
        print(
            f"{table:<22}{ours:>9.1f}{plain:>13.1f}{ours / plain:>7.2f}{other:>17.1f}{other / ours:>7.1f}", flush=True
        )
    slowest = max(rows, key=lambda row: row["load_ms"])
    verdict = "met" if slowest["load_ms"] < BAR_MS else "missed"
    print(f"Slowest: {slowest['table']}, {slowest['load_ms']:.1f} ms. Bar of {BAR_MS:g} ms: {verdict}.")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"runs": runs, "bar_ms": BAR_MS, "tables": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
