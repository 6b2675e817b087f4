"""A lesson that was run and is exported shows its figures, as pictures, without a connection."""

import base64
import os
import re
import subprocess
import sys

import nbformat
import pytest
from coursebook import desk

from . import desks

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """Lesson 9, with moving figures and a still one, after a run that saves the state of all widgets."""
    (path,) = desks.lay_out(tmp_path_factory.mktemp("lessons"), 9).values()
    notebook, figures = desks.run(path)
    assert 0 < len([data for data in figures if desks.VIEW in data]) < len(figures)
    return path, notebook, figures


def export(path, to, folder, *, env):
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", to, "--output-dir", str(folder), str(path)]
    done = subprocess.run(command, env=env, cwd=path.parent, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def opened(chromium, path):
    """Open a page from disk without a connection; return it with what it asked of hosts and its script errors."""
    asked, errors = [], []
    page = chromium.new_context(offline=True).new_page()
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri(), wait_until="load")
    return page, asked, errors


PICTURES = """() => [...document.querySelectorAll(".jp-OutputArea figure")].map((figure) => {
  const drawn = figure.querySelector("img, svg"), { width, height } = drawn.getBoundingClientRect();
  return {
    width, height, whole: drawn.tagName === "svg" || drawn.naturalWidth > 300,
    alt: drawn.alt ?? figure.querySelector("[role=img]").ariaLabel,
  };
})"""


def assert_pictures(page, figures):
    shown = page.evaluate(PICTURES)
    assert [picture["alt"] for picture in shown] == [data["text/plain"].removeprefix("Figure: ") for data in figures]
    for picture in shown:
        assert picture["whole"] and picture["width"] > 300 and picture["height"] > 150, picture


def test_what_make_lab_exports_needs_no_other_host(lesson, chromium, tmp_path):
    path, notebook, figures = lesson
    assert set(notebook.metadata.widgets)  # the state is there, and with it the way to a widget manager elsewhere
    export(path, "html", tmp_path, env=desk.environment())
    page, asked, errors = opened(chromium, tmp_path / f"{path.stem}.html")
    assert not asked and not errors
    assert_pictures(page, figures)
    formulas = page.locator("math")
    assert formulas.count() > 10
    assert page.evaluate("() => getComputedStyle(document.querySelector('math')).display").endswith("math")
    text = page.evaluate("() => [...document.querySelectorAll('.jp-MarkdownOutput')].map((e) => e.innerText).join()")
    assert "\\frac" not in text and "$$" not in text


def test_a_notebook_saved_without_the_state_of_widgets_is_exported_with_pictures_anywhere(lesson, chromium, tmp_path):
    """JupyterLab, VS Code and others save no state unless told to; plain nbconvert takes the picture then."""
    path, notebook, figures = lesson
    without = nbformat.from_dict(
        {**notebook, "metadata": {k: v for k, v in notebook.metadata.items() if k != "widgets"}}
    )
    plain = tmp_path / path.name
    nbformat.write(without, plain)
    env = os.environ | {name: str(tmp_path / "none") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH")}
    export(plain, "html", tmp_path, env=env)
    page, _, _ = opened(chromium, tmp_path / f"{path.stem}.html")
    assert_pictures(page, figures)


def test_each_figure_is_a_file_for_latex(lesson, tmp_path):
    """Markdown is left out: pandoc, which reads it, is not part of the course."""
    path, notebook, figures = lesson
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    alone = tmp_path / path.name
    nbformat.write(nbformat.from_dict({**notebook, "cells": code}), alone)
    export(alone, "latex", tmp_path, env=os.environ)
    text = (tmp_path / f"{path.stem}.tex").read_text("utf-8")
    files = re.findall(r"\\adjustimage\{max size=[^\n]*\}\{([^}]+)\}", text)  # includegraphics within the page's size
    assert len(files) == len(figures)
    for name, data in zip(files, figures, strict=True):
        assert (tmp_path / name).read_bytes() == base64.b64decode(data["image/png"])
