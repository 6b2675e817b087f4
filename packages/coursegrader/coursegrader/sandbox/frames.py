"""Messages over a stream socket: a length, a JSON head, then blobs. No pickle, and nothing larger than ``LARGEST``."""

from __future__ import annotations

import json
import struct

LARGEST = 32 << 20  # bytes of one message


class BadFrame(Exception):
    """The other side sent something that is no message."""


def send(sock, head: dict, blobs=()) -> None:
    """Send one message."""
    text = json.dumps({"head": head, "blobs": [len(blob) for blob in blobs]}).encode()
    sock.sendall(struct.pack("<I", len(text)) + text + b"".join(blobs))


def receive(sock) -> tuple[dict, list[bytes]]:
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
        whole = json.loads(_exactly(sock, length))
        head, sizes = whole["head"], whole["blobs"]
        fits = isinstance(head, dict) and all(type(size) is int and size >= 0 for size in sizes)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadFrame(f"no message: {type(error).__name__}") from None
    if not fits or sum(sizes) > LARGEST or len(sizes) > 10_000:
        raise BadFrame("blobs that are too large or too many")
    return head, [_exactly(sock, size) for size in sizes]


def _exactly(sock, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = sock.recv(min(1 << 20, count - len(data)))
        if not part:
            raise EOFError("the other side is gone")
        data += part
    return bytes(data)
