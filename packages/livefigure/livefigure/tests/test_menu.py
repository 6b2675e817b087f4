"""Take this figure: data, picture, address, a line that embeds it, citations."""

import csv
import io
import json
import re
import struct
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from livefigure import Choice, LiveFigure, Slider

from .conftest import write_site

pytestmark = pytest.mark.browser

X = np.linspace(0, 1, 11)
CITE = {"authors": ["A. Author", "B. Writer"], "year": "2026", "course": "A course", "version": "1.2"}


def move(slope, kind):
    y = slope * X if kind == "straight" else slope * X**2
    return {"line": (X, y), "bars": [slope, 2 * slope], "head": f"It ends at {y[-1]:.2f}"}


def make():
    fig, axes = plt.subplots(1, 2, figsize=(6, 3), layout="constrained")
    axes[0].plot(X, X, gid="line", label="Share, all")
    axes[0].set_title("", gid="head")
    axes[1].bar(["a", "b"], [1, 2], gid="bars")
    controls = [
        Slider("slope", 0, 2, value=1, step=0.1, label="Slope"),
        Choice("kind", ["straight", "curved"], label="Kind"),
    ]
    return LiveFigure(
        fig, move, controls, title="A line", alt="It rises.", caption="Source: a test.", names={"line": "Share, all"}
    )


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    folder = write_site(tmp_path_factory.mktemp("menu") / "course", {"one": [make(), make()]})
    path = folder / "lessons" / "one.html"
    foot = f"<aside data-cite='{json.dumps(CITE)}'><p class=\"edition-name\">Edition: 1.2</p></aside></main>"
    path.write_text(path.read_text("utf-8").replace("</main>", foot), "utf-8")
    return serve(folder.parent) + "course/lessons/one.html"


@pytest.fixture
def second(visit, url):
    """The second figure of the page, its menu open."""
    one = visit(url).ready(2)
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure = one.page.locator(".live-figure").nth(1)
    figure.locator(".live-take > summary").click()
    return figure


def saved(figure, name):
    with figure.page.expect_download() as waiting:
        figure.locator(f'[data-take="{name}"]').click()
    return Path(waiting.value.path()).read_bytes()


def copied(figure, name):
    figure.locator(f'[data-take="{name}"]').click()
    figure.page.wait_for_function("document.querySelectorAll('.live-take > p')[1].textContent !== ''")
    return figure.page.evaluate("navigator.clipboard.readText()")


def set_to(figure, slope, kind):
    figure.get_by_label("Slope").fill(str(round(slope * 10)))
    figure.get_by_label("Kind").select_option(label=kind)


def test_the_data_are_what_move_gives(second):
    for slope, kind in [(1.0, "straight"), (0.3, "curved"), (1.7, "straight"), (2.0, "curved")]:
        set_to(second, slope, kind)
        first, other = saved(second, "csv").decode("utf-8-sig").split("\r\n\r\n")
        head, *rows = csv.reader(io.StringIO(first))
        right = move(slope, kind)
        assert head[1] == "Share, all"
        assert [float(row[1]) for row in rows] == pytest.approx(list(right["line"][1]), abs=0.02)
        _, *bars = csv.reader(io.StringIO(other))
        assert [float(row[1]) for row in bars] == pytest.approx(right["bars"], abs=0.04)


def test_the_link_restores_every_control_of_its_figure(second, visit):
    set_to(second, 0.4, "curved")
    address = copied(second, "link")
    assert re.search(r"#figure-2\?slope=0\.4\d*&kind=curved$", address)
    page = visit(address).ready(2).page
    page.wait_for_function("document.querySelectorAll('.live-finding')[1].textContent === 'It ends at 0.40'")
    assert page.locator(".live-finding").first.text_content() == "It ends at 1.00"


def test_a_picture_says_finding_source_and_edition(second):
    set_to(second, 0.5, "straight")
    text = saved(second, "svg").decode()
    for words in ("It ends at 0.50", "A line", "Source: a test.", "Edition: 1.2"):
        assert words in text, words
    assert "var(" not in text and "live-head" not in text
    width, height = struct.unpack(">II", saved(second, "png")[16:24])
    size = [float(re.search(rf'<svg[^>]* {name}="([\d.]+)"', text)[1]) for name in ("width", "height")]
    assert (width, height) == pytest.approx([2 * number for number in size], abs=2)


def test_an_embedded_figure_stands_alone_and_fits_a_narrow_frame(second, visit):
    set_to(second, 0.5, "straight")
    line = copied(second, "embed")
    address = re.search(r'src="([^"]+)"', line)[1].replace("&amp;", "&")
    assert 'title="A line"' in line and "?embed=figure-2#figure-2?" in address
    one = visit(address, viewport={"width": 320, "height": 600})
    page = one.page
    page.wait_for_function("document.querySelectorAll('.live-finding')[1].textContent === 'It ends at 0.50'")
    assert page.locator(".live-figure").nth(1).is_visible() and page.locator(".live-figure").first.is_hidden()
    assert page.get_by_role("heading", name="Figures").is_hidden() and page.locator("aside").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("Slope").nth(0).or_(page.get_by_label("Slope").nth(1)).last.press("End")
    page.wait_for_function("document.querySelectorAll('.live-finding')[1].textContent === 'It ends at 2.00'")


def test_citations_name_authors_title_edition_and_address(second):
    bibtex, gbt = copied(second, "bibtex"), copied(second, "gbt")
    for words in ("{A. Author} and {B. Writer}", "title = {A line}", "A course, version 1.2", "#figure-2?slope=1"):
        assert words in bibtex, words
    assert re.match(
        r"A\. Author, B\. Writer\. A line\[DB/OL\]//A course: 1\.2\. \(2026\)\[\d{4}-\d\d-\d\d\]\. http", gbt
    )
