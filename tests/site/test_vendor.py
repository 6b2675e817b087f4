"""Files of other packages that travel with the site."""

import pytest
from coursebook import vendor
from coursebook.errors import SiteError
from coursebook.vendor import folders, mathfont, mathjax


def test_a_folder_is_filled_once_and_replaced_as_a_whole(tmp_path):
    calls = []

    def write_files(new):
        calls.append(new)
        (new / "file").write_text(str(len(calls)), "utf-8")

    for made_from in ("one", "one", "two"):
        folders.fill(tmp_path / "out", made_from, write_files)
    assert len(calls) == 2 and (tmp_path / "out" / "file").read_text("utf-8") == "2"

    def fail(new):
        (new / "file").write_text("half", "utf-8")
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        folders.fill(tmp_path / "out", "three", fail)
    assert (tmp_path / "out" / "file").read_text("utf-8") == "2"


def test_vendored_files_are_complete(tmp_path):
    vendor.add_to(tmp_path)
    mathjax_folder = tmp_path / "vendor" / "mathjax"
    assert (mathjax_folder / "tex-chtml.js").stat().st_size > 500_000
    assert len(list((mathjax_folder / "output/chtml/fonts/woff-v2").glob("*.woff"))) >= 20
    assert (mathjax_folder / "LICENSE").is_file()
    math_folder = tmp_path / "vendor" / "mathfont"
    assert (math_folder / "mathfont.woff").stat().st_size < 100_000 and (math_folder / "LICENSE.txt").is_file()


def test_missing_mathjax_says_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SiteError, match="pip install django-static-mathjax"):
        mathjax.source()


def test_missing_math_font_says_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SiteError, match="pip install ziamath"):
        mathfont.source()


def test_the_math_font_keeps_the_table_that_lets_braces_grow(tmp_path):
    from fontTools.ttLib import TTFont

    mathfont.add_to(tmp_path)
    font = TTFont(tmp_path / "vendor" / "mathfont" / "mathfont.woff")
    assert "MATH" in font and {ord(sign) for sign in "x+()∑√⏟αΔ\U0001d465\U0001d6fc"} <= set(font.getBestCmap())
