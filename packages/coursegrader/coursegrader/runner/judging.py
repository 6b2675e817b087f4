"""Judge the tests of one submission in a process of their own; one that a test ends costs that test alone."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from dataclasses import asdict
from typing import TYPE_CHECKING

from coursegrader.runner.endings import ended, told
from coursegrader.runner.plan import Plan
from coursegrader.runner.trusted import Verdict, judge
from coursegrader.sandbox import frames
from coursegrader.words import said

if TYPE_CHECKING:
    from coursegrader.runner.limits import Limits

_SLACK = 15.0  # seconds beyond the limit of a test, which code that Python cannot interrupt may have passed
_ENDED = "The test was stopped: an answer is too large, or takes too long to look at."


def verdicts(plan: Plan, copies: dict, values: dict, limits: Limits) -> dict[str, Verdict]:
    """Return the verdict on every test, by grade id.

    Parameters
    ----------
    plan
        The assignment.
    copies
        A checkpoint for each test, by grade id.
    values
        The student's values of the variants.
    limits
        How long a test may take.
    """
    tests = plan.tests
    seen = _stage(plan, copies, values, limits, list(tests), hidden=False)
    good = [name for name in tests if seen[name].complete]
    if any(tests[name].open for name in good):
        whole = _stage(plan, copies, values, limits, good + _needed(tests, good), hidden=True)
        seen |= {name: whole[name] for name in good if tests[name].open}
    return seen


def _needed(tests, good):
    """Return the failed tests whose hidden part assigns what good ones read, so that a slip costs once."""
    read = {name for test in good for name in tests[test].reads}
    return [name for name in tests if name not in good and tests[name].open and tests[name].stores & read]


def _stage(plan, copies, values, limits, todo, hidden):
    """Judge the open parts of tests, or the tests as a whole; begin anew without a test that ends the process."""
    found, todo = {}, [name for name in plan.tests if name in set(todo)]
    while todo:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            _judge(theirs, plan, copies, values, limits, todo, hidden)
        theirs.close()
        lost, why = None, ""
        with ours:
            for name in todo:
                seconds = (plan.tests[name].seconds or limits.test) + _SLACK
                try:
                    told_of, _ = frames.receive(frames.Clocked(ours, seconds))
                    verdict = Verdict(**told_of)
                    why = verdict.cause
                except TimeoutError:
                    why = f"it took longer than {seconds:g} s"
                except (TypeError, frames.BadFrame) as error:
                    why = told(error)
                except (EOFError, OSError):
                    lost = name
                if why or lost:
                    lost = name
                    break
                found.setdefault(name, verdict)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        end = ended(os.waitpid(pid, 0)[1])
        if lost is None:
            break
        found.setdefault(lost, Verdict(0.0, said(_ENDED), complete=False, cause=why or end))
        todo = [name for name in todo if name != lost]
    return found


def _judge(line, plan, copies, values, limits, todo, hidden):
    """Judge in this process, and end it; what ends it early is told as the cause of the test that it came to."""
    try:
        names = {**plan.own_names(), **values}
        for name in todo:
            test = plan.tests[name]
            part, seconds = test if hidden else test.open or test, test.seconds or limits.test
            verdict = judge(part, copies[name], names, seconds=seconds, files=plan.bundle.files, hidden=hidden)
            frames.send(line, asdict(verdict))
        os._exit(0)
    except BaseException as error:
        cause = told(error)
        del error
        with contextlib.suppress(OSError, MemoryError):
            frames.send(line, asdict(Verdict(0.0, said(_ENDED), complete=False, cause=cause)))
    os._exit(1)
