"""Spread the work: this process, the cores of this machine, or a dask cluster. Results come back as they are ready."""

from __future__ import annotations

import concurrent.futures
import contextlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.util import Finalize

from coursegrader.batch.grader import Grader
from coursegrader.errors import GradingError
from coursegrader.runner.limits import Limits
from coursegrader.runner.notebook import Result
from coursegrader.runner.plan import Bundle


@dataclass(frozen=True)
class Conditions:
    """What every submission of an assignment is graded under."""

    bundle: Bundle
    limits: Limits
    key: bytes = b""
    sandbox: bool = True

    @property
    def digest(self) -> str:
        """A sum over all of it."""
        return repr((self.bundle.digest, self.limits, self.key, self.sandbox))


@dataclass(frozen=True)
class Task:
    """One submission to grade: an index that comes back with the result, the file, and whose it is."""

    index: int
    assignment: str
    student: str
    data: bytes


_graders: dict[str, Grader] = {}
_conditions: dict[str, Conditions] = {}


def work(conditions: Conditions, task: Task) -> tuple[int, Result]:
    """Grade one submission in this process; the warm sandbox of an assignment is kept for the next one."""
    return task.index, _grader(conditions).grade(task.data, task.student)


def _grader(conditions):
    name = conditions.digest
    if name not in _graders:
        Finalize(None, close, exitpriority=1)  # atexit does not run in processes of a fork server
        close()  # one assignment at a time: a warm sandbox takes memory
        _graders[name] = Grader(
            conditions.bundle, limits=conditions.limits, key=conditions.key, sandbox=conditions.sandbox
        )
    return _graders[name]


def close() -> None:
    """End the warm sandboxes of this process."""
    while _graders:
        _graders.popitem()[1].close()


def here(conditions: dict[str, Conditions], tasks) -> Iterator[tuple[int, Result]]:
    """Grade in this process, one after the other; the sandbox stays warm for the next call."""
    for task in tasks:
        yield work(conditions[task.assignment], task)


def start(conditions: dict[str, Conditions], count: int, *, first: str) -> ProcessPoolExecutor:
    """Start ``count`` processes for :func:`cores`; they warm a sandbox for the assignment ``first`` at once."""
    pool = _pool(conditions, count)
    for _ in range(count):
        pool.submit(_warm, first)
    return pool


def cores(conditions: dict[str, Conditions], tasks, count: int, *, pool=None) -> Iterator[tuple[int, Result]]:
    """Grade in ``count`` processes of this machine, those of ``pool`` if they have been started already.

    A process that dies costs the submissions it had in hand one more try each, alone; if it dies again, the submission
    gets a result that says so.
    """
    waiting = list(tasks)
    suspects: list[Task] = []
    while waiting:
        hand, waiting = waiting, []
        with pool or _pool(conditions, count) as pool:
            futures = {}
            backlog = deque(hand)
            try:
                while backlog:
                    futures[pool.submit(_work_here, backlog[0])] = backlog[0]
                    backlog.popleft()
                    if len(futures) >= 4 * count:  # few at a time: the files of a large class do not fit in memory
                        yield from _finished(futures, suspects, concurrent.futures.FIRST_COMPLETED)
                while futures:
                    yield from _finished(futures, suspects, concurrent.futures.FIRST_COMPLETED)
            except concurrent.futures.BrokenExecutor:
                suspects += [task for task in futures.values() if task not in suspects]
                waiting = list(backlog)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        pool = None
    for task in suspects:
        yield _alone(conditions, task)


def cluster(conditions: dict[str, Conditions], tasks, address: str) -> Iterator[tuple[int, Result]]:
    """Grade on a dask.distributed cluster; its workers need this package and bubblewrap, and no shared disk.

    Raises
    ------
    GradingError
        If dask is not installed, the scheduler does not answer, or the connection to it is lost.
    """
    try:
        from distributed import CancelledError, Client, as_completed
        from distributed.comm import CommClosedError
    except ImportError:
        raise GradingError("dask.distributed is not installed\n    To do: pip install 'dask[distributed]'") from None
    try:
        client = Client(address, timeout=20)
    except (OSError, ValueError, TimeoutError) as error:
        raise GradingError(
            f"{address}: no scheduler answers ({type(error).__name__})\n    To do: check the address"
        ) from None
    with client:
        sent = {name: client.scatter(each, broadcast=True, hash=False) for name, each in conditions.items()}
        backlog, ready = iter(tasks), as_completed()
        width = max(8, 4 * sum(client.nthreads().values()))
        for task, _ in zip(backlog, range(width), strict=False):
            ready.add(client.submit(work, sent[task.assignment], task, pure=False, retries=2))
        for future in ready:
            try:
                done = future.result()
            except (CancelledError, CommClosedError) as error:
                problem = f"{address}: the connection to the scheduler was lost ({type(error).__name__})"
                remedy = "see that it runs, and give the same command again: what has been graded is kept"
                raise GradingError(f"{problem}\n    To do: {remedy}") from None
            yield done
            for task in backlog:
                ready.add(client.submit(work, sent[task.assignment], task, pure=False, retries=2))
                break


def _pool(conditions, count):
    """Return a pool whose processes share what they import, where the system can fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _start, (conditions,))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "matplotlib.pyplot"])  # instructors' notebooks import it
    return ProcessPoolExecutor(count, context, _start, (conditions,))


def _warm(assignment):
    with contextlib.suppress(GradingError):  # the first submission says so
        _grader(_conditions[assignment]).start()


def _start(conditions):
    _conditions.update(conditions)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt from the keyboard is for the process that collects
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _work_here(task):
    return work(_conditions[task.assignment], task)


def _finished(futures, suspects, when):
    done, _ = concurrent.futures.wait(futures, return_when=when)
    broken = None
    for future in done:
        try:
            result = future.result()
        except concurrent.futures.BrokenExecutor as error:
            broken = error
            continue
        del futures[future]
        yield result
    if broken:
        raise broken


def _alone(conditions, task):
    with _pool(conditions, 1) as pool:
        try:
            return pool.submit(_work_here, task).result()
        except concurrent.futures.BrokenExecutor:
            note = "The grading process ended twice on this notebook. Please grade it by hand."
            return task.index, Result({}, {}, notes=[note], readable=False)
