"""How a process ended, in words for the person who grades; students are never told."""

from __future__ import annotations

import os
import signal
import traceback


class Stopped(Exception):
    """The process of the student is gone; the message says why."""


def ended(status: int) -> str:
    """Return in words how a process has ended, from what :func:`os.waitpid` says of it."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"its process ended with code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"its process was ended by {name}"


def told(error: BaseException) -> str:
    """Return what an error says and where it came from, for the person who grades."""
    try:
        at = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({os.path.basename(at.filename)}, line {at.lineno})"[:1000]
    except BaseException:  # its text may be anything; there may be no memory for it
        return type(error).__name__
