"""`make serve`: what is saved is built, and open pages load themselves again."""

import queue
import threading
import urllib.request
from pathlib import Path

import pytest
from coursebook import watch
from coursebook.build import build
from coursebook.errors import SiteError
from coursebook.layout import find
from coursebook.serve import News

from ..browser import PATIENCE
from .conftest import served
from .small import lesson, write


@pytest.fixture
def course(tmp_path):
    """A small course; the process that stands by must find the same key for it as this one."""
    return find(write(tmp_path / "course"))


def page(course, name):
    return (course.html / "lessons" / f"{name}.html").read_text("utf-8")


def test_a_saved_file_is_built_and_an_error_does_not_end_the_watch(course):
    build(course)
    two = course.root / "lessons" / "02_two.md"
    two.write_text(two.read_text("utf-8") + "\nSaved before the watch began.\n", "utf-8")
    told, stop = queue.Queue(), threading.Event()
    watcher = threading.Thread(target=watch.watch, args=(course, {}), kwargs={"tell": told.put, "stop": stop})
    watcher.start()
    try:
        assert told.get(timeout=PATIENCE).executed == []
        assert "Saved before" in page(course, "02_two")
        assert told.get(timeout=PATIENCE) is None
        one = course.root / "lessons" / "01_one.md"
        one.write_text(lesson("One", "1 / 0"), "utf-8")
        assert "ZeroDivisionError" in str(told.get(timeout=PATIENCE))
        one.write_text(lesson("One", "print('two', 2 + 3)"), "utf-8")
        assert told.get(timeout=PATIENCE).executed == ["lessons/01_one.md"]
        assert "two 5" in page(course, "01_one")
    finally:
        stop.set()
        watcher.join(PATIENCE)
    assert not watcher.is_alive()


def test_after_a_change_of_the_library_everything_is_imported_anew(course, monkeypatch):
    done = []

    def build(layout, *, fresh):
        done.append(fresh)
        raise SiteError("seen")

    library = {(1, str(Path(watch.__file__).with_name("part.py")))}
    saved = [set(), set(), {(1, str(course.root / "lessons" / "01_one.md"))}, library, set()]
    saved.append({(1, str(course.root / "lessons" / "01_one.md"))})
    monkeypatch.setattr(watch, "build", build)
    monkeypatch.setattr(watch.watchfiles, "watch", lambda *_, **__: iter(saved))
    watch.watch(course, {}, tell=lambda outcome: done.append(str(outcome)))
    assert done == [False, "seen", "None", False, "seen", True, "seen", True, "seen"]


def test_every_place_that_a_book_is_built_from_is_watched(course):
    watched = watch.places(course)
    for path in course.root.rglob("*"):
        assert path.is_dir() or any(path.is_relative_to(place) for place in watched), path


def test_an_open_page_hears_of_a_new_book(tmp_path):
    (tmp_path / "index.html").write_text("<body>text</body>", "utf-8")
    (tmp_path / "other.html").write_text("<body>text</body>", "utf-8")
    news = News()
    with served(tmp_path, news=news) as base:
        for name in ("", "index.html", "other.html?a=b"):
            assert b"EventSource" in urllib.request.urlopen(f"{base}/{name}").read()
        with urllib.request.urlopen(f"{base}/-/builds") as stream:
            assert stream.headers["Content-Type"] == "text/event-stream"
            threading.Timer(0.1, news.announce).start()
            assert stream.readline() == b"data: built\n"
    with served(tmp_path) as base:  # without a watch, the pages as they are
        assert urllib.request.urlopen(f"{base}/").read() == b"<body>text</body>"
