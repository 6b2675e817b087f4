"""The process that stands by: imports once, then has one copy of itself ready for each build.

Run as ``python -P -m reformlab.site.watch.standby ROOT OUTPUT OPTIONS``, the options of `build` as JSON. It answers
``{"ready": true}`` on standard output; then every line of standard input starts a build, which answers with one line
(`outcome_of`). When its input closes, it ends.

This process must stay free of threads and event loops, because a fork copies neither.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import json
import os
import sys
import traceback
from pathlib import Path

from tqdm import tqdm

from .. import fingerprint, lessons
from ..build import build
from ..errors import SiteError
from ..kernels import nursery
from ..kernels.warm import BASE, WarmKernels
from ..layout import Layout
from ..quick import imports
from ..sphinx_run import configuration, extensions_of, rehearse


def outcome_of(layout, options) -> dict:
    """Build the book; return ``{"report": ...}``, ``{"error": message}`` for authors, or ``{"crash": traceback}``."""
    try:
        report = build(layout, **options)
    except SiteError as error:
        return {"error": str(error)}
    except Exception:  # the process that stands by must outlive a fault of ours, and say what it was
        return {"crash": traceback.format_exc()}
    return {"report": dataclasses.asdict(report) | {"html": str(report.html)}}


def _prepare(layout, options):
    tqdm.monitor_interval = 0  # a bar, even one that is not shown, starts a thread otherwise
    with contextlib.suppress(SiteError):  # the build says it, with all that it needs
        imports(extensions_of(configuration(layout)))
        nursery.preload([*BASE, *lessons.imports(lessons.pages(layout))])
    from .. import execute  # noqa: F401 - a build needs it

    with contextlib.suppress(Exception):  # so it is here
        _rehearse(layout, options)
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, what builds share


def _rehearse(layout, options):
    """Write the first page and the first lesson once, if their notebooks need not be run for that."""
    from ..cache import open_for

    cache = open_for(options.get("cache_folder") or layout.caches, fingerprint.environment(layout))
    first, *others = lessons.pages(layout)
    lesson = next((page for page in others if page.is_notebook and cache.has(page)), None)
    if lesson and (cache.has(first) or not first.is_notebook):
        rehearse(layout, [first, lesson], cache.path)


def _next(layout, options, answers):
    """Copy this process; return the copy's number and a pipe: a byte in it makes the copy build, answer and end.

    The copy has the process ready that its notebooks are forked from: that, too, need not be waited for.
    """
    waits, go = os.pipe()
    pid = os.fork()
    if pid:
        os.close(waits)
        return pid, go
    os.close(go)
    kernels = WarmKernels(copy=True)
    if os.read(waits, 1):  # nothing: the process that stands by has ended
        print(json.dumps(outcome_of(layout, options | {"kernels": kernels})), file=answers)
        answers.flush()
    os._exit(0)


def main(root, output, options):
    """Import everything, then build whenever a line comes in."""
    layout, options = Layout(Path(root), Path(output)), json.loads(options)
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)  # whatever a build prints is for people
    _prepare(layout, options)
    pid, go = _next(layout, options, answers)
    print(json.dumps({"ready": True}), file=answers)
    for _ in sys.stdin:
        os.write(go, b"!")
        os.close(go)
        os.waitpid(pid, 0)
        pid, go = _next(layout, options, answers)


def once(root, output, options):
    """Build once and print the outcome, for `Ordinary`."""
    print(json.dumps(outcome_of(Layout(Path(root), Path(output)), options)))


if __name__ == "__main__":
    main(*sys.argv[1:])
