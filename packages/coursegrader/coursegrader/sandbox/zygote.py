"""The warm fork server: imports once what notebooks import, then forks one locked-in process a job.

Runs inside bubblewrap as ``python -m coursegrader.sandbox.zygote FD PRELOAD...``. ``FD`` is its control socket:
each order is one JSON datagram, a job brings the socket of its session along.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import gc
import importlib
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterable

from coursegrader.runner import decode
from coursegrader.sandbox import frames, jail
from coursegrader.sandbox.session import Session

ALWAYS = (
    "numpy",
    "numpy.testing",
    "pandas",
    "pandas.testing",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "ipywidgets",
    "IPython.display",
)
SESSION_FD = 3
_LARGE, _COLLAPSE = 2 << 20, 25  # bytes of a large page; MADV_COLLAPSE
_USUAL = (
    """import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

table = pd.DataFrame({"year": pd.to_datetime(["2020-01-01", "2021-01-01"]), "kind": ["a", "b"], "value": [1.0, 2.5]})
indexed = pd.DataFrame({"a": [60.6, 63.9], "b": [44.4, 45.4]}, index=[2019, 2020])
""",
    """gap = indexed["a"] - indexed["b"]
mean, numbers = float(np.mean(gap)), np.linspace(0, 1, 5)
table = indexed.assign(gap=gap).round(1)
table
""",
    """def people(r, h, p):
    return [(r - h) / 100 * p for _ in range(2)]

answer = {"people": people(63.89, 45.4, 1411.78), "pivot": table.describe()}
""",
    """fig, ax = plt.subplots()
ax.plot(table.index, gap, label="gap")
ax.bar([2019], [3])
ax.set_xlabel("year")
ax.set_ylabel("points")
ax.set_title("Gap")
ax.legend()
""",
)


def warm(modules: Iterable[str]) -> Session:
    """Import what notebooks need, rehearse, return the session that every job inherits."""
    if os.path.isdir("/fonts"):
        shutil.copytree("/fonts", os.environ["MPLCONFIGDIR"], dirs_exist_ok=True)
    import matplotlib

    matplotlib.use("agg")
    for name in (*ALWAYS, *modules):
        with contextlib.suppress(ImportError):  # the student's cell will say what is missing
            importlib.import_module(name)
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell.instance(config=config)
    session = Session(shell)
    rehearse(session)
    return session


def rehearse(session: Session) -> None:
    """Do what a usual notebook and its tests do, and leave no name behind.

    What is imported on first use, cached, or specialised by the interpreter here is not done again in every job, and
    the memory that it would write to stays shared.
    """
    before = dict(session.names)
    for source in _USUAL:
        if not session.do_cell({"source": source, "pictures": True}, [], [])["ok"]:
            break  # a module is missing here: jobs will do without as well
        json.dumps(session.outputs)
        for name in [name for name in session.names if name not in before]:
            blobs = []
            value = session.do_get({"name": name}, [], blobs)["value"]
            decode.decode(json.loads(json.dumps(value)), blobs)
    session.names.clear()
    session.names.update(before)
    session.outputs.clear()


def use_large_pages() -> None:
    """Put this process's own memory into large pages, where the kernel can (Linux 6.1): a fork copies a table of them.

    A job that writes to a large page gets a copy of the small page alone, as ever.
    """
    libc = ctypes.CDLL(None)
    with (
        contextlib.suppress(OSError, AttributeError),
        open("/proc/self/maps", encoding="utf-8", errors="replace") as file,
    ):
        for line in file.readlines():
            span, rights, _, _, inode, *name = line.split()
            if rights != "rw-p" or inode != "0" or name not in ([], ["[heap]"]):
                continue
            begin, end = (int(part, 16) for part in span.split("-"))
            for place in range(-(-begin // _LARGE) * _LARGE, end - _LARGE + 1, _LARGE):
                libc.madvise(ctypes.c_void_p(place), ctypes.c_size_t(_LARGE), _COLLAPSE)  # what cannot be stays small


def serve(control: socket.socket, session: Session) -> None:
    """Take orders until the grader hangs up."""
    gc.collect()
    gc.freeze()  # the collector must not touch, and so copy, the pages that jobs share
    gc.disable()
    use_large_pages()
    control.send(b'{"ready": true}')
    while True:
        text, extra, _, _ = control.recvmsg(65536, socket.CMSG_SPACE(4))
        if not text:
            return
        order = json.loads(text)
        _reap()
        if order["do"] == "job":
            descriptors = array.array("i")
            descriptors.frombytes(extra[0][2][:4])
            pid = os.fork()
            if pid == 0:
                _job(control, descriptors[0], order["limits"], session)
            os.close(descriptors[0])
            control.send(json.dumps({"pid": pid}).encode())
        else:
            _signal(order)
            control.send(b"{}")


def _job(control, descriptor, limits, session) -> None:
    os.dup2(descriptor, SESSION_FD) if descriptor != SESSION_FD else None
    control.detach()
    os.closerange(SESSION_FD + 1, 256)
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.close(null)
    gc.enable()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the grader may have had it ignored
    sock = socket.socket(fileno=SESSION_FD)
    try:
        if limits["locked"]:
            jail.enter(limits, SESSION_FD)
        else:
            jail.enter_open(os.environ.get("REFORMLAB_ASSETS"))
    except BaseException as error:
        with contextlib.suppress(OSError):
            frames.send(sock, {"jailed": False, "message": f"{type(error).__name__}: {error}"})
        os._exit(1)
    try:
        frames.send(sock, {"jailed": True})
        session.serve(sock)
    except (EOFError, OSError):
        pass  # the grader has hung up
    finally:
        os._exit(0)


def _signal(order) -> None:
    """Pass an order on to a job: to its reaper, or, without a jail, to its processes themselves."""
    if order["locked"]:
        number = {"kill": signal.SIGTERM, "stop": signal.SIGUSR1, "interrupt": signal.SIGUSR2}[order["do"]]
    else:
        number = signal.SIGINT if order["do"] == "interrupt" else signal.SIGKILL
    reach = os.killpg if order["do"] == "kill" and not order["locked"] else os.kill
    with contextlib.suppress(ProcessLookupError):
        reach(order["pid"], number)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    with contextlib.suppress(ImportError, OSError, RuntimeError):
        import pyseccomp  # noqa: F401
    serve(socket.socket(fileno=int(sys.argv[1])), warm(sys.argv[2:]))
