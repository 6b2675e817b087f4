"""Rows with the line on which they stand."""

import csv

import pytest

from reformlab.data import rows


def test_a_record_has_the_line_on_which_it_begins():
    content = b'a,b\n"one\ntwo",2\n3,4\n'
    assert rows.read(content, "x.csv") == [(1, ["a", "b"]), (2, ["one\ntwo", "2"]), (4, ["3", "4"])]
    assert rows.read(b"a,b\r\n1,2\r\n", "x.csv") == [(1, ["a", "b"]), (2, ["1", "2"])]
    assert rows.read(b"", "x.csv") == []


@pytest.mark.parametrize("content", [b'a,"b\n1,2\n', b'a,"b"c\n'])
def test_quotes_that_do_not_close_are_an_error(content):
    with pytest.raises(csv.Error):
        rows.read(content, "x.csv")


def test_marks_are_named_with_their_line():
    assert list(rows.marks(b"a\nb\n")) == [] == list(rows.marks(b""))
    assert [line for line, _ in rows.marks(b"\xef\xbb\xbfa\nb\r\nc")] == [1, 2, 3]
