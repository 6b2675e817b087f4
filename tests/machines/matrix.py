"""Run lessons and tests under every promised Python, with the oldest packages that are allowed and with the newest.

`make test-matrix` calls it. The environments stay in ``_build/matrix``: a second run is quicker. Arguments choose some,
such as ``3.13-newest``.
"""

import os
import re
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
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
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
    return python


def versions(python):
    """Return the versions of the packages shown, by name."""
    code = f"from importlib.metadata import version; print(*map(version, {SHOWN}))"
    return subprocess.run([python, "-c", code], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout.split()


def tested(python, report):
    """Run the tests; return the numbers of those that passed and failed (a run that broke off failed once)."""
    words = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *TESTS]
    report.unlink(missing_ok=True)
    code = subprocess.run(words, cwd=ROOT, env=os.environ | {"MPLBACKEND": "agg"}).returncode
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
    print()
    for row in [["Python", "packages", *SHOWN, "passed", "failed"], *rows]:
        print("  ".join(f"{cell!s:<10}" for cell in row).rstrip())
    return int(not rows or any(row[-1] for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
