import compileall
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from coursebook import browserlab
from coursebook.build import build
from coursebook.layout import find
from coursebook.serve import server

from . import small

ROOT = Path(__file__).parents[2]


def _once(folder, make):
    """Let one of the parallel test processes call `make`; the others wait for it."""
    done, failed = folder / "done", folder / "failed"
    try:
        folder.mkdir()
    except FileExistsError:
        while not (done.exists() or failed.exists()):
            time.sleep(0.2)
    else:
        try:
            make()
            done.touch()
        except BaseException as error:
            failed.write_text(str(error), "utf-8")
            raise
    if failed.exists():
        pytest.fail(f"the book could not be built:\n{failed.read_text('utf-8')}", pytrace=False)


@pytest.fixture(scope="session")
def book(tmp_path_factory, worker_id):
    """The course's own book, built once for all test processes; results of lessons are reused from ``_build/cache``."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "book"
    layout = find(ROOT, folder / "built")
    _once(folder, lambda: _whole(layout))
    return layout.html


def _whole(layout):
    """Build the course with its browser lab; the files of the browser's Python come from packages that carry them."""
    caches = ROOT / "_build" / "cache"
    browserlab.carriers.fill(browserlab.files(caches).cache)
    compileall.compile_dir(browserlab.pyodide.START, quiet=2)  # as pip leaves modules
    report = build(layout, cache_folder=caches, lab=True)
    assert not report.without_lab, report.without_lab


@contextmanager
def served(folder, **options):
    """Serve `folder` while the block runs and give its address."""
    running = server(folder, 0, **options)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()
        running.server_close()


@pytest.fixture(scope="session")
def address(book, tmp_path_factory):
    """The book on a plain static server, below the path /course/."""
    top = tmp_path_factory.mktemp("www")
    (top / "course").symlink_to(book, target_is_directory=True)
    (top / "index.html").write_text("<!DOCTYPE html><title>top</title>", "utf-8")
    with served(top) as base:
        yield f"{base}/course"


@pytest.fixture
def visit(chromium, address):
    """Call it for a browser of its own; see `visits.Visit`."""
    from .visits import Visit

    visits = []

    def go(**options):
        visits.append(Visit(chromium, address, **options))
        return visits[-1]

    yield go
    for one in visits:
        one.context.close()


@pytest.fixture(scope="session")
def pages(book):
    """Addresses of all pages relative to the book; the ones for machines, slides and browser lab left out."""
    return sorted(
        path.relative_to(book).as_posix()
        for path in book.rglob("*.html")
        if not {"_static", "slides", "browserlab"} & set(path.parts)
    )


@pytest.fixture
def course(tmp_path):
    """A small course of its own for each test."""
    return find(small.write(tmp_path / "course"))
