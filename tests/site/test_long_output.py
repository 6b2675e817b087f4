import re

import pytest
from click.testing import CliRunner
from coursebook import long_output
from coursebook.commands import site
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from .small import lesson


def notebook(*outputs):
    return new_notebook(cells=[new_markdown_cell("text"), new_code_cell("1"), new_code_cell("2", outputs=[*outputs])])


def stream(text):
    return new_output("stream", name="stdout", text=text)


def shown(**data):
    return new_output("display_data", {f"{kind.replace('_', '/')}": text for kind, text in data.items()})


def table(rows):
    body = "".join(f"<tr><th>{n}</th><td>{n * n}</td></tr>\n" for n in range(rows))
    return f'<div><style>td {{ color: red }}</style><table class="dataframe"><tbody>\n{body}</tbody></table></div>'


def texts(book):
    return [output.get("text") or list(output.data.values())[0] for output in book.cells[2].outputs]


def test_a_short_output_stays_letter_by_letter():
    book = notebook(stream("one\n"), shown(text_html=table(3), text_plain="three"), stream("x" * 100))
    before = book.copy()
    assert long_output.cut(book, 1000) == [] and book == before


def test_a_long_stream_is_cut_between_two_lines_and_the_note_counts_the_rest():
    book = notebook(stream("".join(f"line {n}\n" for n in range(20_000))))
    assert long_output.cut(book, 1000) == [(2, "19,877 lines more")]
    text, note = texts(book)
    assert text.splitlines() == [f"line {n}" for n in range(123)]
    assert note == "... 19,877 lines more are not shown"


def test_one_line_without_end_is_cut_within_it():
    book = notebook(stream("x" * 20_000))
    assert long_output.cut(book, 1000) == [(2, "19,000 characters more")]
    assert texts(book) == ["x" * 1000, "... 19,000 characters more are not shown"]


def test_the_limit_holds_for_the_whole_cell_and_what_comes_after_is_counted_once():
    book = notebook(stream("a\n" * 400), *[shown(text_plain="b\n" * 200) for _ in range(50)])
    assert long_output.cut(book, 1000) == [(2, "9,900 lines more")]
    assert texts(book) == ["a\n" * 400, "b\n" * 100, "... 9,900 lines more are not shown"]


def test_a_long_table_loses_its_last_rows_and_stays_a_table():
    book = notebook(shown(text_html=table(5000), text_plain="n\n" * 5000))
    [(cell, much)] = long_output.cut(book, 2000)
    text, note = texts(book)
    rows = text.count("<tr>")
    assert 20 < rows < 60 and text.count("</tr>") == rows and text.endswith("</tbody></table></div>")
    assert f"<td>{(rows - 1) ** 2}</td>" in text and f"<td>{rows**2}</td>" not in text
    assert len(text) <= 2000 and (cell, much) == (2, f"{5000 - rows:,} lines more") and much in note
    assert len(book.cells[2].outputs[0].data["text/plain"]) <= 2000


@pytest.mark.parametrize("html", ["<p>&lt;b&gt; one</p>\n" * 500, f"<style>{'a{}' * 2000}</style>" + table(300)])
def test_other_html_becomes_its_text(html):
    book = notebook(shown(text_html=html))
    [(_, much)] = long_output.cut(book, 1000)
    text = texts(book)[0]
    assert text.startswith("<pre>") and text.endswith("</pre>") and much.endswith("lines more")
    assert "<p>" not in text and "a{}" not in text and ("&lt;b&gt; one" in text) is html.startswith("<p>")


def test_pictures_and_figures_are_never_cut_and_stay_where_the_text_before_is():
    drawn = shown(text_html="<figure><svg>" + "<path/>" * 5000 + "</svg></figure>", text_plain="x" * 5000)
    picture = shown(image_png="x" * 5000, text_plain="<Figure>")
    widget = shown(**{"application/vnd.jupyter.widget-view+json": "x" * 5000})
    glued = shown(**{"application/papermill.record/text/plain": "x" * 5000})
    outputs = [drawn, picture, widget, glued]
    book = notebook(stream("a\n" * 2000), *outputs)
    assert long_output.cut(book, 1000) == [(2, "1,500 lines more")]
    assert book.cells[2].outputs[1:-1] == outputs


def test_a_build_says_which_cell_printed_too_much_and_the_page_is_small(course):
    loop = "for n in range(300_000):\n    print(n, 'x' * 40)"
    text = lesson("One", "print('short')", loop, "import pandas as pd\npd.DataFrame({'a': range(9)})")
    (course.root / "lessons" / "01_one.md").write_text(text, "utf-8")
    done = CliRunner().invoke(site, ["build", "--no-lab", "--root", str(course.root)])
    assert done.exit_code == 0, done.output
    said = [line for line in done.output.splitlines() if line.startswith("Long output")]
    lines = long_output.LIMIT // 46
    page = (course.html / "lessons" / "01_one.html").read_text("utf-8")
    assert len(said) == 1 and said[0].startswith("Long output: lessons/01_one.md, cell 2: 298,")
    assert "lines more are not shown" in page and "short" in page and "dataframe" in page
    shown = re.sub("<[^>]+>", "", page)
    assert f"\n{lines - 50} xxx" in shown and f"\n{lines + 100} xxx" not in shown
    assert len(page) < 2 * long_output.LIMIT + 50_000
