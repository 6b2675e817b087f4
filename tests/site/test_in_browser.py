import re
from time import monotonic

import numpy as np
import pytest

from reformlab.lab import bands

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


CSS = 40_000  # bytes of all style sheets that a page has on a screen
SMALLEST = 11  # px, letters of a figure on a phone
SMALL = """(smallest) => [...document.querySelectorAll("figure svg text")].flatMap((text) => {
  const { a, b } = text.getScreenCTM(), size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
  return !text.checkVisibility() || size > smallest - 0.05 ? [] : [`${text.textContent}: ${size.toFixed(1)} px`];
})"""


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
            record.wrong += page.evaluate(SMALL, SMALLEST) if re.match(r"lessons/\d", name) else []
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
    assert page.locator("article h1").inner_text().startswith("Two thirds of China")
    context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1280", "390"])
def test_statement_and_way_in_are_above_the_fold_and_the_figure_moves(chromium, address, size):
    context = _context(chromium, size)
    page = context.new_page()
    page.goto(f"{address}/{LANDING}")
    whole(page)
    start = page.get_by_role("link", name="Start lesson 1").first.bounding_box()
    picture = page.locator("main svg[role=img]").first
    box = picture.bounding_box()
    assert start["y"] + start["height"] < size["height"] and box["y"] + box["height"] / 3 < size["height"]
    slider = page.locator("main input[type=range]").first
    assert size is PHONE or slider.bounding_box()["y"] < size["height"]
    before = picture.inner_html()
    slider.focus()
    slider.press("Home")
    page.wait_for_function("old => document.querySelector('main svg[role=img]').innerHTML !== old", arg=before)
    context.close()


def test_the_landing_page_leads_to_every_lesson_claim_and_door(chromium, address):
    context = _context(chromium, DESK)
    page = context.new_page()
    page.goto(f"{address}/{LANDING}")
    assert page.locator(".parts > .part").count() == 5 and page.locator(".part li a").count() == 16
    boxes = page.locator("a.claim-box").evaluate_all("all => all.map(a => a.hash)")
    assert sorted(boxes) == [f"#P{number:02d}" for number in range(1, 46)]
    counts = page.locator(".claim-count b").all_inner_texts()
    assert sum(map(int, counts)) == 45 and len(counts) == 4
    drawn = page.locator(".lab-band svg text").all_text_contents()
    packages = ("five breakthroughs", "without assumed gains", "institutional levers only")
    for outcome, form in (("EV", "{:.1f}"), ("people in losing groups (%)", "{:.0f}")):
        assert {form.format(bands.bands(name).loc[outcome, "central"]) for name in packages} <= set(drawn)
    assert page.locator(".lab-go a").get_attribute("href") == "reform_lab.html"
    assert page.locator(".door").count() == 3 and page.locator(".door a[download]").count() >= 2
    context.close()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_first_section_of_a_lesson_begins_in_the_first_view(chromium, address, pages, mode):
    context = _context(chromium, DESK, mode)
    page = context.new_page()
    late = {}
    for name in [name for name in pages if re.match(r"lessons/\d", name)]:
        page.goto(f"{address}/{name}")
        whole(page)
        top = page.locator("article section section h2").first.bounding_box()["y"]
        late |= {name: top} if top > 600 else {}
        assert page.locator(".key-question, .goals, .code-switch").count() == 3, name
    assert not late
    context.close()


def _wait_for_fonts(route):
    """Have a page wait for its fonts: which of them come in time for an optional use, another visit decides anew."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("font-display:optional", "font-display:block"))


def test_a_page_laid_out_in_slices_becomes_what_it_is_without_them(chromium, address, pages):
    name = next(name for name in pages if name.startswith("lessons/"))
    # what stands in a closed box keeps the place that it had when it was measured
    measure = """() => [...document.querySelectorAll(
        '.bd-article :is(h1, h2, h3, p, table, .cell, .check, figure, div.math)')]
        .filter((n) => n.checkVisibility()).map((n) => n.getBoundingClientRect())
        .map((r) => [r.left, r.top + scrollY, r.width, r.height].map(Math.round))"""
    context = _context(chromium, DESK)
    context.route("**/*.css*", _wait_for_fonts)
    page = context.new_page()
    page.goto(f"{address}/{name}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("'slices' in document.documentElement.dataset")
    whole(page).wait_for_function(f"!({SKIPPED})")
    sliced = page.evaluate(measure)
    page.reload()  # who comes back gets the page whole, at the place where he was
    whole(page)
    assert not page.evaluate("'slices' in document.documentElement.dataset")
    assert np.abs(np.subtract(sliced, page.evaluate(measure))).max() <= 1 and len(sliced) > 50  # in rounded px
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


def test_one_switch_opens_all_code_and_no_line_is_wider_than_its_box(chromium, address, pages):
    for size in (DESK, PHONE):
        context = _context(chromium, size)
        page = context.new_page()
        page.goto(f"{address}/{next(name for name in pages if name.startswith('lessons/'))}")
        whole(page)
        codes = page.locator(".code-fold pre")
        assert codes.count() > 3 and not codes.first.is_visible()
        page.locator("#code-all").check()
        assert all(code.is_visible() for code in codes.all())
        wide = "all => all.filter((n) => n.scrollWidth > n.clientWidth + 1).length"
        assert codes.evaluate_all(wide) == 0
        context.close()


def test_the_contents_open_and_close_on_a_phone_also_without_scripts(chromium, address, pages):
    name = next(name for name in pages if name.startswith("lessons/"))
    for scripts in (True, False):
        context = chromium.new_context(viewport=PHONE, java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"{address}/{name}")
        contents = page.locator(".bd-docs-nav")
        assert not contents.is_visible()
        page.locator(".site-menu summary").click()
        contents.wait_for(state="visible")
        assert page.locator(".bd-docs-nav a[aria-current=page]").is_visible()
        if scripts:
            page.keyboard.press("Escape")
            contents.wait_for(state="hidden")
        context.close()


def test_pictures_are_there_without_scripts(chromium, address, pages):
    context = chromium.new_context(viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    for name in [name for name in pages if name == LANDING or name.startswith("lessons/")]:
        page.goto(f"{address}/{name}")
        pictures = page.locator("main svg[role=img], main .picture svg, main .cell_output img")
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
    page.locator(".theme-switch").click()
    assert page.evaluate(theme) == "dark"
    page.goto(f"{address}/book/syllabus.html")
    assert page.evaluate(theme) == "dark"
    colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    inks.append(page.evaluate(ink))
    assert colours[0] != colours[1] and inks[0] != inks[1]
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_without_a_choice_the_page_follows_the_system(chromium, address, scripts):
    grounds = []
    for scheme in ("light", "dark"):
        context = chromium.new_context(viewport=DESK, color_scheme=scheme, java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"{address}/book/syllabus.html")
        page.locator("h1").wait_for()
        grounds.append(page.locator(".site-top").evaluate("(n) => getComputedStyle(n).backgroundColor"))
        context.close()
    assert grounds == ["rgb(252, 251, 248)", "rgb(20, 23, 26)"]


def test_no_page_needs_many_styles(book, pages):
    large = {}
    for name in pages:
        text = re.sub(r"<noscript>.*?</noscript>", "", (book / name).read_text("utf-8"), flags=re.DOTALL)
        links = [link for link in re.findall(r"<link [^>]*>", text) if "stylesheet" in link and "print" not in link]
        files = [(book / name).parent / re.search(r'href="([^"?]+)', link)[1] for link in links]
        size = sum(file.stat().st_size for file in files)
        large |= {name: size} if size > CSS else {}
    assert not large


def test_what_stands_in_for_the_font_of_figures_is_as_wide(chromium, address, pages):
    page = _context(chromium, DESK).new_page()
    page.goto(f"{address}/{next(name for name in pages if name.startswith('lessons/'))}")
    wide = page.evaluate(
        """async (words) => {
          const pen = document.createElement("canvas").getContext("2d");
          const measure = async (weight, family) => {
            await document.fonts.load((pen.font = `${weight} 100px "${family}", monospace`));
            return pen.measureText(words).width;
          };
          const ratio = async (weight) => (await measure(weight, "SU Like")) / (await measure(weight, "SU Sans"));
          return [await ratio(400), await ratio(600), await ratio(700)];
        }""",
        "Share of people who live in towns, %: 1978 to 2025. The average person gains +0.07% (−0.1 to +0.9).",
    )
    assert max(abs(one - 1) for one in wide) < 0.03
    page.context.close()


def test_the_theme_is_small_and_has_its_own_fonts(chromium, address, book, pages):
    context = _context(chromium, PHONE)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url.split("?")[0].removeprefix(f"{address}/")))
    page.goto(f"{address}/{next(name for name in pages if name.startswith('lessons/'))}")
    whole(page)
    sheets = [name for name in asked if name.endswith(".css") and not name.endswith("-print.css")]
    assert "_static/course-dark.css" not in sheets and sum((book / name).stat().st_size for name in sheets) <= CSS
    fonts = [name for name in asked if name.endswith(".woff2")]
    assert {"serif.woff2", "serif-i.woff2", "sans.woff2"} <= {name.rsplit("/", 1)[-1] for name in fonts}
    assert (book / "_static" / "fonts" / "OFL.txt").is_file()
    for button in page.locator(".site-top :is(.icon, summary):visible").all():
        box = button.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44
        assert button.get_attribute("aria-label")
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
