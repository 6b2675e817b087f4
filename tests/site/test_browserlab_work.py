"""A reader's work in the browser lab: its way out as a file, and what is said where the browser keeps nothing."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
NAME = "02_counting_people"
LESSON, EXERCISE = f"lessons/{NAME}.ipynb", f"exercises/{NAME}/{NAME}.ipynb"
BUTTON = "Download this notebook (.ipynb)"
KEPT, NOT_KEPT = "Your work is saved in this browser.", "Your work is NOT saved in this browser: download it."

RUN = """() => {
  const cells = jupyterapp.shell.currentWidget.content.widgets.filter((one) => one.model.type === "code");
  return cells.every((one) => one.model.executionCount);
}"""


def type_into(page, words):
    """Type a line at the end of the first code cell."""
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(f"\n{words}")


def download(page, button, folder):
    """Press `button` and return the file."""
    with page.expect_download() as found:
        button.click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def reformlab(*words):
    command = [Path(sys.executable).with_name("reformlab"), *map(str, words)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_notebook_leaves_by_one_button_as_the_grader_takes_it(visit, tmp_path):
    lab = visit()
    lab.context.route("**/pyodide/*.js", lambda route: route.abort())  # Python is not needed here
    page = lab.open(EXERCISE)
    type_into(page, "typed = 'last'")
    handed = tmp_path / "submitted" / "ann"
    handed.mkdir(parents=True)
    path = download(page, page.get_by_role("button", name=BUTTON), handed)
    assert path.name == f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert any(cell.source.endswith("\ntyped = 'last'") for cell in notebook.cells)
    expect(page.locator("#course-kept")).to_have_text(KEPT)  # pressing it has saved as well
    saved = page.evaluate("async (path) => JSON.stringify((await courseStorage.get(path)).content)", EXERCISE)
    assert nbformat.reads(saved, as_version=4) == notebook

    page.get_by_role("link", name="My notebooks").click()
    again = download(page, page.get_by_role("button", name=f"{BUTTON}: {EXERCISE}"), tmp_path)
    assert again.read_bytes() == path.read_bytes()

    reformlab("exercise", "build", "2", "--course", ROOT, "--out", tmp_path / "built")
    said = reformlab("grade", handed.parent, "--source", tmp_path / "built" / "instructor")
    assert said.startswith("1 graded, 0 graded before, 0 with a remark, 0 not graded.")


def test_a_notebook_that_is_not_open_yet_can_be_downloaded(visit, tmp_path):
    lab = visit()
    lab.context.route("**/notebooks/bundle.js*", lambda route: None)  # it never comes
    page = lab.page
    page.goto(f"{lab.base}/browserlab/notebooks/index.html?path={LESSON}", wait_until="domcontentloaded")
    path = download(page, page.get_by_role("button", name=BUTTON), tmp_path)
    assert "Counting people" in path.read_text("utf-8")


def test_where_site_data_are_blocked_the_lab_runs_and_says_that_nothing_is_kept(visit, tmp_path):
    """Chromium's own setting: IndexedDB, localStorage and service workers are refused by the browser itself."""
    settings = tmp_path / "profile" / "Default" / "Preferences"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}), "utf-8")
    lab = visit(profile=settings.parents[1])
    page = lab.open(f"{LESSON}&run=all")
    page.wait_for_selector(".live-figure[data-ready]")
    page.wait_for_function(RUN)  # an output that comes after the download makes the notebook unsaved again
    expect(page.locator("#course-kept")).to_have_text(NOT_KEPT)
    notice = page.get_by_role("alert")
    assert notice.count() == 1
    assert "keeps nothing" in notice.inner_text()
    assert page.get_by_role("dialog").count() == 0
    notice.get_by_role("button").click()

    type_into(page, "typed = 'last'")
    page.keyboard.press("Control+S")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    assert page.locator("#course-kept").inner_text() == NOT_KEPT  # the page's own memory is no place that keeps
    asked = []
    page.on("dialog", lambda one: asked.append(one.type) or one.dismiss())
    page.get_by_role("link", name="Back to the lesson").click(no_wait_after=True)
    path = download(page, page.get_by_role("button", name=BUTTON), tmp_path)  # still here
    assert asked == ["beforeunload"]
    assert "typed = 'last'" in path.read_text("utf-8")
    page.get_by_role("link", name="My notebooks").click()  # nothing is asked: the work is in a file
    expect(page.locator("#news")).to_contain_text("keeps nothing")
    assert asked == ["beforeunload"]
    for key in ("export", "import", "reset"):
        assert page.locator(f"#{key}").is_disabled()


REFUSE = """(late) => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...words) {
    if (!late) throw new DOMException("The current transaction exceeded its quota limitations.", "QuotaExceededError");
    const request = put.apply(this, words);
    request.addEventListener("success", () => this.transaction.abort());
    return request;
  };
  window.accept = () => (IDBObjectStore.prototype.put = put);
}"""


def test_where_the_space_is_used_up_the_bar_says_so_and_what_to_do(visit, tmp_path):
    """A script refuses the writes as Chromium does: Chromium's own override of the quota does not touch IndexedDB."""
    lab = visit()
    lab.context.route("**/pyodide/*.js", lambda route: route.abort())
    page = lab.open(LESSON)
    type_into(page, "first = 1")
    page.keyboard.press("Control+S")
    expect(page.locator("#course-kept")).to_have_text(KEPT)
    page.evaluate(REFUSE, False)
    type_into(page, "second = 2")
    page.keyboard.press("Control+S")
    expect(page.locator("#course-kept")).to_contain_text("NOT saved")
    assert "Download this notebook, then erase old work" in page.locator("#course-kept").inner_text()
    page.locator(".jp-Dialog").get_by_role("button").last.click()
    path = download(page, page.get_by_role("button", name=BUTTON), tmp_path)
    assert "second = 2" in path.read_text("utf-8")
    page.evaluate("() => void window.accept()")
    page.locator(".jp-Dialog").get_by_role("button").last.click()  # the download tried to save once more
    page.keyboard.press("Control+S")
    expect(page.locator("#course-kept")).to_have_text(KEPT)


@pytest.mark.parametrize("late", [False, True], ids=["at once", "when the transaction ends"])
def test_work_that_cannot_be_brought_back_for_want_of_space_is_not_called_back(visit, tmp_path, late):
    lab = visit()
    page = lab.page
    page.goto(f"{lab.base}/browserlab/index.html")
    page.evaluate("courseStorage.put('mine.ipynb', {cells: []})")
    page.reload()
    page.evaluate(REFUSE, late)
    work = tmp_path / "other.ipynb"
    work.write_text('{"cells": []}', "utf-8")
    page.locator("#file").set_input_files(work)
    expect(page.locator("#news")).to_contain_text("The browser stores no more")
    expect(page.locator("#saved li")).to_have_count(1)
    expect(page.locator("#saved")).to_contain_text("mine.ipynb")
