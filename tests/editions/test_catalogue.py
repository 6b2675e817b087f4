"""Short texts: where they come from, and that a catalogue keeps its translations."""

import io
import sys
from pathlib import Path

import livefigure
import pytest
from babel.messages import pofile
from coursebook.editions import all_of, catalogue, pages, report
from coursebook.editions import find as edition_of
from coursebook.errors import SiteError
from coursebook.layout import find
from fontTools.ttLib import TTFont
from livefigure.words import read_po
from matplotlib import font_manager

from reformlab import data
from reformlab.data import pages as data_pages
from reformlab.data.manifest import manifest

from . import toy
from .test_units import LAYOUT

FILES = [path for one in all_of(LAYOUT) for path in catalogue.gather(LAYOUT, one.code)]


def test_texts_of_a_course_come_from_code_comments_and_contents(tmp_path):
    layout = find(toy.write(tmp_path))
    words = tmp_path / "zh" / "words.po"
    texts = {text for _, _, text in catalogue.gather(layout, "zh")[words]}
    assert texts == {"The number", "Lessons", "The first"}
    assert catalogue.counts(layout, "zh")[words] == (2, 3)
    assert catalogue.lookup(layout, "zh")("The first") == "第一课"


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path, monkeypatch):
    layout = find(toy.write(tmp_path))
    words = tmp_path / "zh" / "words.po"
    gathered = {words: catalogue.gather(layout, "zh")[words]}
    monkeypatch.setattr(catalogue, "gather", lambda layout, code: gathered)  # not the words of the packages
    words.write_text(words.read_text("utf-8") + '\nmsgid "Gone"\nmsgstr "没了"\n', "utf-8")
    catalogue.update(layout, "zh")
    assert read_po(words.read_text("utf-8")) == {"The number": "人数", "The first": "第一课"}
    once = words.read_bytes()
    catalogue.update(layout, "zh")
    assert words.read_bytes() == once


def test_names_that_a_table_holds_are_the_translation_until_somebody_writes_another(tmp_path, monkeypatch):
    toy.write(tmp_path)
    (tmp_path / "_config.yml").write_text(
        f"{toy.CONFIG}    course_texts: 'toy_tables:texts'\n".replace(
            "  config:\n", "  local_extensions: {toy_tables: ext}\n  config:\n"
        ),
        "utf-8",
    )
    (tmp_path / "ext").mkdir()
    rows = [("data/a.csv", "Beijing", {"zh": "北京"}), ("data/a.csv", "The number", {"zh": "数"})]
    (tmp_path / "ext/toy_tables.py").write_text(
        f"def texts():\n    return {rows + [('data/b.csv', 'East', {})]}\n", "utf-8"
    )
    monkeypatch.setattr("sys.path", [*sys.path])
    layout, words = find(tmp_path), tmp_path / "zh" / "words.po"
    gathered = {words: catalogue.gather(layout, "zh")[words]}
    assert {("data/a.csv", 0, "Beijing"), ("data/b.csv", 0, "East")} < set(gathered[words])
    monkeypatch.setattr(catalogue, "gather", lambda layout, code: gathered)
    catalogue.update(layout, "zh")
    assert read_po(words.read_text("utf-8")) == {"Beijing": "北京", "The number": "人数", "The first": "第一课"}


def test_what_readers_see_of_the_tables_is_in_the_catalogue_and_names_are_those_of_the_tables():
    texts = {name: set() for name in ("data/claims.csv", "data/national.yml", "data/claim_evidence.csv")}
    held = {}
    for name, text, names in LAYOUT.named("course_texts")():
        texts.setdefault(name, set()).add(text)
        held |= {text: names["zh"]} if names.get("zh") else {}
    for table, column in (("claims", "reason"), ("claim_evidence", "finding"), ("terms", "definition")):
        assert set(data.load(table)[column]) <= texts[f"data/{table}.csv"]
    assert manifest("national")["title"] in texts["data/national.yml"]
    assert "not recorded" in texts["data/national.yml"]
    assert len(held) > 180 and held["Beijing"] == "北京"
    look = catalogue.lookup(LAYOUT, "zh")
    assert {text: look(text) for text in held if look(text) != held[text]} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_reader_reads_what_babel_reads(path):
    theirs = pofile.read_po(io.BytesIO(path.read_bytes()))
    assert read_po(path.read_text("utf-8")) == {
        one.id: one.string for one in theirs if one.id and one.string and not one.fuzzy
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_fields_of_a_text_are_those_of_its_translation(path):
    from string import Formatter

    def fields(text):
        return sorted({(name, form) for _, name, form, _ in Formatter().parse(text) if name is not None})

    for text, ours in read_po(path.read_text("utf-8")).items():
        try:
            wanted = fields(text)
        except ValueError:
            continue  # no text that is filled in
        assert fields(ours) == wanted, f"{text!r} is {ours!r}"


def test_the_page_of_a_table_says_in_the_language_how_its_sources_were_read():
    before = livefigure.language()
    livefigure.set_language("zh")
    try:
        page = data_pages.page("national")
    finally:
        livefigure.set_language(before)
    assert "| not recorded |" not in page and "未记录" in page


@pytest.mark.parametrize("edition", all_of(LAYOUT), ids=lambda edition: edition.code)
def test_labels_of_figures_can_be_drawn_without_a_font_of_the_machine(edition):
    """A sign that no font of ours has would be a box in a picture: take another word, or enlarge the font."""
    fonts = [Path(font_manager.findfont("DejaVu Sans")), LAYOUT.paper_font]
    have = set().union(*(TTFont(path).getBestCmap() for path in fonts))
    drawn = {
        text
        for messages in catalogue.gather(LAYOUT, edition.code).values()
        for name, _, text in messages
        if name.startswith(("lessons/", "exercises/", "reformlab/", "data/province_units"))
        and not name.startswith("reformlab/data/")  # pages, no figures
    }
    look = catalogue.lookup(LAYOUT, edition.code)
    assert any(look(text) != text for text in drawn)
    missing = {text: lost for text in drawn if (lost := {c for c in look(text) if ord(c) not in have} - {"\n"})}
    assert not missing


def test_fuzzy_and_long_texts(tmp_path):
    text = '#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid ""\n"c\\n"\n"d"\nmsgstr "e"\n\nmsgid "f"\nmsgstr ""\n'
    assert read_po(text) == {"c\nd": "e"}


def test_a_catalogue_is_found_in_its_folder(tmp_path):
    from livefigure.words import Catalogue

    words = Catalogue("mine", tmp_path)
    file = words.file("zh")
    file.parent.mkdir(parents=True)
    file.write_text('msgid "Year"\nmsgstr "年份"\n', "utf-8")
    assert words("Year") == "Year" and words.languages() == {"zh"}
    before = livefigure.language()
    livefigure.set_language("zh")
    assert words("Year") == "年份" and words("Month") == "Month"
    livefigure.set_language(before)
    assert words("Year") == "Year"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: 中文\n", "needs a line `language: ...`"),
        ("name: 中文\nlanguage: zh_CN\nboht: x\n", "boht: unknown; allowed: name, language, both"),
        ("name: 中文\nlanguage: [zh]\n", r"language: \['zh'\] given, must be a str"),
        ("- a\n", "needs lines `name: value`"),
        ("a: [\n", "not valid YAML"),
    ],
)
def test_what_an_edition_says_is_checked(tmp_path, text, said):
    layout = find(toy.write(tmp_path))
    (tmp_path / "zh" / "edition.yml").write_text(text, "utf-8")
    with pytest.raises(SiteError, match=f"zh/edition.yml: {said}"):
        edition_of(layout, "zh")


def test_a_language_without_a_folder_is_named(tmp_path):
    layout = find(toy.write(tmp_path))
    with pytest.raises(SiteError, match="'fr' is no edition; there are: zh"):
        report.status(layout, "fr")
    with pytest.raises(SiteError, match=r"03_none: no file of the course; give a path such as lessons/01_name.md"):
        pages.named(layout, "03_none", "zh")
