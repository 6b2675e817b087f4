"""One grader: an assignment and a warm sandbox for it, restarted when it stops."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from pathlib import Path

from coursegrader.errors import GradingError
from coursegrader.runner import notebook, plan
from coursegrader.runner.bubblewrap import NoSandbox
from coursegrader.runner.limits import Limits
from coursegrader.runner.server import Server

_alone = threading.Lock()  # a server runs one job at a time, and tests work in a folder of their own


class Grader:
    """Grades the submissions of one assignment, one after the other.

    Parameters
    ----------
    bundle
        The assignment.
    limits
        Limits of each submission.
    key
        The course key, for variants.
    sandbox
        False runs students' code without protection.
    """

    def __init__(self, bundle: plan.Bundle, *, limits: Limits | None = None, key: bytes = b"", sandbox: bool = True):
        self.plan, self.limits, self.key, self.sandbox = plan.read(bundle), limits or Limits(), key, sandbox
        self._assets = tempfile.TemporaryDirectory(prefix="grading-assets-")
        Path(self._assets.name).chmod(0o755)
        plan.write_files(Path(self._assets.name), bundle.files)
        self._server = None

    def grade(self, data: bytes, student: str) -> notebook.Result:
        """Grade one submission; a sandbox that stops is started again once."""
        with _alone:
            try:
                return self._grade(data, student)
            except NoSandbox:
                raise
            except GradingError:
                self._stop()
                return self._grade(data, student)

    def close(self) -> None:
        """End the sandbox."""
        self._stop()
        self._assets.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def start(self) -> None:
        """Start the sandbox, if it does not run yet."""
        if self._server is None:
            self._server = Server(
                self._assets.name, preload=self.plan.preload, limits=self.limits, sandbox=self.sandbox
            )

    def _grade(self, data, student):
        self.start()
        return notebook.grade(self.plan, self._server, data, student=student, key=self.key)

    def _stop(self):
        if self._server is not None:
            with contextlib.suppress(OSError):
                self._server.close()
            self._server = None
