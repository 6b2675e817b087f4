"""Every attack fails; another submission in the same sandbox at that time goes on, and the next one gets full marks."""

import contextlib
import os
import socket
import time

import nbformat
import psutil
import pytest

from coursegrader.runner.job import Job
from tests.browser import PATIENCE

from ..conftest import CANARY, LIMITS
from .attacks import ALL

BREACHES = (CANARY, "73.91", "BREACH", "evil-7391", "<script")


@pytest.fixture(scope="module")
def traps():
    """Listeners that no submission may reach."""
    name = f"coursegrader-{os.getpid()}"
    tcp, abstract = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0{name}")
    abstract.listen()
    for line in (tcp, abstract):
        line.setblocking(False)
    with tcp, abstract:
        yield {"port": tcp.getsockname()[1], "abstract": name, "lines": (tcp, abstract)}


NEIGHBOUR = """
import os
secret, alive = "{canary} the work of another", 0
os.environ["NEIGHBOUR"] = secret
for folder in ("/dev/shm", "."):
    with open(folder + "/left-7391", "w") as file:
        file.write(secret)
"""


@pytest.fixture(scope="module")
def neighbour(grader):
    """Another submission, which stays in the sandbox all the while."""
    with grader.server.job() as work:
        job = Job(work.sock, LIMITS, work.order)
        assert job.ask(PATIENCE, "cell", source=NEIGHBOUR.format(canary=CANARY), pictures=False)[0]["ok"]
        yield job


def assert_unharmed(job):
    """The neighbour runs, and has what it had."""
    look = "alive += 1\nseen = [secret, os.environ['NEIGHBOUR'], open('left-7391').read(), *sorted(os.listdir())]"
    before = job.value("alive")
    assert job.ask(PATIENCE, "cell", source=look, pictures=False)[0]["ok"]
    assert job.value("alive") == before + 1
    assert job.value("seen")[:3] == [f"{CANARY} the work of another"] * 3
    assert "pwned" not in job.value("seen")
    assert not job.too_large


def said(result):
    """Everything in a result that students or teachers see, apart from the student's own source."""
    notebook = nbformat.reads(result.notebook, as_version=4)
    outputs = [str(cell.get("outputs", "")) for cell in notebook.cells]
    return "\n".join([*outputs, *result.messages.values(), *result.notes])


def is_alive(pid):
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def jobs(grader):
    return {pid for job in grader.server._jobs() for pid in job}


def leftovers(grader, marker, before):
    """Wait for processes of the job to go, and return those that stay."""
    end = time.monotonic() + PATIENCE
    while True:
        running = [pid for pid in jobs(grader) - before if is_alive(pid)]
        named = [process for process in psutil.process_iter(["cmdline"]) if marker in (process.info["cmdline"] or [])]
        stayed = [*running, *named]
        if not stayed or time.monotonic() > end:
            return stayed
        time.sleep(0.05)


def test_there_are_enough_attacks():
    assert len(ALL) >= 40


@pytest.mark.parametrize("name", ALL)
def test_an_attack_fails_and_the_next_submission_is_graded(name, course, grader, honest, released, traps, neighbour):
    others = jobs(grader)
    marker = f"98765.{os.getpid()}"
    code = ALL[name].format(course=str(course), port=traps["port"], abstract=traps["abstract"], sleep=marker)
    before = {path: path.stat().st_mtime_ns for path in sorted(course.rglob("*"))}
    result = grader.grade(released.put("gap", code).bytes, student="eve")
    assert result.scores["test_gap"] == 0
    found = [word for word in BREACHES if word in said(result)]
    assert not found, said(result)[:3000]
    assert {path: path.stat().st_mtime_ns for path in sorted(course.rglob("*"))} == before
    for line in traps["lines"]:
        with contextlib.suppress(BlockingIOError):
            line.accept()
            pytest.fail("a submission reached a listener of the host")
    assert leftovers(grader, marker, others) == []
    assert_unharmed(neighbour)
    after = grader.grade(honest, student="ann")
    assert after.scores == {"test_gap": 2.0, "test_shares": 3.0}, after.messages
    assert after.messages == {}
