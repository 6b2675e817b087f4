"""The page that shows every model once: its cells run, and every picture says what it shows."""

import pathlib
import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from reformlab.models import catalogue

PAGE = pathlib.Path(__file__).parents[2] / "book" / "models.md"
CELL = r"^```\{code-cell\} ipython3\n(?::[^\n]*\n)*\n?(.*?)^```$"
CELLS = re.findall(CELL, PAGE.read_text(encoding="utf-8"), re.M | re.S)


def shown(cell):
    return re.findall(r'card\("(\w+)"\)', cell)


def test_every_model_has_one_card_in_the_order_of_the_lessons():
    assert [name for cell in CELLS for name in shown(cell)] == [entry.name for entry in catalogue.entries()]


def test_cells_are_short():
    assert max(len(cell.strip().splitlines()) for cell in CELLS[1:]) <= 25


@pytest.fixture(scope="module")
def page():
    """Run the page; drawing to SVG has its own tests, so that a picture is only looked at and closed."""
    pictures, cards, names = [], [], {}

    def picture(fig, alt, caption="-"):
        drawn = [ax for ax in fig.axes if ax.lines or ax.patches or ax.collections]
        pictures.append((alt, caption, bool(drawn) and all(ax.get_xlabel() or ax.get_ylabel() for ax in fig.axes)))
        plt.close(fig)

    with mpl.rc_context():
        mpl.use("Agg")
        exec(compile(CELLS[0], "setup", "exec"), names)
        names.update(display=lambda *shown: cards.append(shown), picture=picture)
        for cell in CELLS[1:]:
            exec(compile(cell, shown(cell)[0], "exec"), names)
    return pictures, cards


def test_every_cell_draws_one_labelled_picture_with_alt_text(page):
    pictures, _ = page
    assert len(pictures) == len(catalogue.entries())
    for alt, caption, labelled in pictures:
        assert len(alt) > 40
        assert "nan" not in alt.split() and "{" not in alt, alt
        assert caption, alt
        assert labelled, alt


def test_every_card_shows_the_lesson_the_question_and_the_equation(page):
    _, cards = page
    for entry, (text, equation) in zip(catalogue.entries(), cards, strict=True):
        assert str(entry.lesson) in text.data
        assert entry.question in text.data
        assert entry.equation.partition(r"\qquad")[0] in equation.data
