"""Every figure of the course follows every control, on its page and on its slide, as the model says."""

import pytest
from coursebook import lessons
from coursebook.layout import find

from .. import figures
from .conftest import ROOT

pytestmark = pytest.mark.browser

SOURCES = [path for name in lessons.toc_names(find(ROOT)) if (path := ROOT / f"{name}.md").is_file()]
NOTEBOOKS = {
    path.relative_to(ROOT).with_suffix("").as_posix(): path for path in SOURCES if lessons.read(path).is_notebook
}
TURN = "n => deck.slide(deck.getSlides().indexOf(document.querySelectorAll('.live-figure')[n].closest('section')))"


def places(name):
    """Return where the figures of a source stand in the site: its page, and its deck of slides."""
    return [f"{name}.html", f"slides/{name.rpartition('/')[2]}.html"]


def with_figures(book):
    """Return every page of the built site that shows a live figure."""
    found = [path for path in book.rglob("*.html") if 'class="live-figure"' in path.read_text("utf-8")]
    return {path.relative_to(book).as_posix() for path in found}


def test_no_page_with_a_figure_is_left_out(book):
    shown, known = with_figures(book), {place for name in NOTEBOOKS for place in places(name)}
    assert not shown - known
    lessons_with_number = [name for name in NOTEBOOKS if name.startswith("lessons/") and name[8].isdigit()]
    assert {place for name in lessons_with_number for place in places(name)} <= shown


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_figure_follows_every_control(name, book, address, chromium):
    shown, faults = [place for place in places(name) if place in with_figures(book)], []
    if not shown:
        assert "LiveFigure(" not in NOTEBOOKS[name].read_text("utf-8")
        return
    right = figures.expected(NOTEBOOKS[name])
    for place in shown:
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        heard = figures.listen(page)
        page.goto(f"{address}/{place}")
        slides = place.startswith("slides/")
        if slides:
            page.evaluate("deckReady")
        faults += figures.walk(page, right, where=place, show=(lambda p, n: p.evaluate(TURN, n)) if slides else None)
        faults += [f"{place}: {said}" for said in heard]
        page.close()
    for one in right:
        one.close()  # a widget is kept until it is closed, and with it its table
    assert not faults, figures.report(faults)
