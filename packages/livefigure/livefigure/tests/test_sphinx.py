"""Figures through a kernel, a saved notebook and a Sphinx build."""

import json

import nbformat
import pytest
from nbclient import NotebookClient
from sphinx.cmd.build import build_main

from . import gallery

SOURCE = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
---
# A lesson

```{code-cell}
import matplotlib
matplotlib.use("agg")
%s
```
"""
CODE = "from livefigure.tests import gallery\n"
STATE = "application/vnd.jupyter.widget-state+json"


def test_a_kernel_saves_the_figure_with_its_table():
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE + "figure = gallery.build('fills')\nfigure")])
    NotebookClient(book, timeout=None, kernel_name="python3").execute()
    output = book.cells[0].outputs[-1]
    assert "text/html" in output.data and output.data["text/plain"].startswith("fills: ")
    model = output.data["application/vnd.jupyter.widget-view+json"]["model_id"]
    saved = book.metadata.widgets[STATE]["state"][model]
    assert saved["state"]["meta"]["worst_error"] <= 0.01
    assert [b["path"] for b in saved["buffers"] if b["data"]] == [["table"]]
    assert [o for o in book.cells[0].outputs if "image/png" in o.get("data", {})] == [output]  # no second figure


def build(folder, code):
    (folder / "sub").mkdir()
    (folder / "conf.py").write_text(
        'extensions = ["myst_nb", "livefigure.sphinx"]\nnb_execution_mode = "force"\nnb_execution_timeout = -1\n'
        'nb_execution_raise_on_error = True\nhtml_theme = "basic"\n',
        "utf-8",
    )
    (folder / "index.md").write_text("# Home\n\n```{toctree}\nsub/one\n```\n", "utf-8")
    (folder / "sub/one.md").write_text(SOURCE % (CODE + code), "utf-8")
    return build_main(["-q", "-d", str(folder / "trees"), str(folder), str(folder / "html")])


def test_a_built_page_needs_no_kernel_and_no_foreign_host(tmp_path):
    assert build(tmp_path, "gallery.build('bars')") == 0
    html = (tmp_path / "html/sub/one.html").read_text("utf-8")
    assert html.count('<figure class="live-figure"') == 1 and "<svg" in html
    assert STATE not in html and "https://cdn" not in html and "require" not in html
    files = {p.name for p in (tmp_path / "html/_static/live").iterdir()}
    assert {"live.js", "live.css", "live-settings.css"} < files and len(files) == 4
    assert "../_static/live/live.js" in html and "../_static/live/live.css" in html
    home = (tmp_path / "html/index.html").read_text("utf-8")
    assert "live/live.js" not in home


def test_another_widget_stops_the_build_and_is_named(tmp_path, capfd):
    assert build(tmp_path, "import ipywidgets; ipywidgets.IntSlider()") != 0
    said = capfd.readouterr().err
    assert "sub/one" in said and "IntSlider" in said


def test_two_runs_save_the_same_table():
    one, two = gallery.build("bars"), gallery.build("bars")
    assert json.dumps(one.meta, sort_keys=True) == json.dumps(two.meta, sort_keys=True)
    assert one.table == two.table


@pytest.fixture(autouse=True)
def _quiet_kernels(monkeypatch):
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
