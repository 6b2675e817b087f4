"""One student's notebook in one process: run cells, hand out values, call functions, make checkpoints.

The process belongs to the student's code as soon as the first cell has run. Its replies are data to be judged by the
grader, and never verdicts.
"""

from __future__ import annotations

import builtins
import contextlib
import os
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

from coursegrader.runner import decode
from coursegrader.sandbox import capture, frames
from coursegrader.sandbox.encode import encode

FILES_LIMIT, FILES_BYTES = 50, 8 << 20
ANSWERED, ANSWERED_BY_COPY = {"answered": True}, 97  # a reply that another process has sent; its exit code


class Session:
    """Answers the grader's requests; made once, before the fork, and served in each job's own process."""

    def __init__(self, shell: Any) -> None:
        self.sock: Any = None
        self.shell, self.outputs = shell, []
        self.copy = self.last = False  # a checkpoint; a copy for one call
        self.files: Any = None  # of a checkpoint
        self._prepare()

    @property
    def names(self) -> dict:
        """The student's namespace."""
        return self.shell.user_ns

    def serve(self, sock: socket.socket) -> None:
        """Answer one request after the other, until the grader hangs up."""
        self.sock = sock
        while True:
            request, blobs = frames.receive(self.sock)
            answers = []
            self.outputs.clear()
            out, err = sys.stdout, sys.stderr
            sys.stdout, sys.stderr = capture.Stream("stdout", self.outputs), capture.Stream("stderr", self.outputs)
            try:
                reply = getattr(self, f"do_{request['do']}")(request, blobs, answers)
            except BaseException as error:  # whatever the student's code raises is told to the grader
                answers, reply = [], {"ok": False, **_told(error)}
            finally:
                sys.stdout, sys.stderr = out, err
            if reply is ANSWERED:
                continue
            reply = {**reply, "n": request["n"], "outputs": self.outputs[: capture.OUTPUTS_LIMIT]}
            frames.send(self.sock, reply, answers)
            if self.last:
                os._exit(ANSWERED_BY_COPY)

    def do_cell(self, request: dict[str, Any], blobs: list[bytes], answers: list[bytes]) -> dict:
        """Run a cell; figures left open are drawn."""
        result = self.shell.run_cell(request["source"], store_history=False)
        error = result.error_before_exec or result.error_in_exec
        if request["pictures"]:
            self.outputs.extend(capture.open_figures())
        return {"ok": True} if error is None else {"ok": False, **_told(error)}

    def do_get(self, request: dict[str, Any], blobs: list[bytes], answers: list[bytes]) -> dict:
        """Return the value of a name as data."""
        if request["name"] not in self.names:
            return {"ok": False, "error": "NameError", "message": f"name {request['name']!r} is not defined"}
        return {"ok": True, "value": encode(self.names[request["name"]], answers)}

    def do_call(self, request: dict[str, Any], blobs: list[bytes], answers: list[bytes]) -> dict:
        """Call a function of the student with data, return its result as data.

        In a checkpoint the call has a copy of the process, which answers for it; files are put back afterwards.
        """
        if self.copy:
            before = self.files = _read_files() if self.files is None else self.files
            if pid := _fork():
                status = os.waitpid(pid, 0)[1]
                _put_back(before)
                if status != ANSWERED_BY_COPY << 8:
                    os._exit(1)  # the call has ended its process: there is no answer
                return ANSWERED
            self.last = True
        arguments, named = decode.decode(request["arguments"], blobs), decode.decode(request["named"], blobs)
        return {"ok": True, "value": encode(self.names[request["name"]](*arguments, **named), answers)}

    def do_files(self, request: dict[str, Any], blobs: list[bytes], answers: list[bytes]) -> dict:
        """Return the regular files that the student has written."""
        found, left = {}, FILES_BYTES
        for path in sorted(Path(".").rglob("*"))[:1000]:
            hidden = any(part.startswith(".") for part in path.parts)
            if hidden or path.is_symlink() or not path.is_file() or len(found) == FILES_LIMIT:
                continue
            if path.stat().st_size <= left:
                data = path.read_bytes()
                left -= len(data)
                found[path.as_posix()] = data
        return {"ok": True, "value": encode(found, answers)}

    def do_checkpoint(self, request: dict[str, Any], blobs: list[bytes], answers: list[bytes]) -> dict:
        """Fork: the copy waits on a socket of its own for the tests of this question."""
        (descriptor,) = socket.recv_fds(self.sock, 1, 1)[1]
        if _fork() == 0:
            self.sock.close()
            self.sock, self.copy = socket.socket(fileno=descriptor), True
        else:
            os.close(descriptor)
        return {"ok": True}

    def _prepare(self) -> None:
        shell, outputs = self.shell, self.outputs

        class Publisher(type(shell.display_pub)):  # type: ignore[misc]  # the class of the shell in use
            def publish(self, data, metadata=None, **_):
                outputs.append(capture.display({mime: capture.png(part) for mime, part in data.items()}))

        class Hook(type(shell.displayhook)):  # type: ignore[misc]
            def __call__(self, result=None):
                if result is not None:
                    data = shell.display_formatter.format(result, include=("text/plain", "image/png"))[0]
                    outputs.append(
                        capture.display({mime: capture.png(part) for mime, part in data.items()}, "execute_result")
                    )

        shell.display_pub = Publisher(parent=shell)
        shell.displayhook = Hook(shell=shell)
        shell.display_trap.hook = shell.displayhook
        shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: None
        shell.enable_gui = lambda *_, **__: None  # %matplotlib inline asks for an event loop
        builtins.input = _no_input


_fork = os.fork


def _folders():
    return Path.cwd(), Path("/dev/shm")


def _read_files() -> dict[Path, bytes | str | None]:
    """Return what the folders that a job can write hold: bytes of files, targets of links, None for folders."""
    found = {}
    for path in (path for folder in _folders() for path in folder.rglob("*")):
        with contextlib.suppress(OSError):
            found[path] = (
                os.readlink(path)
                if path.is_symlink()
                else path.read_bytes()
                if path.is_file()
                else None
                if path.is_dir()
                else b""
            )
    return found


def _put_back(before) -> None:
    """Make the folders hold what they held before."""
    now = _read_files()
    for path in sorted(now, reverse=True):  # what is in a folder goes before the folder
        if path not in before or now[path] != before[path]:
            with contextlib.suppress(OSError):
                path.rmdir() if now[path] is None else path.unlink()
    for path in sorted(before):
        if path not in now or now[path] != before[path]:
            with contextlib.suppress(OSError):
                if before[path] is None:
                    path.mkdir()
                elif isinstance(before[path], str):
                    path.symlink_to(before[path])
                else:
                    path.write_bytes(before[path])


def _no_input(prompt=""):
    raise RuntimeError("input() asks a person, and nobody is there when a notebook is graded: assign the value instead")


def _told(error) -> dict:
    told = {"error": type(error).__name__[:100], "message": "", "trace": ""}
    with contextlib.suppress(BaseException):  # an exception may raise when it is printed
        told["message"] = str(error)[:2000]
        told["trace"] = "".join(traceback.format_exception(error)[-6:])[-8000:]
    return told
