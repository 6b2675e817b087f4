"""Kernels for the build: forked from one warm process where that is safe, ordinary ones elsewhere.

A notebook spends most of its time on starting Python and importing numpy, pandas and matplotlib. `nursery` is a small
process that has done both once; `warm` asks it for a copy of itself for every lesson. Each copy is a real ipykernel in
its own process, and nothing that one lesson does can reach another.

Forking is used on Linux alone. Windows has no fork; on macOS the system's linear algebra may hang in a forked process.
There the lessons still run in parallel, each in an ordinary kernel.
"""

from .warm import WarmKernels, available, nursery_for

__all__ = ["WarmKernels", "available", "nursery_for"]
