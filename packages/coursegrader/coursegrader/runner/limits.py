"""How much one submission may use."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields

from coursegrader.errors import GradingError


@dataclass(frozen=True)
class Limits:
    """Limits of one job; every one of them ends in a message to the student, never in a stopped batch."""

    cell: float = 20.0  # seconds for one cell, then an interrupt, then a kill
    grace: float = 2.0  # seconds between the interrupt and the kill
    call: float = 10.0  # seconds for one value or one call of a student's function
    test: float = 60.0  # seconds for one test cell, its calls included
    notebook: float = 180.0  # seconds for all cells of a notebook
    memory: int = 1 << 30  # bytes that one process may add to what it starts with
    total_memory: int = 2 << 30  # bytes of all processes of the job together (shared pages counted once)
    cpu: int = 240  # seconds of processor time a process
    processes: int = 48
    open_files: int = 128
    file: int = 48 << 20  # bytes of one file
    disk: int = 64 << 20  # bytes of the scratch disk
    answers: int = 128 << 20  # bytes that the tests of one notebook may fetch
    judge: int = 140 << 20  # bytes that reading, judging and showing one notebook may add to the grader
    page: int = 8 << 20  # bytes of the notebook as it ran, and of the page that shows it

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value <= 0:
                raise GradingError(f"limit {field.name} is {value!r}\n    To do: give a number above 0")

    def for_jail(self) -> dict:
        """Return what the jail needs, in bytes and counts."""
        chosen = {
            name: value
            for name, value in asdict(self).items()
            if name in ("memory", "cpu", "processes", "file", "disk")
        }
        return {**chosen, "files": self.open_files}
