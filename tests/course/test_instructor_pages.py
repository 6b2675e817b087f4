"""The commands on the instructors' pages: those of the first page are run, those of all pages are valid."""

import csv
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from coursegrader.batch import gradebook
from coursegrader.tests import samples

from reformlab import cli

PAGES = Path(__file__).parents[2] / "book" / "instructor"
BIN = Path(sys.executable).parent


def commands(page):
    blocks = re.findall(r"^```bash\n(.*?)^```", (PAGES / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def run(line, folder):
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder)}
    environment |= {"JUPYTER_PREFER_ENV_PATH": "1", "IPYTHONDIR": str(folder / ".ipython")}
    done = subprocess.run(["bash", "-ec", line], cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def test_the_first_assignment_goes_as_the_page_says(tmp_path):
    samples.write(tmp_path, slug="02_counting_people")
    lines = commands("first_assignment.md")
    assert lines.pop(0) == ". .venv/bin/activate"
    said = {}
    for line in lines:
        if line.endswith("jupyter lab"):  # a server: look instead whether formgrader would be in it
            said[line] = run("cd class && jupyter server extension list", tmp_path)
            assert re.search(r"nbgrader.server_extensions.formgrader.*enabled", said[line])
            with gradebook.opened(f"sqlite:///{tmp_path}/class/gradebook.db") as book:
                grade = book.find_grade("mind", "02_counting_people", "02_counting_people", "ann")
                assert grade.needs_manual_grade
                grade.manual_score, grade.needs_manual_grade = 6, False
                book.db.commit()
        else:
            said[line] = run(line, tmp_path)
    (graded,) = (text for line, text in said.items() if line.startswith("reformlab grade"))
    assert "2 graded, 0 graded before, 0 with a remark, 0 not graded." in graded
    named = re.findall(r"`(class/[^`]+|_build/[^`]+)`", (PAGES / "first_assignment.md").read_text("utf-8"))
    assert len(named) >= 2
    made = [*named, "class/summary.html", "class/feedback/ann/02_counting_people/02_counting_people.html"]
    for path in made:
        assert (tmp_path / path).exists(), path
    assert "A published series" in (
        tmp_path / "_build/exercises/marking/02_counting_people/02_counting_people.md"
    ).read_text("utf-8")
    with (tmp_path / "class" / "canvas.csv").open(newline="", encoding="utf-8") as file:
        rows = {row[2]: row[-1] for row in csv.reader(file)}
    assert (rows["ann"], rows["bo"]) == ("11.00", "0.00")


@pytest.mark.parametrize("page", sorted(path.name for path in PAGES.glob("*.md")))
def test_commands_and_links_on_a_page_are_valid(page):
    text = (PAGES / page).read_text("utf-8")
    whole = [line.split("&&")[-1].strip() for line in commands(page)]
    named = re.findall(r"`(reformlab [^`]+)`", text)  # in a sentence, without its arguments
    for line in [*whole, *named]:
        words = shlex.split(line)
        if words.pop(0) == "reformlab":
            name = words.pop(0)
            command = cli.command(name)
            while hasattr(command, "get_command"):
                name = words.pop(0)
                command = command.get_command(None, name)
                assert command is not None, line
            if line in whole:
                command.make_context(name, words)  # raises for an unknown option, a bad value, a missing argument
    for target in re.findall(r"\]\(([^)]+\.md)\)", text):
        made = target.startswith("../data")  # written by the site's build
        assert made or (PAGES / target).is_file(), target
