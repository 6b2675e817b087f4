"""Run lessons and tests under every promised Python, with the oldest packages that are allowed and with the newest.

`make test-matrix` calls it. The environments stay in ``_build/matrix``: a second run is quicker. Arguments choose some,
such as ``3.13-newest``. Two words beside these: ``newest-sphinx`` builds the whole book with ``sphinx-build`` and the
newest Sphinx, MyST, numpy, pandas and matplotlib, without Jupyter Book; ``fresh`` installs each wheel, and what
students and Binder install, into empty environments (``test_fresh.py``).
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "_build" / "matrix"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
TESTS = ["tests/machines/lessons.py", *(f"tests/{room}" for room in ("models", "lab", "data", "style"))]
TESTS += [name for name in ("packages/livefigure/livefigure/tests/test_matrix.py",) if (ROOT / name).is_file()]
NEWEST = ("sphinx", "myst-parser", "myst-nb", "numpy", "pandas", "matplotlib")
SHOWN = ("numpy", "pandas", "matplotlib", "ipywidgets", "anywidget")


def uv(*words, **options):
    """Run uv, which downloads no Python and builds no package; return what it prints."""
    command = [sys.executable, "-m", "uv", "--no-python-downloads", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8", **options).stdout


def interpreter(version):
    """Return the program of a Python version, or None: uv's own, one on the path, or one of pyenv."""
    try:
        return uv("python", "find", "--no-project", "--system", version, stderr=subprocess.DEVNULL).strip()
    except subprocess.CalledProcessError:
        pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
        return next(map(str, sorted(pyenv.glob(f"versions/{version}.*/bin/python"))), None)


def environment(version, age):
    """Make or complete an environment; return its Python."""
    place = FOLDER / f"{version}-{age}"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        uv("venv", "--quiet", "--python", interpreter(version), place)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needs = [need for need in project["dependencies"] if not need.startswith("livefigure")]  # ours: from its folder
    wanted = place / "wanted.txt"
    wanted.write_text("\n".join(needs), "utf-8")
    if age == "oldest":  # of what the library needs; of what tests need the newest
        options = ["--quiet", "--resolution", "lowest-direct", "--no-header", "--no-annotate", "--only-binary", ":all:"]
        pins = uv("pip", "compile", wanted, "--python", python, *options).splitlines()
        names = {re.match(r"[\w-]+", need)[0] for need in needs}
        wanted.write_text("\n".join(pin for pin in pins if pin.partition("==")[0] in names), "utf-8")
    options = ["--quiet", "--upgrade", "--only-binary", ":all:", "--no-binary", "reformlab"]
    uv(
        "pip",
        "install",
        "--python",
        python,
        *options,
        "-e",
        ".[tools,cluster]",
        "--group",
        "matrix",
        "--constraint",
        wanted,
    )
    for name in ("coursegrader", "coursebook"):  # the one reads values, the other finds the browser
        uv("pip", "install", "--quiet", "--no-deps", "--python", python, "-e", f"packages/{name}")
    return python


# Beside what the packages declare: names of what Jupyter Book declares for the book's own settings.
BESIDE = ("sphinx-external-toc", "sphinx-copybutton", "sphinx-multitoc-numbering", "linkify-it-py")
HELD = ("jupyter-book", "sphinx")  # not wanted at all; wanted at its newest


def newest_sphinx():
    """Build the book of the work tree with the newest Sphinx; return the versions and the number of failures."""
    place = FOLDER / "newest-sphinx"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        uv("venv", "--quiet", "--python", interpreter("3.12") or sys.executable, place)
    needs = {*BESIDE, "sphinx"}
    ours = {path.parent.name: path.parent for path in ROOT.glob("packages/*/pyproject.toml")} | {"reformlab": ROOT}
    for folder in ours.values():
        declared = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
        needs |= {need for need in declared if re.match(r"[\w-]+", need)[0] not in (*HELD, *ours)}
    install = ("pip", "install", "--quiet", "--upgrade", "--python", python)
    uv(*install, *sorted(needs))
    uv(*install, "--no-deps", *(word for folder in ours.values() for word in ("--editable", folder)))
    course = place / "course"
    shutil.rmtree(course, ignore_errors=True)
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for name in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (course / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, course / name)
    config = subprocess.run([Path(sys.executable).with_name("jupyter-book"), "config", "sphinx", course])
    text = (course / "conf.py").read_text("utf-8")
    (course / "conf.py").write_text(re.sub(r"'(jupyter_book|sphinx_comments)', ", "", text), "utf-8")
    patience = ("-D", "nb_execution_timeout=3600")  # a first import of everything, on a machine that does other things
    build = [python, "-m", "sphinx", "-q", "-W", "--keep-going", *patience, course, course / "_build" / "html"]
    done = subprocess.run(build, env=os.environ | {"PYTHONPATH": str(course / "book" / "_ext")})
    return versions(python, NEWEST), int(config.returncode != 0 or done.returncode != 0)


def fresh():
    """Run the tests of fresh environments; return how many passed and failed."""
    return tested(sys.executable, FOLDER / "fresh.xml", [ROOT / "tests" / "machines" / "test_fresh.py"])


def versions(python, names=SHOWN):
    """Return the versions of the packages shown, by name."""
    code = f"from importlib.metadata import version; print(*map(version, {names}))"
    return subprocess.run([python, "-c", code], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout.split()


def tested(python, report, tests=TESTS):
    """Run the tests; return the numbers of those that passed and failed (a run that broke off failed once)."""
    words = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *tests]
    report.unlink(missing_ok=True)
    code = subprocess.run(words, cwd=ROOT, env=os.environ | {"MPLBACKEND": "agg", "TEST_MATRIX": "1"}).returncode
    suites = list(xml.parse(report).iter("testsuite")) if report.exists() else []
    total, bad, skipped = (
        sum(int(suite.get(name)) for suite in suites for name in names)
        for names in (["tests"], ["failures", "errors"], ["skipped"])
    )
    return total - bad - skipped, max(bad, int(code != 0))


def main(chosen):
    """Run all or the chosen environments and print a table; the exit code is 1 if anything failed or nothing ran."""
    rows = []
    for version in PYTHONS:
        if interpreter(version) is None:
            print(f"Python {version} is not on this machine: left out. `uv python install {version}` may bring it.")
            continue
        for age in ("oldest", "newest"):
            name = f"{version}-{age}"
            if chosen and name not in chosen:
                continue
            print(f"\n== Python {version}, {age} packages", flush=True)
            try:
                python = environment(version, age)
            except subprocess.CalledProcessError:  # uv has said why
                rows.append([version, age, *["-"] * len(SHOWN), 0, 1])
                continue
            rows.append([version, age, *versions(python), *tested(python, FOLDER / f"{name}.xml")])
    failed = sum(row[-1] for row in rows)
    print()
    for row in [["Python", "packages", *SHOWN, "passed", "failed"], *rows] if rows else ():
        print("  ".join(f"{cell!s:<10}" for cell in row).rstrip())
    if not chosen or "newest-sphinx" in chosen:
        print("\n== The book with the newest Sphinx", flush=True)
        found, bad = newest_sphinx()
        print(", ".join(map(" ".join, zip(NEWEST, found, strict=True))) + (": failed" if bad else ": built"))
        rows, failed = [*rows, found], failed + bad
    if not chosen or "fresh" in chosen:
        print("\n== Fresh environments", flush=True)
        passed, bad = fresh()
        rows, failed = [*rows, passed], failed + bad
    return int(not rows or failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
