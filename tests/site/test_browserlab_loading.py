"""The browser lab on a slow line: what it loads and how much of it, and no word about what has not happened yet."""

import json
import re
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "lessons/02_counting_people"


class Held:
    """Requests that wait until they are let go."""

    def __init__(self, context, pattern):
        self.open, self.waiting = False, []
        context.route(re.compile(pattern), lambda route: route.continue_() if self.open else self.waiting.append(route))

    def let_go(self):
        self.open = True
        for route in self.waiting:
            route.continue_()


def test_the_bar_says_how_much_of_python_has_come(visit, book):
    lab = visit()
    package = Held(lab.context, r"/pyodide/pandas-.*\.whl")
    page = lab.open(f"{LESSON}.ipynb")
    sizes = json.loads((book / "browserlab/pyodide/sizes.json").read_text("utf-8"))
    whole = round(sum(sizes.values()) / 1e6)
    rest = round(sum(size for name, size in sizes.items() if not name.startswith("pandas-")) / 1e6)
    state = page.locator("#course-state")
    expect(state).to_have_text(f"Python: {rest} of {whole} MB")  # all but the one that is held back
    package.let_go()
    expect(state).to_have_text("Python is ready.")


def test_while_jupyterlab_is_on_its_way_the_bar_says_so_and_nothing_is_accused(visit):
    lab = visit()
    page = lab.page
    page.clock.install()
    Held(lab.context, r"/pyodide/worker\.js")  # Python never comes
    jupyter = Held(lab.context, r"/build/jlab_core\.")
    page.goto(f"{lab.base}/browserlab/notebooks/index.html?path={LESSON}.ipynb", wait_until="domcontentloaded")
    amount = page.locator("#course-page")
    expect(amount).to_have_text(re.compile(r"^Notebook page: [0-7] of 8 MB$"))
    page.clock.fast_forward(60_000)  # JupyterLab itself gives up after two minutes
    assert page.get_by_role("alert").count() == 0  # no service worker has been registered yet, nor refused
    jupyter.let_go()
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    assert page.evaluate("navigator.serviceWorker.ready.then((one) => one.scope)") == f"{lab.base}/browserlab/"
    page.clock.fast_forward(60_000)
    assert page.get_by_role("alert").count() == 0
    expect(amount).to_have_count(0)


def test_the_button_says_how_much_will_be_loaded(visit, book):
    lab = visit()
    page = lab.page
    page.goto(f"{lab.base}/{LESSON}.html")
    said = int(re.search(r"about (\d+) MB", page.locator(".run-lesson").inner_text())[1])
    lab.asked.clear()
    page.goto(f"{lab.base}/browserlab/notebooks/index.html?path={LESSON}.ipynb&run=all")
    page.wait_for_selector(".live-figure[data-ready]")
    paths = {unquote(urlsplit(url).path).removeprefix("/course/") for url in lab.asked}
    loaded = sum((book / path).stat().st_size for path in paths if (book / path).is_file()) / 1e6
    assert said == pytest.approx(loaded, rel=0.1)
