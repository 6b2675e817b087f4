// The Reform Lab in the browser's Python: time of a solve under Pyodide in Node, the engine that Chromium uses too.
// Usage: node benchmarks/lab_pyodide.mjs FOLDER     (a Pyodide distribution with the wheels of numpy and pandas)
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = process.argv[2] ? resolve(process.argv[2]) : null;
if (!folder || !existsSync(join(folder, "pyodide.mjs"))) {
  console.error("Give the folder of a Pyodide distribution: it holds pyodide.mjs and the wheels of numpy and pandas.");
  process.exit(2);
}
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: `${folder}/` });
await python.loadPackage(["numpy", "pandas"], { messageCallback: () => {} });
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
python.FS.mkdirTree("/course");
python.FS.mount(python.FS.filesystems.NODEFS, { root }, "/course");
python.runPython(`
import statistics, sys, time

sys.path.insert(0, "/course")
from reformlab.lab import China2020


def show(what, call, repeats, bar=None):
    call()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(1e3 * (time.perf_counter() - start))
    took = statistics.median(times)
    verdict = "" if bar is None else f"   bar {bar:g}: {'met' if took <= bar else 'missed'}"
    print(f"{what:<34}{took:>10.1f} ms   fastest {min(times):.1f}{verdict}")


start = time.perf_counter()
lab = China2020()
print(f"{'building the economy':<34}{1e3 * (time.perf_counter() - start):>10.1f} ms")
start = time.perf_counter()
lab.solve(across_province_barrier=0.9)
print(f"{'first solve, with its Jacobian':<34}{1e3 * (time.perf_counter() - start):>10.1f} ms")
show("one lever", lambda: lab.solve(across_province_barrier=0.9), 30, 15.0)
show("package of 16 levers", lab.package, 30)
run = lab.package()
lab.pace()
show("31-year path, myopic", lambda: lab.transition(run), 3)
`);
