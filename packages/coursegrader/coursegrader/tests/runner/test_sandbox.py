"""The sandbox itself: what it says when it cannot start, its filter of system calls, its limits, job after job."""

import contextlib
import errno
import os
import platform
import signal
import sys

import pytest

from coursegrader.batch.grader import Grader
from coursegrader.errors import GradingError
from coursegrader.runner import bubblewrap
from coursegrader.runner.job import Job, Stopped
from coursegrader.runner.limits import Limits
from coursegrader.runner.server import Server, proportional_memory
from coursegrader.sandbox import seccomp
from tests.browser import PATIENCE


def in_child(act):
    """Run a function in a forked process and return its exit code."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(act())
        except BaseException:
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def forbidden_calls_fail():
    import ctypes
    import socket

    libc = ctypes.CDLL(None, use_errno=True)
    for number in (101, 272, 165, 319, 29, 425, 250):  # ptrace, unshare, mount, memfd, shmget, io_uring, keyctl
        if libc.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != errno.EPERM:
            return 1
    if libc.syscall(435, 0, 0) != -1 or ctypes.get_errno() != errno.ENOSYS:  # clone3
        return 2
    if libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0) != -1 or ctypes.get_errno() != errno.EPERM:  # clone, new user
        return 3
    for family in (socket.AF_NETLINK, 40, 38, 4):
        try:
            socket.socket(family, socket.SOCK_DGRAM)
            return 4
        except OSError as error:
            if error.errno != errno.EPERM:
                return 5
    socket.socket(socket.AF_UNIX).close()
    socket.socket(socket.AF_INET).close()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.parametrize("put_in_place", [seccomp.lock, seccomp._lock_with_table])
def test_needless_system_calls_fail_and_needed_ones_work(put_in_place):
    def act():
        import ctypes

        ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
        put_in_place()
        return forbidden_calls_fail()

    assert in_child(act) == 0


def test_without_a_library_other_processors_are_refused(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(seccomp.Unavailable, match="no table for riscv64: install libseccomp2"):
        seccomp._lock_with_table()


def test_a_machine_without_bubblewrap_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda tool: None)
    bubblewrap.require.cache_clear()
    with pytest.raises(bubblewrap.NoSandbox, match=r"bwrap is not installed\n    To do: apt-get install bubblewrap"):
        bubblewrap.require()
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(bubblewrap.NoSandbox, match="needs Linux, this is darwin"):
        bubblewrap.require()
    monkeypatch.undo()
    bubblewrap.require.cache_clear()
    bubblewrap.require()


def test_a_server_that_cannot_start_says_why(monkeypatch):
    monkeypatch.setattr(bubblewrap, "command", lambda *_, **__: [sys.executable, "-c", "raise SystemExit('no luck')"])
    with pytest.raises(GradingError, match=r"does not start[\s\S]*no luck"):
        Server()


def test_python_may_have_been_called_by_a_way_round(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", f"{tmp_path}/..{'/..' * len(tmp_path.parent.parts)}{sys.executable}")
    with Server() as running, opened(running) as job:
        job.ask(5, "cell", source="there = 1", pictures=False)
        assert job.value("there") == 1


@pytest.mark.parametrize("field", ["cell", "memory", "processes"])
@pytest.mark.parametrize("value", [0, -1, float("nan"), "many", True])
def test_limits_are_numbers_above_zero(field, value):
    with pytest.raises(GradingError, match=f"limit {field} is"):
        Limits(**{field: value})


@contextlib.contextmanager
def opened(server):
    with server.job() as work:
        yield Job(work.sock, server.limits, work.order)


def test_one_job_leaves_nothing_for_the_next(grader):
    leave = (
        "for d in ('/tmp', '/dev/shm', '/w', '.'):\n    try: open(d + '/left', 'w').close()\n    except OSError: pass\n"
    )
    look = "import os\nfound = [d for d in ('/tmp', '/dev/shm', '/w', '.') if os.path.exists(d + '/left')]"
    with opened(grader.server) as job:
        job.ask(5, "cell", source=leave + "import builtins, pandas\nbuiltins.mark = pandas.mark = 1", pictures=False)
        job.ask(5, "cell", source=look, pictures=False)
        assert job.value("found") == ["/dev/shm", "/w", "."]
    with opened(grader.server) as job:
        job.ask(
            5,
            "cell",
            source=look + "\nimport builtins, pandas\nmark = [hasattr(builtins, 'mark'), hasattr(pandas, 'mark')]",
            pictures=False,
        )
        assert job.value("found") == []
        assert job.value("mark") == [False, False]


def test_a_checkpoint_keeps_what_was_there(job):
    job.ask(5, "cell", source="x = 1\ndef double(n):\n    return 2 * n", pictures=False)
    copy = job.checkpoint()
    job.ask(5, "cell", source="x = 2", pictures=False)
    assert (copy.value("x"), job.value("x")) == (1, 2)
    with pytest.raises(Stopped):
        job.ask(5, "cell", source="import os; os._exit(3)", pictures=False)
    assert copy.value("double")(21) == 42
    with pytest.raises(NameError, match="nothing"):
        copy.value("nothing")


REMEMBERS = """
import os
from pathlib import Path
Path("notes").mkdir()
Path("notes/kept.txt").write_text("kept")
HERE, calls = Path.cwd(), []
def f(n):
    calls.append(n)
    paths = HERE / "notes/kept.txt", HERE / "new/x.txt", Path("/dev/shm/x")
    seen = [path.read_text() for path in paths if path.exists()]
    (HERE / "notes/kept.txt").write_text("changed")
    (HERE / "new").mkdir(exist_ok=True)
    (HERE / "new/x.txt").write_text(str(n))
    Path("/dev/shm/x").write_text(str(n))
    if n == 3:
        raise ValueError(seen)
    return [len(calls), *seen]
def g():
    for path in ("notes/kept.txt", "notes"):
        os.rmdir(path) if os.path.isdir(path) else os.remove(path)
    return sorted(os.listdir())
"""


def test_each_call_starts_from_the_same_files_and_names(job):
    job.ask(5, "cell", source=REMEMBERS, pictures=False)
    copy = job.checkpoint()
    f, g = copy.value("f"), copy.value("g")
    there = g()
    assert "notes" not in there
    assert f(1) == f(2) == [1, "kept"]
    with pytest.raises(ValueError, match=r"^\['kept'\]$"):
        f(3)
    assert g() == there
    assert copy.files() == {"notes/kept.txt": b"kept"}
    assert copy.value("calls") == []


def test_a_call_that_ends_its_process_ends_the_asking(job):
    job.ask(5, "cell", source="def f():\n    import os\n    os._exit(0)\ndef g():\n    os.abort()", pictures=False)
    copy = job.checkpoint()
    with pytest.raises(Stopped, match="the process ended"):
        copy.value("f")()


GREEDY = """
import os, time
for _ in range(3):
    if os.fork() == 0:
        keep = os.urandom(1 << 20) * 300  # within what one process may have; a second copy would not be
        time.sleep(1000)
time.sleep(1000)
"""


def test_of_two_jobs_at_once_the_one_that_takes_too_much_memory_is_ended_and_told(grader):
    with opened(grader.server) as greedy, opened(grader.server) as other:
        other.ask(PATIENCE, "cell", source="there = 1", pictures=False)
        with pytest.raises(Stopped, match="the process ended"):
            greedy.ask(PATIENCE, "cell", source=GREEDY, pictures=False)
        for job in (greedy, other):
            job.order("look")
        assert (greedy.too_large, other.too_large) == (True, False)
        assert other.value("there") == 1


def test_an_interrupt_works_where_whoever_started_the_grader_ignores_it():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Server(limits=Limits(cell=1)) as running, opened(running) as job:
            reply, _ = job.ask(1, "cell", source="while True: pass", pictures=False)
            assert (reply["late"], reply["error"]) == (1, "KeyboardInterrupt")
            job.ask(5, "cell", source="there = 1", pictures=False)
            assert job.value("there") == 1
    finally:
        signal.signal(signal.SIGINT, before)


def test_errors_of_an_answer_keep_their_kind_unless_they_look_like_a_verdict(job):
    source = "def f(kind):\n    import builtins\n    raise getattr(builtins, kind)('why')"
    job.ask(5, "cell", source=source, pictures=False)
    with pytest.raises(ValueError, match="why"):
        job.value("f")("ValueError")
    for kind in ("AssertionError", "UserWarning", "SystemExit"):
        with pytest.raises(Exception, match=f"f raised {kind}: why") as caught:
            job.value("f")(kind)
        assert not isinstance(caught.value, AssertionError)


def test_memory_is_counted_once_for_shared_pages(grader):
    assert 20 << 20 < grader.server.own_memory() < 400 << 20
    assert proportional_memory(os.getpid()) > 1 << 20
    assert proportional_memory(2**30) == 0


def test_without_a_sandbox_grading_works_too(plan, honest):
    with Grader(plan.bundle, limits=Limits(cell=2, grace=0.5), sandbox=False) as bare:
        for _ in range(2):
            assert bare.grade(honest).scores == {"test_gap": 2.0, "test_shares": 3.0}
