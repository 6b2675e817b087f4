"""One reader of text for all rooms: UTF-8, or a message with file, line, encoding and cure."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformlab import files

CHINESE = "id,名字\nann,张伟\nbo,李娜\n"


@pytest.mark.parametrize(
    ("content", "line", "parts"),
    [
        (CHINESE.encode("gb18030"), 1, ("byte 0xc3 in line 1", "reads as GB18030", "iconv -f GB18030 -t UTF-8")),
        (f"id\n{CHINESE}".encode("gb18030"), 2, ("byte 0xc3 in line 2", "Save it as UTF-8")),
        (CHINESE.encode("utf-16"), 1, ("byte 0xff in line 1", "reads as UTF-16", "iconv -f UTF-16 -t UTF-8")),
        ("id\nann\n".encode("utf-16-le"), 1, ("NUL byte in line 1", "reads as UTF-16")),
        ("id\ncafé au lait".encode("latin-1"), 2, ("byte 0xe9 in line 2. Save it as UTF-8",)),
        ("id\ncafé".encode() + b"\xff", 2, ("byte 0xff in line 2",)),
        ("\ufeffid\n".encode() + b"ab\xfe", 2, ("byte 0xfe in line 2",)),
        (b"x" * 300 + b"\n\0", 2, ("NUL byte in line 2. Save",)),
    ],
)
def test_what_is_no_utf8_is_named_with_its_line_and_the_cure(content, line, parts):
    with pytest.raises(files.TextError) as raised:
        files.decode(content, "roster.csv")
    text = str(raised.value)
    assert text.startswith("roster.csv is not UTF-8 text: ")
    assert all(part in text for part in parts), text
    assert raised.value.line == line and raised.value.name == "roster.csv"
    assert raised.value.problem in text and raised.value.cure[1:] in text


def test_text_is_read_with_plain_line_ends_and_without_a_mark(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "id,名字\r\nann,张伟\rbo,李娜\n".encode())
    assert files.read_text(path) == CHINESE
    path.write_bytes(CHINESE.encode("gbk"))
    with pytest.raises(files.TextError, match="roster.csv is not UTF-8 text"):
        files.read_text(path)
    with pytest.raises(FileNotFoundError):
        files.read_text(tmp_path / "none.csv")


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_text_error(content):
    try:
        assert files.decode(content, "x").encode() == content.removeprefix(b"\xef\xbb\xbf")
    except files.TextError as error:
        assert 1 <= error.line <= content.count(b"\n") + 1


@given(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), min_size=1))
def test_utf8_is_never_refused(text):
    assert files.decode(text.encode(), "x") == text.removeprefix("\ufeff")


def test_the_advice_mends_the_file(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes(CHINESE.encode("gbk"))
    done = subprocess.run(["iconv", "-f", "GB18030", "-t", "UTF-8", path], capture_output=True, check=True)
    assert done.stdout.decode() == CHINESE


def test_the_three_packages_read_files_alike():
    folder = Path(__file__).parents[1]
    places = ("reformlab", "packages/coursebook/coursebook", "packages/coursegrader/coursegrader")
    assert len({(folder / place / "files.py").read_text("utf-8") for place in places}) == 1
