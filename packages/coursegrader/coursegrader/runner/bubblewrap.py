"""The command that starts the fork server inside bubblewrap, and a clear word where that is not possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from coursegrader.errors import GradingError

ASSETS, WORK, FONTS = "/a", "/w", "/fonts"
_HOST = ("/usr", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/alternatives")
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "IPYTHONDIR": "/tmp/ipython",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # without them some processors compute wrong numbers


class NoSandbox(GradingError):
    """This machine cannot run strangers' notebooks safely."""


@cache
def require() -> None:
    """Make sure that a sandbox can be started.

    Raises
    ------
    NoSandbox
        Saying what is missing and what to do.
    """
    choices = "or grade on a Linux machine or in CI, or pass --no-sandbox to run the notebooks without protection"
    if sys.platform != "linux":
        raise NoSandbox(
            f"the sandbox needs Linux, this is {sys.platform}\n    To do: grade on a Linux machine, {choices}"
        )
    for tool, package in (("bwrap", "bubblewrap"), ("setpriv", "util-linux")):
        if not shutil.which(tool):
            raise NoSandbox(f"{tool} is not installed\n    To do: apt-get install {package}, {choices}")
    probe = [
        *_namespaces(),
        "--ro-bind",
        "/",
        "/",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        *_drop_root(),
        "unshare",
        "-U",
        "true",
    ]
    done = subprocess.run(
        ["bwrap", *probe], capture_output=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        remedy = (
            "allow unprivileged user namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu 24.04)"
        )
        raise NoSandbox(f"bubblewrap cannot make a sandbox here: {reason}\n    To do: {remedy}, {choices}")


@cache
def libraries() -> tuple[Path, ...]:
    """Return the folders that student code may import or read: ours, and those of the entry points.

    An entry point of the group ``coursegrader.libraries`` is a package, or a function that returns folders. A package
    is found and not imported: it may bring matplotlib, for which the grader has no use.

    Raises
    ------
    GradingError
        If an entry point names what is not there, or a module that is no package.
    """
    folders = [Path(__file__).resolve().parents[1]]
    for point in entry_points(group="coursegrader.libraries"):
        try:
            spec = None if point.attr else find_spec(point.module)
            found = point.load()() if point.attr else spec.submodule_search_locations if spec else None
        except (ImportError, AttributeError):
            found = None
        if found is None:
            raise GradingError(
                f"students' code may import {point.value!r}, says the entry point {point.name!r} of the group "
                "coursegrader.libraries, and there is no such package or function\n"
                "    To do: install the package that names it anew, or mend the entry point in its pyproject.toml"
            )
        folders += map(Path, found)
    return tuple(folders)


def command(assets: Path | None, fd: int, *, preload: Sequence[str] = (), fonts: Path | None = None) -> list[str]:
    """Return the command of the fork server.

    Parameters
    ----------
    assets
        Folder with the assignment's files (not its notebooks); each is bound read-only below ``/a``.
    fd
        Descriptor of the control socket.
    preload
        Modules to import before the first job.
    fonts
        Folder with matplotlib's font list, so that it is not made anew at each start.
    """
    venv, base = Path(sys.prefix), Path(sys.base_prefix)
    elsewhere = [Path(entry) for entry in sys.path if entry.endswith("site-packages") and Path(entry).is_dir()]
    trees = [Path(tree) for tree in _HOST] + [base, venv, *elsewhere, *libraries()]
    trees = [tree for tree in dict.fromkeys(trees) if tree.exists()]
    environment = {
        **_ENVIRONMENT,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(str(tree.parent) for tree in libraries())),
    }
    environment |= {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    parts = ["bwrap", *_namespaces(), "--die-with-parent", "--new-session", "--clearenv"]
    parts += [word for name, value in environment.items() for word in ("--setenv", name, value)]
    for name in ("lib", "lib64", "bin", "sbin"):
        parts += ["--symlink", f"usr/{name}", f"/{name}"]
    parts += ["--proc", "/proc", "--dev", "/dev", "--size", str(64 << 20), "--perms", "1777", "--tmpfs", "/tmp"]
    for folder in _parents(trees):
        parts += ["--perms", "0755", "--dir", str(folder)]
    for tree in trees:
        parts += ["--ro-bind", str(tree), str(tree)]
    if fonts is not None:
        parts += ["--ro-bind", str(fonts), FONTS]  # copied by the server, since matplotlib wants a folder it can write
    parts += ["--perms", "0755", "--dir", ASSETS]
    for path in sorted(assets.iterdir()) if assets else ():
        if path.suffix != ".ipynb" and not path.name.startswith("."):
            parts += ["--ro-bind", str(path), f"{ASSETS}/{path.name}"]
    parts += ["--size", str(1 << 20), "--perms", "0777", "--tmpfs", WORK, "--chdir", WORK, "--remount-ro", "/"]
    # a path with ".." in it leads through folders that the sandbox does not have
    python = os.path.abspath(sys.executable)
    return [*parts, *_drop_root(), python, "-m", "coursegrader.sandbox.zygote", str(fd), *preload]


def bare_command(fd: int, *, preload: Sequence[str] = ()) -> list[str]:
    """Return the command of a fork server without any protection."""
    return [sys.executable, "-m", "coursegrader.sandbox.zygote", str(fd), *preload]


def _namespaces() -> list[str]:
    if os.getuid() == 0:  # a user namespace would map root into the sandbox; root is dropped by setpriv instead
        return ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    return ["--unshare-all"]


def _drop_root() -> list[str]:
    if os.getuid():
        return []
    nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]
    return ["setpriv", *nobody, "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]


def _parents(trees) -> list[Path]:
    """Return the folders above the trees, which must be open to the user inside (bubblewrap makes them closed)."""
    known = {Path("/"), Path("/tmp"), Path("/usr"), Path("/usr/local")}
    above = {folder for tree in trees for folder in tree.parents} - known
    return sorted(folder for folder in above if not any(tree in (folder, *folder.parents) for tree in trees))
