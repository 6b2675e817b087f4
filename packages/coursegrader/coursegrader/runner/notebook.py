"""Grade one notebook: run it in the sandbox, keep a checkpoint before each test, judge the tests outside."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property

import nbformat
from nbformat.corpus.words import generate_corpus_id as random_cell_id

from coursegrader.authoring import metadata, variants
from coursegrader.runner import harmless, submission
from coursegrader.runner.job import Stopped
from coursegrader.runner.plan import Plan
from coursegrader.runner.trusted import judge


@dataclass
class Result:
    """What came of one submission.

    ``scores`` has every test; ``essays`` says of each question marked by hand whether it was answered.
    """

    scores: dict[str, float]
    essays: dict[str, bool]
    messages: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    notebook: str = ""
    seconds: float = 0.0
    readable: bool = True

    @property
    def score(self) -> float:
        """Points of the tests together."""
        return sum(self.scores.values())


def grade(plan: Plan, server, data: bytes, *, student: str = "", key: bytes = b"") -> Result:
    """Grade the bytes of one submission.

    Parameters
    ----------
    plan
        The assignment.
    server
        A running :class:`~coursegrader.runner.server.Server`, or what else opens jobs.
    data
        The submitted file.
    student, key
        Whose submission it is and the course key: they give the values of the variants.
    """
    begun = time.monotonic()
    nothing = Result(dict.fromkeys(plan.tests, 0.0), dict.fromkeys(plan.essays, False))
    try:
        handed_in = submission.read(data)
    except submission.Unreadable as reason:
        nothing.notes, nothing.readable = [str(reason)], False
        nothing.notebook = nbformat.writes(_notebook([_cell("markdown", harmless.markdown(str(reason)))]))
        return nothing
    values = variants.draw(plan.variants, plan.bundle.assignment, student, key)
    with server.job() as job:
        run = _Run(plan, job, handed_in, values)
        run.student_cells()
        run.judge()
    result = run.result
    result.seconds = time.monotonic() - begun
    return result


class _Run:
    def __init__(self, plan, job, handed_in, values):
        self.plan, self.job, self.values = plan, job, values
        self.result = Result({}, dict.fromkeys(plan.essays, False), notes=list(handed_in.notes))
        self.cells, self.copies, self.shown = [], {}, {}
        self.handed_in = self._in_order(handed_in.cells)
        self.deadline = time.monotonic() + job.limits.notebook

    def student_cells(self):
        """Run every cell; before each test keep a copy of the process."""
        for cell in self.handed_in:
            released = self.released.get(cell.grade_id)
            if cell.grade_id in self.plan.tests:
                self._test(cell.grade_id)
            elif released is not None and not released.metadata["nbgrader"]["solution"]:
                self._given(cell.grade_id, released)
            else:
                self._own(cell, released)

    def judge(self):
        """Run the instructor's tests against the copies; what the student's processes say now is not kept."""
        names = {**self.plan.own_names(), **self.values}
        for grade_id, test in self.plan.tests.items():
            verdict = judge(
                test,
                self.copies[grade_id],
                names,
                seconds=self.job.limits.test,
                files=self.plan.bundle.files,
            )
            message = self._why(harmless.plain(verdict.message))
            self.result.scores[grade_id] = verdict.score
            if message:
                self.result.messages[grade_id] = message
            if message and verdict.score < test.points:
                self.shown[grade_id].outputs = [harmless.error("Test", message, message)]
        self.result.notebook = nbformat.writes(_notebook(self.cells))

    @cached_property
    def released(self):
        return {cell.metadata["nbgrader"]["grade_id"]: cell for cell in self.plan.cells if "nbgrader" in cell.metadata}

    def _in_order(self, cells):
        """Return the cells to run: copies of marked cells lose their mark, missing ones come back."""
        known, seen, kept = self.released, set(), []
        order = list(known)
        for cell in cells:
            if cell.grade_id in seen:
                self.result.notes.append(f"The cell {cell.grade_id} stands twice; the second is run as a plain cell.")
                cell.grade_id = None
                if known_source(cell.source, self.plan):
                    continue
            if cell.grade_id is not None and cell.grade_id not in known:
                cell.grade_id = None
            if cell.grade_id:
                seen.add(cell.grade_id)
            kept.append(cell)
        ids = [cell.grade_id for cell in kept if cell.grade_id]
        if ids != sorted(ids, key=order.index):
            self.result.notes.append("The cells stand in another order than in the released notebook.")
        for grade_id in order:
            if grade_id not in seen:
                self._restore(kept, grade_id, order)
        return kept

    def _restore(self, kept, grade_id, order):
        """Put a missing cell before the first cell that follows it in the released notebook."""
        entry = self.released[grade_id].metadata["nbgrader"]
        self.result.notes.append(
            f"The cell {grade_id} is missing" + ("." if entry["solution"] else "; it was put back.")
        )
        if entry["solution"] and not entry["grade"]:
            return
        later = set(order[order.index(grade_id) + 1 :])
        place = next((position for position, cell in enumerate(kept) if cell.grade_id in later), len(kept))
        kind = self.released[grade_id].cell_type
        kept.insert(place, submission.Cell(kind, "", grade_id))

    def _own(self, cell, released):
        """Run (or keep) a cell of the student's own."""
        shown = _cell(cell.kind, cell.source if cell.kind == "code" else harmless.markdown(cell.source))
        if cell.attachments:
            shown["attachments"] = cell.attachments
        if released is not None:
            entry = shown.metadata["nbgrader"] = dict(released.metadata["nbgrader"])
            shown.id = metadata.cell_id(cell.grade_id)
            if essay := self.plan.essays.get(cell.grade_id):
                self.result.essays[cell.grade_id] = self._answered(cell, entry, essay)
        if cell.kind == "code":
            self._run(shown, cell.source)
        self.cells.append(shown)

    def _answered(self, cell, entry, essay) -> bool:
        as_handed_in = _cell(cell.kind, cell.source, metadata={"nbgrader": entry})
        return bool(cell.source.strip()) and metadata.checksum(as_handed_in) not in essay.checksums

    def _given(self, grade_id, released):
        """Run the instructor's own text of a locked cell, whatever the student made of it."""
        source = released.source
        if grade_id == variants.GRADE_ID and self.plan.variants:
            source = variants.given_cell(self.values)
        shown = _cell(released.cell_type, source, id=metadata.cell_id(grade_id))
        shown.metadata["nbgrader"] = dict(released.metadata["nbgrader"])
        if released.cell_type == "code":
            self._run(shown, source)
        self.cells.append(shown)

    def _test(self, grade_id):
        """Keep a copy of the process, then run the visible test in place, as a kernel would have done."""
        test = self.plan.tests[grade_id]
        self.copies[grade_id] = self.job.checkpoint()
        shown = _cell("code", test.visible, id=metadata.cell_id(grade_id))
        shown.metadata["nbgrader"] = dict(self.released[grade_id].metadata["nbgrader"])
        self._run(shown, test.visible)
        shown.outputs = []  # what counts is the verdict, which comes later
        self.cells.append(shown)
        self.shown[grade_id] = shown

    def _run(self, shown, source):
        shown.outputs = []
        left = self.deadline - time.monotonic()
        if left <= 0:
            self.job.stop(f"the notebook took longer than {self.job.limits.notebook:g} s")
        if self.job.gone or not source.strip():
            return
        try:
            reply, _ = self.job.ask(min(self.job.limits.cell, left), "cell", source=source, pictures=True)
        except Stopped as reason:
            why = self._why(str(reason))
            shown.outputs = [harmless.error("Stopped", f"The cell was stopped: {why}")]
            self.result.notes.append(f"The notebook was stopped: {why}")
            return
        shown.outputs = harmless.outputs(reply.get("outputs"))
        if reply.get("late"):
            why = f"A cell was stopped: it took longer than {reply['late']:g} s."
            shown.outputs.append(harmless.error("Stopped", why))
            self.result.notes.append(why)
        elif not reply.get("ok"):
            shown.outputs.append(harmless.error(reply.get("error"), reply.get("message"), reply.get("trace")))

    def _why(self, message):
        if self.job.server.too_large and "process ended" in message:
            return message.replace("the process ended", "it used more memory than allowed")
        return message


def known_source(source: str, plan: Plan) -> bool:
    """Whether a text is that of a test of the assignment."""
    return any(source.strip() == test.visible.strip() for test in plan.tests.values())


def _cell(kind, source, **more):
    """Return a cell as nbformat makes it; the notebook is validated once, when it is written."""
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    made = {"id": random_cell_id(), "cell_type": "code" if code else "markdown", "metadata": {}, "source": source}
    return nbformat.from_dict({**made, **code, **more})


def _notebook(cells):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return nbformat.NotebookNode(
        nbformat=nbformat.v4.nbformat, nbformat_minor=nbformat.v4.nbformat_minor, metadata=about, cells=cells
    )
