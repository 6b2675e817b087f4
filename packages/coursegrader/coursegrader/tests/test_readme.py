"""The README's course of two exercises is written, checked and graded as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def test_the_course_of_two_exercises_is_graded(tmp_path):
    text = README.read_text("utf-8")
    files = re.findall(r"`([\w./]+\.md)`:\n\n(`{3,4})\w+\n(.*?)\n\2\n", text, re.DOTALL)
    for name, _, content in files:
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(content, "utf-8")
    assert len(files) == 2
    commands = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[1]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = {"cwd": tmp_path, "env": {**os.environ, "PATH": path}, "capture_output": True, "encoding": "utf-8"}
    done = subprocess.run(["bash", "-ec", commands], **run)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 graded, 0 graded before" in done.stdout and "0 not graded" in done.stdout
    assert {path.name for path in tmp_path.glob("_build/exercises/student/*")} == {"01_circle", "02_mean"}
    (page,) = (tmp_path / "feedback" / "ada").rglob("*.html")
    assert "0 of 2" in page.read_text("utf-8")
