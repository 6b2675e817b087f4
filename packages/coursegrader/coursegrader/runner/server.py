"""The grader's handle on one fork server in its sandbox, with a watch over the memory of its jobs."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from coursegrader.errors import GradingError
from coursegrader.runner import bubblewrap
from coursegrader.runner.limits import Limits
from coursegrader.sandbox import frames

_WATCH_EVERY = 0.1  # seconds
_START_WITHIN = 120.0
_HELLO_WITHIN = 30.0


class Server:
    """A warm fork server; ``with Server(...) as server: Job(server)``.

    Parameters
    ----------
    assets
        Folder whose files (no notebooks) the jobs see in their working folder.
    preload
        Modules imported before the first job.
    limits
        Limits of each job.
    sandbox
        False starts the fork server without bubblewrap and without locking its jobs in: students' code can then read
        and change whatever the grader can.
    """

    def __init__(
        self, assets: Any = None, *, preload: Sequence[str] = (), limits: Limits | None = None, sandbox: bool = True
    ) -> None:
        if sandbox:
            bubblewrap.require()
        self.limits, self._one = limits or Limits(), threading.Lock()
        self.too_large: set[int] = set()  # jobs that have used more memory than allowed
        kind = getattr(socket, "SOCK_SEQPACKET", socket.SOCK_STREAM) if sys.platform == "linux" else socket.SOCK_STREAM
        ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
        self.sandbox = sandbox
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed in close()
        folder = Path(assets) if assets else None
        if sandbox:
            words = bubblewrap.command(folder, theirs.fileno(), preload=preload, fonts=font_list())
            environment = None
        else:
            words = bubblewrap.bare_command(theirs.fileno(), preload=preload)
            environment = {**os.environ, "MPLBACKEND": "agg", "REFORMLAB_ASSETS": str(folder or "")}
        with theirs:
            self.process = subprocess.Popen(
                words,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                env=environment,
            )
        self.control = ours
        self.control.settimeout(_START_WITHIN)
        self._expect_ready()
        self._zygote = self._find_zygote()
        self._closing = threading.Event()
        threading.Thread(target=self._watch, daemon=True, name="memory watch").start()

    @contextlib.contextmanager
    def job(self) -> Iterator[Work]:
        """Open a :class:`Work`, one submission's processes; leaving the ``with`` block ends every one of them.

        Raises
        ------
        NoSandbox
            If it cannot be locked in.
        """
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                limits = {**self.limits.for_jail(), "locked": self.sandbox}
                pid = self.order("job", descriptor=theirs.fileno(), limits=limits)["pid"]
                self.too_large.discard(pid)  # a number that another job had
            try:
                try:
                    hello, _ = frames.receive(frames.Clocked(ours, _HELLO_WITHIN))
                except (EOFError, OSError, frames.BadFrame):
                    hello = {"message": "it ended at once"}
                if hello.get("jailed") is not True:
                    remedy = "allow user namespaces and seccomp on this machine"
                    problem = f"a job cannot be locked in: {hello.get('message')}"
                    raise bubblewrap.NoSandbox(f"{problem}\n    To do: {remedy}")
                yield Work(self, ours, pid)
            finally:
                self.order("kill", pid=pid, locked=self.sandbox)

    def order(self, do: str, *, descriptor: int | None = None, **more: Any) -> dict:
        """Send one order to the fork server and return its answer."""
        text = json.dumps({"do": do, **more}).encode()
        try:
            with self._one:
                if descriptor is None:
                    self.control.send(text)
                else:
                    socket.send_fds(self.control, [text], [descriptor])
                return json.loads(self.control.recv(4096))
        except (OSError, ValueError) as error:
            raise GradingError(f"the sandbox has stopped ({type(error).__name__})\n{self.log()}") from None

    def memory(self) -> int:
        """Return the memory of the running jobs in bytes, shared pages counted in proportion."""
        return sum(proportional_memory(pid) for job in self._jobs() for pid in job)

    def own_memory(self) -> int:
        """Return the memory of the fork server itself in bytes."""
        return proportional_memory(self._zygote.pid) if self._zygote else 0

    def log(self) -> str:
        """Return the last lines that the fork server wrote on standard error."""
        self._log.seek(0)
        return self._log.read()[-3000:].decode("utf-8", "replace")

    def close(self) -> None:
        """End the fork server and every job."""
        self._closing.set()
        self.control.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _expect_ready(self):
        try:
            ready = json.loads(self.control.recv(64) or b"{}").get("ready")
        except (OSError, ValueError):
            ready = False
        if not ready:
            self.process.kill()
            self.process.wait()
            raise GradingError(
                f"the sandbox does not start\n    To do: read its words and repair the installation\n{self.log()}"
            )

    def _find_zygote(self):
        with contextlib.suppress(psutil.Error):
            for process in psutil.Process(self.process.pid).children(recursive=True):
                if "coursegrader.sandbox.zygote" in process.cmdline() and process.name() != "bwrap":
                    return process
        return None

    def _jobs(self):
        """Yield the ids of the processes of each job; only those below the fork server are jobs."""
        for reaper in children(self._zygote.pid) if self._zygote else ():
            job = [reaper]
            for pid in job:  # grows on the way
                job += children(pid)
            yield job

    def _watch(self):
        """Kill a job whose processes together use too much: limits of the system count each process alone."""
        while not self._closing.wait(_WATCH_EVERY):
            for job in self._jobs():
                if sum(map(resident_memory, job)) <= 0.9 * self.limits.total_memory:
                    continue  # the proportional memory is at most this, and takes the kernel far longer to count
                if sum(map(proportional_memory, job)) > self.limits.total_memory:
                    self.too_large.add(_inner_pid(job[0]))
                    for pid in reversed(job):
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Work:
    """A job that runs: the line to its session, and orders to it as a whole."""

    server: Server
    sock: socket.socket
    pid: int

    def order(self, do: str) -> bool:
        """Order ``stop`` or ``interrupt`` (or ``look``); return whether the job has used more memory than allowed."""
        if do in ("stop", "interrupt"):
            self.server.order(do, pid=self.pid, locked=self.server.sandbox)
        return self.pid in self.server.too_large


def _inner_pid(pid: int) -> int:
    """Return what a process is called in the innermost process namespace that it is in: its fork server's."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("NSpid:"):
                return int(line.split()[-1])
    return pid


def children(pid: int) -> list[int]:
    """Return the ids of the processes that a process, in any of its threads, has started.

    The kernel's own list: psutil reads every process of the machine for it.
    """
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                found += map(int, file.read().split())
    except OSError:  # a thread or the process has ended, or the kernel keeps no such list
        with contextlib.suppress(psutil.Error):
            return [child.pid for child in psutil.Process(pid).children()]
    return found


def resident_memory(pid: int) -> int:
    """Return the memory of a process in bytes, shared pages counted in full."""
    with contextlib.suppress(OSError, ValueError), open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).memory_info().rss
    return 0


def proportional_memory(pid: int) -> int:
    """Return the memory of a process in bytes; a page shared by n processes counts 1/n (PSS, not RSS)."""
    with (
        contextlib.suppress(OSError, ValueError),
        open(f"/proc/{pid}/smaps_rollup", encoding="utf-8", errors="replace") as file,
    ):
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).memory_info().rss
    return 0


def font_list() -> Path:
    """Return a folder with matplotlib's list of fonts, made once a machine and matplotlib version."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "coursegrader" / f"fonts-{version('matplotlib')}"
    if any(folder.glob("fontlist-v*.json")):
        return folder
    from matplotlib import font_manager  # takes its time

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="coursegrader-fonts-"))
    target = folder / f"fontlist-v{font_manager.FontManager.__version__}.json"
    half = target.with_suffix(f".{os.getpid()}")
    font_manager.json_dump(font_manager.fontManager, str(half))
    for path in (folder, half):
        path.chmod(0o755)
    os.replace(half, target)
    return folder
