"""Run notebooks: several at once, each in a kernel of its own, stopping at the first one that fails."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

from .errors import LessonError
from .kernels.provision import CourseKernels

START_TRIES = 3


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
        Time from asking for a kernel to the last answer.
    """

    page: object
    notebook: object
    seconds: float


def workers_for(count, workers=None) -> int:
    """Return how many kernels to run at once for `count` notebooks: one per core unless `workers` says otherwise.

    Raises
    ------
    ValueError
        If `workers` is smaller than 1.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers: {workers} given, must be 1 or more")
    return max(1, min(count, workers or os.cpu_count() or 1))


class _NoStart(Exception):
    """A kernel ended before it could run anything: a fault of the moment, not of the notebook."""


@contextmanager
def _manager(kernels):
    """Give a kernel manager that talks over files of a private folder; over ports where there are no such files.

    Ports are found free first and taken by the kernel a moment later, and on a busy machine another program may have
    taken them in between.
    """
    with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
        manager = AsyncKernelManager(kernel_spec_manager=kernels, connection_file=str(Path(folder) / "k.json"))
        if os.name == "posix" and len(folder) < 80:  # the system allows about a hundred characters
            manager.transport = "ipc"
        yield manager


class _Run:
    """One notebook on its way; remembers which cell is being run, for the message if it fails."""

    def __init__(self, page, name, timeout, kernels):
        self.page, self.name, self.timeout, self.kernels = page, name, timeout, kernels
        self.notebook = page.notebook()
        self.cell = None

    def _note_cell(self, cell, cell_index):
        self.cell = cell_index

    def _where(self):
        """Number of the current code cell from 1, its first line, and its line in the file."""
        if self.cell is None:
            return None, "", None
        source = self.notebook.cells[self.cell].source
        first = next((line.strip() for line in source.splitlines() if line.strip()), "")
        number = sum(cell.cell_type == "code" for cell in self.notebook.cells[: self.cell + 1])
        lines = self.notebook.metadata.get("source_map") or []
        return number, first, lines[self.cell] + 1 if self.cell < len(lines) else None

    async def __call__(self):
        for tries_left in reversed(range(START_TRIES)):
            with _manager(self.kernels) as manager:
                try:
                    return await self._once(manager)
                except _NoStart as error:
                    if not tries_left:
                        raise self._failed(f"no kernel could be started ({error})") from error

    async def _once(self, manager):
        client = NotebookClient(
            self.notebook,
            km=manager,
            timeout=self.timeout,
            resources={"metadata": {"path": str(Path(self.page.path).parent)}},
            on_cell_execute=self._note_cell,
            record_timing=False,  # times in a cell's metadata would become part of its key in the cache
            extra_arguments=["--log-level=40"],  # errors alone: authors need no remarks on transports
        )
        client.log.setLevel(logging.CRITICAL)  # what it logs is said better by the LessonError
        client.shutdown_kernel = "immediate"
        client.owns_km = True
        start = perf_counter()
        try:
            await client.async_execute()
        except CellExecutionError as error:
            trace = error.traceback.rpartition("------------------\n")[2]  # behind it comes what the kernel said
            raise self._failed(f"{error.ename}: {error.evalue}", trace) from error
        except CellTimeoutError as error:
            text = f"no answer after {self.timeout} seconds; a longer time is set by `timeout` in _config.yml"
            raise self._failed(f"CellTimeoutError: {text}") from error
        except (DeadKernelError, RuntimeError) as error:
            if self.cell is None:
                raise _NoStart(f"{error}; {self.kernels.last_words()}") from error
            raise self._failed(f"the kernel ended unexpectedly ({error}); often there was too little memory") from error
        finally:  # when it is stopped while its kernel starts, nbclient leaves both of these behind
            atexit.unregister(client._cleanup_kernel)
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
        return Executed(self.page, self.notebook, perf_counter() - start)

    def _failed(self, text, trace=""):
        number, first, line = self._where()
        return LessonError(self.name, number, first, line, text, trace)


async def _run_all(runs, workers, done):
    """Run all of `runs`, `workers` at a time. After a failure nothing new is started and the others are stopped."""
    waiting, errors = list(reversed(runs)), []

    async def worker():
        while waiting and not errors:
            try:
                done(await waiting.pop()())
            except LessonError as error:
                errors.append(error)  # those that we stop because of the first one fail as well, and do not matter

    tasks = [asyncio.ensure_future(worker()) for _ in range(workers)]
    try:
        while tasks and not errors:
            finished, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            tasks = list(pending)
            for task in finished:
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if errors:
        raise errors[0]


def _in_thread(coroutine, meanwhile=None):
    """Run `coroutine` in a loop of another thread, so that Ctrl-C always reaches this one.

    nbclient puts its own signal handlers into a loop that runs in the main thread, and with several notebooks they
    undo each other.
    """
    loop = asyncio.new_event_loop()
    task, outcome = None, {}

    def work():
        nonlocal task
        asyncio.set_event_loop(loop)
        task = loop.create_task(coroutine)
        try:
            outcome["value"] = loop.run_until_complete(task)
        except BaseException as error:  # handed on to the calling thread below
            outcome["error"] = error
        finally:
            left = asyncio.all_tasks(loop)  # nbclient leaves its watchers behind when a notebook is stopped
            for watcher in left:
                watcher.cancel()
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            loop.close()

    thread = threading.Thread(target=work, name="notebooks")
    thread.start()
    try:
        if meanwhile:
            meanwhile()
        while thread.is_alive():
            thread.join(0.2)
    except BaseException:
        if task is not None and not loop.is_closed():
            loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
        raise
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]


def run(pages, *, name, nursery=None, workers=None, timeout=120, keep=None, meanwhile=None, progress=True):
    """Run notebooks and hand each result to `keep` as soon as it is there.

    Parameters
    ----------
    pages : sequence of Page
        The notebooks.
    name : callable
        Turns a path into the name used in messages.
    nursery : WarmKernels, optional
        Where to fork kernels from; without one, ordinary kernels are started.
    workers : int, optional
        Kernels at once; one per core by default.
    timeout : int
        Seconds that one cell may take.
    keep : callable, optional
        Called with each Executed, in the order in which they end.
    meanwhile : callable, optional
        Called once in this thread while the kernels work.
    progress : bool
        Show a progress bar.

    Returns
    -------
    list of Executed

    Raises
    ------
    LessonError
        Naming lesson, cell and error; what had ended before was kept.
    """
    results = []
    kernels = CourseKernels(nursery)
    runs = [_Run(page, name(page.path), timeout, kernels) for page in pages]
    with tqdm(total=len(runs), desc="Lessons", unit="lesson", disable=not progress) as bar:

        def done(executed):
            if keep:
                keep(executed)
            results.append(executed)
            bar.set_postfix_str(name(executed.page.path))
            bar.update()

        if runs:
            _in_thread(_run_all(runs, workers_for(len(runs), workers), done), meanwhile)
    return results
