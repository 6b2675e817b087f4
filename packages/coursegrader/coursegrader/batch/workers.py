"""Spread the work over the cores of this machine or a dask cluster. Results come back as they are ready."""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from typing import Any

from coursegrader.batch.grader import Grader
from coursegrader.errors import GradingError
from coursegrader.runner import bubblewrap
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


_graders: dict[str, Grader] = {}  # by the digest of their conditions, the one used last at the end
_busy: Counter[str] = Counter()  # how many submissions each grades now
_lending = threading.Lock()


def work(conditions: Conditions, task: Task) -> tuple[int, Result]:
    """Grade one submission in this thread; all threads share an assignment's warm sandbox, kept for the next one."""
    with _lent(conditions) as grader:
        return task.index, grader.grade(task.data, task.student)


@contextlib.contextmanager
def _lent(conditions):
    name = conditions.digest
    with _lending:
        grader = _graders.pop(name, None) or Grader(
            conditions.bundle, limits=conditions.limits, key=conditions.key, sandbox=conditions.sandbox
        )
        _graders[name] = grader
        _busy[name] += 1
        # one assignment at a time: a warm sandbox takes memory
        idle = [_graders.pop(other) for other in list(_graders) if not _busy[other]]
    for other in idle:
        other.close()
    try:
        yield grader
    finally:
        with _lending:
            _busy[name] -= 1


@atexit.register
def close() -> None:
    """End the warm sandboxes of this process."""
    while _graders:
        _graders.popitem()[1].close()


def start(conditions: dict[str, Conditions], count: int, *, first: str) -> ThreadPoolExecutor:
    """Start ``count`` threads for :func:`cores`; one of them warms a sandbox for the assignment ``first`` at once.

    What takes time runs in the processes of the grader, which import pandas once for all threads.
    """
    # read here: beside a thread that imports, each of the hundreds of small files would be waited for
    bubblewrap.libraries()
    pool = ThreadPoolExecutor(count)
    pool.submit(_warm, conditions[first])
    return pool


def cores(
    conditions: dict[str, Conditions], tasks: Iterable[Task], count: int, *, pool: Any = None
) -> Iterator[tuple[int, Result]]:
    """Grade ``count`` submissions at a time on this machine, in the threads of ``pool`` if there is one already.

    One at a time needs no thread; its sandbox stays warm for the next call.
    """
    if count == 1:
        for task in tasks:
            yield work(conditions[task.assignment], task)
        return
    futures, backlog = set(), iter(tasks)
    with pool or ThreadPoolExecutor(count) as pool:
        try:
            while True:
                for task in islice(backlog, 2 * count - len(futures)):  # the files of a class do not fit in memory
                    futures.add(pool.submit(work, conditions[task.assignment], task))
                if not futures:
                    return
                done, futures = wait(futures, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        finally:
            close()


def cluster(conditions: dict[str, Conditions], tasks: Iterable[Task], address: str) -> Iterator[tuple[int, Result]]:
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


def _warm(conditions):
    with contextlib.suppress(GradingError), _lent(conditions) as grader:  # the first submission says so
        grader.start()
