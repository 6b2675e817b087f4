"""Run many independent solves: here, on several cores, or on a dask.distributed cluster, with the same numbers.

Each item is computed from its own inputs alone (a draw has its own random stream), so neither the order nor the machine
it runs on changes a number. Dask is imported only when a scheduler is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reformlab.lab.errors import ParameterError

CHUNK = 20


def _progress(total, show, label):
    """A progress bar where tqdm is installed, else nothing (the browser's Python has no tqdm)."""
    if show:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return None
        return tqdm(total=total, desc=label)
    return None


def _client(scheduler):
    """Return a Dask client for an address or an existing client, and whether it must be closed again."""
    try:
        from distributed import Client
    except ImportError:
        raise ParameterError(
            f"scheduler={scheduler!r} needs dask.distributed; install reformlab[cluster], or leave scheduler out"
        ) from None
    if isinstance(scheduler, str):
        return Client(scheduler, set_as_default=False), True
    if hasattr(scheduler, "submit") and hasattr(scheduler, "scatter"):
        return scheduler, False
    raise ParameterError(f"scheduler must be the address of a Dask scheduler or a dask Client, got {scheduler!r}")


def chunked(items: Sequence[Any], size: int = CHUNK) -> list[Sequence[Any]]:
    """Split a list into consecutive pieces."""
    return [items[i : i + size] for i in range(0, len(items), size)]


def run_all(
    task: Callable[[Any, Sequence[Any]], Sequence[Any]],
    payload: object,
    items: Sequence[Any],
    *,
    scheduler: Any = None,
    workers: int = 1,
    progress: bool = False,
    label: str = "solves",
    finished: Callable[[Sequence[Any], Sequence[Any]], None] | None = None,
) -> list[Any]:
    """Compute ``task(payload, piece)`` for all pieces of `items` and return the results in the order of `items`.

    Parameters
    ----------
    task : function of a module
        Takes the payload and a list of items, returns one result per item.
    payload : object
        What every piece needs; sent once.
    items : list
    scheduler : str or dask.distributed.Client, optional
        Address of a Dask scheduler, or a client.
    workers : int
        Processes on this machine when no scheduler is given; 1 stays in this process.
    progress : bool
    finished : callable, optional
        Called with (piece, results) as soon as a piece is done.
    """
    if not isinstance(workers, int) or workers < 1:
        raise ParameterError(f"workers must be a whole number of at least 1, got {workers!r}")
    pieces = chunked(list(items))
    done: list[Any] = [None] * len(pieces)
    bar = _progress(len(items), progress, label)

    def keep(i, results):
        done[i] = results
        if finished is not None:
            finished(pieces[i], results)
        if bar is not None:
            bar.update(len(pieces[i]))

    try:
        if scheduler is not None:
            _on_cluster(task, payload, pieces, keep, scheduler)
        elif workers > 1 and len(pieces) > 1:
            _on_cores(task, payload, pieces, keep, workers)
        else:
            for i, piece in enumerate(pieces):
                keep(i, task(payload, piece))
    finally:
        if bar is not None:
            bar.close()
    return [result for results in done for result in results]


def _on_cluster(task, payload, pieces, keep, scheduler):
    client, opened = _client(scheduler)
    try:
        from distributed import as_completed as completed

        shared = client.scatter(payload, broadcast=True, hash=False)
        futures = {client.submit(task, shared, piece, pure=False): i for i, piece in enumerate(pieces)}
        try:
            for future in completed(list(futures), loop=client.loop):  # else it asks for a default client
                keep(futures[future], future.result())
        except BaseException:
            client.cancel(list(futures))
            raise
    finally:
        if opened:
            client.close()


_PAYLOAD = {}


def _receive(payload):
    _PAYLOAD["payload"] = payload


def _on_payload(task, piece):
    return task(_PAYLOAD["payload"], piece)


def _on_cores(task, payload, pieces, keep, workers):
    from concurrent.futures import ProcessPoolExecutor, as_completed  # absent from the browser's Python
    from multiprocessing import get_context

    # "spawn" starts clean interpreters: forking a process whose BLAS threads run is not safe.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_receive, initargs=(payload,))
    with pool:
        futures = {pool.submit(_on_payload, task, piece): i for i, piece in enumerate(pieces)}
        try:
            for future in as_completed(futures):
                keep(futures[future], future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
