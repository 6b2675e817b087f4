"""The browser lab in a real browser: a lesson, an exercise, saved work, and what it says when something is missing."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from .axe import violations

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "02_counting_people"
EXERCISE = f"exercises/{LESSON}/{LESSON}.ipynb"


def _app(page, script):
    return page.evaluate(f"async () => {{ const app = window.jupyterapp; {script} }}")


def test_a_lesson_and_its_exercise_run_and_keep_what_is_written(visit):
    lab = visit()
    page = lab.page
    page.goto(f"{lab.base}/lessons/{LESSON}.html")
    page.get_by_role("link", name="Run this lesson").click()
    page.wait_for_selector(".live-figure[data-ready]")
    assert sum("/pyodide.asm.wasm" in url for url in lab.asked) == 1  # the Python that the page started is the kernel's
    done = "() => ![...document.querySelectorAll('.jp-InputPrompt')].some((one) => one.textContent.includes('*'))"
    page.wait_for_function(done)
    assert page.locator(".jp-OutputArea-output [data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    figure = page.locator(".live-figure[data-ready]:has(input[type=range])").first
    before = figure.locator("svg").first.inner_html()
    figure.locator("input[type=range]").first.press("ArrowRight")
    expect(figure).to_have_attribute("data-source", "kernel")  # Python itself answered
    assert figure.locator("svg").first.inner_html() != before

    # what is written stays, and is there after the page was loaded again
    _app(
        page,
        "app.shell.currentWidget.content.model.sharedModel.insertCell(0, {cell_type: 'code', source: 'mine = 1'});",
    )
    _app(page, "await app.commands.execute('docmanager:save');")
    page.reload()
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_contain_text("mine = 1")

    # the figures' Python is gone: their pictures stand there until the cells are run again
    expect(page.locator(".jp-OutputArea-output img[alt]").first).to_be_visible()
    expect(page.locator("#course-state")).to_have_attribute("data-state", "ready")
    page.get_by_role("alert").get_by_role("button", name="Run all cells").click()
    page.wait_for_selector(".live-figure[data-ready]")

    # the exercise, where the lesson says it lies, untouched: its first check says what is missing
    with lab.context.expect_page() as opened:
        page.get_by_role("link", name=f"{LESSON}.ipynb").click()
    page = lab.watch(opened.value)
    page.wait_for_url(lambda url: "/notebooks/" in url and unquote(url).endswith(EXERCISE))  # the file browser sends on
    page.wait_for_selector("#course-state[data-state=ready]")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    _app(
        page, "await app.shell.currentWidget.sessionContext.ready; void app.commands.execute('notebook:run-all-cells');"
    )
    expect(page.locator(".jp-OutputArea").filter(has_text="AssertionError")).to_contain_text("has no value yet")
    assert not lab.foreign
    assert not [text for text in lab.wrong if "Pyodide contents" not in text]


def test_no_notebook_of_the_lab_speaks_of_a_command_line(book):
    found = sorted((book / "browserlab" / "files").rglob("*.ipynb"))
    assert len(found) > 16
    copies = []
    for path in found:
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            text = "".join(cell["source"])
            assert not re.search("`(reformlab|make|pip) ", text), (path.name, text)
            for copy in re.findall(r"\((\.\./exercises/.*?)\)\. To hand it in, press", text):
                copies.append(copy)
                assert (path.parent / copy).is_file(), (path.name, copy)
    assert len(copies) == len(
        [*ROOT.glob("exercises/[0-9]*/exercise.md")]
    )  # the exercise and the workshops of a lesson


def test_saved_work_leaves_and_comes_back_as_a_file_and_is_erased_only_after_a_warning(visit, tmp_path):
    lab = visit()
    page = lab.page
    page.goto(f"{lab.base}/browserlab/index.html")
    expect(page.locator("#lessons a")).to_have_count(17)  # the first hour too
    expect(page.get_by_role("button", name="Save all my work to a file")).to_be_disabled()
    mine = {"cells": [{"cell_type": "code", "source": "mine = 1"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    page.evaluate("async (mine) => courseStorage.put('lessons/mine.ipynb', mine)", mine)
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save all my work to a file").click()
    saved = tmp_path / "work.json"
    download.value.save_as(saved)
    assert json.loads(saved.read_text("utf-8"))["files"][0]["content"] == mine

    page.get_by_role("button", name="Erase my work").click()
    expect(page.get_by_role("dialog")).to_contain_text("cannot be undone")
    page.keyboard.press("Enter")  # the focus is on the button that keeps everything
    expect(page.locator("#saved")).to_contain_text("lessons/mine.ipynb")
    page.get_by_role("button", name="Erase my work").click()
    page.get_by_role("button", name="Erase them").click()
    expect(page.locator("#saved")).to_contain_text("Nothing is saved yet")

    page.locator("#file").set_input_files(saved)
    expect(page.locator("#saved")).to_contain_text("lessons/mine.ipynb")
    page.evaluate("async () => courseStorage.put('lessons/mine.ipynb', {cells: []})")
    page.locator("#file").set_input_files(saved)  # a copy that differs is not overwritten
    expect(page.locator("#saved")).to_contain_text("lessons/mine.imported.ipynb")
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    page.locator("#file").set_input_files(broken)
    expect(page.locator("#news")).to_contain_text("broken.json cannot be read")
    assert not lab.foreign
    assert not lab.wrong


def test_a_newer_lesson_is_offered_beside_the_readers_own_copy(visit):
    lab = visit()
    lab.context.route("**/pyodide/*.js", lambda route: route.abort())  # Python is not needed here
    page = lab.page
    page.goto(f"{lab.base}/browserlab/index.html")
    path = f"lessons/{LESSON}.ipynb"
    own = {"cells": [{"cell_type": "markdown", "metadata": {}, "source": "My own copy"}]}
    own |= {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    page.evaluate("async ([path, own]) => courseStorage.put(path, own)", [path, own])
    page.evaluate("(path) => courseStorage.given().record(path, {version: 'before', mark: 'other'})", path)
    lab.open(path)
    expect(page.locator(".jp-Notebook")).to_contain_text("My own copy")
    page.get_by_role("button", name="Open the new version").click()
    expect(page.locator(".jp-Notebook")).to_contain_text("Counting people")
    assert "02_counting_people.new.ipynb" in page.url
    assert (
        page.evaluate("async (path) => (await courseStorage.get(path)).content.cells[0].source", path) == "My own copy"
    )


def test_without_webassembly_the_page_says_so_and_leads_back_to_the_lesson(visit):
    lab = visit()
    lab.context.add_init_script("delete globalThis.WebAssembly")
    page = lab.open(f"lessons/{LESSON}.ipynb")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("WebAssembly is missing")
    notice.get_by_role("link", name="Read the lesson").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Counting people")
    expect(page.locator(".live-figure").first).to_be_visible()


def test_a_truncated_download_is_named(visit):
    lab = visit()

    def half(route):
        body = route.fetch().body()
        route.fulfill(body=body[: len(body) // 2])

    lab.context.route(re.compile("/pyodide/pytz-.*whl"), half)
    page = lab.open(f"lessons/{LESSON}.ipynb")
    expect(page.get_by_role("alert")).to_contain_text("did not arrive whole: pytz")
    expect(page.get_by_role("button", name="Load again")).to_be_visible()


REFUSED = "navigator.serviceWorker.register = () => Promise.reject(new DOMException('insecure', 'SecurityError'));"
ABSENT = "delete Navigator.prototype.serviceWorker;"  # as on a plain http address that is not this machine


@pytest.mark.parametrize("browser", [REFUSED, ABSENT], ids=["refused", "absent"])
def test_without_a_service_worker_the_lab_says_so_and_the_lesson_runs(visit, browser):
    lab = visit()
    lab.context.add_init_script(browser)
    page = lab.open(f"lessons/{LESSON}.ipynb&run=all")
    expect(page.locator("#course-notice-no_service_worker")).to_contain_text("their tables come with the library")
    page.wait_for_selector(".live-figure[data-ready]")
    assert not lab.foreign


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_start_page_is_open_to_everyone(visit, scheme):
    lab = visit(color_scheme=scheme)
    page = lab.page
    page.goto(f"{lab.base}/browserlab/index.html")
    expect(page.locator("#lessons a")).to_have_count(17)  # the first hour too
    assert violations(page) == []
    mine = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    page.evaluate("async (mine) => courseStorage.put('lessons/mine.ipynb', mine)", mine)
    page.reload()
    page.get_by_role("button", name="Erase my work").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not lab.foreign
    assert not lab.wrong


def test_blocked_workers_and_missing_storage_are_named(visit):
    lab = visit(service_workers="block")
    lab.context.add_init_script(
        "globalThis.Worker = class { constructor() { throw new Error('workers are blocked'); } };"
        "Object.defineProperty(globalThis, 'indexedDB', { get() { throw new Error('no storage'); } });"
    )
    page = lab.open(f"lessons/{LESSON}.ipynb")
    expect(page.locator("#course-notice-failed_why")).to_contain_text("workers are blocked")
    expect(page.locator("#course-notice-no_storage")).to_contain_text("This browser keeps nothing")
