"""A graded class whose answers wait for markers; nothing runs in a sandbox for it."""

import nbformat
import pytest

from coursegrader.authoring import builder
from coursegrader.batch import gradebook
from coursegrader.batch.course import Settings
from coursegrader.batch.ledger import Ledger
from coursegrader.marking.desk import Desk
from coursegrader.runner import harmless, notebook
from coursegrader.runner import plan as plans

from .. import samples

HOSTILE = '<img src=x onerror="document.title=1"> <\\script>document.title=2<\\/script> [a](javascript:alert(1))'


class Marked:
    """A course of one exercise with essays by student, graded."""

    def __init__(self, folder, essays):
        self.folder = folder
        builder.build(samples.write(folder, samples.COUNTING + samples.TASK), folder, course=None)
        self.plan = plans.read(plans.bundle(folder / "instructor" / "02_counting"), to_grade=False)
        self.plans = {"02_counting": self.plan}
        self.url = f"sqlite:///{folder / 'gradebook.db'}"
        self.settings = Settings(folder, folder / "instructor", self.url)
        ledger, posts = Ledger(folder / ".grading"), []
        for student, text in essays.items():
            result = self.result(text)
            ledger.keep("02_counting", student, "digest", result)
            posts.append(gradebook.Post(self.plan, student, result))
        with gradebook.opened(self.url) as book:
            gradebook.prepare(book, self.plan)
            gradebook.post_all(book, posts)

    def result(self, text):
        essay = nbformat.v4.new_markdown_cell(harmless.markdown(f"What would change your mind?\n\n{text}"), id="mind")
        essay.metadata["nbgrader"] = {"grade_id": "mind", "solution": True}
        code = nbformat.v4.new_code_cell("gap_2020 = 1", id="gap")
        code.metadata["nbgrader"] = {"grade_id": "gap", "solution": True}
        whole = nbformat.v4.new_notebook(cells=[code, essay])
        return notebook.Result(
            {"test_gap": 2.0, "test_shares": 1.0},
            {"mind": True},
            {"test_shares": "Look at the unit."},
            notebook=nbformat.writes(whole),
            body=notebook.body(whole.cells),
        )

    def desk(self, **more):
        return Desk(self.folder, self.url, self.plans, **more)

    def scores(self, name="mind"):
        with gradebook.opened(self.url) as book:
            return {
                student: (mark[name].manual, mark[name].comment, mark[name].waits)
                for student, mark in gradebook.marks(book, self.plan).items()
            }


@pytest.fixture
def make(tmp_path):
    return lambda essays: Marked(tmp_path, essays)
