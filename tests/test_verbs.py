"""Every word of ``make help`` works in a clone in which nothing has been built."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CACHE = ROOT / "_build" / "cache"  # results of lessons: running all of them in each clone would show nothing new
BUILDS = ("--no-lab", "--cache", str(CACHE))
START = "import sys; from reformlab.cli import main; sys.argv[0] = 'reformlab'; main()"
# a short book of real pages: those that are generated, and a lesson
TOC = """
format: jb-book
root: book/index
chapters:
  - file: book/data
    sections: [{glob: book/data/*}]
  - file: lessons/01_one
"""


def git(folder, *words):
    mine = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "core.hooksPath=/dev/null"]
    return subprocess.run(["git", *mine, *words], cwd=folder, check=True, capture_output=True, encoding="utf-8").stdout


def ours(clone):
    return os.environ | {"PYTHONPATH": str(clone), "PYTHONDONTWRITEBYTECODE": "1"}


def reformlab(clone, *words, starts=subprocess.run):
    return starts(
        [sys.executable, "-c", START, *words],
        cwd=clone,
        env=ours(clone),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def works(clone, *words):
    done = reformlab(clone, *words)
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


@pytest.fixture
def clone(tmp_path):
    """What a clone of the last commit would hold if all that is in the folder now had been committed."""
    folder = tmp_path / "clone"
    for name in git(ROOT, "ls-files", "-co", "--exclude-standard", "-z").split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        git(folder, *words)
    assert not (folder / "_build").exists() and not (folder / "book" / "data.md").exists()
    where = "import reformlab; print(reformlab.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=folder, env=ours(folder), capture_output=True, encoding="utf-8"
    )
    assert found.stdout.startswith(str(folder))
    return folder


@pytest.fixture
def short(clone):
    """The clone with a short book: to build all of it for each word would show nothing new."""
    from .site import small

    for path in [*(clone / "lessons").glob("*.md"), *(clone / "exercises").iterdir()]:
        path.unlink() if path.is_file() else shutil.rmtree(path)
    texts = small.write(clone.parent / "small")
    shutil.copyfile(texts / "lessons" / "01_one.md", clone / "lessons" / "01_one.md")
    (clone / "book" / "index.md").write_text("# Small course\n", "utf-8")
    (clone / "_toc.yml").write_text(TOC, "utf-8")
    generated = "  config:\n    course_generated: 'second_urbanization.tables:write'\n"
    (clone / "_config.yml").write_text(small.CONFIG.replace("  config:\n", generated), "utf-8")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "a short book")
    return clone


def test_every_word_is_tried():
    """A word that is added to the Makefile gets a test here."""
    words = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    tried = {"site", "serve", "lab", "pdf", "epub", "release", "bench", "clean"}
    others = {"help", "setup", "dist", "test", "test-matrix", "mutants", "lock"}  # no verb of ours
    assert set(words) == tried | others


@pytest.mark.slow
def test_lab(clone):
    works(clone, "exercise", "build", "02_counting_people")
    said = works(clone, "site", "lab", "--no-open", "--cache", str(CACHE))
    lessons = list((clone / "lessons").glob("*.md"))
    assert len(list((clone / "notebooks" / "lessons").glob("*.ipynb"))) == len(lessons) > 0
    files = list((clone / "exercises/02_counting_people/files").iterdir())  # they come with the exercise
    assert f"{len(lessons) + 1 + len(files)} new" in said
    assert (clone / "notebooks/exercises/02_counting_people/02_counting_people.ipynb").is_file()


@pytest.mark.slow
def test_bundle(clone):
    for folder in (clone / "exercises").iterdir():
        if folder.name != "02_counting_people":
            shutil.rmtree(folder)
    works(clone, "site", "bundle", "--cache", str(CACHE))
    (made,) = (clone / "_build" / "release").glob("*-students-*.zip")
    names = zipfile.ZipFile(made).namelist()
    assert [name for name in names if name.endswith("lessons/02_counting_people.ipynb")]


@pytest.mark.slow
def test_site_and_clean(short):
    works(short, "site", "build", *BUILDS)
    assert (short / "_build" / "html" / "book" / "data.html").is_file()
    works(short, "site", "clean")
    assert not (short / "_build" / "html").exists()


@pytest.mark.slow
def test_serve(short):
    with reformlab(short, "site", "serve", "--port", "0", *BUILDS, starts=subprocess.Popen) as served:
        said = ""
        for line in served.stdout:
            said += line
            if found := re.search(r"http://localhost:\d+/", line):
                break
        else:
            pytest.fail(said)
        with urllib.request.urlopen(f"{found[0]}book/data.html") as page:
            assert page.status == 200
        served.send_signal(signal.SIGINT)
        assert "Ended." in served.stdout.read()
    assert served.returncode == 0


@pytest.mark.slow
@pytest.mark.browser
def test_pdf(short):
    said = works(short, "site", "pdf", "--lesson", "1", *BUILDS)
    assert re.search(r"\d+\.\d\d MB  _build/release/\S+\.pdf", said)


@pytest.mark.slow
def test_epub(short):
    said = works(short, "site", "epub", *BUILDS)
    assert re.search(r"\d+\.\d\d MB  _build/release/\S+\.epub", said)


@pytest.mark.slow
@pytest.mark.browser
def test_release(short):
    works(short, "site", "release", *BUILDS)
    made = {path.suffix for path in (short / "_build" / "release").iterdir()}
    assert made == {".zip", ".pdf", ".epub", ""}


def test_bench(clone):
    """Each script finds what it imports; none is run to its end, which takes an hour."""
    scripts = sorted(str(path) for path in (clone / "benchmarks").glob("*.py"))
    assert scripts
    load = "import runpy, sys; [runpy.run_path(path, run_name='begun') for path in sys.argv[1:]]"
    command = [sys.executable, "-c", load, *scripts]
    done = subprocess.run(command, cwd=clone, env=ours(clone), capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
