import functools
import http.server
import json
import shutil
import threading

import matplotlib
import pytest
from ipywidgets.embed import embed_data

from livefigure import page

matplotlib.use("Agg")

HEAD = """<!DOCTYPE html><html lang="en"{theme}><head><meta charset="utf-8"><title>Figures</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="../_static/live/live.css">
<link rel="stylesheet" href="../_static/live/live-settings.css"><script defer src="../_static/live/live.js"></script>
<style>body {{ margin: 16px; font-family: sans-serif; }} {style}</style></head><body><main><h1>Figures</h1>"""


def notebook_html(figures):
    """Return HTML as MyST-NB writes it for cells that show `figures`."""
    data = embed_data(views=figures, drop_defaults=False)
    views = "".join(
        '<div class="cell_output"><script type="application/vnd.jupyter.widget-view+json">'
        f"{json.dumps(spec)}</script></div>"
        for spec in data["view_specs"]
    )
    state = json.dumps(data["manager_state"]).replace("</script>", r"<\/script>")
    return f'{views}<script type="application/vnd.jupyter.widget-state+json">{state}</script>'


def write_site(folder, pages, **head):
    """Write `pages` ({name: figures}) under `folder`/lessons with the files beside them."""
    for name, figures in pages.items():
        done = page.convert(notebook_html(figures), page=name, root="../")
        files = {**page.assets(), **done.files}
        files[f"lessons/{name}.html"] = HEAD.format(**{"theme": "", "style": "", **head}) + done.html + "</main></body>"
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(autouse=True, scope="module")
def plain_look():
    """Draw as matplotlib does, whatever look tests of a course that ran before have chosen.

    A fixture of a module that draws figures for several tests is made under it too.
    """
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield


@pytest.fixture(autouse=True)
def look_is_put_back(plain_look):
    """Leave no look behind for the next test."""
    with matplotlib.rc_context():
        yield


@pytest.fixture(scope="session")
def node():
    """The program node, which runs the front end's modules as they stand."""
    return shutil.which("node") or pytest.skip("node is not installed")


@pytest.fixture(scope="session")
def serve():
    """Serve a folder on localhost; the returned address ends in a slash."""
    servers = []

    def start(folder):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()


class Visit:
    """A page with everything it asked for and complained about."""

    def __init__(self, browser, url, **context):
        self.context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | context))
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.goto(url)

    def ready(self, count):
        self.page.evaluate(
            "async () => { for (const f of document.querySelectorAll('.live-figure')) { f.scrollIntoView();"
            " await new Promise(requestAnimationFrame); } scrollTo(0, 0); }"
        )
        self.page.wait_for_function("n => document.querySelectorAll('.live-figure[data-ready]').length >= n", arg=count)
        return self

    def close(self):
        self.context.close()


@pytest.fixture
def visit(chromium):
    open_visits = []

    def go(url, **context):
        one = Visit(chromium, url, **context)
        open_visits.append(one)
        return one

    yield go
    for one in open_visits:
        one.close()
