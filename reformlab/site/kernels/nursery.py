"""The warm process: imports once, then forks one ipykernel for each request.

Run as ``python -P -m reformlab.site.kernels.nursery MODULE ...``, in the environment that `warm.environment` gives. It
reads one JSON object a line from standard input, ``{"folder": "..."}``, forks, and answers ``{"pid": 123}`` on standard
output; the copy runs the notebook that waits in that folder (`runner`). When it ends, ``{"ended": 123, "status": -9}``
is reported. When its input closes, this process ends all of them and itself.

This process must stay free of threads and event loops, because a fork copies neither.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import selectors
import signal
import sys

RUNNER = "reformlab.site.kernels.runner"


def preload(modules):
    """Import what kernels and lessons import.

    A module that fails here fails again, with a message, in the lesson that needs it.
    """
    failed = {}
    for name in (RUNNER, *modules):
        try:
            importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001 - any failure of a foreign module, even SystemExit
            failed[name] = f"{type(error).__name__}: {error}"
    if "matplotlib.figure" in sys.modules:
        _draw()
    return failed


def _draw():
    """Draw a figure: what matplotlib finds, loads and measures for its first, copies of this process have at hand."""
    figure = sys.modules["matplotlib.figure"].Figure(layout="constrained")
    figure.subplots().set_title("Aa $x$")
    figure.savefig(io.BytesIO(), format="svg")


def _run(folder):
    """Turn this forked process into one that runs the notebook in `folder`; does not return."""
    from ipykernel.parentpoller import ParentPollerUnix

    from . import runner

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    os.setsid()  # its own group, so that a kernel and all it started can be ended together
    ParentPollerUnix(os.getppid()).start()
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # standard output is the nursery's line to the build: nothing of a lesson may go there
    sys.stdin = open(0, closefd=False, encoding="utf-8")  # noqa: SIM115
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # otherwise all kernels draw the same numbers
    if "pandas" in sys.modules:  # imported before there was a kernel, it takes itself to be in a terminal
        sys.modules["pandas"].set_option("display.max_columns", 20)
    runner.main(folder)


def main(modules):
    """Preload `modules`, then serve requests until the input closes."""
    failed = preload(modules)
    sys.modules[RUNNER].kernel()
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, the pages that kernels share

    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_read, False)
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build, which then closes our input
    kernels = set()

    def answer(**fields):
        os.write(1, (json.dumps(fields) + "\n").encode())

    answer(ready=os.getpid(), failed=failed)
    waiting = b""
    with selectors.DefaultSelector() as select:
        select.register(0, selectors.EVENT_READ)
        select.register(wake_read, selectors.EVENT_READ)
        while True:
            for key, _ in select.select():
                if key.fd == wake_read:
                    with contextlib.suppress(BlockingIOError):
                        os.read(wake_read, 4096)
                    for pid, status in _ended(kernels):
                        answer(ended=pid, status=status)
                    continue
                data = os.read(0, 65536)
                if not data:
                    _end_all(kernels)
                    return
                *lines, waiting = (waiting + data).split(b"\n")
                for line in lines:
                    pid = os.fork()
                    if pid == 0:
                        select.close()
                        os.close(wake_read)
                        os.close(wake_write)
                        _run(json.loads(line)["folder"])
                    kernels.add(pid)
                    answer(pid=pid)


def _ended(kernels):
    for pid in list(kernels):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            kernels.discard(pid)
            yield pid, os.waitstatus_to_exitcode(status)


def _end_all(kernels):
    for pid in kernels:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    for pid in kernels:  # a process that nobody waits for would stay in the list of processes
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
