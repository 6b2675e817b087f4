"""The search of the Chinese edition, on an index made from its sources: what people type leads to the right page."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from coursebook import search
from coursebook.editions import catalogue, pages, tree
from coursebook.editions import find as edition_of
from coursebook.search.index import index, simple, weights
from coursebook.search.text import Part, parts_of
from sphinx.search.en import SearchEnglish

from .test_units import LAYOUT

QUERIES = list(csv.DictReader(Path(__file__).with_name("queries.csv").open(encoding="utf-8")))
SITE = "http://course.invalid/"
_CODE = re.compile(r"^```\{code-cell\}.*?^```$|\A---\n.*?\n---\n|^\+\+\+.*?$", re.DOTALL | re.MULTILINE)
_MARKUP = re.compile(r"^```.*$|^:\w+:|\{[\w:]+\}`[^`]*`|<[^>]*>|\[\[[^\]]*\]\]|\[[OCEDM]\]", re.MULTILINE)


def _part(number, text):
    heading, _, rest = text.partition("\n")
    return Part(f"part-{number}" if number else "", "section", [heading.lstrip("# ")], [rest])


def _page(path, edition, tr):
    text, *_ = tree.page(LAYOUT, path, edition, tr)
    text = _MARKUP.sub(" ", _CODE.sub("", text))
    parts = [_part(number, part) for number, part in enumerate(re.split(r"^(?=#{1,3} )", text, flags=re.MULTILINE)[1:])]
    name = LAYOUT.name(path).removesuffix(".md")
    weighed = [[p.anchor, p.kind, p.title, p.text, dict(weights(p, not n))] for n, p in enumerate(parts)]
    return name, {"name": name.replace("/", "--"), "url": f"{name}.html", "parts": weighed}


@pytest.fixture(scope="module")
def made():
    """The pages of the table of contents as the index has them, and words that readers type as well."""
    edition, tr = edition_of(LAYOUT, "zh"), catalogue.lookup(LAYOUT, "zh")
    found = dict(_page(path, edition, tr) for path in pages.english(LAYOUT) if path.parent.name in ("lessons", "book"))
    return {name: page for name, page in found.items() if page["parts"]}


def test_queries_are_forty_short_ones_and_some_that_are_mixed_or_traditional():
    kinds = Counter(row["kind"] for row in QUERIES)
    assert kinds["plain"] == 40 and kinds["mixed"] >= 5 and kinds["traditional"] >= 5
    assert all(2 <= len(row["query"]) <= 6 and row["query"].isalpha() for row in QUERIES if row["kind"] == "plain")
    assert len({row["query"] for row in QUERIES}) == len(QUERIES)


def test_a_badge_parts_the_sentences_around_it():
    body = (
        '<section id="a"><h1>题</h1><p>户口登记地。<abbr class="standing" title="x">官方</abbr>这条规则。</p></section>'
    )
    (page,) = parts_of(body)
    assert page.text == "户口登记地。 这条规则。" and "方这" not in weights(page, False)


def test_traditional_characters_stand_for_those_of_the_index_alone():
    assert simple(["户籍", "著作", "x"]) == "戶户"
    assert simple(["后来", "國家"]) == "後后傢家來来"  # 國 is in a text: it means itself


@pytest.mark.browser
def test_the_right_page_is_among_the_first_three(chromium, made):
    scripts = [SearchEnglish({}).js_stemmer_code, f"window.courseSearchWords = {json.dumps(search.words())};"]
    scripts += [(search.STATIC / name).read_text("utf-8") for name in ("course-terms.js", "course-search.js")]
    page = chromium.new_page()
    page.route(
        f"{SITE}*", lambda route: route.fulfill(body="<!DOCTYPE html><meta charset=utf-8>", content_type="text/html")
    )
    known = index(made.values())
    page.route(
        "**/_static/search/index.js",
        lambda route: route.fulfill(body=known, content_type="text/javascript; charset=utf-8"),
    )
    page.goto(SITE)
    for script in scripts:
        page.add_script_tag(content=script)
    found = page.evaluate(
        """async (queries) => {
          const index = await courseSearch.open();
          const name = (one) => index.pages[one.page][0].replace(".html", "");
          return queries.map((query) => courseSearch.find(index, query).pages.slice(0, 3).map(name));
        }""",
        [row["query"] for row in QUERIES],
    )
    page.close()
    missed = {
        row["query"]: names for row, names in zip(QUERIES, found, strict=True) if not {*row["pages"].split()} & {*names}
    }
    assert not missed
