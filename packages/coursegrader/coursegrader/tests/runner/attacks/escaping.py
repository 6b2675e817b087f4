"""Get out, stay alive, reach the network, signal the grader."""

# ruff: noqa: E501  an attack is one piece of text
_LIBC = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"

ATTACKS = {
    "a daemon that outlives the job": """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for n in range(3, 100):
            try:
                os.close(n)
            except OSError:
                pass
        os.execv("/bin/sleep", ["sleep", "{sleep}"])
    os._exit(0)
""",
    "a program that outlives the job": "import subprocess\nsubprocess.Popen(['sleep', '{sleep}'], start_new_session=True)",
    "signals to everyone": """
import os, signal
for pid in (-1, 0, 1, os.getppid(), -os.getpgid(0)):
    for number in (signal.SIGSTOP, signal.SIGUSR1, signal.SIGTERM, signal.SIGKILL):
        try:
            if pid not in (0, -os.getpgid(0)) or number != signal.SIGSTOP:
                os.kill(pid, number)
        except OSError as error:
            print(error)
""",
    "signals to every number": """
import os, signal
for pid in range(1, 70000):
    if pid != os.getpid():
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
""",
    "stopped by itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "files of the host": """
import os
for path in ({course!r} + "/pwned", "/usr/pwned", "/etc/pwned", "/a/pwned", "/pwned", "/var/pwned", "/root/pwned"):
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write("x")
        print("BRE" + "ACH", path)
    except OSError as error:
        print(error)
""",
    "the packages that others import": """
import numpy, coursegrader, site, sys
for path in (numpy.__file__, coursegrader.__file__, sys.prefix + "/lib/python3.11/site-packages/pwned.pth"):
    try:
        open(path, "a").write("# evil")
        print("BRE" + "ACH", path)
    except OSError as error:
        print(error)
""",
    "files for the next job": """
for folder in ("/tmp", "/dev/shm", "/dev", "/w", "/run", "/var/tmp", "/dev/mqueue"):
    try:
        open(folder + "/left-7391", "w").write("x")
    except OSError as error:
        print(error)
""",
    "files left by the last job": """
import os
for folder in ("/tmp", "/dev/shm", "/dev", "/w", "/run", "/var/tmp"):
    if os.path.exists(folder + "/left-7391"):
        gap_2020, gap = 261.0353, lambda r, h, p: (r - h) / 100 * p
""",
    "the loopback listener of the grader": """
import socket
for host in ("127.0.0.1", "::1", "localhost"):
    try:
        socket.create_connection((host, {port}), timeout=1).sendall(b"pwned")
        print("BRE" + "ACH")
    except OSError as error:
        print(error)
""",
    "an abstract socket of the host": """
import socket
try:
    line = socket.socket(socket.AF_UNIX)
    line.connect("\\0{abstract}")
    line.sendall(b"pwned")
    print("BRE" + "ACH")
except OSError as error:
    print(error)
""",
    "unusual sockets": """
import socket
for family in (16, 17, 38, 40, 44, 31):
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind)
            print("BRE" + "ACH", family, kind)
        except OSError as error:
            print(error)
""",
    "the process of the server": _LIBC
    + """
for pid in (1, os.getppid()):
    print("ptrace", libc.ptrace(16, pid, 0, 0), libc.ptrace(0x4206, pid, 0, 0))
    try:
        open(f"/proc/{{pid}}/mem", "r+b").write(b"x")
        print("BRE" + "ACH")
    except OSError as error:
        print(error)
""",
    "new namespaces and mounts": _LIBC
    + """
results = [libc.unshare(0x10000000), libc.unshare(0x20000), libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)]
results += [libc.mount(None, b"/tmp", None, 0x20 | 0x1000, None), libc.umount2(b"/a", 2), libc.chroot(b"/w")]
results += [libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0), libc.syscall(155, b"/w", b"/w")]
if any(result >= 0 for result in results):
    print("BRE" + "ACH", results)
""",
    "system calls that nobody needs": _LIBC
    + """
results = dict(memfd=libc.syscall(319, b"x", 0), shm=libc.syscall(29, 0, 1 << 20, 0o1777), ring=libc.syscall(425, 8, 0),
               bpf=libc.syscall(321, 0, 0, 0), keys=libc.syscall(250, 0, -3, 0, 0, 0), perf=libc.syscall(298, 0, 0, 0, 0, 0),
               fault=libc.syscall(323, 0), handle=libc.syscall(304, 0, 0, 0), vm=libc.syscall(310, 1, 0, 0, 0, 0, 0),
               clone3=libc.syscall(435, 0, 0), key=libc.syscall(248, b"user", b"k", b"v", 1, -4))
if any(result >= 0 for result in results.values()):
    print("BRE" + "ACH", results)
""",
    "another user": """
import os, subprocess
for change in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.setresuid(0, 0, 0)):
    try:
        change()
        if os.geteuid() == 0:
            print("BRE" + "ACH")
    except OSError as error:
        print(error)
for program in ("su", "sudo", "mount", "passwd"):
    try:
        print(subprocess.run([program, "-h"], capture_output=True, timeout=1).returncode)
    except (OSError, subprocess.SubprocessError) as error:
        print(error)
""",
    "devices": """
import os
for name in ("mem", "kmem", "sda", "vda", "kvm", "fuse", "tty", "console", "tty0", "loop-control", "net/tun"):
    try:
        with open("/dev/" + name, "rb+", buffering=0) as device:
            print("BRE" + "ACH", name)
    except OSError as error:
        print(error)
try:
    os.mknod("disk", 0o60666, os.makedev(8, 0))
    print("BRE" + "ACH")
except OSError as error:
    print(error)
""",
    "higher limits": """
import resource
for kind in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU):
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print("BRE" + "ACH")
    except (OSError, ValueError) as error:
        print(error)
""",
    "settings of the kernel": """
import glob
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper", "/proc/self/oom_score_adj"):
    try:
        open(path, "w").write("-1000")
        print("BRE" + "ACH", path)
    except OSError as error:
        print(error)
""",
    "the library that others inherit": """
import pandas as pd, numpy as np, IPython
pd.Series.mean = pd.DataFrame.sum = lambda *a, **k: 0
np.abs = None
IPython.core.interactiveshell.InteractiveShell.run_cell = None
import coursegrader.sandbox.session as session
session.Session.do_get = None
""",
}
