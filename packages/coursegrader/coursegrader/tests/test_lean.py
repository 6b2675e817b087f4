"""The programs that grade start without what they do not use."""

import subprocess
import sys

import pytest

from coursegrader.errors import GradingError
from coursegrader.runner import bubblewrap

_RUN = """
import contextlib, runpy, sys
sys.argv = ["program", *sys.argv[2:]]
with contextlib.suppress(SystemExit, OSError):
    runpy.run_module(NAME, run_name="__main__")
import nbformat
print(*{"jsonschema", "rfc3987_syntax", "lark"} & {name for name, module in sys.modules.items() if module})
"""


@pytest.mark.parametrize("words", [["coursegrader.runner.examiner", "99"], ["coursegrader", "grade", "."]])
def test_no_grammar_of_addresses_is_loaded(tmp_path, words):
    code = _RUN.replace("NAME", repr(words[0]))
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.stdout.split() == ["jsonschema"], done.stderr


def test_libraries_are_found_and_not_imported():
    code = "from coursegrader.runner import bubblewrap; import sys; print(*bubblewrap.libraries(), *sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    ).stdout.split()
    assert any(word.endswith("/livefigure") for word in found) and not {"livefigure", "matplotlib"} & set(found)


@pytest.mark.parametrize("value", ["nowhere", "nowhere.below", "os.path:none", "this"])
def test_a_library_that_is_not_there_is_named(tmp_path, monkeypatch, value):
    (tmp_path / "x-1.dist-info").mkdir()
    (tmp_path / "x-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: x\nVersion: 1\n", "utf-8")
    text = f"[coursegrader.libraries]\nmine = {value}\n"
    (tmp_path / "x-1.dist-info" / "entry_points.txt").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(GradingError, match=f"{value!r}.* the entry point 'mine' .*no such package"):
        bubblewrap.libraries.__wrapped__()
