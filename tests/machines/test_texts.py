"""Files as other machines save them: a byte order mark and CRLF are read, another encoding is refused by name."""

import pytest
from coursebook import lessons
from coursebook.errors import SiteError
from coursebook.layout import configuration, find
from coursegrader.authoring import rubrics, source
from coursegrader.batch import intake
from coursegrader.errors import GradingError
from coursegrader.tests import samples

from ..site import small

REFUSED = [("gbk", "GB18030"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")]
ROSTER = "id,first_name,last_name\nann,伟,张\n"
PEOPLE = {"ann": {"first_name": "伟", "last_name": "张"}}


def saved(path, encoding):
    """Save a UTF-8 file as another editor would; return the path."""
    path.write_bytes(path.read_text("utf-8").encode(encoding))
    return path


def as_on_windows(path):
    """Save a UTF-8 file with a byte order mark and CRLF; return the path."""
    path.write_bytes(path.read_text("utf-8").replace("\n", "\r\n").encode("utf-8-sig"))
    return path


@pytest.fixture
def course(tmp_path):
    """A small book with one exercise, Chinese words in every file."""
    small.write(tmp_path, one=small.lesson("城镇化", "print(1)"))
    path = samples.write(tmp_path, samples.COUNTING.replace("How many", "多少 How many"))
    path.with_name("marking.md").write_text("## 例子\n", "utf-8")
    for path in (find(tmp_path).toc, tmp_path / "_config.yml"):
        path.write_text(path.read_text("utf-8") + "# 注释\n", "utf-8")
    return tmp_path


def _pages(course):
    return lessons.pages(find(course))


def _marking(course):
    return rubrics.marking_page(source.read(course / "exercises/02_counting/exercise.md"))


READERS = {
    "lessons/01_one.md": (_pages, SiteError),
    "_toc.yml": (_pages, SiteError),
    "_config.yml": (lambda course: configuration(find(course)), SiteError),
    "exercise.md": (_marking, GradingError),
    "marking.md": (_marking, GradingError),
}


def _file(course, name):
    (path,) = [path for path in course.rglob(name.rpartition("/")[2]) if path.as_posix().endswith(name)]
    return path


@pytest.mark.parametrize(("encoding", "named"), REFUSED)
@pytest.mark.parametrize("name", READERS)
def test_another_encoding_is_refused_with_file_and_cure(course, name, encoding, named):
    read, kind = READERS[name]
    read(course)
    saved(_file(course, name), encoding)
    with pytest.raises(kind) as error:
        read(course)
    text = str(error.value)
    assert name in text and "is not UTF-8 text" in text and f"it reads as {named}" in text
    assert "To do: save it as UTF-8" in text and f"iconv -f {named}" in text


@pytest.mark.parametrize("name", READERS)
def test_a_mark_and_crlf_change_nothing(course, name):
    read, _ = READERS[name]
    before = read(course)
    as_on_windows(_file(course, name))
    assert read(course) == before


@pytest.mark.parametrize(("encoding", "named"), REFUSED)
def test_a_roster_in_another_encoding_is_refused_with_file_and_cure(tmp_path, encoding, named):
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, "utf-8")
    with pytest.raises(GradingError) as error:
        intake.read_people(saved(path, encoding))
    assert str(error.value).startswith(f"{path}: is not UTF-8 text")
    assert f"it reads as {named}" in str(error.value) and "in Excel: CSV UTF-8" in str(error.value)


@pytest.mark.parametrize("text", [ROSTER, ROSTER.replace(",", ";")])
def test_a_roster_as_excel_saves_it_is_read(tmp_path, text):
    path = tmp_path / "roster.csv"
    path.write_text(text, "utf-8")
    assert intake.read_people(path) == intake.read_people(as_on_windows(path)) == PEOPLE
