"""From a slider's input to the painted frame: LiveFigure on a page, in JupyterLab, and its peers, in one run.

``python benchmarks/slider.py [--moves 100]`` needs Chromium. The notebook rows start a JupyterLab of their own and stop
it. Input to painted frame means: from the event to the first task after the next
animation frame that shows the new picture.
"""

import contextlib
import datetime
import functools
import http.server
import json
import os
import pathlib
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import nbformat
from ipywidgets.embed import embed_data
from playwright.sync_api import sync_playwright

HERE = pathlib.Path(__file__).resolve().parent
PEERS = HERE / "peers"
sys.path.insert(0, str(PEERS))  # the figure that all rows draw
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

# A move on a page answers within the event; the frame after it is the one that shows it.
PAGE = """
async ([selector, moves]) => {
  const inputs = [...document.querySelectorAll(selector)], out = [];
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const c = new MessageChannel(); c.port1.onmessage = () => done(performance.now()); c.port2.postMessage(0); }));
  for (let i = 0; i < moves + 10; i++) {
    const n = inputs[i % inputs.length], lo = +n.min, hi = +n.max;
    n.value = lo + ((i * 37) % 100) / 100 * (hi - lo);
    await new Promise((r) => setTimeout(r, 7 + (i * 53) % 23));       // not in step with the frames
    const t0 = performance.now();
    n.dispatchEvent(new Event("input", { bubbles: true }));
    const t1 = performance.now(), t2 = await painted();
    if (i >= 10) out.push([t1 - t0, t2 - t0]);
  }
  return out;
}
"""

# In a notebook the kernel answers later: wait for the picture to change, then for its frame.
NOTEBOOK = """
async ([kind, moves]) => {
  const out = [], wait = (f) => new Promise((done, fail) => {
    const end = performance.now() + 8000;
    const late = () => performance.now() > end ? fail(new Error("no answer")) : requestAnimationFrame(look);
    const look = () => f() ? done() : late();
    look(); });
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const c = new MessageChannel(); c.port1.onmessage = () => done(performance.now()); c.port2.postMessage(0); }));
  for (let i = 0; i < moves + 5; i++) {
    await new Promise((r) => setTimeout(r, 120));
    let t0;
    if (kind === "live") {
      const root = document.querySelector(".live-figure"), n = root.querySelector("input");
      n.value = +n.value >= +n.max ? 0 : +n.value + 1;
      t0 = performance.now();
      n.dispatchEvent(new Event("input", { bubbles: true }));
      await wait(() => root.dataset.source === "kernel");
    } else {
      const src = () => document.querySelector(".jp-OutputArea-output img")?.src, before = src();
      const handle = document.querySelector(".noUi-handle"), up = (i % 20) < 10;
      t0 = performance.now();
      handle.dispatchEvent(new KeyboardEvent("keydown", { key: up ? "ArrowRight" : "ArrowLeft", bubbles: true }));
      await wait(() => src() && src() !== before && document.querySelector(".jp-OutputArea-output img").complete);
    }
    const t2 = await painted();
    if (i >= 5) out.push([0, t2 - t0]);
  }
  return out;
}
"""


@contextlib.contextmanager
def served(folder):
    """Serve a folder on localhost."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def live_page(folder):
    """Write the static page of the LiveFigure; return its size in bytes with all that it loads."""
    import slider_figure
    from livefigure import page

    data = embed_data(views=[slider_figure.live()], drop_defaults=False)
    view = json.dumps(data["view_specs"][0])
    state = json.dumps(data["manager_state"]).replace("</script>", r"<\/script>")
    done = page.convert(
        f'<script type="application/vnd.jupyter.widget-view+json">{view}</script>'
        f'<script type="application/vnd.jupyter.widget-state+json">{state}</script>',
        page="benchmark",
    )
    files = {**page.assets(), **done.files}
    head = '<link rel="stylesheet" href="_static/live/live.css"><script defer src="_static/live/live.js"></script>'
    files["live.html"] = f'<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,">{head}{done.html}'
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return sum(len(text.encode()) for text in files.values())


@contextlib.contextmanager
def lab(folder):
    """Start JupyterLab on a free port; stop it at the end."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    cells = {
        "live": "import slider_figure\nslider_figure.live()",
        "interact": "%matplotlib inline\nimport ipywidgets, slider_figure, matplotlib.pyplot as plt\n"
        "def show(ceiling):\n    slider_figure.draw(ceiling); plt.show()\n"
        "ipywidgets.interact(show, ceiling=(slider_figure.LO, slider_figure.HI, 1));",
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for name, code in cells.items():
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)], metadata={"kernelspec": kernel})
        nbformat.write(book, folder / f"{name}.ipynb")
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--IdentityProvider.token=", "--ServerApp.password=", f"--ServerApp.root_dir={folder}"]
    path = os.pathsep.join([str(PEERS), os.environ.get("PYTHONPATH", "")])
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, stdout=quiet, stderr=quiet, env={**os.environ, "PYTHONPATH": path})
    try:
        for _ in range(120):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=2).close()
                break
            time.sleep(0.5)
        else:
            raise RuntimeError("JupyterLab did not start within a minute")
        yield f"http://127.0.0.1:{port}/lab/tree/"
    finally:
        server.terminate()
        server.wait(30)


def summary(rows):
    """Return medians and 95th percentiles of (handler, painted) in milliseconds."""
    out = {}
    for name, column in zip(("handler", "painted"), zip(*rows, strict=True), strict=True):
        ordered = sorted(column)
        out[name] = {"median": statistics.median(ordered), "p95": ordered[int(0.95 * len(ordered)) - 1]}
    return out


def measure(moves):
    """Run all rows and return ``{row: summary}`` and the bytes each page loads."""
    results, sizes = {}, {}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = pathlib.Path(name)
        browser = play.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS)
        sizes["LiveFigure, static page"] = live_page(folder)
        pages = [("LiveFigure, static page", "live.html", ".live-figure[data-ready] input[type=range]")]
        subprocess.run([sys.executable, PEERS / "plotly_slider.py", folder / "peer.html"], check=True)
        sizes["plotly frames, static page"] = (folder / "peer.html").stat().st_size
        pages.append(("plotly frames, static page", "peer.html", "input[type=range]"))
        with served(folder) as url:
            for row, file, selector in pages:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(url + file)
                page.wait_for_selector(selector)
                page.wait_for_timeout(1500)
                results[row] = summary(page.evaluate(PAGE, [selector, moves]))
                page.close()
        with lab(folder) as url:
            for row, kind, there in (
                ("LiveFigure, kernel's exact answer", "live", ".live-figure[data-ready]"),
                ("ipywidgets.interact + inline", "interact", ".jp-OutputArea-output img"),
            ):
                page = browser.new_page(viewport={"width": 1280, "height": 1000})
                page.goto(f"{url}{kind}.ipynb?reset")
                page.wait_for_selector(".jp-Notebook .jp-Cell")
                page.wait_for_timeout(3000)
                page.get_by_role("menuitem", name="Run", exact=True).click()
                page.get_by_text("Run All Cells", exact=True).click()
                page.wait_for_selector(there, timeout=90_000)
                page.wait_for_timeout(3000)
                results[row] = summary(page.evaluate(NOTEBOOK, [kind, moves]))
                page.close()
        browser.close()
    return results, sizes


def main():
    """Measure, print the table, write the JSON."""
    import argparse

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=100)
    options = parser.parse_args()
    results, sizes = measure(options.moves)
    base = results["LiveFigure, static page"]["painted"]["median"]
    print(f"{'input to painted frame, ms':36} {'median':>8} {'p95':>8} {'handler p95':>12} {'ratio':>7} {'page kB':>9}")
    for row, r in results.items():
        handler = f"{r['handler']['p95']:.2f}" if r["handler"]["p95"] else ""
        size = f"{sizes[row] / 1000:.0f}" if row in sizes else ""
        median, p95 = r["painted"]["median"], r["painted"]["p95"]
        print(f"{row:36} {median:8.1f} {p95:8.1f} {handler:>12} {median / base:7.1f} {size:>9}")
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    record = {
        "what": "slider input to painted frame, milliseconds",
        "moves": options.moves,
        "when": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": {"cpus": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()},
        "rows": results,
        "page_bytes": sizes,
    }
    temporary = folder / ".slider.json"
    temporary.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    temporary.replace(folder / "slider.json")


if __name__ == "__main__":
    main()
