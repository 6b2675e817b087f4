"""How tests start Chromium, and how they wait: for a state of the page, and as long as a busy machine needs."""

from coursebook.chromium import FLAGS
from coursebook.chromium import find as chromium
from playwright.sync_api import expect

PATIENCE = 300  # seconds until what does not come is taken for missing; no machine that works at all is so slow

# The page is laid out whole, and every figure in view or near it, where it loads by itself, can be moved.
_WHOLE = """() => document.readyState === "complete" && document.documentElement.dataset.slices !== ""
  && [...document.querySelectorAll(".live-figure")].every((figure) => {
    const { top, bottom } = figure.getBoundingClientRect();
    return "ready" in figure.dataset || !figure.checkVisibility() || top > innerHeight + 700 || bottom < -700;
  })"""


def launch(playwright, **options):
    """Start Chromium with the options that every test uses; all its pages, and `expect`, are patient."""
    browser = playwright.chromium.launch(
        executable_path=chromium(), args=FLAGS, **{"timeout": PATIENCE * 1000, **options}
    )
    browser.on("context", lambda context: context.set_default_timeout(PATIENCE * 1000))
    expect.set_options(timeout=PATIENCE * 1000)
    return browser


def whole(page):
    """Wait until a page is laid out and its figures in or near the view can be moved."""
    page.wait_for_function(_WHOLE)
    return page


def frames(page, count=2):
    """Let the page draw `count` frames: what a script does at the next one is done."""
    page.evaluate(
        "async (n) => { while (n--) await new Promise((done) => requestAnimationFrame(done)); }",
        count,
    )
