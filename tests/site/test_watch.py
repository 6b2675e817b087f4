"""`make serve`: what is saved is built by a process that stands by, and open pages load themselves again."""

import queue
import re
import subprocess
import sys
import threading
import urllib.request

import pytest

from reformlab.site.build import build
from reformlab.site.errors import SiteError
from reformlab.site.kernels import available
from reformlab.site.layout import find
from reformlab.site.serve import News
from reformlab.site.watch import builders, loop

from ..browser import PATIENCE
from .conftest import served
from .small import lesson, write

BUILDERS = [builders.Standby, builders.Ordinary] if available() else [builders.Ordinary]


@pytest.fixture
def course(tmp_path):
    """A small course; the process that stands by must find the same key for it as this one."""
    return find(write(tmp_path / "course"))


@pytest.fixture(params=BUILDERS, ids=lambda kind: kind.__name__)
def kind(request):
    return request.param


def page(course, name):
    return (course.html / "lessons" / f"{name}.html").read_text("utf-8")


def article(html):
    """Outputs and words of a page, without the code and the head."""
    return re.sub("<[^>]*>", "", html[html.index("<article") :]).replace("6 * 8", "6 * 7")


def test_a_book_built_by_standing_by_is_the_same(course, kind, tmp_path):
    code = """
    import os
    import matplotlib.pyplot as plt
    import numpy as np
    print(os.path.basename(os.getcwd()), plt.get_backend(), __name__, np.__name__, 6 * 7)
    """
    one = course.root / "lessons" / "01_one.md"
    one.write_text(lesson("One", code), "utf-8")
    build(course, progress=False)
    cold = page(course, "01_one")
    with kind(course, {"progress": False}) as builder:
        assert builder.build().up_to_date
        one.write_text(one.read_text("utf-8").replace("6 * 7", "6 * 8"), "utf-8")
        report = builder.build()
        assert report.executed == ["lessons/01_one.md"] and report.html == course.html
        assert article(page(course, "01_one")) == article(cold).replace(" 42", " 48")
        assert "__main__ numpy 48" in page(course, "01_one")
        one.write_text(one.read_text("utf-8") + "\nNew words.\n", "utf-8")
        assert builder.build().executed == []
    assert "New words" in page(course, "01_one")


def test_a_failing_lesson_is_named_and_the_next_build_goes_on(course, kind):
    build(course, progress=False)
    before = page(course, "01_one")
    one = course.root / "lessons" / "01_one.md"
    good = one.read_text("utf-8")
    with kind(course, {"progress": False}) as builder:
        one.write_text(lesson("One", "1 / 0"), "utf-8")
        with pytest.raises(SiteError, match="lessons/01_one.md, line 10\n.*\n.*ZeroDivisionError"):
            builder.build()
        assert page(course, "01_one") == before
        one.write_text(good + "\nBetter.\n", "utf-8")
        assert builder.build().executed == []
    assert "Better" in page(course, "01_one")


@pytest.mark.skipif(not available(), reason="processes cannot be copied safely here")
def test_the_process_that_is_copied_has_no_threads(course):
    """A copy has none of them, and would wait for ever for a lock that one of them held."""
    build(course, progress=False)
    code = (
        "import sys, threading; from pathlib import Path; from reformlab.site.layout import Layout; "
        "from reformlab.site.watch import standby; standby._prepare(Layout(*map(Path, sys.argv[1:])), {}); "
        "from reformlab.site import sphinx_run; print(threading.active_count(), len(sphinx_run._defaults) > 0)"
    )
    words = [sys.executable, "-P", "-c", code, str(course.root), str(course.output)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["1", "True"]  # and a page was rehearsed


@pytest.mark.skipif(not available(), reason="processes cannot be copied safely here")
def test_a_process_that_was_killed_is_started_again(course):
    build(course, progress=False)
    with builders.Standby(course, {"progress": False}) as builder:
        builder.wait()
        first = builder._process
        first.kill()
        assert builder.build().up_to_date
        assert builder._process.pid != first.pid


@pytest.mark.skipif(not available(), reason="processes cannot be copied safely here")
def test_a_process_that_ends_again_and_again_is_told(course, monkeypatch):
    with builders.Standby(course, {"progress": False}) as builder:
        builder._process.kill()
        monkeypatch.setattr(builders.sys, "executable", "/bin/false")
        with pytest.raises(SiteError, match="ended with 1; save once more"):
            builder.build()


def test_a_saved_file_is_built_and_an_error_does_not_end_the_watch(course):
    build(course, progress=False)
    two = course.root / "lessons" / "02_two.md"
    two.write_text(two.read_text("utf-8") + "\nSaved before the watch began.\n", "utf-8")
    told, stop = queue.Queue(), threading.Event()
    watcher = threading.Thread(
        target=loop.watch, args=(course, {"progress": False}), kwargs={"tell": told.put, "stop": stop}
    )
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


def test_a_change_of_the_library_starts_the_process_anew(course, monkeypatch):
    done = []

    class Builder:
        def __getattr__(self, name):
            return lambda *_: done.append(name)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def build(self):
            done.append("build")
            raise SiteError("seen")

    saved = [
        set(),
        set(),
        {(1, str(loop.PACKAGE / "live" / "part.py"))},
        {(1, str(course.root / "lessons" / "01_one.md"))},
    ]
    monkeypatch.setattr(loop, "builder_for", lambda *_: Builder())
    monkeypatch.setattr(loop.watchfiles, "watch", lambda *_, **__: iter(saved))
    loop.watch(course, {}, tell=lambda outcome: done.append(str(outcome)))
    assert done == ["wait", "build", "seen", "None", "end", "start", "build", "seen", "build", "seen"]


def test_every_place_that_a_book_is_built_from_is_watched(course):
    watched = loop.places(course)
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
