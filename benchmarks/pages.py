"""What a page costs its reader: bytes, largest contentful paint, blocking time, layout shift; with a slow processor.

``python benchmarks/pages.py [--pages lessons/02,book/models] [--slowdown 4] [--runs 3]`` needs Chromium and a
built book (``make site``). Every page is loaded cold (no cache) from the book's own server on this machine, in a window
of 1280 x 800, and the median of the runs is printed. Lighthouse defines the numbers:

LCP   time until the largest text or picture of the first view is painted
TBT   sum over long tasks of what exceeds 50 ms, between the first paint and the time when the page has come to rest
CLS   layout shift, the largest session window, the page scrolled through to its end
KB    what the server sent until the page came to rest (headers included), and all that scrolling fetched after it
"""

import argparse
import contextlib
import datetime
import json
import pathlib
import platform
import statistics
import sys
import threading

from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the browser is started as the tests start it

from coursebook.serve import server  # noqa: E402

from tests.browser import launch  # noqa: E402

WATCH = """
window.seen = {lcp: 0, paint: 0, tasks: [], cls: 0, window: 0, last: 0, first: 0};
const on = (type, act) =>
  new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({type, buffered: true});
on("largest-contentful-paint", (e) => { seen.lcp = e.startTime; });
on("paint", (e) => { if (e.name === "first-contentful-paint") seen.paint = e.startTime; });
on("longtask", (e) => seen.tasks.push([e.startTime, e.duration]));
on("layout-shift", (e) => {
  if (e.hadRecentInput) return;
  if (e.startTime - seen.last > 1000 || e.startTime - seen.first > 5000) { seen.window = 0; seen.first = e.startTime; }
  seen.last = e.startTime; seen.window += e.value; seen.cls = Math.max(seen.cls, seen.window);
});
"""
SCROLL = """
async () => {
  const step = innerHeight * 0.8;
  for (let y = 0; y < document.documentElement.scrollHeight; y += step) {
    window.scrollTo(0, y);
    await new Promise((r) => setTimeout(r, 120));
  }
}
"""


@contextlib.contextmanager
def served(folder):
    """Serve the book on this machine and give its address."""
    running = server(folder, 0)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()


def visit(browser, url, slowdown):
    """Load a page once and return its numbers."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(WATCH)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.wait_for_timeout(1500)  # a new window loads parts of the browser itself; they are not the page's cost
    sent = []
    devtools.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(300)
    first = sum(sent)
    seen = page.evaluate("seen")
    page.evaluate(SCROLL)
    page.wait_for_load_state("networkidle")
    cls = page.evaluate("seen.cls")
    context.close()
    blocking = sum(max(0, length - 50) for start, length in seen["tasks"] if start + length > seen["paint"])
    return {
        "lcp": seen["lcp"], "fcp": seen["paint"], "tbt": blocking, "cls": cls, "first": first / 1000,
        "all": sum(sent) / 1000, "html": sent and len(page_bytes(url)) / 1000,
    }  # fmt: skip


def page_bytes(url):
    """Return the page itself."""
    import urllib.request

    return urllib.request.urlopen(url).read()


def main():
    """Print one line a page, and the worst of each column."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--pages", help="beginnings of page names, parted by commas [default: landing page and lessons]")
    asked.add_argument("--slowdown", type=float, default=4)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--book", default=ROOT / "_build" / "html", type=pathlib.Path)
    given = asked.parse_args()
    names = sorted(p.relative_to(given.book).as_posix() for p in given.book.rglob("*.html") if "_static" not in p.parts)
    wanted = tuple((given.pages or "book/index,lessons/").split(","))
    names = [name for name in names if name.startswith(wanted)]
    columns = {"html": 0, "first": 0, "all": 0, "fcp": 0, "lcp": 0, "tbt": 0, "cls": 3}
    print(f"{'page':44}{'HTML KB':>9}{'first KB':>9}{'all KB':>9}{'FCP ms':>8}{'LCP ms':>8}{'TBT ms':>8}{'CLS':>7}")
    rows = {}
    with sync_playwright() as playwright, served(given.book) as base:
        browser = launch(playwright)
        for name in names:
            runs = [visit(browser, f"{base}/{name}", given.slowdown) for _ in range(given.runs)]
            rows[name] = {key: statistics.median(run[key] for run in runs) for key in columns}
            show(name, rows[name], columns)
        version = browser.version
        browser.close()
    show("worst", {key: max(row[key] for row in rows.values()) for key in columns}, columns)
    result = {
        "what": __doc__.splitlines()[0], "slowdown": given.slowdown, "runs": given.runs, "chromium": version,
        "machine": platform.platform(), "time": datetime.datetime.now().isoformat(timespec="seconds"), "pages": rows,
    }  # fmt: skip
    out = ROOT / "benchmarks" / "results" / "pages.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, indent=1), "utf-8")


def show(name, row, columns):
    """Print one line."""
    widths = {"html": 9, "first": 9, "all": 9, "fcp": 8, "lcp": 8, "tbt": 8, "cls": 7}
    print(f"{name:44}" + "".join(f"{row[key]:{widths[key]}.{columns[key]}f}" for key in columns), flush=True)


if __name__ == "__main__":
    main()
