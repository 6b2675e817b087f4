"""The sandbox itself: what it says when it cannot start, its filter of system calls, its limits, job after job."""

import errno
import os
import platform
import sys

import pytest

from coursegrader.errors import GradingError
from coursegrader.runner import bubblewrap
from coursegrader.runner.job import Stopped
from coursegrader.runner.limits import Limits
from coursegrader.runner.notebook import grade
from coursegrader.runner.server import Server, proportional_memory
from coursegrader.sandbox import seccomp


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
    with Server() as running, running.job() as job:
        job.ask(5, "cell", source="there = 1", pictures=False)
        assert job.value("there") == 1


@pytest.mark.parametrize("field", ["cell", "memory", "processes"])
@pytest.mark.parametrize("value", [0, -1, float("nan"), "many", True])
def test_limits_are_numbers_above_zero(field, value):
    with pytest.raises(GradingError, match=f"limit {field} is"):
        Limits(**{field: value})


def test_one_job_leaves_nothing_for_the_next(server):
    leave = (
        "for d in ('/tmp', '/dev/shm', '/w', '.'):\n    try: open(d + '/left', 'w').close()\n    except OSError: pass\n"
    )
    look = "import os\nfound = [d for d in ('/tmp', '/dev/shm', '/w', '.') if os.path.exists(d + '/left')]"
    with server.job() as job:
        job.ask(5, "cell", source=leave + "import builtins, pandas\nbuiltins.mark = pandas.mark = 1", pictures=False)
        job.ask(5, "cell", source=look, pictures=False)
        assert job.value("found") == ["/dev/shm", "/w", "."]
    with server.job() as job:
        job.ask(
            5,
            "cell",
            source=look + "\nimport builtins, pandas\nmark = [hasattr(builtins, 'mark'), hasattr(pandas, 'mark')]",
            pictures=False,
        )
        assert job.value("found") == []
        assert job.value("mark") == [False, False]


def test_a_checkpoint_keeps_what_was_there(server):
    with server.job() as job:
        job.ask(5, "cell", source="x = 1\ndef double(n):\n    return 2 * n", pictures=False)
        copy = job.checkpoint()
        job.ask(5, "cell", source="x = 2", pictures=False)
        assert (copy.value("x"), job.value("x")) == (1, 2)
        with pytest.raises(Stopped):
            job.ask(5, "cell", source="import os; os._exit(3)", pictures=False)
        assert copy.value("double")(21) == 42
        with pytest.raises(NameError, match="nothing"):
            copy.value("nothing")


def test_errors_of_an_answer_keep_their_kind_unless_they_look_like_a_verdict(server):
    source = "def f(kind):\n    import builtins\n    raise getattr(builtins, kind)('why')"
    with server.job() as job:
        job.ask(5, "cell", source=source, pictures=False)
        with pytest.raises(ValueError, match="why"):
            job.value("f")("ValueError")
        for kind in ("AssertionError", "UserWarning", "SystemExit"):
            with pytest.raises(Exception, match=f"f raised {kind}: why") as caught:
                job.value("f")(kind)
            assert not isinstance(caught.value, AssertionError)


def test_memory_is_counted_once_for_shared_pages(server):
    assert 20 << 20 < server.own_memory() < 400 << 20
    assert proportional_memory(os.getpid()) > 1 << 20
    assert proportional_memory(2**30) == 0


def test_without_a_sandbox_grading_works_too(course, plan, honest):
    with Server(course / "instructor" / "02_counting", limits=Limits(cell=2, grace=0.5), sandbox=False) as bare:
        for _ in range(2):
            assert grade(plan, bare, honest).scores == {"test_gap": 2.0, "test_shares": 3.0}
