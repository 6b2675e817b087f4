"""Processes that run notebooks: forked from one warm process where that is safe, started afresh elsewhere.

A notebook spends most of its time on starting Python and importing numpy, pandas and matplotlib. `nursery` is a small
process that has done both once; `warm` asks it for a copy of itself for every lesson. In each of them, `runner` has a
kernel and runs one notebook in it; nothing that one lesson does can reach another.

Forking is used on Linux alone. Windows has no fork; on macOS the system's linear algebra may hang in a forked process.
There the lessons still run in parallel, each in a Python of its own.
"""

from .warm import WarmKernels, available, kernels_for

__all__ = ["WarmKernels", "available", "kernels_for"]
