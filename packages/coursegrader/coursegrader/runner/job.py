"""One submission's processes in the sandbox, as the grader sees them: questions go in, data comes out."""

from __future__ import annotations

import builtins
import contextlib
import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from coursegrader.runner import decode
from coursegrader.runner.endings import Stopped
from coursegrader.sandbox import frames
from coursegrader.sandbox.encode import encode
from coursegrader.sandbox.frames import BadAnswer
from coursegrader.words import said

if TYPE_CHECKING:
    from coursegrader.runner.limits import Limits


class AnswerError(Exception):
    """The student's function raised something that has no like among Python's own exceptions."""


class Asker:
    """A process in the sandbox that can be asked: the session itself, or a checkpoint of it."""

    def __init__(self, sock: Any, limits: Limits) -> None:
        self.sock, self.limits = sock, limits
        self.gone: str | None = None
        self._number = 0
        self.fetched = 0

    def ask(self, seconds: float, do: str, blobs: Sequence[bytes] = (), **more: Any) -> tuple[dict, list[bytes]]:
        """Ask, wait at most ``seconds``, return the reply.

        Raises
        ------
        Stopped
            If the process is gone, does not answer in time, or answers nonsense; it is ended then.
        """
        if self.gone:
            raise Stopped(self.gone)
        self._number += 1
        try:
            frames.within(self.sock, seconds)
            frames.send(self.sock, {"do": do, "n": self._number, **more}, blobs)
            return self._reply(seconds)
        except TimeoutError:
            return self._late(seconds)
        except (EOFError, OSError):
            self.end(said("the process ended"))
        except frames.BadFrame as error:
            self.end(f"the process sent {error}")
        except MemoryError:
            self.end("the process sent more than fits")
        raise Stopped(self.gone)

    def value(self, name: str) -> Any:
        """Return what a name of the student holds, as data; a function as a stand-in that calls it over there.

        Raises
        ------
        NameError
            If there is no such name.
        BadAnswer
            If it cannot be read.
        Stopped
            If the process is gone.
        """
        reply, blobs = self.ask(self.limits.call, "get", name=name)
        if not reply.get("ok"):
            if reply.get("error") == "NameError":
                raise NameError(f"name {name!r} is not defined")
            raise BadAnswer(f"{reply.get('error')}: {reply.get('message')}"[:500])
        return decode.decode(reply.get("value"), blobs, function=self.caller(name))

    def caller(self, name: str) -> Callable[..., Any]:
        """Return a function that calls the student's function of that name with data and returns data."""

        def call(*arguments, **named):
            sent = []
            forms = encode(list(arguments), sent), encode(named, sent)
            reply, blobs = self.ask(self.limits.call, "call", sent, name=name, arguments=forms[0], named=forms[1])
            if reply.get("ok"):
                return decode.decode(reply.get("value"), blobs)
            raise _same_kind(str(reply.get("error")), name)(str(reply.get("message"))[:2000])

        call.__name__ = call.__qualname__ = name
        return call

    def files(self) -> dict[str, bytes]:
        """Return the files that the student's cells have written, by relative path."""
        reply, blobs = self.ask(self.limits.call, "files")
        found = decode.decode(reply.get("value"), blobs) if reply.get("ok") else {}
        if not isinstance(found, dict):
            raise BadAnswer("files that are none")
        return {name: data for name, data in found.items() if isinstance(name, str) and isinstance(data, bytes)}

    def end(self, why: str) -> None:
        """Stop asking this process."""
        self.gone = self.gone or why
        with contextlib.suppress(OSError):
            self.sock.close()

    def _reply(self, seconds):
        reply, blobs = frames.receive(frames.Clocked(self.sock, seconds))
        self.fetched += sum(map(len, blobs))
        if reply.get("n") != self._number or self.fetched > self.limits.answers:
            self.end(
                "the process answered out of turn" if reply.get("n") != self._number else "the answers are too large"
            )
            raise Stopped(self.gone)
        return reply, blobs

    def _late(self, seconds):
        self.end(f"no answer within {seconds:g} s")
        raise Stopped(self.gone)


class Job(Asker):
    """The session of one submission.

    Parameters
    ----------
    sock
        Its line.
    limits
        Its limits.
    order
        Called as ``order("stop")`` or ``order("interrupt")`` with the whole job in view, which this end may not have;
        returns whether the job has used more memory than allowed.
    """

    def __init__(self, sock: Any, limits: Limits, order: Any) -> None:
        super().__init__(sock, limits)
        self._order, self.too_large = order, False

    def order(self, do: str) -> None:
        """Order something of the job as a whole, and learn whether it has used more memory than allowed."""
        self.too_large = self._order(do) or self.too_large

    def checkpoint(self) -> Asker:
        """Return a copy of the process as it is now, kept for the tests of one question."""
        ours, theirs = socket.socketpair()
        copy = Asker(ours, self.limits)
        with theirs:
            if self.gone:
                copy.end(self.gone)
                return copy
            try:
                self._number += 1
                frames.within(self.sock, self.limits.call)
                frames.send(self.sock, {"do": "checkpoint", "n": self._number})
                socket.send_fds(self.sock, [b"x"], [theirs.fileno()])
                reply, _ = self._reply(self.limits.call)
                if not reply.get("ok"):
                    copy.end(f"no checkpoint: {str(reply.get('message'))[:200]}")
            except (TimeoutError, EOFError, OSError, frames.BadFrame, Stopped):
                copy.end("no checkpoint: the process did not answer")
                self.stop("the process did not answer")
        if not copy.gone:
            self._greet(copy)
        return copy

    def stop(self, why: str) -> None:
        """End the student's process and leave its checkpoints alive."""
        if not self.gone:
            self.end(why)
            self.order("stop")

    def _greet(self, copy):
        """Wait for the copy's own word on its own socket."""
        copy._number = self._number
        try:
            copy._reply(self.limits.call)
        except (TimeoutError, EOFError, OSError, frames.BadFrame, Stopped):
            copy.end("no checkpoint: the copy did not answer")

    def _late(self, seconds):
        """First an interrupt, as a person would do; only a process that ignores it is killed."""
        self.order("interrupt")
        try:
            reply, blobs = self._reply(self.limits.grace)
            return {**reply, "late": seconds}, blobs
        except (TimeoutError, EOFError, OSError, frames.BadFrame):
            self.stop(said("no answer within {seconds:g} s, and the interrupt was ignored", seconds=seconds))
        raise Stopped(self.gone)


def _same_kind(name, function):
    """Return the exception class of that name, so that tests can expect a ValueError; never an AssertionError.

    An answer that raises AssertionError or a warning must not look like the test's own assert.
    """
    kind = getattr(builtins, name, None)
    usual = isinstance(kind, type) and issubclass(kind, Exception)
    if usual and not issubclass(kind, (AssertionError, Warning, UnicodeError, StopIteration, StopAsyncIteration)):
        return kind
    return lambda message: AnswerError(f"{function} raised {name[:100]}: {message}")
