"""Run the cells of a notebook that its own author wrote: in a process of their own, no sandbox, as a kernel would.

Students' notebooks never come here; they run in :mod:`coursegrader.runner`.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from coursegrader.errors import GradingError


def run(
    cells: Sequence[str],
    *,
    files: Sequence[tuple[Path, str]] = (),
    timeout: float = 300.0,
    path: Sequence[str | PathLike[str]] = (),
) -> list[dict]:
    """Run code cells in order and return one result for each.

    Parameters
    ----------
    cells
        Source texts.
    files
        ``(path, name)`` pairs to put into the working folder first.
    timeout
        Seconds of the processor for all cells together; ten times as long by the clock, where others use the machine.
    path
        Folders put in front of the import path.

    Returns
    -------
    list of dict
        ``ok``, ``error`` (the last line, empty if none), ``outputs`` (nbformat), ``scalars`` (the numbers that plain
        names hold after the cell).

    Raises
    ------
    GradingError
        If the process ends or takes longer than ``timeout``.
    """
    with tempfile.TemporaryDirectory(prefix="exercise-") as folder:
        for source, name in files:
            target = Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        environment = {**os.environ, "MPLBACKEND": "agg", "PYTHONDONTWRITEBYTECODE": "1"}
        environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # as in the sandbox
        environment["PYTHONPATH"] = os.pathsep.join([*map(str, path), os.environ.get("PYTHONPATH", "")]).strip(
            os.pathsep
        )
        worker = str(Path(__file__).with_name("trial_worker.py"))
        try:
            done = subprocess.run(
                [sys.executable, worker, str(math.ceil(timeout))],
                input=json.dumps(list(cells)),
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                cwd=folder,
                env=environment,
                timeout=10 * timeout,
            )
        except subprocess.TimeoutExpired:
            raise GradingError(f"the cells took longer than {10 * timeout:g} s") from None
    if done.returncode and -done.returncode == getattr(signal, "SIGXCPU", None):
        raise GradingError(f"the cells took longer than {timeout:g} s of the processor")
    if done.returncode:
        raise GradingError(f"the process that runs the cells ended with code {done.returncode}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])
