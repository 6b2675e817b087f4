"""The whole site as one zip: from a stick, served by its own script and opened from disk."""

import os
import re
import signal
import subprocess
import sys
import zipfile

import pytest
from coursebook.errors import SiteError
from coursebook.layout import Layout
from coursebook.release import archive, site_zip, version
from coursebook.serve import TYPES

from ..browser import whole
from .conftest import ROOT
from .test_in_browser import Record

LESSON = "lessons/02_counting_people.html"


def test_equal_content_gives_equal_bytes(tmp_path):
    (tmp_path / "a").write_text("one", "utf-8")
    (tmp_path / ".hidden").write_text("not packed", "utf-8")
    members = archive.folder_members(tmp_path, "top/")
    first = archive.write_zip(tmp_path / "1.zip", members | {"top/run": "two"}, runs=["top/run"])
    os.utime(tmp_path / "a", (0, 0))
    again = archive.write_zip(tmp_path / "2.zip", {"top/run": b"two"} | members, runs=["top/run"])
    assert first.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(first) as opened:
        assert opened.namelist() == ["top/a", "top/run"]
        assert [entry.external_attr >> 16 & 0o777 for entry in opened.infolist()] == [0o644, 0o755]


def test_a_chinese_name_says_that_it_is_unicode(tmp_path):
    """Windows in China reads a name without this flag (0x800) as GBK."""
    with zipfile.ZipFile(archive.write_zip(tmp_path / "a.zip", {"课程/说明.md": "text", "a.md": "text"})) as opened:
        assert [(entry.filename, entry.flag_bits & 0x800) for entry in opened.infolist()] == [
            *([("a.md", 0), ("课程/说明.md", 0x800)]),
        ]


def test_what_was_stopped_leaves_the_last_zip_as_it_was(tmp_path):
    target = archive.write_zip(tmp_path / "a.zip", {"a": "whole"})
    before = target.read_bytes()
    with pytest.raises(SiteError, match="cannot write to"):
        archive.write_zip(target, {"a": "new", "b": tmp_path / "missing"})
    assert target.read_bytes() == before and [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_version_and_changes_are_read_from_the_course(tmp_path):
    layout = Layout(tmp_path, tmp_path / "_build")
    with pytest.raises(SiteError, match=r"pyproject.toml: no \[project\] version"):
        version.version(layout)
    with pytest.raises(SiteError, match="git cannot tell"):
        version.changed_files(layout)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', "utf-8")
    (tmp_path / "_config.yml").write_text("title: A course\n", "utf-8")
    assert version.file(layout, "site", ".zip").name == "second-urbanization-site-1.2.3.zip"
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert version.changed_files(layout) == ["_config.yml", "pyproject.toml"]


@pytest.fixture(scope="module")
def stick(book, tmp_path_factory):
    """The unpacked zip of the course's own site."""
    folder = tmp_path_factory.mktemp("stick")
    packed = site_zip.write(Layout(ROOT, book.parent))
    with zipfile.ZipFile(packed) as opened:
        opened.extractall(folder)
    (top,) = folder.iterdir()
    return top


@pytest.fixture(scope="module")
def started(stick):
    """The address at which the stick's own script shows the course."""
    environment = os.environ | {"BROWSER": "true"}
    command = [sys.executable, "-u", str(stick / "start.py"), "18431"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as running:
        yield re.search(r"http://localhost:\d+", running.stdout.readline()).group()
        running.send_signal(signal.SIGINT)


def _moves(page):
    figure = page.locator("main .live-figure").first
    picture, control = figure.locator("svg").first, figure.locator("input").first
    control.scroll_into_view_if_needed()
    before = picture.inner_html()
    control.focus()
    control.press("ArrowRight")
    page.wait_for_function("old => document.querySelector('main .live-figure svg').innerHTML !== old", arg=before)


@pytest.mark.browser
def test_the_zip_runs_from_its_start_script(chromium, started):
    page = chromium.new_page()
    record = Record(page, started)
    page.goto(f"{started}/{LESSON}")
    whole(page)
    _moves(page)
    assert not page.locator(".from-disk").count()
    page.close()
    assert not record.wrong


@pytest.mark.browser
@pytest.mark.parametrize("name", [LESSON, "lessons/09_factor_flow.html", "book/index.html"])
def test_pages_opened_from_disk_are_whole_and_say_what_is_missing(chromium, stick, name):
    page = chromium.new_page()
    record = Record(page, "file://")
    page.goto((stick / "site" / name).as_uri())
    whole(page)
    page.evaluate("window.MathJax?.startup?.promise")
    _moves(page)
    if page.locator(".math").count():
        loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family).join()")
        assert "Course Math" in loaded
    command = page.locator("article .from-disk code").inner_text()
    assert command == f'python3 -m http.server 8000 --directory "{stick / "site"}"'
    page.locator(".from-disk button").click()
    assert not page.locator(".from-disk").count()
    page.close()
    assert not record.wrong


@pytest.mark.browser
def test_the_top_of_the_stick_leads_to_the_landing_page(chromium, stick):
    page = chromium.new_page()
    page.goto((stick / "index.html").as_uri())
    page.wait_for_url("**/site/book/index.html")
    page.close()


def test_the_start_script_knows_the_types_that_our_server_knows():
    names = {}
    exec(site_zip.carried("start.py").removesuffix("main()\n"), names)
    assert names["TYPES"] == TYPES


def test_the_stick_explains_itself(stick):
    text = (stick / "README.txt").read_text("utf-8")
    for name in site_zip.SCRIPTS[1:]:
        assert name in text and (stick / name).is_file()
    for path in stick.iterdir():
        assert path.is_dir() or "{{" not in path.read_text("utf-8"), path.name
    assert b"\r\n" in (stick / "start-windows.bat").read_bytes()
    assert max(map(len, text.splitlines())) <= 80
