"""Lock one job in: namespaces of its own, a private scratch disk, limits, no capabilities, no needless system calls.

Called in the child that the fork server has just forked. Afterwards there are three processes: a reaper outside the
job's process namespace (it carries orders from the grader), pid 1 inside it (it only reaps, so that checkpoints outlive
the student's process), and the session itself, in which the function returns.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import tempfile

from coursegrader.sandbox import seccomp

INTERRUPT, STOP = signal.SIGUSR2, signal.SIGUSR1
_CLONE = {"user": 0x10000000, "mount": 0x00020000, "pid": 0x20000000, "ipc": 0x08000000, "net": 0x40000000}
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 2, 4, 8, 0x20, 0x1000, 0x4000, 0x40000
_SET_DEATH_SIGNAL, _SET_NO_NEW_PRIVILEGES, _SET_DUMPABLE = 1, 38, 4

_libc = ctypes.CDLL(None, use_errno=True)


def enter(limits: dict, keep_fd: int, folder: str = "/w", assets: str = "/a") -> None:
    """Lock the calling process in; returns in the session's process only.

    Parameters
    ----------
    limits
        ``memory`` (bytes a process), ``cpu`` (seconds), ``processes``, ``file`` and ``disk`` (bytes), ``files`` (open).
    keep_fd
        The session's socket; every other descriptor above 2 is closed in the helpers.
    folder
        Where the private disk is mounted; it becomes the working folder.
    assets
        The assignment's files, read-only, which are linked into ``folder``.
    """
    uid, gid = os.getuid(), os.getgid()
    pages = int(_read("/proc/self/statm", "0").split()[0]) or (1 << 30) // resource.getpagesize()
    _check(_libc.unshare(sum(_CLONE.values())), "unshare")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")
    first = os.fork()
    if first:
        _reap_outside(first, keep_fd)
    os.setsid()  # kill(0, ...) reaches a whole process group, across process namespaces
    _libc.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    session = os.fork()
    if session:
        _reap_inside(session, keep_fd)
    os.setsid()
    _private_disks(limits, folder, assets)
    _limit(limits, pages * resource.getpagesize())
    _libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _drop_capabilities()
    seccomp.lock()


def enter_open(assets: str | None) -> None:
    """Prepare a job that is not locked in: a process group and a working folder of its own, and no protection."""
    os.setsid()
    folder = tempfile.mkdtemp(prefix="grading-open-")
    os.chdir(folder)
    if assets is None:
        return
    for name in os.listdir(assets):
        os.symlink(os.path.join(assets, name), name)


def _reap_outside(first: int, keep_fd: int) -> None:
    os.close(keep_fd)
    signal.signal(signal.SIGTERM, lambda *_: _signal(first, signal.SIGKILL))
    for number in (STOP, INTERRUPT):
        signal.signal(number, lambda number, _: _signal(first, number))
    _wait_for(first)


def _reap_inside(session: int, keep_fd: int) -> None:
    os.close(keep_fd)
    _libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)  # the session may not open its memory
    signal.signal(STOP, lambda *_: _signal(session, signal.SIGKILL))
    signal.signal(INTERRUPT, lambda *_: _signal(session, signal.SIGINT))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            os._exit(0)


def _wait_for(pid: int) -> None:
    while True:
        try:
            os.waitpid(pid, 0)
        except InterruptedError:
            continue
        except ChildProcessError:
            pass
        os._exit(0)


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it has ended by itself
        os.kill(pid, number)


def _private_disks(limits: dict, folder: str, assets: str) -> None:
    _mount(None, "/", None, _REC | _PRIVATE)
    flags = _NOSUID | _NODEV
    for shared in ("/tmp", "/dev"):  # shared between jobs, hence read-only for this one
        _mount(shared, shared, None, _BIND | _REC)
        _mount(None, shared, None, _BIND | _REMOUNT | _RDONLY | _locked_flags(shared))
    _mount("tmpfs", "/dev/shm", "tmpfs", flags, "size=4m,mode=0700")
    _mount("tmpfs", folder, "tmpfs", flags, f"size={limits['disk']},nr_inodes=4096,mode=0700")
    try:
        _mount("proc", "/proc", "proc", flags | _NOEXEC)
    except OSError:  # containers that mask parts of /proc forbid a new one
        _mount("tmpfs", "/proc", "tmpfs", flags | _NOEXEC | _RDONLY, "size=4k")
    os.chdir(folder)
    os.mkdir(".home")
    os.environ["TMPDIR"] = os.environ["HOME"] = f"{folder}/.home"
    tempfile.tempdir = None
    for name in os.listdir(assets):
        os.symlink(f"{assets}/{name}", name)


def _locked_flags(path: str) -> int:
    """Return the flags of a mount that a remount inside a user namespace has to keep."""
    has = os.statvfs(path).f_flag
    same = _NOSUID | _NODEV | _NOEXEC | 0x400 | 0x800  # noatime and nodiratime have the same bits in both calls
    return (has & same) | (0x200000 if has & 0x1000 else 0)  # relatime has not


def _limit(limits: dict, present: int) -> None:
    wanted = {
        resource.RLIMIT_AS: present + limits["memory"],
        resource.RLIMIT_DATA: limits["memory"] + (1 << 29),
        resource.RLIMIT_CPU: limits["cpu"],
        resource.RLIMIT_NPROC: limits["processes"],
        resource.RLIMIT_FSIZE: limits["file"],
        resource.RLIMIT_NOFILE: limits["files"],
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_STACK: 64 << 20,
    }
    for kind, value in wanted.items():
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _drop_capabilities() -> None:
    class Head(ctypes.Structure):
        _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]

    class Data(ctypes.Structure):
        _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]

    _check(_libc.capset(ctypes.byref(Head(0x20080522, 0)), (Data * 2)()), "capset")


def _mount(source, target, kind, flags, data=None) -> None:
    arguments = [text.encode() if text else None for text in (source, target, kind, data)]
    result = _libc.mount(arguments[0], arguments[1], arguments[2], ctypes.c_ulong(flags), arguments[3])
    _check(result, f"mount {target}")


def _check(result: int, what: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _read(path: str, missing: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return missing
