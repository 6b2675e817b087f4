"""The process that examines submissions: it holds one assignment's tests, and a fork of it reads one submission.

Everything that handles a student's bytes runs in such a fork: reading the file, driving the sandbox, decoding answers,
judging, and making the page. It has limits of memory and time, knows neither the course key nor another submission, and
what it says is plain JSON. Runs as ``python -m coursegrader.runner.examiner FD``.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict
from typing import Any

from coursegrader import lean  # noqa: F401  before nbformat
from coursegrader.errors import GradingError
from coursegrader.runner import notebook, plan
from coursegrader.runner.endings import ended, told
from coursegrader.runner.limits import Limits
from coursegrader.runner.plan import Bundle
from coursegrader.sandbox import frames

_START_WITHIN = 300.0
_SLACK = 60.0  # seconds beyond the limits of the cells and tests, for a busy machine


class Lost(Exception):
    """The process that examined a submission has ended without a result; the message says of what."""


class Examiner:
    """The grader's handle on the process.

    Parameters
    ----------
    bundle
        The assignment.
    limits
        Limits of each submission.
    """

    def __init__(self, bundle: Bundle, limits: Limits) -> None:
        self.limits, self._seconds, self._one = limits, 0.0, threading.Lock()
        self.control, theirs = socket.socketpair()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed in close()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "coursegrader.runner.examiner", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                start_new_session=True,
            )
        head = {"assignment": bundle.assignment, "notebook": bundle.notebook, "limits": asdict(limits)}
        try:
            self.control.settimeout(_START_WITHIN)
            frames.send(self.control, {**head, "files": len(bundle.files)}, [bundle.source.encode()])
            for name, content in bundle.files.items():
                frames.send(self.control, {"name": name}, [content])
        except OSError:
            pass  # wait() says so

    def wait(self) -> None:
        """Wait until it is ready.

        Raises
        ------
        GradingError
            If it does not start, or the assignment cannot be graded by.
        """
        try:
            ready, _ = frames.receive(self.control)
        except (EOFError, OSError, frames.BadFrame):
            ready = {"error": f"the examining process does not start\n{self.log()}"}
        if ready.get("error"):
            raise GradingError(str(ready["error"]))
        self._seconds = self.limits.notebook + 2 * ready["tests"] + _SLACK

    def examine(self, data: bytes, values: dict, work: Any) -> notebook.Result:
        """Examine one submission.

        Parameters
        ----------
        data
            The submitted file.
        values
            Values of the variants.
        work
            A :class:`~coursegrader.runner.server.Work`.

        Raises
        ------
        Lost
            If the process ends, or takes much longer than the limits of the notebook and its tests.
        """
        ours, theirs = socket.socketpair()
        pid = 0
        with ours:
            with theirs, self._one, contextlib.suppress(OSError):
                socket.send_fds(self.control, [b"x"], [work.sock.fileno(), theirs.fileno()])
                pid = int.from_bytes(self.control.recv(4), "little")
            if not pid:
                raise GradingError(f"the examining process has stopped\n{self.log()}")
            try:
                ours.settimeout(_SLACK)
                frames.send(ours, {"values": values, "sandbox": work.server.sandbox}, [data])
                return self._result(frames.Clocked(ours, self._seconds), ours, work)
            except TimeoutError:
                raise Lost(f"it gave no result within {self._seconds:g} s") from None
            except (EOFError, OSError):
                raise Lost(self._end(pid)) from None
            except (frames.BadFrame, TypeError, ValueError, KeyError) as error:
                raise Lost(f"it said what is no result ({type(error).__name__}: {error})") from None
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)

    def _end(self, pid) -> str:
        """Return how the process of a submission has ended."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # how it ended is settled before its line closes
        try:
            with self._one:
                self.control.sendall(b"?" + pid.to_bytes(4, "little"))
                status = self.control.recv(4)
        except OSError:
            status = b""
        if not status:
            raise GradingError(f"the examining process has stopped\n{self.log()}")
        return ended(int.from_bytes(status, "little"))

    def _result(self, clocked, ours, work):
        while True:
            said, blobs = frames.receive(clocked)
            if "failed" in said:
                raise Lost(str(said["failed"]))
            if "order" in said:
                frames.send(ours, {"too_large": work.order(said["order"])})
                continue
            shown = [bytes(blob).decode() for blob in blobs]
            return notebook.Result(**{**said["result"], "notebook": shown[0], "body": shown[1]})

    def log(self) -> str:
        """Return the last lines that the process wrote on standard error."""
        if self._log.closed:
            return ""
        self._log.seek(0)
        return self._log.read()[-3000:].decode("utf-8", "replace")

    def close(self) -> None:
        """End the process."""
        self.control.close()
        self.process.kill()
        self.process.wait()
        self._log.close()


def limit_memory(more: int) -> None:
    """Let this process add at most ``more`` bytes to what it has."""
    with open("/proc/self/statm", encoding="ascii") as file:
        present = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (present + more, present + more))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(control: socket.socket) -> None:
    """Read the assignment, then fork for each submission until the grader hangs up."""
    from coursegrader.runner import job, judging  # noqa: F401  before any fork; in the grader pandas would be idle

    head, (source,) = frames.receive(control)
    files = [frames.receive(control) for _ in range(head["files"])]
    named = {said["name"]: bytes(content) for said, (content,) in files}
    limits = Limits(**head["limits"])
    try:
        ready = plan.read(Bundle(head["assignment"], head["notebook"], bytes(source).decode(), named))
    except GradingError as error:
        frames.send(control, {"error": str(error)})
        return
    gc.collect()
    gc.freeze()
    frames.send(control, {"tests": sum(test.seconds or limits.test for test in ready.tests.values())})
    ends = {}
    while True:
        word, descriptors, _, _ = socket.recv_fds(control, 5, 2)
        if not word:
            return
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                ends[found[0]] = found[1]
        if word[:1] == b"?":
            pid = int.from_bytes(word[1:], "little")
            status = ends.pop(pid) if pid in ends else os.waitpid(pid, 0)[1]
            control.sendall(status.to_bytes(4, "little"))
            continue
        pid = os.fork()
        if pid == 0:
            control.close()
            os.setpgid(0, 0)
            _examine(ready, limits, *(socket.socket(fileno=each) for each in descriptors))
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        for descriptor in descriptors:
            os.close(descriptor)
        control.sendall(pid.to_bytes(4, "little"))


def _examine(ready, limits, session, line):
    """Examine one submission in this process, and end it; what went wrong is told to the grader."""
    from coursegrader.runner.job import Job

    try:
        asked, (data,) = frames.receive(line)
        if sys.platform == "linux":
            limit_memory(limits.judge)

        def order(do):
            frames.send(line, {"order": do})
            return frames.receive(line)[0]["too_large"]

        result = notebook.grade(ready, Job(session, limits, order), data, asked["values"])
        kept = asdict(result)
        frames.send(line, {"result": kept}, [kept.pop("notebook").encode(), kept.pop("body").encode()])
        os._exit(0)
    except BaseException as error:
        failed = told(error)
        del error  # and with it what fills the memory
        with contextlib.suppress(OSError, MemoryError):
            frames.send(line, {"failed": failed})
    os._exit(1)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
