"""Lessons as a student has them: written as notebooks, run without JupyterLab, shown in it."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager

import nbformat
from coursebook import lessons, notebooks
from coursebook.execute import execute
from coursebook.layout import find
from nbclient import NotebookClient

from .conftest import ROOT

VIEW = "application/vnd.jupyter.widget-view+json"
START = "import sys; from coursebook import desk; desk.open_lab(sys.argv[1], 0, *sys.argv[2:])"


def lay_out(folder, *numbers):
    """Write the notebooks of some lessons into `folder` and return their paths by number."""
    layout = find(ROOT)
    pages = [page for page in lessons.pages(layout) if page.meta.get("lesson") in numbers]
    cache, _ = execute(layout, pages, cache_folder=ROOT / "_build" / "cache", progress=False)
    written = notebooks.build(ROOT, folder, only=[page.path for page in pages], cache=cache.path)
    return {page.meta["lesson"]: path for page, path in zip(pages, written, strict=True)}


def run(path):
    """Run a notebook in place as papermill does; return it, and the outputs that show a figure."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=600, iopub_timeout=600, kernel_name="python3").execute(cwd=path.parent)
    nbformat.write(notebook, path)
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
    return notebook, [data for data in outputs if VIEW in data or "image/png" in data]


@contextmanager
def jupyterlab(desk, home):
    """Run JupyterLab over `desk` as ``make lab`` does, away from the settings of whoever runs the test."""
    places = {"HOME": home, "JUPYTER_RUNTIME_DIR": home / "run", "JUPYTER_CONFIG_DIR": home / "config"}
    places |= {"JUPYTER_DATA_DIR": home / "data"}
    options = ["--no-browser", "--allow-root", "--ServerApp.token=", "--LabApp.expose_app_in_browser=True"]
    with open(home / "log.txt", "w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", START, str(desk), *options],
            env=os.environ | {name: str(place) for name, place in places.items()},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield _address(server, home)
        finally:
            os.killpg(server.pid, 15)
            server.wait()


def _address(server, home):
    while server.poll() is None:
        for path in (home / "run").glob("jpserver-*.json"):
            try:
                return json.loads(path.read_text("utf-8"))["url"]
            except ValueError:  # half written
                pass
        time.sleep(0.2)
    raise AssertionError((home / "log.txt").read_text("utf-8"))
