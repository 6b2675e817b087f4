"""A Chinese locale whose encoding is GBK, without Python's UTF-8 mode: every verb reads and writes UTF-8 files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from coursegrader.tests import samples

from ..site import small
from .conftest import Tree, clone

CHARMAP = Path("/usr/share/i18n/charmaps/GBK.gz")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names of files are UTF-8 on other systems")


def in_gbk(name):
    """Return a file name that a process of such a locale reads as `name`: names of files are bytes."""
    return os.fsdecode(name.encode("gbk"))


@pytest.fixture(scope="module")
def gbk(repository, tmp_path_factory):
    """A clone under the locale zh_CN.GBK, which is made here: hardly a machine has it installed."""
    folder = tmp_path_factory.mktemp("locale")
    assert CHARMAP.exists(), "the locale is made of files of Debian's package locales: sudo apt-get install locales"
    words = ["localedef", "--inputfile=zh_CN", "--charmap=GBK", folder / "zh_CN.GBK"]
    subprocess.run(words, check=True)
    root = clone(repository, tmp_path_factory.mktemp("gbk") / in_gbk("课程"))
    tree = Tree(root, encoding="gbk", LOCPATH=str(folder), LC_ALL="zh_CN.GBK", PYTHONUTF8="0", PYTHONIOENCODING="")
    assert tree.python("-c", "import locale; print(locale.getpreferredencoding())").strip() == "GBK"
    return tree


def test_tables(gbk):
    assert gbk.load_all() > 20
    assert "national" in gbk.reformlab("data", "list")
    assert "hukou" in gbk.reformlab("data", "describe", "national")
    assert " 0 wrong rows, 0 cross-checks failed" in gbk.reformlab("data", "check")


def test_exercises_and_grading(gbk, tmp_path):
    assert "02_counting_people: built" in gbk.reformlab("exercise", "build", "2")
    samples.write(tmp_path, text=samples.COUNTING.replace("How many million", "多少 café How many million"))
    gbk.reformlab("exercise", "build", "--course", tmp_path)
    solved = tmp_path / "submitted" / in_gbk("张伟") / "02_counting/02_counting.ipynb"
    solved.parent.mkdir(parents=True)
    shutil.copy(next((tmp_path / "_build/exercises/solution").rglob("*.ipynb")), solved)
    roster = tmp_path / "roster.csv"
    roster.write_text("id,first_name\n张伟,伟\n", "utf-8")
    said = gbk.reformlab("grade", tmp_path / "submitted", "--roster", roster)
    assert "1 graded" in said and "0 not graded" in said


def test_a_site(gbk, tmp_path):
    book = small.write(tmp_path / in_gbk("小书"), one=small.lesson("One 城镇化 café", "print('化 é', 6 * 7)"))
    assert "Ran 2 lessons" in gbk.reformlab("site", "build", "--no-lab", "--root", book)
    page = (book / "_build/html/lessons/01_one.html").read_text("utf-8")
    assert "化 é 42" in page and "城镇化 café" in page
