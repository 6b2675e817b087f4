"""From the click on "Run this lesson" to the first figure in the browser lab: seconds and bytes, cold and warm.

``python benchmarks/browserlab.py [--runs 3] [--lesson 02_counting_people]`` needs Chromium and a built site with a lab
(``make site``). Cold is a browser that has never seen the site; warm is the same browser started again. Bytes are those
that the server sent, once with the compression that most hosts apply to text and scripts, once without any.
"""

import argparse
import contextlib
import functools
import gzip
import http.server
import json
import os
import pathlib
import platform
import shutil
import statistics
import sys
import tempfile
import threading
import time

import psutil
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from coursebook.chromium import FLAGS, find  # noqa: E402

COMPRESSED = (".html", ".js", ".css", ".json", ".ipynb", ".svg", ".py")


class Server(http.server.SimpleHTTPRequestHandler):
    """A static server that counts what it sends, with entity tags, and with compression if `packed`."""

    sent, packed = 0, False
    lock, cache = threading.Lock(), {}
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {".wasm": "application/wasm"}

    def log_message(self, *args):
        """Stay silent."""

    def do_GET(self):
        """Send a file, or say that the browser has it."""
        path = pathlib.Path(self.translate_path(self.path.split("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        tag = f'"{path.stat().st_mtime_ns}-{path.stat().st_size}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
            return
        pack = Server.packed and path.suffix in COMPRESSED
        key = (path, tag, pack)
        if key not in Server.cache:
            Server.cache[key] = gzip.compress(path.read_bytes(), 6) if pack else path.read_bytes()
        body = Server.cache[key]
        with Server.lock:
            Server.sent += len(body)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", tag)
        self.send_header("Cache-Control", "max-age=600")  # as GitHub Pages says
        if pack:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)


@contextlib.contextmanager
def serving(folder):
    class Threads(http.server.ThreadingHTTPServer):
        daemon_threads = True

    server = Threads(("127.0.0.1", 0), functools.partial(Server, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def processor_seconds():
    """Processor time of all child processes: the browser's share, whatever else the machine does."""
    total = 0.0
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            total += sum(child.cpu_times()[:2])
    return total


def visit(playwright, profile, address, lesson, wait):
    """One click; returns seconds to the notebook, to Python, to the figure, processor seconds, bytes."""
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=find(), args=FLAGS, viewport={"width": 1280, "height": 900}
    )
    page = context.pages[0]
    page.goto(f"{address}/lessons/{lesson}.html", wait_until="networkidle")
    link = page.get_by_role("link", name="Run this lesson").get_attribute("href")
    if wait:  # the reader reaches for the link and reads on for a while
        page.get_by_role("link", name="Run this lesson").hover()
        page.wait_for_timeout(1000 * wait)
    Server.sent, before, start = 0, processor_seconds(), time.perf_counter()
    page.evaluate("(link) => { location.href = link; }", link)  # the click itself, without a pointer above it before
    took = {}
    for name, selector in {
        "notebook": ".jp-Notebook .jp-CodeCell",
        "python": "#course-state[data-state=ready]",
        "figure": ".live-figure[data-ready]",
    }.items():
        page.wait_for_selector(selector, timeout=300_000)
        took[name] = time.perf_counter() - start
    took |= {"processor": processor_seconds() - before, "MB": Server.sent / 1e6}
    context.close()
    return took


def measure(site, lesson, runs):
    rows = []
    with serving(site) as address, sync_playwright() as playwright:
        for packed in (True, False):
            Server.packed = packed
            for run in range(runs):
                profile = pathlib.Path(tempfile.mkdtemp(prefix="browserlab-"))
                for label in ("cold", "warm"):
                    rows.append({"run": run, "server": "gzip" if packed else "plain", "cache": label})
                    rows[-1] |= visit(playwright, profile, address, lesson, 0)
                shutil.rmtree(profile, ignore_errors=True)
        profile = pathlib.Path(tempfile.mkdtemp(prefix="browserlab-"))
        rows.append({"run": 0, "server": "plain", "cache": "hover, then 20 s"})
        rows[-1] |= visit(playwright, profile, address, lesson, 20)
        shutil.rmtree(profile, ignore_errors=True)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--lesson", default="02_counting_people")
    parser.add_argument("--site", default=ROOT / "_build" / "html")
    chosen = parser.parse_args()
    if not (pathlib.Path(chosen.site) / "browserlab" / "index.html").is_file():
        sys.exit("no browser lab in the site: run `make site` with the files of the browser's Python at hand")
    rows = measure(chosen.site, chosen.lesson, chosen.runs)
    print(f"{'server':6} {'cache':18} {'notebook':>9} {'python':>9} {'figure':>9} {'processor':>10} {'MB sent':>8}")
    for server, cache in dict.fromkeys((row["server"], row["cache"]) for row in rows):
        same = [row for row in rows if (row["server"], row["cache"]) == (server, cache)]
        middle = {
            name: statistics.median(row[name] for row in same)
            for name in same[0]
            if name not in ("run", "server", "cache")
        }
        print(
            f"{server:6} {cache:18} {middle['notebook']:8.1f}s {middle['python']:8.1f}s {middle['figure']:8.1f}s"
            f" {middle['processor']:9.1f}s {middle['MB']:8.1f}"
        )
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    about = {"machine": platform.platform(), "cores": os.cpu_count(), "lesson": chosen.lesson, "rows": rows}
    (results / "browserlab.json").write_text(json.dumps(about, indent=1), "utf-8")


if __name__ == "__main__":
    main()
