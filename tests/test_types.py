"""Public functions say what they take and return, and mypy finds that what they say is true."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = [f"packages/{name}/{name}" for name in ("livefigure", "coursegrader", "coursebook")]
ROOMS = ["reformlab", *PACKAGES, "book/_ext"]


def bare(tree):
    """Return name and line of every public function of a module that leaves a parameter or its result untyped."""
    found = []

    def look(body, owner):
        for node in body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                look(node.body, f"{owner}{node.name}.")
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name.startswith("_") and node.name != "__init__":
                continue
            given = node.args
            words = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
            words = [word for word in words if word and not (owner and word.arg in ("self", "cls"))]
            if node.returns is None or any(word.annotation is None for word in words):
                found.append((owner + node.name, node.lineno))

    look(tree.body, "")
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_function_is_annotated(room):
    paths = [path for path in (ROOT / room).rglob("*.py") if "tests" not in path.parts]
    assert len(paths) > 10
    untyped = [f"{path}:{line} {name}" for path in paths for name, line in bare(ast.parse(path.read_text("utf-8")))]
    assert untyped == []


def test_what_counts_as_bare():
    source = "def a(x): ...\ndef b(x: int): ...\ndef c(x: int) -> int: ...\ndef _d(x): ...\n"
    source += "class E:\n def __init__(self): ...\n def f(self, *g) -> int: ...\n def h(self) -> None: ...\n"
    assert [name for name, _ in bare(ast.parse(source))] == ["a", "b", "E.__init__", "E.f"]


def test_mypy_finds_nothing():
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"no issues found in (\d+) source files", done.stdout)[1]) > 250
