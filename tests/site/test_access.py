"""A lesson by keyboard alone, without motion, on paper, and what its first view costs."""

import io
import re

import pypdf
import pytest

from ..browser import whole

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 800}
LESSON = "lessons/02_counting_people.html"

# All that a keyboard must reach: seen, not disabled, and of a group of radio buttons the one that Tab stops at.
STOPS = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
.filter((n) => {
  if (n.disabled || n.tabIndex < 0 || !n.checkVisibility({ visibilityProperty: true })) return false;
  if (n.type !== "radio") return true;
  const group = [...document.querySelectorAll(`input[type=radio][name="${n.name}"]`)].filter((m) => m.form === n.form);
  return n === (group.find((m) => m.checked) ?? group[0]);
}).map((n, i) => { n.dataset.stop = i; return i; }).length
"""
# Where the focus is, and whether it can be seen: an outline, since forced colours paint no shadow.
FOCUS = """
() => {
  const n = document.activeElement, s = getComputedStyle(n);
  const seen = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1;
  return [n.dataset.stop ?? null, seen, n.outerHTML.slice(0, 90)];
}
"""


@pytest.fixture
def lesson(chromium, address):
    contexts = []

    def opened(name=LESSON, size=DESK, **options):
        context = chromium.new_context(viewport=size, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/{name}")
        whole(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_tab_reaches_every_control_of_a_lesson_and_leaves_it_again(lesson):
    page = lesson()
    page.wait_for_function("document.querySelectorAll('.live-figure input:not([disabled])').length > 0")
    stops = page.evaluate(STOPS)
    assert stops > 80
    reached, unseen = set(), []
    for turn in range(stops + 20):
        page.keyboard.press("Tab")
        stop, seen, html = page.evaluate(FOCUS)
        if html.startswith("<body"):  # past the last one, back in the browser's own controls
            break
        if turn == 0:
            assert "#main-content" in html
        reached.add(stop)
        unseen += [] if seen else [html]
    assert html.startswith("<body"), f"Tab never leaves the page; it stands on {html}"
    missed = page.evaluate(
        "(seen) => [...document.querySelectorAll('[data-stop]')].filter((n) => !seen.includes(n.dataset.stop))"
        ".map((n) => n.outerHTML.slice(0, 120))",
        [stop for stop in reached if stop],
    )
    assert not missed and not unseen


def test_the_skip_link_leads_to_the_text(lesson):
    page = lesson()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_wide_boxes_are_stops_and_narrow_ones_are_not(lesson):
    page = lesson("book/data/national.html", {"width": 390, "height": 844})
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.bd-article pre, .cell_output, .table-wrapper, .math')]
        .filter((n) => getComputedStyle(n).overflowX !== 'visible' && n.checkVisibility())
        .map((n) => [n.scrollWidth > n.clientWidth || n.scrollHeight > n.clientHeight, n.tabIndex === 0])"""
    )
    assert any(wide for wide, _ in boxes) and all(wide == stop for wide, stop in boxes)


def test_nothing_moves_for_readers_who_asked_for_that(lesson):
    page = lesson(reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((n) => {
          const s = getComputedStyle(n), longest = (text) => Math.max(...text.split(",").map(parseFloat));
          const lasts = s.animationName !== "none" && longest(s.animationDuration) > 0.01;
          return lasts || longest(s.transitionDuration) > 0.01;
        }).map((n) => n.outerHTML.slice(0, 80))"""
    )
    assert not moving
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().filter((a) => a.playState === 'running').length") == 0


def test_from_every_figure_a_link_leads_to_the_next(lesson):
    page = lesson()
    figures = page.locator(".bd-article .live-figure")
    links = page.get_by_role("link", name="Skip to the next figure")
    assert links.count() == figures.count() >= 2
    for number in range(links.count()):
        links.nth(number).focus()
        assert links.nth(number).bounding_box()["width"] > 50  # it can be seen
        page.keyboard.press("Enter")
        whole(page).keyboard.press("Tab")
        inside = page.evaluate(
            "[...document.querySelectorAll('.live-figure')].indexOf(document.activeElement.closest('.live-figure'))"
        )
        assert inside == number


def test_on_paper_there_are_text_and_figures_and_no_controls(lesson):
    page = lesson()
    page.emulate_media(media="print")
    shown = """(css) => [...document.querySelectorAll(css)]
        .filter((n) => n.checkVisibility({ visibilityProperty: true })).length"""
    assert page.evaluate(shown, "article svg[role=img], article .picture") >= 3
    for css in (
        "button, input:not(.check-option input, .check-labels input), dialog",
        ".site-top, .steps, .site-contents, .site-foot, .headerlink, .copybtn",
        ".prev-next-footer, .lesson-actions, .code-switch, .check-actions, .lesson-progress, .skip-link",
        ".check-hint, .check-answer, .check-state, .visually-hidden-focusable",
    ):
        assert page.evaluate(shown, css) == 0, css
    apart = (
        "[hidden], .check-result, .check-actions, .check-hint, .check-answer, .live-figure, .run-lesson, details.hide, "
        ".margin-note.work"
    )
    paragraphs = page.evaluate(
        "(apart) => [...document.querySelectorAll('article > section p')]"
        ".filter((n) => n.textContent.trim() && !n.closest(apart) && !n.getBoundingClientRect().height)"
        ".map((n) => n.textContent.slice(0, 60))",
        apart,
    )
    assert not paragraphs
    page = lesson("book/references.html")
    page.emulate_media(media="print")
    link = "getComputedStyle(document.querySelector('article a.external[href^=http]'), '::after').content"
    assert "http" in page.evaluate(link)  # its address can be read


def _printed(page):
    """The text of a page on paper, without spaces: where a line wraps is no matter."""
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return _squeezed("".join(sheet.extract_text() for sheet in sheets))


def _squeezed(text):
    return re.sub(r"\s+", "", text)


def test_on_paper_a_long_line_of_code_is_whole_and_answers_are_there_for_who_asks(lesson):
    name = "lessons/09_factor_flow.html"
    page = lesson(name)
    lines = page.evaluate(
        "[...document.querySelectorAll('.code-fold:not(.hide) pre')].flatMap((n) => n.textContent.split('\\n'))"
    )
    told = ".check .check-hint p, .check .check-answer-text, .check .check-key > p:not(.check-key-name)"
    answers = page.evaluate("(css) => [...document.querySelectorAll(css)].map((n) => n.textContent)", told)
    answers = [_squeezed(text) for text in answers if len(text) > 30 and text.isascii() and "$" not in text]
    long = [line for line in lines if len(line) > 70]
    assert len(long) > 3 and len(answers) > 5
    text = _printed(page)
    assert all(_squeezed(line) in text for line in long)
    assert not [answer for answer in answers if answer in text]
    text = _printed(lesson(f"{name}?answers"))
    assert all(answer in text for answer in answers)


def test_the_foot_of_a_page_prints_with_answers_once(lesson):
    page = lesson()
    page.evaluate("print = () => { window.printed = 'answers' in document.documentElement.dataset; }")
    page.locator(".print-answers").evaluate("(n) => n.click()")
    assert page.evaluate("window.printed")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("!('answers' in document.documentElement.dataset)")
    assert not lesson("book/data/national.html").locator(".print-answers").count()


def test_on_paper_nothing_is_cut_at_the_edge_and_the_first_sheet_is_used(lesson, pages):
    sheet = {"width": 718, "height": 1040}  # what lies between the margins of A4
    cut = """(width) => [...document.querySelectorAll(".bd-article *")].filter((n) => {
      if (n.closest("svg, .visually-hidden") || !n.checkVisibility()) return false;
      const hidden = n.scrollWidth > n.clientWidth + 1 && getComputedStyle(n).overflowX !== "visible" && n.clientWidth;
      return hidden || n.getBoundingClientRect().right > width + 1;
    }).map((n) => n.outerHTML.slice(0, 120))"""
    wrong = []
    for name in [*(name for name in pages if name.startswith("lessons/")), "book/reform_lab.html"]:
        page = lesson(name)
        page.emulate_media(media="print")
        page.set_viewport_size(sheet)
        wrong += [f"{name}: {html}" for html in page.evaluate(cut, sheet["width"])]
    assert not wrong
    first = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages[0].extract_text()
    assert "Rural hukou" in first  # words in the first picture of the Reform Lab


def test_the_first_view_of_a_lesson_is_light_and_holds_still(lesson, pages):
    """Bytes as the book's own server sends them, uncompressed; shifts while the page is read to its end."""
    for name in [name for name in pages if name.startswith("lessons/")][::5]:
        page = lesson("search.html")
        sent = []
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        devtools.on("Network.loadingFinished", lambda event, sent=sent: sent.append(event["encodedDataLength"]))
        page.add_init_script(
            "window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((e) => {"
            " if (!e.hadRecentInput) window.shift += e.value; })).observe({type: 'layout-shift', buffered: true})"
        )
        page.goto(page.url.replace("search.html", name))
        whole(page)
        assert sum(sent) <= 800_000, name
        page.evaluate(
            "async () => { for (let y = 0; y < document.documentElement.scrollHeight; y += 700)"
            " { scrollTo(0, y); await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))); } }"
        )
        assert page.evaluate("window.shift") < 0.01, name
