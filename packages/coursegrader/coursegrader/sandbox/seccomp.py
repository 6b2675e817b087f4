"""Forbid system calls that no exercise needs, for this process and all that it starts.

libseccomp does it where it is installed (any processor it knows); otherwise the same list goes in as a filter written
here, for x86-64 only. Where neither works, no student code is run.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

# name: number on x86-64 (Linux, arch/x86/entry/syscalls/syscall_64.tbl)
DENIED = {
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "pidfd_open": 434,
    "pidfd_getfd": 438, "pidfd_send_signal": 424, "process_madvise": 440, "perf_event_open": 298, "bpf": 321,
    "userfaultfd": 323, "unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161,
    "move_mount": 429, "open_tree": 428, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "mount_setattr": 442, "swapon": 167, "swapoff": 168, "reboot": 169, "sethostname": 170, "setdomainname": 171,
    "iopl": 172, "ioperm": 173, "init_module": 175, "delete_module": 176, "finit_module": 313, "kexec_load": 246,
    "kexec_file_load": 320, "add_key": 248, "request_key": 249, "keyctl": 250, "open_by_handle_at": 304,
    "name_to_handle_at": 303, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "memfd_create": 319, "memfd_secret": 447, "shmget": 29, "msgget": 68, "semget": 64, "mq_open": 240,
    "acct": 163, "quotactl": 179, "syslog": 103, "vhangup": 153, "personality": 135, "uselib": 134, "ustat": 136,
    "sysfs": 139, "lookup_dcookie": 212, "settimeofday": 164, "clock_settime": 227, "clock_adjtime": 305,
    "adjtimex": 159, "mbind": 237, "set_mempolicy": 238, "migrate_pages": 256, "move_pages": 279, "fanotify_init": 300,
    "setpriority": 141, "sched_setscheduler": 144, "sched_setattr": 314, "ioprio_set": 251,
}  # fmt: skip
_NAMESPACES = (0x00000080, 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
_CLONE, _CLONE3, _SOCKET = 56, 435, 41
_FAMILIES = (1, 2, 10)  # unix, inet, inet6: the last two lead nowhere, since the network namespace is empty
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_AUDIT_X86_64, _X32_BIT = 0xC000003E, 0x40000000


class Unavailable(RuntimeError):
    """No filter can be put in place on this machine."""


def lock() -> str:
    """Put the filter in place and return ``"libseccomp"`` or ``"table"``.

    Raises
    ------
    Unavailable
        Where there is no libseccomp and the processor is not x86-64, or the kernel refuses.
    """
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError):
        _lock_with_table()
        return "table"
    _lock_with_library(pyseccomp)
    return "libseccomp"


def _lock_with_library(library) -> None:
    rules = library.SyscallFilter(library.ALLOW)
    refuse = library.ERRNO(errno.EPERM)
    for name in DENIED:
        try:
            rules.add_rule(refuse, name)
        except (RuntimeError, ValueError, OSError):
            if library.resolve_syscall(library.Arch.NATIVE, name) >= 0:
                raise  # the processor has the call, so that it must be denied
    for flag in _NAMESPACES:
        rules.add_rule(refuse, "clone", library.Arg(0, library.MASKED_EQ, flag, flag))
    rules.add_rule(library.ERRNO(errno.ENOSYS), "clone3")
    for family in set(range(max(_FAMILIES))) - set(_FAMILIES):
        rules.add_rule(refuse, "socket", library.Arg(0, library.EQ, family))
    rules.add_rule(refuse, "socket", library.Arg(0, library.GT, max(_FAMILIES)))
    rules.load()


def _lock_with_table() -> None:
    if platform.machine() not in ("x86_64", "AMD64"):
        raise Unavailable(
            f"libseccomp is not installed and there is no table for {platform.machine()}: install libseccomp2"
        )
    code = program()

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    text = ctypes.create_string_buffer(code)
    whole = Program(len(code) // 8, ctypes.addressof(text))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(22, 2, ctypes.byref(whole), 0, 0):  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
        raise Unavailable(f"the kernel refuses a seccomp filter (error {ctypes.get_errno()})")


def program() -> bytes:
    """Return the filter for x86-64 as classic BPF instructions (8 bytes each)."""
    load, equal, greater, any_bit, leave = 0x20, 0x15, 0x25, 0x45, 0x06
    refuse, absent = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS

    def line(code, constant, if_true=0, if_false=0):
        return struct.pack("<HBBI", code, if_true, if_false, constant)

    def when(code, constant, result):
        return [line(code, constant, 0, 1), line(leave, result)]

    lines = [line(load, 4), line(equal, _AUDIT_X86_64, 1, 0), line(leave, _KILL), line(load, 0)]
    lines += when(greater, _X32_BIT - 1, _KILL)  # the x32 calls have other numbers
    lines += when(equal, _CLONE3, absent)
    for number in DENIED.values():
        lines += when(equal, number, refuse)
    # clone: look at the low half of the flags; then socket: look at the family
    lines += [line(equal, _CLONE, 0, 4), line(load, 16), *when(any_bit, sum(_NAMESPACES), refuse), line(leave, _ALLOW)]
    lines += [line(equal, _SOCKET, 0, 2 + len(_FAMILIES)), line(load, 16)]
    for left, family in zip(range(len(_FAMILIES), 0, -1), _FAMILIES, strict=True):
        lines.append(line(equal, family, left, 0))
    lines += [line(leave, refuse), line(leave, _ALLOW)]
    return b"".join(lines)
