"""An edition of a course of two pages, from its sources to both sites."""

import json
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from coursebook.build import build
from coursebook.commands import edition as command
from coursebook.commands import site
from coursebook.editions import find as edition_of
from coursebook.editions import preview, tree
from coursebook.editions.preview import speaking
from coursebook.errors import SiteError
from coursebook.layout import find
from coursebook.lessons import write_generated
from coursebook.notebooks import convert

from . import toy


def page(path):
    return BeautifulSoup(Path(path).read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """English alone, then the edition, then English again: (layout, English page before, what the last build did)."""
    layout = find(toy.write(tmp_path_factory.mktemp("course")))
    assert build(layout).executed == ["lessons/01_one.md"]
    before = (layout.html / "lessons/01_one.html").read_text("utf-8")
    assert build(layout).up_to_date
    report = preview.whole(layout, "zh")
    assert report.executed == ["lessons/01_one.md"]
    return layout, before, build(layout)


def test_english_knows_nothing_of_an_edition_that_is_not_built(built):
    _, before, _ = built
    assert "edition" not in before and "hreflang" not in before and "中文" not in before


def test_the_edition_lies_below_the_english_site_and_pages_are_twins(built):
    layout, _, report = built
    assert not report.up_to_date and report.executed == []  # no lesson runs for a switch
    english, chinese = page(layout.html / "lessons/01_one.html"), page(layout.html / "zh/lessons/01_one.html")
    assert (english.html["lang"], chinese.html["lang"]) == ("en", "zh-CN")
    there, back = english.find("a", class_="edition-switch"), chinese.find("a", class_="edition-switch")
    assert (there["href"], there.text, there["lang"]) == ("../zh/lessons/01_one.html", "中文", "zh-CN")
    assert (back["href"], back.text, back["data-both"]) == ("../../lessons/01_one.html", "English", "双语")
    for one, code in ((english, "zh-CN"), (chinese, "en")):
        assert (
            one.find("link", rel="alternate", hreflang=code)["href"] == one.find("a", class_="edition-switch")["href"]
        )
    assert build(layout).up_to_date


def test_prose_is_chinese_and_code_is_not(built):
    layout, _, _ = built
    chinese = page(layout.html / "zh/lessons/01_one.html")
    text = chinese.find("article").get_text()
    assert "计数" in text and "共有14.1178亿人" in text and "有多少人" in str(chinese) and "入门" in text
    assert "（王英和胡明，2020）" in text and "王英和胡明（2020）这样说" in text
    code = chinese.find("div", class_="highlight").get_text()
    assert "# 人数\npeople = 1411.78" in code and "counted 1411.78" in text
    assert chinese.find("abbr", class_="standing-o").text == "官方"
    assert {link["title"] for link in chinese.select("a.headerlink")} == {"链接到本节"}
    contents = chinese.find(class_="site-contents").get_text()
    assert "第一课" in contents and "两页" in chinese.find(class_="site-name").get_text()


def test_headings_have_the_ids_of_the_english_ones(built):
    layout, _, _ = built
    ids = [
        [section["id"] for section in page(path).select("article section[id]")]
        for path in (layout.html / "lessons/01_one.html", layout.html / "zh/lessons/01_one.html")
    ]
    assert ids[0] == ids[1] == ["counting", "what-was-found", "what-follows"]


def test_the_answer_is_that_of_the_english_item(built):
    layout, _, _ = built
    theirs, ours = (
        page(layout.html / name).find(class_="check-number")
        for name in ("lessons/01_one.html", "zh/lessons/01_one.html")
    )
    assert "有多少？" in ours.get_text() and "多了一个。" in str(ours) and "That is one too many" not in str(ours)
    found = [
        json.loads(one.find("script", type="application/json").string) for one in (theirs, ours) if one.find("script")
    ]
    if found:
        assert found[0].get("answer") == found[1].get("answer")


def test_a_page_says_how_its_translation_stands(built):
    layout, _, _ = built
    said = {name: page(layout.html / "zh" / name).find(class_="edition-standing").text for name in ("index.html",)}
    lesson = page(layout.html / "zh/lessons/01_one.html")
    assert said["index.html"] == "本页尚未翻译。" and lesson.find(class_="edition-standing").text == "初译，待审校。"
    note = lesson.find(id="what-follows").find(class_="edition-note")
    assert "尚无中文译文" in note.text and "A last word." in lesson.find(id="what-follows").text
    assert not page(layout.html / "index.html").find(class_="edition-standing")


def test_a_student_gets_a_notebook_that_speaks_the_language(built):
    layout, _, _ = built
    source = layout.output / "zh" / "source"
    with speaking("zh"):
        book = convert(
            source / "lessons/01_one.md", values={"people": "1,411.78"}, bibliography=source / "book/references.bib"
        )
    nbformat.validate(book)
    text = "\n".join(cell.source for cell in book.cells)
    assert 'os.environ["COURSE_LANGUAGE"] = "zh"' in next(c.source for c in book.cells if c.cell_type == "code")
    assert "共有14.1178亿人" in text and "（王英和胡明，2020）" in text and "[官方]" in text


def test_stale_text_is_shown_with_the_english_in_a_fold(tmp_path):
    layout = find(toy.write(tmp_path))
    lesson = tmp_path / "lessons/01_one.md"
    lesson.write_text(toy.LESSON.replace("There are", "There were").replace("answer: 3", "answer: 5"), "utf-8")
    made = tree.write(layout, edition_of(layout, "zh"))
    text = (made.root / "lessons/01_one.md").read_text("utf-8")
    assert "共有" in text and "There were {glue:text}`people` million {cite:p}`two`." in text and ":answer: 5" in text
    assert "edition-note dropdown" in text
    runner = CliRunner()
    said = runner.invoke(command, ["status", "zh", "--strict", "--root", str(tmp_path)])
    assert said.exit_code == 1 and "stale: what-was-found" in said.output and "missing: what-follows" in said.output
    done = runner.invoke(site, ["edition", "renew", "zh", "01_one", "--done", "all", "--root", str(tmp_path)])
    assert done.exit_code == 0 and "4 done, 0 stale, 1 missing" in done.output, done.output


def test_a_tree_follows_its_course(tmp_path):
    layout = find(toy.write(tmp_path))
    (tmp_path / "lessons/data.csv").write_text("a\n", "utf-8")
    made = tree.write(layout, edition_of(layout, "zh"))
    assert (made.root / "lessons/data.csv").read_text("utf-8") == "a\n"
    stamp = (made.root / "lessons/01_one.md").stat().st_mtime_ns
    (tmp_path / "lessons/data.csv").unlink()
    tree.write(layout, edition_of(layout, "zh"))
    assert not (made.root / "lessons/data.csv").exists()
    assert (made.root / "lessons/01_one.md").stat().st_mtime_ns == stamp
    (tmp_path / "zh/references.yml").write_text("three: {author: A}\n", "utf-8")
    with pytest.raises(SiteError, match="zh/references.yml: 'three' is not in book/references.bib"):
        tree.write(layout, edition_of(layout, "zh"))


MADE = """\
from coursebook.text import tr


def write(layout):
    text = f"# {tr('References')}\\n\\nOne.\\n\\n## {tr('Notes')}\\n"
    (layout.root / "book/made.md").write_text(text, "utf-8")
"""


def test_pages_that_are_made_have_the_ids_of_the_english_ones(tmp_path, monkeypatch):
    toy.write(tmp_path)
    config = toy.CONFIG.replace("  config:\n", "  local_extensions: {toy_made: ext}\n  config:\n")
    (tmp_path / "_config.yml").write_text(f"{config}    course_generated: 'toy_made:write'\n", "utf-8")
    (tmp_path / "_toc.yml").write_text(f"{toy.TOC}  - caption: More\n    chapters: [file: book/made]\n", "utf-8")
    (tmp_path / "ext").mkdir()
    (tmp_path / "ext/toy_made.py").write_text(MADE, "utf-8")
    monkeypatch.setattr("sys.path", [*sys.path])
    layout = find(tmp_path)
    with speaking("zh"):
        made = tree.write(layout, edition_of(layout, "zh"))
        write_generated(made)
    assert (made.root / "book/made.md").read_text("utf-8").startswith("# 参考文献")
    record = json.loads((made.root / tree.RECORD).read_text("utf-8"))
    assert record["book/made"][0] == ["references", "notes"]
    assert record["lessons/01_one"] == [["counting", "what-was-found", "what-follows"], "draft"]


def test_one_page_alone(built):
    layout, _, _ = built
    made = preview.page(layout, "zh", "01_one")
    assert "共有14.1178亿人" in page(made).get_text()


def test_a_third_language_begins_with_a_folder_and_no_code(tmp_path):
    layout = find(toy.write(tmp_path))
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx/edition.yml").write_text("name: Xx\nlanguage: fr\n", "utf-8")
    done = CliRunner().invoke(command, ["renew", "xx", "lessons/01_one.md", "--root", str(tmp_path)])
    assert done.exit_code == 0 and "5 missing" in done.output, done.output
    made = tree.write(layout, edition_of(layout, "xx"))
    assert (made.root / "lessons/01_one.md").read_text("utf-8") == toy.LESSON
    config = made.settings
    assert config["course_language"] == "xx" and [one["to"] for one in config["course_editions"]] == ["../", "../zh/"]
    with pytest.raises(SiteError, match="coursebook edition words xx"), speaking("xx"):
        pass
