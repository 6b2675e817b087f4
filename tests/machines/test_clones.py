"""A clone made on Windows, an unpacked archive, a folder that may only be read: each works, or says what to do."""

import io
import os
import shutil
import subprocess
import zipfile

import pytest

from reformlab import data

from ..site import small
from .conftest import ROOT, Tree, clone, git

TABLES = len(data.tables())
RUN_LESSON = """
import sys
from nbclient import NotebookClient
from coursebook import lessons
page = lessons.read(sys.argv[1])
NotebookClient(page.notebook(), timeout=None, iopub_timeout=600, kernel_name="python3").execute(cwd="lessons")
"""


@pytest.fixture(scope="module")
def windows(repository, tmp_path_factory):
    """A clone with the settings that Git for Windows makes."""
    return Tree(clone(repository, tmp_path_factory.mktemp("windows") / "course", autocrlf="true", eol="crlf"))


def test_a_windows_clone_has_the_same_bytes(windows):
    names = git("ls-files", "-z", cwd=windows.root).decode().rstrip("\0").split("\0")
    assert len(names) > 500
    assert [name for name in names if (windows.root / name).read_bytes() != (ROOT / name).read_bytes()] == []


def test_a_windows_clone_works(windows):
    assert windows.load_all() == TABLES
    assert "02_counting_people: built" in windows.reformlab("exercise", "build", "2")
    assert " 0 wrong rows, 0 cross-checks failed" in windows.reformlab("data", "check")
    windows.python("-c", RUN_LESSON, "lessons/02_counting_people.md")


def test_an_unpacked_archive_works_without_git_and_under_any_name(repository, tmp_path):
    root = tmp_path / "课程 copy"
    archive = git("-c", "core.autocrlf=true", "-c", "core.eol=crlf", "archive", "--format=zip", "HEAD", cwd=repository)
    zipfile.ZipFile(io.BytesIO(archive)).extractall(root)
    tree = Tree(root)
    assert tree.load_all() == TABLES
    assert "02_counting_people: built" in tree.reformlab("exercise", "build", "2")
    book = small.write(root / "小 book")
    assert "Ran 2 lessons" in tree.reformlab("site", "build", "--no-lab", "--root", book)
    assert "42" in (book / "_build/html/lessons/01_one.html").read_text("utf-8")


on_posix = pytest.mark.skipif(os.name == "nt", reason="rights of folders are others on Windows")


@pytest.fixture(scope="module")
def read_only(repository, tmp_path_factory):
    """A tree in which nothing can be written.

    The owner without the right of root to pass over permissions is as helpless as another user, and unlike that one he
    can reach this Python and the folders of the tests.
    """
    root = clone(repository, tmp_path_factory.mktemp("read_only") / "course")
    small.write(root / "small")
    before = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    subprocess.run(["chmod", "-R", "a-w", root], check=True)
    yield Tree(root, before)
    subprocess.run(["chmod", "-R", "u+w", root], check=True)


@on_posix
def test_a_read_only_tree_can_be_read(read_only):
    assert read_only.load_all() == TABLES
    assert "national" in read_only.reformlab("data", "list")
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.run([*read_only.before, "touch", read_only.root / "new"], check=True, capture_output=True)


@on_posix
def test_a_read_only_tree_says_what_to_do_and_that_works(read_only, tmp_path):
    said = read_only.reformlab("exercise", "build", "2", wrong=True)
    assert "_build: cannot be written: no right to write there" in said and "To do: " in said
    said = read_only.reformlab("site", "build", "--no-lab", "--root", "small", wrong=True)
    assert f"cannot write to {read_only.root / 'small/_build'}" in said and "coursebook build --output FOLDER" in said
    elsewhere = ["--output", tmp_path / "built"]
    assert "Ran 2 lessons" in read_only.reformlab("site", "build", "--no-lab", "--root", "small", *elsewhere)
    if shutil.which("make"):
        made = subprocess.run([*read_only.before, "make", "setup"], cwd=read_only.root, capture_output=True)
        assert made.returncode and b"This folder cannot be written" in made.stderr and b"Copy the course" in made.stderr
