"""Slides: cut from the lessons, complete, and at work without a server."""

import re

import livefigure
import pytest
from coursebook import vendor
from coursebook.slides import STATIC, budget, in_class
from coursebook.slides.cut import Slide, cut, styles
from coursebook.slides.deck import render
from coursebook.text import tag

from .test_in_browser import Record
from .test_pages import Page

TAGS = re.compile(r"<[^>]*>")
LESSON = """
<style>.mark-0{fill: red}</style>
<section id="t"><h1>Title<a class="headerlink" href="#t">#</a></h1><p><em>中文</em></p><p>You can</p>
<ol><li>one</li></ol>
<section id="a-puzzle-to-begin-with"><h2>A puzzle to begin with</h2><p>First.</p><p>Second.</p></section>
<section id="c"><h2>What the text claims</h2><p>Before.</p>
<div class="course-card claim"><p class="course-card-name">Claim P01</p><p>One.</p></div>
<div class="course-card claim"><p class="course-card-name">Claim P02</p><p>Two.</p></div><p>After.</p></section>
<section id="m"><h2>The model</h2><p>With $x$ we have</p><div class="math notranslate">E</div>
<div class="cell docutils container"><div class="cell_input">hidden code</div></div>
<div class="cell tag_slide docutils container"><div class="cell_input">shown code</div></div>
<section id="f"><h3>Figure 1</h3><p>Look <a href="01_x.html">back</a>,
<a href="#c">up</a>, <a href="../book/d.html">there</a>.</p>
<div class="cell docutils container"><div class="cell_output"><figure class="live-figure" id="live-1">
<svg viewBox="0 0 1 1"><path id="live-1-curve"/></svg></figure></div></div>
<div class="cell tag_no-slide docutils container"><div class="cell_output"><style scoped>td {color: red}</style>
<table class="dataframe"></table></div></div>
<p>It moves.</p></section></section>
<section id="common-misconceptions"><h2>Common misconceptions</h2><p><strong>"Wrong."</strong> Because.</p>
<p><strong>"Too."</strong> Since.</p><p><strong>"Also."</strong> For.</p><p><strong>"Last."</strong> As.</p></section>
<section id="y"><h2>Check yourself</h2><div class="check check-choice" id="check-a">
<legend class="check-title">Check yourself 1
<span class="check-state" hidden></span></legend><div class="check-question"><p>Which?</p></div>
<div class="check-option"><label><span class="check-text">this</span></label></div>
<div class="check-option"><label><span class="check-text">that</span></label></div>
<details class="check-answer"><summary>Answer</summary>
<div class="check-key"><p class="check-key-name">A: wrong</p><p>No.</p></div>
<div class="check-key"><p class="check-key-name">B: right</p><p>Yes.</p></div></details></div></section>
<section id="exercises"><h2>Exercises</h2><p>Not shown.</p></section></section>
"""


def test_a_lesson_is_cut_by_what_stands_in_it():
    slides = cut(LESSON, page="lessons/02_y.html")
    kinds = [slide.kind for slide in slides]
    assert kinds == ["title", "text", "text", "claim", "equation", "code", "figure", *["misconception"] * 2, "check"]
    title, first, second, claims, equation, code, figure, wrong, last, check = slides
    assert title.title == "Title" and "中文" in title.body and "<li>one</li>" in title.body
    assert (first.title, first.body, second.body) == ("A puzzle to begin with", "<p>First.</p>", "<p>Second.</p>")
    assert claims.body.count("course-card-name") == 2 and claims.notes == ["<p>Before.</p>", "<p>After.</p>"]
    assert equation.body.startswith("<p>With $x$ we have</p><div class") and "shown code" in code.body
    assert 'viewBox="0 0 1 1"' in figure.body and 'id="live-1-curve"' in figure.body and "<table" not in figure.body
    said = "".join(figure.notes)
    assert "It moves." in said and 'href="../book/d.html"' in said
    assert 'href="../lessons/01_x.html"' in said and 'href="../lessons/02_y.html#c"' in said
    assert '<p class="quoted">"Wrong."</p>' in wrong.body
    assert wrong.body.count('class="fragment"') == len(wrong.notes) == 2 == last.body.count("quoted")
    shown, folded = check.body.split("<details")
    assert '<ol type="A"><li>this</li><li>that</li></ol>' in shown and "B: right" in folded and "B: right" not in shown
    assert "Yes." in "".join(check.notes)


def test_a_figure_is_headed_by_its_title_or_by_the_finding_that_follows_its_controls():
    drawing = '<svg viewBox="0 0 1 1" role="img"><title id="a">What it is about</title></svg>'
    page = (
        '<section id="t"><h1>T</h1><section id="f"><h2>Figure 1</h2><div class="cell"><figure class="live-figure">{}{}'
    )
    page += "</figure></div></section></section>"
    _, plain = cut(page.format("", drawing))
    assert (plain.part, plain.title) == ("Figure 1", "What it is about")
    _, found = cut(page.format('<p class="live-finding">It rose.</p>', drawing))
    assert (found.part, found.title) == ("", "Figure 1") and '<p class="live-finding">It rose.</p>' in found.body


IN_CLASS = """# In class

## Discussion

*Is it a barrier?*

Yes. [E]

No. [E]

## Group task

Groups of four.

| Question | Answer |
|---|---|
| How sure? |  |

For the teacher.

## Poll

*Ask before the lesson.*

Which part comes first?

- A quarter
- Half

Half is right.

## Something else

Not read.
"""


def test_what_a_class_does_together_is_shown_and_the_rest_is_said(tmp_path):
    path = tmp_path / "exercises" / "09_x" / "in_class.md"
    path.parent.mkdir(parents=True)
    path.write_text(IN_CLASS, "utf-8")
    assert in_class.file_of(tmp_path, "lessons/09_factor_flow") == path
    assert in_class.file_of(tmp_path, "lessons/08_other") is None
    discussion, task, poll = made = in_class.read(path)
    assert [slide.kind for slide in made] == ["discussion", "task", "poll"]
    assert discussion.title == "Is it a barrier?" and "Yes" not in discussion.body and len(discussion.notes) == 2
    assert "<table>" in task.body and "For the teacher" in task.notes[0] and "teacher" not in task.body
    assert poll.title == "Which part comes first?" and poll.body == '<ol type="A"><li>A quarter</li><li>Half</li></ol>'
    assert "Ask before" in poll.notes[0] and "Half is right." in poll.notes[1]
    deck = [Slide("T", "", "title"), Slide("F", "", "figure"), Slide("R", "", "readings")]
    assert [slide.kind for slide in in_class.placed(deck, made)] == [
        "title", "poll", "figure", "discussion", "task", "readings",
    ]  # fmt: skip


def test_headings_of_what_a_class_does_are_read_in_the_language_of_an_edition(tmp_path):
    path = tmp_path / "in_class.md"
    chinese = IN_CLASS.replace("## Discussion", "## 讨论").replace("## Group task", "## 小组任务")
    path.write_text(chinese.replace("## Poll", "## 表决"), "utf-8")
    assert in_class.read(path) == []
    before = livefigure.language()
    livefigure.set_language("zh")
    try:
        assert [slide.kind for slide in in_class.read(path)] == ["discussion", "task", "poll"]
        path.write_text(IN_CLASS, "utf-8")  # not yet translated
        assert [slide.kind for slide in in_class.read(path)] == ["discussion", "task", "poll"]
    finally:
        livefigure.set_language(before)


def test_a_deck_is_as_long_as_a_class_and_what_is_left_out_is_said():
    def deck(**counts):
        made = [Slide("T", "title", "title")]
        for kind, count in counts.items():
            made += [Slide(f"{kind} {n}", f"<p>{kind} body {n} {'x' * n}</p>", kind) for n in range(count)]
        return made

    slides = deck(figure=6, check=12, text=12, table=3, readings=1, misconception=2)
    kept = budget.fit(slides)
    kinds = [slide.kind for slide in kept]
    assert len(kept) == 25 and kinds.count("figure") == 6 and kinds.count("check") == 3 and kinds.count("readings") == 1
    whole = "".join(slide.body + "".join(slide.notes) for slide in kept)
    assert all(slide.body in whole for slide in deck(figure=6, check=12, text=12, table=3, misconception=2)[1:])
    with_polls = [slide.kind for slide in budget.fit(deck(figure=6, check=12, text=8, poll=2, task=1))]
    assert with_polls.count("poll") == 2 and "check" not in with_polls and len(with_polls) <= 25
    many = [slide.kind for slide in budget.fit(deck(figure=20, text=9, equation=9, claim=9, readings=1))]
    assert len(many) == 25 and many.count("figure") == 20
    assert len(budget.fit(deck(figure=2, text=3))) == 6


def test_styles_that_stand_in_a_page_are_taken_once_and_stand_in_no_slide():
    inside = "<svg><style>path{}</style></svg>"
    assert styles(LESSON + LESSON + inside) == ".mark-0{fill: red}\ntd {color: red}"
    assert not any("<style" in slide.body for slide in cut(LESSON, page="lessons/02_y.html"))


def test_a_page_without_sections_gives_no_slides():
    assert cut("<p>Nothing.</p>") == []


@pytest.mark.browser
def test_chinese_slides_say_their_language_and_have_dots_where_others_slant(chromium):
    slide = Slide("题", "<p><em>怎样知道</em></p>", "text")
    deck = render([slide], title="题", lesson="lessons/a.html", language=tag("zh_CN"))
    assert '<html lang="zh-CN"' in deck and tag(None) == "en"
    page = chromium.new_page()
    style = "(place) => (({ fontStyle, textEmphasisStyle }) => [fontStyle, textEmphasisStyle])(getComputedStyle(place))"
    found = []
    for text in (deck, deck.replace("zh-CN", "en")):
        page.set_content(re.sub(r"<(link|script)\b[^>]*>", "", text))
        page.add_style_tag(content=(STATIC / "slides.css").read_text("utf-8"))
        found.append(page.locator("em").evaluate(style))
    page.close()
    assert found == [["normal", "dot"], ["italic", "none"]]


@pytest.fixture(scope="module")
def decks(book):
    return {path.stem: path.read_text("utf-8") for path in sorted((book / "slides").glob("*.html"))}


def test_every_lesson_has_a_deck_with_all_that_it_shows(book, decks):
    lessons = {path.stem: path.read_text("utf-8") for path in (book / "lessons").glob("[0-9]*.html")}
    assert set(decks) == set(lessons) and len(decks) >= 16
    for name, text in decks.items():
        kinds = re.findall(r'<section class="is-([a-z]+)"', text)
        page = lessons[name]
        assert kinds[0] == "title" and 15 <= len(kinds) <= 25, name
        assert text.count('class="live-figure"') == page.count('class="live-figure"') >= 1, name
        for question in re.findall(r'<div class="check-question"[^>]*>(.*?)</div>', page, re.DOTALL):
            assert TAGS.sub("", question).strip()[:40] in TAGS.sub("", text), name  # on a slide, or said beside it
        assert text.count('class="course-card claim"') == page.count('class="course-card claim"'), name
        assert kinds.count("readings") >= 1 and kinds.count("equation") >= 1, name
        quoted = text.count('<p class="quoted">')
        assert quoted >= 3 and kinds.count("misconception") >= 1, name
        assert text.count('<aside class="notes">') >= len(kinds) / 3, name
        assert f'href="../slides/{name}.html"' in page
    listed = (book / "book" / "slides.html").read_text("utf-8")
    assert all(f'href="../slides/{name}.html"' in listed for name in decks)


def test_no_table_of_a_deck_has_a_heading_without_words(decks):
    assert decks and not [name for name, text in decks.items() if re.search(r"<th[^>]*>\s*</th>", text)]


def test_decks_load_and_link_only_what_the_site_has(book, decks):
    for name, text in decks.items():
        page = Page(text)
        loads = [attrs.get("src") for attrs in page.of("script", "img")] + [attrs["href"] for attrs in page.of("link")]
        loads += [attrs.get("data-live") for attrs in page.of("figure")]
        assert "../_static/course-fonts.css" in loads
        links = [attrs["href"].partition("#")[0] for attrs in page.of("a") if attrs.get("href")]
        inside = [url for url in links if url and not re.match(r"[a-z]+:|\?", url)]
        for url in {url for url in loads if url} | set(inside):
            assert (book / "slides" / url).resolve().is_file(), f"{name}: {url}"


def test_without_reveal_there_are_no_slides_and_no_error(monkeypatch, tmp_path):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert vendor.reveal.source() is None
    vendor.reveal.add_to(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.browser
def test_a_deck_works_from_disk_with_the_keyboard_alone(chromium, book, decks):
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    record = Record(page, "file://")
    page.goto((book / "slides" / "02_counting_people.html").as_uri(), wait_until="load")
    page.evaluate("window.deckReady")
    at = "deck.getIndices().h"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(at) == 1
    shown = page.evaluate("deck.getSlides().findIndex(s => s.querySelector('.live-figure input[type=range]'))")
    page.evaluate(f"deck.slide({shown})")
    slider = page.locator("section.present input[type=range]").first
    page.wait_for_selector("section.present .live-figure[data-ready]")
    before = page.locator("section.present svg").first.inner_html()
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_function("old => document.querySelector('section.present svg').innerHTML !== old", arg=before)
    assert page.evaluate(at) == shown  # the slider had the arrow key, the deck had not
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("document.querySelectorAll('math').length") >= 1
    # nothing is cut off at the foot of any slide
    over = page.evaluate(
        """async () => { const over = [];
        for (let i = 0; i < deck.getTotalSlides(); i++) { deck.slide(i, 0, 99);
          await new Promise(requestAnimationFrame);
          const box = deck.getCurrentSlide().querySelector('.fit').getBoundingClientRect();
          if (box.bottom > innerHeight + 1 || box.right > innerWidth + 1) over.push([i, box.bottom, box.right]); }
        return over; }"""
    )
    assert not over
    with context.expect_page() as opened:
        page.keyboard.press("s")
    opened.value.wait_for_selector(".speaker-controls-notes")
    context.close()
    assert not record.wrong


# Page and deck have palettes of their own; what is compared is the drawing in one palette.
LOOK = """theme => { document.documentElement.dataset.theme = theme;
  const palette = { ink: "#010101", muted: "#020202", grid: "#030303", paper: "#040404" };
  for (const name in palette) document.documentElement.style.setProperty(`--fig-${name}`, palette[name]);
  return [...document.querySelectorAll('.live-figure')].map((figure) =>
    [...figure.querySelectorAll('.live-picture svg :is(path, use, text, rect)')].map((mark) => {
      const { fill, stroke, strokeWidth, strokeDasharray, opacity } = getComputedStyle(mark);
      return [mark.tagName, fill, stroke, strokeWidth, strokeDasharray, opacity].join(' '); })); }"""
PAPER = "rgb(4, 4, 4)"


@pytest.mark.browser
def test_a_figure_looks_on_its_slide_as_on_the_page(chromium, book, decks):
    context = chromium.new_context(java_script_enabled=False)  # both as they were written
    page = context.new_page()
    for name in decks:
        looks = []
        for place in (f"lessons/{name}.html", f"slides/{name}.html"):
            page.goto((book / place).as_uri())
            looks.append({theme: page.evaluate(LOOK, theme) for theme in ("light", "dark")})
        lesson, deck = looks
        for theme in lesson:
            assert all(figure[0].startswith(f"path {PAPER} ") for figure in lesson[theme]) and lesson[theme], name
            for number, (right, shown) in enumerate(zip(lesson[theme], deck[theme], strict=True), 1):
                wrong = [pair for pair in zip(right, shown, strict=True) if pair[0] != pair[1]]
                assert not wrong, f"{name}, figure {number}, {theme}: {len(wrong)} marks, first {wrong[0]}"
    context.close()


@pytest.mark.browser
def test_a_deck_prints_one_slide_a_page(chromium, book, decks):
    page = chromium.new_page()
    page.goto((book / "slides" / "02_counting_people.html").as_uri() + "?print-pdf", wait_until="load")
    page.evaluate("window.deckReady")
    sheets = page.locator(".pdf-page").count()
    page.close()
    assert sheets == decks["02_counting_people"].count('<section class="is-')
