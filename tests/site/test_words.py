"""Glossary, links from lessons to it, index, references and syllabus, in the built book and in a small one."""

import re
from html import unescape
from itertools import accumulate
from pathlib import Path

import pytest
from coursebook import lessons as reader
from coursebook.layout import find
from second_urbanization.plan import numbered
from second_urbanization.words import entries
from sphinx.util.inventory import InventoryFile

from ..site_directives import pages as little
from .test_pages import Page

ROOT = Path(__file__).parents[2]
FRONTS = {page.meta["lesson"]: page for page in map(reader.read, sorted((ROOT / "lessons").glob("[0-9]*.md")))}
PLAIN_QUOTES = str.maketrans("’‘", "''")


def text_of(html):
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.fixture(scope="module")
def glossary(book):
    return (book / "book" / "glossary.html").read_text("utf-8")


@pytest.mark.parametrize("entry", entries.everything(), ids=lambda entry: entry.name)
def test_the_glossary_has_every_entry(glossary, entry):
    start = glossary.index(f'id="{entry.anchor}"')
    words = glossary[start : glossary.index("</dd>", start)]
    assert entry.en in text_of(words).translate(PLAIN_QUOTES)
    for chinese, pinyin in entry.chinese:
        assert f'lang="zh-Hans">{chinese}<' in words and pinyin in text_of(words).translate(PLAIN_QUOTES)
    assert re.search(rf"lesson <a[^>]*lessons/{entry.lessons[0]:02d}_[^>]*>{entry.lessons[0]}</a>", words)
    assert f'href="argument.html#concept-{entry.concept}"' in words


def test_terms_are_targets_in_both_languages(book):
    with (book / "objects.inv").open("rb") as stream:
        terms = InventoryFile.load(stream, "", lambda base, name: name)["std:term"]
    for entry in entries.everything():
        for name in (entry.en, *(chinese for chinese, _ in entry.chinese)):
            assert terms[name][2].endswith(f"book/glossary.html#{entry.anchor}"), name


def test_lessons_link_terms_once_and_the_index_knows_it(book):
    index = (book / "genindex.html").read_text("utf-8")
    for path in sorted((book / "lessons").glob("[0-9]*.html")):
        used = re.findall(r'class="term-use" id="use-of-([\w-]+)"', path.read_text("utf-8"))
        assert len(used) >= 4, path.name
        assert len(used) == len(set(used)), path.name
        for name in used:
            assert f'href="lessons/{path.name}#use-of-{name}"' in index


def test_the_index_is_one_alphabet_for_english_and_pinyin(book):
    rows = re.findall(r"<li>(.*?)\s*<span class=\"course-index-places\">", (book / "genindex.html").read_text("utf-8"))
    assert len(rows) >= 2 * len(entries.everything())
    spoken = {chinese: pinyin for entry in entries.everything() for chinese, pinyin in entry.chinese}
    keys = []
    for row in rows:
        chinese = re.search(r'lang="zh-Hans">([^<]+)<', row)
        keys.append(entries.letters(spoken[chinese.group(1)] if chinese else text_of(row)))
    assert keys == sorted(keys)


def test_only_running_text_is_linked(tmp_path):
    body = """
Hukou before the first section stays plain.

## A section on hukou

`hukou` in code, then hukou in text, and hukou again. A non-hukou word. The Theil index is one term.

$hukou$ [hukou](https://example.org) **floating population** {term}`Club good` and a club good.
"""
    conf = little.CONF.replace("{theme}", "basic").replace(
        '"coursebook.directives"', '"coursebook.directives", "second_urbanization.words"'
    )
    extra = {"conf.py": conf, "book/glossary.md": "# Glossary\n\n```{course-glossary}\n```\n"}
    folder = little.write(tmp_path, {"02_small": little.lesson(2, body)}, extra=extra)
    app, said = little.build(folder)
    assert "WARNING" not in said, said
    html = (folder / "_build" / "html" / "lessons" / "02_small.html").read_text("utf-8")
    used = dict(re.findall(r'href="([^"]*)"[^>]*><span class="term-use" id="use-of-([\w-]+)"', html))
    assert sorted(used.values()) == ["floating-population", "hukou", "theil-index"]
    assert "../book/glossary.html#term-hukou" in used
    at = html.index('id="use-of-hukou"')
    assert html.index("in code, then") < at < html.index("in text, and")
    assert 'href="../book/glossary.html#term-club-good"' in html  # written by the author, so not linked again


def test_sums_of_the_syllabus_are_those_of_the_front_matter(book):
    text = text_of((book / "book" / "syllabus.html").read_text("utf-8"))
    minutes = {number: page.meta["minutes"] for number, page in FRONTS.items()}
    assert f"{len(minutes)} lessons: {sum(minutes.values()):,} minutes" in text
    listed = [numbered(names) for _, names in reader.toc_parts(find(ROOT))]
    parts = [sum(minutes[number] for number in part) for part in listed if part]
    assert [int(n) for n in re.findall(r"This part: (\d+) minutes", text)] == parts


def test_paths_add_up_and_name_what_they_skip(book):
    html = (book / "book" / "syllabus.html").read_text("utf-8")
    source = (ROOT / "book" / "syllabus.md").read_text("utf-8")
    given = [[int(n) for n in found.split(",")] for found in re.findall(r"{lesson-path}\n([\d, ]+)\n", source)]
    assert given == [[1, 4, 5, 8, 9, 12, 15], [2, 3, 5, 6, 11, 12, 14, 16], [1, 2, 4, 7, 8, 13, 15]]
    shown = re.findall(r'<ol class="[^"]*lesson-path[^"]*">(.*?)</ol>', html, re.DOTALL)
    assert len(shown) == len(given)
    for way, steps in zip(given, shown, strict=True):
        items = [text_of(step) for step in re.findall(r"<li>(.*?)</li>", steps, re.DOTALL)]
        sums = list(accumulate(FRONTS[number].meta["minutes"] for number in way))
        for at, (number, item) in enumerate(zip(way, items, strict=True)):
            assert item.strip().startswith(f"{number}. ") and f"{sums[at]} so far" in item
            skipped = [n for n in FRONTS[number].meta["prerequisites"] if n not in way[:at]]
            named = re.search(r"builds also on ([\d, ]+)", item)
            assert [int(n) for n in named.group(1).split(",")] == skipped if skipped else not named


def test_figures_and_questions_are_counted_as_they_stand_on_the_pages(book):
    text = text_of((book / "book" / "syllabus.html").read_text("utf-8"))
    rows = re.findall(r"(\d+) minutes; (\d+) figures, (\d+) of them move; (\d+) questions; (\d+) exercise tasks", text)
    lines = {number: row for number, row in zip(sorted(FRONTS), (row for row in rows), strict=False)}
    for number, (minutes, figures, moving, questions, tasks) in lines.items():
        source = FRONTS[number].path
        page = Page((book / "lessons" / f"{source.stem}.html").read_text("utf-8"))
        assert int(minutes) == FRONTS[number].meta["minutes"]
        assert int(questions) == sum("data-check" in attrs for attrs in page.of("div")), source.name
        assert int(moving) == sum("live-figure" in (attrs.get("class") or "").split() for _, attrs in page.tags)
        assert int(figures) >= int(moving) > 0
        exercise = (ROOT / "exercises" / source.stem / "exercise.md").read_text("utf-8")
        assert int(tasks) == len(re.findall(r"(?m)^## \d+\. ", exercise))


def test_every_work_names_the_lessons_that_cite_it(book):
    html = (book / "book" / "references.html").read_text("utf-8")
    works = dict(re.findall(r'<li class="work" id="([^"]+)"[^>]*>(.*?)</li>', html, re.DOTALL))
    assert len(works) >= 80
    for number, page in FRONTS.items():
        lesson = (book / "lessons" / f"{page.path.stem}.html").read_text("utf-8")
        cited = set(re.findall(r'href="\.\./book/references\.html#([^"]+)"', lesson))
        assert cited <= set(works), page.path.name
        for work in cited:
            assert re.search(rf"lessons/{page.path.stem}\.html#[^\"]+\"[^>]*>lesson {number}<", works[work]), work
    for text in works.values():
        assert "Cited in" in text
        for link in re.findall(r'<a class="reference external".*?</a>', text, re.DOTALL):
            assert "leaves this site" in link
