"""Time of a book build beside plain ``jupyter-book build`` on the same content: cold, one lesson touched, nothing new.

Both build the same folder: copies of the course's own lessons, each with a line of its own so that none is found in a
cache, with the same extensions. Jupyter Book runs as its manual says, with its execution cache on and nothing of ours
ahead of it (``course_ahead: false``): it runs one notebook after the other. The course's command runs lessons ahead,
takes warnings as errors and swaps the finished book in. A saved file is timed as well while ``make serve`` shows the
book, until the new page stands; Jupyter Book has no such mode, so its command is what that is compared with. Modules
are compiled before, as pip leaves them; tools that do not would add the same seconds to every command. Run on an idle
machine::

    python benchmarks/build.py [--lessons 10] [--repeat 3]
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from coursebook import lessons
from coursebook.layout import find
from tqdm import tqdm

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "build.json"
LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|mailto:|doi:|#)[^)\s]*\)")
BARS = {"cold": 0.75, "code touched": 0.75, "text touched": 0.6}  # largest allowed ratio to plain Jupyter Book
SECONDS = {"text touched, served": 5.0}  # and the largest allowed time from a saved sentence to its page
KINDS = ("code touched", "text touched", "nothing new")


def copies(folder, count):
    """Write a course of `count` lessons into `folder`, made from the lessons that are there, in turn."""
    for name in ("_config.yml", "requirements.txt"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "data", folder / "data")
    for name in ("_static", "_ext"):
        shutil.copytree(ROOT / "book" / name, folder / "book" / name)
    for name in ("CITATION.cff", "LICENSE", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copy(ROOT / "book" / "references.bib", folder / "book")
    (folder / "book" / "glossary.md").write_text("# Glossary\n\n```{course-glossary}\n```\n", "utf-8")
    (folder / "book" / "index.md").write_text("# Copies\n\nLessons, copied.\n", "utf-8")
    (folder / "book" / "references.md").write_text("# References\n\n```{bibliography}\n:cited:\n```\n", "utf-8")
    listed = lessons.toc_names(find(ROOT))
    sources = [ROOT / f"{name}.md" for name in listed if re.match(r"lessons/\d", name)]  # the first hour is no lesson
    names = []
    (folder / "lessons").mkdir()
    for number in range(1, count + 1):
        text = sources[(number - 1) % len(sources)].read_text("utf-8")
        text = re.sub(r"^lesson: .*$", f"lesson: {number}", text, count=1, flags=re.MULTILINE)
        text = re.sub(r"^prerequisites: .*$", "prerequisites: []", text, count=1, flags=re.MULTILINE)
        text = LINK.sub(r"\1", text)
        text = re.sub(
            r"^(```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*\n?)", rf"\1# copy {number}\n", text, flags=re.MULTILINE
        )
        names.append(f"lessons/{number:02d}_copy")
        (folder / f"{names[-1]}.md").write_text(text, "utf-8")
    chapters = "\n".join(f"      - file: {name}" for name in names)
    toc = f"format: jb-book\nroot: book/index\nparts:\n  - caption: Copies\n    chapters:\n{chapters}\n"
    toc += "      - file: book/glossary\n      - file: book/references\n"
    (folder / "_toc.yml").write_text(toc, "utf-8")
    return [folder / f"{name}.md" for name in names]


def plain(folder):
    """Give the command of plain Jupyter Book."""
    program = Path(sys.executable).with_name("jupyter-book")
    return [str(program), "build", str(folder), "-q"]


def ours(folder):
    """Give the command of the course."""
    return [sys.executable, "-m", "reformlab.cli", "site", "build", "--no-lab", "--root", str(folder)]


def seconds(command):
    """Run `command` and return its time in seconds; stop with its output if it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    took = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return took


def touch(path, *, code):
    """Change one lesson: a line of its first code cell, or a line of its text."""
    text, stamp = path.read_text("utf-8"), time.time_ns()
    if code:
        text = re.sub(r"# (?:copy|touched) \d+", f"# touched {stamp}", text, count=1)
    else:
        text += f"\nTouched {stamp}.\n"
    path.write_text(text, "utf-8")


def measure(folder, command, count, repeat, bar):
    """Build one course again and again; return a list of times for each kind of build."""
    pages = copies(folder, count)
    config = folder / "_config.yml"
    settings = "" if command is ours else "    course_ahead: false\n"
    text = re.sub(r"^    course_search_words:.*\n", "", config.read_text("utf-8"), flags=re.MULTILINE)  # of other pages
    config.write_text(text.replace("  config:\n", f"  config:\n{settings}", 1), "utf-8")
    times = {"cold": [seconds(command(folder))]}
    bar.update()
    for kind in KINDS:
        times[kind] = []
        for round_ in range(repeat):
            if kind.endswith("touched"):
                touch(pages[round_ % count], code=kind.startswith("code"))
            times[kind].append(seconds(command(folder)))
            bar.update()
    return times


def measure_served(folder, repeat, bar):
    """Save files while the book is being shown; return a list of times for each kind of build."""
    pages, times = sorted((folder / "lessons").glob("*.md")), {}
    words = [sys.executable, "-m", "reformlab.cli", "site", "serve", "--no-lab", "--port", "0", "--root", str(folder)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, encoding="utf-8", env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as shown:
        try:
            _until(shown, "Save a file")
            for kind in (kind for kind in KINDS if kind.endswith("touched")):
                times[kind] = []
                for round_ in range(repeat):
                    time.sleep(1)  # nobody saves again in the moment in which the page appears
                    start = time.perf_counter()
                    touch(pages[round_ % len(pages)], code=kind.startswith("code"))
                    _until(shown, "wrote ")
                    times[kind].append(time.perf_counter() - start)
                    bar.update()
        finally:
            shown.terminate()
    return times


def _until(process, words):
    for line in process.stdout:
        if words in line:
            return
    sys.exit("`reformlab site serve` ended before it built")


def main():
    """Measure both, print a table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lessons", type=int, default=10, help="notebooks in the copied course")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each kind but the cold one")
    given = parser.parse_args()
    found = {}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for modules in (sysconfig.get_path("purelib"), ROOT / "reformlab", ROOT / "packages"):
        compileall.compile_dir(modules, quiet=2, workers=0)
    with tqdm(total=2 + 8 * given.repeat, desc="Builds", disable=not sys.stderr.isatty()) as bar:
        for name, command in (("jupyter-book", plain), ("reformlab", ours)):
            with tempfile.TemporaryDirectory(prefix="build-") as folder:
                found[name] = measure(Path(folder), command, given.lessons, given.repeat, bar)
                if name == "reformlab":
                    served = measure_served(Path(folder), given.repeat, bar)
                    found[name] |= {f"{kind}, served": times for kind, times in served.items()}
    rows, theirs = {}, found["jupyter-book"]
    print(f"{given.lessons} lessons, {os.cpu_count()} cores, median of {given.repeat} (cold: 1); seconds\n")
    print(f"{'build':<22}{'jupyter-book':>14}{'reformlab':>12}{'ratio':>8}  bar")
    for kind, times in found["reformlab"].items():
        one, other = statistics.median(theirs[kind.removesuffix(", served")]), statistics.median(times)
        bars = [f"ratio <= {BARS[kind]}"] if kind in BARS else []
        bars += [f"<= {SECONDS[kind]:g} s"] if kind in SECONDS else []
        rows[kind] = {"jupyter-book": one, "reformlab": other, "ratio": other / one, "bar": bars}
        print(f"{kind:<22}{one:>14.2f}{other:>12.2f}{other / one:>8.2f}  {', '.join(bars)}")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    new = RESULT.with_suffix(".new")
    new.write_text(
        json.dumps(
            {"lessons": given.lessons, "cores": os.cpu_count(), "rows": rows, "runs": {**found, "served": served}},
            indent=1,
        ),
        "utf-8",
    )
    new.replace(RESULT)
    print(f"\nwritten: {RESULT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
