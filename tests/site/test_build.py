import json
import os
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner
from coursebook.build import build, clean
from coursebook.commands import site
from coursebook.errors import LessonError, SiteError
from coursebook.layout import find
from coursebook.lock import only_one

from ..browser import PATIENCE
from .small import HEAD, lesson, write

run = build


def test_what_is_run_again_and_what_is_not(course):
    """One course through its life: first build, nothing new, new text, new code, new table, new pins, force."""
    first = run(course)
    assert first.executed == ["lessons/01_one.md", "lessons/02_two.md"]
    page = (course.html / "lessons" / "01_one.html").read_text("utf-8")
    assert "one 42" in page
    landing = (course.html / "book" / "index.html").read_text("utf-8")
    assert 'href="../lessons/01_one.html"' in landing and "1. One" in landing and 'lang="zh-Hans"' in landing
    assert "url=book/index.html" in (course.html / "index.html").read_text("utf-8")

    stamp = (course.html / "index.html").stat().st_mtime_ns
    assert run(course).up_to_date
    assert (course.html / "index.html").stat().st_mtime_ns == stamp

    one = course.root / "lessons" / "01_one.md"
    one.write_text(one.read_text("utf-8") + "\nNew words.\n", "utf-8")
    report = run(course)
    assert report.executed == [] and not report.up_to_date
    assert "New words" in (course.html / "lessons" / "01_one.html").read_text("utf-8")

    one.write_text(one.read_text("utf-8").replace("6 * 7", "6 * 8"), "utf-8")
    assert run(course).executed == ["lessons/01_one.md"]
    assert "one 48" in (course.html / "lessons" / "01_one.html").read_text("utf-8")

    table = course.root / "data" / "table.csv"
    table.write_text("year,value\n2020,2\n", "utf-8")
    assert run(course).executed == ["lessons/01_one.md", "lessons/02_two.md"]
    assert "2020,2" in (course.html / "lessons" / "02_two.html").read_text("utf-8")

    (course.root / "requirements.txt").write_text("numpy==2\n", "utf-8")
    assert len(run(course).executed) == 2

    forced = run(course, force=True)
    assert forced.executed == [] and not forced.up_to_date


MADE = """
def write(layout):
    text = (layout.root / "data/table.csv").read_text("utf-8")
    (layout.root / "book/made.md").write_text(f"# Made\\n\\n{text}", "utf-8")
"""


def test_pages_that_are_made_are_compared_as_they_were_written_and_made_when_they_are_missing(course):
    config, toc = (course.root / name for name in ("_config.yml", "_toc.yml"))
    text = config.read_text("utf-8").replace("local_extensions: {", "local_extensions: {small_made: ext, ")
    text = text.replace("  config:\n", "  config:\n    course_generated: 'small_made:write'\n")
    config.write_text(text, "utf-8")
    toc.write_text(f"{toc.read_text('utf-8').rstrip()}\n      - file: book/made\n", "utf-8")
    (course.root / "ext").mkdir()
    (course.root / "ext/small_made.py").write_text(MADE, "utf-8")
    made, page = course.root / "book/made.md", course.html / "book/made.html"
    assert not run(course).up_to_date and run(course).up_to_date
    table = course.root / "data/table.csv"
    table.write_text(table.read_text("utf-8") + "2031,5\n", "utf-8")
    assert not run(course).up_to_date and "2031,5" in page.read_text("utf-8")
    assert run(course).up_to_date
    made.unlink()
    assert not run(course).up_to_date and made.is_file()
    assert run(course).up_to_date
    left = [path.name for path in course.html.rglob("*.made-from")]
    assert left == [] and list((course.work / "html").rglob("*.made-from"))  # these spare the next build work


def test_a_build_that_has_nothing_to_do_loads_no_pictures_no_tables_and_no_grammar():
    code = "import coursebook.commands, coursebook.build, nbformat, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert {"coursebook.build", "livefigure.words", "jsonschema"} < set(done.stdout.split())
    assert not {"matplotlib", "pandas", "lark", "docutils"} & set(done.stdout.split())


@pytest.fixture
def failing(course):
    text = lesson("Two", "a = 1\nb = 0", "# divide\nprint(a / b)")
    (course.root / "lessons" / "02_two.md").write_text(text, "utf-8")
    return course


def test_a_failing_lesson_is_named_with_cell_line_and_error(failing):
    with pytest.raises(LessonError) as caught:
        run(failing, workers=1)
    error = caught.value
    assert error.lesson == "lessons/02_two.md"
    assert (error.cell, error.first_line) == (2, "# divide")
    assert error.line == (failing.root / "lessons" / "02_two.md").read_text("utf-8").splitlines().index("# divide") + 1
    assert "ZeroDivisionError: division by zero" in str(error)
    assert "\x1b" not in str(error)
    assert not failing.html.exists()


def test_the_command_says_it_and_ends_with_one(failing):
    result = CliRunner().invoke(site, ["build", "--root", str(failing.root)])
    assert result.exit_code == 1
    assert "lesson failed: lessons/02_two.md" in result.output
    assert "code cell 2, which begins `# divide`" in result.output
    assert "Traceback (most recent call last)" in result.output  # the lesson's own, from the kernel
    assert "coursebook/" not in result.output


def test_a_failure_keeps_the_last_finished_book(course):
    run(course)
    two = course.root / "lessons" / "02_two.md"
    two.write_text(lesson("Two", "1 / 0"), "utf-8")
    with pytest.raises(LessonError):
        run(course)
    assert "2020,1" in (course.html / "lessons" / "02_two.html").read_text("utf-8")


def test_a_warning_of_the_pages_stops_the_build(course):
    one = course.root / "lessons" / "01_one.md"
    one.write_text(one.read_text("utf-8") + "\n[nowhere](does_not_exist.md)\n", "utf-8")
    with pytest.raises(SiteError, match=r"lessons/01_one\.md.*does_not_exist"):
        run(course)
    assert not course.html.exists()


def test_an_interrupted_build_leaves_the_last_book_and_no_kernel(course):
    run(course)
    before = (course.html / "lessons" / "01_one.html").read_bytes()
    for name in ("01_one", "02_two"):
        text = lesson("Slow", "import pathlib, os, time", "pathlib.Path(f'pid-{os.getpid()}').touch()\ntime.sleep(900)")
        (course.root / "lessons" / f"{name}.md").write_text(text, "utf-8")
    command = [sys.executable, "-m", "reformlab.cli", "site", "build", "--no-lab", "--root", str(course.root)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    lessons = course.root / "lessons"
    while not list(lessons.glob("pid-*")):
        assert process.poll() is None, process.stdout.read()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Stopped" in said and "Traceback" not in said
    assert (course.html / "lessons" / "01_one.html").read_bytes() == before
    for mark in lessons.glob("pid-*"):
        with pytest.raises(ProcessLookupError):
            os.kill(int(mark.name.split("-")[1]), 0)


def written(course):
    """When each page was written."""
    return {path.name: path.stat().st_mtime_ns for path in (course.work / "html" / "lessons").glob("*.html")}


def test_a_second_build_in_one_process_writes_what_has_changed(tmp_path):
    """A build asked for by this process and one by the command must find the same pages outdated."""
    course = find(write(tmp_path / "course"))  # with the library in the key, as the command has it
    run(course)
    info, before = (course.work / "html" / ".buildinfo").read_text("utf-8"), written(course)
    one = course.root / "lessons" / "01_one.md"
    one.write_text(one.read_text("utf-8") + "\nNew words.\n", "utf-8")
    run(course)
    now = written(course)
    assert now["01_one.html"] != before["01_one.html"] and now["02_two.html"] == before["02_two.html"]
    one.write_text(one.read_text("utf-8") + "\nMore words.\n", "utf-8")
    command = [sys.executable, "-m", "reformlab.cli", "site", "build", "--no-lab", "--root", str(course.root)]
    subprocess.run(command, check=True, capture_output=True)
    assert written(course)["02_two.html"] == now["02_two.html"]
    assert (course.work / "html" / ".buildinfo").read_text("utf-8") == info


def test_after_a_failed_lesson_only_that_lesson_is_written_again(course):
    run(course)
    before = written(course)
    one = course.root / "lessons" / "01_one.md"
    good = one.read_text("utf-8")
    one.write_text(lesson("One", "1 / 0"), "utf-8")
    with pytest.raises(LessonError):
        run(course)
    one.write_text(good + "\nBetter.\n", "utf-8")
    run(course)
    now = written(course)
    assert now["01_one.html"] != before["01_one.html"] and now["02_two.html"] == before["02_two.html"]


def test_half_written_pages_are_written_again(course):
    run(course)
    (course.work / "whole").unlink()
    (course.work / "html" / "lessons" / "01_one.html").write_text("<html>half", "utf-8")
    (course.html / ".built-from.json").write_text(json.dumps({"sources": "older"}), "utf-8")
    run(course)
    assert "one 42" in (course.html / "lessons" / "01_one.html").read_text("utf-8")


def test_a_file_where_the_output_folder_should_be(course):
    course.output.parent.mkdir(parents=True, exist_ok=True)
    course.output.write_text("in the way", "utf-8")
    with pytest.raises(SiteError, match=r"cannot write to .*_build.*\n.*--output"):
        run(course)


def test_a_read_only_folder_is_named(course, monkeypatch):
    """Folder rights do not bind the superuser, who runs the tests in a container: the system's answer is put in."""

    def refuse(path, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    result = CliRunner().invoke(site, ["build", "--root", str(course.root)])
    assert result.exit_code == 1
    assert f"cannot write to {course.output}: Permission denied" in result.output and "--output" in result.output


def test_two_builds_at_once_are_refused(course):
    with only_one(course.output), pytest.raises(SiteError, match="another build is running"):
        run(course)


def test_a_missing_lesson_is_named(course):
    (course.root / "lessons" / "02_two.md").unlink()
    with pytest.raises(SiteError, match=r"_toc\.yml: lists lessons/02_two, but there is no"):
        run(course)


def test_broken_front_matter_is_named(course):
    (course.root / "lessons" / "02_two.md").write_text("---\na: [\n---\n# Two\n", "utf-8")
    with pytest.raises(SiteError, match=r"02_two\.md: the front matter is not valid YAML"):
        run(course)


def test_a_page_without_code_is_not_run(course):
    (course.root / "lessons" / "02_two.md").write_text("# Two\n\nWords.\n", "utf-8")
    assert run(course).executed == ["lessons/01_one.md"]


def test_equal_code_under_two_names_is_run_once_each_and_shown_twice(course):
    for name in ("01_one", "02_two"):
        (course.root / "lessons" / f"{name}.md").write_text(
            HEAD + f"# {name}\n\n```{{code-cell}}\n20 + 3\n```\n", "utf-8"
        )
    run(course)
    for name in ("01_one", "02_two"):
        assert "23" in (course.html / "lessons" / f"{name}.html").read_text("utf-8")


def test_clean_removes_the_book_and_keeps_results_unless_told(course):
    run(course)
    clean(course)
    assert not course.html.exists() and not course.work.exists() and course.caches.exists()
    assert run(course).executed == []
    clean(course, results=True)
    assert not course.caches.exists()
