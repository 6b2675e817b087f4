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
from dataclasses import asdict

from coursegrader.errors import GradingError
from coursegrader.runner import notebook, plan
from coursegrader.runner.job import Clocked, Job
from coursegrader.runner.limits import Limits
from coursegrader.runner.plan import Bundle
from coursegrader.sandbox import frames

_START_WITHIN = 300.0
_SLACK = 60.0  # seconds beyond the limits of the cells and tests, for a busy machine


class Lost(Exception):
    """The process that examined a submission has ended without a result."""


class Examiner:
    """The grader's handle on the process.

    Parameters
    ----------
    bundle
        The assignment.
    limits
        Limits of each submission.
    """

    def __init__(self, bundle: Bundle, limits: Limits):
        self.limits, self._seconds = limits, 0.0
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
        self._seconds = self.limits.notebook + 2 * ready["tests"] * self.limits.test + _SLACK

    def examine(self, data: bytes, values: dict, work) -> notebook.Result:
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
        with ours:
            with theirs:
                socket.send_fds(self.control, [b"x"], [work.sock.fileno(), theirs.fileno()])
                pid = int.from_bytes(self.control.recv(4), "little")
            if not pid:
                raise GradingError(f"the examining process has stopped\n{self.log()}")
            try:
                ours.settimeout(_SLACK)
                frames.send(ours, {"values": values, "sandbox": work.server.sandbox}, [data])
                return self._result(Clocked(ours, self._seconds), ours, work)
            except (EOFError, OSError, frames.BadFrame, TypeError, ValueError, KeyError) as error:
                raise Lost(type(error).__name__) from None
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)

    def _result(self, clocked, ours, work):
        while True:
            said, blobs = frames.receive(clocked)
            if "order" in said:
                frames.send(ours, {"too_large": work.order(said["order"])})
                continue
            shown = [bytes(blob).decode() for blob in blobs]
            return notebook.Result(**{**said["result"], "notebook": shown[0], "body": shown[1]})

    def log(self) -> str:
        """Return the last lines that the process wrote on standard error."""
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


def serve(control) -> None:
    """Read the assignment, then fork for each submission until the grader hangs up."""
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
    frames.send(control, {"tests": len(ready.tests)})
    while True:
        word, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if not word:
            return
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        pid = os.fork()
        if pid == 0:
            control.close()
            os.setpgid(0, 0)
            with contextlib.suppress(BaseException):
                _examine(ready, limits, *(socket.socket(fileno=each) for each in descriptors))
            os._exit(1)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        for descriptor in descriptors:
            os.close(descriptor)
        control.sendall(pid.to_bytes(4, "little"))


def _examine(ready, limits, session, line):
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


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
