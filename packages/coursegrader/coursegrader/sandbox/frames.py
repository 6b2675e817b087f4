"""Messages over a stream socket: a length, a JSON head, then blobs. No pickle, and nothing larger than ``LARGEST``."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Sequence
from typing import Any

LARGEST = 32 << 20  # bytes of one message
MOST_PARTS = 2_000_000  # commas and opening brackets of a head: each can cost a hundred bytes once it is read


class BadFrame(Exception):
    """The other side sent something that is no message."""


class BadAnswer(Exception):
    """The sandbox sent something that is no value."""


class Clocked:
    """A socket whose reads together end after some seconds, so that a drip of bytes cannot hold the grader."""

    def __init__(self, sock: Any, seconds: float) -> None:
        self.sock, self.deadline = sock, time.monotonic() + seconds

    def recv(self, count: int) -> bytes:
        """Return bytes, or raise TimeoutError after the deadline."""
        within(self.sock, self.deadline - time.monotonic())
        return self.sock.recv(count)


def within(sock: Any, seconds: float) -> None:
    """Let the next use of a socket take so many seconds; raise TimeoutError if none are left."""
    if seconds <= 0:
        raise TimeoutError
    sock.settimeout(seconds)


def send(sock: Any, head: dict, blobs: Sequence[bytes] = ()) -> None:
    """Send one message."""
    text = json.dumps({"head": head, "blobs": [len(blob) for blob in blobs]}).encode()
    sock.sendall(struct.pack("<I", len(text)) + text + b"".join(blobs))


def receive(sock: Any) -> tuple[dict, list[bytearray]]:
    """Receive one message.

    Raises
    ------
    EOFError
        If the other side is gone.
    BadFrame
        If the message is too large or is not one.
    """
    (length,) = struct.unpack("<I", _exactly(sock, 4))
    if length > LARGEST:
        raise BadFrame(f"a head of {length} bytes")
    try:
        text = _exactly(sock, length)
        if sum(map(text.count, (b"[", b"{", b","))) > MOST_PARTS:
            raise BadFrame("a head of too many parts")
        whole = json.loads(text)
        head, sizes = whole["head"], whole["blobs"]
        fits = isinstance(head, dict) and all(type(size) is int and size >= 0 for size in sizes)
    except (ValueError, KeyError, TypeError, RecursionError, MemoryError) as error:
        raise BadFrame(f"no message: {type(error).__name__}") from None
    if not fits or sum(sizes) > LARGEST or len(sizes) > 10_000:
        raise BadFrame("blobs that are too large or too many")
    return head, [_exactly(sock, size) for size in sizes]


def _exactly(sock, count: int) -> bytearray:
    data = bytearray()
    while len(data) < count:
        part = sock.recv(min(1 << 20, count - len(data)))
        if not part:
            raise EOFError("the other side is gone")
        data += part
    return data
