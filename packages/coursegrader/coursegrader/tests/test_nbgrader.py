"""nbgrader's own commands work on a course made here."""

import csv
import html
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from playwright.sync_api import expect

from coursegrader.authoring import builder, copies, rubrics, source
from coursegrader.batch import course as courses
from coursegrader.batch import gradebook
from tests.browser import PATIENCE

from . import samples
from .conftest import LIMITS
from .runner.test_harmless import HOSTILE

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def class_room(tmp_path_factory):
    """A course folder of nbgrader with our instructor copy (with a task), released by nbgrader, graded by us."""
    folder = tmp_path_factory.mktemp("nbgrader")
    path = samples.write(folder, samples.COUNTING + samples.TASK)
    builder.build(path, folder / "built")
    honest = nbformat.writes(copies.solved(source.read(path))).encode()
    shutil.copytree(folder / "built" / "instructor" / "02_counting", folder / "source" / "02_counting")
    config = "c = get_config()\nc.CourseDirectory.course_id = 'course'\nc.NbGrader.logfile = ''\n"
    config += f"c.CourseDirectory.root = {str(folder)!r}\n"
    (folder / "nbgrader_config.py").write_text(config, "utf-8")
    nbgrader(folder, "generate_assignment", "02_counting", "--create", "--force")
    released = (folder / "release" / "02_counting" / "02_counting.ipynb").read_bytes()
    hostile = json.loads(released)
    (essay,) = (cell for cell in hostile["cells"] if cell["id"] == "mind")
    essay["source"] = "\n\n".join(HOSTILE)
    hostile["cells"].append({"id": "raw", "cell_type": "raw", "metadata": {}, "source": HOSTILE[0]})
    for student, data in {"ann": honest, "bo": released, "eve": json.dumps(hostile).encode()}.items():
        home = folder / "submitted" / student / "02_counting"
        home.mkdir(parents=True)
        (home / "02_counting.ipynb").write_bytes(data)
    settings = courses.Settings(folder, folder / "source", f"sqlite:///{folder / 'gradebook.db'}", LIMITS)
    courses.run(settings, folder / "submitted")
    return folder


def author_file(folder):
    return source.read(folder / "exercises" / "02_counting" / "exercise.md")


def nbgrader(folder, *words):
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "JUPYTER_PREFER_ENV_PATH": "1"}
    environment |= {
        "HOME": str(folder),
        "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"),
        "IPYTHONDIR": str(folder / ".ipython"),
    }
    done = subprocess.run(
        [str(BIN / "nbgrader"), *map(str, words)],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def look_at_hostile(chromium, address):
    """Open a hostile submission in formgrader: its text is shown, and nothing of it runs, loads or leads away."""
    page, asked = chromium.new_page(), []
    page.on("request", lambda request: asked.append(urlsplit(request.url).hostname))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(address)
    page.wait_for_load_state("load")
    expect(page.get_by_text("alert(1)").first).to_be_visible()
    assert "XSS" not in page.title()
    assert "evil.example" not in asked
    cells = page.locator("#notebook-container, #notebook").first
    live = "script, iframe, object, embed, [onload], [onerror], a[href*='evil'], a[href^='java']"
    assert cells.locator(live).count() == 0
    page.close()


def test_generate_assignment_makes_the_same_release_without_secrets(class_room):
    assert [path.name for path in (class_room / "release/02_counting").iterdir()] == ["02_counting.ipynb"]
    text = (class_room / "release/02_counting/02_counting.ipynb").read_text("utf-8")
    for secret in ("339.1", "261.0", "resident - hukou", "A published series", "one use of the indicator"):
        assert secret not in text
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(text)["cells"]}
    assert cells["test_gap"] == "assert isinstance(gap_2020, float), 'gap_2020 should be one number (int or float).'"
    assert cells["mind"].startswith("What would change your mind?")


def test_what_nbgrader_released_untouched_scores_nothing(class_room):
    with gradebook.opened(f"sqlite:///{class_room / 'gradebook.db'}") as book:
        assert book.find_submission("02_counting", "bo").score == 0
        waiting = {
            grade.name
            for grade in book.find_submission("02_counting", "bo").notebooks[0].grades
            if grade.needs_manual_grade
        }
        assert waiting == {"writing"}  # whether a task was done only a person can see
        assert book.find_submission("02_counting", "ann").score == 5


def test_validate(class_room):
    said = nbgrader(class_room, "validate", "submitted/ann/02_counting/02_counting.ipynb")
    assert "Your notebook passes all the tests" in said


def test_generate_feedback_shows_no_hidden_test(class_room):
    nbgrader(class_room, "generate_feedback", "02_counting", "--force")
    page = (class_room / "feedback/ann/02_counting/02_counting.html").read_text("utf-8")
    assert "gap_2020" in page
    assert "339.1" not in page


@pytest.mark.parametrize(
    ("exporter", "first"),
    [
        ("nbgrader.plugins.export.CsvExportPlugin", "assignment"),
        ("coursegrader.export.CanvasExport", "Student"),
        ("coursegrader.export.MoodleExport", "idnumber"),
    ],
)
def test_export(class_room, exporter, first):
    target = class_room / f"{first}.csv"
    nbgrader(class_room, "export", f"--exporter={exporter}", f"--to={target}")
    with target.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == first
    assert sum("ann" in row for row in rows) == 1


def test_formgrader_shows_the_essay_and_takes_a_mark_and_runs_nothing_of_a_student(class_room, chromium):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": str(class_room)}
    words = [BIN / "jupyter", "server", "--allow-root", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    words += ["--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={class_room}"]
    words += ['--ServerApp.jpserver_extensions={"nbgrader.server_extensions.formgrader": True}']
    log = (class_room / "server.log").open("w+", encoding="utf-8")
    server = subprocess.Popen(list(map(str, words)), cwd=class_room, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/formgrader"

    def ask(path, data=None, method="GET"):
        body = json.dumps(data).encode() if data is not None else None
        request = urllib.request.Request(address + path, body, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()

    try:
        for _ in range(PATIENCE * 5):
            try:
                ask("/api/assignments")
                break
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None, Path(log.name).read_text("utf-8")
                time.sleep(0.2)
        (submission,) = [row for row in json.loads(ask("/api/submissions/02_counting")) if row["student"] == "ann"]
        assert submission["needs_manual_grade"]
        (notebook,) = [
            row
            for row in json.loads(ask("/api/submitted_notebooks/02_counting/02_counting"))
            if row["student"] == "ann"
        ]
        page = ask(f"/submissions/{notebook['id']}/")
        assert "A published series by place of residence would change it." in page
        assert "339.1" not in page
        (mark,) = [mark for mark in author_file(class_room).marks.values() if mark.kind == "task"]
        (row,) = [row for row in rubrics.table()[mark.rubric]["criteria"] if row["name"] == mark.criterion]
        assert all(level in html.unescape(page) for level in row["levels"])
        grades = json.loads(ask(f"/api/grades?submission_id={notebook['id']}"))
        (essay,) = [row for row in grades if row["name"] == "mind"]
        ask(f"/api/grade/{essay['id']}", {**essay, "manual_score": 6.5}, "PUT")
        (task,) = [row for row in grades if row["name"] == "writing"]
        assert (task["max_score"], task["needs_manual_grade"]) == (5, True)
        ask(f"/api/grade/{task['id']}", {**task, "manual_score": 3.75}, "PUT")
        (hers,) = [
            row
            for row in json.loads(ask("/api/submitted_notebooks/02_counting/02_counting"))
            if row["student"] == "eve"
        ]
        look_at_hostile(chromium, f"{address}/submissions/{hers['id']}/")
    finally:
        server.terminate()
        server.wait()
        log.close()
    with gradebook.opened(f"sqlite:///{class_room / 'gradebook.db'}") as book:
        assert book.find_submission("02_counting", "ann").score == 15.25
        assert not book.find_submission("02_counting", "ann").needs_manual_grade
