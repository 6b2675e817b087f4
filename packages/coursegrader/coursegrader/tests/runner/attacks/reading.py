"""Read what is not theirs: tests, secrets, other students."""

# ruff: noqa: E501  an attack is one piece of text
_TRY = """
def attempt(path):
    try:
        with open(path, errors="replace") as file:
            print(path, file.read()[:100000])
    except OSError as error:
        print(path, error)

"""

ATTACKS = {
    "the instructor copy": _TRY + "attempt({course!r} + '/instructor/02_counting/02_counting.ipynb')",
    "another submission": _TRY + "attempt({course!r} + '/submitted/bo/02_counting/02_counting.ipynb')",
    "the course key": _TRY + "attempt({course!r} + '/course.key')",
    "the grade book": _TRY + "attempt({course!r} + '/gradebook.db')",
    "home folders": _TRY
    + """
import glob
for pattern in ("/root/*", "/root/.*", "/home/*/*", "/home/*/.ssh/*", "/var/lib/*", "/srv/*", "/mnt/*"):
    for path in glob.glob(pattern):
        attempt(path)
""",
    "every notebook below the root": _TRY
    + """
import os
for root, folders, names in os.walk("/"):
    folders[:] = [name for name in folders if (root, name) not in (("/", "proc"), ("/", "usr"), ("/", "sys"))]
    if "site-packages" in root:
        continue
    for name in names:
        if name.endswith((".ipynb", ".key", ".db", ".csv")) and "coursegrader" not in root:
            attempt(os.path.join(root, name))
""",
    "the environment": "import os\nprint(dict(os.environ))",
    "the environment of every process": _TRY
    + """
import glob
for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline") + glob.glob("/proc/*/task/*/environ"):
    attempt(path)
""",
    "through /proc/1/root": _TRY
    + """
for door in ("/proc/1/root", "/proc/self/root", "/proc/1/cwd", "/proc/self/cwd/.."):
    attempt(door + {course!r} + "/course.key")
""",
    "the memory of pid 1": """
for pid in (1, 2):
    try:
        with open(f"/proc/{{pid}}/maps") as maps, open(f"/proc/{{pid}}/mem", "rb") as memory:
            for line in maps:
                start, stop = (int(part, 16) for part in line.split()[0].split("-"))
                memory.seek(start)
                if b"canary" + b"-7391" in memory.read(min(stop - start, 1 << 20)):
                    print("BRE" + "ACH")
    except (OSError, OverflowError, ValueError) as error:
        print(error)
""",
    "strings in the own process": """
import gc
word = "canary" + "-7391"
for each in gc.get_objects():
    if isinstance(each, (dict, list, tuple)) and len(each) < 1000:
        for part in each.values() if isinstance(each, dict) else each:
            if isinstance(part, str) and word in part and len(part) > 40:
                print(part)
""",
    "a thread that watches while the tests run": """
import threading, time, sys

def watch():
    while True:
        for frame in sys._current_frames().values():
            while frame:
                print(frame.f_locals)
                frame = frame.f_back
        time.sleep(0.001)

threading.Thread(target=watch, daemon=True).start()
def gap(*inputs):
    time.sleep(0.01)
""",
    "hidden inputs printed by the answer": """
import sys, os
gap_2020 = 261.0353
def gap(*inputs):
    print("inputs", inputs)
    sys.stderr.write(repr(inputs))
    os.write(1, repr(inputs).encode())
    get_ipython().display_pub.publish({{"text/plain": repr(inputs)}})
    return 0
""",
    "hidden inputs raised by the answer": """
gap_2020 = 261.0353
def gap(*inputs):
    raise ValueError(f"inputs {{inputs}}")
""",
    "hidden inputs raised as an assertion": """
gap_2020 = 261.0353
def gap(*inputs):
    raise AssertionError(f"inputs {{inputs}}")
""",
    "hidden inputs as the name of an exception": """
gap_2020 = 261.0353
def gap(*inputs):
    raise type(f"E{{inputs}}", (ValueError,), {{}})(f"{{inputs}}")
""",
    "hidden inputs as a name that is missing": """
gap_2020 = 261.0353
def gap(*inputs):
    raise NameError(f"name {{inputs}} is not defined", name="gap_2020")
""",
    "hidden inputs as the type and text of an answer": """
gap_2020 = 261.0353
def gap(*inputs):
    return type(f"T{{inputs}}", (), {{"__repr__": lambda self: f"{{inputs}}"}})()
""",
    "hidden inputs as fields of an answer": """
import dataclasses
gap_2020 = 261.0353
def gap(*inputs):
    return dataclasses.make_dataclass(f"D{{inputs}}", [f"f{{abs(hash(inputs))}}"])(f"{{inputs}}")
""",
    "hidden inputs by way of time and memory": """
import time
gap_2020 = 261.0353
def gap(*inputs):
    if inputs[0] == float("73" + ".91"):
        keep = bytearray(1 << 40)
    return 0.0
""",
    "links to files of the host": """
import os
for target in ({course!r} + "/course.key", "/etc/passwd", "/etc/shadow"):
    os.symlink(target, os.path.basename(target) + ".txt")
for name in os.listdir("."):
    if name.endswith(".txt"):
        try:
            print(open(name).read())
        except OSError as error:
            print(error)
""",
    "password files": _TRY + "attempt('/etc/shadow')\nattempt('/etc/passwd')\nattempt('/etc/hostname')",
}
