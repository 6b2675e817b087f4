"""The font for Chinese: it has every sign of the texts, and grows with them."""

import pytest
from coursebook.editions import font
from coursebook.errors import SiteError
from coursebook.layout import find
from fontTools import subset
from fontTools.ttLib import TTFont

from . import toy
from .test_units import LAYOUT


def test_pictures_and_paper_can_show_every_sign_of_the_texts():
    have = font.signs(LAYOUT)
    assert {*"户见页莞浏耦圳。，（"} <= have and len(have) > 2000
    lost = "".join(sorted(font.missing(LAYOUT)))
    assert not lost, f"{lost}: reformlab edition font NotoSansCJK-Regular.ttc (Debian: fonts-noto-cjk) adds them"


def _cut(path, signs):
    face = TTFont(LAYOUT.paper_font)
    cutter = subset.Subsetter(subset.Options(name_IDs=["*"]))
    cutter.populate(text=signs)
    cutter.subset(face)
    face.save(path)
    return path


def test_the_font_takes_what_texts_have_and_no_more(tmp_path):
    layout = find(toy.write(tmp_path / "course"))
    assert font.missing(layout) == set()  # it has no font
    with pytest.raises(SiteError, match="needs a line `course_paper_font"):
        font.enlarge(layout, LAYOUT.paper_font)
    config = layout.config.read_text("utf-8")
    layout.config.write_text(config.replace("  config:\n", "  config:\n    course_paper_font: own.otf\n"), "utf-8")
    layout = find(layout.root)
    wanted, own = "".join(sorted(font.signs(layout))), _cut(layout.root / "own.otf", "A耦")
    assert "人" in wanted
    with pytest.raises(SiteError, match="lacks .*人.*take other words"):
        font.enlarge(layout, _cut(tmp_path / "small.otf", wanted.replace("人", "")))
    assert font.enlarge(layout, _cut(tmp_path / "whole.otf", wanted + "A耦圳")) == len(wanted)
    assert set(map(chr, TTFont(own).getBestCmap())) == {*wanted, "A", "耦"} and not font.missing(layout)
    assert font.enlarge(layout, tmp_path / "whole.otf") == 0
    (tmp_path / "none.otf").write_text("x", "utf-8")
    with pytest.raises(SiteError, match="none.otf"):
        font.enlarge(layout, tmp_path / "none.otf")
