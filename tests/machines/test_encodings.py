"""Every text that the house reads or writes has a stated encoding: the locale's is GBK on many Chinese machines.

The linter's rule (PLW1514) knows calls on what it has seen become a path; this test knows the other calls.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for room in ("reformlab", "tests", "benchmarks") for path in (ROOT / room).rglob("*.py"))
TEXT_MODE = re.compile(r"[rwaxt+]+")


def by_locale(call):
    """Whether a call, given as a syntax tree, reads or writes text in the encoding of the locale."""
    words = {word.arg: getattr(word.value, "value", None) for word in call.keywords}
    if words.keys() & {"encoding", None}:  # None: a dictionary of words
        return False
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    method = isinstance(call.func, ast.Attribute)
    if name in ("read_text", "write_text"):
        return method and len(call.args) == (name == "write_text")
    if name in ("Popen", "run", "check_output"):
        return words.get("text") is True
    if name not in ("open", "fdopen"):
        return False
    # A path's own `open` has the mode first, the function after the file.
    others = call.args if method and name == "open" else call.args[1:]
    mode = words["mode"] if "mode" in words else getattr(others[0], "value", "") if others else "r"
    return isinstance(mode, str) and bool(TEXT_MODE.fullmatch(mode))


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("open(path)", True),
        ("open(path, 'w')", True),
        ("open(path, mode='w')", True),
        ("open(path, 'rb')", False),
        ("open(path, encoding='utf-8')", False),
        ("path.open()", True),
        ("path.open('w', newline='')", True),
        ("path.open('wb')", False),
        ("os.fdopen(1, 'w')", True),
        ("os.open(path, flags)", False),
        ("webbrowser.open('https://example.org')", False),
        ("path.read_text()", True),
        ("path.read_text('utf-8')", False),
        ("files.read_text(path)", False),
        ("path.write_text(text)", True),
        ("path.write_text(text, 'utf-8')", False),
        ("subprocess.run(words, text=True)", True),
        ("subprocess.run(words, text=True, encoding='utf-8')", False),
        ("subprocess.run(words, stdout=PIPE)", False),
    ],
)
def test_such_calls_are_told_apart(source, wrong):
    assert by_locale(ast.parse(source).body[0].value) is wrong


def test_every_text_has_an_encoding():
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}: {ast.unparse(node)[:100]}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and by_locale(node)
    ]
    assert not found, "\n".join(["give each an encoding:", *found])
