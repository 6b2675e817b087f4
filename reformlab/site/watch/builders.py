"""What builds for the watcher: a process that stands by, or a fresh Python for every build."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

from ..build import Report
from ..errors import SiteError
from ..kernels import available
from ..kernels.warm import environment


class _Ended(SiteError):
    """The process that stands by has ended."""


class Standby:
    """The watcher's side of the process; use as a context manager.

    Parameters
    ----------
    layout : Layout
    options : dict
        Of `build`, without anything that JSON cannot hold.
    """

    def __init__(self, layout, options):
        self._layout, self._options, self._process = layout, options, None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.end()

    def start(self):
        """Start the process; it is ready when `wait` returns."""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", f"{__package__}.standby", str(self._layout.root), str(self._layout.output)]
            + [json.dumps(self._options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment(),
            start_new_session=True,  # Ctrl-C reaches the watcher alone, which then ends the build
        )
        self._ready = False

    def end(self):
        """End the process and the build that it may be at; the finished book is not touched by that."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, 15)
        self._process.communicate()

    def wait(self):
        """Wait until everything has been imported.

        Raises
        ------
        SiteError
            If the process ended.
        """
        if not self._ready:
            self._answer()
            self._ready = True

    def build(self):
        """Build what has changed.

        Returns
        -------
        Report

        Raises
        ------
        SiteError
            With a message for the author; the last finished book is as it was.
        """
        try:
            return self._build()
        except _Ended:  # somebody ended it, or the system did for want of memory
            self.start()
            return self._build()

    def _build(self):
        self.wait()
        with contextlib.suppress(BrokenPipeError):  # its answer, which does not come, is reported below
            print(file=self._process.stdin, flush=True)
        return report_of(self._answer())

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            raise _Ended(f"the process that builds ended with {self._process.wait()}; save once more to try again")
        return json.loads(line)


class Ordinary:
    """Builds in a fresh Python each, with the interface of `Standby`."""

    def __init__(self, layout, options):
        self._layout, self._options = layout, options

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def start(self):
        """Do nothing: every build starts anew."""

    end = wait = start

    def build(self):
        """Build what has changed; as `Standby.build`."""
        given = json.dumps([str(self._layout.root), str(self._layout.output), self._options])
        code = "import json, sys; from reformlab.site.watch.standby import once; once(*json.loads(sys.argv[1]))"
        done = subprocess.run(
            [sys.executable, "-P", "-c", code, given], stdout=subprocess.PIPE, encoding="utf-8", check=False
        )
        if done.returncode in (130, -2):
            raise KeyboardInterrupt
        if not done.stdout:
            raise SiteError(f"the build ended with {done.returncode}")
        return report_of(json.loads(done.stdout.splitlines()[-1]))


def report_of(outcome):
    """Turn an outcome into a Report, or raise the SiteError that it is."""
    if "report" in outcome:
        return Report(**outcome["report"] | {"html": Path(outcome["report"]["html"])})
    raise SiteError(outcome.get("error") or f"a fault in the build itself:\n{outcome['crash']}")


def builder_for(layout, options):
    """Return what builds: a process that stands by where processes can be copied, else ordinary builds."""
    return (Standby if available() else Ordinary)(layout, options)
