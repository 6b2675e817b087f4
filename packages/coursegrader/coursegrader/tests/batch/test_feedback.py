"""What students wrote, opened in a real browser: the feedback page, and nbgrader's own page of ``autograded/``."""

import base64
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from playwright.sync_api import expect

from coursegrader.batch import course as courses

from ..runner.test_harmless import HOSTILE, PNG

OUTPUT = """\
from IPython.display import HTML, Javascript, Markdown, SVG, display
for text in ("<script>document.title = 'XSS'</script>", "<img src=x onerror=\\"document.title='XSS'\\">"):
    display(HTML(text), Markdown(text), {"text/html": text, "application/javascript": "document.title='XSS'"}, raw=True)
    print(text, "\\x1b[2J\\x1b]0;XSS\\x07")
display(Javascript("document.title = 'XSS'"))
display({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='document.title=1'/>"}, raw=True)
raise ValueError("<script>document.title = 'XSS'</script>")
"""


@pytest.fixture
def hostile(group, released):
    """A class with one submission that tries to reach its reader in every way, graded."""
    cells = released.put("mind", "\n\n".join([*HOSTILE, "![My graph](attachment:graph.png)"])).notebook.cells
    released.cell("mind").attachments = {
        "graph.png": {"image/png": PNG},
        "x.svg": {"image/svg+xml": base64.b64encode(b"<svg onload='document.title=1'/>").decode()},
    }
    released.put("gap", OUTPUT)
    cells += [nbformat.v4.new_markdown_cell(text) for text in HOSTILE]
    cells.append(nbformat.v4.new_raw_cell("<script>document.title = 'XSS'</script>"))
    released.notebook.metadata["title"] = "</title><script>document.title = 'XSS'</script>"
    group.hand_in('eve<img src=x onerror="document.title=1">', released.bytes)
    courses.run(group.settings(), group.submitted)
    return group


def look(chromium, path):
    """Open a page; return it, and what it asked for besides itself."""
    page, asked = chromium.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(path.as_uri())
    page.wait_for_load_state("load")
    return page, [url for url in asked if url != path.as_uri() and not url.startswith("data:")]


def test_the_feedback_page_runs_nothing_and_leads_nowhere(hostile, chromium):
    (path,) = (hostile.folder / "feedback").rglob("*.html")
    page, asked = look(chromium, path)
    try:
        assert page.title().startswith("Counting people: eve<img")
        assert asked == []
        assert page.locator("script, iframe, object, embed, form, svg, link").count() == 0
        links = [link.get_attribute("href") for link in page.locator("a").all()]
        assert links and all(link.startswith("#") for link in links)
        assert page.get_by_alt_text("My graph").evaluate("each => each.naturalWidth") == 1
        expect(page.get_by_text("document.title = 'XSS'").first).to_be_visible()
    finally:
        page.close()


def test_nbgraders_own_page_of_autograded_runs_nothing_of_a_student(hostile, chromium, tmp_path):
    (notebook,) = (hostile.folder / "autograded").rglob("*.ipynb")
    words = [Path(sys.executable).parent / "jupyter", "nbconvert", "--to", "html", "--output", tmp_path / "page.html"]
    done = subprocess.run(
        [*map(str, words), str(notebook)],
        env={**os.environ, "HOME": str(tmp_path), "JUPYTER_PREFER_ENV_PATH": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    page, asked = look(chromium, tmp_path / "page.html")
    try:
        assert page.title() == "02_counting"
        own = {"cdnjs.cloudflare.com", "cdn.jsdelivr.net", "unpkg.com"}  # nbconvert's own, for formulas and diagrams
        assert {urlsplit(url).hostname for url in asked} <= own
        assert page.locator("main script, main iframe, main object, main form, main svg[onload]").count() == 0
        assert page.locator("main a[href]:not([href^='#'])").count() == 0
        assert page.locator("main [onerror], main [onload], main [onclick]").count() == 0
        assert page.get_by_alt_text("My graph").evaluate("each => each.naturalWidth") == 1
    finally:
        page.close()
