"""What the build starts its processes with; imports nothing heavy, so that the warm one can start before all else."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading

from ..errors import SiteError

# What every lesson needs, loaded before anything that the lessons themselves name.
BASE = ("numpy", "pandas", "matplotlib.pyplot", "matplotlib.backends.backend_svg", "ipywidgets", "anywidget")


def environment() -> dict:
    """Return the environment of a process that imports what lessons import and is copied for each of them.

    matplotlib draws into notebooks, as in a kernel that was started in the ordinary way. Linear algebra has one thread:
    the lessons are the parallel part, and threads do not live through a fork.
    """
    inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    return inline | os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def available() -> bool:
    """Tell whether kernels can be forked safely here (Linux; see the package docstring)."""
    return sys.platform == "linux"


class _Forked:
    """A forked kernel with the part of `subprocess.Popen` that a run needs."""

    def __init__(self, pid):
        self.pid, self.returncode, self._end = pid, None, threading.Event()

    def ended(self, status):
        self.returncode = status
        self._end.set()

    def wait(self, timeout=None):
        if not self._end.wait(timeout):
            raise subprocess.TimeoutExpired("kernel", timeout)
        return self.returncode

    def kill(self):
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)


class ColdKernels:
    """Starts a fresh Python for every notebook, with the interface of `WarmKernels`."""

    def start(self, folder):
        """Start a process that runs the notebook in `folder`; see `runner`.

        Returns
        -------
        subprocess.Popen
        """
        command = [sys.executable, "-P", "-m", f"{__package__}.runner", str(folder)]
        with (folder / "stdout").open("wb") as stdout, (folder / "stderr").open("wb") as stderr:
            streams = {"stdin": subprocess.DEVNULL, "stdout": stdout, "stderr": stderr}
            return subprocess.Popen(command, env=environment(), start_new_session=True, **streams)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def _started(modules, log):
    """Start the warm process as a new Python."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", f"{__package__}.nursery", *BASE, *modules],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=environment(),
        start_new_session=True,  # Ctrl-C reaches the build alone, which then ends the kernels in order
    )


class _Copy:
    """The warm process as a copy of this one, with the part of `subprocess.Popen` that `WarmKernels` uses."""

    def __init__(self, modules, log):
        asks, ask = os.pipe()
        answers, answer = os.pipe()
        self._process = multiprocessing.get_context("fork").Process(
            target=_be_nursery, args=(modules, (asks, answer, log.fileno()), (ask, answers))
        )
        self._process.start()
        os.close(asks)
        os.close(answer)
        self.stdin, self.stdout = os.fdopen(ask, "wb"), os.fdopen(answers, "rb")

    def wait(self, timeout=None):
        self._process.join(timeout)
        if self._process.is_alive():
            raise subprocess.TimeoutExpired("nursery", timeout)

    def kill(self):
        self._process.kill()


def _be_nursery(modules, mine, others):
    from . import nursery

    for end in others:  # else it would never see its input close
        os.close(end)
    for number, end in enumerate(mine):
        os.dup2(end, number)
        if end > 2:
            os.close(end)
    nursery.main([*BASE, *modules])


class WarmKernels:
    """A warm process and the kernels forked from it; use as a context manager.

    Parameters
    ----------
    modules : sequence of str, optional
        Modules to import beside `BASE`.
    copy : bool
        Make the warm process a copy of this one, which has imported them and has no threads.

    Notes
    -----
    The process starts when the object is made and warms up while the caller does other things; the first `fork`
    waits for it.
    """

    def __init__(self, modules=(), *, copy=False):
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._process = _Copy(modules, self.log) if copy else _started(modules, self.log)
        self._answers, self._kernels, self._lock = queue.Queue(), {}, threading.Lock()
        self._early_ends = {}
        self._ready, self._asking = False, threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self._process.stdout:
            message = json.loads(line)
            if "ended" in message:
                with self._lock:
                    kernel = self._kernels.get(message["ended"])
                    self._early_ends[message["ended"]] = message["status"]
                if kernel:
                    kernel.ended(message["status"])
            else:
                self._answers.put(message)
        for kernel in self._kernels.values():
            if kernel.returncode is None:
                kernel.ended(-int(signal.SIGKILL))
        self._answers.put(None)

    def _answer(self):
        message = self._answers.get(timeout=120)
        if message is None:
            raise SiteError(f"the process that starts kernels ended.\n{self.tail()}")
        return message

    def start(self, folder):
        """Start a process that runs the notebook in `folder`; see `runner`.

        Returns
        -------
        _Forked
        """
        with self._asking:
            if not self._ready:
                self._answer()
                self._ready = True
            self._process.stdin.write((json.dumps({"folder": str(folder)}) + "\n").encode())
            self._process.stdin.flush()
            kernel = _Forked(self._answer()["pid"])
        with self._lock:
            self._kernels[kernel.pid] = kernel
            status = self._early_ends.pop(kernel.pid, None)
        if status is not None:
            kernel.ended(status)
        return kernel

    def tail(self, size=2000) -> str:
        """Return the last `size` bytes of what the warm process and its kernels wrote to standard error."""
        self.log.seek(max(0, self.log.seek(0, os.SEEK_END) - size))
        return self.log.read().decode("utf-8", "replace")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.log.close()


def kernels_for(modules, *, warm=None):
    """Start a warm process if this machine can fork safely, so that it is ready when the notebooks need it.

    Parameters
    ----------
    modules : sequence of str
        Modules to import in it beforehand.
    warm : bool, optional
        False asks for a fresh Python for every notebook; the default is forked ones where they are available.

    Returns
    -------
    WarmKernels or ColdKernels
        Use it as a context manager.
    """
    return WarmKernels(modules) if (available() if warm is None else warm) else ColdKernels()
