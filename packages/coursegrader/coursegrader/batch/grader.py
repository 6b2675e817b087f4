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
from coursegrader.words import said, speaking


class Grader:
    """Grades the submissions of one assignment, in as many threads as call it.

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

    def __init__(
        self, bundle: plan.Bundle, *, limits: Limits | None = None, key: bytes = b"", sandbox: bool = True
    ) -> None:
        self.plan = plan.read(bundle, to_grade=False)
        self.limits = self.plan.extended(limits or Limits())
        self.key, self.sandbox = key, sandbox
        self._assets = tempfile.TemporaryDirectory(prefix="grading-assets-")
        Path(self._assets.name).chmod(0o755)
        plan.write_files(Path(self._assets.name), bundle.files)
        self.server: Server | None = None
        self.examiner: examiner.Examiner | None = None
        self._starting = threading.Lock()

    def grade(self, data: bytes, student: str = "") -> notebook.Result:
        """Grade one submission; a sandbox that stops is started again once."""
        with speaking(self.plan.language):
            return self._grade(data, student)

    def _grade(self, data, student):
        if len(data) > submission.LARGEST:
            return notebook.unreadable(self.plan, submission.too_large())
        values = variants.draw(self.plan.variants, self.plan.bundle.assignment, student, self.key)
        for attempt in (1, 2):
            server, examines = None, None
            try:
                server, examines = self.start()
                with server.job() as work:
                    return examines.examine(data, values, work)
            except examiner.Lost as cause:
                reason = said("The notebook could not be read and judged within the limits. A person has to grade it.")
                return notebook.unreadable(self.plan, reason, str(cause))
            except GradingError as error:
                self._stop(server)
                if attempt == 2 or isinstance(error, NoSandbox):
                    raise
        raise AssertionError("the second attempt returns or raises")

    def close(self) -> None:
        """End the sandbox."""
        self._stop(self.server)
        self._assets.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def start(self) -> tuple[Server, examiner.Examiner]:
        """Start the sandbox and the process that examines, at once, if they do not run yet; return them."""
        with self._starting:
            if self.server is None or self.examiner is None:
                examines = examiner.Examiner(self.plan.bundle, self.limits)
                try:
                    server = Server(
                        self._assets.name, preload=self.plan.preload, limits=self.limits, sandbox=self.sandbox
                    )
                    examines.wait()
                except BaseException:
                    examines.close()
                    raise
                self.server, self.examiner = server, examines
            return self.server, self.examiner

    def _stop(self, server):
        """End a sandbox that another thread has not replaced yet."""
        with self._starting:
            if server is None or server is not self.server:
                return
            for each in (self.server, self.examiner):
                with contextlib.suppress(OSError):
                    each.close()
            self.server = self.examiner = None
