"""One grader: an assignment, a warm sandbox and an examining process for it, restarted when they stop."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from pathlib import Path

from coursegrader.authoring import variants
from coursegrader.errors import GradingError
from coursegrader.runner import examiner, notebook, plan, submission
from coursegrader.runner.bubblewrap import NoSandbox
from coursegrader.runner.limits import Limits
from coursegrader.runner.server import Server


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
        self.plan = plan.read(bundle, to_grade=False)
        self.limits = self.plan.extended(limits or Limits())
        self.key, self.sandbox = key, sandbox
        self._assets = tempfile.TemporaryDirectory(prefix="grading-assets-")
        Path(self._assets.name).chmod(0o755)
        plan.write_files(Path(self._assets.name), bundle.files)
        self.server = self.examiner = None
        self._one = threading.Lock()  # a server runs one job at a time

    def grade(self, data: bytes, student: str = "") -> notebook.Result:
        """Grade one submission; a sandbox that stops is started again once."""
        with self._one:
            for attempt in (1, 2):
                try:
                    return self._grade(data, student)
                except examiner.Lost as cause:
                    reason = "The notebook could not be read and judged within the limits. A person has to grade it."
                    return notebook.unreadable(self.plan, reason, str(cause))
                except GradingError as error:
                    self._stop()
                    if attempt == 2 or isinstance(error, NoSandbox):
                        raise

    def close(self) -> None:
        """End the sandbox."""
        with self._one:
            self._stop()
            self._assets.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def start(self) -> None:
        """Start the sandbox and the process that examines, at once, if they do not run yet."""
        if self.server is None:
            self.examiner = examiner.Examiner(self.plan.bundle, self.limits)
            self.server = Server(self._assets.name, preload=self.plan.preload, limits=self.limits, sandbox=self.sandbox)
            self.examiner.wait()

    def _grade(self, data, student):
        if len(data) > submission.LARGEST:
            return notebook.unreadable(self.plan, submission.too_large())
        self.start()
        values = variants.draw(self.plan.variants, self.plan.bundle.assignment, student, self.key)
        with self.server.job() as work:
            return self.examiner.examine(data, values, work)

    def _stop(self):
        for each in filter(None, (self.server, self.examiner)):
            with contextlib.suppress(OSError):
                each.close()
        self.server = self.examiner = None
