"""JupyterLab as ``make lab`` opens it: every figure moves with a kernel, and is there again without one.

Four lessons, with all kinds of figure between them, are walked through; all of them when TEST_MATRIX is set.
"""

import os
import uuid

import pytest
from coursebook import notebooks
from coursegrader.authoring import builder

from .. import figures
from . import desks
from .conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALL = sorted(int(path.name[:2]) for path in (ROOT / "lessons").glob("[0-9][0-9]_*.md"))
WALKED = ALL if os.environ.get("TEST_MATRIX") else [6, 7, 9, 14]
EXERCISE = "02_counting_people/02_counting_people.ipynb"
KNOWN = (
    # jupytext, which writes exercises, brings an extension for a newer JupyterLab; the page goes on without it
    "The getter for the shared module is not a function",
    "Canceled future for",  # JupyterLab had asked a kernel that is ended here
)

RUN = "() => { jupyterapp.commands.execute('notebook:run-all-cells').then(() => { window.ran = true; }); }"
ERRORS = """() => jupyterapp.shell.currentWidget.content.widgets.flatMap((cell) =>
  cell.model.type === "code" ? cell.model.outputs.toJSON().filter((output) => output.output_type === "error") : [])"""
SAVE = "() => jupyterapp.commands.execute('docmanager:save')"
END = "() => jupyterapp.serviceManager.sessions.shutdownAll()"
# JupyterLab draws a cell when it comes into view
SCROLL = """async () => {
  const { content } = jupyterapp.shell.currentWidget;
  for (let place = 0; place < content.widgets.length; place++) await content.scrollToItem(place, "start");
}"""
SEEN = "(n) => document.querySelectorAll('.live-figure[data-ready]').length === n"

PICTURE = """(alt) => [...document.querySelectorAll(".jp-OutputArea figure img")].some((image) =>
  image.alt === alt && image.checkVisibility() && image.naturalWidth > 300 && image.width > 300)"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A student's folder with the lessons that are looked at, and an exercise."""
    folder = tmp_path_factory.mktemp("desk")
    desks.lay_out(folder, *{*WALKED, 9})
    source = ROOT / "exercises" / "02_counting_people" / "exercise.md"
    builder.student_copy(source, folder, to_plain=notebooks.to_plain_markdown)
    return folder


@pytest.fixture(scope="module")
def lab(desk, tmp_path_factory):
    with desks.jupyterlab(desk, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def opened(lab, chromium):
    """Open notebooks; at the end no script has failed and no other host was asked."""
    asked, errors, contexts = [], [], []

    def open_notebook(name):
        contexts.append(chromium.new_context(viewport={"width": 1300, "height": 1000}))
        page = contexts[-1].new_page()
        page.set_default_timeout(120_000)
        page.on("pageerror", lambda error: None if str(error).startswith(KNOWN) else errors.append(str(error)))
        page.on("request", lambda request: asked.append(request.url) if _foreign(request.url, lab) else None)
        workspace = f"lab/workspaces/{uuid.uuid4().hex}"  # else what was open before opens again
        page.goto(f"{lab}{workspace}/tree/{name}")
        page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")
        page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.ready")
        return page

    yield open_notebook
    for context in contexts:
        for page in context.pages:
            page.evaluate(END)
        context.close()
    assert not errors and not asked


def _foreign(address, lab):
    return address.startswith(("http", "ws")) and address.split("/")[2] != lab.split("/")[2]


def name_of(number):
    return next(path.stem for path in (ROOT / "lessons").glob(f"{number:02d}_*.md"))


def run(page):
    page.evaluate(RUN)
    page.wait_for_function("() => window.ran", timeout=600_000)
    assert not page.evaluate(ERRORS)


@pytest.mark.parametrize("number", WALKED)
def test_every_figure_of_a_lesson_follows_its_controls(opened, number):
    right = figures.expected(ROOT / "lessons" / f"{name_of(number)}.md")
    page = opened(f"{name_of(number)}.ipynb")
    run(page)
    page.evaluate(SCROLL)
    page.wait_for_function(SEEN, arg=len(right))
    faults = figures.walk(page, right, where=f"lesson {number}", kernel=True)
    assert not faults, figures.report(faults)


def test_a_lesson_that_was_saved_shows_its_figures_without_a_kernel(opened, desk):
    right = figures.expected(ROOT / "lessons" / f"{name_of(9)}.md")
    page = opened(f"{name_of(9)}.ipynb")
    run(page)
    page.evaluate(SAVE)
    page.evaluate(END)
    page.context.close()
    page = opened(f"{name_of(9)}.ipynb")
    page.evaluate(SCROLL)
    page.wait_for_function(SEEN, arg=len(right))
    page.evaluate(END)  # a new kernel, which knows of no figure
    faults = figures.walk(page, right, where="lesson 9 opened again")
    assert not faults, figures.report(faults)


def test_a_notebook_from_elsewhere_shows_its_pictures(opened, desk, tmp_path):
    """JupyterLab does not trust what was run on another machine: no widget, no script, no drawing; an image."""
    (path,) = desks.lay_out(tmp_path, 9).values()
    notebook, shown = desks.run(path)
    path.rename(desk / "mailed.ipynb")
    page = opened("mailed.ipynb")
    found = 0
    for place, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            if output.get("data") in shown:
                page.evaluate("(place) => jupyterapp.shell.currentWidget.content.scrollToItem(place, 'start')", place)
                page.wait_for_function(PICTURE, arg=output.data["text/plain"].removeprefix("Figure: "))
                found += 1
    assert found == len(shown) == 5


def test_nbgrader_keeps_the_button_that_students_need(opened):
    page = opened(EXERCISE)
    menus = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    assert "File" in menus and "Nbgrader" not in menus
    commands = page.evaluate("() => jupyterapp.commands.listCommands()")
    assert not [name for name in commands if "nbgrader" in name]
    assert not page.locator("[data-id^=nbgrader]").count()
    page.get_by_role("button", name="Validate").click()
    found = page.get_by_role("dialog").filter(has_text="Validation Results")
    found.get_by_text("The following cell failed").first.wait_for()  # it is as it was given


def test_nobody_is_asked_about_news(opened):
    page = opened(EXERCISE)
    plugins = page.evaluate("() => jupyterapp.listPlugins().filter((name) => jupyterapp.isPluginActivated(name))")
    assert "@jupyterlab/apputils-extension:notification" in plugins
    assert "@jupyterlab/apputils-extension:announcements" not in plugins
    assert not page.get_by_text("Jupyter news").count()
