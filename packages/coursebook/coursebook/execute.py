"""Run notebooks: several at once, each in a kernel of its own, stopping at the first one that fails."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

from . import fingerprint, long_output
from .cache import open_for
from .errors import LessonError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from coursebook.cache import ResultCache
    from coursebook.layout import Layout
    from coursebook.lessons import Page

# One thread of arithmetic each: the kernels share the cores already.
SURROUNDINGS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


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
        Time from starting its kernel to the last output.
    cut : list of (int, str)
        As `long_output.cut` gives it.
    """

    page: Page
    notebook: NotebookNode
    seconds: float
    cut: list


def workers_for(count: int, workers: int | None = None) -> int:
    """Return how many notebooks to run at once of `count`: one per core unless `workers` says otherwise.

    Raises
    ------
    ValueError
        If `workers` is smaller than 1.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers: {workers} given, must be 1 or more")
    return max(1, min(count, workers or os.cpu_count() or 1))


async def _run(page, name, timeout, gate):
    async with gate:
        notebook, reached, start = page.notebook(), [], perf_counter()
        with tempfile.TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True) as sockets:
            # a folder of its own for each: no port is opened, and no two kernels can take the same one
            by_file = {"transport": "ipc", "ip": f"{sockets}/k"} if os.name == "posix" else {}
            kernel = AsyncKernelManager(kernel_name=notebook.metadata.kernelspec.name, **by_file)
            client = NotebookClient(
                notebook,
                km=kernel,
                timeout=timeout,
                iopub_timeout=max(120, timeout),  # by default what comes four seconds after a cell's end is lost
                raise_on_iopub_timeout=True,
                record_timing=False,
                shutdown_kernel="immediate",
                on_cell_execute=lambda cell, cell_index: reached.append(cell_index),
            )
            folder = str(Path(page.path).parent.absolute())
            try:
                await client.async_execute(cleanup_kc=True, cwd=folder, env=os.environ | SURROUNDINGS)
            except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError, OSError) as error:
                raise LessonError(name(page.path), *_where(notebook, reached), *_told(error, timeout)) from error
            finally:
                if kernel.has_kernel:  # it was stopped before nbclient took charge of it
                    await kernel.shutdown_kernel(now=True)
        return Executed(page, notebook, perf_counter() - start, long_output.cut(notebook))


def _told(error, timeout):
    """Return (error, traceback) as the author reads them."""
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}", error.traceback
    if isinstance(error, CellTimeoutError):
        return f"no answer after {timeout} seconds; a longer time is set by `timeout` in _config.yml", ""
    if isinstance(error, DeadKernelError):
        return "the kernel ended unexpectedly; often there was too little memory", ""
    return f"{type(error).__name__}: {error}", ""


def _where(notebook, reached):
    """Return number of the last code cell from 1, its first line, and its line in the file."""
    if not reached:
        return None, "", None
    cell = reached[-1]
    first = next((line.strip() for line in notebook.cells[cell].source.splitlines() if line.strip()), "")
    number = sum(each.cell_type == "code" for each in notebook.cells[: cell + 1])
    lines = notebook.metadata.get("source_map") or []
    return number, first, lines[cell] + 1 if cell < len(lines) else None


@contextlib.contextmanager
def _loop():
    """Give an event loop in a thread; at the end what still runs in it is cancelled, so that its kernels end."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="notebooks", daemon=True)
    thread.start()

    async def end():
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def run(
    pages: Sequence[Page],
    *,
    name: Callable[[Path], str],
    workers: int | None = None,
    timeout: int = 120,
    keep: Callable[[Executed], object] | None = None,
    progress: bool = True,
) -> list[Executed]:
    """Run notebooks.

    Parameters
    ----------
    pages : sequence of Page
        The notebooks.
    name : callable
        Turns a path into the name used in messages.
    workers : int, optional
        Notebooks at once; one per core by default.
    timeout : int
        Seconds that one cell may take.
    keep : callable, optional
        Called with each Executed, in the order in which they end.
    progress : bool
        Show a progress bar.

    Returns
    -------
    list of Executed
        In the order in which they ended.

    Raises
    ------
    LessonError
        Naming the lesson, the cell and the error. Nothing new is started then, and the others are stopped.
    """
    gate, done = asyncio.Semaphore(workers_for(len(pages), workers)), []
    with _loop() as loop:
        ended = as_completed(
            [asyncio.run_coroutine_threadsafe(_run(page, name, timeout, gate), loop) for page in pages]
        )
        with tqdm(ended, total=len(pages), desc="Lessons", unit="lesson", disable=not progress) as bar:
            for future in bar:
                done.append(future.result())
                bar.set_postfix_str(name(done[-1].page.path))
                if keep:
                    keep(done[-1])
    return done


def execute(
    layout: Layout,
    pages: Sequence[Page],
    *,
    cache_folder: str | PathLike[str] | None = None,
    workers: int | None = None,
    timeout: int = 120,
    progress: bool = True,
) -> tuple[ResultCache, list[Executed]]:
    """Run those notebooks of `pages` whose results are not kept yet.

    Parameters
    ----------
    layout : Layout
        The book.
    pages : sequence of Page
        Pages of the table of contents; those that are no notebooks are passed over.
    cache_folder : path-like, optional
        Where results are kept; ``layout.caches`` by default.
    workers, timeout, progress
        As in `run`.

    Returns
    -------
    (ResultCache, list of Executed)
        The cache with all results, and the notebooks that were run.

    Raises
    ------
    LessonError
        Naming the lesson, the cell and the error.
    """
    surroundings = fingerprint.environment(layout)
    cache = open_for(cache_folder or layout.caches, surroundings)
    waiting, ran = [page for page in pages if page.is_notebook and not cache.has(page)], []
    if waiting:
        # a long one that begins last ends alone
        by_length = sorted(waiting, key=lambda page: len(page.text), reverse=True)
        options: dict[str, Any] = {"workers": workers, "timeout": timeout, "progress": progress}
        ran = run(by_length, name=layout.name, keep=cache.keep, **options)
        if fingerprint.environment(layout) != surroundings:  # nobody knows which library or tables they saw
            cache.forget(waiting)
    return cache, ran
