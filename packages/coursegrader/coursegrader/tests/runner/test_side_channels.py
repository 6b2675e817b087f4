"""What a student's code learns from a hidden test reaches nobody: whatever way it takes, the page says the same."""

import pytest

from coursegrader.authoring import builder, copies, source
from coursegrader.batch import feedback
from coursegrader.batch.grader import Grader
from coursegrader.runner import plan as plans
from coursegrader.runner import trusted
from coursegrader.runner.limits import Limits
from tests.browser import PATIENCE

from .. import samples
from ..conftest import LIMITS, Released

EXERCISE = (
    samples.HEAD
    + """\
---
# Two questions

```{code-cell}
---
grade: {id: work, kind: answer}
---
f = told = None
### BEGIN SOLUTION
told = 1


def f(x):
    return 2 * x
### END SOLUTION
```

```{code-cell}
---
grade: {id: test_f, kind: test, points: 2}
---
assert callable(f)
### BEGIN HIDDEN TESTS
assert all(f(x) == 2 * x for x in (7391, 7392, 7393)), f"f({f(7391)})"
### END HIDDEN TESTS
```

```{code-cell}
---
grade: {id: test_told, kind: test, points: 3}
---
assert told != "many", f"told is {told!r}"
### BEGIN HIDDEN TESTS
assert f(7394) == 2 * 7394, f"told is {told!r}, f is {f(7394)!r}"
assert told == 1, f"told is {told!r}"
### END HIDDEN TESTS
assert told == 1, f"told is {told!r}"
```
"""
)
_KEEP = "def f(x):\n    keep(repr(x))\n    return 0\n"
_TELL = "class Told:\n    def __repr__(self):\n        raise RuntimeError(kept())\ntold = Told()\n"
CHANNELS = {
    "nothing: what all others are held against": "told = 2\ndef f(x):\n    return 0",
    "the time that calls take": """
import time
begun = time.monotonic()
def f(x):
    time.sleep(x % 10 / 20)
    raise ValueError(time.monotonic() - begun, x)
told = 2
""",
    "time between calls, on a clock that all copies share": """
import time
begun = time.monotonic()
def keep(text):
    time.sleep(int(text) % 10 / 20)
def kept():
    return str(time.monotonic() - begun)
"""
    + _KEEP
    + _TELL,
    "files of every folder that can be written": """
import glob, os
FOLDERS = (".", "/dev/shm", "/tmp", os.environ["HOME"], ".hidden")
def keep(text):
    for folder in FOLDERS:
        try:
            os.makedirs(folder, exist_ok=True)
            with open(folder + "/kept", "a") as file:
                file.write(text)
        except OSError:
            pass
def kept():
    return str([open(path).read() for folder in FOLDERS for path in glob.glob(folder + "/kept")])
"""
    + _KEEP
    + _TELL,
    "times, rights and names of files": """
import os
open("a", "w").close()
def keep(text):
    os.utime("a", (int(text), int(text)))
    os.chmod("a", int(text) % 512)
    os.symlink(text, "link-" + text)
def kept():
    return str([os.stat("a"), os.listdir()])
"""
    + _KEEP
    + _TELL,
    "names, environment and working folder": """
import builtins, os
def keep(text):
    builtins.kept_text = os.environ["KEPT"] = text
    os.makedirs(text, exist_ok=True)
    os.chdir(text)
def kept():
    return str([getattr(builtins, "kept_text", ""), os.environ.get("KEPT"), os.getcwd()])
"""
    + _KEEP
    + _TELL,
    "a process that stays, asked over a socket": """
import os, socket
there, here = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
if os.fork() == 0:
    heard = b""
    while True:
        word = there.recv(1000)
        if word == b"?":
            there.send(heard)
        heard += word
here.settimeout(1)
def keep(text):
    here.send(text.encode())
def kept():
    here.send(b"?")
    return here.recv(10000).decode()
"""
    + _KEEP
    + _TELL,
    "the text, name, notes and cause of an exception": """
def f(x):
    error = type(f"E{x}", (ValueError,), {"__str__": lambda self: str(x)})(x)
    error.add_note(str(x))
    raise error from KeyError(x)
told = 2
""",
    "a missing name": "told = 2\ndef f(x):\n    raise NameError(f'name {x}', name='told')",
    "a failed assert": "told = 2\ndef f(x):\n    raise AssertionError(f'told is {x}')",
    "representation and type of an answer": """
class Text(str):
    def __repr__(self):
        return "told is " + str(self)
def f(x):
    return type(f"T{x}", (), {"__repr__": lambda self: str(x), "__format__": lambda self, spec: str(x), "x": str(x)})()
told = Text("2")
""",
    "data that an answer brings along": "told = 2\ndef f(x):\n    return {str(x): [str(x)]}",
    "output of every kind": """
import os, sys, warnings
def f(x):
    print(x)
    sys.stderr.write(str(x))
    os.write(1, str(x).encode())
    warnings.warn(str(x))
    get_ipython().display_pub.publish({"text/plain": str(x)})
    return 0
told = 2
""",
}


@pytest.fixture(scope="module")
def exercise(tmp_path_factory):
    return source.read(samples.write(tmp_path_factory.mktemp("channels"), EXERCISE))


@pytest.fixture(scope="module")
def bundle(exercise):
    made = builder.build(exercise.path, exercise.path.parents[2], course=None)
    return plans.bundle(made.folders["instructor"])


def graded(grader, exercise, code):
    """Grade the code of the answer cell; return the result and the page that the student gets."""
    result = grader.grade(Released(copies.student(exercise)).put("work", code).bytes)
    return result, feedback.page(grader.plan, "eve", result)


@pytest.fixture(scope="module")
def grade(exercise, bundle):
    """Grade with so much time that nothing is stopped."""
    whole = 10 * PATIENCE
    patient = Limits(cell=PATIENCE, call=PATIENCE, test=PATIENCE, notebook=whole, cpu=whole)
    with Grader(bundle, limits=patient) as grader:
        yield lambda code: graded(grader, exercise, code)


@pytest.fixture(scope="module")
def grade_in_haste(exercise, bundle):
    with Grader(bundle, limits=LIMITS) as grader:
        yield lambda code: graded(grader, exercise, code)


def test_what_a_student_has_may_be_told(grade):
    result, page = grade("told = 'many'\ndef f(x):\n    return 2 * x")
    assert result.scores == {"test_f": 2.0, "test_told": 0.0}
    assert "told is &#39;many&#39;" in page


@pytest.mark.parametrize("name", CHANNELS)
def test_no_way_leads_from_a_hidden_test_to_the_page(grade, name):
    result, page = grade(CHANNELS[name])
    assert result.scores == {"test_f": 0.0, "test_told": 0.0}
    assert result.messages["test_f"] == trusted._FURTHER
    assert result.notes == []
    assert "739" not in page
    if "told = 2" in CHANNELS[name]:
        assert result.messages["test_told"] == "told is 2"  # the part that students have, judged before all hidden ones


@pytest.mark.parametrize("way", ["time.sleep(600)", "keep = bytearray(8 << 30)", "os._exit(3)"])
def test_a_call_that_is_stopped_is_told_in_a_fixed_sentence(grade_in_haste, way):
    result, page = grade_in_haste(
        f"import os, time\ntold = 1\ndef f(x):\n    if x > 7000:\n        {way}\n    return 2 * x"
    )
    assert result.scores == {"test_f": 0.0, "test_told": 0.0}
    assert set(result.messages.values()) <= {trusted._STOPPED, "The test needed more memory than allowed."}
    assert "739" not in page
