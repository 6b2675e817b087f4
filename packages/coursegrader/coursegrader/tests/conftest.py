import os

import nbformat
import pytest

from coursegrader.authoring import builder, copies, source
from coursegrader.batch.grader import Grader
from coursegrader.runner import plan as plans
from coursegrader.runner.job import Job
from coursegrader.runner.limits import Limits

from . import samples

CANARY = "canary-7391"
LIMITS = Limits(
    cell=3,
    grace=0.5,
    call=3,
    test=6,
    notebook=20,
    memory=500 << 20,
    total_memory=700 << 20,
    processes=24,
    disk=32 << 20,
    file=16 << 20,
)


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A course on disk with one exercise, a key, a grade book and another student's work, all marked by a canary."""
    folder = tmp_path_factory.mktemp("course")
    folder.chmod(0o755)
    path = samples.write(folder)
    builder.build(path, folder, course=None)
    (folder / "course.key").write_text(f"{CANARY} the key of the course", "utf-8")
    (folder / "gradebook.db").write_text(CANARY, "utf-8")
    other = folder / "submitted" / "bo" / "02_counting"
    other.mkdir(parents=True)
    (other / "02_counting.ipynb").write_text(CANARY, "utf-8")
    os.environ["COURSE_CANARY"] = CANARY
    yield folder
    del os.environ["COURSE_CANARY"]


@pytest.fixture(scope="session")
def exercise(course):
    return source.read(course / "exercises" / "02_counting" / "exercise.md")


@pytest.fixture(scope="session")
def plan(course):
    bundle = plans.bundle(course / "instructor" / "02_counting")
    return plans.read(bundle)


@pytest.fixture(scope="session")
def grader(plan):
    with Grader(plan.bundle, limits=LIMITS) as running:
        running.start()
        yield running


@pytest.fixture
def job(grader):
    """A job that is asked in the tests' own process."""
    with grader.server.job() as work:
        yield Job(work.sock, LIMITS, work.order)


@pytest.fixture(scope="session")
def honest(exercise):
    return nbformat.writes(copies.solved(exercise)).encode()


@pytest.fixture
def released(exercise):
    """The student copy as a notebook, with a shortcut to replace the text of a cell."""
    return Released(copies.student(exercise))


class Released:
    def __init__(self, notebook):
        self.notebook = notebook

    def cell(self, name):
        return next(cell for cell in self.notebook.cells if cell.id == name)

    def put(self, name, text):
        self.cell(name).source = text
        return self

    def solve(self):
        self.put("gap", "def gap(r, h, p):\n    return (r - h) / 100 * p\n\ngap_2020 = gap(63.89, 45.4, 1411.78)")
        return self.put("shares", 'shares = pd.Series({"resident": 63.89, "hukou": 45.4})')

    @property
    def bytes(self):
        return nbformat.writes(self.notebook).encode()
