"""Run notebooks: several at once, each in a process of its own, stopping at the first one that fails."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter

import nbformat
from tqdm import tqdm

from . import long_output
from .errors import LessonError

LOOK = 0.2  # seconds between two looks at how long the current cell has taken
START_LIMIT = 60  # seconds until the first cell: an ordinary kernel imports everything before it


@dataclass(frozen=True)
class Executed:
    """A notebook with its outputs.

    Attributes
    ----------
    page : Page
        Where it came from.
    notebook : nbformat.NotebookNode
        The notebook, outputs filled in.
    seconds : float
        Time from asking for a process to the last output.
    cut : list of (int, str)
        As `long_output.cut` gives it.
    """

    page: object
    notebook: object
    seconds: float
    cut: list


def workers_for(count, workers=None) -> int:
    """Return how many notebooks to run at once of `count`: one per core unless `workers` says otherwise.

    Raises
    ------
    ValueError
        If `workers` is smaller than 1.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers: {workers} given, must be 1 or more")
    return max(1, min(count, workers or os.cpu_count() or 1))


class _Stopped(Exception):
    """The notebook was not run to its end because another one failed, or Ctrl-C was pressed."""


class _Run:
    """One notebook on its way, and the folder through which it is watched; see `kernels.runner`."""

    def __init__(self, page, name, timeout):
        self.page, self.name, self.timeout = page, name, timeout
        self._process, self._stopped, self._lock = None, False, threading.Lock()

    def __call__(self, kernels):
        """Run the notebook.

        Raises
        ------
        LessonError
            Naming the lesson, the cell and the error.
        """
        with tempfile.TemporaryDirectory(prefix="notebook-", ignore_cleanup_errors=True) as folder:
            folder, notebook, start = Path(folder), self.page.notebook(), perf_counter()
            task = {"notebook": notebook, "cwd": str(Path(self.page.path).parent.absolute())}
            (folder / "task.json").write_text(json.dumps(task), "utf-8")
            with self._lock:
                if self._stopped:
                    raise _Stopped
                self._process = kernels.start(folder)
            try:
                outcome = self._outcome(folder)
            finally:
                self.stop()
            if "error" in outcome:
                place = _where(notebook, _cell(folder))
                raise LessonError(self.name, *place, outcome["error"], outcome.get("trace", ""))
            seconds, notebook = perf_counter() - start, nbformat.from_dict(outcome["notebook"])
            return Executed(self.page, notebook, seconds, long_output.cut(notebook))

    def stop(self):
        """End the process and all that it started; if it has not begun, it will not."""
        with self._lock:
            self._stopped = True
            if self._process is None:
                return
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()  # it may not have a group of its own yet
            with contextlib.suppress(AttributeError, ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)  # not on Windows; macOS forbids it while a process ends

    def _outcome(self, folder):
        """Wait for the end of the process and return its outcome, or one that says how it ended."""
        cell, since = None, monotonic()
        while True:
            try:
                status = self._process.wait(LOOK)
                break
            except subprocess.TimeoutExpired:
                now, limit = _cell(folder), START_LIMIT if cell is None else self.timeout
                if now != cell:
                    cell, since = now, monotonic()
                elif monotonic() - since > limit:
                    hint = "" if cell is None else "; a longer time is set by `timeout` in _config.yml"
                    return {"error": f"CellTimeoutError: no answer after {limit} seconds{hint}"}
        with contextlib.suppress(FileNotFoundError):
            return json.loads((folder / "outcome.json").read_text("utf-8"))
        if self._stopped:
            raise _Stopped
        text = f"the kernel ended unexpectedly (status {status}); often there was too little memory"
        return {"error": text, "trace": _tail(folder / "stderr")}


def _cell(folder):
    """Index of the cell that is being run; None before the first one."""
    try:
        return int((folder / "cell").read_text("utf-8"))
    except (FileNotFoundError, ValueError):  # or it is just being written
        return None


def _tail(path, size=2000):
    try:
        return path.read_bytes()[-size:].decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _where(notebook, cell):
    """Number of a code cell from 1, its first line, and its line in the file."""
    if cell is None:
        return None, "", None
    first = next((line.strip() for line in notebook.cells[cell].source.splitlines() if line.strip()), "")
    number = sum(each.cell_type == "code" for each in notebook.cells[: cell + 1])
    lines = notebook.metadata.get("source_map") or []
    return number, first, lines[cell] + 1 if cell < len(lines) else None


class Running:
    """Notebooks that are being run while the caller does something else; use as a context manager.

    Parameters
    ----------
    pages : sequence of Page
        The notebooks.
    kernels : WarmKernels or ColdKernels
        What starts the processes.
    name : callable
        Turns a path into the name used in messages.
    workers : int, optional
        Notebooks at once; one per core by default.
    timeout : int
        Seconds that one cell may take.
    keep : callable, optional
        Called with each Executed, in the order in which they end, in the thread that waits for them.
    progress : bool
        Show a progress bar while `results` waits.

    Notes
    -----
    They begin when the object is made. After a failure nothing new is started and the others are stopped; so it is when
    the block is left early. What has ended by then is kept.
    """

    def __init__(self, pages, kernels, *, name, workers=None, timeout=120, keep=None, progress=True):
        self._runs = [_Run(page, name(page.path), timeout) for page in pages]
        self._name, self._keep, self._progress, self._kept = name, keep, progress, []
        self._pool = ThreadPoolExecutor(workers_for(len(self._runs), workers), thread_name_prefix="notebook")
        self._futures = [self._pool.submit(self._guarded, run, kernels) for run in self._runs]

    def _guarded(self, run, kernels):
        try:
            return run(kernels)
        except BaseException:
            self._stop()
            raise

    def _stop(self):
        for run in self._runs:
            run.stop()

    def _done(self, future):
        executed = future.result()
        if self._keep:
            self._keep(executed)
        self._kept.append(executed)
        return executed

    def results(self):
        """Wait for all notebooks.

        Returns
        -------
        list of Executed

        Raises
        ------
        LessonError
            Naming lesson, cell and error.
        """
        failed = None
        with tqdm(total=len(self._runs), desc="Lessons", unit="lesson", disable=not self._progress) as bar:
            while self._futures:
                ended, _ = wait(self._futures, return_when=FIRST_COMPLETED)
                for future in ended:
                    self._futures.remove(future)
                    try:
                        bar.set_postfix_str(self._name(self._done(future).page.path))
                    except _Stopped:
                        continue
                    except LessonError as error:
                        failed = failed or error
                    bar.update()
        if failed:
            raise failed
        return self._kept

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stop()
        self._pool.shutdown(cancel_futures=True)
        for future in self._futures:
            if not future.cancelled() and not future.exception():
                self._done(future)


def run(pages, kernels, **options):
    """Run notebooks and wait for them; as `Running`, whose `results` it returns."""
    with Running(pages, kernels, **options) as running:
        return running.results()
