"""Bend the asserts, builtins, test libraries, the interpreter, the display hook."""

# ruff: noqa: E501  an attack is one piece of text
ATTACKS = {
    "builtins that say yes": """
import builtins
builtins.abs = lambda *a: 0
builtins.isinstance = lambda *a: True
builtins.len = lambda *a: 1
builtins.AssertionError = type("AssertionError", (BaseException,), {{}})
gap_2020 = 0
""",
    "a number that equals everything": """
class Yes(float):
    def _yes(self, *other):
        return True
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = _yes
    def __sub__(self, other):
        return Yes(0)
    __rsub__ = __abs__ = __sub__
gap_2020 = Yes(1)
def gap(*inputs):
    return Yes(1)
""",
    "an object that is everything": """
class Anything:
    __class__ = float
    def __getattr__(self, name):
        return self
    def __call__(self, *a, **k):
        return self
    def __eq__(self, other):
        return True
    def __lt__(self, other):
        return True
    def __sub__(self, other):
        return self
    def __abs__(self):
        return self
    def __bool__(self):
        return True
gap_2020 = gap = Anything()
""",
    "test libraries that never fail": """
import numpy as np, numpy.testing, pandas as pd, pandas.testing, unittest
for library in (numpy.testing, pandas.testing):
    for name in dir(library):
        if name.startswith("assert"):
            setattr(library, name, lambda *a, **k: None)
np.isclose = np.allclose = lambda *a, **k: True
pd.Series.equals = lambda *a: True
gap_2020 = 0.0
""",
    "modules replaced": """
import sys, types
class Fake(types.ModuleType):
    def __getattr__(self, name):
        return lambda *a, **k: True
for name in list(sys.modules):
    if name.split(".")[0] in ("numpy", "pandas", "math", "ast", "json"):
        sys.modules[name] = Fake(name)
gap_2020 = 0.0
""",
    "the compiler replaced": """
import ast, builtins
builtins.compile = lambda *a, **k: (lambda: None).__code__
builtins.exec = builtins.eval = lambda *a, **k: None
builtins.__import__ = lambda *a, **k: None
ast.parse = lambda *a, **k: None
gap_2020 = 0.0
""",
    "the shell replaced": """
shell = get_ipython()
class Good:
    error_before_exec = error_in_exec = result = None
    success = True
type(shell).run_cell = lambda *a, **k: Good()
shell.run_cell = lambda *a, **k: Good()
""",
    "asserts rewritten before they run": """
import ast
class Quiet(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Quiet())
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\\n"])
""",
    "a trace function that jumps over the test": """
import sys
def trace(frame, event, argument):
    return trace
sys.settrace(trace)
sys.setprofile(trace)
sys.excepthook = lambda *a: None
""",
    "a display hook that breaks": """
import sys
def hook(value):
    raise SystemExit
sys.displayhook = get_ipython().displayhook = hook
get_ipython().display_pub = None
""",
    "an early exit": "import sys\nsys.exit(0)",
    "a hard exit": "import os\nos._exit(0)",
    "an exit by an answer": "import os, sys\ngap_2020 = 261.0353\ndef gap(*a):\n    os._exit(0)",
    "frames above the answer": """
import sys
def gap(*inputs):
    frame, expected = sys._getframe(), None
    while frame:
        for name, value in frame.f_locals.items():
            if isinstance(value, dict) and "expected" in value:
                return value["expected"]
        frame = frame.f_back
gap_2020 = 261.0353
""",
    "not a number": "gap_2020 = float('nan')\ndef gap(*a):\n    return float('nan')",
    "infinite": "gap_2020 = float('inf')\ndef gap(*a):\n    return float('inf')",
    "names of the test": "points = score = 2.0\n__file__ = __name__ = 'tests'\nexpected = gap_2020 = 0.0",
    "warnings as errors": "import warnings\nwarnings.simplefilter('error')\nwarnings.warn = None",
    "the recursion limit": "import sys\nsys.setrecursionlimit(30)",
    "a signal handler": "import signal\nfor n in range(1, 32):\n    try:\n        signal.signal(n, lambda *a: None)\n    except (OSError, ValueError):\n        pass",
    "a module of the same name on disk": """
for name in ("numpy", "pandas", "math", "json", "sitecustomize", "coursegrader"):
    with open(name + ".py", "w") as file:
        file.write("def __getattr__(name):\\n    return lambda *a, **k: True\\n")
import sys
sys.path.insert(0, ".")
""",
}
