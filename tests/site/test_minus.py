"""Minus signs in the text of a page."""

import re

from coursebook.pages.minus import MinusSigns
from docutils import nodes
from docutils.utils import new_document

_HYPHEN = re.compile(r"(?<![\w.)\]/-])-\d", re.ASCII)


def test_text_and_tables_get_minus_signs_and_code_and_formulas_stay():
    code, formula = nodes.literal("", "", nodes.inline("", "-4")), nodes.math("", "-1")
    table = '<table class="dataframe"><tr><td>-0.5 (-1–2)</td><td>2-3</td></tr></table>'
    page = new_document("page")
    page += nodes.paragraph("", "", nodes.strong("", "-0.4"), code, formula, nodes.Text(" from -1 to 2, 2015-2023"))
    page += [nodes.raw("", table, format="html"), nodes.raw("", "<p>-0.5</p>", format="html")]
    page += nodes.literal_block("", "print(-3)")
    MinusSigns(page).run()
    assert page[0].astext() == "−0.4-4-1 from −1 to 2, 2015-2023"
    assert page[1].astext() == table.replace("-0.5 (-1", "−0.5 (−1")
    assert [node.astext() for node in page[2:]] == ["<p>-0.5</p>", "print(-3)"]


def test_no_page_shows_a_hyphen_for_a_minus(book):
    for path in [*book.glob("lessons/*.html"), *book.glob("book/**/*.html")]:
        text = re.sub(r"(?s)<(script|style|svg|pre|code|math)\b.*?</\1>", "", path.read_text("utf-8"))
        found = [text[m.start() - 40 : m.end() + 20] for m in _HYPHEN.finditer(re.sub(r"<[^>]*>", " ", text))]
        assert not found, path.name
