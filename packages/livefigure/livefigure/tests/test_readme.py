"""The README's book builds as it stands."""

import re
from pathlib import Path

from sphinx.cmd.build import build_main

README = Path(__file__).parents[2] / "README.md"


def test_the_book_of_two_lessons_builds(tmp_path, monkeypatch):
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    text = README.read_text("utf-8")
    for name, _, content in re.findall(r"`([\w.]+)`:\n\n(`{3,4})\w+\n(.*?)\n\2\n", text, re.DOTALL):
        (tmp_path / name).write_text(content, "utf-8")
    assert build_main(["-qW", str(tmp_path), str(tmp_path / "html")]) == 0
    for name in ("interest", "pendulum"):
        page = (tmp_path / "html" / f"{name}.html").read_text("utf-8")
        assert page.count('<figure class="live-figure"') == 1
        assert "Traceback" not in page
    tables = [path for path in (tmp_path / "html" / "_static" / "live").iterdir() if path.suffix not in (".css",)]
    assert len(tables) == 3  # the script and a table for each lesson
