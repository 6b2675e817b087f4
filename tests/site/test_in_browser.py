import re
from time import monotonic

import pytest

from ..browser import PATIENCE, frames, whole
from . import axe

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
LANDING = "book/index.html"
SKIPPED = (
    "[...document.querySelectorAll('.bd-article *')].some((n) => getComputedStyle(n).contentVisibility === 'auto')"
)


def _context(chromium, size, mode="light", **options):
    context = chromium.new_context(viewport=size, **options)
    context.add_init_script(f"localStorage.setItem('mode', '{mode}'); localStorage.setItem('theme', '{mode}')")
    return context


class Record:
    """All that goes wrong between a page and the network, and what a page tells the console."""

    def __init__(self, page, base):
        self.wrong, self.requests, self.waiting = [], 0, set()
        self.own = (base, "data:", "blob:")
        page.on("request", self._request)
        page.on("requestfailed", lambda request: self.wrong.append(f"failed {request.url}"))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self.waiting.discard(request))
        page.on("response", lambda answer: answer.status >= 400 and self.wrong.append(f"{answer.status} {answer.url}"))
        page.on("console", lambda said: said.type in ("error", "warning") and self.wrong.append(f"console {said.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"script {error}"))

    def _request(self, request):
        self.requests += 1
        if request.url.startswith("http"):
            self.waiting.add(request)
        if not request.url.startswith(self.own):
            self.wrong.append(f"foreign {request.url}")

    def settle(self, page):
        """Wait for what the page still fetches; leaving it earlier would break these requests off."""
        end = monotonic() + PATIENCE
        while self.waiting and monotonic() < end:
            frames(page)
        self.wrong += [f"no answer {request.url}" for request in self.waiting]


@pytest.mark.parametrize("part", range(2))
@pytest.mark.parametrize(("size", "mode"), [(DESK, "light"), (PHONE, "dark")], ids=["1280", "390"])
def test_every_page_is_whole_open_to_everybody_and_asks_no_other_host(chromium, address, pages, size, mode, part):
    """One visit a page and size: requests, console, width, theme, and axe-core in light and in dark."""
    context = _context(chromium, size, mode, reduced_motion="reduce")  # colours must not be on their way
    page = context.new_page()
    record = Record(page, address.removesuffix("/course"))
    wrong = []
    seen = [name for name in pages if name != "index.html"]  # leads on to the landing page: the next test
    for name in seen[part::2]:
        page.goto(f"{address}/{name}")
        whole(page).wait_for_function(f"!({SKIPPED})")  # a box is known to scroll when it is laid out
        width = page.evaluate("document.documentElement.scrollWidth")
        record.wrong += [f"{width} px wide"] if width > size["width"] else []
        shown = page.evaluate("document.documentElement.dataset.theme")
        record.wrong += [] if shown == mode else [f"shown {shown}, not {mode}"]
        if size is DESK:
            record.wrong += axe.violations(page)
            axe.dark(page)
            record.wrong += axe.violations(page, colours=True)
        else:
            record.wrong += axe.violations(page, colours=False)
        record.settle(page)
        wrong += [f"{name}: {what}" for what in record.wrong]
        record.wrong.clear()
    context.close()
    assert not wrong, "\n".join(wrong)
    assert record.requests > len(pages) / 2 * 5


def test_the_top_of_the_site_leads_to_the_landing_page(chromium, address):
    context = _context(chromium, DESK)
    page = context.new_page()
    page.goto(f"{address}/")
    page.wait_for_url(f"{address}/{LANDING}")
    assert page.locator("article h1").inner_text().startswith("Second Urbanization")
    context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1280", "390"])
def test_the_landing_figure_is_above_the_fold_and_moves(chromium, address, size):
    context = _context(chromium, size)
    page = context.new_page()
    page.goto(f"{address}/{LANDING}")
    whole(page)
    picture = page.locator("main svg[role=img]").first
    box = picture.bounding_box()
    assert box["y"] + box["height"] <= size["height"]
    slider = page.locator("main input[type=range]").first
    assert slider.bounding_box()["y"] < size["height"]
    before = picture.inner_html()
    slider.focus()
    slider.press("ArrowLeft")
    page.wait_for_function("old => document.querySelector('main svg[role=img]').innerHTML !== old", arg=before)
    context.close()


def test_a_page_laid_out_in_slices_becomes_what_it_is_without_them(chromium, address, pages):
    name = next(name for name in pages if name.startswith("lessons/"))
    # what stands in a closed box keeps the place that it had when it was measured
    measure = """() => [...document.querySelectorAll(
        '.bd-article :is(h1, h2, h3, p, table, .cell, .check, figure, div.math)')]
        .filter((n) => n.checkVisibility()).map((n) => n.getBoundingClientRect())
        .map((r) => [r.left, r.top + scrollY, r.width, r.height].map(Math.round))"""
    context = _context(chromium, DESK)
    page = context.new_page()
    page.goto(f"{address}/{name}")
    assert page.evaluate("'slices' in document.documentElement.dataset")
    whole(page).wait_for_function(f"!({SKIPPED})")
    sliced = page.evaluate(measure)
    page.reload()  # who comes back gets the page whole, at the place where he was
    whole(page)
    assert not page.evaluate("'slices' in document.documentElement.dataset")
    assert sliced == page.evaluate(measure) and len(sliced) > 50
    context.close()


def test_a_link_inside_a_page_that_is_not_laid_out_yet_leads_to_its_heading(chromium, address, pages):
    name = next(name for name in pages if name.startswith("lessons/"))
    context = _context(chromium, DESK, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script("requestIdleCallback = () => 0; { let t = 0; performance.now = () => t += 1000; }")  # no time
    page.goto(f"{address}/{name}")
    assert page.evaluate(SKIPPED)
    page.locator(".bd-toc-nav a[href='#exercises']").evaluate("(n) => n.click()")
    page.wait_for_function("scrollY > 3000")
    assert not page.evaluate(SKIPPED)
    assert 0 <= page.locator("#exercises h2").first.bounding_box()["y"] <= DESK["height"] / 2
    context.close()


def test_the_first_click_on_the_download_menu_opens_it(chromium, address, pages):
    """The menu's script is loaded by this click, or by scrolling: then there is a button that leads back to the top."""
    name = next(name for name in pages if name.startswith("lessons/"))
    context = _context(chromium, PHONE)
    page = context.new_page()
    page.goto(f"{address}/{name}")
    whole(page)
    assert not page.evaluate("'bootstrap' in window")
    page.locator(".dropdown-download-buttons > button").evaluate("(n) => n.click()")
    page.locator(".dropdown-download-buttons .dropdown-menu").wait_for(state="visible")
    page.reload()
    page.evaluate("scrollTo({ top: 3000, behavior: 'instant' })")
    page.wait_for_function("'bootstrap' in window")
    for top in (2900, 2800, 2700):  # the button comes when the reader turns back
        page.evaluate(f"scrollTo({{ top: {top}, behavior: 'instant' }})")
        frames(page)
    page.locator("#pst-back-to-top").wait_for(state="visible")
    context.close()


def test_pictures_are_there_without_scripts(chromium, address, pages):
    context = chromium.new_context(viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    for name in [name for name in pages if name == LANDING or name.startswith("lessons/")]:
        page.goto(f"{address}/{name}")
        pictures = page.locator("main svg[role=img], main .cell_output img")
        assert pictures.count() >= 1, name
        box = pictures.first.bounding_box()
        assert box["width"] > 200 and box["height"] > 100, name
        assert page.locator("article h1").first.is_visible(), name
    context.close()


def test_formulas_stand_in_the_page_and_old_browsers_get_mathjax(chromium, address, pages):
    lesson = next(name for name in pages if name.startswith("lessons/"))
    for old in (False, True):
        context = _context(chromium, DESK)
        page = context.new_page()
        asked = []
        page.on("request", lambda request, asked=asked: asked.append(request.url.split("?")[0]))
        if old:
            page.add_init_script("delete window.MathMLElement")
        page.goto(f"{address}/{lesson}")
        whole(page)
        if old:
            page.wait_for_selector("mjx-container mjx-math", state="attached")
            page.wait_for_selector("mjx-assistive-mml math", state="attached")  # what a screen reader reads
        else:
            assert page.locator(".math > math[display=block] mfrac").first.bounding_box()["height"] > 25
        assert (f"{address}/_static/vendor/mathjax/tex-chtml.js" in asked) is old
        context.close()


def test_the_dark_switch_works_and_is_remembered(chromium, address):
    context = chromium.new_context(viewport=DESK)
    page = context.new_page()
    theme = "() => document.documentElement.dataset.theme"
    page.goto(f"{address}/{LANDING}")
    whole(page)
    assert page.evaluate(theme) == "light"
    colours = [page.evaluate("getComputedStyle(document.body).backgroundColor")]
    ink = "getComputedStyle(document.documentElement).getPropertyValue('--fig-ink')"
    inks = [page.evaluate(ink)]
    for _ in range(3):
        page.locator(".theme-switch-button:visible").first.click()
        if page.evaluate(theme) == "dark":
            break
    assert page.evaluate(theme) == "dark"
    page.goto(f"{address}/book/syllabus.html")
    assert page.evaluate(theme) == "dark"
    colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    inks.append(page.evaluate(ink))
    assert colours[0] != colours[1] and inks[0] != inks[1]
    context.close()


def test_signs_on_buttons_are_drawn_from_our_own_font(chromium, address):
    context = _context(chromium, PHONE)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url.split("?")[0]))
    page.goto(f"{address}/{LANDING}")
    whole(page)
    loaded = page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].filter(f => f.status === 'loaded').map(f => f.family))"
    )
    assert any("Font Awesome" in family for family in loaded)
    assert f"{address}/_static/vendor/icons/icons.woff" in asked
    assert not [url for url in asked if "fontawesome" in url]
    for button in page.locator(".article-header-buttons button:visible, .header-article__inner button:visible").all():
        box = button.bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24
        assert button.get_attribute("aria-label") or button.get_attribute("title") or button.inner_text().strip()
    context.close()


def test_a_page_prints_dark_text_on_white_in_dark_mode(chromium, address):
    context = _context(chromium, DESK, "dark")
    page = context.new_page()
    page.goto(f"{address}/{LANDING}")
    whole(page)
    page.emulate_media(media="print")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = page.evaluate("getComputedStyle(document.querySelector('main p')).color")
    assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert sum(map(int, re.findall(r"\d+", ink)[:3])) < 200
    context.close()
