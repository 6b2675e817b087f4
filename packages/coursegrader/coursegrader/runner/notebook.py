"""Grade one notebook: run it in the sandbox, keep a checkpoint before each test, judge the tests outside.

The parts of all tests that students have are judged first. Whatever text of an answer a student is shown comes from
there, and no process of the student has seen a hidden input yet; the hidden parts, judged next, give points and fixed
sentences of the author.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import nbformat
from jinja2 import Environment
from nbformat.corpus.words import generate_corpus_id as random_cell_id

from coursegrader import plain
from coursegrader.authoring import copies, metadata, regions, variants
from coursegrader.runner import harmless, submission
from coursegrader.runner.endings import Stopped
from coursegrader.runner.plan import Plan, seconds_of
from coursegrader.words import said, speaking

_BODY = """\
{% for cell in cells %}<section{% if cell.id %} id="{{ cell.id }}"{% endif %}>
{% if cell.kind == "markdown" %}{{ cell.source | safe }}{% else %}<pre><code>{{ cell.source }}</code></pre>
{% for output in cell.outputs %}{% if output.data and output.data["image/png"] %}<img
 alt="{{ said("Picture that this cell drew") }}"
 src="data:image/png;base64,{{ output.data["image/png"] | replace("\\n", "") }}">{% else %}<pre class="
{{- "error" if output.output_type == "error" or output.name == "stderr" else "output" }}">
{{- output.text or (output.traceback or ()) | join("\\n") or (output.data or {})["text/plain"] }}</pre>
{% endif %}{% endfor %}{% endif %}</section>
{% endfor %}"""
_body = Environment(autoescape=True).from_string(_BODY)


@dataclass
class Result:
    """What came of one submission.

    ``scores`` has every test; ``essays`` says of each question marked by hand whether it was answered. ``notebook`` is
    the notebook as it ran (JSON), ``body`` the same as HTML. A person has to look at what is not ``readable``, and at
    what was not judged to its end: ``causes`` says why by grade id (``all`` for the whole), for whoever grades; no page
    of a student shows it. ``tried`` lists the questions whose answer is not what was handed out.
    """

    scores: dict[str, float]
    essays: dict[str, bool]
    messages: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    notebook: str = ""
    body: str = ""
    seconds: float = 0.0
    readable: bool = True
    causes: dict[str, str] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        """Points of the tests together."""
        return sum(self.scores.values())


def grade(plan: Plan, job: Any, data: bytes, values: dict) -> Result:
    """Grade the bytes of one submission.

    Parameters
    ----------
    plan
        The assignment.
    job
        A :class:`~coursegrader.runner.job.Job` that nothing has run in.
    data
        The submitted file.
    values
        The student's values of the variants.
    """
    begun = time.monotonic()
    with speaking(plan.language):
        try:
            handed_in = submission.read(data)
        except submission.Unreadable as reason:
            return unreadable(plan, harmless.plain(str(reason)))
        run = _Run(plan, job, handed_in, values)
        run.student_cells()
        run.judge()
    result = run.result
    result.seconds = time.monotonic() - begun
    return result


def unreadable(plan: Plan, reason: str, cause: str = "") -> Result:
    """Return the result of a file that cannot be graded: no points, and a person has to look at it.

    Parameters
    ----------
    plan
        The assignment.
    reason
        What the student is told.
    cause
        What the person who grades is told besides.
    """
    nothing = Result(dict.fromkeys(plan.tests, 0.0), dict.fromkeys(plan.essays, False), notes=[reason], readable=False)
    nothing.causes = {"all": harmless.line(cause)} if cause else {}
    cells = [_cell("markdown", harmless.markdown(reason))]
    nothing.notebook, nothing.body = nbformat.writes(_notebook(cells)), body(cells)
    return nothing


class _Run:
    def __init__(self, plan, job, handed_in, values):
        self.plan, self.job, self.values = plan, job, values
        self.result = Result({}, dict.fromkeys(plan.essays, False), notes=list(handed_in.notes))
        self.cells, self.copies, self.shown, self.too_large = [], {}, {}, False
        self.room = job.limits.page // 3  # characters of texts and outputs; escaped, they take more
        self.missing, self.touched = set(), set()
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
        from coursegrader.runner import judging  # brings pandas, which the grader's first process does without

        self._look_for_essays()
        found = judging.verdicts(self.plan, self.copies, self.values, self.job.limits)
        for grade_id, test in self.plan.tests.items():
            verdict = found[grade_id]
            if verdict.cause:
                self.result.causes[grade_id] = harmless.line(verdict.cause)
            message = self._why(harmless.plain(verdict.message))
            self.result.scores[grade_id] = verdict.score
            if message:
                self.result.messages[grade_id] = message
            if message and verdict.score < test.points:
                self.shown[grade_id].outputs = [harmless.error("Test", message, message)]
        self.touched |= {name for name, answered in self.result.essays.items() if answered}
        answers = self.plan.answers
        self.result.tried = [name for name in self.plan.points if self.touched & {name, *answers[name]}]
        self.result.notebook = nbformat.writes(_notebook(self.cells))
        self.result.body = body(self.cells)

    def _look_for_essays(self):
        """Give a question to a person where text that is new stands beside it, or anywhere if its cell is lost."""
        new = [not cell.grade_id and self._is_new(cell) for cell in self.handed_in]
        ids = [cell.grade_id for cell in self.handed_in]
        for name in (name for name, answered in self.result.essays.items() if not answered):
            if name in self.missing:
                beside = any(new)
            else:
                here = ids.index(name)
                after = next((n for n in range(here + 1, len(ids)) if ids[n]), len(ids))
                before = next((n for n in range(here - 1, -1, -1) if ids[n]), -1)
                beside = any(new[before + 1 : after])
            if beside:
                self.result.essays[name] = True
                self.result.notes.append(
                    said("The cell {name} has no answer, but there is new text: a person has to look.", name=name)
                )

    def _is_new(self, cell) -> bool:
        """Whether a cell is a text, or code that is more than code, that was not in the released notebook."""
        if cell.kind == "code" or not cell.source.strip() or cell.source.strip() in self.released_texts:
            return False
        essays = ((self.released[name].metadata["nbgrader"], each) for name, each in self.plan.essays.items())
        return all(self._answered(cell, entry, each) for entry, each in essays)

    @cached_property
    def released_texts(self):
        cells = [cell for cell in self.plan.cells if cell.cell_type != "code"]
        plain = [cell.metadata.get("coursegrader", {}).get("text", "") for cell in cells]  # as copies.py released it
        return {text.strip() for text in [*plain, *(cell.source for cell in cells)]}

    @cached_property
    def released(self):
        return {cell.metadata["nbgrader"]["grade_id"]: cell for cell in self.plan.cells if "nbgrader" in cell.metadata}

    def _in_order(self, cells):
        """Return the cells to run: copies of marked cells lose their mark, missing ones come back."""
        known, seen, kept = self.released, set(), []
        order = list(known)
        for cell in cells:
            if cell.grade_id in seen:
                told = "The cell {name} stands twice; the second is run as a plain cell."
                self.result.notes.append(said(told, name=cell.grade_id))
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
            self.result.notes.append(said("The cells stand in another order than in the released notebook."))
        for grade_id in order:
            if grade_id not in seen:
                self._restore(kept, grade_id, order)
        return kept

    def _restore(self, kept, grade_id, order):
        """Put a missing cell before the first cell that follows it in the released notebook."""
        self.missing.add(grade_id)
        entry = self.released[grade_id].metadata["nbgrader"]
        lost = said("The cell {name} is missing.", name=grade_id)
        back = said("The cell {name} is missing; it was put back.", name=grade_id)
        self.result.notes.append(lost if entry["solution"] else back)
        if entry["solution"] and not entry["grade"]:
            return
        later = set(order[order.index(grade_id) + 1 :])
        place = next((position for position, cell in enumerate(kept) if cell.grade_id in later), len(kept))
        kind = self.released[grade_id].cell_type
        kept.insert(place, submission.Cell(kind, "", grade_id))

    def _own(self, cell, released):
        """Run (or keep) a cell of the student's own; one that was released is again of the kind that it had."""
        if released is not None and released.cell_type != cell.kind:
            kinds = f"It was turned into a {cell.kind} cell and is read as a {released.cell_type} cell"
            self.result.notes.append(f"The cell {cell.grade_id}: {kinds[0].lower()}{kinds[1:]} again.")
            cell.kind = released.cell_type
        if cell.kind == "code":
            shown = _cell("code", self._cut(harmless.plain(cell.source, len(cell.source))))
        else:
            text = self._cut(cell.source)
            self.room -= sum(len(data) for kinds in cell.attachments.values() for data in kinds.values())
            shown = _cell("markdown", harmless.markdown(text, cell.attachments if self.room > 0 else {}))
        if released is not None:
            entry = shown.metadata["nbgrader"] = dict(released.metadata["nbgrader"])
            shown.id = metadata.cell_id(cell.grade_id)
            if essay := self.plan.essays.get(cell.grade_id):
                self.result.essays[cell.grade_id] = self._answered(cell, entry, essay)
            stub = regions.replace(released.source, regions.SOLUTION, copies.CODE_STUB)
            if not essay and cell.source.split() != stub.split():
                self.touched.add(cell.grade_id)
        if cell.kind == "code":
            self._run(shown, cell.source, released and seconds_of(released))
        self.cells.append(shown)

    def _cut(self, text):
        """Return a text as far as there is room for it."""
        kept = text[: max(self.room, 200)]
        self.room -= len(kept)
        return kept if len(kept) == len(text) else f"{kept}\n{said('... the rest is left out: it is too much')}"

    def _answered(self, cell, entry, essay) -> bool:
        as_handed_in = _cell(cell.kind, cell.source, metadata={"nbgrader": entry})
        return bool(cell.source.strip()) and plain.checksum(as_handed_in) not in essay.checksums

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
        self._run(shown, test.visible, test.seconds)
        shown.outputs = []  # what counts is the verdict, which comes later
        self.cells.append(shown)
        self.shown[grade_id] = shown

    def _run(self, shown, source, seconds=None):
        shown.outputs = []
        left = self.deadline - time.monotonic()
        if left <= 0:
            self.job.stop(said("the notebook took longer than {seconds:g} s", seconds=self.job.limits.notebook))
        if self.job.gone or not source.strip():
            return
        try:
            reply, _ = self.job.ask(min(seconds or self.job.limits.cell, left), "cell", source=source, pictures=True)
        except Stopped as reason:
            why = self._why(str(reason))
            shown.outputs = [harmless.error("Stopped", said("The cell was stopped: {why}", why=why))]
            self.result.notes.append(said("The notebook was stopped: {why}", why=why))
            return
        shown.outputs = harmless.outputs(reply.get("outputs"), max(self.room, 0))
        self.room -= sum(len(str(output)) for output in shown.outputs)
        if reply.get("late"):
            why = said("A cell was stopped: it took longer than {seconds:g} s.", seconds=reply["late"])
            shown.outputs.append(harmless.error("Stopped", why))
            self.result.notes.append(why)
        elif not reply.get("ok"):
            shown.outputs.append(harmless.error(reply.get("error"), reply.get("message"), reply.get("trace")))

    def _why(self, message):
        end = said("the process ended")
        if end not in message:
            return message
        self.job.order("look")
        return message.replace(end, said("it used more memory than allowed")) if self.job.too_large else message


def known_source(source: str, plan: Plan) -> bool:
    """Whether a text is that of a test of the assignment."""
    return any(source.strip() == test.visible.strip() for test in plan.tests.values())


def _cell(kind, source, **more):
    """Return a cell as nbformat makes it; the notebook is validated once, when it is written."""
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    made = {"id": random_cell_id(), "cell_type": "code" if code else "markdown", "metadata": {}, "source": source}
    return nbformat.from_dict({**made, **code, **more})


def body(cells: Any) -> str:
    """Return cells of a notebook as it ran as HTML: text, code, outputs and pictures, and no link."""
    rows = []
    for cell in cells:
        source, entry = cell.source, cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and entry and not entry["solution"]:  # the author's own
            source = harmless.markdown(source)
        rows.append(
            {"id": entry.get("grade_id"), "kind": cell.cell_type, "source": source, "outputs": cell.get("outputs", ())}
        )
    return _body.render(cells=rows, said=said)


def _notebook(cells):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return nbformat.NotebookNode(
        nbformat=nbformat.v4.nbformat, nbformat_minor=nbformat.v4.nbformat_minor, metadata=about, cells=cells
    )
