"""Every control of every figure of every lesson in the browser lab, with its kernel, held against the models."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .. import figures

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("[0-9]*.md"))
LAYOUT = 0.5  # points: text measures a little differently in the browser's Python, and axes lie where it leaves room
DONE = "() => ![...document.querySelectorAll('.jp-InputPrompt')].some((one) => one.textContent.includes('*'))"

NULL = """
import anywidget, traitlets

class Told(anywidget.AnyWidget):
    _esm = '''export default { render({ model, el }) {
        const say = (words) => { el.textContent += JSON.stringify(words); };
        model.on("msg:custom", say);
        say(model.get("state"));
        model.send("go");
    } }'''
    state = traitlets.Dict({"none": None, "list": [None, {"deep": None}]}).tag(sync=True)

told = Told()
told.on_msg(lambda widget, content, buffers: widget.send({"sent": None, "not a number": float("nan")}))
told
"""


@pytest.fixture(scope="module")
def reader(chromium, address):
    """One browser for all lessons, so that what does not change is loaded once."""
    from .visits import Visit

    lab = Visit(chromium, address)
    yield lab
    lab.context.close()


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_figure_moves_as_the_kernel_says(reader, lesson, monkeypatch):
    monkeypatch.setattr(figures, "CLOSE", LAYOUT)
    right = figures.expected(ROOT / "lessons" / f"{lesson}.md")
    page = reader.page
    reader.wrong.clear()
    reader.open(f"lessons/{lesson}.ipynb&run=all")
    page.wait_for_function(
        f"(n) => document.querySelectorAll('.live-figure').length === n && ({DONE})()", arg=len(right)
    )
    faults = figures.walk(page, right, where=lesson, kernel=True)
    assert not faults, figures.report(faults)
    assert not reader.wrong
    assert not reader.foreign


def test_none_arrives_as_null_as_from_any_kernel(reader):
    page = reader.open("lessons/01_industrialization.ipynb")
    page.wait_for_selector("#course-state[data-state=ready]")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.evaluate(
        """async (source) => {
          const { content, sessionContext } = jupyterapp.shell.currentWidget;
          await sessionContext.ready;
          content.model.sharedModel.insertCell(0, { cell_type: "code", source });
          content.activeCellIndex = 0;
          void jupyterapp.commands.execute("notebook:run-cell");
        }""",
        NULL,
    )
    said = '{"none":null,"list":[null,{"deep":null}]}{"sent":null,"not a number":"nan"}'
    expect(page.locator(".jp-OutputArea-output").filter(has_text='"none"')).to_contain_text(said)
