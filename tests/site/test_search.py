"""The search: what it reads of a page, how it cuts words, and what a reader finds with it in the browser."""

import re

import pytest
from coursebook.search.index import base36, index, page_text
from coursebook.search.terms import terms
from coursebook.search.text import parts_of
from playwright.sync_api import expect

DESK = {"width": 1280, "height": 800}
LESSON = "lessons/02_counting_people.html"


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
    <dl class="glossary"><dt id="term-hukou">hukou</dt><dd><p>Registration.</p></dd></dl></section></section>"""
    found = [(part.anchor, part.kind, part.title, part.text) for part in parts_of(body)]
    assert found == [
        ("", "section", "Title", "One."),
        ("two", "section", "Two", "Text A map"),
        ("check-a", "check", "Check yourself 1", "How many?"),
        ("live-1", "figure", "Curve", "It rises."),
        ("term-hukou", "term", "hukou", "Registration."),
    ]


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
    page.locator(".search-button__button:visible").first.click()
    page.get_by_label("Words to look for").fill("land")
    expect(page.locator(".search-title").first).to_be_visible()
    box = page.locator(".search-window").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".search-window")).to_be_hidden()


def test_the_index_is_small(book):
    folder = book / "_static" / "search"
    assert (folder / "index.js").stat().st_size < 500_000
    assert max(path.stat().st_size for path in folder.glob("*--*.js")) < 150_000
