"""Grading: classes of several sizes beside ``nbgrader autograde`` and ``otter run``, in one run, with ratios.

``python benchmarks/grading.py [--sizes 7 40 300] [--peers 7] [--many 1000] [--otter FOLDER] [--again]``

One exercise with a table, a function and a figure is handed in many times. Measured on all cores of this machine, each
as the command that an instructor gives, start-up included: ``reformlab grade`` with every protection on; nbgrader with
one process for the class and with one each; otter-grader 7 in an environment of its own (``--otter`` names one that
exists; else it is made in a temporary folder). Ours is the whole time for a class of each size. nbgrader is measured
with one submission and with ``--peers``; the two give its start-up and its seconds for each, from which its time for
each size follows; otter starts anew for each submission. A ratio compares the commands as they are; the one after it
gives the peers as many processes as there are cores too, by what running two at once really gains. What has been
measured is written down at once: after an interruption the same command goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import nbformat
from coursegrader.authoring import builder, copies, source
from coursegrader.batch import course as courses
from coursegrader.batch.grader import Grader
from coursegrader.runner import plan as plans
from coursegrader.runner.limits import Limits
from coursegrader.runner.server import children, proportional_memory

SLUG = "02_counting"
BARS = {7: 5, 40: 8, 300: 10}  # how many times faster a class of that size has to be graded
MEMORY = 500 << 20  # bytes that the grader's own processes may have
BIN = Path(sys.executable).parent
OTTER = "7.0.0"
EXERCISE = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
title: Counting people
---
# Counting people

```{code-cell}
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

rates = pd.DataFrame({"resident": [60.60, 63.89, 64.72], "hukou": [44.38, 45.40, 46.70]}, index=[2019, 2020, 2021])
```
"""
QUESTIONS = {
    "gap": ("gaps = rates['resident'] - rates['hukou']", "assert abs(gaps[2020] - 18.49) < 0.01"),
    "people": (
        "def people(r, h, p):\n    return (r - h) / 100 * p",
        "assert abs(people(63.89, 45.4, 1411.78) - 261) < 0.1",
    ),
    "mean": ("mean_gap = float(np.mean(gaps))", "assert abs(mean_gap - 17.576667) < 0.001"),
    "table": ("table = rates.assign(gap=gaps).round(1)", "assert list(table.columns) == ['resident', 'hukou', 'gap']"),
    "figure": (
        "fig, ax = plt.subplots()\nax.plot(rates.index, gaps)\nax.set_ylabel('points')",
        "assert ax.get_ylabel()",
    ),
}
ANSWERS = ("gaps", "people", "mean_gap", "table", "ax")
_ANSWER = """
```{{code-cell}}
---
grade: {{id: {name}, kind: answer}}
---
### BEGIN SOLUTION
{answer}
### END SOLUTION
```

```{{code-cell}}
---
grade: {{id: test_{name}, kind: test, points: 1}}
---
### BEGIN HIDDEN TESTS
{test}
### END HIDDEN TESTS
```
"""


def write_course(folder: Path):
    """Write the exercise, build it, return the bytes of a perfect submission."""
    path = folder / "exercises" / SLUG / "exercise.md"
    path.parent.mkdir(parents=True)
    text = EXERCISE
    for name, (answer, test) in QUESTIONS.items():
        text += _ANSWER.format(name=name, answer=answer, test=test)
    path.write_text(text, "utf-8")
    builder.build(path, folder / "built")
    shutil.copytree(folder / "built" / "instructor" / SLUG, folder / "source" / SLUG)
    return nbformat.writes(copies.solved(source.read(path))).encode()


def hand_in(folder: Path, data: bytes, students) -> Path:
    """Put the submission into nbgrader's layout for each student."""
    for student in students:
        home = folder / "submitted" / student / SLUG
        home.mkdir(parents=True, exist_ok=True)
        (home / f"{SLUG}.ipynb").write_bytes(data)
    return folder / "submitted"


def settings(folder: Path, jobs: int) -> courses.Settings:
    """Return settings with a grade book of their own."""
    return courses.Settings(folder, folder / "source", f"sqlite:///{folder / 'gradebook.db'}", jobs=jobs)


def timed(act) -> float:
    """Return the seconds that a function takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def ours(root: Path, data: bytes, count: int, jobs: int) -> dict:
    """Grade ``count`` submissions from nothing: the command's start, grade book, notebooks, feedback are part of it."""
    folder = root / f"ours-{jobs}-{count}"
    shutil.copytree(root / "course" / "source", folder / "source")
    submitted = hand_in(folder, data, [f"s{number:04d}" for number in range(count)])
    whole = timed(lambda: run([BIN / "reformlab", "grade", submitted, "--jobs", jobs], folder))
    results = courses.run(settings(folder, 1), submitted).results[SLUG]  # known by now: nothing is graded
    full = [result for result in results.values() if result.score == len(QUESTIONS)]
    if len(full) != count:
        raise SystemExit(f"{count - len(full)} of {count} submissions did not get full marks")
    single = statistics.median(result.seconds for result in results.values())
    return {"count": count, "seconds": whole / count, "inside": single, "whole": whole}


def greedy(data: bytes, folder: Path) -> list[Path]:
    """Write submissions that make the grader's own processes as large as they can: parts, text, output, an answer."""
    picture = "from IPython.display import Image, display\nimport os\n"
    picture += "png = b'\\x89PNG\\r\\n\\x1a\\n' + os.urandom(1_400_000)\nfor _ in range(9): display(Image(png))"
    parts = json.loads(data)
    parts["metadata"]["many"] = [{} for _ in range(1_500_000)]
    text, output, answer = (nbformat.from_dict(json.loads(data)) for _ in range(3))
    text.cells += [nbformat.v4.new_markdown_cell("word " * 30_000) for _ in range(100)]
    output.cells += [nbformat.v4.new_code_cell(picture) for _ in range(10)]
    for cell in answer.cells:
        if cell.cell_type == "code" and "mean_gap = " in cell.source:
            cell.source = "mean_gap = [np.zeros(2_000_000)] * 7"  # 112 MB
    made = [nbformat.writes(each) for each in (text, output, answer)]
    files = [folder / f"greedy{number}.ipynb" for number in range(len(made) + 1)]
    for file, words in zip(files, [json.dumps(parts, separators=(",", ":")), *made], strict=True):
        file.write_text(words, "utf-8")
    return files


def memory(root: Path, work: list[Path], jobs: int) -> dict:
    """Return, of submissions graded ``jobs`` at a time, the memory of the warm fork server, the most that all running
    submissions added, and the most of the grader's own processes (this one and those that read and judge), in bytes."""
    bundle, most, own = plans.bundle(root / "course" / "source" / SLUG), 0, 0
    with Grader(bundle, limits=Limits()) as grader:
        grader.start()
        ended = threading.Event()

        def watch():
            nonlocal most, own
            while not ended.wait(0.005):
                tree = [os.getpid(), grader.examiner.process.pid]
                for pid in tree[1:]:
                    tree += children(pid)
                    for child in children(pid):
                        tree += children(child)
                most, own = max(most, grader.server.memory()), max(own, sum(map(proportional_memory, tree)))

        watcher = threading.Thread(target=watch)
        watcher.start()
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(lambda file: grader.grade(file.read_bytes()), work))
        ended.set()
        watcher.join()
        return {"server": grader.server.own_memory(), "submission": most, "grader": own}


def run(words, folder: Path, environment=None) -> None:
    """Run a peer and show what it said if it fails."""
    path = f"{Path(str(words[0])).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        list(map(str, words)),
        cwd=folder,
        env={**os.environ, "PATH": path, **(environment or {})},
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise SystemExit(f"{words[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def nbgrader_folder(root: Path, data: bytes, count: int) -> Path:
    """Make nbgrader's course with ``count`` submissions, once."""
    folder = root / f"nbgrader-{count}"
    if not folder.is_dir():
        shutil.copytree(root / "course" / "source", folder / "source")
        (folder / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.CourseDirectory.root = {str(folder)!r}\n", "utf-8"
        )
        run([BIN / "nbgrader", "generate_assignment", SLUG, "--create"], folder)
        hand_in(folder, data, [f"s{number}" for number in range(count)])
    return folder


def nbgrader_class(root: Path, data: bytes, count: int) -> list[float]:
    """Return the seconds of ``nbgrader autograde`` for a class, in three runs."""
    folder = nbgrader_folder(root, data, count)
    words = [BIN / "nbgrader", "autograde", SLUG, "--create", "--force"]
    return [timed(lambda: run(words, folder)) for _ in range(3)]


def nbgrader_each(root: Path, data: bytes, count: int) -> list[float]:
    """Return seconds of ``nbgrader autograde`` for single submissions, a process each."""
    folder = nbgrader_folder(root, data, count)
    words = [BIN / "nbgrader", "autograde", SLUG, "--create", "--force"]
    return [timed(lambda n=n: run([*words, f"--student=s{n}"], folder)) for n in range(min(count, 3))]


def otter(root: Path, data: bytes, count: int, environment: str | None) -> list[float]:
    """Return the seconds of ``otter run`` for single submissions."""
    home = Path(environment) if environment else root / "otter-environment"
    if not home.is_dir():
        run([sys.executable, "-m", "venv", home], root)
        packages = [f"otter-grader=={OTTER}", "ipykernel", "numpy", "pandas", "matplotlib", "setuptools<80"]
        run([home / "bin" / "python", "-m", "pip", "install", "-q", *packages], root)
    folder = root / "otter"
    (folder / "tests").mkdir(parents=True)
    for name, (_, test) in QUESTIONS.items():
        text = f"OK_FORMAT = False\nfrom otter.test_files import test_case\nname = {name!r}\npoints = 1\n\n"
        text += f"@test_case(points=1)\ndef test_{name}(env):\n"
        text += "".join(f"    {answer} = env.get({answer!r})\n" for answer in ANSWERS) + f"    {test}\n"
        (folder / "tests" / f"{name}.py").write_text(text, "utf-8")
    (folder / "otter_config.json").write_text("{}", "utf-8")
    notebook = nbformat.reads(data.decode(), as_version=4)
    kept = []
    for cell in notebook.cells:
        if not cell.metadata.get("nbgrader", {}).get("grade"):
            kept.append(cell)
        else:
            name = cell.metadata["nbgrader"]["grade_id"].removeprefix("test_")
            kept.append(nbformat.v4.new_code_cell(f"grader.check({name!r})"))
    head = nbformat.v4.new_code_cell("import otter\ngrader = otter.Notebook()")
    notebook.cells = [head, *kept]
    nbformat.write(notebook, folder / "submission.ipynb")
    shutil.make_archive(str(folder / "autograder"), "zip", folder, "tests")
    archive = folder / "autograder.zip"
    import zipfile

    with zipfile.ZipFile(archive, "a") as file:
        file.write(folder / "otter_config.json", "otter_config.json")
    words = [home / "bin" / "otter", "run", "submission.ipynb", "-a", archive, "--no-logo"]
    times = [timed(lambda: run(words, folder)) for _ in range(count)]
    (result,) = folder.glob("results.json")
    scores = [test.get("score", 0) for test in json.loads(result.read_text("utf-8"))["tests"]]
    if sum(scores) < len(QUESTIONS):
        raise SystemExit(f"otter gave {sum(scores)} of {len(QUESTIONS)} points: the comparison would not be fair")
    return times


def two_at_once(root: Path) -> float:
    """Return how much two peers at once gain on this machine, measured with two nbgrader processes."""
    words = [BIN / "python", "-c", "import nbgrader.api, nbclient"]
    one = statistics.median(timed(lambda: run(words, root)) for _ in range(3))
    cores = os.cpu_count() or 1

    def together():
        with ThreadPoolExecutor(cores) as pool:
            list(pool.map(lambda _: run(words, root), range(cores)))

    return cores * one / statistics.median(timed(together) for _ in range(3))


class Record:
    """Measurements by name in a JSON file; what stands there under the same conditions is not measured again."""

    def __init__(self, path: Path, conditions: dict, again: bool):
        self.path, self.found = path, {"conditions": conditions}
        if path.is_file() and not again:
            before = json.loads(path.read_text("utf-8"))
            if before.get("conditions") == conditions:
                self.found = before

    def measure(self, name: str, act):
        """Return what is known of a name, or measure it and write it down."""
        if name not in self.found:
            print(f"measuring: {name}", file=sys.stderr)
            self.found[name] = act()
            self.save()
        return self.found[name]

    def save(self):
        """Write the file as a whole."""
        self.path.parent.mkdir(exist_ok=True)
        half = self.path.with_suffix(".part")
        half.write_text(json.dumps(self.found, indent=1) + "\n", "utf-8")
        os.replace(half, self.path)


def show(kept: dict) -> None:
    """Print what was measured of memory."""
    for name, found in kept.items():
        print(
            f"memory, {name}: server {found['server'] >> 20} MB, submissions {found['submission'] >> 20} MB more, "
            f"the grader's own processes {found['grader'] >> 20} MB (at most {MEMORY >> 20})"
        )


def main():
    """Measure, print a table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(BARS), help="submissions of the classes")
    parser.add_argument("--peers", type=int, default=7, help="submissions for nbgrader and otter, at least 2")
    parser.add_argument("--many", type=int, default=1000, help="submissions in one go; 0 leaves it out")
    parser.add_argument("--memory", action="store_true", help="measure memory alone")
    parser.add_argument("--otter", metavar="FOLDER", help="an environment with otter-grader; 'none' leaves it out")
    parser.add_argument("--again", action="store_true", help="measure also what has been measured")
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "results" / "grading.json")
    chosen = parser.parse_args()
    if min(chosen.sizes) < 1 or chosen.peers < 2:
        parser.error(f"--sizes {chosen.sizes} --peers {chosen.peers}: give sizes above 0, and at least 2 peers")
    cores = os.cpu_count() or 1
    versions = {name: version(name) for name in ("nbgrader", "numpy", "pandas", "ipython")}
    versions |= {"python": platform.python_version(), "otter-grader": OTTER}
    conditions = {"cores": cores, "peers": chosen.peers}
    conditions["versions"] = versions
    record = Record(chosen.to, conditions, chosen.again)
    with tempfile.TemporaryDirectory(prefix="grading-benchmark-") as folder:
        root = Path(folder)
        data = write_course(root / "course")
        (root / "ordinary.ipynb").write_bytes(data)
        with ProcessPoolExecutor(1) as other:  # what it takes to make them is none of the grader's memory
            greedy_ones = other.submit(greedy, data, root).result()
        kept = {
            name: record.measure(f"memory, {name}", lambda work=work, jobs=jobs: memory(root, work, jobs))
            for name, work, jobs in (
                ("one at a time", [root / "ordinary.ipynb"] * 10, 1),
                ("greedy ones, one at a time", greedy_ones, 1),
                (f"greedy ones, {max(cores, 4)} at a time", greedy_ones * 3, max(cores, 4)),
            )
        }
        if chosen.memory:
            show(kept)
            return
        classes = {
            (size, jobs): record.measure(
                f"ours, {size} in {jobs} process{'es' * (jobs > 1)}",
                lambda size=size, jobs=jobs: ours(root, data, size, jobs),
            )
            for size in sorted(set(chosen.sizes))
            for jobs in sorted({1, cores})
        }
        acts = {
            "nbgrader, one submission": lambda: nbgrader_class(root, data, 1),
            "nbgrader, one process for the class": lambda: nbgrader_class(root, data, chosen.peers),
            "nbgrader, a process each": lambda: nbgrader_each(root, data, chosen.peers),
            "otter run": lambda: otter(root, data, min(chosen.peers, 3), chosen.otter),
        }
        if chosen.otter == "none":
            del acts["otter run"]
        peers = {name: statistics.median(record.measure(name, act)) for name, act in acts.items()}
        gain = record.measure("gain of as many peers at once as cores", lambda: two_at_once(root))
        if chosen.many:
            whole = record.measure(f"{chosen.many} in one go", lambda: ours(root, data, chosen.many, cores))["whole"]
    one, many = peers.pop("nbgrader, one submission"), peers.pop("nbgrader, one process for the class")
    steady = (many - one) / (chosen.peers - 1)
    whole_of = {"nbgrader, one process for the class": lambda size: one + steady * (size - 1)}
    whole_of |= {name: lambda size, each=each: each * size for name, each in peers.items()}
    ratios = record.found["ratios"] = {}
    print(f"{'':38}{'submissions':>12}{'seconds':>10}{'ratio':>8}{'all cores':>11}{'bar':>6}")
    for (size, jobs), mine in classes.items():
        print(f"{f'reformlab grade, {jobs} at a time':38}{size:12}{mine['whole']:10.1f}")
        if jobs < cores:
            continue
        for name, whole_time in whole_of.items():
            ratio = whole_time(size) / mine["whole"]
            bar = BARS.get(size, "")
            ratios.setdefault(name, {})[str(size)] = {"as they are": ratio, "all cores": ratio / gain, "bar": bar}
            print(f"  {name:36}{size:12}{whole_time(size):10.1f}{ratio:8.1f}{ratio / gain:11.1f}{bar:>6}")
    show(kept)
    if chosen.many:
        print(f"{chosen.many} submissions in one go: {whole:.0f} s, {60 * chosen.many / whole:.0f} a minute")
    record.save()


if __name__ == "__main__":
    main()
