"""Where a book lies and what its files are called."""

import pytest
from coursebook.errors import SiteError
from coursebook.layout import Layout, find

from .small import write


def test_find_looks_upwards_and_says_what_it_expects(tmp_path, monkeypatch):
    root = write(tmp_path / "course")
    monkeypatch.chdir(root / "lessons")
    assert find().root == root
    assert find().output == root / "_build"
    assert find(root, tmp_path / "other").html == tmp_path / "other" / "html"
    with pytest.raises(SiteError, match="expected _config.yml and _toc.yml"):
        find(tmp_path)


def test_names_are_those_of_the_author(tmp_path):
    layout = Layout(tmp_path, tmp_path / "_build")
    assert layout.name(tmp_path / "lessons" / "a.md") == "lessons/a.md"
    assert layout.name("/elsewhere/a.md") == "/elsewhere/a.md"
