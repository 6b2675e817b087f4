"""The search: what it reads of a page, how it cuts words, and what a reader finds with it in the browser."""

import csv
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from coursebook.errors import SiteError
from coursebook.search import also
from coursebook.search.index import base36, index, page_text
from coursebook.search.terms import terms
from coursebook.search.text import parts_of
from playwright.sync_api import expect

DESK = {"width": 1280, "height": 800}
LESSON = "lessons/02_counting_people.html"
QUERIES = list(csv.DictReader(Path(__file__).with_name("queries.csv").open(encoding="utf-8")))


def test_words_have_one_stem_and_one_spelling_and_chinese_goes_by_pairs():
    for one, other in [
        ("urbanisation", "Urbanization"), ("migrants", "migrant"), ("labour", "labor"), ("centre", "center"),
        ("Élite", "elite"), ("neighbouring", "neighboring"), ("cities", "city"), ("organise", "organized"),
    ]:  # fmt: skip
        assert terms(one) == terms(other), one
    assert terms("户口登记 2020") == ["户口", "口登", "登记", "2020"]
    assert terms("人") == ["人"] and terms("a 123456 !") == [] and terms("four hours") != terms("for hors")


def test_a_page_is_read_part_by_part():
    body = """<section id="top"><h1>Title<a class="headerlink">#</a></h1><p>One.</p><section id="two"><h2>Two</h2>
    <div class="cell_input"><pre>import x</pre></div><p>Text <math><mi>y</mi></math></p>
    <div class="check" id="check-a"><legend class="check-title">Check yourself 1</legend><p>How many?</p></div>
    <figure class="live-figure" id="live-1"><svg role="img"><title>Curve</title><desc>It rises.</desc><text>9</text>
    </svg></figure><div class="picture" role="img" aria-label="A map"><svg aria-hidden="true"></svg></div>
    <dl class="glossary"><dt id="term-hukou">hukou</dt><dt><span lang="zh-Hans">户籍制度</span></dt>
    <dd><p>Registration.</p></dd></dl></section></section>"""
    found = [(part.anchor, part.kind, part.title, part.text) for part in parts_of(body)]
    assert found == [
        ("", "section", "Title", "One."),
        ("two", "section", "Two", "Text A map"),
        ("check-a", "check", "Check yourself 1", "How many?"),
        ("live-1", "figure", "Curve", "It rises."),
        ("term-hukou", "term", "hukou 户籍制度", "Registration."),
    ]


def test_answers_feedback_and_code_are_not_read_and_words_stand_apart():
    body = """<section id="top"><h1>Title</h1>
    <div class="check" id="check-a"><legend class="check-title">Check 1</legend>
    <div class="check-question"><p>Which rate?</p></div><p class="check-how">Choose one answer.</p>
    <div class="check-option"><label><span class="check-letter">A</span><span class="check-text">As urban</span></label>
    </div><div class="check-option"><label><span class="check-letter">B</span>
    <span class="check-text">In the <b>vill</b>age</span></label></div>
    <details class="check-hint"><summary>Hint</summary><p>Look up.</p></details>
    <details class="check-answer"><p>SECRET</p><div class="check-key"><p>wrong</p></div></details></div>
    <div class="cell_input"><pre>CODE = 1</pre></div><ul><li>One<li>Two</ul><h2>Head</h2>tail<br>more</section>"""
    page, check = parts_of(body)
    assert (check.title, check.text) == ("Check 1", "Which rate? As urban In the village")
    assert page.text == "One Two tail more"


def test_words_of_readers_lead_to_a_place_and_a_wrong_place_is_named(tmp_path):
    def page():
        return {"book/a": {"parts": [["", "section", "A", "x", {"x": 1}], ["b", "term", "B", "", {}]]}}

    def add(text):
        (tmp_path / "words.yml").write_text(text, "utf-8")
        pages = page()
        also.add(pages, "words.yml", tmp_path)
        return pages["book/a"]["parts"]

    top, term = add("book/a: [Old things]\nbook/a#b: [户口, x]")
    assert top[3] == "x Also: Old things" and top[4]["thing"] == top[4]["old"] > 6
    assert term[3] == "Also: 户口, x" and term[4]["户口"] > 6
    for text, said in [
        ("book/b: [x]", "book/b; allowed"), ("book/a#c: [x]", "book/a#c; allowed"), ("book/a: x", "allowed: a list"),
        ("[x]", "needs lines"), ("a: [", "not valid YAML"),
    ]:  # fmt: skip
        with pytest.raises(SiteError, match=re.escape(said)):
            add(text)


def test_the_index_says_which_part_holds_a_term():
    pages = [
        {"name": "a", "url": "a.html", "parts": [["", "section", "A", "x", {"x": 12}]]},
        {"name": "c", "url": "c.html", "parts": [["", "section", "C", "x", {"x": 1}]]},
    ]
    pages[0]["parts"].append(["b", "section", "B", "y", {"y": 1}])
    script = index(pages)
    assert '"terms":"x y"' in script and '"places":"0.c 2,1"' in script and '["a.html","a","A",2]' in script
    assert page_text(pages[1]).endswith('{"c":[["","section","C","x"]]});\n')
    assert [base36(number) for number in (0, 35, 36, 1000)] == ["0", "z", "10", "rs"]


@pytest.fixture
def opened(chromium, address):
    contexts, wrong = [], []

    def go(name, size=DESK):
        context = chromium.new_context(viewport=size)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.goto(name if ":" in name else f"{address}/{name}")
        return page

    yield go
    for context in contexts:
        context.close()
    assert not wrong


def look_for(page, query):
    """Type a query into the window and return the titles found and the line that is read out."""
    page.keyboard.press("Control+k")
    field = page.get_by_label("Words to look for")
    expect(field).to_be_focused()
    field.fill("")
    expect(page.locator(".search-told")).to_have_text("Type a word, or part of one, in English or Chinese.")
    field.fill(query)
    expect(page.locator(".search-told")).to_contain_text("age")
    page.wait_for_function("!/Type a word|being loaded/.test(document.querySelector('.search-told').textContent)")
    return page.locator(".search-title").all_inner_texts(), page.locator(".search-told").inner_text()


@pytest.mark.browser
def test_both_languages_cut_a_whole_lesson_alike(opened, book):
    page = opened(LESSON)
    text = page.locator("article").inner_text() + " Élite ﬁnance 户口登记制度 x² Straße generalisations honour metres"
    assert page.evaluate("(text) => courseTerms.terms(text)", text) == terms(text)


@pytest.mark.browser
def test_people_find_what_they_type(opened):
    page = opened(LESSON)
    for query, title in [
        ("urbanisation rate", "Counting people"), ("migrant", ""), ("hukou", ""), ("户口", "Counting people"),
        ("城镇化", ""), ("二次城市化", ""), ("tornad", "Risks 1 and 2"), ("tornado", "Risks 1 and 2"),
    ]:  # fmt: skip
        titles, told = look_for(page, query)
        assert titles and any(title in one for one in titles), (query, titles)
        assert "found" in told and "close" not in told, query
        expect(page.locator(".search-results mark").first).to_be_visible()
    for query in ("urbanzation", "registraton", "migarnts"):
        titles, told = look_for(page, query)
        assert titles and "close" in told, query
    assert look_for(page, "zzzzqqqq") == ([], "No page has zzzzqqqq.")
    look_for(page, "official urban share hukou")
    assert page.locator(".search-kind", has_text=re.compile("Question|Figure")).count()


@pytest.mark.browser
def test_the_right_page_is_among_the_first_three(opened):
    assert [row["language"] for row in QUERIES] == ["en"] * 40 + ["zh"] * 40
    found = opened("search.html").evaluate(
        """async (queries) => {
          const index = await courseSearch.open();
          const name = (one) => index.pages[one.page][0].replace(".html", "");
          return queries.map((query) => courseSearch.find(index, query).pages.slice(0, 3).map(name));
        }""",
        [row["query"] for row in QUERIES],
    )
    missed = [
        (row["query"], names)
        for row, names in zip(QUERIES, found, strict=True)
        if not {*row["pages"].split()} & {*names}
    ]
    assert len(missed) <= 4, missed


@pytest.mark.browser
def test_a_chinese_word_leads_to_its_term(opened):
    page = opened("search.html?q=户籍制度")
    term = page.locator(".search-part", has_text="户籍制度").first
    expect(term).to_have_attribute("href", re.compile("book/glossary.html.*#term-hukou$"))


@pytest.mark.browser
def test_keys_alone_lead_to_a_marked_page_and_the_marks_go(opened):
    page = opened("book/index.html")
    look_for(page, "registered population")
    page.keyboard.press("Escape")
    expect(page.locator(".search-window")).to_be_hidden()
    look_for(page, "registered population")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search-title").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Words to look for")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**?find=*")
    marks = page.locator("article mark.search-mark")
    assert {word.lower()[:8] for word in marks.all_inner_texts()} >= {"register", "populati"}
    text = page.locator("article > section").text_content()
    page.get_by_role("button", name="Clear the marks").click()
    expect(marks).to_have_count(0)
    assert page.locator("article > section").text_content() == text and "find=" not in page.url


@pytest.mark.browser
def test_the_page_of_the_search_and_a_page_from_a_folder_find_the_same(opened, book):
    page = opened("search.html?q=hukou")
    expect(page.locator(".search-told")).to_contain_text("pages found")
    titles = page.locator(".search-title").all_inner_texts()
    assert len(titles) > 5
    page = opened((book / LESSON).as_uri())
    found, _ = look_for(page, "hukou")
    assert found == titles[: len(found)] and len(found) > 5


@pytest.mark.browser
def test_the_button_opens_the_window_and_a_phone_can_use_it(opened):
    page = opened(LESSON, {"width": 390, "height": 844})
    page.locator(".search-button").first.click()
    page.get_by_label("Words to look for").fill("land")
    expect(page.locator(".search-title").first).to_be_visible()
    box = page.locator(".search-window").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".search-window")).to_be_hidden()


def test_no_answer_of_the_book_is_in_the_index(book):
    seen = 0
    for path in sorted((book / "lessons").glob("*.html")):
        text = (book / "_static" / "search" / f"lessons--{path.stem}.js").read_text("utf-8")
        for part in BeautifulSoup(path.read_text("utf-8"), "html.parser").select(".check-key p:not(.check-key-name)"):
            said = " ".join(part.get_text().split())
            if len(said) > 40:
                seen += 1
                assert json.dumps(said, ensure_ascii=False)[1:-1] not in text, (path.stem, said)
    assert seen > 100


def test_the_index_is_small(book):
    folder = book / "_static" / "search"
    assert (folder / "index.js").stat().st_size < 500_000
    assert max(path.stat().st_size for path in folder.glob("*--*.js")) < 150_000
