"""The commands on the instructors' pages: those of the first page are run, those of all pages are valid."""

import contextlib
import csv
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from coursegrader.batch import gradebook
from coursegrader.tests import samples
from playwright.sync_api import expect

from reformlab import cli

PAGES = Path(__file__).parents[2] / "book" / "instructor"
BIN = Path(sys.executable).parent


def commands(page):
    blocks = re.findall(r"^```bash\n(.*?)^```", (PAGES / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def environment(folder):
    found = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder)}
    found |= {"JUPYTER_PREFER_ENV_PATH": "1", "IPYTHONDIR": str(folder / ".ipython"), "PYTHONUNBUFFERED": "1"}
    return found | {"JUPYTER_CONFIG_DIR": str(folder / ".jupyter"), "BROWSER": "true"}


def run(line, folder):
    done = subprocess.run(
        ["bash", "-ec", line], cwd=folder, env=environment(folder), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@contextlib.contextmanager
def running(line, folder, ready):
    """Start a server by its line; give what it said when it was ready and a list that gets the rest at its end."""
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as file:
        started = subprocess.Popen(
            ["bash", "-ec", f"exec {line}" if "&&" not in line else line.replace("&& ", "&& exec ")],
            cwd=folder,
            env=environment(folder),
            stdout=file,
            stderr=file,
        )
        rest = []
        try:
            while not (found := re.search(ready, log.read_text("utf-8"))):
                assert started.poll() is None, log.read_text("utf-8")
                time.sleep(0.1)
            yield found, rest
        finally:
            started.send_signal(signal.SIGINT if line.startswith("reformlab") else signal.SIGTERM)
            started.wait()
            rest.append(log.read_text("utf-8"))


def mark_by_keyboard(line, folder, chromium):
    with running(line, folder, r"Marking at (\S+)") as (found, rest):
        page = chromium.new_page()
        page.goto(found[1])
        expect(page.locator("#place")).to_have_text("Answer 1 of 1, 0 marked")
        expect(page.locator("#answer")).to_contain_text("A published series by place of residence")
        page.keyboard.press("e")
        page.keyboard.type("Name the series.")
        page.keyboard.press("Escape")
        page.keyboard.press("3")
        expect(page.locator("#said")).to_have_text("All answers of this question are marked.")
        page.close()
    assert "All answers of your share are marked." in rest[0]
    assert "Next:  reformlab feedback class" in rest[0]


def mark_in_formgrader(line, folder, chromium):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"ip": "127.0.0.1", "port": port, "port_retries": 0, "open_browser": False, "allow_root": True}
    settings = {"ServerApp": settings, "IdentityProvider": {"token": ""}}
    (folder / ".jupyter").mkdir(exist_ok=True)
    (folder / ".jupyter" / "jupyter_server_config.json").write_text(json.dumps(settings), "utf-8")
    with gradebook.opened(f"sqlite:///{folder}/class/gradebook.db") as book:
        ann = book.find_submission_notebook("02_counting_people", "02_counting_people", "ann").id
    with running(line, folder, rf"http://127.0.0.1:{port}/lab"):
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{port}/formgrader/gradebook")
        page.get_by_role("link", name="02_counting_people").click()
        page.locator("a[href*='gradebook/02_counting_people/02_counting_people']").click()
        page.locator(f"a.name-hidden[href*='{ann}']").click()
        score = page.locator("input.score").last
        expect(score).to_have_value("6")
        expect(page.locator("textarea.comment").last).to_have_value("Name the series.")
        assert page.get_by_text("A published series by place of residence").count()
        with page.expect_response(lambda reply: "/api/grade/" in reply.url and reply.request.method == "PUT"):
            score.fill("6.5")
            score.press("Tab")
        page.close()


def test_the_first_assignment_goes_as_the_page_says(tmp_path, chromium):
    samples.write(tmp_path, slug="02_counting_people")
    lines = commands("first_assignment.md")
    assert lines.pop(0) == ". .venv/bin/activate"
    said = {}
    for line in lines:
        if line.startswith("reformlab mark"):
            mark_by_keyboard(line, tmp_path, chromium)
        elif line.endswith("jupyter lab"):
            mark_in_formgrader(line, tmp_path, chromium)
        else:
            said[line] = run(line, tmp_path)
    (graded,) = (text for line, text in said.items() if line.startswith("reformlab grade"))
    assert "2 graded, 0 graded before, 0 with a remark, 0 not graded." in graded
    assert re.search(r"What needs a person\n +Counting people +mind +1 to mark\nNext:  reformlab mark ", graded)
    named = re.findall(r"`(class/[^`]+|_build/[^`]+)`", (PAGES / "first_assignment.md").read_text("utf-8"))
    assert len(named) >= 2
    made = [*named, *(f"class/{name}" for name in ("summary.html", "items.csv", "autograded/ann", "gradebook.db"))]
    for path in made:
        assert (tmp_path / path).exists(), path
    assert "A published series" in (
        tmp_path / "_build/exercises/marking/02_counting_people/02_counting_people.md"
    ).read_text("utf-8")
    with (tmp_path / "class" / "canvas.csv").open(newline="", encoding="utf-8") as file:
        rows = {row[2]: row[-1] for row in csv.reader(file)}
    assert (rows["ann"], rows["bo"]) == ("11.50", "0.00")
    with (tmp_path / "class" / "questions.csv").open(newline="", encoding="utf-8") as file:
        scores = {(row["student_id"], row["question"]): row["score"] for row in csv.DictReader(file)}
    assert (scores["ann", "mind"], scores["bo", "test_gap"]) == ("6.5", "0")
    page = (tmp_path / "class/feedback/ann/02_counting_people/02_counting_people.html").read_text("utf-8")
    assert "11.5 of 13" in page and "6.5 of 8" in page and "Name the series." in page


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
        made = target.startswith("../data") or target in ("in_class.md", "tasks.md")  # written by the site's build
        assert made or (PAGES / target).is_file(), target
